/**
 * A second reading of "Who is called next", by brute force over everything there is. It is written from the page
 * and shares nothing with the rule's own code and SQL: no heads, no indexes, no kept streak. Slow and plain on
 * purpose.
 */
import type { AccountId, BranchId } from '../../src/lib/domain/ids.ts';
import type { Duty } from '../../src/lib/domain/duty.ts';
import type { HelpCall } from '../../src/lib/domain/help.ts';
import type { Hall } from '../../src/lib/domain/hall.ts';
import type { JournalEntry } from '../../src/lib/domain/events.ts';
import type { Booth, Branch } from '../../src/lib/domain/region.ts';
import type { Visit, VisitService } from '../../src/lib/domain/visit.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import type { Sql } from '../../src/lib/server/db/open.ts';

const MINUTE = 60_000;

/** What a region is made of, and what does not change while a hall works. */
export interface Setting {
	branches: Branch[];
	booths: Booth[];
	skills: (typeof schema.skill.$inferSelect)[];
	shifts: (typeof schema.shift.$inferSelect)[];
}

export interface State extends Setting {
	visits: Visit[];
	duties: Duty[];
	halls: Hall[];
	helpCalls: HelpCall[];
	/** Everything that happened so far; the streak is counted from it. */
	journal: JournalEntry[];
}

export async function loadSetting(sql: Sql): Promise<Setting> {
	return {
		branches: await sql.select().from(schema.branch),
		booths: await sql.select().from(schema.booth),
		skills: await sql.select().from(schema.skill),
		shifts: await sql.select().from(schema.shift)
	};
}

/** The whole state, read table by table without a condition. */
export async function loadState(sql: Sql): Promise<State> {
	const visits = await sql.select().from(schema.visit).orderBy(schema.visit.id);
	const journal = await sql.select().from(schema.journal).orderBy(schema.journal.seq);
	return {
		...(await loadSetting(sql)),
		visits: visits.map(({ link: _link, ...visit }) => visit),
		duties: await sql.select().from(schema.duty).orderBy(schema.duty.clerkId),
		helpCalls: await sql.select().from(schema.helpCall).orderBy(schema.helpCall.id),
		halls: await sql.select().from(schema.hall).orderBy(schema.hall.branchId),
		journal: journal.map(({ actorKind, actorId, ...row }) => ({
			...row,
			actor: { kind: actorKind, id: actorId } as JournalEntry['actor']
		}))
	};
}

const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Amsterdam' });
const dayAt = (at: number): string => dayFormat.format(at);

export type ExpectedCause = 'next' | 'overdue' | 'help' | 'early';
export interface Expected {
	visitId: string;
	cause: ExpectedCause;
}

/**
 * The visit that a clerk who presses "next" gets, and why; null when nobody is callable for this clerk.
 *
 * @param justLeft with auto-next the visit that the clerk was done with in the same press: it is not sent straight back
 */
export function expectedNext(
	state: State,
	clerkId: AccountId,
	now: number,
	justLeft: string | null = null
): Expected | null {
	const me = state.duties.find((duty) => duty.clerkId === clerkId && duty.since !== null);
	if (!me) return null;
	const today = dayAt(now);
	const streak = streakOf(state, clerkId, today);

	const candidates = state.visits.filter(
		(visit) =>
			visit.state === 'waiting' &&
			hasSkill(state, clerkId, visit) &&
			!reservedForAnother(visit, clerkId, now) &&
			(fits(state, clerkId, visit, now) || fitsNobody(state, visit, now))
	);
	const mine = (visit: Visit) =>
		me.branchId === null ? reachableFromAfar(state, visit) : visit.branchId === me.branchId;
	const begun = (visit: Visit) => visit.notBefore <= now;
	const sentBackByMe = (visit: Visit) =>
		visit.sentBackBy === clerkId && (visit.sentBackAt ?? 0) > now - 5 * MINUTE;
	const others = candidates.filter((visit) => !sentBackByMe(visit));

	const own = others.filter((visit) => begun(visit) && mine(visit));
	const help =
		me.branchId === null
			? []
			: others.filter(
					(visit) =>
						begun(visit) && !mine(visit) && visit.due < now && reachableFromAfar(state, visit)
				);
	const early = others.filter(
		(visit) =>
			mine(visit) &&
			visit.slotStart !== null &&
			visit.slotStart > now &&
			visit.slotStart <= now + 15 * MINUTE &&
			!visit.askedForTime &&
			// Only the slot's own start may be run ahead of, not the five minutes after an unanswered call.
			!(visit.sentBackBy === null && (visit.sentBackAt ?? 0) > now - 5 * MINUTE)
	);
	const sentBack = candidates.filter(
		(visit) =>
			sentBackByMe(visit) &&
			begun(visit) &&
			visit.id !== justLeft &&
			(mine(visit) || reachableFromAfar(state, visit))
	);

	const cause = (visit: Visit, overdue: boolean): ExpectedCause =>
		me.branchId !== null && visit.branchId !== me.branchId ? 'help' : overdue ? 'overdue' : 'next';
	const fromLines = (visits: Visit[]): Expected | null => {
		const [first] = inOrder(visits.filter((visit) => isFirstLine(visit)));
		const [second] = inOrder(visits.filter((visit) => !isFirstLine(visit)));
		if (first && second) {
			const limit = branchOf(state, second.branchId).zipLimit;
			if (second.due < now && streak >= limit)
				return { visitId: second.id, cause: cause(second, true) };
		}
		const head = first ?? second;
		return head ? { visitId: head.id, cause: cause(head, false) } : null;
	};

	const window = me.branchId === null ? 5 : branchOf(state, me.branchId).ownWindowMinutes;
	// 1. The own hall, if its earliest due is near or past.
	if (own.some((visit) => visit.due - now <= window * MINUTE)) return fromLines(own);
	// 2. Help: the hall in which somebody has been due the longest.
	const [neediest] = inOrder(help);
	if (neediest) return fromLines(help.filter((visit) => visit.branchId === neediest.branchId));
	// 3. The own hall otherwise.
	if (own.length > 0) return fromLines(own);
	// 4. An appointment that starts soon.
	const [soonest] = inOrder(early);
	if (soonest) return { visitId: soonest.id, cause: 'early' };
	// 5. Whom this clerk sent back a moment ago.
	return fromLines(sentBack);
}

