/** What ended visits teach about the next ones: how long each step takes here, as it was measured. */
import { numberOf } from './chance.ts';
import type { AccountId, BranchId, ServiceId } from './ids.ts';
import { type Instant, HOUR, MINUTE, SECOND, dayOf, minutes } from './time.ts';
import type { Line, Visit } from './visit.ts';

/** With fewer measured visits than this a service is taken to last as long as was planned. */
export const ENOUGH = 10;
/** A break in one of so many says more of chance than of the hour. */
const ENOUGH_IN_AN_HOUR = 50;
/** Somebody forgot to say that it was over; nothing is learnt from that. */
const LONGEST_HANDLING = 3 * HOUR;
const LONGEST_WALK = minutes(15);
/** A break belongs between two visits, a whole afternoon elsewhere does not. */
const LONGEST_BETWEEN = minutes(45);

/** Somebody who came in on an earlier day, told by the time of day. Milliseconds. */
export interface PastArrival {
	/** For chance: who it was. */
	key: number;
	sinceMidnight: number;
	line: Line;
	/** After coming in. */
	due: number;
	notBefore: number;
	services: { serviceId: ServiceId; minutes: number }[];
}

/** All lists of times are sorted, shortest first. */
export interface MeasuredTimes {
	/** Handling time as a multiple of what was planned, so that a party of four and one person teach the same. */
	handling: ReadonlyMap<ServiceId, readonly number[]>;
	/** From the call to the counter. Milliseconds. */
	walks: readonly number[];
	/** From the end of a visit to the clerk's next call, while somebody waited for it. Milliseconds. */
	between: readonly number[];
	/** The same by hour of the day, for those hours of which enough is known: at noon there are breaks. */
	betweenAt: ReadonlyMap<number, readonly number[]>;
	/** Who came in at each hall, by the day on which they did. */
	arrivals: ReadonlyMap<BranchId, readonly (readonly PastArrival[])[]>;
}

export const NOTHING_MEASURED: MeasuredTimes = {
	handling: new Map(),
	walks: [],
	between: [],
	betweenAt: new Map(),
	arrivals: new Map()
};

export type EndedVisit = Pick<
	Visit,
	| 'id'
	| 'issuedBranchId'
	| 'line'
	| 'due'
	| 'services'
	| 'clerkId'
	| 'arrivedAt'
	| 'notBefore'
	| 'calledAt'
	| 'firstServedAt'
	| 'endedAt'
>;

const sorted = (times: number[]): number[] => times.sort((a, b) => a - b);

/** @param now today's arrivals are left out of those by the time of day: today is not over */
export function measure(
	visits: readonly EndedVisit[],
	timeZone: string,
	now: Instant
): MeasuredTimes {
	// Help that was given without a call took nobody's place in line, and its length is a guess.
	const ended = visits.filter(({ calledAt }) => calledAt !== null);
	const handling = new Map<ServiceId, number[]>();
	const walks: number[] = [];
	for (const { services, calledAt, firstServedAt } of ended) {
		for (const { serviceId, handledMs, minutes: planned, finishedAt } of services) {
			if (finishedAt === null || planned <= 0 || handledMs <= 0 || handledMs > LONGEST_HANDLING)
				continue;
			const times = handling.get(serviceId) ?? [];
			times.push(handledMs / (planned * MINUTE));
			handling.set(serviceId, times);
		}
		// A visit that was called again after a first service has its last call after it.
		if (calledAt === null || firstServedAt === null || firstServedAt < calledAt) continue;
		if (firstServedAt - calledAt <= LONGEST_WALK) walks.push(firstServedAt - calledAt);
	}
	for (const times of handling.values()) sorted(times);
	const pauses = pausesBetween(ended);
	return {
		handling,
		walks: sorted(walks),
		between: sorted(pauses.map(({ length }) => length)),
		betweenAt: byHour(pauses, timeZone),
		arrivals: arrivalsOf(ended, timeZone, dayOf(now, timeZone).start)
	};
}

interface Pause {
	from: Instant;
	length: number;
}

/**
 * What passes between two visits of one clerk when there was somebody to call: writing up, fetching a paper, a
 * break, a visitor who did not come. Without it every queue would look shorter than it is.
 */
function pausesBetween(ended: readonly EndedVisit[]): Pause[] {
	const ofClerk = new Map<AccountId, EndedVisit[]>();
	for (const visit of ended) {
		if (visit.clerkId === null || visit.calledAt === null || visit.endedAt === null) continue;
		const theirs = ofClerk.get(visit.clerkId);
		if (theirs) theirs.push(visit);
		else ofClerk.set(visit.clerkId, [visit]);
	}
	const pauses: Pause[] = [];
	for (const visits of ofClerk.values()) {
		const byCall = visits.toSorted((a, b) => (a.calledAt ?? 0) - (b.calledAt ?? 0));
		const ends = sorted(visits.map((visit) => visit.endedAt ?? 0));
		let end = 0;
		for (const [index, { calledAt, arrivedAt, notBefore }] of byCall.entries()) {
			if (calledAt === null) continue;
			while ((ends[end] ?? Infinity) <= calledAt) end++;
			const free = ends[end - 1];
			if (free === undefined || Math.max(arrivedAt, notBefore) > free) continue;
			// Called in between and set aside: that one had the clerk's time.
			const before = byCall[index - 1]?.calledAt ?? 0;
			if (before < free && calledAt - free <= LONGEST_BETWEEN)
				pauses.push({ from: free, length: calledAt - free });
		}
	}
	return pauses;
}

