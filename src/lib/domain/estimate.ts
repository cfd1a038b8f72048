/**
 * How long it takes until somebody is called: the hall played forward many times, and what most of those plays agree
 * on. A range, never a minute; docs/queue.md tells it in words.
 */
import type { Chance } from './chance.ts';
import { playForward } from './forward.ts';
import type { ServiceId, VisitId } from './ids.ts';
import type { MeasuredTimes } from './measured.ts';
import { type HallNow, planHall } from './plan.ts';
import { type Instant, MINUTE, minutes } from './time.ts';
import { openService } from './visit.ts';

/**
 * How often the hall is played. A fifth of the plays lie below the range and a fifth above: with 100 its ends move by
 * about a seventh of the spread from one seed to the next, well within the rounding. See the decision.
 */
export const RUNS = 100;
/** Where so many wait, ranges are wide and rounded to a quarter of an hour: half as many plays tell the same. */
const CROWD = 150;
const EARLY_SHARE = 0.2;
const LATE_SHARE = 0.8;
/** Without measured times only an upper end is told, and it has to be safe. */
const SAFE_SHARE = 0.95;
/** And something on top, for breaks and for those who go first, of whom nothing is known either. */
const SAFE_MARGIN = 1.25;
/** A range has a lower end when at least this share of the work before it has measured lengths. */
const KNOWN_SHARE = 0.8;

/** A `from` of null: less than `to`, and nothing more is known. */
export interface MinuteRange {
	from: number | null;
	to: number;
}
export interface InstantRange {
	from: Instant | null;
	to: Instant;
}

/** How often, against once for each visitor who waits or was measured, a service is counted of which nothing is known. */
const SELDOM = 0.1;

/** Whom nobody can say anything about is left out. */
export interface WaitEstimate {
	/** Whoever comes in now, over the services by how often they are asked for. */
	now: MinuteRange | null;
	services: ({ id: ServiceId } & MinuteRange)[];
	visits: ({ id: VisitId } & InstantRange)[];
}

export const NO_ESTIMATE: WaitEstimate = { now: null, services: [], visits: [] };

/**
 * Between when each who waits will be called, and how long whoever comes in now will wait.
 *
 * Nothing while calls are held: nobody knows for how long.
 */
export function simulateWaits(
	hall: HallNow,
	measured: MeasuredTimes,
	chance: Chance,
	now: Instant,
	runs = hall.waiting.length > CROWD ? RUNS / 2 : RUNS
): WaitEstimate {
	if (hall.held || hall.clerks.length === 0) return NO_ESTIMATE;
	const plan = planHall(hall, measured, now);
	const visits = hall.waiting.map(() => new Outcomes(runs));
	const newcomers = hall.offered.map(() => new Outcomes(runs));
	for (let run = 0; run < runs; run++) {
		const played = playForward(plan, chance, run);
		note(visits, run, played.calls, played.known, now);
		note(newcomers, run, played.newcomers, played.newcomersKnown, now);
	}
	const atWork = hall.clerks.filter(({ from }) => from <= now);
	const given = hall.offered.filter(({ id }) => atWork.some(({ skills }) => skills.has(id)));
	return {
		now: overall(
			hall.offered.map((service, index) => ({
				outcomes: newcomers[index],
				// Never measured, and nobody waits for it: seldom asked for, but it may be what this visitor wants. What only
				// somebody can give who comes to work later is told with the service; the hall's wait would be that of a shift.
				weight:
					(measured.handling.get(service.id)?.length ?? 0) +
					hall.waiting.filter((visit) => openService(visit)?.serviceId === service.id).length +
					(given.length === 0 || given.includes(service) ? SELDOM : 0)
			}))
		),
		services: hall.offered.flatMap(({ id }, index) => {
			const range = minuteRange(newcomers[index]?.range() ?? null);
			return range ? [{ id, ...range }] : [];
		}),
		visits: hall.waiting.flatMap(({ id, notBefore }, index) => {
			const range = instantRange(visits[index]?.range() ?? null, notBefore, now);
			return range ? [{ id, ...range }] : [];
		})
	};
}

function note(
	outcomes: readonly Outcomes[],
	run: number,
	calls: Float64Array,
	known: Float64Array,
	now: Instant
): void {
	for (let index = 0; index < outcomes.length; index++)
		outcomes[index]?.add(run, (calls[index] ?? Infinity) - now, known[index] ?? 0);
}

