/** Whether one more appointment fits in a day, and who does what then. */
import type { AccountId } from '../ids.ts';
import { type Claim, type RosteredClerk, canDo, planDay } from './assignment.ts';
import { roomFor } from './room.ts';
import type { Booked, HallDay } from './starts.ts';

export interface Fitted {
	/** Who does it. */
	plannedFor: AccountId;
	/** Who does what of all else, as far as that changes. */
	reassigned: ReadonlyMap<string, AccountId>;
}

/**
 * As a search offers it, only for this one: there is room, and everything that is booked can be done with it. Where whoever
 * is free can take it the plan stays as it is; only else is the day planned anew.
 *
 * @returns null where it does not fit
 */
export function fit(day: HallDay, wish: Booked): Fitted | null {
	if ((roomFor(day, wish.channel)[wish.from] ?? 0) < wish.to) return null;
	const free = whoIsFree(day, wish);
	if (free !== null) return { plannedFor: free, reassigned: new Map() };
	const plan = planDay(day.clerks, [...day.claims, wish], day.units, day.assigned);
	const plannedFor = plan?.assignment.get(wish.id);
	if (!plan || !plannedFor) return null;
	const changed = [...plan.assignment].filter(
		([id, clerkId]) => id !== wish.id && day.assigned.get(id) !== clerkId
	);
	return { plannedFor, reassigned: new Map(changed) };
}

/** Of the clerks who can take it as the day is planned, the one who can do least: the others stay free for more. */
function whoIsFree({ clerks, claims, assigned }: HallDay, wish: Booked): AccountId | null {
	const busy = plannedTimes(clerks, claims, assigned);
	if (!busy) return null;
	let least: RosteredClerk | null = null;
	for (const clerk of clerks) {
		if (least && least.skills.size <= clerk.skills.size) continue;
		if (!canDo(clerk, wish)) continue;
		if (busy.get(clerk.clerkId)?.some((other) => overlap(other, wish))) continue;
		least = clerk;
	}
	return least?.clerkId ?? null;
}

/** What each clerk has to do by the plan; null when the plan does not hold, as after a change of the roster. */
function plannedTimes(
	clerks: readonly RosteredClerk[],
	claims: readonly Claim[],
	assigned: ReadonlyMap<string, AccountId>
): Map<AccountId, Claim[]> | null {
	const busy = new Map(clerks.map(({ clerkId }) => [clerkId, [] as Claim[]]));
	const byId = new Map(clerks.map((clerk) => [clerk.clerkId, clerk]));
	for (const claim of claims) {
		const clerk = byId.get(assigned.get(claim.id) as AccountId);
		const theirs = clerk && busy.get(clerk.clerkId);
		if (!theirs || !canDo(clerk, claim)) return null;
		if (theirs.some((other) => overlap(other, claim))) return null;
		theirs.push(claim);
	}
	return busy;
}

const overlap = (a: Claim, b: Claim): boolean => a.from < b.to && b.from < a.to;
