/** An appointment as a calendar takes it. */
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Appointment } from '../../domain/appointment.ts';
import { SECOND, type Instant } from '../../domain/time.ts';

export interface CalendarFacts {
	appointment: Pick<Appointment, 'id' | 'startsAt' | 'endsAt' | 'state' | 'heldAt'>;
	summary: string;
	place: string;
	description: string;
	/** Where it is seen and changed. */
	link: string;
	/** What was written later counts. */
	writtenAt: Instant;
}

/** iCalendar text; times in UTC, which every calendar shows as its own. */
export function calendarOf(facts: CalendarFacts): string {
	const { id, startsAt, endsAt, state, heldAt } = facts.appointment;
	const cancelled = state === 'cancelled' || state === 'displaced';
	const calendar = ical({
		prodId: { company: 'Beurt', product: 'Beurt' },
		method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH
	});
	calendar.createEvent({
		id,
		// Rises with each change, as no two are written in one second.
		sequence: Math.floor((facts.writtenAt - heldAt) / SECOND),
		stamp: new Date(facts.writtenAt),
		start: new Date(startsAt),
		end: new Date(endsAt),
		summary: facts.summary,
		location: facts.place,
		description: facts.description,
		url: facts.link,
		status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED
	});
	return calendar.toString();
}
