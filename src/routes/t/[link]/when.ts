/** When a visitor will likely be called, in words: a range that is never finer than what is known. */
import { type Instant, MINUTE } from '$lib/domain/time.ts';
import type { Language } from '$lib/domain/visit.ts';
import type { WaitBoard } from '$lib/realtime/events.ts';
import { clockTime } from '$lib/text/format.ts';
import { words } from '$lib/text/index.ts';

/** Whoever is called within this is told "almost", and not a number that is wrong before it is read. */
const SOON = 2 * MINUTE;
/** A range that has passed by so much says nothing any more. */
const STALE = 3 * MINUTE;

/** Beyond this a time of day tells more than minutes. */
const FAR = 60;

/** What people say: 5, 10 … 60 minutes, then quarters. */
const stepAt = (minute: number): number => (minute < 60 ? 5 : 15);
const down = (minute: number): number => Math.floor(minute / stepAt(minute)) * stepAt(minute);
const up = (minute: number): number => Math.ceil(minute / stepAt(minute)) * stepAt(minute);

export interface When {
	/** `Over 10 tot 20 minuten` */
	wait: string;
	/** The same once more, as a time of day or roughly: `rond 10:40–10:50`; null when it is too near to matter. */
	also: string | null;
}

/** @returns null when nobody can say */
export function whenCalled(
	row: WaitBoard['rows'][number] | undefined,
	now: Instant,
	language: Language
): When | null {
	// As it came over the line; a row that can't be read says nothing.
	if (!row || !Number.isFinite(row.to) || row.to < now - STALE) return null;
	const t = words(language);
	if (row.to - now <= SOON) return { wait: t.ticketSoon, also: null };
	const to = up((row.to - now) / MINUTE);
	const from = row.from === null ? 0 : down(Math.max(0, row.from - now) / MINUTE);
	const time = (at: Instant) => clockTime(at, language);
	if (row.from !== null && from >= FAR)
		return {
			wait: t.ticketAround(time(row.from), time(row.to)),
			also: t.ticketHours(halfHours((row.from + row.to) / 2 - now, language))
		};
	return {
		wait: from > 0 && from < to ? t.ticketIn(from, to) : t.ticketWithin(to),
		also:
			row.from !== null && row.from > now
				? t.ticketAround(time(row.from), time(row.to))
				: t.ticketBefore(time(row.to))
	};
}

/** `1,5` */
function halfHours(ms: number, language: Language): string {
	const hours = String(Math.round(ms / (30 * MINUTE)) / 2);
	return language === 'nl' ? hours.replace('.', ',') : hours;
}
