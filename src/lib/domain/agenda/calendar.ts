/** When a hall can be visited on a day: its weekly hours, what is different on that day, and public holidays. */
import type { OpeningHours } from '../closing.ts';
import { type DayBounds, type LocalDay, type LocalTime, atLocal, weekdayOf } from '../time.ts';
import { type Span, spanBetween } from './units.ts';

/** A day on which a hall has hours of its own; closed, if there are none. */
export interface DifferentDay {
	day: LocalDay;
	stretches: readonly { opens: LocalTime; closes: LocalTime }[];
}

export interface HallCalendar {
	hours: readonly OpeningHours[];
	different: readonly DifferentDay[];
	/** The hall is closed on these, unless the day is different. */
	holidays: { has(day: LocalDay): boolean };
}

/** The same hours each week, whatever the day. */
export const everyWeek = (hours: readonly OpeningHours[]): HallCalendar => ({
	hours,
	different: [],
	holidays: new Set()
});

/** The stretches of wall time in which the hall is open on a day, in order. */
export function hoursOn(
	{ hours, different, holidays }: HallCalendar,
	day: LocalDay,
	timeZone: string
): { opens: LocalTime; closes: LocalTime }[] {
	const own = different.find((one) => one.day === day)?.stretches;
	const weekday = weekdayOf(day, timeZone);
	const stretches =
		own ?? (holidays.has(day) ? [] : hours.filter((stretch) => stretch.weekday === weekday));
	return stretches
		.map(({ opens, closes }) => ({ opens, closes }))
		.sort((a, b) => (a.opens < b.opens ? -1 : 1));
}

/** The same, in units of the day. Stretches that meet are one: an appointment may go on over the seam. */
export function openOn(calendar: HallCalendar, day: DayBounds, timeZone: string): Span[] {
	const spans: Span[] = [];
	for (const { opens, closes } of hoursOn(calendar, day.day, timeZone)) {
		const span = spanBetween(
			day,
			atLocal(day.day, opens, timeZone),
			atLocal(day.day, closes, timeZone)
		);
		const last = spans.at(-1);
		if (!span) continue;
		if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
		else spans.push(span);
	}
	return spans;
}
