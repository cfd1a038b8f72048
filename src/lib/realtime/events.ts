/**
 * What goes over the socket, and the only description of it: imported by the server and by every screen.
 *
 * State first: a screen that joins gets its whole view with a sequence number. Then come patches, each from one
 * number to the next; a screen that sees a gap joins again. Views carry instants, so that passing time sends
 * nothing. What must be announced is a list in the view, so that none is lost between two states.
 */
import type { OpenState } from '../domain/closing.ts';
import type { PauseReason } from '../domain/duty.ts';
import type { AccountId, BranchId, CounterId, ServiceId, VisitId } from '../domain/ids.ts';
import type { ServiceClosedReason } from '../domain/refusal.ts';
import type { Instant } from '../domain/time.ts';
import type {
	CallCause,
	Language,
	Line,
	ParkReason,
	PriorityReason,
	TicketNumber,
	VisitState
} from '../domain/visit.ts';
import type { Patch } from './diff.ts';

/** Where a called visitor goes. */
export interface Destination {
	kind: 'counter' | 'booth';
	number: number;
}

/* The hall display: no ids, no names, nothing but numbers */

export interface HallCall {
	/** The ticket as shown in this hall. */
	id: TicketNumber;
	to: Destination | null;
	calledAt: Instant;
	recalls: number;
}

/** Something to be seen and heard once; `id` rises in the order of what happened. */
export interface Announcement {
	id: number;
	kind: 'call' | 'recall' | 'withdrawn';
	ticket: TicketNumber;
	to: Destination | null;
	language: Language;
	at: Instant;
}

export interface HallBoard {
	branch: string;
	/** Newest call or recall first. A call leaves when service starts. */
	calls: HallCall[];
	/** Of the last minute, oldest first. */
	announcements: Announcement[];
	waiting: number;
	open: OpenState;
	held: boolean;
}

/* Telephones: the hall's queue of numbers, in which each finds its own */

export interface QueueRow {
	id: TicketNumber;
	state: Extract<VisitState, 'waiting' | 'called' | 'serving' | 'parked'>;
	line: Line;
	due: Instant;
	arrivedAt: Instant;
	notBefore: Instant;
	to: Destination | null;
}

export interface TicketFeed {
	branch: string;
	rows: QueueRow[];
	zipLimit: number;
	open: OpenState;
	held: boolean;
}

/* The kiosk */

export interface KioskService {
	id: ServiceId;
	letter: string;
	nl: string;
	en: string;
	minutes: number;
	/** A ticket can be given now to whoever agrees to video. */
	byVideo: boolean;
	/** Why it gives no tickets for a desk now, or null when it does. */
	closed: ServiceClosedReason | null;
}

export interface KioskMenu {
	branch: string;
	open: OpenState;
	services: KioskService[];
	waiting: number;
}

/* The desk */

export interface LineRow {
	id: VisitId;
	ticket: TicketNumber;
	line: Line;
	due: Instant;
	arrivedAt: Instant;
	notBefore: Instant;
	slotStart: Instant | null;
	priority: PriorityReason | null;
	services: ServiceId[];
	persons: number;
	videoOk: boolean;
	fetchInPerson: boolean;
	reservedFor: AccountId | null;
	reservedUntil: Instant | null;
	askedForTime: boolean;
}

export interface TrayRow {
	id: VisitId;
	ticket: TicketNumber;
	since: Instant;
	reason: ParkReason | null;
	clerk: string;
}

export interface CounterRow {
	id: CounterId;
	number: number;
	clerkId: AccountId | null;
	clerk: string | null;
	paused: boolean;
	ticket: TicketNumber | null;
	state: VisitState | null;
}

/** A hall's lines as its desks see them; the first FIRST_ROWS of each line, and how many there are. */
export interface HallLines {
	branch: string;
	first: LineRow[];
	second: LineRow[];
	firstCount: number;
	secondCount: number;
	parked: TrayRow[];
	missed: TrayRow[];
	counters: CounterRow[];
	zipLimit: number;
	held: boolean;
}
export const FIRST_ROWS = 50;

export interface CurrentVisit {
	visitId: VisitId;
	ticket: TicketNumber;
	state: Extract<VisitState, 'called' | 'serving'>;
	branchId: BranchId;
	branch: string;
	/** In another hall, reached by its booth. */
	booth: number | null;
	cause: CallCause | null;
	arrivedAt: Instant;
	slotStart: Instant | null;
	due: Instant;
	calledAt: Instant | null;
	servingSince: Instant | null;
	firstCalledAt: Instant | null;
	recalls: number;
	/** Recalls after which no-show may be said. */
	recallsNeeded: number;
	language: Language;
	priority: PriorityReason | null;
	fetchInPerson: boolean;
	askedForTime: boolean;
	services: { serviceId: ServiceId; persons: number; done: boolean; handledMs: number }[];
	/** Left over from an earlier day: its clerk enters the end. */
	leftOver: boolean;
}

export interface DeskView {
	clerkId: AccountId;
	name: string;
	since: Instant | null;
	branchId: BranchId | null;
	branch: string | null;
	counterId: CounterId | null;
	counter: number | null;
	pausedSince: Instant | null;
	pauseReason: PauseReason | null;
	autoNext: boolean;
	streak: number;
	skills: ServiceId[];
	current: CurrentVisit | null;
}

/* The socket */

export interface Views {
	hall: HallBoard;
	ticket: TicketFeed;
	kiosk: KioskMenu;
	line: HallLines;
	desk: DeskView;
}
export type ViewName = keyof Views;

/** What a screen asks for. What it may see follows from its cookie, or from the ticket's secret. */
export type JoinRequest =
	| { view: 'hall' }
	| { view: 'kiosk' }
	| { view: 'desk' }
	/** null: the region's remotely given visits, for a clerk at home. */
	| { view: 'line'; branchId: BranchId | null }
	| { view: 'ticket'; link: string };

export type JoinAnswer<V extends ViewName = ViewName> =
	| { ok: true; room: string; sequence: number; view: Views[V] }
	| { ok: false; reason: 'forbidden' | 'not-found' | 'invalid' };

/** The server's clock, so that screens need not trust their own. `speed` is 1 but in a demo. */
export interface ClockReading {
	now: Instant;
	speed: number;
}

export interface ServerToClient {
	patch(message: { room: string; from: number; to: number; patch: Patch }): void;
	clock(reading: ClockReading): void;
	/** What the screen was allowed to see has ended: signed out, revoked. */
	ended(message: { room: string }): void;
}

export interface ClientToServer {
	join(request: JoinRequest, answer: (answer: JoinAnswer) => void): void;
	leave(room: string): void;
}
