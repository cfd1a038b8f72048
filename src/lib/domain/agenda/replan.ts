/** What becomes of a day's appointments when its roster, its hours or its counters change. */
import type { AccountId } from '../ids.ts';
import { canDo, planDay } from './assignment.ts';
import { atMostAtOnce } from './room.ts';
import type { Booked, HallDay } from './starts.ts';

export interface Replanned {
	/** Who does what of those that stay. */
	assignment: ReadonlyMap<string, AccountId>;
	/** Those for which another time has to be found, in the order of `claims`. */
	without: Booked[];
}

/**
 * Keeps what can be kept. Where not all can, whoever comes first in `claims` stays: in the order in which they were made, that is
 * whoever booked first. Shares are not looked at: they are about what is given out, not about what was promised.
 */
export function replan(day: HallDay): Replanned {
	const all = tryAll(day, day.claims);
	if (all) return { assignment: all, without: [] };
	const staying: Booked[] = [];
	const without: Booked[] = [];
	let assignment: ReadonlyMap<string, AccountId> = new Map();
	for (const claim of day.claims) {
		const plan = day.clerks.some((clerk) => canDo(clerk, claim))
			? tryAll({ ...day, assigned: new Map([...day.assigned, ...assignment]) }, [...staying, claim])
			: null;
		if (plan) {
			staying.push(claim);
			assignment = plan;
		} else without.push(claim);
	}
	// Once more with all of them, so that clerks keep what they had where it makes no difference.
	return { assignment: tryAll(day, staying) ?? assignment, without };
}

function tryAll(
	{ open, counters, units, clerks, assigned }: HallDay,
	claims: readonly Booked[]
): ReadonlyMap<string, AccountId> | null {
	const inHours = claims.every((claim) =>
		open.some(({ from, to }) => from <= claim.from && claim.to <= to)
	);
	if (!inHours || !atMostAtOnce(units, claims, counters)) return null;
	return planDay(clerks, claims, units, assigned)?.assignment ?? null;
}
