/** What the holder of a ticket's address, and the kiosk that gave it, may know. */
import type { VisitId } from '../../domain/ids.ts';
import { localDay } from '../../domain/time.ts';
import { type TicketNumber, type Visit, ticketNumber } from '../../domain/visit.ts';
import { findRegion } from '../db/halls.ts';
import { findByLink, findVisit, linkOf } from '../db/visits.ts';
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

export const visitById = async (shell: Shell, id: VisitId): Promise<Visit | null> =>
	(await findVisit(shell.db.read, id)) ?? null;

/** The number of a visit, and the secret of its own page. */
export async function ticketOfVisit(
	shell: Shell,
	id: VisitId
): Promise<{ number: TicketNumber; link: string } | null> {
	const { read } = shell.db;
	const [visit, link] = [await findVisit(read, id), await linkOf(read, id)];
	return visit && link ? { number: ticketNumber(visit), link } : null;
}
