/** What a hall shows to everyone in it: display and telephones. Numbers only; built without ids or names. */
import { type OpenState, openStateAt } from '../../domain/closing.ts';
import { CALLS_BESIDE, type DisplaySettings } from '../../domain/display.ts';
import type { BoothId, BranchId, CounterId } from '../../domain/ids.ts';
import { callOrder } from '../../domain/queue.ts';
import type { Branch } from '../../domain/region.ts';
import { type Instant, type LocalDay, MINUTE, localDay } from '../../domain/time.ts';
import { type TicketNumber, type Visit, ticketLabel } from '../../domain/visit.ts';
import type {
	Announcement,
	Destination,
	HallBoard,
	HallCall,
	HallState,
	QueueRow,
	TicketFeed
} from '../../realtime/events.ts';
import { boothsOf, branchesOf, countersOf, findBranch, findHall, findRegion } from '../db/halls.ts';
import { calendarOf } from '../calendar.ts';
import { type Announced, announcedSince } from '../db/journal.ts';
import { messagesOf } from '../db/notes.ts';
import type { Sql } from '../db/open.ts';
import { displaysIn } from '../db/people.ts';
import { busyInHall, countWaiting, standingInHall } from '../db/visits.ts';

/** How long an announcement stays in the view: longer than any screen still speaks it. */
const ANNOUNCED_FOR = MINUTE;

/** A hall with all that its public screens need to name things. */
export interface HallNames {
	branch: Branch;
	today: LocalDay;
	open: OpenState;
	held: boolean;
	label: (visit: Parameters<typeof ticketLabel>[0]) => TicketNumber;
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
		open: openStateAt(
			await calendarOf(sql, branchId),
			now,
			region.timeZone,
			hall?.endedDay ?? null
		),
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

/**
 * What a display shows: its own hall, or those that its settings name.
 *
 * A hall that is not there (any more) is left out, and one row that can't be read takes nothing else with it.
 *
 * @returns null when its own hall does not exist (any more)
 */
export async function hallBoard(
	sql: Sql,
	branchId: BranchId,
	settings: DisplaySettings,
	now: Instant
): Promise<HallBoard | null> {
	const own = await findBranch(sql, branchId);
	if (!own) return null;
	const shown = settings.branches.length === 0 ? [branchId] : settings.branches;
	const boards = [];
	for (const id of [...new Set(shown)]) {
		const board = await oneHall(sql, id, settings, now);
		if (board) boards.push(board);
	}
	const messages = [];
	for (const id of new Set(shown)) messages.push(...(await messagesOf(sql, id, now)));
	const announcements = boards.flatMap((board) => board.announcements).sort((a, b) => a.id - b.id);
	const lastHeard = new Map(announcements.map((one) => [callId(one), one.id]));
	const calls = boards
		.flatMap((board) => board.calls)
		.sort(
			(a, b) =>
				(lastHeard.get(b.id) ?? 0) - (lastHeard.get(a.id) ?? 0) ||
				b.calledAt - a.calledAt ||
				(a.id < b.id ? -1 : 1)
		);
	return {
		branch: own.name,
		layout: settings.layout,
		halls: boards.map(({ state }) => state),
		calls,
		announcements,
		messages: messages
			.filter(({ from }) => from <= now)
			.map(({ id, nl, en }) => ({ id, nl, en: en || nl })),
		secondScreen:
			settings.layout !== 'list' &&
			calls.length > 1 + CALLS_BESIDE &&
			(await displaysIn(sql, branchId)).some((one) => one.settings?.layout === 'list')
	};
}

const callId = ({ hall, ticket }: { hall: string; ticket: TicketNumber }): string =>
	`${hall}/${ticket}`;

/** In the part of the hall that the display is for. */
const isShown = (to: Destination | null, { counters }: DisplaySettings): boolean =>
	!counters || to?.kind !== 'counter' || (counters.from <= to.number && to.number <= counters.to);

async function oneHall(
	sql: Sql,
	branchId: BranchId,
	settings: DisplaySettings,
	now: Instant
): Promise<{ state: HallState; calls: HallCall[]; announcements: Announcement[] } | null> {
	const names = await hallNames(sql, branchId, now);
	if (!names) return null;
	const { code, name } = names.branch;
	const visits = await busyInHall(sql, branchId);
	const announced = await announcedSince(sql, branchId, now - ANNOUNCED_FOR);
	const announcements = announcementsOf(announced, names);
	const calls = visits
		// One left over from an earlier day is its clerk's to end; its number may be someone else's by now.
		.filter((visit) => visit.state === 'called' && visit.day === names.today)
		.map((visit): HallCall => {
			const ticket = names.label(visit);
			return {
				id: callId({ hall: code, ticket }),
				ticket,
				hall: code,
				to: names.destination(visit),
				calledAt: visit.calledAt ?? now,
				recalls: visit.recalls
			};
		});
	return {
		state: {
			id: code,
			name,
			waiting: await countWaiting(sql, branchId, names.today),
			open: names.open,
			held: names.held
		},
		calls: calls.filter(({ to }) => isShown(to, settings)),
		announcements: announcements.filter(
			({ to, kind, ticket }) =>
				isShown(to, settings) &&
				// What another part of the hall called is withdrawn there.
				(kind !== 'withdrawn' ||
					!settings.counters ||
					announcements.some(
						(call) =>
							call.kind !== 'withdrawn' && call.ticket === ticket && isShown(call.to, settings)
					))
		)
	};
}

function announcementsOf(announced: readonly Announced[], names: HallNames): Announcement[] {
	const announcements: Announcement[] = [];
	for (const { seq, at, event, visit } of announced) {
		const about = {
			id: seq,
			at,
			ticket: names.label(visit),
			hall: names.branch.code,
			language: visit.language
		};
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
	const standing = await standingInHall(sql, branchId);
	const visits = standing.filter(({ day }) => day === names.today);
	const waiting = callOrder(
		visits.filter((visit) => visit.state === 'waiting'),
		names.branch.zipLimit,
		now
	);
	return {
		branch: names.branch.name,
		rows: [...visits.filter((visit) => visit.state !== 'waiting'), ...waiting].map(
			(visit): QueueRow => ({
				id: names.label(visit),
				state: visit.state as QueueRow['state'],
				to: names.destination(visit)
			})
		),
		open: names.open,
		held: names.held
	};
}
