/**
 * The grid of the agenda. A unit is five minutes, counted from the instant at which the local day begins; so a day has
 * 276, 288 or 300 of them, and both hours of the night that comes twice have units of their own.
 */
import { type DayBounds, type Instant, MINUTE } from '../time.ts';

/** The n-th five minutes of a local day. */
export type Unit = number;

export const UNIT_MINUTES = 5;
const UNIT_MS = UNIT_MINUTES * MINUTE;

/** From the begin of one unit to the begin of another, which is not in it. */
export interface Span {
	from: Unit;
	to: Unit;
}

export const unitsIn = ({ start, end }: DayBounds): number => (end - start) / UNIT_MS;

/** So many minutes take so many units: a begun one is taken whole. */
export const unitsFor = (minutes: number): number => Math.ceil(minutes / UNIT_MINUTES);

export const instantAt = (day: DayBounds, unit: Unit): Instant => day.start + unit * UNIT_MS;

/** The first unit that begins at or after an instant. */
export const unitFrom = (day: DayBounds, at: Instant): Unit =>
	Math.min(unitsIn(day), Math.max(0, Math.ceil((at - day.start) / UNIT_MS)));

/** The last unit that begins at or before an instant. */
export const unitUntil = (day: DayBounds, at: Instant): Unit =>
	Math.min(unitsIn(day), Math.max(0, Math.floor((at - day.start) / UNIT_MS)));

/** What of the day lies wholly between two instants; null when that is nothing. */
export function spanBetween(day: DayBounds, from: Instant, to: Instant): Span | null {
	const span = { from: unitFrom(day, from), to: unitUntil(day, to) };
	return span.from < span.to ? span : null;
}
