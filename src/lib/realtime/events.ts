/**
 * What goes over the socket, and the only description of it: imported by the server and by every screen.
 *
 * State first: a screen that joins gets its whole view with a sequence number. Then come patches, each from one
 * number to another; a screen that sees a gap joins again. A pulse says what the last number was, so that the last patch
 * can't be missed unseen. Views carry instants, so that passing time changes nothing. What must be announced is a list in
 * the view, so that none is lost between two states.
 */
import type { OpenState } from '../domain/closing.ts';
import type { HelpWanted } from '../domain/appointment.ts';
import type { DisplaySettings } from '../domain/display.ts';
import type { PauseReason } from '../domain/duty.ts';
import type { VisitEventType } from '../domain/events.ts';
import type { HelpReason } from '../domain/help.ts';
import type {
	AccountId,
	AppointmentId,
	BranchId,
	CounterId,
	DeviceId,
	HelpCallId,
	ServiceId,
	VisitId
} from '../domain/ids.ts';
import type { NoteKeep } from '../domain/note.ts';
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

/** One hall on a display. */
export interface HallState {
	/** Its code, such as `R`. */
	id: string;
	name: string;
	waiting: number;
	open: OpenState;
	held: boolean;
}

export interface HallCall {
	/** Hall code and ticket: two halls may call the same number. */
	id: string;
	ticket: TicketNumber;
	hall: HallState['id'];
	to: Destination | null;
	calledAt: Instant;
	recalls: number;
}

/** Something to be seen and heard once; `id` rises in the order of what happened. */
export interface Announcement {
	id: number;
	kind: 'call' | 'recall' | 'withdrawn';
	ticket: TicketNumber;
	hall: HallState['id'];
	to: Destination | null;
	language: Language;
	at: Instant;
}

/** What staff let the displays say. */
export interface HallMessage {
	id: string;
	nl: string;
	en: string;
}

export interface HallBoard {
	/** The hall where the display hangs. */
	branch: string;
	layout: DisplaySettings['layout'];
	/** Those that it shows, its own first. */
	halls: HallState[];
	/** Newest call or recall first. A call leaves when service starts. */
	calls: HallCall[];
	/** Of the last minute, oldest first. */
	announcements: Announcement[];
	messages: HallMessage[];
	/** There are more calls than fit beside the newest, and another display in this hall lists them all. */
	secondScreen: boolean;
}

/* Telephones: the hall's queue of numbers, in which each finds its own */

export interface QueueRow {
	id: TicketNumber;
	state: Extract<VisitState, 'waiting' | 'called' | 'serving' | 'parked'>;
	to: Destination | null;
}

export interface TicketFeed {
	branch: string;
	/** Those who wait stand in the order in which they will be called. Why is nobody else's business. */
	rows: QueueRow[];
	open: OpenState;
	held: boolean;
}

/* How long it takes: travels apart from the queue, as it is computed apart from it */

/** Minutes that whoever arrives now will likely wait. `from` is null without measured times: "less than `to`". */
export interface WaitMinutes {
	from: number | null;
	to: number;
}

export interface WaitBoard {
	/** Over all services that give tickets now; null when nobody can say. */
	now: WaitMinutes | null;
	services: ({ id: ServiceId } & WaitMinutes)[];
	/** Each who waits, by number: between when it will likely be called. `from` is null as above. */
	rows: { id: TicketNumber; from: Instant | null; to: Instant }[];
}

/* The kiosk */

export interface KioskService {
	id: ServiceId;
	letter: string;
	nl: string;
	en: string;
	/** Its name in the national product list, by which a screen finds a picture for it. */
	upl: string;
	/** Everyday words that lead here, in lower case. */
	search: string[];
	bringNl: string[];
	bringEn: string[];
	/** Planned minutes for the first person, and for each further one. */
	minutes: number;
	extraMinutes: number;
	/** A ticket can be given now to whoever agrees to video. */
	byVideo: boolean;
	/** Why it gives no tickets for a desk now, or null when it does. */
	closed: ServiceClosedReason | null;
	/** When a closed one gives tickets again, as far as hours and roster tell; null if they don't. */
	opensAt: Instant | null;
}

export interface KioskMenu {
	branch: string;
	open: OpenState;
	/** Most used first. */
	services: KioskService[];
	waiting: number;
	/** The hall is open, or somebody still works in it: a call for help can be heard. */
	staffed: boolean;
	/** Kiosks of this hall that asked for help and got no answer yet. */
	help: { id: DeviceId; at: Instant }[];
}

/* The desk */

/** What staff tell each other about a visit; forgotten when its time is over. Never on a public screen. */
export interface Note {
	id: string;
	text: string;
	byId: AccountId;
	by: string;
	at: Instant;
	/** `visit`: until the visit has ended; `day`: until the end of the day. */
	keep: NoteKeep;
}

/** What somebody told when they booked. */
export interface Told {
	remarks: string | null;
	help: HelpWanted[];
}

