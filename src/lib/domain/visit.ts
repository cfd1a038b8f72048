import type {
	AccountId,
	BoothId,
	BranchId,
	CounterId,
	RegionId,
	ServiceId,
	VisitId
} from './ids.ts';
import type { Instant, LocalDay } from './time.ts';

export const VISIT_STATES = [
	'waiting',
	'called',
	'serving',
	'parked',
	'no-show',
	'finished',
	'cancelled',
	'abandoned'
] as const;
export type VisitState = (typeof VISIT_STATES)[number];

/** How the help is given: at a desk (or by video from a booth), by telephone, or on paper without a visitor. */
export const VISIT_MODES = ['desk', 'telephone', 'document'] as const;
export type VisitMode = (typeof VISIT_MODES)[number];

export const LANGUAGES = ['nl', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const PRIORITY_REASONS = [
	'mobility',
	'pregnant',
	'small-child',
	'distress',
	'our-mistake'
] as const;
export type PriorityReason = (typeof PRIORITY_REASONS)[number];

export const PARK_REASONS = ['photo', 'form', 'payment', 'document', 'colleague'] as const;
export type ParkReason = (typeof PARK_REASONS)[number];

export const OUTCOMES = ['answered', 'passed-on', 'follow-up'] as const;
export type VisitOutcome = (typeof OUTCOMES)[number];

/** To whom a visitor was passed on: a code, so that the journal holds no free text. */
export const PASSED_ON_TO = [
	'back-office',
	'other-municipality',
	'national-authority',
	'social-team',
	'website'
] as const;
export type PassedOnTo = (typeof PASSED_ON_TO)[number];

export const CANCEL_REASONS = ['visitor-left', 'by-visitor', 'duplicate', 'mistake'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export const CALL_CAUSES = ['next', 'overdue', 'help', 'early', 'pick', 'assigned'] as const;
export type CallCause = (typeof CALL_CAUSES)[number];

/** The first line: priority and timely appointments. The second: everyone else. */
export type Line = 1 | 2;

/** One service of a visit; timed apart from the others. */
export interface VisitService {
	serviceId: ServiceId;
	persons: number;
	/** Minutes that it is planned to take. */
	minutes: number;
	targetMinutes: number;
	byVideo: boolean;
	startedAt: Instant | null;
	finishedAt: Instant | null;
	/** Milliseconds at the counter so far, over all stretches; a parked stretch does not count. */
	handledMs: number;
	clerkId: AccountId | null;
	outcome: VisitOutcome | null;
	passedOnTo: PassedOnTo | null;
}

/**
 * One person's, or party's, presence from arrival to end; exactly one row.
 *
 * Only ids, codes and instants: a visit is journalled whole when it is restored, and the journal holds no
 * personal data.
 */
export interface Visit {
	id: VisitId;
	regionId: RegionId;
	/** Where the visitor waits now; differs from the issuing branch after a transfer. */
	branchId: BranchId;
	issuedBranchId: BranchId;
	/** The issuing branch's local day, under which the number is unique. */
	day: LocalDay;
	letter: string;
	number: number;

	state: VisitState;
	mode: VisitMode;
	language: Language;
	/** The visitor agreed to be helped by video, and every open service can be given so. */
	videoOk: boolean;
	/** Can't see or hear calls: staff fetch this visitor in person. */
	fetchInPerson: boolean;

	services: VisitService[];
	/** The service that is next, or being given; null once all are done. */
	openServiceId: ServiceId | null;
	openMinutes: number;

	arrivedAt: Instant;
	slotStart: Instant | null;
	line: Line;
	due: Instant;
	notBefore: Instant;
	priority: PriorityReason | null;
	askedForTime: boolean;

	reservedFor: AccountId | null;
	reservedUntil: Instant | null;
	/** Who sent it back by hand; null when the visitor was absent, and all leave it alone for a while. */
	sentBackBy: AccountId | null;
	sentBackAt: Instant | null;

	/** Who called or serves it; kept on a parked or missed visit as "last with". */
	clerkId: AccountId | null;
	counterId: CounterId | null;
	boothId: BoothId | null;

	waitingSince: Instant | null;
	/** Milliseconds of waiting over all stretches so far. */
	waitedMs: number;
	firstCalledAt: Instant | null;
	calledAt: Instant | null;
	recalls: number;
	/** Start of the present stretch at the counter. */
	servingSince: Instant | null;
	firstServedAt: Instant | null;
	parkedReason: ParkReason | null;
	parkedAt: Instant | null;
	missedAt: Instant | null;
	endedAt: Instant | null;
	outcome: VisitOutcome | null;
	passedOnTo: PassedOnTo | null;
}

export type TicketNumber = string;

/** `P042`: group letter and three digits. */
export const ticketNumber = (visit: Pick<Visit, 'letter' | 'number'>): TicketNumber =>
	`${visit.letter}${String(visit.number).padStart(3, '0')}`;

/** The number as it is shown where the visitor waits now: `R-P042` for one sent on from the hall with code R. */
export function ticketLabel(
	visit: Pick<Visit, 'letter' | 'number' | 'branchId' | 'issuedBranchId'>,
	codeOf: (branch: BranchId) => string
): TicketNumber {
	const number = ticketNumber(visit);
	return visit.branchId === visit.issuedBranchId
		? number
		: `${codeOf(visit.issuedBranchId)}-${number}`;
}

/** The highest number in a series; a paper roll and three digits end there. */
export const LAST_NUMBER = 999;

export const openService = (visit: Pick<Visit, 'services'>): VisitService | undefined =>
	visit.services.find((service) => service.finishedAt === null);

/** Wait as it is published: from arrival, or slot start if later, to the first call. Milliseconds, never below 0. */
export function firstWaitMs(
	visit: Pick<Visit, 'arrivedAt' | 'slotStart' | 'firstCalledAt'>
): number | null {
	if (visit.firstCalledAt === null) return null;
	return Math.max(0, visit.firstCalledAt - Math.max(visit.arrivedAt, visit.slotStart ?? 0));
}
