import { error, redirect } from '@sveltejs/kit';
import { readPart, readWish, writeWish } from '$lib/domain/wish.ts';
import { app } from '$lib/server/app.ts';
import { isForTeam, mustBeSignedIn, newBooker } from '$lib/server/booker.ts';
import { bookable, townBySlug } from '$lib/server/flows/front.ts';
import { within } from '$lib/server/flows/limits.ts';
import { joinWaitlist } from '$lib/server/flows/waitlist.ts';
import { refused } from '$lib/server/forms.ts';
import { readDetails } from '../details.server.ts';
import type { Actions, PageServerLoad } from './$types';

async function asked(slug: string, url: URL) {
	const { shell } = app();
	const town = await townBySlug(shell, slug);
	if (!town) error(404, 'not-found');
	const { halls, services } = await bookable(shell, town.regionId);
	const params = url.searchParams;
	return {
		town,
		chosen: readWish(params, services).services,
		hall: halls.find((one) => one.id === params.get('hal')) ?? null,
		part: readPart(params.get('deel'))
	};
}

export const load: PageServerLoad = async ({ params, url, locals, cookies }) => {
	const { town, chosen, hall, part } = await asked(params.municipality, url);
	mustBeSignedIn({ url, locals, cookies }, town.regionId);
	const team = isForTeam(url) ? '&team' : '';
	if (chosen.length === 0) redirect(303, `/${town.slug}/afspraak?leeg${team}`);
	const times = writeWish(chosen);
	if (hall) times.set('hal', hall.id);
	if (part) times.set('deel', part);
	const dutch = locals.language === 'nl';
	return {
		chosen: chosen.map(({ service, persons }) => ({
			name: dutch ? service.nameNl : service.nameEn,
			persons
		})),
		hall: hall?.name ?? null,
		part,
		times: `/${town.slug}/afspraak/tijd?${String(times)}${team}`,
		commandId: app().shell.newId<'command'>()
	};
};

export const actions: Actions = {
	join: async (event) => {
		const { params, url, request } = event;
		const { shell } = app();
		const { town, chosen, hall, part } = await asked(params.municipality, url);
		mustBeSignedIn(event, town.regionId);
		const details = await readDetails(request, 'mail');
		if (details.failure) return details.failure;
		const { kept } = details;
		const { command, told } = details.value;
		const booker = newBooker(event, town.regionId);
		if (booker.channel === 'public') {
			const allowed = within(shell, 'join', event.getClientAddress());
			if (!allowed.ok) return refused(allowed.refusal, { kept });
		}
		const joined = await joinWaitlist(shell, booker, {
			id: command,
			municipalityId: town.id,
			branchId: hall?.id ?? null,
			part,
			services: chosen.map(({ service, persons }) => ({ serviceId: service.id, persons })),
			details: { ...told, email: told.email ?? '' }
		});
		if (!joined.ok) return refused(joined.refusal, { kept });
		redirect(303, `/wachtlijst/${joined.value.link}?gemaakt`);
	}
};
