/**
 * The rule of the queue: who is called next. docs/queue.md tells it to a town hall; this is the same, for the
 * machine. Two lines, each by due time, zipped; the own hall first, then help for whoever is past due.
 */
import type { HallRule } from './region.ts';
import { type Instant, minutes } from './time.ts';
import type { CallCause, Line, PriorityReason, Visit } from './visit.ts';
import type { RankReason } from './events.ts';

/** After a timely appointment's start, and after a priority visitor's arrival, the call is due within this. */
export const DUE_AFTER_START = minutes(5);
/** "A few more minutes", and the rest after an unanswered call. */
export const MORE_TIME = minutes(5);
/** How long before its start an appointment may be called when nobody else waits. */
export const EARLY_WINDOW = minutes(15);
/** A clerk gets a visit back that they sent back by hand only after this, or when nobody else is left. */
export const SENT_BACK_REST = minutes(5);
/** A missed visitor who reports within this keeps due and line. */
export const REINSTATE_WINDOW = minutes(15);
/** A transfer to a colleague keeps others away for this long. */
export const RESERVATION = minutes(10);

export interface Place {
	line: Line;
	due: Instant;
	notBefore: Instant;
}

/**
 * Where an arriving visitor stands.
 *
 * @param targetMinutes the shortest target of the visit's services
 * @param slotStart the appointment's start, or null for a walk-in
 */
export function placeInLine(
	arrivedAt: Instant,
	targetMinutes: number,
	slotStart: Instant | null,
	priority: PriorityReason | null,
	rule: Pick<HallRule, 'graceMinutes'>
): Place {
	const timely = slotStart !== null && arrivedAt <= slotStart + minutes(rule.graceMinutes);
	const due = timely
		? Math.max(slotStart + DUE_AFTER_START, arrivedAt)
		: arrivedAt + minutes(targetMinutes);
	return {
		line: timely || priority ? 1 : 2,
		due: priority ? priorityDue(due, arrivedAt) : due,
		notBefore: slotStart === null ? arrivedAt : Math.max(slotStart, arrivedAt)
	};
}

export const priorityDue = (due: Instant, arrivedAt: Instant): Instant =>
	Math.min(due, arrivedAt + DUE_AFTER_START);

/** What the rule needs to know of a visit. */
export type Candidate = Pick<
	Visit,
	'id' | 'branchId' | 'line' | 'due' | 'arrivedAt' | 'slotStart' | 'notBefore' | 'mode'
>;

/** What orders a line. Public screens know tickets, not visits, so any text will do as the last decider. */
type Ranked = Pick<Candidate, 'due' | 'arrivedAt'> & { id: string };
type InLine = Ranked & Pick<Candidate, 'line'>;

