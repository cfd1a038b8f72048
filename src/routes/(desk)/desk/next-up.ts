/**
 * Whom "next" will likely call, and why: the rule of the queue as far as this screen can see. Shifts, and who
 * is past due in other halls, are known to the server alone; it decides.
 */
import { EARLY_WINDOW, compareInLine, headsOf, isPastDue, zip } from '$lib/domain/queue.ts';
import { DEFAULT_HALL_RULE } from '$lib/domain/region.ts';
import { type Instant, minutes } from '$lib/domain/time.ts';
import type { DeskView, HallLines, LineRow } from '$lib/realtime/events.ts';
import { isLater, isReserved, isSentBack } from './row.ts';

export type Why =
	/** The first line goes first; the second waits for its turn, or nobody stands there. */
	| { kind: 'first'; turn: number; limit: number; passes: boolean }
	/** The first line went first often enough. */
	| { kind: 'second-turn'; limit: number }
	| { kind: 'second-only' }
	| { kind: 'early' }
	/** Nobody else is left but whom this clerk sent back a moment ago. */
	| { kind: 'sent-back' };

export interface NextUp {
	row: LineRow;
	why: Why;
	/** Nobody here is due soon, so that another hall's late visitor may go first. */
	helpFirst: boolean;
}

const OWN_WINDOW = minutes(DEFAULT_HALL_RULE.ownWindowMinutes);

export function nextUp(
	{ first, second, zipLimit }: HallLines,
	{ clerkId, streak, skills, branchId }: DeskView,
	now: Instant
): NextUp | null {
	const all = [...first, ...second].filter((row) => {
		const [next] = row.services;
		const forOther = isReserved(row, now) && row.reservedFor !== clerkId;
		return next !== undefined && skills.includes(next) && !forOther;
	});
	const rows = all.filter((row) => !isSentBack(row, clerkId, now));
	const ready = rows.filter((row) => !isLater(row, now));
	const pressing = ready.some(({ due }) => due <= now + OWN_WINDOW);
	const helpFirst = branchId !== null && !pressing;
	const heads = headsOf(ready);
	const row = zip(heads, streak, () => zipLimit, now);
	if (row) return { row, why: why(row, heads, streak, zipLimit, now), helpFirst };
	const [early] = rows
		.filter(
			({ slotStart, askedForTime, notBefore }) =>
				slotStart !== null &&
				slotStart <= now + EARLY_WINDOW &&
				notBefore === slotStart &&
				!askedForTime
		)
		.sort(compareInLine);
	if (early) return { row: early, why: { kind: 'early' }, helpFirst };
	const back = headsOf(all.filter((one) => isSentBack(one, clerkId, now) && !isLater(one, now)));
	const again = zip(back, streak, () => zipLimit, now);
	return again && { row: again, why: { kind: 'sent-back' }, helpFirst };
}

function why(
	row: LineRow,
	{ first, second }: ReturnType<typeof headsOf<LineRow>>,
	streak: number,
	limit: number,
	now: Instant
): Why {
	if (row === second) return first ? { kind: 'second-turn', limit } : { kind: 'second-only' };
	const passes = second !== null && isPastDue(second, now);
	return { kind: 'first', turn: streak + 1, limit, passes };
}
