import type { CancelledBy, Slot } from './appointment.ts';
import type { Channel } from './agenda/room.ts';
import type {
	AccountId,
	AppointmentId,
	BoothId,
	BranchId,
	CounterId,
	DeviceId,
	HelpCallId,
	RegionId,
	ServiceId,
	VisitId
} from './ids.ts';
import type { Duty, PauseReason } from './duty.ts';
import type { HelpReason } from './help.ts';
import type { Instant, LocalDay } from './time.ts';
import type {
	CallCause,
	CancelReason,
	Language,
	Line,
	ParkReason,
	PassedOnTo,
	PriorityReason,
	Visit,
	VisitMode,
	VisitOutcome
} from './visit.ts';

/** The version that every new journal entry carries; a changed shape raises it and teaches `evolve` the old one. */
export const EVENT_VERSION = 1;

export type Actor =
	| { kind: 'account'; id: AccountId }
	| { kind: 'device'; id: DeviceId }
	/** The holder of a ticket's address. */
	| { kind: 'visitor'; id: VisitId }
	/** Whoever books, by their browser, or has an appointment, by its address. */
	| { kind: 'citizen'; id: string }
	| { kind: 'system'; id: 'clock' };

/** Why this visit was chosen: the step of the rule that yielded it, and what it was zipped against. */
export interface RankReason {
	/** 1 own hall pressing, 2 help, 3 own hall, 4 early, 5 sent back; 0 when a person chose. */
	step: 0 | 1 | 2 | 3 | 4 | 5;
	line: Line;
	due: Instant;
	pastDue: boolean;
	/** First-line calls in a row before this one. */
	streak: number;
}

export interface PlannedService {
	serviceId: ServiceId;
	persons: number;
	minutes: number;
	targetMinutes: number;
	byVideo: boolean;
}

/**
 * Everything that can happen to a visit. `branchId` is the branch whose screens change; facts are absolute,
 * so that an event never needs today's configuration to be replayed.
 */
export type VisitEvent = { visitId: VisitId; branchId: BranchId } & (
	| {
			type: 'ticket-issued';
			regionId: RegionId;
			day: LocalDay;
			letter: string;
			number: number;
			services: PlannedService[];
			mode: VisitMode;
			language: Language;
			videoOk: boolean;
			fetchInPerson: boolean;
			slotStart: Instant | null;
			line: Line;
			due: Instant;
			notBefore: Instant;
			priority: PriorityReason | null;
	  }
	| {
			type: 'visit-called';
			clerkId: AccountId;
			counterId: CounterId | null;
			boothId: BoothId | null;
			cause: CallCause;
			rank: RankReason;
			/** The clerk's streak with this call, on this day, and as it stood before. */
			streak: number;
			day: LocalDay;
			streakBefore: Pick<Duty, 'streak' | 'streakDay'>;
	  }
	| { type: 'visit-recalled'; clerkId: AccountId; counterId: CounterId | null }
	| { type: 'serving-started'; clerkId: AccountId }
	| {
			type: 'service-finished';
			clerkId: AccountId;
			outcome: VisitOutcome;
			passedOnTo: PassedOnTo | null;
			/** The same clerk goes on with the next service, or the visitor waits for it. */
			then: 'serving' | 'waiting';
	  }
	| {
			type: 'visit-finished';
			clerkId: AccountId;
			outcome: VisitOutcome;
			passedOnTo: PassedOnTo | null;
			/** Now, or for a visit left over from an earlier day the end that its clerk entered. */
			endedAt: Instant;
	  }
	/** Helped on the spot, without a call: a question at the desk, or work behind it. */
	| {
			type: 'quick-served';
			clerkId: AccountId;
			outcome: VisitOutcome;
			passedOnTo: PassedOnTo | null;
			startedAt: Instant;
	  }
	| { type: 'visit-missed'; clerkId: AccountId }
	| { type: 'visit-reinstated'; line: Line; due: Instant; notBefore: Instant }
	| { type: 'visit-requeued'; clerkId: AccountId; why: 'absent' | 'by-hand'; notBefore: Instant }
	| { type: 'visit-parked'; clerkId: AccountId; reason: ParkReason }
	| {
			type: 'visit-resumed';
			to: 'waiting' | 'serving';
			clerkId: AccountId | null;
			counterId: CounterId | null;
	  }
	| {
			type: 'visit-transferred';
			clerkId: AccountId | null;
			toBranchId: BranchId;
			/** Replaces the open service. */
			service: PlannedService | null;
			reservedFor: AccountId | null;
			reservedUntil: Instant | null;
	  }
	| { type: 'service-added'; service: PlannedService }
	| { type: 'visit-cancelled'; reason: CancelReason }
	| { type: 'visit-abandoned' }
	| { type: 'priority-given'; reason: PriorityReason; due: Instant }
	| { type: 'visit-marked'; videoOk: boolean; fetchInPerson: boolean }
	| { type: 'time-asked'; notBefore: Instant }
	| { type: 'reservation-lapsed' }
	/** Compensates an earlier event: the visit, and the clerk's streak, are as before it. */
	| {
			type: 'visit-restored';
			undone: Exclude<VisitEventType, 'ticket-issued' | 'visit-restored'>;
			undoneSeq: number;
			clerkId: AccountId;
			visit: Visit;
			streak: Pick<Duty, 'streak' | 'streakDay'> | null;
	  }
);
export type VisitEventType = VisitEvent['type'];