/** Order within a line: due, then check-in, then id. */
export function compareInLine(a: Ranked, b: Ranked): number {
	return a.due - b.due || a.arrivedAt - b.arrivedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The heads of the two lines. */
export interface Heads<C extends InLine = Candidate> {
	first: C | null;
	second: C | null;
}

/** The heads among candidates, which may be the first ones of several services. */
export function headsOf<C extends InLine>(candidates: readonly C[]): Heads<C> {
	let first: C | null = null;
	let second: C | null = null;
	for (const candidate of candidates) {
		if (candidate.line === 1) {
			if (!first || compareInLine(candidate, first) < 0) first = candidate;
		} else if (!second || compareInLine(candidate, second) < 0) second = candidate;
	}
	return { first, second };
}

export const isPastDue = (visit: { due: Instant }, now: Instant): boolean => visit.due < now;

/** The first line goes first, but at most `zipLimit` times in a row while the second line's head is past due. */
export function zip<C extends InLine>(
	{ first, second }: Heads<C>,
	streak: number,
	zipLimit: (second: C) => number,
	now: Instant
): C | null {
	if (!first || !second) return first ?? second;
	return isPastDue(second, now) && streak >= zipLimit(second) ? second : first;
}

/** What a clerk may be given now, already filtered to callable visits. Only the heads of each service are needed. */
export interface Pool {
	/** The own hall's; for a clerk at home, all halls merged. */
	own: readonly Candidate[];
	/** Past due, of other halls, that can be helped from here: at least the heads of the hall with the earliest due. */
	help: readonly Candidate[];
	/** Own hall's appointments that start within EARLY_WINDOW and did not ask for more time. */
	early: readonly Candidate[];
	/** Sent back by this clerk by hand within SENT_BACK_REST; in none of the other lists. */
	sentBack: readonly Candidate[];
}

export interface CallRule {
	streak: number;
	/** How near the own hall's earliest due must be to come before all help. Milliseconds. */
	ownWindow: number;
	zipLimitOf: (candidate: Pick<Candidate, 'branchId'>) => number;
	isOwn: (candidate: Pick<Candidate, 'branchId'>) => boolean;
}

export interface Choice {
	visit: Candidate;
	cause: CallCause;
	rank: RankReason;
}

/** True when the own hall decides alone, so that other halls needn't be looked at. */
export function isPressing(
	own: readonly Candidate[],
	rule: Pick<CallRule, 'ownWindow'>,
	now: Instant
): boolean {
	return own.some((candidate) => candidate.due <= now + rule.ownWindow);
}

/**
 * Chooses the visit that "next" calls, or null when there is none.
 *
 * Source: docs/queue.md, "Which hall": own hall if pressing, help, own hall, early, sent back.
 */
export function chooseNext(pool: Pool, rule: CallRule, now: Instant): Choice | null {
	const pressing = isPressing(pool.own, rule, now);
	return (
		(pressing ? zipped(pool.own, 1, rule, now) : null) ??
		zipped(neediestHall(pool.help), 2, rule, now) ??
		zipped(pool.own, 3, rule, now) ??
		earliest(pool.early, rule, now) ??
		zipped(pool.sentBack, 5, rule, now)
	);
}

function zipped(
	candidates: readonly Candidate[],
	step: 1 | 2 | 3 | 5,
	rule: CallRule,
	now: Instant
): Choice | null {
	const heads = headsOf(candidates);
	const visit = zip(heads, rule.streak, rule.zipLimitOf, now);
	if (!visit) return null;
	const turnOfSecond = visit === heads.second && heads.first !== null;
	const cause = !rule.isOwn(visit) ? 'help' : turnOfSecond ? 'overdue' : 'next';
	return { visit, cause, rank: rankOf(visit, step, rule.streak, now) };
}

function earliest(candidates: readonly Candidate[], rule: CallRule, now: Instant): Choice | null {
	const [visit] = candidates.toSorted(compareInLine);
	return visit ? { visit, cause: 'early', rank: rankOf(visit, 4, rule.streak, now) } : null;
}

/** Those of the hall in which somebody has been due the longest. */
function neediestHall(help: readonly Candidate[]): Candidate[] {
	const [neediest] = help.toSorted(compareInLine);
	return neediest ? help.filter((candidate) => candidate.branchId === neediest.branchId) : [];
}

export const rankOf = (
	visit: Pick<Candidate, 'line' | 'due'>,
	step: RankReason['step'],
	streak: number,
	now: Instant
): RankReason => ({
	step,
	line: visit.line,
	due: visit.due,
	pastDue: isPastDue(visit, now),
	streak
});

/** Calls by the rule count for the streak; what a person chose, and early calls, leave it as it is. */
export function streakAfter(streak: number, cause: CallCause, line: Line): number {
	if (cause === 'pick' || cause === 'assigned' || cause === 'early') return streak;
	return line === 1 ? streak + 1 : 0;
}

/** Of a hall's waiting visits: how many stand where, as seen from one of them. */
export interface Around {
	/** Who can be called now: in the first line, in the second past due, and in both. */
	firsts: number;
	pastDue: number;
	ready: number;
	/** Of them in each line before this one. */
	firstsBefore: number;
	secondsBefore: number;
	/** Who can be called only later, but before this one. */
	laterBefore: number;
}

/** @param waiting everyone who waits in the hall, in any order */
export function aroundOf(
	visit: Ranked & Pick<Candidate, 'notBefore'>,
	waiting: Iterable<Ranked & Pick<Candidate, 'notBefore' | 'line'>>,
	now: Instant
): Around {
	const around = {
		firsts: 0,
		pastDue: 0,
		ready: 0,
		firstsBefore: 0,
		secondsBefore: 0,
		laterBefore: 0
	};
	for (const other of waiting) {
		const isBefore = compareInLine(other, visit) < 0;
		if (other.notBefore > now) {
			const sooner = other.notBefore - visit.notBefore;
			if (sooner < 0 || (sooner === 0 && isBefore)) around.laterBefore++;
			continue;
		}
		around.ready++;
		if (other.line === 1) {
			around.firsts++;
			if (isBefore) around.firstsBefore++;
		} else {
			if (isPastDue(other, now)) around.pastDue++;
			if (isBefore) around.secondsBefore++;
		}
	}
	return around;
}

/** How many are called before a visit if nothing changes: its place in `callOrder`, without the list. */
export function aheadOf(
	visit: Pick<Candidate, 'line' | 'due' | 'notBefore'>,
	around: Around,
	zipLimit: number,
	now: Instant
): number {
	const { firsts, pastDue, ready, firstsBefore, secondsBefore, laterBefore } = around;
	if (visit.notBefore > now) return ready + laterBefore;
	if (visit.line === 1)
		return firstsBefore + Math.min(pastDue, Math.floor(firstsBefore / zipLimit));
	// The second line's turn comes after so many of the first, and for who is not past due after all of them.
	const turn = isPastDue(visit, now) ? zipLimit * (secondsBefore + 1) : Infinity;
	return secondsBefore + Math.min(firsts, turn);
}

/**
 * The order in which a hall's waiting visits will be called if nothing changes: the two lines zipped from a
 * streak of 0. What telephones and lists show; each clerk's own skills and streak may differ.
 */
export function callOrder<C extends InLine & Pick<Candidate, 'notBefore'>>(
	waiting: readonly C[],
	zipLimit: number,
	now: Instant
): C[] {
	const inLine = (line: Line, ready: boolean) =>
		waiting
			.filter((visit) => visit.line === line && visit.notBefore <= now === ready)
			.sort(compareInLine);
	const first = inLine(1, true);
	const second = inLine(2, true);
	const order: C[] = [];
	let streak = 0;
	while (first.length > 0 || second.length > 0) {
		const heads = { first: first[0] ?? null, second: second[0] ?? null };
		const next = zip(heads, streak, () => zipLimit, now);
		if (!next) break;
		(next === heads.first ? first : second).shift();
		streak = next.line === 1 ? streak + 1 : 0;
		order.push(next);
	}
	const later = [...inLine(1, false), ...inLine(2, false)];
	return [...order, ...later.sort((a, b) => a.notBefore - b.notBefore || compareInLine(a, b))];
}
