/**
 * An appointment, from the slot that is held for somebody who fills in a form on.
 *
 * ```
 * held -> booked -> arrived (-> booked)      booked, displaced -> cancelled
 * held -> (gone)      booked -> displaced -> booked (moved)
 * ```
 *
 * One that can't be kept, because its day has changed, is displaced: it takes no time, and whoever has it chooses another.
 * Whoever arrives stands in the queue from then on, as a visit. One that nobody came to is not marked: it is past its time.
 *
 * It stands in the journal as a visit does, without anything about a person: who comes is kept apart, and forgotten.
 */
import type { Channel } from './agenda/room.ts';
import type { AppointmentEvent, PlannedService } from './events.ts';
import { BrokenJournal } from './broken.ts';
import type { AccountId, AppointmentId, BranchId, RegionId, VisitId } from './ids.ts';
import { type Instant, type LocalDay, minutes } from './time.ts';
import type { Language } from './visit.ts';

export const APPOINTMENT_STATES = ['held', 'booked', 'arrived', 'displaced', 'cancelled'] as const;
export type AppointmentState = (typeof APPOINTMENT_STATES)[number];

/** What a hall can prepare for. */
export const HELP_WANTED = ['wheelchair', 'interpreter', 'quiet-place'] as const;
export type HelpWanted = (typeof HELP_WANTED)[number];

/** Who ended it: who had it, or the hall. */
export type CancelledBy = 'citizen' | 'staff' | 'hall';

/** When and where, and who is to do it: what a booking takes from the agenda. */
export interface Slot {
	branchId: BranchId;
	day: LocalDay;
	startsAt: Instant;
	endsAt: Instant;
	/** The clerk of the plan. A plan, not a promise: on the day the rule of the queue calls. */
	plannedFor: AccountId;
}

export interface Appointment extends Slot {
	id: AppointmentId;
	regionId: RegionId;
	state: AppointmentState;
	channel: Channel;
	language: Language;
	services: PlannedService[];
	/** Who holds it, as their browser proves it; until it is booked nobody else can do anything with it. */
	holder: string;
	/** Of a hold: the appointment that is to move here. */
	moves: AppointmentId | null;
	/** Of a hold: its end. Of a cancelled one: when its time can be given out again. Else null. */
	until: Instant | null;
	extended: boolean;
	heldAt: Instant;
	bookedAt: Instant | null;
	/** Who has it said to be there only then. Their time stays what it was. */
	expectedAt: Instant | null;
	arrivedAt: Instant | null;
	/** What became of it in the queue, once whoever has it has arrived. */
	visitId: VisitId | null;
	cancelledAt: Instant | null;
}

/** As much of one as a day is planned with. */
export type Claiming = Pick<
	Appointment,
	| 'id'
	| 'day'
	| 'startsAt'
	| 'endsAt'
	| 'services'
	| 'channel'
	| 'state'
	| 'until'
	| 'plannedFor'
	| 'heldAt'
>;

/** Whether its time is taken. A hold ends by itself, at its very end; so does the delay of a cancelled one. */
export const takesTime = (
	{ state, until }: Pick<Appointment, 'state' | 'until'>,
	at: Instant
): boolean => state === 'booked' || state === 'arrived' || (until !== null && at < until);

/** Whether it is held for this holder, and not over. */
export const isHeldBy = (
	appointment: Appointment | null | undefined,
	holder: string,
	at: Instant
): appointment is Appointment =>
	appointment?.state === 'held' && appointment.holder === holder && takesTime(appointment, at);

/**
 * Until when somebody is looked out for: a hall's grace after the time of the appointment, or after when they said to be there.
 * Whoever comes later that day is helped all the same, as one who is late.
 */
export const lookedOutUntil = (
	{ startsAt, expectedAt }: Pick<Appointment, 'startsAt' | 'expectedAt'>,
	graceMinutes: number
): Instant => Math.max(startsAt, expectedAt ?? startsAt) + minutes(graceMinutes);

/** Nobody came, and nobody is looked out for any more. */
export const isMissed = (
	appointment: Pick<Appointment, 'state' | 'startsAt' | 'expectedAt'>,
	graceMinutes: number,
	at: Instant
): boolean => appointment.state === 'booked' && at > lookedOutUntil(appointment, graceMinutes);

/**
 * The appointment after an event; the only place where one changes. null once a hold is gone.
 *
 * @throws BrokenJournal when the event can't follow
 */
export function evolveAppointment(
	before: Appointment | undefined,
	event: AppointmentEvent,
	at: Instant
): Appointment | null {
	if (event.type === 'slot-held') {
		if (before) throw new BrokenJournal(`slot ${event.appointmentId} is held twice`);
		const { appointmentId: id, type: _, ...rest } = event;
		return {
			...rest,
			id,
			state: 'held',
			extended: false,
			heldAt: at,
			bookedAt: null,
			expectedAt: null,
			arrivedAt: null,
			visitId: null,
			cancelledAt: null
		};
	}
	if (!before) throw new BrokenJournal(`${event.type} for ${event.appointmentId}, never held`);
	switch (event.type) {
		case 'hold-extended':
			return { ...before, until: event.until, extended: true };
		case 'hold-ended':
			return null;
		case 'appointment-booked':
			return { ...before, state: 'booked', language: event.language, until: null, bookedAt: at };
		case 'appointment-moved': {
			const { to, services } = event;
			return { ...before, ...to, services, state: 'booked', expectedAt: null };
		}
		case 'appointment-assigned':
			return { ...before, plannedFor: event.plannedFor };
		case 'appointment-delayed':
			return { ...before, expectedAt: event.expectedAt };
		case 'appointment-arrived':
			return { ...before, state: 'arrived', arrivedAt: at, visitId: event.as };
		case 'arrival-undone':
			return { ...before, state: 'booked', arrivedAt: null, visitId: null };
		case 'appointment-displaced':
			return { ...before, state: 'displaced' };
		case 'appointment-cancelled':
			return { ...before, state: 'cancelled', cancelledAt: at, until: event.until };
	}
}
