/** Decisions at a counter: what a clerk does with one visit. Each is pure; a flow loads, decides and writes. */
import { type Duty, streakOn } from './duty.ts';
import type { VisitEvent } from './events.ts';
import type { AccountId, BoothId, BranchId, ServiceId } from './ids.ts';
import {
	type CallRule,
	type Choice,
	MORE_TIME,
	type Pool,
	REINSTATE_WINDOW,
	RESERVATION,
	chooseNext,
	priorityDue,
	rankOf,
	streakAfter
} from './queue.ts';
import { type Outcome, type RefusalOf, accept, refuse } from './refusal.ts';
import type { HallRule } from './region.ts';
import { MAX_SERVICES, type Service, minutesFor } from './service.ts';
import { type Instant, type LocalDay, minutes } from './time.ts';
import {
	type CancelReason,
	type ParkReason,
	type PassedOnTo,
	type PriorityReason,
	type Visit,
	type VisitOutcome,
	type VisitState,
	openService,
	ticketNumber
} from './visit.ts';

/** The clerk who acts: where they work and whom they have before them. */
export interface Desk {
	duty: Duty;
	/** The visit that this clerk called or serves. */
	current: Visit | null;
	skills: ReadonlySet<ServiceId>;
	today: LocalDay;
	/** Calls are held in the clerk's own hall, or in that of the visit at hand. */
	held: boolean;
}

type Events = VisitEvent[];

/** Refuses a visit in a state from which the action can't be done: the screen was stale. */
function inState(visit: Visit, allowed: VisitState[]): RefusalOf<'wrong-state'> | null {
	if (allowed.includes(visit.state)) return null;
	return { code: 'wrong-state', ticket: ticketNumber(visit), state: visit.state, allowed };
}

/** Refuses a visit that is in a state to act on, but with another clerk. `nameOf` names that clerk. */
function ofThisClerk(
	visit: Visit,
	desk: Desk,
	allowed: VisitState[],
	nameOf: (id: AccountId) => string
): RefusalOf<'wrong-state' | 'not-your-visit'> | null {
	const wrong = inState(visit, allowed);
	if (wrong) return wrong;
	if (visit.clerkId === desk.duty.clerkId) return null;
	return {
		code: 'not-your-visit',
		ticket: ticketNumber(visit),
		by: visit.clerkId ? nameOf(visit.clerkId) : ''
	};
}

/** Refuses a clerk who can't take on a visit now. */
function readyToCall(
	desk: Desk
): RefusalOf<'not-on-duty' | 'paused' | 'calls-held' | 'call-unresolved' | 'visit-open'> | null {
	if (desk.duty.since === null) return { code: 'not-on-duty' };
	if (desk.current)
		return {
			code: desk.current.state === 'called' ? 'call-unresolved' : 'visit-open',
			ticket: ticketNumber(desk.current)
		};
	if (desk.duty.pausedSince !== null) return { code: 'paused' };
	if (desk.held) return { code: 'calls-held' };
	return null;
}

/**
 * Chooses the next visit for a clerk.
 *
 * @returns the choice; refuses `queue-empty` when nobody is callable for this clerk, and whatever keeps the
 *   clerk from calling: `not-on-duty`, `paused`, `calls-held`, a called visit that is neither served nor
 *   missed (`call-unresolved`) or one still at the counter (`visit-open`).
 */
export function decideNext(
	desk: Desk,
	pool: Pool,
	rule: CallRule,
	now: Instant
): Outcome<
	Choice,
	'queue-empty' | 'not-on-duty' | 'paused' | 'calls-held' | 'call-unresolved' | 'visit-open'
> {
	const unready = readyToCall(desk);
	if (unready) return refuse(unready);
	const choice = chooseNext(pool, rule, now);
	return choice ? accept(choice) : refuse({ code: 'queue-empty' });
}

