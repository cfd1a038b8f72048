import { error, redirect } from '@sveltejs/kit';
import { localDay } from '$lib/domain/time.ts';
import { app } from '$lib/server/app.ts';
import { importRoster, importSkills, teamState } from '$lib/server/flows/roster.ts';
import { refused } from '$lib/server/forms.ts';
import { uploaded } from '$lib/server/input.ts';
import { teamScope } from '$lib/server/scope.ts';
import { TIME_ZONE } from '$lib/text/format.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	if (!locals.who) redirect(303, '/signin?next=/manage/roster');
	const scope = teamScope(locals.who);
	if (!scope) error(403, 'forbidden');
	const { shell } = app();
	return { team: await teamState(shell, scope), today: localDay(shell.now(), TIME_ZONE) };
};

export const actions: Actions = {
	roster: async ({ request, locals }) => {
		const scope = teamScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' }, { of: 'roster' as const });
		const file = await uploaded(request, 'file');
		if (!file.ok) return refused(file.refusal, { of: 'roster' as const });
		const outcome = await importRoster(app().shell, scope, file.value);
		return outcome.ok
			? { planned: outcome.value }
			: refused(outcome.refusal, { of: 'roster' as const });
	},
	skills: async ({ request, locals }) => {
		const scope = teamScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' }, { of: 'skills' as const });
		const file = await uploaded(request, 'file');
		if (!file.ok) return refused(file.refusal, { of: 'skills' as const });
		const outcome = await importSkills(app().shell, scope, file.value);
		return outcome.ok
			? { skilled: outcome.value }
			: refused(outcome.refusal, { of: 'skills' as const });
	}
};
