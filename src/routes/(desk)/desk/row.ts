/** What is said about those who wait: each in its row, and all of them together. */
import type { AccountId, ServiceId } from '$lib/domain/ids.ts';
import { SENT_BACK_REST, isPastDue } from '$lib/domain/queue.ts';
import { type Instant, MINUTE } from '$lib/domain/time.ts';
import type { HallLines, LineRow } from '$lib/realtime/events.ts';

/** Sent back by this clerk not long ago: colleagues come first. */
export const isSentBack = (
	{ sentBackBy, sentBackAt }: Pick<LineRow, 'sentBackBy' | 'sentBackAt'>,
	me: AccountId,
	now: Instant
): boolean => sentBackBy === me && sentBackAt !== null && sentBackAt > now - SENT_BACK_REST;

export interface RowState {
	pastDue: boolean;
	overMinutes: number;
	waitedMinutes: number;
	reserved: 'for-me' | 'for-other' | null;
	sentBack: boolean;
}

export const isReserved = (
	{ reservedFor, reservedUntil }: Pick<LineRow, 'reservedFor' | 'reservedUntil'>,
	now: Instant
): boolean => reservedFor !== null && (reservedUntil ?? 0) > now;

export function rowState(row: LineRow, me: AccountId, now: Instant): RowState {
	const pastDue = isPastDue(row, now);
	return {
		pastDue,
		overMinutes: pastDue ? Math.floor((now - row.due) / MINUTE) : 0,
		waitedMinutes: Math.max(0, Math.floor((now - row.arrivedAt) / MINUTE)),
		reserved: isReserved(row, now) ? (row.reservedFor === me ? 'for-me' : 'for-other') : null,
		sentBack: isSentBack(row, me, now)
	};
}

/** Can't be called yet: the start of an appointment, or a few minutes that were asked for. */
export const isLater = (row: LineRow, now: Instant): boolean =>
	// A walk-in may be called from its arrival, which can be later than a stepped `now`.
	row.notBefore > Math.max(now, row.arrivedAt);

export interface Split {
	first: LineRow[];
	second: LineRow[];
	/** Of both lines, the first to be callable first. */
	later: LineRow[];
}

/** Those who can be called, in their lines, apart from those who can't yet. */
export function splitLines({ first, second }: HallLines, now: Instant): Split {
	const ready = (row: LineRow) => !isLater(row, now);
	const later = [...first, ...second].filter((row) => !ready(row));
	return {
		first: first.filter(ready),
		second: second.filter(ready),
		later: later.sort((a, b) => a.notBefore - b.notBefore || a.due - b.due)
	};
}

export interface Crowd {
	longestMinutes: number;
	pastDue: number;
	mine: number;
	/** What those who are not for this clerk wait for, most wanted first. */
	forOthers: { serviceId: ServiceId; count: number }[];
	/** The lines are longer than what is sent of them, so that the counts are at least these. */
	more: boolean;
}

export function crowdOf(
	{ first, second, firstCount, secondCount }: HallLines,
	isMine: (row: LineRow) => boolean,
	now: Instant
): Crowd {
	const rows = [...first, ...second];
	const wanted = new Map<ServiceId, number>();
	for (const row of rows) {
		const [next] = row.services;
		if (next && !isMine(row)) wanted.set(next, (wanted.get(next) ?? 0) + 1);
	}
	return {
		longestMinutes: Math.floor(Math.max(0, ...rows.map((row) => now - row.arrivedAt)) / MINUTE),
		pastDue: rows.filter((row) => isPastDue(row, now)).length,
		mine: rows.filter(isMine).length,
		forOthers: [...wanted]
			.map(([serviceId, count]) => ({ serviceId, count }))
			.sort((a, b) => b.count - a.count),
		more: firstCount + secondCount > rows.length
	};
}