/** The call itself: to the clerk's counter, or to a booth for a visitor of another hall. */
export function calledBy(
	desk: Desk,
	{ visit, cause, rank }: Choice,
	boothId: BoothId | null
): VisitEvent {
	return {
		type: 'visit-called',
		visitId: visit.id,
		branchId: visit.branchId,
		clerkId: desk.duty.clerkId,
		counterId: boothId ? null : desk.duty.counterId,
		boothId,
		cause,
		rank,
		streak: streakAfter(rank.streak, cause, visit.line),
		day: desk.today,
		streakBefore: { streak: desk.duty.streak, streakDay: desk.duty.streakDay }
	};
}

/** How a clerk can reach a visit from where they are. */
export function reachOf(
	duty: Pick<Duty, 'branchId'>,
	visit: Pick<Visit, 'branchId' | 'mode' | 'videoOk'>
): 'here' | 'booth' | 'none' {
	if (visit.mode !== 'desk' || visit.branchId === duty.branchId) return 'here';
	return visit.videoOk ? 'booth' : 'none';
}

/**
 * Calls a visit that a person chose out of order: by the clerk (`pick`) or for the clerk (`assigned`).
 *
 * @param freeBooth a free booth in the visit's hall, if it has one
 */
export function decidePick(
	desk: Desk,
	visit: Visit,
	cause: 'pick' | 'assigned',
	freeBooth: BoothId | null,
	now: Instant
): Outcome<
	Events,
	| 'not-on-duty'
	| 'paused'
	| 'calls-held'
	| 'call-unresolved'
	| 'visit-open'
	| 'wrong-state'
	| 'not-skilled'
	| 'out-of-reach'
> {
	const refusal = readyToCall(desk) ?? inState(visit, ['waiting']);
	if (refusal) return refuse(refusal);
	const ticket = ticketNumber(visit);
	if (visit.openServiceId === null || !desk.skills.has(visit.openServiceId))
		return refuse({ code: 'not-skilled', ticket });
	const reach = reachOf(desk.duty, visit);
	if (reach === 'none' || (reach === 'booth' && freeBooth === null))
		return refuse({ code: 'out-of-reach', ticket });
	const choice: Choice = {
		visit,
		cause,
		rank: rankOf(visit, 0, streakOn(desk.duty, desk.today), now)
	};
	return accept([calledBy(desk, choice, reach === 'booth' ? freeBooth : null)]);
}

type NameOf = (id: AccountId) => string;

export function decideRecall(
	desk: Desk,
	visit: Visit,
	nameOf: NameOf
): Outcome<Events, 'wrong-state' | 'not-your-visit' | 'calls-held'> {
	const refusal = ofThisClerk(visit, desk, ['called'], nameOf);
	if (refusal) return refuse(refusal);
	if (desk.held) return refuse({ code: 'calls-held' });
	return accept([
		{
			type: 'visit-recalled',
			visitId: visit.id,
			branchId: visit.branchId,
			clerkId: desk.duty.clerkId,
			// A clerk who moved to another counter of the hall recalls to where they sit now.
			counterId:
				visit.boothId || desk.duty.branchId !== visit.branchId
					? visit.counterId
					: desk.duty.counterId
		}
	]);
}

export function decideServe(
	desk: Desk,
	visit: Visit,
	nameOf: NameOf
): Outcome<Events, 'wrong-state' | 'not-your-visit'> {
	const refusal = ofThisClerk(visit, desk, ['called'], nameOf);
	if (refusal) return refuse(refusal);
	return accept([
		{
			type: 'serving-started',
			visitId: visit.id,
			branchId: visit.branchId,
			clerkId: desk.duty.clerkId
		}
	]);
}

export interface Finish {
	outcome: VisitOutcome;
	passedOnTo: PassedOnTo | null;
	/** With services left: go on with the next at this counter, or let the visitor wait for it. */
	then: 'serve' | 'wait';
	/** The end as entered by the clerk, for a visit left over from an earlier day. */
	endedAt: Instant | null;
}

/**
 * Ends the service that is being given, and with the last one the visit.
 *
 * @returns refuses `not-skilled` when the clerk wants to go on with a service that they can't give, and
 *   `end-needed` when a visit of an earlier day lacks an end between its start and now.
 */