/** From now, in milliseconds. */
interface Range {
	from: number | null;
	to: number;
}

/** When one visitor was called in each run. */
class Outcomes {
	readonly waits: Float64Array;
	#known = 0;
	#sorted = false;

	constructor(runs: number) {
		this.waits = new Float64Array(runs);
	}

	add(run: number, wait: number, known: number): void {
		this.waits[run] = wait;
		this.#known += known;
	}

	get isKnown(): boolean {
		return this.#known >= KNOWN_SHARE * this.waits.length;
	}

	/** null for whom too many runs never called. */
	range(): Range | null {
		if (!this.#sorted) this.waits.sort();
		this.#sorted = true;
		const at = (share: number) =>
			this.waits[Math.floor(share * (this.waits.length - 1))] ?? Infinity;
		return rangeOf(at, this.isKnown);
	}
}

/** All services together, each as often as it is asked for. */
function overall(
	services: readonly { outcomes: Outcomes | undefined; weight: number }[]
): MinuteRange | null {
	const waits: { wait: number; weight: number }[] = [];
	let total = 0;
	let known = 0;
	for (const { outcomes, weight } of services) {
		if (!outcomes?.range() || weight === 0) continue;
		total += weight;
		if (outcomes.isKnown) known += weight;
		for (const wait of outcomes.waits) waits.push({ wait, weight: weight / outcomes.waits.length });
	}
	waits.sort((a, b) => a.wait - b.wait);
	const at = (share: number) => {
		let left = share * total;
		return waits.find(({ weight }) => (left -= weight) <= 0)?.wait ?? Infinity;
	};
	const isKnown = known >= KNOWN_SHARE * total;
	// Of all services together, the longest wait would be that of what hardly anybody comes for.
	return minuteRange(rangeOf(at, isKnown, LATE_SHARE));
}

/** @param at the wait that a share of the runs is no longer than */
function rangeOf(at: (share: number) => number, isKnown: boolean, safe = SAFE_SHARE): Range | null {
	const to = isKnown ? at(LATE_SHARE) : at(safe) * SAFE_MARGIN;
	return to === Infinity ? null : { from: isKnown ? at(EARLY_SHARE) : null, to };
}

/* Rounding: outwards, to what people say. The further away, the coarser. */

/** 0, 5, 10 … 60 minutes; 75, 90, 105, 120; then half hours. */
const stepAt = (minute: number): number => (minute < 60 ? 5 : minute < 120 ? 15 : 30);

function minuteRange(range: Range | null): MinuteRange | null {
	if (!range) return null;
	const from = range.from === null ? null : roundDown(range.from / MINUTE);
	const to = roundUp(range.to / MINUTE);
	return { from, to: Math.max(to, (from ?? 0) + stepAt(from ?? 0)) };
}

const roundDown = (minute: number): number => Math.floor(minute / stepAt(minute)) * stepAt(minute);
/** From just under an hour up to the hour, not to what follows it. */
const roundUp = (minute: number): number => Math.ceil(minute / stepAt(minute)) * stepAt(minute);

/** Within this a time of day is told to the minute, beyond to five: the range moves less, and so do screens. */
const NEAR = minutes(10);
const FINE = MINUTE;
const COARSE = minutes(5);
const NARROWEST = minutes(3);

function instantRange(range: Range | null, notBefore: Instant, now: Instant): InstantRange | null {
	if (!range) return null;
	const to = up(now + range.to, now);
	if (range.from === null) return { from: null, to: Math.max(to, up(notBefore, now)) };
	// Nobody is told to be called before the start that they booked, or the minutes that they asked for.
	const start = notBefore > now ? ceil(notBefore, FINE) : 0;
	const from = Math.max(down(now + range.from, now), start);
	return { from, to: Math.max(to, from + NARROWEST) };
}

const ceil = (at: Instant, step: number): Instant => Math.ceil(at / step) * step;
const floor = (at: Instant, step: number): Instant => Math.floor(at / step) * step;

/** Never less than what is near is rounded to: who stands further back is not told an earlier time. */
const down = (at: Instant, now: Instant): Instant =>
	at <= now + NEAR ? floor(at, FINE) : Math.max(floor(at, COARSE), floor(now + NEAR, FINE));
const up = (at: Instant, now: Instant): Instant => ceil(at, at <= now + NEAR ? FINE : COARSE);
