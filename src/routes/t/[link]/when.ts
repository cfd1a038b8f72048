/** When a visitor will likely be called, in words: a range that is never finer than what is known. */
import { type Instant, MINUTE } from '$lib/domain/time.ts';
import { minutesUntil } from '$lib/domain/wait-range.ts';
import type { Language } from '$lib/domain/visit.ts';
import type { WaitBoard } from '$lib/realtime/events.ts';
import { clockTime } from '$lib/text/format.ts';
import { words } from '$lib/text/index.ts';

/** Beyond this a time of day tells more than minutes. */
const FAR = 60;

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
	const until = row ? minutesUntil(row, now) : null;
	if (!row || until === null) return null;
	const t = words(language);
	if (until === 'soon') return { wait: t.ticketSoon, also: null };
	const { from, to } = until;
	const time = (at: Instant) => clockTime(at, language);
	if (row.from !== null && from !== null && from >= FAR)
		return {
			wait: t.ticketAround(time(row.from), time(row.to)),
			also: t.ticketHours(halfHours((row.from + row.to) / 2 - now, language))
		};
	return {
		wait: from === null ? t.ticketWithin(to) : t.ticketIn(from, to),
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