export function decideFinish(
	desk: Desk,
	visit: Visit,
	command: Finish,
	nameOf: NameOf,
	now: Instant
): Outcome<Events, 'wrong-state' | 'not-your-visit' | 'not-skilled' | 'end-needed'> {
	const refusal = ofThisClerk(visit, desk, ['serving'], nameOf);
	if (refusal) return refuse(refusal);
	const { outcome, then } = command;
	const about = {
		visitId: visit.id,
		branchId: visit.branchId,
		clerkId: desk.duty.clerkId,
		outcome,
		passedOnTo: outcome === 'passed-on' ? command.passedOnTo : null
	};
	const from = visit.servingSince ?? visit.arrivedAt;
	const leftOver = visit.day < desk.today;
	if (leftOver && (command.endedAt === null || command.endedAt < from || command.endedAt > now))
		return refuse({ code: 'end-needed', ticket: ticketNumber(visit), from, to: now });
	const [, next] = visit.services.filter((service) => service.finishedAt === null);
	if (!next || leftOver) {
		const endedAt = leftOver && command.endedAt !== null ? command.endedAt : now;
		return accept([{ ...about, type: 'visit-finished', endedAt }]);
	}
	if (then === 'wait') return accept([{ ...about, type: 'service-finished', then: 'waiting' }]);
	if (!desk.skills.has(next.serviceId))
		return refuse({ code: 'not-skilled', ticket: ticketNumber(visit) });
	return accept([{ ...about, type: 'service-finished', then: 'serving' }]);
}

/** Recalls needed before "no-show" may be said; a visitor who is fetched in person gets more time. */
export const recallsNeeded = (
	visit: Pick<Visit, 'fetchInPerson'>,
	rule: Pick<HallRule, 'recallsBeforeMissed'>
): number => rule.recallsBeforeMissed + (visit.fetchInPerson ? 2 : 0);

export function decideMiss(
	desk: Desk,
	visit: Visit,
	rule: Pick<HallRule, 'recallsBeforeMissed'>,
	nameOf: NameOf
): Outcome<Events, 'wrong-state' | 'not-your-visit' | 'recalls-needed'> {
	const refusal = ofThisClerk(visit, desk, ['called'], nameOf);
	if (refusal) return refuse(refusal);
	const needed = recallsNeeded(visit, rule);
	if (visit.recalls < needed)
		return refuse({ code: 'recalls-needed', done: visit.recalls, needed });
	return accept([
		{
			type: 'visit-missed',
			visitId: visit.id,
			branchId: visit.branchId,
			clerkId: desk.duty.clerkId
		}
	]);
}

/**
 * A missed visitor reports: soon enough keeps due and line, later is as arriving now. Priority stays. On another
 * day it is too late: they take a new number.
 */
export function decideReinstate(
	visit: Visit,
	now: Instant,
	today: LocalDay
): Outcome<Events, 'wrong-state' | 'day-already-ended'> {
	const refusal = inState(visit, ['no-show']);
	if (refusal) return refuse(refusal);
	if (visit.day !== today) return refuse({ code: 'day-already-ended' });
	const about = { type: 'visit-reinstated' as const, visitId: visit.id, branchId: visit.branchId };
	if (now - (visit.missedAt ?? now) <= REINSTATE_WINDOW)
		return accept([
			{
				...about,
				line: visit.line,
				due: visit.due,
				notBefore: now + MORE_TIME
			}
		]);
	return accept([
		{
			...about,
			line: visit.priority ? 1 : 2,
			due: now + minutes(shortestTarget(visit)),
			notBefore: now
		}
	]);
}

const shortestTarget = (visit: Visit): number =>
	Math.min(
		...visit.services.filter((service) => service.finishedAt === null).map((s) => s.targetMinutes)
	);

