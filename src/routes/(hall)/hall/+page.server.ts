import { redirect } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import { deviceScope } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import { hallBoard } from '$lib/server/views/hall.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { shell, realtime } = app();
	const scope = deviceScope(locals.hall, 'hall');
	if (!scope) redirect(303, '/pair/hall');
	const { branchId, settings } = scope;
	const board = await shell.db.snapshot((sql) => hallBoard(sql, branchId, settings, shell.now()));
	if (!board) redirect(303, '/pair/hall');
	return {
		board,
		wait: await realtime.waitBoard(branchId),
		theme: await branchTheme(shell, branchId)
	};
};
