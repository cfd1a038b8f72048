/** Public holidays of the Netherlands, by the calendar of date-holidays. */
import Holidays from 'date-holidays';
import type { LocalDay } from '../domain/time.ts';

const calendar = new Holidays('NL', { languages: ['nl'], types: ['public'] });
const years = new Map<number, ReadonlyMap<LocalDay, string>>();

function holidaysOf(year: number): ReadonlyMap<LocalDay, string> {
	let known = years.get(year);
	if (!known) {
		known = new Map(calendar.getHolidays(year).map(({ date, name }) => [date.slice(0, 10), name]));
		years.set(year, known);
	}
	return known;
}

/** Its Dutch name; null for an ordinary day. */
export const holidayOn = (day: LocalDay): string | null =>
	holidaysOf(Number(day.slice(0, 4))).get(day) ?? null;
