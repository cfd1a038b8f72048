import { error } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import { rosterSheet } from '$lib/server/flows/roster.ts';
import { teamScope } from '$lib/server/scope.ts';
import { asSheet } from '../sheet.server.ts';
import type { RequestHandler } from './$types';

/** A month of the roster, to be changed and taken over again. */
export const GET: RequestHandler = async ({ locals, params }) => {
	const scope = teamScope(locals.who);
	if (!scope) error(403, 'forbidden');
	return asSheet(
		`rooster-${params.month}.csv`,
		await rosterSheet(app().shell, scope, params.month)
	);
};