export function decidePark(
	desk: Desk,
	visit: Visit,
	reason: ParkReason,
	nameOf: NameOf
): Outcome<Events, 'wrong-state' | 'not-your-visit'> {
	const refusal = ofThisClerk(visit, desk, ['called', 'serving'], nameOf);
	if (refusal) return refuse(refusal);
	return accept([
		{
			type: 'visit-parked',
			visitId: visit.id,
			branchId: visit.branchId,
			clerkId: desk.duty.clerkId,
			reason
		}
	]);
}

/** Back to the line with due and place kept; for anyone of the hall. */
export function decideResumeToWaiting(visit: Visit): Outcome<Events, 'wrong-state'> {
	const refusal = inState(visit, ['parked']);
	if (refusal) return refuse(refusal);
	return accept([
		{
			type: 'visit-resumed',
			visitId: visit.id,
			branchId: visit.branchId,
			to: 'waiting',
			clerkId: null,
			counterId: null
		}
	]);
}

/** Straight on at this counter, which needn't be the one that parked it. */
export function decideResumeHere(
	desk: Desk,
	visit: Visit
): Outcome<
	Events,
	| 'wrong-state'
	| 'not-on-duty'
	| 'visit-open'
	| 'call-unresolved'
	| 'paused'
	| 'calls-held'
	| 'not-skilled'
	| 'out-of-reach'
> {
	const refusal = readyToCall(desk) ?? inState(visit, ['parked']);
	if (refusal) return refuse(refusal);
	const ticket = ticketNumber(visit);
	if (visit.openServiceId === null || !desk.skills.has(visit.openServiceId))
		return refuse({ code: 'not-skilled', ticket });
	if (reachOf(desk.duty, visit) !== 'here') return refuse({ code: 'out-of-reach', ticket });
	return accept([
		{
			type: 'visit-resumed',
			visitId: visit.id,
			branchId: visit.branchId,
			to: 'serving',
			clerkId: desk.duty.clerkId,
			counterId: desk.duty.counterId
		}
	]);
}

/** Sends a visit back: the visitor did not come (all wait five minutes), or by hand (this clerk does). */
export function decideRequeue(
	desk: Desk,
	visit: Visit,
	why: 'absent' | 'by-hand',
	nameOf: NameOf,
	now: Instant
): Outcome<Events, 'wrong-state' | 'not-your-visit'> {
	const refusal = ofThisClerk(visit, desk, ['called', 'serving'], nameOf);
	if (refusal) return refuse(refusal);
	return accept([
		{
			type: 'visit-requeued',
			visitId: visit.id,
			branchId: visit.branchId,
			clerkId: desk.duty.clerkId,
			why,
			notBefore: why === 'absent' ? now + MORE_TIME : visit.notBefore
		}
	]);
}

export interface Transfer {
	service: Service | null;
	toBranchId: BranchId | null;
	/** A colleague who is on duty, where, and their skills. */
	colleague: {
		clerkId: AccountId;
		branchId: BranchId | null;
		skills: ReadonlySet<ServiceId>;
	} | null;
}

/**
 * Hands a visit on, to another service, branch or colleague, or several of these. Number, due and line stay.
 *
 * @param desk the clerk who has the visit; null when a host moves a waiting one
 */
export function decideTransfer(
	desk: Desk | null,
	visit: Visit,
	to: Transfer,
	nameOf: NameOf,
	now: Instant
): Outcome<
	Events,
	'wrong-state' | 'not-your-visit' | 'not-skilled' | 'out-of-reach' | 'nothing-changes'
