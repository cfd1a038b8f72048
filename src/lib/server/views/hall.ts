/** What a hall shows to everyone in it: display and telephones. Numbers only; built without ids or names. */
import { type OpenState, openStateAt } from '../../domain/closing.ts';
import { type JournalEntry, isVisitEvent } from '../../domain/events.ts';
import type { BoothId, BranchId, CounterId } from '../../domain/ids.ts';
import type { Branch } from '../../domain/region.ts';
import { type Instant, type LocalDay, MINUTE, localDay } from '../../domain/time.ts';
import { type TicketNumber, type Visit, ticketLabel } from '../../domain/visit.ts';
import type {
	Announcement,
	Destination,
	HallBoard,
	HallCall,
	QueueRow,
	TicketFeed
} from '../../realtime/events.ts';
import {
	boothsOf,
	branchesOf,
	countersOf,
	findBranch,
	findHall,
	findRegion,
	hoursOf
} from '../db/halls.ts';
import { announcedSince } from '../db/journal.ts';
import type { Sql } from '../db/open.ts';
import { findVisit, visitsInHall } from '../db/visits.ts';

/** How long an announcement stays in the view: longer than any screen still speaks it. */
const ANNOUNCED_FOR = MINUTE;

/** A hall with all that its public screens need to name things. */
export interface HallNames {
	branch: Branch;
	today: LocalDay;
	open: OpenState;
	held: boolean;
	label: (visit: Visit) => TicketNumber;
	destination: (visit: Pick<Visit, 'counterId' | 'boothId'>) => Destination | null;
}

export async function hallNames(
	sql: Sql,
	branchId: BranchId,
	now: Instant
): Promise<HallNames | null> {
	const branch = await findBranch(sql, branchId);
	if (!branch) return null;
	const region = await findRegion(sql, branch.regionId);
	const branches = await branchesOf(sql, branch.regionId);
	const hall = await findHall(sql, branchId);
	const codes = new Map(branches.map(({ id, code }) => [id, code]));
	const counters = new Map<CounterId, number>(
		(await countersOf(sql, branchId)).map(({ id, number }) => [id, number])
	);
	const booths = new Map<BoothId, number>(
		(await boothsOf(sql, branchId)).map(({ id, number }) => [id, number])
	);
	return {
		branch,
		today: localDay(now, region.timeZone),
		open: openStateAt(await hoursOf(sql, branchId), now, region.timeZone, hall?.endedDay ?? null),
		held: (hall?.heldSince ?? null) !== null,
		label: (visit) => ticketLabel(visit, (id) => codes.get(id) ?? '?'),
		destination: ({ counterId, boothId }) => {
			const booth = boothId && booths.get(boothId);
			if (booth) return { kind: 'booth', number: booth };
			const counter = counterId && counters.get(counterId);
			return counter ? { kind: 'counter', number: counter } : null;
		}
	};
}

/** A visit left over from an earlier day is its clerk's to end; its number may be someone else's by now. */
const visitsOfToday = async (sql: Sql, { branch, today }: HallNames): Promise<Visit[]> =>
	(await visitsInHall(sql, branch.id)).filter((visit) => visit.day === today);

/** The hall display. @returns null for a hall that does not exist (any more) */
export async function hallBoard(
	sql: Sql,
	branchId: BranchId,
	now: Instant
): Promise<HallBoard | null> {
	const names = await hallNames(sql, branchId, now);
	if (!names) return null;
	const visits = await visitsOfToday(sql, names);
	const entries = await announcedSince(sql, branchId, now - ANNOUNCED_FOR);
	const announcements = await announcementsOf(sql, entries, names);
	const lastHeard = new Map(announcements.map(({ ticket, id }) => [ticket, id]));
	const calls = visits
		.filter((visit) => visit.state === 'called')
		.map((visit): HallCall => ({
			id: names.label(visit),
			to: names.destination(visit),
			calledAt: visit.calledAt ?? now,
			recalls: visit.recalls
		}))
		.sort(
			(a, b) =>
				(lastHeard.get(b.id) ?? 0) - (lastHeard.get(a.id) ?? 0) ||
				b.calledAt - a.calledAt ||
				(a.id < b.id ? -1 : 1)
		);
	return {
		branch: names.branch.name,
		calls,
		announcements,
		waiting: visits.filter((visit) => visit.state === 'waiting').length,
		open: names.open,
		held: names.held
	};
}

async function announcementsOf(
	sql: Sql,
	entries: readonly JournalEntry[],
	names: HallNames
): Promise<Announcement[]> {
	const announcements: Announcement[] = [];
	for (const { seq, at, event } of entries) {
		if (!isVisitEvent(event)) continue;
		const visit = await findVisit(sql, event.visitId);
		// A row that can't be read is left out; the rest of the board stays.
		if (!visit) continue;
		const about = { id: seq, at, ticket: names.label(visit), language: visit.language };
		if (event.type === 'visit-called')
			announcements.push({ ...about, kind: 'call', to: names.destination(event) });
		if (event.type === 'visit-recalled')
			announcements.push({
				...about,
				kind: 'recall',
				to: names.destination({ counterId: event.counterId, boothId: visit.boothId })
			});
		if (event.type === 'visit-restored' && event.undone === 'visit-called')
			announcements.push({ ...about, kind: 'withdrawn', to: null });
	}
	return announcements;
}

/** The hall's queue of numbers, for the telephones of those who wait. */
export async function ticketFeed(
	sql: Sql,
	branchId: BranchId,
	now: Instant
): Promise<TicketFeed | null> {
	const names = await hallNames(sql, branchId, now);
	if (!names) return null;
	const visits = await visitsOfToday(sql, names);
	return {
		branch: names.branch.name,
		rows: visits.map((visit): QueueRow => ({
			id: names.label(visit),
			state: visit.state as QueueRow['state'],
			line: visit.line,
			due: visit.due,
			arrivedAt: visit.arrivedAt,
			notBefore: visit.notBefore,
			to: names.destination(visit)
		})),
		zipLimit: names.branch.zipLimit,
		open: names.open,
		held: names.held
	};
}
