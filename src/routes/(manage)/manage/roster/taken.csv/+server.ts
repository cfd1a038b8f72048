import { error } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import { skillSheet } from '$lib/server/flows/roster.ts';
import { teamScope } from '$lib/server/scope.ts';
import { asSheet } from '../sheet.server.ts';
import type { RequestHandler } from './$types';

/** Who can do what, to be changed and taken over again. */
export const GET: RequestHandler = async ({ locals }) => {
	const scope = teamScope(locals.who);
	if (!scope) error(403, 'forbidden');
	return asSheet('taken.csv', await skillSheet(app().shell, scope));
};
