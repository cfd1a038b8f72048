import { error, redirect } from '@sveltejs/kit';
import type { AppointmentId, CommandId } from '$lib/domain/ids.ts';
import { writeWish } from '$lib/domain/wish.ts';
import { app } from '$lib/server/app.ts';
import { branchName, listServices } from '$lib/server/flows/catalogue.ts';
import { townById } from '$lib/server/flows/front.ts';
import {
	declineOffer,
	leaveWaitlist,
	ownPlace,
	takeOffer,
	waitlistByLink
} from '$lib/server/flows/waitlist.ts';
import { refused } from '$lib/server/forms.ts';
import { id, readForm } from '$lib/server/input.ts';
import { themeLink } from '$lib/server/theming.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals }) => {
	const { shell } = app();
	const state = await waitlistByLink(shell, params.link);
	if (!state) error(404, 'not-found');
	const { listed, offer, took } = state;
	if (took !== null) redirect(303, `/afspraak/${took}`);
	const town = await townById(shell, listed.municipalityId);
	if (!town) error(404, 'not-found');
	const services = await listServices(shell, listed.regionId);
	const dutch = locals.language === 'nl';
	const wanted = listed.services.flatMap(({ serviceId, persons }) => {
		const service = services.find((one) => one.id === serviceId);
		return service ? [{ service, persons }] : [];
	});
	const nameOf = async (branchId: typeof listed.branchId) =>
		branchId && ((await branchName(shell, branchId))?.name ?? null);
	return {
		just: url.searchParams.has('gemaakt'),
		ended: listed.endedAt !== null,
		until: listed.until,
		hall: await nameOf(listed.branchId),
		part: listed.part,
		services: wanted.map(({ service, persons }) => ({
			name: dutch ? service.nameNl : service.nameEn,
			bring: dutch ? service.bringNl : service.bringEn,
			persons
		})),
		offer: offer && {
			id: offer.id,
			startsAt: offer.startsAt,
			until: offer.until ?? offer.startsAt,
			place: (await nameOf(offer.branchId)) ?? ''
		},
		times: `/${town.slug}/afspraak/tijd?${String(writeWish(wanted))}`,
		town: { slug: town.slug, name: town.name },
		theme: await themeLink(shell, town.slug),
		commandId: shell.newId<'command'>()
	};
};

const place = async (link: string) => {
	const state = await waitlistByLink(app().shell, link);
	return state && ownPlace(state);
};

export const actions: Actions = {
	take: async ({ params, request }) => {
		const scope = await place(params.link);
		if (!scope) return refused({ code: 'unknown-waitlist' });
		const input = await readForm(request, { command: id<CommandId>(), offer: id<AppointmentId>() });
		if (!input.ok) return refused(input.refusal);
		const { command, offer } = input.value;
		const made = await takeOffer(app().shell, scope, { id: command, appointmentId: offer });
		if (!made.ok) return refused(made.refusal);
		redirect(303, `/afspraak/${made.value.link}?gemaakt`);
	},
	decline: async ({ params, request }) => {
		const scope = await place(params.link);
		if (!scope) return refused({ code: 'unknown-waitlist' });
		const input = await readForm(request, { command: id<CommandId>(), offer: id<AppointmentId>() });
		if (!input.ok) return refused(input.refusal);
		const { command, offer } = input.value;
		const outcome = await declineOffer(app().shell, scope, { id: command, appointmentId: offer });
		return outcome.ok ? { done: true } : refused(outcome.refusal);
	},
	leave: async ({ params, request }) => {
		const scope = await place(params.link);
		if (!scope) return refused({ code: 'unknown-waitlist' });
		const input = await readForm(request, { command: id<CommandId>() });
		if (!input.ok) return refused(input.refusal);
		const outcome = await leaveWaitlist(app().shell, scope, input.value.command);
		return outcome.ok ? { done: true } : refused(outcome.refusal);
	}
};
