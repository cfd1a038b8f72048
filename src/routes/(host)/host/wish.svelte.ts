/** A ticket that is being made: what for, for how many, and what belongs to it. */
import type { ServiceId } from '$lib/domain/ids.ts';
import { MAX_PERSONS, MAX_SERVICES } from '$lib/domain/service.ts';
import { MINUTE, minutes } from '$lib/domain/time.ts';
import type { KioskService } from '$lib/realtime/events.ts';

interface Chosen {
	id: ServiceId;
	persons: number;
}

type Typed = Record<string, string[]>;

export class Wish {
	chosen = $state<Chosen[]>([]);
	priority = $state('');
	slot = $state('');
	language = $state('nl');
	fetch = $state(false);
	video = $state(false);
	name = $state('');
	contact = $state('');
	note = $state('');
	keep = $state('visit');

	/** @param typed of a form that was refused before scripts ran */
	constructor(typed: Typed | undefined) {
		this.#fill(typed);
	}

	clear(): void {
		this.#fill(undefined);
	}

	#fill(typed: Typed | undefined): void {
		const last = (name: string) => typed?.[name]?.at(-1);
		this.chosen = (typed?.['service'] ?? []).map((id) => ({
			id: id as ServiceId,
			persons: Number(last(`persons:${id}`) ?? last('persons') ?? 1) || 1
		}));
		this.language = last('language') ?? 'nl';
		this.priority = last('priority') ?? '';
		this.slot = last('slot') ?? '';
		this.fetch = last('fetch') !== undefined;
		this.video = last('video') !== undefined;
		this.name = last('name') ?? '';
		this.contact = last('contact') ?? '';
		this.note = last('note') ?? '';
		this.keep = last('keep') ?? 'visit';
	}

	readonly full = $derived.by(() => this.chosen.length >= MAX_SERVICES);

	has(id: ServiceId): boolean {
		return this.chosen.some((one) => one.id === id);
	}

	toggle(id: ServiceId): void {
		if (this.has(id)) this.chosen = this.chosen.filter((one) => one.id !== id);
		else if (!this.full) this.chosen.push({ id, persons: 1 });
	}

	more(one: Chosen, by: 1 | -1): void {
		one.persons = Math.min(MAX_PERSONS, Math.max(1, one.persons + by));
	}

	/** Why no ticket can be given for a service now, considering what else is wished; null when one can. */
	closed(service: KioskService): KioskService['closed'] {
		// An appointment was promised its time, and by video somebody else may be free.
		if (this.slot !== '' || (this.video && service.byVideo)) return null;
		return service.closed;
	}
}

/** What becomes of an appointment that is checked in now. */
export function slotFate(
	slotStart: number,
	now: number,
	graceMinutes: number
): { fate: 'timely' } | { fate: 'early' | 'late'; minutes: number } {
	if (slotStart > now) return { fate: 'early', minutes: Math.ceil((slotStart - now) / MINUTE) };
	if (now <= slotStart + minutes(graceMinutes)) return { fate: 'timely' };
	return { fate: 'late', minutes: Math.floor((now - slotStart) / MINUTE) };
}
