/** What is said about waiting visits: each in its row, and all of them together. */
import type { AccountId } from '$lib/domain/ids.ts';
import { isPastDue } from '$lib/domain/queue.ts';
import { type Instant, MINUTE } from '$lib/domain/time.ts';
import type { HallLines, LineRow } from '$lib/realtime/events.ts';

export interface RowState {
	/** Can't be called yet: the start of an appointment, or a few minutes that were asked for. */
	notYet: boolean;
	pastDue: boolean;
	overMinutes: number;
	waitedMinutes: number;
	reserved: 'for-me' | 'for-other' | null;
}

export function rowState(row: LineRow, me: AccountId, now: Instant): RowState {
	const kept = row.reservedFor !== null && (row.reservedUntil ?? 0) > now;
	const pastDue = isPastDue(row, now);
	return {
		// A walk-in may be called from its arrival, which can be later than a stepped `now`.
		notYet: row.notBefore > Math.max(now, row.arrivedAt),
		pastDue,
		overMinutes: pastDue ? Math.floor((now - row.due) / MINUTE) : 0,
		waitedMinutes: Math.max(0, Math.floor((now - row.arrivedAt) / MINUTE)),
		reserved: kept ? (row.reservedFor === me ? 'for-me' : 'for-other') : null
	};
}

export interface Crowd {
	longestMinutes: number;
	pastDue: number;
	mine: number;
	/** The lines are longer than what is sent of them, so that the counts are at least these. */
	more: boolean;
}

export function crowdOf(
	{ first, second, firstCount, secondCount }: HallLines,
	isMine: (row: LineRow) => boolean,
	now: Instant
): Crowd {
	const rows = [...first, ...second];
	const longest = Math.max(0, ...rows.map((row) => now - row.arrivedAt));
	return {
		longestMinutes: Math.floor(longest / MINUTE),
		pastDue: rows.filter((row) => isPastDue(row, now)).length,
		mine: rows.filter(isMine).length,
		more: firstCount + secondCount > rows.length
	};
}
