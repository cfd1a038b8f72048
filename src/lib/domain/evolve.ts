import type {
	DomainEvent,
	DutyEvent,
	HallEvent,
	HelpEvent,
	PlannedService,
	VisitEvent
} from './events.ts';
import { isAppointmentEvent, isHallEvent, isHelpEvent, isVisitEvent } from './events.ts';
import { type Appointment, evolveAppointment } from './appointment.ts';
import { BrokenJournal } from './broken.ts';
import { type Duty, offDuty } from './duty.ts';
import { type Hall, quietHall } from './hall.ts';
import type { HelpCall } from './help.ts';
import type { AccountId, AppointmentId, BranchId, HelpCallId, VisitId } from './ids.ts';
import type { Instant } from './time.ts';
import { type Visit, type VisitService, openService } from './visit.ts';

const planned = (service: PlannedService): VisitService => ({
	...service,
	startedAt: null,
	finishedAt: null,
	handledMs: 0,
	clerkId: null,
	outcome: null,
	passedOnTo: null
});

/** Sets the fields that follow from the list of services. */
function withServices(visit: Visit, services: VisitService[]): Visit {
	const open = openService({ services });
	return {
		...visit,
		services,
		openServiceId: open?.serviceId ?? null,
		openMinutes: open?.minutes ?? 0
	};
}

const changeOpen = (visit: Visit, change: (service: VisitService) => VisitService): Visit => {
	const open = openService(visit);
	return withServices(
		visit,
		visit.services.map((service) => (service === open ? change(service) : service))
	);
};

/** Another service takes the open one's place; one that was begun stays in the list, closed as passed on. */
function replaceOpen(visit: Visit, next: VisitService, at: Instant): Visit {
	const open = openService(visit);
	return withServices(
		visit,
		visit.services.flatMap((service) => {
			if (service !== open) return [service];
			if (service.startedAt === null) return [next];
			return [{ ...service, finishedAt: at, outcome: 'passed-on' as const }, next];
		})
	);
}

/** Ends a stretch of waiting. What lies before an appointment's start is not waiting. */
function stopWaiting(visit: Visit, at: Instant): Visit {
	if (visit.waitingSince === null) return visit;
	const from = Math.max(visit.waitingSince, visit.slotStart ?? 0);
	return { ...visit, waitingSince: null, waitedMs: visit.waitedMs + Math.max(0, at - from) };
}

/** Ends a stretch at the counter and books it on the open service. */
function stopServing(visit: Visit, at: Instant): Visit {
	if (visit.servingSince === null) return visit;
	const stretch = Math.max(0, at - visit.servingSince);
	return {
		...changeOpen(visit, (service) => ({ ...service, handledMs: service.handledMs + stretch })),
		servingSince: null
	};
}

function startServing(visit: Visit, clerkId: AccountId | null, at: Instant): Visit {
	return {
		...changeOpen(visit, (service) => ({
			...service,
			startedAt: service.startedAt ?? at,
			clerkId
		})),
		state: 'serving',
		servingSince: at,
		firstServedAt: visit.firstServedAt ?? at
	};
}

/** Back to waiting: due and line stay, nobody has the visit any more. */
function toWaiting(visit: Visit, at: Instant): Visit {
	return {
		...stopServing(visit, at),
		state: 'waiting',
		waitingSince: at,
		clerkId: null,
		counterId: null,
		boothId: null,
		calledAt: null,
		recalls: 0,
		parkedAt: null,
		parkedReason: null,
		missedAt: null
	};
}

/** Leaves the desk; who had the visit stays known, where does not. */
const offTheDesk = (visit: Visit, at: Instant): Visit => ({
	...stopServing(stopWaiting(visit, at), at),
	counterId: null,
	boothId: null
});

const ended = (visit: Visit, at: Instant): Visit => ({
	...offTheDesk(visit, at),
	endedAt: at,
	reservedFor: null,
	reservedUntil: null
});

/**
 * The visit after an event; the only place where a visit changes.
 *
 * Rows are written with it and the journal is replayed with it; an independent reading of the same page checks
 * it in the tests.
 *
 * @throws BrokenJournal when the event can't follow
 */
