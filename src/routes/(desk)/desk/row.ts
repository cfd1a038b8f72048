/** What is said about a waiting visit in one row of a list. */
import type { AccountId } from '$lib/domain/ids.ts';
import { isPastDue } from '$lib/domain/queue.ts';
import { type Instant, MINUTE } from '$lib/domain/time.ts';
import type { LineRow } from '$lib/realtime/events.ts';

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
		notYet: row.notBefore > now,
		pastDue,
		overMinutes: pastDue ? Math.floor((now - row.due) / MINUTE) : 0,
		waitedMinutes: Math.max(0, Math.floor((now - row.arrivedAt) / MINUTE)),
		reserved: kept ? (row.reservedFor === me ? 'for-me' : 'for-other') : null
	};
}
