import { whyClosed } from '../../domain/closing.ts';
import type { BranchId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { KioskMenu } from '../../realtime/events.ts';
import { countWaiting } from '../db/visits.ts';
import type { Sql } from '../db/open.ts';
import { loadHallFacts } from '../flows/kiosk.ts';

/** What a kiosk offers: the services of its hall, most used first, each with the reason when it is closed. */
export async function kioskMenu(
	sql: Sql,
	branchId: BranchId,
	now: Instant
): Promise<KioskMenu | null> {
	const facts = await loadHallFacts(sql, branchId, now);
	if (!facts) return null;
	const { branch, open, catalogue, givenHere, capacity } = facts;
	return {
		branch: branch.name,
		open,
		waiting: await countWaiting(sql, branchId),
		services: [...catalogue.values()]
			.filter((service) => givenHere.has(service.id))
			.map((service) => {
				const closedFor = (videoOk: boolean) =>
					whyClosed({ service, minutes: service.firstMinutes, videoOk }, capacity, catalogue);
				return {
					id: service.id,
					letter: service.letter,
					nl: service.nameNl,
					en: service.nameEn,
					minutes: service.firstMinutes,
					byVideo: service.byVideo && capacity.hasBooth && closedFor(true) === null,
					closed: closedFor(false)
				};
			})
	};
}
