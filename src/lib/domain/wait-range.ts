/** How long until somebody is called, no finer than people say it and than it is known. */
import { type Instant, MINUTE } from './time.ts';

/** Whoever is called within this is called soon; a number would be wrong before it is read. */
const SOON = 2 * MINUTE;
/** A range that passed by so long ago says nothing any more. */
const STALE = 3 * MINUTE;

/** 5, 10 … 60 minutes, then quarters. */
const stepAt = (minute: number): number => (minute < 60 ? 5 : 15);
const down = (minute: number): number => Math.floor(minute / stepAt(minute)) * stepAt(minute);
const up = (minute: number): number => Math.ceil(minute / stepAt(minute)) * stepAt(minute);

export interface InstantRange {
	/** Null without measured times: "before `to`". */
	from: Instant | null;
	to: Instant;
}

/** @returns minutes from now, `soon`, or null when the range says nothing any more */
export function minutesUntil(
	{ from, to }: InstantRange,
	now: Instant
): { from: number | null; to: number } | 'soon' | null {
	if (!Number.isFinite(to) || to < now - STALE) return null;
	if (to - now <= SOON) return 'soon';
	const latest = up((to - now) / MINUTE);
	const earliest = from === null ? 0 : down(Math.max(0, from - now) / MINUTE);
	return { from: earliest > 0 && earliest < latest ? earliest : null, to: latest };
}
