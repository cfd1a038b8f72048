import { error } from '@sveltejs/kit';
import { findServices } from '$lib/domain/search.ts';
import { MAX_PERSONS, MAX_SERVICES, minutesFor } from '$lib/domain/service.ts';
import { readWish, serviceSlug } from '$lib/domain/wish.ts';
import { app } from '$lib/server/app.ts';
import { bookable, townBySlug } from '$lib/server/flows/front.ts';
import type { PageServerLoad } from './$types';

/** What is asked for is found by; longer is no word. */
const MAX_ASKED = 60;

/** Forms and links do all of it, and a telephone on a slow line has it a second sooner. */
export const csr = false;

export const load: PageServerLoad = async ({ params, url, locals }) => {
	const { shell } = app();
	const town = await townBySlug(shell, params.municipality);
	if (!town) error(404, 'not-found');
	const { services } = await bookable(shell, town.regionId);
	const wish = readWish(url.searchParams, services);
	const dutch = locals.language === 'nl';
	const asked = (url.searchParams.get('zoek') ?? '').trim().slice(0, MAX_ASKED);
	const findable = services.map((service) => ({
		service,
		nl: service.nameNl,
		en: service.nameEn,
		search: service.searchWords
	}));
	const found = asked === '' ? [] : findServices(asked, findable).map(({ service }) => service);
	const listed = found.length > 0 ? found : services;
	const chosen = new Set(wish.services.map(({ service }) => service.id));
	return {
		asked,
		foundNone: asked !== '' && found.length === 0,
		unknown: wish.unknown,
		chooseFirst: url.searchParams.has('leeg'),
		full: wish.services.length >= MAX_SERVICES,
		maxServices: MAX_SERVICES,
		maxPersons: MAX_PERSONS,
		chosen: wish.services.map(({ service, persons }) => ({
			slug: serviceSlug(service),
			name: dutch ? service.nameNl : service.nameEn,
			persons,
			minutes: minutesFor(service, persons),
			bring: dutch ? service.bringNl : service.bringEn,
			fee: service.feeCents === null ? null : service.feeCents / 100,
			online: service.onlineUrl,
			walkInWelcome: service.walkInWelcome
		})),
		services: listed
			.filter(({ id }) => !chosen.has(id))
			.map((service) => ({
				slug: serviceSlug(service),
				name: dutch ? service.nameNl : service.nameEn,
				minutes: service.firstMinutes
			}))
	};
};
