import { mayAnywhere } from '$lib/domain/permission.ts';
import { app } from '$lib/server/app.ts';
import { teamScope } from '$lib/server/scope.ts';
import { frontsOf } from '$lib/server/theming.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const grants = locals.who?.grants ?? [];
	return {
		fronts: await frontsOf(app().shell),
		/** The demo shows the letters that it did not send. */
		letters: app().letterBox !== null,
		// Without a session every door leads to signing in; with one, there are the doors that open.
		may: {
			desk: !locals.who || mayAnywhere(grants, 'work-at-counter'),
			host: !locals.who || mayAnywhere(grants, 'host-hall'),
			agenda: !locals.who || mayAnywhere(grants, 'keep-agenda'),
			team: !locals.who || teamScope(locals.who) !== null,
			mail: !locals.who || mayAnywhere(grants, 'manage-mail'),
			lead: !locals.who || mayAnywhere(grants, 'lead-hall'),
			devices: !locals.who || mayAnywhere(grants, 'manage-devices')
		}
	};
};
