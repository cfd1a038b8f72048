import { redirect } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import { deviceScope } from '$lib/server/scope.ts';
import { hallBoard } from '$lib/server/views/hall.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { shell } = app();
	const scope = deviceScope(locals.hall, 'hall');
	if (!scope) redirect(303, '/pair/hall');
	const board = await shell.db.snapshot((sql) => hallBoard(sql, scope.branchId, shell.now()));
	if (!board) redirect(303, '/pair/hall');
	return { board };
};