> {
	const refusal =
		visit.state === 'waiting' || !desk
			? inState(visit, ['waiting'])
			: ofThisClerk(visit, desk, ['called', 'serving'], nameOf);
	if (refusal) return refuse(refusal);
	const open = openService(visit);
	const newService = to.service && to.service.id !== open?.serviceId ? to.service : null;
	const newBranch = to.toBranchId && to.toBranchId !== visit.branchId ? to.toBranchId : null;
	if (!newService && !newBranch && !to.colleague) return refuse({ code: 'nothing-changes' });
	const serviceId = newService?.id ?? visit.openServiceId;
	if (to.colleague && (serviceId === null || !to.colleague.skills.has(serviceId)))
		return refuse({ code: 'not-skilled', ticket: ticketNumber(visit) });
	const moved = {
		...visit,
		branchId: newBranch ?? visit.branchId,
		videoOk: visit.videoOk && (newService?.byVideo ?? true)
	};
	if (to.colleague && reachOf(to.colleague, moved) === 'none')
		return refuse({ code: 'out-of-reach', ticket: ticketNumber(visit) });
	return accept([
		{
			type: 'visit-transferred',
			visitId: visit.id,
			branchId: visit.branchId,
			clerkId: desk?.duty.clerkId ?? null,
			toBranchId: moved.branchId,
			service: newService ? planService(newService, open?.persons ?? 1) : null,
			reservedFor: to.colleague?.clerkId ?? null,
			reservedUntil: to.colleague ? now + RESERVATION : null
		}
	]);
}

export const planService = (service: Service, persons: number) => ({
	serviceId: service.id,
	persons,
	minutes: minutesFor(service, persons),
	targetMinutes: service.targetMinutes,
	byVideo: service.byVideo
});

export function decideAddService(
	visit: Visit,
	service: Service,
	persons: number
): Outcome<Events, 'wrong-state' | 'too-many-services'> {
	const refusal = inState(visit, ['waiting', 'called', 'serving', 'parked']);
	if (refusal) return refuse(refusal);
	if (visit.services.length >= MAX_SERVICES)
		return refuse({ code: 'too-many-services', allowed: MAX_SERVICES });
	return accept([
		{
			type: 'service-added',
			visitId: visit.id,
			branchId: visit.branchId,
			service: planService(service, persons)
		}
	]);
}

export function decideCancel(visit: Visit, reason: CancelReason): Outcome<Events, 'wrong-state'> {
	const refusal = inState(visit, ['waiting', 'called', 'parked']);
	if (refusal) return refuse(refusal);
	return accept([{ type: 'visit-cancelled', visitId: visit.id, branchId: visit.branchId, reason }]);
}

/** Someone who needs it goes to the first line; due comes forward, never back. */
export function decidePriority(
	visit: Visit,
	reason: PriorityReason
): Outcome<Events, 'wrong-state' | 'nothing-changes'> {
	const refusal = inState(visit, ['waiting', 'called', 'parked']);
	if (refusal) return refuse(refusal);
	if (visit.priority === reason) return refuse({ code: 'nothing-changes' });
	return accept([
		{
			type: 'priority-given',
			visitId: visit.id,
			branchId: visit.branchId,
			reason,
			due: priorityDue(visit.due, visit.arrivedAt)
		}
	]);
}

export function decideMark(
	visit: Visit,
	marks: { videoOk: boolean; fetchInPerson: boolean }
): Outcome<Events, 'wrong-state' | 'nothing-changes'> {
	const refusal = inState(visit, ['waiting', 'called', 'parked']);
	if (refusal) return refuse(refusal);
	// Video is kept only if every service still to be given can be given so.
	const videoOk = marks.videoOk && visit.services.every((s) => s.finishedAt !== null || s.byVideo);
	if (videoOk === visit.videoOk && marks.fetchInPerson === visit.fetchInPerson)
		return refuse({ code: 'nothing-changes' });
	return accept([
		{
			type: 'visit-marked',
			visitId: visit.id,
			branchId: visit.branchId,
			videoOk,
			fetchInPerson: marks.fetchInPerson
		}
	]);
}

/** "A few more minutes": once, due unchanged; from a call it frees the clerk. */
export function decideAskTime(
	visit: Visit,
	now: Instant
): Outcome<Events, 'wrong-state' | 'time-already-asked'> {
	const refusal = inState(visit, ['waiting', 'called']);
	if (refusal) return refuse(refusal);
	if (visit.askedForTime) return refuse({ code: 'time-already-asked' });
	return accept([
		{
			type: 'time-asked',
			visitId: visit.id,
			branchId: visit.branchId,
			// An appointment that is still ahead keeps its own start.
			notBefore: Math.max(visit.notBefore, now + MORE_TIME)
		}
	]);
}
