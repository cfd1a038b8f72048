/**
 * Whether the appointments of a hall's day can all be done by the clerks who are rostered there, each clerk one at a
 * time; by whom; and how long each clerk can be kept free for one more.
 *
 * It goes through the day from appointment to appointment, and keeps every way in which the clerks can be busy by then.
 * Ways that leave the same clerks busy until the same time are one: what comes later can't tell them apart. So the
 * answer is exact, and its cost follows what goes on at the same time and not what is booked in all.
 */
import type { AccountId, ServiceId } from '../ids.ts';
import type { Span, Unit } from './units.ts';

/** A clerk as a day's roster has them in one hall. */
export interface RosteredClerk {
	clerkId: AccountId;
	skills: ReadonlySet<ServiceId>;
	/** Shifts without their breaks: in order, apart from each other. */
	present: readonly Span[];
}

/** Time that is spoken for: an appointment, or a slot that is held. */
export interface Claim extends Span {
	id: string;
	/** One clerk gives all of them. */
	services: readonly ServiceId[];
}

export interface DayPlan {
	/** Who can do what, all of it at once. */
	assignment: ReadonlyMap<string, AccountId>;
	/**
	 * For each clerk and each unit, until when that clerk can be kept free from its begin on, with everything else still
	 * being done; 0 where not even for that unit.
	 */
	freeUntil: ReadonlyMap<AccountId, Uint16Array>;
}

/**
 * So many ways are kept at a time. Halls of up to six clerks or so never have more. Beyond it some are left out, never the
 * one that `stay` tells: a little less is offered then, nothing that can't be done, and nothing that was promised is lost.
 */
const MAX_WAYS = 256;

/** Nobody of this kind is free. */
const NOBODY = 0xffff;

/** Clerks whom no appointment can tell apart: with the same skills, present at the same times. */
interface Kind {
	clerks: AccountId[];
	skills: ReadonlySet<ServiceId>;
	present: readonly Span[];
	/** Where its clerks stand among all of a way's. */
	first: number;
	end: number;
}

/** One way in which clerks can be busy. */
interface Way {
	/** Until when each is, kind by kind, and in a kind in order; 0: free. */
	busyUntil: Uint16Array;
	/** Of each kind, since when at least one of its clerks has been free all the time, on some way that leads here. */
	freeSince: Uint16Array;
	/** The kinds that can take the claim, and what that leads to. */
	takers: { kind: number; then: Way }[];
	/** Everything after this can be done as well. */
	works: boolean;
}

interface Step {
	at: Unit;
	ways: Way[];
}

/**
 * @param units of the day
 * @param stay whom to give a claim if it makes no difference
 * @returns null when the claims can't all be done
 */
export function planDay(
	clerks: readonly RosteredClerk[],
	claims: readonly Claim[],
	units: number,
	stay: ReadonlyMap<string, AccountId> = new Map()
): DayPlan | null {
	const kinds = kindsOf(clerks);
	const ordered = [...claims].sort(
		(a, b) => a.from - b.from || a.to - b.to || (a.id < b.id ? -1 : 1)
	);
	const steps = stepsThrough(kinds, ordered, units, stay);
	markWhatWorks(steps);
	const start = steps[0]?.ways[0];
	if (!start?.works) return null;
	let assignment: DayPlan['assignment'] | undefined;
	let freeUntil: DayPlan['freeUntil'] | undefined;
	// Whoever books asks for the one, whoever looks for the other.
	return {
		get assignment() {
			return (assignment ??= follow(kinds, ordered, start, stay));
		},
		get freeUntil() {
			return (freeUntil ??= freeTimes(kinds, steps, units));
		}
	};
}

/** Has the clerk the skills for all of it, and is there all the time? */
export const canDo = (
	{ skills, present }: Pick<RosteredClerk, 'skills' | 'present'>,
	{ services, from, to }: Omit<Claim, 'id'>
): boolean =>
	services.every((service) => skills.has(service)) &&
	present.some((span) => span.from <= from && to <= span.to);

function kindsOf(clerks: readonly RosteredClerk[]): Kind[] {
	const kinds = new Map<string, Kind>();
	for (const { clerkId, skills, present } of clerks) {
		const key = JSON.stringify([[...skills].sort(), present]);
		const kind = kinds.get(key) ?? { clerks: [], skills, present, first: 0, end: 0 };
		kind.clerks.push(clerkId);
		kinds.set(key, kind);
	}
	// Whoever can do least is asked first, so that those who can do more stay free for it.
	const ordered = [...kinds.values()].sort((a, b) => a.skills.size - b.skills.size);
	let first = 0;
	for (const kind of ordered) {
		kind.first = first;
		first = kind.end = first + kind.clerks.length;
	}
	return ordered;
}

/** A step for each claim, with the ways at its begin, and one for the end of the day. */
function stepsThrough(
	kinds: readonly Kind[],
	claims: readonly Claim[],
	units: number,
	stay: ReadonlyMap<string, AccountId>
): Step[] {
	const none: Way = {
		busyUntil: new Uint16Array(kinds.at(-1)?.end ?? 0),
		freeSince: new Uint16Array(kinds.length),
		takers: [],
		works: false
	};
	const steps: Step[] = [{ at: claims[0]?.from ?? units, ways: [none] }];
	let staying: Way | undefined = none;
	for (const [index, claim] of claims.entries()) {
		const able = kinds.flatMap((kind, number) => (canDo(kind, claim) ? [number] : []));
		const at = claims[index + 1]?.from ?? units;
		const known = new Map<string, Way>();
		for (const way of steps[index]?.ways ?? [])
			for (const number of able) {
				const kind = kinds[number] as Kind;
				if (way.busyUntil[kind.first] !== 0) continue;
				const after = letPass(kinds, take(way, kind, number, claim.to), at);
				const key = String.fromCharCode(...after.busyUntil);
				const same = known.get(key);
				if (same) joinInto(same, after);
				else known.set(key, after);
				way.takers.push({ kind: number, then: same ?? after });
			}
		const usual = stay.get(claim.id);
		staying = staying?.takers.find(
			({ kind }) => usual !== undefined && kinds[kind]?.clerks.includes(usual)
		)?.then;
		steps.push({ at, ways: chosenOf([...known.values()], kinds, staying) });
	}
	return steps;
}

