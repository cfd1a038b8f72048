/** What somebody wants an appointment for, as it stands in an address: `dienst=paspoort&personen=2&dienst=rijbewijs`. */
import type { ServiceWish } from './booking.ts';
import { MAX_PERSONS, MAX_SERVICES, type Service } from './service.ts';

/** A service in an address, by its name in the national list. */
export const serviceSlug = ({ upl }: Pick<Service, 'upl'>): string =>
	upl
		.normalize('NFD')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '');

/** A part of the day; noon is in the second. */
export const DAY_PARTS = ['morning', 'afternoon'] as const;
export type DayPart = (typeof DAY_PARTS)[number];

/** As it stands in an address; null for all day. */
export const readPart = (given: string | null): DayPart | null =>
	DAY_PARTS.find((part) => part === given) ?? null;

export interface ReadWish {
	services: ServiceWish[];
	/** Something in the address was no service. */
	unknown: boolean;
}

/** A service that is named twice counts once, with the last number of persons; what can't be read is one person. */
export function readWish(params: URLSearchParams, catalogue: readonly Service[]): ReadWish {
	const bySlug = new Map(catalogue.map((service) => [serviceSlug(service), service]));
	const chosen = new Map<string, ServiceWish>();
	let unknown = false;
	let last: ServiceWish | null = null;
	const without = params.getAll('weg');
	for (const [key, value] of params) {
		if (key === 'personen' && last) last.persons = personsOf(value);
		if (key !== 'dienst') continue;
		const service = bySlug.get(value);
		last = null;
		if (!service) unknown = true;
		else if (!without.includes(value) && (chosen.has(value) || chosen.size < MAX_SERVICES)) {
			last = chosen.get(value) ?? { service, persons: 1 };
			chosen.set(value, last);
		}
	}
	return { services: [...chosen.values()], unknown };
}

const personsOf = (given: string): number =>
	/^\d$/.test(given) ? Math.min(MAX_PERSONS, Math.max(1, Number(given))) : 1;

/** What an address carries on from one question of a booking to the next. */
export const CARRIED = ['dienst', 'personen', 'verzet', 'team'];

/** The other way round. */
export function writeWish(services: readonly ServiceWish[]): URLSearchParams {
	const params = new URLSearchParams();
	for (const { service, persons } of services) {
		params.append('dienst', serviceSlug(service));
		params.append('personen', String(persons));
	}
	return params;
}
