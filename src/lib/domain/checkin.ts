/** Whoever has an appointment arrives: it becomes a place in the queue. docs/agenda.md is the rule. */
import type { Appointment } from './appointment.ts';
import type { ServiceWish } from './booking.ts';
import { decideCancel } from './desk.ts';
import type { AppointmentEvent, VisitEvent } from './events.ts';
import type { VisitId } from './ids.ts';
import { type TicketDesk, decideTicket } from './kiosk.ts';
import { type Outcome, accept, refuse } from './refusal.ts';
import type { Branch } from './region.ts';
import { HOUR, type Instant } from './time.ts';
import { type Visit, ticketNumber } from './visit.ts';

/** How long before its time a kiosk takes who has an appointment. A host decides for themselves. */
export const KIOSK_FROM = HOUR;

export interface CheckInDesk extends TicketDesk {
	/** Of the appointment. */
	hall: Pick<Branch, 'name'>;
	/** What became of it before. */
	earlier: Visit | undefined;
	by: 'kiosk' | 'host';
}

/**
 * Checks in: a ticket with the place in line that the appointment gives, or, after the hall's grace, that of somebody who
 * walks in now.
 *
 * @param appointment undefined where no such thing was booked
 * @returns a ticket and the arrival; refuses `unknown-appointment`, `appointment-over` when it was cancelled,
 *   `already-arrived` with its number, `appointment-other-day`, `appointment-elsewhere`, `too-early` with the time from which a
 *   kiosk takes it, and what a ticket is refused for
 */
export function decideCheckIn(
	visitId: VisitId,
	appointment: Appointment | undefined,
	desk: CheckInDesk,
	now: Instant
): Outcome<
	(VisitEvent | AppointmentEvent)[],
	| 'unknown-appointment'
	| 'appointment-over'
	| 'already-arrived'
	| 'appointment-other-day'
	| 'appointment-elsewhere'
	| 'too-early'
	| 'hall-closed'
	| 'service-closed'
	| 'series-full'
	| 'unknown-service'
> {
	if (!appointment || appointment.state === 'held') return refuse({ code: 'unknown-appointment' });
	const { id, state, branchId, day, startsAt, language } = appointment;
	if (state === 'cancelled' || state === 'displaced')
		return refuse({ code: 'appointment-over', state });
	if (state === 'arrived')
		return refuse({
			code: 'already-arrived',
			ticket: desk.earlier ? ticketNumber(desk.earlier) : ''
		});
	if (day !== desk.today) return refuse({ code: 'appointment-other-day', startsAt });
	if (branchId !== desk.branch.id)
		return refuse({ code: 'appointment-elsewhere', hall: desk.hall.name, startsAt });
	const from = startsAt - KIOSK_FROM;
	if (desk.by === 'kiosk' && now < from) return refuse({ code: 'too-early', startsAt, from });

	const services: ServiceWish[] = [];
	for (const { serviceId, persons } of appointment.services) {
		const service = desk.catalogue.get(serviceId);
		if (!service) return refuse({ code: 'unknown-service', given: serviceId });
		services.push({ service, persons });
	}
	const ticket = decideTicket(
		visitId,
		desk,
		{
			services,
			language,
			mode: 'desk',
			videoOk: false,
			fetchInPerson: false,
			priority: null,
			slotStart: startsAt
		},
		now
	);
	if (!ticket.ok) return ticket;
	return accept([
		...ticket.value,
		{ type: 'appointment-arrived', appointmentId: id, branchId, as: visitId }
	]);
}

/**
 * Takes a check-in back, however long ago: whoever has the appointment is still to come. Its number is spent.
 *
 * @returns refuses `wrong-state` once the visitor is at a counter or gone, and `unknown-appointment` for who came without one
 */
export function decideUndoCheckIn(
	visit: Visit,
	appointment: Appointment | undefined
): Outcome<(VisitEvent | AppointmentEvent)[], 'wrong-state' | 'unknown-appointment'> {
	if (appointment?.state !== 'arrived') return refuse({ code: 'unknown-appointment' });
	const cancelled = decideCancel(visit, 'mistake');
	if (!cancelled.ok) return cancelled;
	const { id, branchId } = appointment;
	return accept([...cancelled.value, { type: 'arrival-undone', appointmentId: id, branchId }]);
}
