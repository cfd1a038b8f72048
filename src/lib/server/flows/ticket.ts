/** What the holder of a ticket's address, and the kiosk that gave it, may know. */
import type { VisitId } from '../../domain/ids.ts';
import { aheadOf } from '../../domain/queue.ts';
import { DEFAULT_HALL_RULE } from '../../domain/region.ts';
import { localDay } from '../../domain/time.ts';
import type { Visit } from '../../domain/visit.ts';
import { findBranch, findRegion } from '../db/halls.ts';
import { findByLink, findVisit, waitingAround } from '../db/visits.ts';
import type { Shell } from '../shell.ts';

/** The visit behind a ticket's address; null for an address that was never given. */
export const visitByLink = async (shell: Shell, link: string): Promise<Visit | null> =>
	(await findByLink(shell.db.read, link))?.visit ?? null;

/** True for a visit of today that has a place in the hall, or may get it back: a missed one. */
export async function isUnderway(
	shell: Shell,
	visit: Pick<Visit, 'regionId' | 'state' | 'day'>
): Promise<boolean> {
	const region = await findRegion(shell.db.read, visit.regionId);
	if (visit.day !== localDay(shell.now(), region.timeZone)) return false;
	return !['finished', 'cancelled', 'abandoned'].includes(visit.state);
}

/** How many are called before this visit if nothing changes; null once it no longer waits. */
export async function peopleAhead(shell: Shell, visitId: VisitId): Promise<number | null> {
	return shell.db.snapshot(async (sql) => {
		const visit = await findVisit(sql, visitId);
		if (visit?.state !== 'waiting') return null;
		const branch = await findBranch(sql, visit.branchId);
		const now = shell.now();
		const around = await waitingAround(sql, visit, now);
		return aheadOf(visit, around, branch?.zipLimit ?? DEFAULT_HALL_RULE.zipLimit, now);
	});
}

export const visitById = async (shell: Shell, id: VisitId): Promise<Visit | null> =>
	(await findVisit(shell.db.read, id)) ?? null;
