import { openStateAt, opensAgainAt, whyClosed } from '../../domain/closing.ts';
import type { BranchId, ServiceId } from '../../domain/ids.ts';
import type { Service } from '../../domain/service.ts';
import { HOUR, type Instant } from '../../domain/time.ts';
import type { KioskMenu, KioskService } from '../../realtime/events.ts';
import { calendarOf } from '../calendar.ts';
import { onDuty, workToCome } from '../db/duties.ts';
import { findHall, readsOf } from '../db/halls.ts';
import { openHelpCalls } from '../db/help.ts';
import type { Sql } from '../db/open.ts';
import { countWaiting } from '../db/visits.ts';
import { type HallFacts, loadHallFacts } from '../flows/kiosk.ts';

/** How far ahead a kiosk looks for the day on which a closed service opens again. */
const LOOK_AHEAD = 7 * 24 * HOUR;

/** What a kiosk offers: the services of its hall, most used first, each with the reason when it is closed. */
export async function kioskMenu(
	sql: Sql,
	branchId: BranchId,
	now: Instant
): Promise<KioskMenu | null> {
	const facts = await loadHallFacts(readsOf(sql), branchId, now);
	if (!facts) return null;
	const { branch, today, open, catalogue, givenHere } = facts;
	const services = [...catalogue.values()].filter(({ id }) => givenHere.has(id));
	const offered = services.map((service) => toKiosk(service, facts));
	const opensAt = await opensAgain(sql, facts, offered, now);
	return {
		branch: branch.name,
		open,
		waiting: await countWaiting(sql, branchId, today.day),
		staffed:
			open.open || (await onDuty(sql, branch.regionId)).some((one) => one.branchId === branchId),
		services: offered.map((service) => ({ ...service, opensAt: opensAt.get(service.id) ?? null })),
		help: (await openHelpCalls(sql, branchId)).map(({ deviceId, askedAt }) => ({
			id: deviceId,
			at: askedAt
		}))
	};
}

function toKiosk(service: Service, { capacity, catalogue }: HallFacts): KioskService {
	const closedFor = (videoOk: boolean) =>
		whyClosed({ service, minutes: service.firstMinutes, videoOk }, capacity, catalogue);
	return {
		id: service.id,
		letter: service.letter,
		nl: service.nameNl,
		en: service.nameEn,
		upl: service.upl,
		search: service.searchWords,
		bringNl: service.bringNl,
		bringEn: service.bringEn,
		minutes: service.firstMinutes,
		extraMinutes: service.extraMinutes,
		byVideo: service.byVideo && capacity.hasBooth && closedFor(true) === null,
		closed: closedFor(false),
		opensAt: null
	};
}

/** When the closed ones open again; asked only when there are any. */
async function opensAgain(
	sql: Sql,
	{ branch, region, today, catalogue }: HallFacts,
	offered: readonly KioskService[],
	now: Instant
): Promise<ReadonlyMap<ServiceId, Instant | null>> {
	const closed = offered.filter(({ closed }) => closed !== null);
	if (closed.length === 0) return new Map();
	const ids = closed.map(({ id }) => id);
	const work = await workToCome(sql, branch.regionId, ids, now, now + LOOK_AHEAD);
	const calendar = await calendarOf(sql, branch.id);
	const endedDay = (await findHall(sql, branch.id))?.endedDay ?? null;
	const openAt = (at: Instant) => openStateAt(calendar, at, region.timeZone, endedDay);
	return new Map(
		closed.map(({ id, closed: reason }) => {
			const service = catalogue.get(id);
			const theirs = work.filter(({ serviceId }) => serviceId === id);
			const from = reason === 'no-time-left' ? today.end : now;
			return [id, service ? opensAgainAt(service, branch.id, theirs, openAt, from) : null];
		})
	);
}