export function evolveVisit(visit: Visit | undefined, event: VisitEvent, at: Instant): Visit {
	if (event.type === 'ticket-issued') {
		if (visit) throw new BrokenJournal(`visit ${event.visitId} is issued twice`);
		return issued(event, at);
	}
	if (!visit)
		throw new BrokenJournal(`${event.type} for visit ${event.visitId}, which was never issued`);
	switch (event.type) {
		case 'visit-called':
			return {
				...stopWaiting(visit, at),
				state: 'called',
				clerkId: event.clerkId,
				counterId: event.counterId,
				boothId: event.boothId,
				calledAt: at,
				firstCalledAt: visit.firstCalledAt ?? at,
				recalls: 0,
				reservedFor: null,
				reservedUntil: null
			};
		case 'visit-recalled':
			return { ...visit, recalls: visit.recalls + 1, counterId: event.counterId };
		case 'serving-started':
			return startServing(visit, event.clerkId, at);
		case 'service-finished': {
			const after = changeOpen(stopServing(visit, at), (service) => ({
				...service,
				finishedAt: at,
				clerkId: event.clerkId,
				outcome: event.outcome,
				passedOnTo: event.passedOnTo
			}));
			return event.then === 'serving'
				? startServing(after, event.clerkId, at)
				: toWaiting(after, at);
		}
		case 'visit-finished': {
			const after = changeOpen(stopServing(visit, event.endedAt), (service) => ({
				...service,
				finishedAt: event.endedAt,
				clerkId: event.clerkId,
				outcome: event.outcome,
				passedOnTo: event.passedOnTo
			}));
			return {
				...ended(after, event.endedAt),
				state: 'finished',
				outcome: event.outcome,
				passedOnTo: event.passedOnTo
			};
		}
		case 'quick-served': {
			const { startedAt } = event;
			const after = changeOpen({ ...visit, waitingSince: null }, (service) => ({
				...service,
				startedAt,
				finishedAt: at,
				handledMs: at - startedAt,
				clerkId: event.clerkId,
				outcome: event.outcome,
				passedOnTo: event.passedOnTo
			}));
			return {
				...ended(after, at),
				state: 'finished',
				clerkId: event.clerkId,
				outcome: event.outcome,
				passedOnTo: event.passedOnTo
			};
		}
		case 'visit-missed':
			return { ...offTheDesk(visit, at), state: 'no-show', missedAt: at };
		case 'visit-reinstated':
			return {
				...toWaiting(visit, at),
				line: event.line,
				due: event.due,
				notBefore: event.notBefore,
				sentBackBy: null,
				sentBackAt: at
			};
		case 'visit-requeued':
			return {
				...toWaiting(visit, at),
				notBefore: event.notBefore,
				sentBackBy: event.why === 'by-hand' ? event.clerkId : null,
				sentBackAt: at
			};
		case 'visit-parked':
			return {
				...offTheDesk(visit, at),
				state: 'parked',
				parkedReason: event.reason,
				parkedAt: at
			};
		case 'visit-resumed': {
			if (event.to === 'waiting') return toWaiting(visit, at);
			const resumed = { ...visit, parkedReason: null, parkedAt: null };
			return {
				...startServing(resumed, event.clerkId, at),
				clerkId: event.clerkId,
				counterId: event.counterId,
				boothId: null
			};
		}
		case 'visit-transferred': {
			const { service } = event;
			const moved = service ? replaceOpen(stopServing(visit, at), planned(service), at) : visit;
			return {
				...toWaiting(moved, at),
				waitingSince: visit.state === 'waiting' ? visit.waitingSince : at,
				branchId: event.toBranchId,
				videoOk: visit.videoOk && (service?.byVideo ?? true),
				reservedFor: event.reservedFor,
				reservedUntil: event.reservedUntil,
				sentBackBy: null,
				sentBackAt: null
			};
		}
		case 'service-added':
			return {
				...withServices(visit, [...visit.services, planned(event.service)]),
				videoOk: visit.videoOk && event.service.byVideo
			};
		case 'visit-cancelled':
			return { ...ended(visit, at), state: 'cancelled' };
		case 'visit-abandoned':
			return { ...ended(visit, at), state: 'abandoned' };
		case 'priority-given':
			return { ...visit, priority: event.reason, line: 1, due: event.due };
		case 'visit-marked':
			return { ...visit, videoOk: event.videoOk, fetchInPerson: event.fetchInPerson };
		case 'time-asked':
			return {
				...(visit.state === 'waiting' ? visit : toWaiting(visit, at)),
				notBefore: event.notBefore,
				askedForTime: true
			};
		case 'reservation-lapsed':
			return { ...visit, reservedFor: null, reservedUntil: null };
		case 'visit-restored':
			return event.visit;
		default:
			return unknownEvent(event);
	}
}

function issued(event: Extract<VisitEvent, { type: 'ticket-issued' }>, at: Instant): Visit {
	const services = event.services.map(planned);
	return {
		id: event.visitId,
		regionId: event.regionId,
		branchId: event.branchId,
		issuedBranchId: event.branchId,
		day: event.day,
		letter: event.letter,
		number: event.number,
		state: 'waiting',
		mode: event.mode,
		language: event.language,
		videoOk: event.videoOk,
		fetchInPerson: event.fetchInPerson,
		services,
		openServiceId: services[0]?.serviceId ?? null,
		openMinutes: services[0]?.minutes ?? 0,
		arrivedAt: at,
		slotStart: event.slotStart,
		line: event.line,
		due: event.due,
		notBefore: event.notBefore,
		priority: event.priority,
		askedForTime: false,
		reservedFor: null,
		reservedUntil: null,
		sentBackBy: null,
		sentBackAt: null,
		clerkId: null,
		counterId: null,
		boothId: null,
		waitingSince: at,
		waitedMs: 0,
		firstCalledAt: null,
		calledAt: null,
		recalls: 0,
		servingSince: null,
		firstServedAt: null,
		parkedReason: null,
		parkedAt: null,
		missedAt: null,
		endedAt: null,
		outcome: null,
		passedOnTo: null
	};
}

