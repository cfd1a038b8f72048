import type { AppointmentState } from './appointment.ts';
import type { LineFault } from './roster.ts';
import type { Instant } from './time.ts';
import type { TicketNumber, VisitState } from './visit.ts';

/** One field of a form that can't be accepted, and why. The words are rendered from the code. */
export interface FieldError {
	field: string;
	code:
		| 'missing'
		| 'not-a-text'
		| 'not-a-number'
		| 'not-an-id'
		| 'too-long'
		| 'too-short'
		| 'too-many'
		| 'control-characters'
		| 'not-allowed'
		| 'out-of-range'
		| 'not-an-email'
		| 'not-a-phone';
	/** What was given, shortened to 40 characters. */
	given: string;
	/** What is allowed, such as `1–8` or a list of values; empty where the code says it all. */
	allowed: string;
}

/** An expected "no" that the person at the screen can act on. Bugs and outages are thrown. */
export type Refusal =
	// What was asked
	| { code: 'invalid-input'; fields: FieldError[] }
	| { code: 'forbidden' }
	| { code: 'command-reused' }
	| { code: 'command-expired' }
	// Signing in
	| { code: 'sign-in-failed' }
	| { code: 'too-many-tries'; retryAt: Instant }
	| { code: 'pairing-failed' }
	// Giving tickets
	| { code: 'unknown-branch' }
	| { code: 'unknown-service'; given: string }
	| { code: 'hall-closed'; opensAt: Instant | null }
	| { code: 'service-closed'; serviceId: string; reason: ServiceClosedReason }
	| { code: 'series-full'; letter: string }
	// At work
	| { code: 'not-on-duty' }
	| { code: 'unknown-counter' }
	| { code: 'counter-occupied'; counter: number; by: string }
	| { code: 'counter-closed'; counter: number }
	| { code: 'visit-open'; ticket: TicketNumber }
	| { code: 'paused' }
	| { code: 'not-paused' }
	// Calling and serving
	| { code: 'queue-empty' }
	| { code: 'calls-held' }
	| { code: 'call-unresolved'; ticket: TicketNumber }
	| { code: 'unknown-visit' }
	| { code: 'wrong-state'; ticket: TicketNumber; state: VisitState; allowed: VisitState[] }
	| { code: 'not-your-visit'; ticket: TicketNumber; by: string }
	| { code: 'not-skilled'; ticket: TicketNumber }
	| { code: 'out-of-reach'; ticket: TicketNumber }
	| { code: 'recalls-needed'; done: number; needed: number }
	| { code: 'unknown-colleague' }
	| { code: 'nothing-changes' }
	| { code: 'too-many-services'; allowed: number }
	| { code: 'time-already-asked' }
	| { code: 'end-needed'; ticket: TicketNumber; from: Instant; to: Instant }
	// Undo
	| { code: 'nothing-to-undo' }
	| { code: 'undo-expired'; seconds: number }
	| { code: 'overtaken'; by: string }
	// The hall
	| { code: 'already-held' }
	| { code: 'not-held' }
	| { code: 'day-already-ended' }
	| { code: 'unknown-help-call' }
	| { code: 'already-answered'; by: string }
	| { code: 'unknown-note' }
	| { code: 'unknown-message' }
	// Appointments
	| { code: 'slot-gone'; startsAt: Instant }
	| { code: 'too-many-holds'; allowed: number }
	| { code: 'too-many-appointments'; allowed: number }
	/** On the waiting list, by mail address. */
	| { code: 'too-many-listed'; allowed: number }
	| { code: 'unknown-waitlist' }
	/** A field that no person sees was filled in. */
	| { code: 'not-by-hand' }
	| { code: 'hold-ended' }
	| { code: 'hold-extended-before' }
	| { code: 'unknown-appointment' }
	/** null: it is not there any more. */
	| { code: 'appointment-over'; state: AppointmentState | null }
	| { code: 'appointment-other-day'; startsAt: Instant }
	| { code: 'appointment-elsewhere'; hall: string; startsAt: Instant }
	| { code: 'too-early'; startsAt: Instant; from: Instant }
	| { code: 'already-arrived'; ticket: TicketNumber }
	// Planning the team
	| { code: 'not-a-sheet' }
	| { code: 'missing-columns'; columns: string[] }
	| { code: 'no-lines' }
	/** The first of them, and how many there are. */
	| { code: 'wrong-lines'; faults: LineFault[]; all: number }
	| { code: 'unknown-device' }
	| { code: 'unknown-mail' }
	| { code: 'unknown-municipality' };

export type RefusalCode = Refusal['code'];
export type RefusalOf<C extends RefusalCode> = Extract<Refusal, { code: C }>;

/** Why a service gives no tickets at the moment. */
export const SERVICE_CLOSED_REASONS = ['not-given-here', 'nobody-skilled', 'no-time-left'] as const;
export type ServiceClosedReason = (typeof SERVICE_CLOSED_REASONS)[number];

/** `C` lists exactly the refusals that the caller must handle. */
export type Outcome<T, C extends RefusalCode> =
	{ ok: true; value: T } | { ok: false; refusal: RefusalOf<C> };

/** Any outcome, for what wraps decisions without knowing them. */
export type AnyOutcome = { ok: true; value: unknown } | { ok: false; refusal: Refusal };
export type Refused<C extends RefusalCode> = { ok: false; refusal: RefusalOf<C> };
/** The refusals among an outcome's possibilities. */
export type RefusedOf<O extends AnyOutcome> = Extract<O, { ok: false }>;

export const accept = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

export const refuse = <R extends Refusal>(refusal: R): { ok: false; refusal: R } => ({
	ok: false,
	refusal
});