/** Of too many ways, those in which each kind has been free longest. */
function chosenOf(ways: Way[], kinds: readonly Kind[], staying: Way | undefined): Way[] {
	if (ways.length <= MAX_WAYS) return ways;
	const chosen = new Set(staying ? [staying] : []);
	const byKind = kinds.map((_, number) =>
		[...ways].sort((a, b) => (a.freeSince[number] as number) - (b.freeSince[number] as number))
	);
	for (let rank = 0; chosen.size < MAX_WAYS; rank++)
		for (const ranked of byKind) chosen.add(ranked[rank] as Way);
	return [...chosen];
}

/** A free clerk of this kind takes a claim: of several, not the one who has been free longest. */
function take(way: Way, kind: Kind, number: number, until: Unit): Way {
	const busyUntil = way.busyUntil.slice();
	const freeSince = way.freeSince.slice();
	let seat = kind.first;
	while (seat + 1 < kind.end && (busyUntil[seat + 1] as number) < until) {
		busyUntil[seat] = busyUntil[seat + 1] as number;
		seat++;
	}
	busyUntil[seat] = until;
	if (busyUntil[kind.first] !== 0) freeSince[number] = NOBODY;
	return { busyUntil, freeSince, takers: [], works: false };
}

/** Time passes: whoever is done by then is free. */
function letPass(kinds: readonly Kind[], way: Way, at: Unit): Way {
	for (const [number, { first, end }] of kinds.entries()) {
		for (let seat = first; seat < end; seat++) {
			const until = way.busyUntil[seat] as number;
			if (until > at) break;
			if (until === 0) continue;
			if (way.freeSince[number] === NOBODY) way.freeSince[number] = until;
			way.busyUntil[seat] = 0;
		}
	}
	return way;
}

/** Two pasts of one present: of each kind the one in which somebody has been free longer. */
function joinInto(known: Way, { freeSince }: Way): void {
	for (const [number, since] of freeSince.entries())
		if (since < (known.freeSince[number] as number)) known.freeSince[number] = since;
}

function markWhatWorks(steps: readonly Step[]): void {
	for (const way of steps.at(-1)?.ways ?? []) way.works = true;
	for (const { ways } of steps.slice(0, -1).reverse())
		for (const way of ways) way.works = way.takers.some(({ then }) => then.works);
}

/** One of the ways through the day that work, with a clerk for each claim. */
function follow(
	kinds: readonly Kind[],
	claims: readonly Claim[],
	start: Way,
	stay: ReadonlyMap<string, AccountId>
): Map<string, AccountId> {
	const assignment = new Map<string, AccountId>();
	const busyUntil = new Map<AccountId, Unit>();
	let way = start;
	for (const [index, claim] of claims.entries()) {
		const free = way.takers
			.filter(({ then }) => then.works)
			.flatMap(({ kind, then }) =>
				(kinds[kind]?.clerks ?? [])
					.filter((clerk) => (busyUntil.get(clerk) ?? 0) <= claim.from)
					.map((clerk) => ({ clerk, then }))
			);
		const usual = stay.get(claim.id);
		const soon = new Set<AccountId | undefined>();
		for (const { id, from } of claims.slice(index + 1)) {
			if (from >= claim.to) break;
			soon.add(stay.get(id));
		}
		const taker =
			free.find(({ clerk }) => clerk === usual) ??
			free.find(({ clerk }) => !soon.has(clerk)) ??
			free[0];
		if (!taker) throw new Error(`nobody is left for ${claim.id}`);
		assignment.set(claim.id, taker.clerk);
		busyUntil.set(taker.clerk, claim.to);
		way = taker.then;
	}
	return assignment;
}

function freeTimes(
	kinds: readonly Kind[],
	steps: readonly Step[],
	units: number
): Map<AccountId, Uint16Array> {
	const times = new Map<AccountId, Uint16Array>();
	for (const [number, { clerks, present }] of kinds.entries()) {
		const until = new Uint16Array(units);
		for (const { at, ways } of steps)
			for (const { works, freeSince } of ways) {
				const since = freeSince[number] as number;
				if (works && since < at && (until[since] as number) < at) until[since] = at;
			}
		const free = whilePresent(until, present);
		for (const clerk of clerks) times.set(clerk, free);
	}
	return times;
}

/** Whoever is free from an earlier unit until some time is so from a later one, as far as they are there. */
function whilePresent(until: Uint16Array, present: readonly Span[]): Uint16Array {
	const free = new Uint16Array(until.length);
	let last = 0;
	let unit = 0;
	for (const { from, to } of present) {
		for (; unit < to; unit++) {
			last = Math.max(last, until[unit] as number);
			if (unit >= from && last > unit) free[unit] = Math.min(last, to);
		}
	}
	return free;
}