function byHour(
	pauses: readonly Pause[],
	timeZone: string
): ReadonlyMap<number, readonly number[]> {
	const hours = new Map<number, number[]>();
	for (const { from, length } of pauses) {
		const hour = Math.floor((from - dayOf(from, timeZone).start) / HOUR);
		const lengths = hours.get(hour);
		if (lengths) lengths.push(length);
		else hours.set(hour, [length]);
	}
	return new Map(
		[...hours]
			.filter(([, lengths]) => lengths.length >= ENOUGH_IN_AN_HOUR)
			.map(([hour, lengths]) => [hour, sorted(lengths)])
	);
}

/** Who came in where, and at what time of the day. Where somebody was sent to later plays no part. */
function arrivalsOf(
	ended: readonly EndedVisit[],
	timeZone: string,
	today: Instant
): MeasuredTimes['arrivals'] {
	const halls = new Map<BranchId, Map<string, PastArrival[]>>();
	for (const { id, issuedBranchId, line, arrivedAt, due, notBefore, services } of ended) {
		if (arrivedAt >= today) continue;
		const days = halls.get(issuedBranchId) ?? new Map<string, PastArrival[]>();
		halls.set(issuedBranchId, days);
		const { day, start } = dayOf(arrivedAt, timeZone);
		const arrivals = days.get(day) ?? [];
		days.set(day, arrivals);
		arrivals.push({
			key: numberOf(id),
			sinceMidnight: arrivedAt - start,
			line,
			due: due - arrivedAt,
			notBefore: Math.max(0, notBefore - arrivedAt),
			services: services.map(({ serviceId, minutes: planned }) => ({ serviceId, minutes: planned }))
		});
	}
	return new Map([...halls].map(([branchId, days]) => [branchId, [...days.values()]]));
}

/** A value of a sorted list: `chance` from 0 to 1 goes evenly over all of them. */
const drawn = (times: readonly number[], chance: number): number =>
	times[Math.floor(chance * times.length)] ?? 0;

/** How many of a sorted list are no more than this. */
function upTo(times: readonly number[], value: number): number {
	let low = 0;
	let high = times.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((times[middle] ?? 0) <= value) low = middle + 1;
		else high = middle;
	}
	return low;
}

/**
 * One of the times that are longer than what has passed. When none is, it goes on for about as long as it has run
 * over, and `least` on average: somebody who forgot to press the button will not do so any minute.
 */
function drawnBeyond(
	times: readonly number[],
	passed: number,
	least: number,
	chance: number
): number {
	const skipped = upTo(times, passed);
	const longer = times.length - skipped;
	if (longer > 0) return times[skipped + Math.floor(chance * longer)] ?? passed;
	const over = Math.max(least, passed - (times.at(-1) ?? 0));
	return passed - over * Math.log(1 - chance);
}

/** A log-logistic spread around 1: a tenth is under 0.54, a tenth over 1.85. */
const aroundPlanned = Array.from({ length: 64 }, (_, index) => {
	const share = (index + 0.5) / 64;
	return Math.exp(0.28 * Math.log(share / (1 - share)));
});
/** Used until there are measured ones. */
const USUAL_WALKS = [20, 30, 40, 50, 60, 75, 90, 120].map((seconds) => seconds * SECOND);
const USUAL_BETWEEN = [5, 10, 15, 20, 30, 45, 60, 120].map((seconds) => seconds * SECOND);

/** Measured times, ready to draw from. */
export class Times {
	readonly #handling: MeasuredTimes['handling'];
	readonly #walks: readonly number[];
	readonly #between: readonly number[];
	readonly #betweenAt: MeasuredTimes['betweenAt'];
	readonly #midnight: Instant;

	/** @param midnight the start of the local day */
	constructor(
		{ handling, walks, between, betweenAt }: Omit<MeasuredTimes, 'arrivals'>,
		midnight: Instant
	) {
		this.#midnight = midnight;
		this.#betweenAt = betweenAt;
		this.#handling = handling;
		this.#walks = walks.length < ENOUGH ? USUAL_WALKS : walks;
		this.#between = between.length < ENOUGH ? USUAL_BETWEEN : between;
	}

	isMeasured(service: ServiceId): boolean {
		return (this.#handling.get(service)?.length ?? 0) >= ENOUGH;
	}

	/** As multiples of the planned time. */
	factorsOf(service: ServiceId): readonly number[] {
		const measured = this.#handling.get(service);
		return measured && measured.length >= ENOUGH ? measured : aroundPlanned;
	}

	walk(chance: number): number {
		return drawn(this.#walks, chance);
	}

	/** What is left of a walk, after so many milliseconds. */
	restOfWalk(passed: number, chance: number): number {
		return drawnBeyond(this.#walks, passed, MINUTE, chance) - passed;
	}

	/** What passes between a visit that ends then and the clerk's next call. */
	between(from: Instant, chance: number): number {
		const hour = Math.floor((from - this.#midnight) / HOUR);
		return drawn(this.#betweenAt.get(hour) ?? this.#between, chance);
	}
}

/** How long a service of so many planned minutes goes on, when so many milliseconds of it have passed. */
export function restOfHandling(
	factors: readonly number[],
	planned: number,
	passed: Instant,
	chance: number
): number {
	const whole = planned * MINUTE;
	if (whole <= 0) return 0;
	return passed <= 0
		? drawn(factors, chance) * whole
		: drawnBeyond(factors, passed / whole, 0.25, chance) * whole - passed;
}