/** Somebody with an appointment today who has not arrived. */
export interface ExpectedRow {
	id: AppointmentId;
	startsAt: Instant;
	/** They said to be there only then; else null. */
	expectedAt: Instant | null;
	services: ServiceId[];
	persons: number;
	language: Language;
	/** null once it was erased. */
	name: string | null;
}

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
	/** Sent back by hand: this clerk gets the visit again only after a while, or when nobody else is left. */
	sentBackBy: AccountId | null;
	sentBackAt: Instant | null;
	askedForTime: boolean;
	/** How the visitor is called by name, if they told. Staff only. */
	name: string | null;
	notes: Note[];
}

export interface TrayRow {
	id: VisitId;
	ticket: TicketNumber;
	since: Instant;
	reason: ParkReason | null;
	clerk: string;
	/** Those that are not done yet. */
	services: ServiceId[];
	name: string | null;
	notes: Note[];
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
	/** The first FIRST_EXPECTED who can still come in time. */
	expected: ExpectedRow[];
	/** All of today who did not arrive. */
	expectedCount: number;
	counters: CounterRow[];
	zipLimit: number;
	/** How late an appointment is still in time. Minutes. */
	graceMinutes: number;
	held: boolean;
	/** null for the lines of all halls, as seen from home. */
	open: OpenState | null;
}
export const FIRST_ROWS = 50;
export const FIRST_EXPECTED = 12;

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
	/** How the visitor is called by name, and reached, if they told. */
	name: string | null;
	contact: string | null;
	told: Told | null;
	notes: Note[];
	/** What happened in this visit so far, newest last. */
	history: HistoryRow[];
	/** Left over from an earlier day: its clerk enters the end. */
	leftOver: boolean;
}

/** One thing that happened in a visit, and who did it. */
export interface HistoryRow {
	id: number;
	at: Instant;
	what: VisitEventType;
	/** The clerk's name, the device's, or empty for the visitor and the system. */
	by: string;
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

/* The host's tablet */

/** A visitor of today in this hall, whatever became of them. */
export interface HostRow {
	id: VisitId;
	ticket: TicketNumber;
	state: VisitState;
	line: Line;
	due: Instant;
	arrivedAt: Instant;
	notBefore: Instant;
	slotStart: Instant | null;
	/** Checked in with an appointment that was booked here. */
	booked: boolean;
	priority: PriorityReason | null;
	services: ServiceId[];
	persons: number;
	videoOk: boolean;
	fetchInPerson: boolean;
	askedForTime: boolean;
	language: Language;
	to: Destination | null;
	/** Called, parked, missed or ended: since when. */
	since: Instant | null;
	name: string | null;
	contact: string | null;
	told: Told | null;
	notes: Note[];
}

/** A kiosk where somebody asked for help. */
export interface HelpCall {
	id: HelpCallId;
	/** The kiosk's name, which says where it stands. */
	kiosk: string;
	reason: HelpReason;
	at: Instant;
}

export interface HostBoard {
	branch: string;
	open: OpenState;
	held: boolean;
	/** In call order: waiting; then called, at a counter and parked; then those missed within the hour. */
	rows: HostRow[];
	/** Everybody with an appointment today who has not arrived, the first to come first. */
	expected: ExpectedRow[];
	help: HelpCall[];
	messages: (HallMessage & { from: Instant; until: Instant; by: string })[];
}

/* The socket */

export interface Views {
	hall: HallBoard;
	ticket: TicketFeed;
	kiosk: KioskMenu;
	wait: WaitBoard;
	line: HallLines;
	desk: DeskView;
	host: HostBoard;
}
export type ViewName = keyof Views;

/** What a screen asks for. What it may see follows from its cookie, or from the ticket's secret. */
export type JoinRequest =
	| { view: 'hall' }
	| { view: 'kiosk' }
	| { view: 'desk' }
	/** null: the region's remotely given visits, for a clerk at home. */
	| { view: 'line'; branchId: BranchId | null }
	| { view: 'ticket'; link: string }
	/** How long it takes: of this ticket's hall, of one that the session may host, or of this device's. */
	| { view: 'wait'; link?: string; branchId?: BranchId }
	| { view: 'host'; branchId: BranchId };

export type JoinAnswer<V extends ViewName = ViewName> =
	| { ok: true; room: string; sequence: number; view: Views[V] }
	/** `unavailable`: nobody can tell at the moment; it is asked again. */
	| { ok: false; reason: 'forbidden' | 'not-found' | 'invalid' | 'unavailable' };

/** The server's clock, so that screens need not trust their own. `speed` is 1 but in a demo. */
export interface ClockReading {
	now: Instant;
	speed: number;
}

export interface ServerToClient {
	patch(message: { room: string; from: number; to: number; patch: Patch }): void;
	/** How far a room is, at the pace of its view. */
	pulse(message: { room: string; at: number }): void;
	clock(reading: ClockReading): void;
	/** What the screen was allowed to see has ended: signed out, revoked. */
	ended(message: { room: string }): void;
}

export interface ClientToServer {
	/** `asked` rises with each join and leave of a line: a leave that a later join has overtaken does nothing. */
	join(request: JoinRequest & { asked?: number }, answer: (answer: JoinAnswer) => void): void;
	leave(room: string, asked?: number): void;
}
