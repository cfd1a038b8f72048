/** Everyone who waits in one hall, counted as they come and go. */
import type { WaitingMinutes } from './closing.ts';
import type { VisitId } from './ids.ts';
import { type Around, aroundOf } from './queue.ts';
import type { Instant } from './time.ts';
import type { Visit } from './visit.ts';

export type Waiting = Pick<
	Visit,
	| 'id'
	| 'branchId'
	| 'line'
	| 'due'
	| 'arrivedAt'
	| 'notBefore'
	| 'openServiceId'
	| 'openMinutes'
	| 'videoOk'
>;

export class WaitingHall {
	readonly #visits = new Map<VisitId, Waiting>();
	readonly #minutes = new Map<string, WaitingMinutes>();

	constructor(visits: Iterable<Waiting>) {
		for (const visit of visits) this.add(visit);
	}

	/** Adds a visit, or takes what has become of it. */
	add(visit: Waiting): void {
		this.remove(visit.id);
		this.#visits.set(visit.id, visit);
		this.#count(visit, visit.openMinutes);
	}

	/** Also of who does not wait here. */
	remove(id: VisitId): void {
		const visit = this.#visits.get(id);
		if (!visit) return;
		this.#visits.delete(id);
		this.#count(visit, -visit.openMinutes);
	}

	#count({ openServiceId: serviceId, videoOk }: Waiting, minutes: number): void {
		if (!serviceId) return;
		const key = `${serviceId} ${videoOk}`;
		const sum = (this.#minutes.get(key)?.minutes ?? 0) + minutes;
		if (sum > 0) this.#minutes.set(key, { serviceId, videoOk, minutes: sum });
		else this.#minutes.delete(key);
	}

	minutes(): WaitingMinutes[] {
		return [...this.#minutes.values()];
	}

	/** How many stand where, as seen from one of them. */
	around(visit: Waiting, now: Instant): Around {
		return aroundOf(visit, this.#visits.values(), now);
	}
}