const isFirstLine = (visit: Visit): boolean => visit.line === 1;

const inOrder = (visits: Visit[]): Visit[] =>
	[...visits].sort((a, b) => {
		if (a.due !== b.due) return a.due - b.due;
		if (a.arrivedAt !== b.arrivedAt) return a.arrivedAt - b.arrivedAt;
		return a.id < b.id ? -1 : 1;
	});

function branchOf(state: State, id: BranchId): Branch {
	const branch = state.branches.find((one) => one.id === id);
	if (!branch) throw new Error(`the state has no branch ${id}`);
	return branch;
}

/** The service that comes next: the first that has not ended. */
const nextService = (visit: Visit): VisitService | undefined =>
	visit.services.find((service) => service.finishedAt === null);

const hasSkill = (state: State, clerkId: AccountId, visit: Visit): boolean =>
	state.skills.some(
		(skill) => skill.accountId === clerkId && skill.serviceId === nextService(visit)?.serviceId
	);

const reservedForAnother = (visit: Visit, clerkId: AccountId, now: number): boolean =>
	visit.reservedFor !== null && visit.reservedFor !== clerkId && (visit.reservedUntil ?? 0) > now;

/** Telephone and paper from anywhere; a person by a free booth; never where calls are held. */
function reachableFromAfar(state: State, visit: Visit): boolean {
	if (state.halls.some((hall) => hall.branchId === visit.branchId && hall.heldSince !== null))
		return false;
	if (visit.mode !== 'desk') return true;
	return visit.videoOk && hasFreeBooth(state, visit.branchId);
}

const hasFreeBooth = (state: State, branchId: BranchId): boolean =>
	state.booths.some(
		(booth) =>
			booth.branchId === branchId &&
			!state.visits.some(
				(visit) =>
					visit.boothId === booth.id && (visit.state === 'called' || visit.state === 'serving')
			)
	);

/** Milliseconds that a clerk still works today; Infinity without a shift today. */
function timeLeft(state: State, clerkId: AccountId, now: number): number {
	const today = dayAt(now);
	const shifts = state.shifts
		.filter(
			(shift) =>
				shift.accountId === clerkId &&
				dayAt(shift.startsAt) <= today &&
				today <= dayAt(shift.endsAt - 1)
		)
		.sort((a, b) => a.startsAt - b.startsAt);
	if (shifts.length === 0) return Infinity;
	const present = shifts.find((shift) => shift.startsAt <= now && now < shift.endsAt);
	const next = shifts.find((shift) => shift.startsAt > now);
	const shift = present ?? next;
	return shift ? shift.endsAt - now : 0;
}

const needs = (visit: Visit): number => (nextService(visit)?.minutes ?? 0) * MINUTE;

const fits = (state: State, clerkId: AccountId, visit: Visit, now: number): boolean =>
	needs(visit) <= timeLeft(state, clerkId, now);

/** Nobody at work in reach has the time for it, and nobody who comes later today will have. */
function fitsNobody(state: State, visit: Visit, now: number): boolean {
	const fromAnywhere = visit.videoOk || visit.mode !== 'desk';
	const atWork = state.duties.some(
		(duty) =>
			duty.since !== null &&
			hasSkill(state, duty.clerkId, visit) &&
			(fromAnywhere || duty.branchId === visit.branchId) &&
			fits(state, duty.clerkId, visit, now)
	);
	const later = state.shifts.some(
		(shift) =>
			shift.startsAt > now &&
			dayAt(shift.startsAt) === dayAt(now) &&
			hasSkill(state, shift.accountId, visit) &&
			(fromAnywhere || shift.branchId === null || shift.branchId === visit.branchId) &&
			shift.endsAt - shift.startsAt >= needs(visit)
	);
	return !atWork && !later;
}

/**
 * First-line calls since the clerk's last second-line call today, by what the rule chose; calls that were undone
 * never happened.
 */
function streakOf(state: State, clerkId: AccountId, today: string): number {
	const undone = new Set<number>();
	for (const { event } of state.journal)
		if (event.type === 'visit-restored') undone.add(event.undoneSeq);
	let streak = 0;
	for (const { seq, event } of state.journal) {
		if (event.type !== 'visit-called' || event.clerkId !== clerkId || undone.has(seq)) continue;
		if (event.day !== today) continue;
		if (event.cause === 'pick' || event.cause === 'assigned' || event.cause === 'early') continue;
		streak = event.rank.line === 1 ? streak + 1 : 0;
	}
	return streak;
}
