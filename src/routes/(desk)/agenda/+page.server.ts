import { error, redirect } from '@sveltejs/kit';
import type { AccountId } from '$lib/domain/ids.ts';
import { may } from '$lib/domain/permission.ts';
import { type LocalDay, localDay, nextDay, weekdayOf } from '$lib/domain/time.ts';
import { app } from '$lib/server/app.ts';
import {
	LEAST_ASKED,
	MOST_FOUND,
	agendaHalls,
	agendaOn,
	findAppointments
} from '$lib/server/flows/agenda.ts';
import { listServices } from '$lib/server/flows/catalogue.ts';
import { waitlistCount } from '$lib/server/flows/waitlist.ts';
import { townOfBranch } from '$lib/server/flows/front.ts';
import { refused } from '$lib/server/forms.ts';
import { line, readForm } from '$lib/server/input.ts';
import { agendaScope } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import { TIME_ZONE } from '$lib/text/format.ts';
import type { Actions, PageServerLoad } from './$types';

/** As long as anything that is looked for. */
const MOST_ASKED = 80;

/** A day that there is: `2026-02-30` is none. */
function dayOrToday(given: string | null, today: LocalDay): LocalDay {
	if (!/^\d{4}-\d\d-\d\d$/.test(given ?? '')) return today;
	const at = Date.parse(`${given}T12:00:00Z`);
	return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== given ? today : given;
}

export const load: PageServerLoad = async ({ locals, url }) => {
	if (!locals.who) redirect(303, '/signin?next=/agenda');
	const scope = agendaScope(locals.who);
	if (!scope) error(403, 'forbidden');
	const { shell } = app();
	const asked = url.searchParams;
	const today = localDay(shell.now(), TIME_ZONE);
	const day = dayOrToday(asked.get('day'), today);
	const week = asked.get('view') === 'week';
	const halls = await agendaHalls(shell, scope);
	const hall = halls.find(({ slug }) => slug === asked.get('hall')) ?? null;
	const branches = (hall ? [hall] : halls).map(({ id }) => id);
	const first = week ? nextDay(day, TIME_ZONE, 1 - weekdayOf(day, TIME_ZONE)) : day;
	const last = week ? nextDay(first, TIME_ZONE, 6) : day;
	const all = await agendaOn(shell, scope, branches, first, last);
	const clerks = new Map(all.map(({ clerkId, clerk }) => [clerkId, clerk]));
	const wanted = asked.get('clerk') as AccountId | null;
	const clerk = wanted !== null && clerks.has(wanted) ? wanted : null;
	const step = week ? 7 : 1;
	const dutch = locals.language === 'nl';
	return {
		today,
		day,
		week,
		first,
		days: Array.from({ length: week ? 7 : 1 }, (_, n) => nextDay(first, TIME_ZONE, n)),
		before: nextDay(day, TIME_ZONE, -step),
		after: nextDay(day, TIME_ZONE, step),
		halls: halls.map(({ id, slug, name }) => ({ id, slug, name })),
		hall: hall?.slug ?? null,
		clerks: [...clerks]
			.map(([id, name]) => ({ id, name }))
			.sort((a, b) => a.name.localeCompare(b.name)),
		clerk,
		rows: clerk === null ? all : all.filter((row) => row.clerkId === clerk),
		services: (await listServices(shell, scope.regionId)).map(({ id, nameNl, nameEn }) => ({
			id,
			name: dutch ? nameNl : nameEn
		})),
		/** How many wait for a time. */
		waiting: await waitlistCount(shell, scope),
		/** The days of this hall can be changed by this person. */
		leads:
			hall !== null &&
			may(locals.who.grants, 'lead-hall', {
				regionId: hall.regionId,
				municipalityId: hall.municipalityId,
				branchId: hall.id
			}),
		/** Where a new appointment begins. */
		town: halls[0] ? await townOfBranch(shell, (hall ?? halls[0]).id) : null,
		theme: hall ? await branchTheme(shell, hall.id) : null,
		least: LEAST_ASKED,
		most: MOST_FOUND
	};
};

export const actions: Actions = {
	// By a form: names and telephone numbers don't belong into an address.
	find: async ({ request, locals }) => {
		const scope = agendaScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, { asked: line(MOST_ASKED) });
		if (!input.ok) return refused(input.refusal);
		const { asked } = input.value;
		return { asked, found: await findAppointments(app().shell, scope, asked) };
	}
};
