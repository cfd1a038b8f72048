/** The decision to give a ticket. */
import { type HallCapacity, type OpenState, whyClosed } from './closing.ts';
import { planService } from './desk.ts';
import type { VisitEvent } from './events.ts';
import type { ServiceId, VisitId } from './ids.ts';
import { placeInLine } from './queue.ts';
import { type Outcome, accept, refuse } from './refusal.ts';
import type { Branch } from './region.ts';
import { type Service, minutesFor } from './service.ts';
import type { Instant, LocalDay } from './time.ts';
import { LAST_NUMBER, type Language, type PriorityReason, type VisitMode } from './visit.ts';

export interface TicketWish {
	services: { service: Service; persons: number }[];
	language: Language;
	mode: VisitMode;
	videoOk: boolean;
	fetchInPerson: boolean;
	priority: PriorityReason | null;
	/** Start of the appointment that is checked in, or null for a walk-in. */
	slotStart: Instant | null;
}

export interface TicketDesk {
	branch: Branch;
	open: OpenState;
	givenHere: ReadonlySet<ServiceId>;
	capacity: HallCapacity;
	catalogue: ReadonlyMap<ServiceId, Service>;
	today: LocalDay;
	/** Last number given today in the series of the first service's letter. */
	lastNumber: number;
}

/**
 * Gives a ticket: a number in the series of the first service's group, and a place in line.
 *
 * An appointment is not turned away for want of time: its place was kept when it was booked.
 *
 * @returns refuses `hall-closed` with the next opening, `service-closed` with the first service that gives no
 *   tickets and why, and `series-full` after number 999
 */
export function decideTicket(
	visitId: VisitId,
	desk: TicketDesk,
	wish: TicketWish,
	now: Instant
): Outcome<VisitEvent[], 'hall-closed' | 'service-closed' | 'series-full' | 'unknown-service'> {
	const [first] = wish.services;
	if (!first) return refuse({ code: 'unknown-service', given: '' });
	if (!desk.open.open) return refuse({ code: 'hall-closed', opensAt: desk.open.opensAt });
	const videoOk = wish.videoOk && wish.services.every(({ service }) => service.byVideo);
	// All of the visit must fit, whichever of its services comes first.
	const minutes = wish.services.reduce(
		(sum, { service, persons }) => sum + minutesFor(service, persons),
		0
	);
	for (const { service } of wish.services) {
		const reason = !desk.givenHere.has(service.id)
			? 'not-given-here'
			: wish.slotStart === null
				? whyClosed({ service, minutes, videoOk }, desk.capacity, desk.catalogue)
				: null;
		if (reason) return refuse({ code: 'service-closed', serviceId: service.id, reason });
	}
	const { letter } = first.service;
	if (desk.lastNumber >= LAST_NUMBER) return refuse({ code: 'series-full', letter });
	const services = wish.services.map(({ service, persons }) => planService(service, persons));
	return accept([
		{
			type: 'ticket-issued',
			visitId,
			branchId: desk.branch.id,
			regionId: desk.branch.regionId,
			day: desk.today,
			letter,
			number: desk.lastNumber + 1,
			services,
			mode: wish.mode,
			language: wish.language,
			videoOk,
			fetchInPerson: wish.fetchInPerson,
			slotStart: wish.slotStart,
			priority: wish.priority,
			...placeInLine(
				now,
				Math.min(...services.map((service) => service.targetMinutes)),
				wish.slotStart,
				wish.priority,
				desk.branch
			)
		}
	]);
}
