import { mayAnywhere } from '$lib/domain/permission.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({
	mayManage: mayAnywhere(locals.who?.grants ?? [], 'manage-devices')
});
