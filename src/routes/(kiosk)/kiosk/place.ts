/**
 * Where in the kiosk somebody is, as its address says: the way through it is one of links, which work before and
 * without JavaScript. The language stands in the address as well, so that going home makes it Dutch again.
 */
import type { ServiceId } from '$lib/domain/ids.ts';
import { MAX_PERSONS, MAX_SERVICES } from '$lib/domain/service.ts';
import type { Language } from '$lib/domain/visit.ts';
import type { KioskMenu, KioskService } from '$lib/realtime/events.ts';

/** `not-now` explains why one service gives no tickets. */
export type Step = 'start' | 'appointment' | 'services' | 'not-now' | 'wish';

export interface Chosen {
	id: ServiceId;
	persons: number;
}

export interface Place {
	step: Step;
	/** Of the services; from 1. */
	page: number;
	/** What was searched, without JavaScript. */
	query: string;
	/** Of `not-now`. */
	about: ServiceId | null;
	/** In the order in which they were chosen. */
	chosen: readonly Chosen[];
	video: boolean;
}

export const START: Place = {
	step: 'start',
	page: 1,
	query: '',
	about: null,
	chosen: [],
	video: false
};

/** What the address says, as far as it can be: a service that is not on the menu is left out. */
export function placeOf(address: URLSearchParams, { services }: KioskMenu): Place {
	const known = (id: string | null): ServiceId | null =>
		services.find((service) => service.id === id)?.id ?? null;
	const persons = address.getAll('persons');
	const chosen: Chosen[] = [];
	for (const [index, given] of address.getAll('service').entries()) {
		const id = known(given);
		if (id === null || chosen.some((one) => one.id === id)) continue;
		if (chosen.length < MAX_SERVICES)
			chosen.push({ id, persons: within(persons[index], MAX_PERSONS) });
	}
	const about = known(address.get('about'));
	return {
		step: stepOf(address.get('step'), chosen.length > 0, about !== null),
		page: within(address.get('page'), 99),
		query: (address.get('q') ?? '').slice(0, 60),
		about,
		chosen,
		video: address.get('video') === 'on'
	};
}

function stepOf(asked: string | null, choseSomething: boolean, asksWhy: boolean): Step {
	if (asksWhy) return 'not-now';
	if (asked === 'appointment' || asked === 'services') return asked;
	return choseSomething ? 'wish' : 'start';
}

const within = (given: string | null | undefined, most: number): number =>
	/^\d{1,2}$/.test(given ?? '') ? Math.min(Math.max(Number(given), 1), most) : 1;

/** What comes after `?` in the address of a place; empty for the start in Dutch. */
export function queryOf(place: Partial<Place>, language: Language): string {
	const { step, page, query, about, chosen, video } = { ...START, ...place };
	const address = new URLSearchParams();
	if (language !== 'nl') address.set('lang', language);
	if (step === 'appointment' || step === 'services') address.set('step', step);
	if (page > 1) address.set('page', String(page));
	if (query) address.set('q', query);
	if (step === 'not-now' && about) address.set('about', about);
	for (const { id, persons } of chosen) {
		address.append('service', id);
		address.append('persons', String(persons));
	}
	if (video) address.set('video', 'on');
	return address.toString();
}

export function addressOf(place: Partial<Place>, language: Language): string {
	const query = queryOf(place, language);
	return query ? `/kiosk?${query}` : '/kiosk';
}

/** One step back: what was chosen last is chosen anew. null at the start. */
export function before({ step, chosen }: Place): Partial<Place> | null {
	switch (step) {
		case 'start':
			return null;
		case 'appointment':
			return {};
		case 'services':
			return chosen.length > 0 ? { step: 'wish', chosen } : {};
		case 'not-now':
			return { step: 'services', chosen };
		case 'wish':
			return { step: 'services', chosen: chosen.slice(0, -1) };
	}
}

/* How services go together. A service whose desk is closed can still be given by video, and then all of them are. */

export const nameOf = (service: KioskService, language: Language): string =>
	language === 'nl' ? service.nl : service.en;

export const bringFor = (services: readonly KioskService[], language: Language): string[] => [
	...new Set(services.flatMap(({ bringNl, bringEn }) => (language === 'nl' ? bringNl : bringEn)))
];

/** How all of these can be given in one visit now. */
export function waysOf(
	services: readonly KioskService[]
): 'counter' | 'either' | 'video' | 'neither' {
	const byVideo = services.every((service) => service.byVideo);
	if (services.every(({ closed }) => closed === null)) return byVideo ? 'either' : 'counter';
	return byVideo ? 'video' : 'neither';
}
