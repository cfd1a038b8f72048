/** Whoever has an appointment says that they will be late. docs/agenda.md is the rule. */
import type { Appointment } from './appointment.ts';
import type { AppointmentEvent } from './events.ts';
import { type Outcome, accept, refuse } from './refusal.ts';
import { type Instant, type LocalDay, minutes } from './time.ts';

/** What can be said: so many minutes after the time of the appointment. */
export const LATE_BY = [10, 20, 30, 60] as const;

/**
 * Tells the hall when somebody comes. It moves nothing: who comes after the hall's grace stands in line as one who walks in.
 *
 * @param byMinutes after the appointment's time
 * @returns refuses `unknown-appointment`, `appointment-over` for one that nobody is waited for, and `appointment-other-day`
 */
export function decideDelay(
	appointment: Appointment | undefined,
	byMinutes: number,
	today: LocalDay,
	now: Instant
): Outcome<
	AppointmentEvent[],
	'unknown-appointment' | 'appointment-over' | 'appointment-other-day'
> {
	if (!appointment || appointment.state === 'held') return refuse({ code: 'unknown-appointment' });
	const { id: appointmentId, state, branchId, day, startsAt } = appointment;
	if (state !== 'booked') return refuse({ code: 'appointment-over', state });
	if (day !== today) return refuse({ code: 'appointment-other-day', startsAt });
	// Who says so after that time has passed is expected now.
	const expectedAt = Math.max(startsAt + minutes(byMinutes), now);
	return accept([{ type: 'appointment-delayed', appointmentId, branchId, expectedAt }]);
}