/** The clerk's place of work after an event about the clerk. */
export function evolveDuty(duty: Duty | undefined, event: DutyEvent, at: Instant): Duty {
	const before = duty ?? offDuty(event.clerkId, event.regionId);
	switch (event.type) {
		case 'duty-started':
			return {
				...before,
				since: at,
				branchId: event.branchId,
				counterId: event.counterId,
				autoNext: event.autoNext,
				pausedSince: null,
				pauseReason: null
			};
		case 'duty-moved':
			return { ...before, branchId: event.branchId, counterId: event.counterId };
		case 'duty-ended':
			return {
				...before,
				since: null,
				branchId: null,
				counterId: null,
				pausedSince: null,
				pauseReason: null
			};
		case 'duty-paused':
			return { ...before, pausedSince: at, pauseReason: event.reason };
		case 'duty-resumed':
			return { ...before, pausedSince: null, pauseReason: null };
		case 'auto-next-set':
			return { ...before, autoNext: event.autoNext };
		default:
			return unknownEvent(event);
	}
}

/** The clerk's streak after an event about a visit; the same duty when it does not touch it. */
export function evolveStreak(duty: Duty, event: VisitEvent): Duty {
	if (event.type === 'visit-called' && event.clerkId === duty.clerkId)
		return { ...duty, streak: event.streak, streakDay: event.day };
	if (event.type === 'visit-restored' && event.streak && event.clerkId === duty.clerkId)
		return { ...duty, ...event.streak };
	return duty;
}

export function evolveHall(hall: Hall | undefined, event: HallEvent, at: Instant): Hall {
	const before = hall ?? quietHall(event.branchId, event.regionId);
	switch (event.type) {
		case 'calls-held':
			return { ...before, heldSince: at };
		case 'calls-released':
			return { ...before, heldSince: null };
		case 'day-ended':
			return { ...before, endedDay: event.day };
		default:
			return unknownEvent(event);
	}
}

/** A kiosk's call for help after an event about it. */
export function evolveHelp(call: HelpCall | undefined, event: HelpEvent, at: Instant): HelpCall {
	switch (event.type) {
		case 'help-asked': {
			if (call) throw new BrokenJournal(`help ${event.helpCallId} is asked twice`);
			const { helpCallId: id, regionId, branchId, deviceId, reason } = event;
			return {
				id,
				regionId,
				branchId,
				deviceId,
				reason,
				askedAt: at,
				answeredAt: null,
				answeredBy: null
			};
		}
		case 'help-answered':
			if (!call) throw new BrokenJournal(`help ${event.helpCallId}, which was never asked`);
			return { ...call, answeredAt: at, answeredBy: event.accountId };
		default:
			return unknownEvent(event);
	}
}

function unknownEvent(event: never): never {
	throw new BrokenJournal(`unknown event ${JSON.stringify(event)}`);
}

/** Everything that the journal tells; what the projected tables must equal. */
export interface Projection {
	visits: Map<VisitId, Visit>;
	duties: Map<AccountId, Duty>;
	halls: Map<BranchId, Hall>;
	helpCalls: Map<HelpCallId, HelpCall>;
	appointments: Map<AppointmentId, Appointment>;
	/** Last number given, by `branch day letter`. */
	series: Map<string, number>;
}

export const emptyProjection = (): Projection => ({
	visits: new Map(),
	duties: new Map(),
	halls: new Map(),
	helpCalls: new Map(),
	appointments: new Map(),
	series: new Map()
});

export const seriesKey = (branchId: BranchId, day: string, letter: string): string =>
	`${branchId} ${day} ${letter}`;

/** Applies one event to everything that it touches. Replaying a journal in order of `seq` gives the tables. */
export function evolve(projection: Projection, event: DomainEvent, at: Instant): void {
	if (isVisitEvent(event)) {
		projection.visits.set(
			event.visitId,
			evolveVisit(projection.visits.get(event.visitId), event, at)
		);
		if (event.type === 'ticket-issued')
			projection.series.set(seriesKey(event.branchId, event.day, event.letter), event.number);
		if (event.type === 'visit-called' || event.type === 'visit-restored') {
			const duty = projection.duties.get(event.clerkId);
			if (duty) projection.duties.set(duty.clerkId, evolveStreak(duty, event));
		}
	} else if (isAppointmentEvent(event)) {
		const { appointmentId: id } = event;
		const after = evolveAppointment(projection.appointments.get(id), event, at);
		if (after) projection.appointments.set(id, after);
		else projection.appointments.delete(id);
	} else if (isHelpEvent(event)) {
		projection.helpCalls.set(
			event.helpCallId,
			evolveHelp(projection.helpCalls.get(event.helpCallId), event, at)
		);
	} else if (isHallEvent(event)) {
		projection.halls.set(
			event.branchId,
			evolveHall(projection.halls.get(event.branchId), event, at)
		);
	} else {
		projection.duties.set(
			event.clerkId,
			evolveDuty(projection.duties.get(event.clerkId), event, at)
		);
	}
}
