import { TZDate, tz } from '@date-fns/tz';
import { addDays, format, getISODay, startOfDay } from 'date-fns';

/** Milliseconds since the epoch. */
export type Instant = number;
/** A calendar day in the region's time zone, `2026-03-29`. */
export type LocalDay = string;
/** Wall time in the region's time zone, `08:30`; `24:00` is the end of the day. */
export type LocalTime = string;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const minutes = (n: number): Instant => n * MINUTE;

/** The day's bounds in one zone: [start, end). 23, 24 or 25 hours apart. */
export interface DayBounds {
	day: LocalDay;
	start: Instant;
	end: Instant;
}

/** By zone, the last one that was asked for first. */
const lastBounds = new Map<string, DayBounds[]>();
const KEPT_DAYS = 8;

/**
 * The local day that holds an instant, with its bounds.
 *
 * The last answers for each zone are kept: nearly every question is about today, or a day that somebody books on.
 */
export function dayOf(at: Instant, timeZone: string): DayBounds {
	const kept = lastBounds.get(timeZone) ?? [];
	const known = kept.find(({ start, end }) => start <= at && at < end);
	if (known) return known;
	const start = startOfDay(new TZDate(at, timeZone));
	const bounds = {
		day: format(start, 'yyyy-MM-dd'),
		start: start.getTime(),
		end: startOfDay(addDays(start, 1)).getTime()
	};
	lastBounds.set(timeZone, [bounds, ...kept.slice(0, KEPT_DAYS - 1)]);
	return bounds;
}

export const localDay = (at: Instant, timeZone: string): LocalDay => dayOf(at, timeZone).day;

/** The start of a local day as an instant. */
export function startOfLocalDay(day: LocalDay, timeZone: string): Instant {
	const [year, month, date] = day.split('-').map(Number) as [number, number, number];
	return new TZDate(year, month - 1, date, timeZone).getTime();
}

/** A local day's bounds. Noon is in every day, whatever the clock does. */
export const boundsOf = (day: LocalDay, timeZone: string): DayBounds =>
	dayOf(startOfLocalDay(day, timeZone) + 12 * HOUR, timeZone);

export const nextDay = (day: LocalDay, timeZone: string, by = 1): LocalDay =>
	keeping(days, `${day} ${by} ${timeZone}`, () =>
		format(addDays(new TZDate(startOfLocalDay(day, timeZone), timeZone), by), 'yyyy-MM-dd', {
			in: tz(timeZone)
		})
	);

/** Answers of the same few questions, asked all day. */
const KEPT_ANSWERS = 10_000;

/** Keeps what was answered; a zone computation costs a hundred times more than a look. */
function keeping<V>(answers: Map<string, V>, question: string, answer: () => V): V {
	let known = answers.get(question);
	if (known === undefined) {
		if (answers.size >= KEPT_ANSWERS) answers.clear();
		answers.set(question, (known = answer()));
	}
	return known;
}

const days = new Map<string, LocalDay>();
const hours = new Map<string, number>();
const weekdays = new Map<string, number>();
const instants = new Map<string, Instant>();

/** 1 (Monday) to 7 (Sunday). */
export const weekdayOf = (day: LocalDay, timeZone: string): number =>
	keeping(weekdays, `${day} ${timeZone}`, () =>
		getISODay(new TZDate(startOfLocalDay(day, timeZone), timeZone))
	);

/** The hour that the clock on the wall shows, 0 to 23. */
export const hourOf = (at: Instant, timeZone: string): number =>
	keeping(hours, `${at} ${timeZone}`, () => new TZDate(at, timeZone).getHours());

/**
 * A wall time on a day as an instant. A time inside the hour that the clock skips in spring becomes the same
 * distance after the change; one inside the hour that comes twice in autumn means the first of the two.
 */
export const atLocal = (day: LocalDay, time: LocalTime, timeZone: string): Instant =>
	keeping(instants, `${day} ${time} ${timeZone}`, () => instantOf(day, time, timeZone));

function instantOf(day: LocalDay, time: LocalTime, timeZone: string): Instant {
	const [year, month, date] = day.split('-').map(Number) as [number, number, number];
	const [hour, minute] = time.split(':').map(Number) as [number, number];
	const found = new TZDate(year, month - 1, date, hour, minute, timeZone);
	// Which of the two TZDate finds depends on the time zone of the machine.
	const earlier = new TZDate(found.getTime() - HOUR, timeZone);
	return (earlier.getHours() === found.getHours() ? earlier : found).getTime();
}
