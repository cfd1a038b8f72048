/** The services as things to choose from, the ones that this clerk gives most on this computer first. */
import type { ServiceId } from '$lib/domain/ids.ts';
import type { Desk } from './desk.svelte.ts';
import type { Option } from './picker.ts';

const KEY = 'desk.services';
const REMEMBERED = 12;

function recent(): string[] {
	try {
		return (JSON.parse(localStorage.getItem(KEY) ?? '[]') as string[]).slice(0, REMEMBERED);
	} catch {
		return [];
	}
}

/** Only which service, never for whom. */
export function rememberService(id: string): void {
	try {
		const others = recent().filter((one) => one !== id);
		localStorage.setItem(KEY, JSON.stringify([id, ...others].slice(0, REMEMBERED)));
	} catch {
		// Storage is full or switched off; the list keeps its own order.
	}
}

export function serviceOptions(
	desk: Desk,
	allowed: (id: ServiceId) => boolean = () => true,
	byUse = false
): Option[] {
	const used = byUse && desk.scripted ? recent() : [];
	const rank = (id: string) => (used.includes(id) ? used.indexOf(id) : REMEMBERED);
	return desk.data.services
		.filter(({ id }) => allowed(id))
		.map((service) => ({
			id: service.id,
			label: service[desk.language],
			search: service.search
		}))
		.sort((a, b) => rank(a.id) - rank(b.id));
}
