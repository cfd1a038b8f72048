import { app } from '$lib/server/app.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => {
	const { config, realtime } = app();
	return {
		language: locals.language,
		demo: config.demo,
		clock: realtime.clock(),
		who: locals.who && { name: locals.who.name, login: locals.who.login }
	};
};