/** What happens to a clerk's place of work. `branchId` is null at home. */
export type DutyEvent = { clerkId: AccountId; regionId: RegionId; branchId: BranchId | null } & (
	| { type: 'duty-started'; counterId: CounterId | null; autoNext: boolean }
	| { type: 'duty-moved'; fromBranchId: BranchId | null; counterId: CounterId | null }
	| { type: 'duty-ended' }
	| { type: 'duty-paused'; reason: PauseReason }
	| { type: 'duty-resumed' }
	| { type: 'auto-next-set'; autoNext: boolean }
);

export type HallEvent = { branchId: BranchId; regionId: RegionId } & (
	{ type: 'calls-held' } | { type: 'calls-released' } | { type: 'day-ended'; day: LocalDay }
);

/** A kiosk's call for a person. */
export type HelpEvent = { helpCallId: HelpCallId; branchId: BranchId; regionId: RegionId } & (
	| { type: 'help-asked'; deviceId: DeviceId; reason: HelpReason }
	| { type: 'help-answered'; accountId: AccountId }
);

/**
 * Everything that can happen to an appointment. `branchId` is the hall in which it stood before. Nothing in it tells of a
 * person.
 */
export type AppointmentEvent = { appointmentId: AppointmentId; branchId: BranchId } & (
	| ({
			type: 'slot-held';
			regionId: RegionId;
			channel: Channel;
			language: Language;
			services: PlannedService[];
			holder: string;
			moves: AppointmentId | null;
			until: Instant;
	  } & Omit<Slot, 'branchId'>)
	| { type: 'hold-extended'; until: Instant }
	/** Its time was over, it was given back, or an appointment moved here. */
	| { type: 'hold-ended'; why: 'expired' | 'let-go' | 'used' }
	| { type: 'appointment-booked'; language: Language }
	| { type: 'appointment-moved'; to: Slot; services: PlannedService[] }
	/** The plan changed: another clerk, the same time. */
	| { type: 'appointment-assigned'; plannedFor: AccountId }
	/** Its day changed, and nobody can do it then: another time has to be found. */
	| { type: 'appointment-displaced' }
	/** Who has it says that they will be there only then. */
	| { type: 'appointment-delayed'; expectedAt: Instant }
	/** Checked in: who has it waits in the hall. */
	| { type: 'appointment-arrived'; as: VisitId }
	/** It was somebody else, or a mistake: whoever has it is still to come. */
	| { type: 'arrival-undone' }
	/** `until`: its time is given out again only then. */
	| { type: 'appointment-cancelled'; by: CancelledBy; until: Instant | null }
);

export type DomainEvent = VisitEvent | DutyEvent | HallEvent | HelpEvent | AppointmentEvent;
export type EventType = DomainEvent['type'];

/** One line of the append-only journal. */
export interface JournalEntry {
	/** 1, 2, 3 … in the order of what happened within a region, without a gap. */
	seq: number;
	at: Instant;
	regionId: RegionId;
	actor: Actor;
	/** The command that caused it; all entries of one command are undone together. */
	commandId: string;
	version: number;
	event: DomainEvent;
}

export const isVisitEvent = (event: DomainEvent): event is VisitEvent => 'visitId' in event;
export const isAppointmentEvent = (event: DomainEvent): event is AppointmentEvent =>
	'appointmentId' in event;
export const isHelpEvent = (event: DomainEvent): event is HelpEvent => 'helpCallId' in event;
export const isHallType = (type: EventType): type is HallEvent['type'] =>
	type === 'calls-held' || type === 'calls-released' || type === 'day-ended';
export const isHallEvent = (event: DomainEvent): event is HallEvent => isHallType(event.type);
