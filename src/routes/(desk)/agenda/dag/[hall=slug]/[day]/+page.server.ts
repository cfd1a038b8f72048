import { error, redirect } from '@sveltejs/kit';
import type { AccountId, CommandId } from '$lib/domain/ids.ts';
import { localDay, nextDay } from '$lib/domain/time.ts';
import { app } from '$lib/server/app.ts';
import { hallsFor, listServices } from '$lib/server/flows/catalogue.ts';
import { closeDay, dayState, openDay, replanDay, setAbsent } from '$lib/server/flows/replan.ts';
import { refused } from '$lib/server/forms.ts';
import { id, optionalLine, readForm, ticked } from '$lib/server/input.ts';
import { hallScope } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import { TIME_ZONE } from '$lib/text/format.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const REASON_LENGTH = 80;

type Asking = Pick<RequestEvent, 'locals' | 'params'>;

/** The hall and the day of the address, for who leads that hall. */
async function dayOfLead({ locals, params }: Asking) {
	const { who } = locals;
	const { shell } = app();
	const halls = who ? await hallsFor(shell, who.regionId, who.grants, 'lead-hall') : [];
	const hall = halls.find(({ slug }) => slug === params.hall);
	const scope =
		hall &&
		hallScope(who, 'lead-hall', {
			regionId: hall.regionId,
			municipalityId: hall.municipalityId,
			branchId: hall.id
		});
	const { day } = params;
	const today = localDay(shell.now(), TIME_ZONE);
	const isDay =
		/^\d{4}-\d\d-\d\d$/.test(day) && day >= today && day <= nextDay(today, TIME_ZONE, 400);
	return hall && scope ? { hall, scope, day, isDay } : null;
}

export const load: PageServerLoad = async ({ locals, params }) => {
	if (!locals.who) redirect(303, '/signin?next=/agenda');
	const asked = await dayOfLead({ locals, params });
	if (!asked) error(403, 'forbidden');
	const { hall, scope, day, isDay } = asked;
	const { shell } = app();
	const state = isDay ? await dayState(shell, scope, day) : null;
	if (!state) error(404, 'not-found');
	const dutch = locals.language === 'nl';
	return {
		hall: { slug: hall.slug, name: hall.name, id: hall.id },
		day,
		state,
		services: (await listServices(shell, scope.regionId)).map(
			({ id: serviceId, nameNl, nameEn }) => ({
				id: serviceId,
				name: dutch ? nameNl : nameEn
			})
		),
		theme: await branchTheme(shell, hall.id),
		commandId: shell.newId<'command'>()
	};
};

export const actions: Actions = {
	close: async (event) => {
		const asked = await dayOfLead(event);
		if (!asked?.isDay) return refused({ code: 'forbidden' });
		const input = await readForm(event.request, {
			nl: optionalLine(REASON_LENGTH),
			en: optionalLine(REASON_LENGTH)
		});
		if (!input.ok) return refused(input.refusal);
		const { nl, en } = input.value;
		await closeDay(app().shell, asked.scope, asked.day, { nl: nl ?? '', en: en ?? '' });
		return { set: true };
	},
	open: async (event) => {
		const asked = await dayOfLead(event);
		if (!asked?.isDay) return refused({ code: 'forbidden' });
		await openDay(app().shell, asked.scope, asked.day);
		return { set: true };
	},
	absent: async (event) => {
		const asked = await dayOfLead(event);
		if (!asked?.isDay) return refused({ code: 'forbidden' });
		const input = await readForm(event.request, { clerk: id<AccountId>(), absent: ticked() });
		if (!input.ok) return refused(input.refusal);
		const { clerk: clerkId, absent } = input.value;
		const outcome = await setAbsent(app().shell, asked.scope, asked.day, { clerkId, absent });
		return outcome.ok ? { set: true } : refused(outcome.refusal);
	},
	replan: async (event) => {
		const asked = await dayOfLead(event);
		if (!asked?.isDay) return refused({ code: 'forbidden' });
		const input = await readForm(event.request, { command: id<CommandId>() });
		if (!input.ok) return refused(input.refusal);
		const outcome = await replanDay(app().shell, asked.scope, {
			id: input.value.command,
			day: asked.day
		});
		return outcome.ok ? { done: outcome.value } : refused(outcome.refusal);
	}
};
