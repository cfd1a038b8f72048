/** What the host's tablet shows: everyone in the hall, and what the hall asks for. */
import { goesBy } from '../../domain/find.ts';
import type { BranchId, VisitId } from '../../domain/ids.ts';
import { callOrder } from '../../domain/queue.ts';
import { HOUR, type Instant } from '../../domain/time.ts';
import type { Visit } from '../../domain/visit.ts';
import type { HostBoard, HostRow } from '../../realtime/events.ts';
import { arrivedOn } from '../db/appointments.ts';
import { openHelpCalls } from '../db/help.ts';
import { messagesOf } from '../db/notes.ts';
import type { Sql } from '../db/open.ts';
import { findVisit, linkOf, missedSince, visitsInHall, visitsOfDay } from '../db/visits.ts';
import { expectedToday } from './expected.ts';
import { type HallNames, hallNames } from './hall.ts';
import { type Written, writtenAbout, writtenInHall } from './written.ts';

/** How long a missed visitor stays in view: whoever was called comes to the host. */
const MISSED_FOR = HOUR;

/** @returns null for a hall that does not exist (any more) */
export async function hostBoard(
	sql: Sql,
	branchId: BranchId,
	now: Instant
): Promise<HostBoard | null> {
	const names = await hallNames(sql, branchId, now);
	if (!names) return null;
	const { branch, open, held, today } = names;
	const inHall = (await visitsInHall(sql, branchId)).filter(({ day }) => day === today);
	const waiting = inHall.filter(({ state }) => state === 'waiting');
	const visits = [
		...callOrder(waiting, branch.zipLimit, now),
		...inHall.filter(({ state }) => state !== 'waiting'),
		...(await missedSince(sql, branchId, now - MISSED_FOR)).toReversed()
	];
	return {
		branch: branch.name,
		open,
		held,
		rows: hostRows(
			visits,
			names,
			await writtenInHall(sql, branchId, now),
			await arrivedOn(sql, branchId, today)
		),
		expected: await expectedToday(sql, branchId, today),
		help: (await openHelpCalls(sql, branchId)).map(({ id, kiosk, reason, askedAt }) => ({
			id,
			kiosk,
			reason,
			at: askedAt
		})),
		messages: await messagesOf(sql, branchId, now)
	};
}

const hostRows = (
	visits: readonly Visit[],
	names: HallNames,
	written: Written,
	arrived: ReadonlySet<VisitId>
): HostRow[] =>
	visits.map((visit) => ({
		...toHostRow(visit, names, written),
		booked: arrived.has(visit.id)
	}));

const toHostRow = (visit: Visit, names: HallNames, written: Written): Omit<HostRow, 'booked'> => ({
	id: visit.id,
	ticket: names.label(visit),
	state: visit.state,
	line: visit.line,
	due: visit.due,
	arrivedAt: visit.arrivedAt,
	notBefore: visit.notBefore,
	slotStart: visit.slotStart,
	priority: visit.priority,
	services: visit.services.map(({ serviceId }) => serviceId),
	persons: Math.max(...visit.services.map(({ persons }) => persons)),
	videoOk: visit.videoOk,
	fetchInPerson: visit.fetchInPerson,
	askedForTime: visit.askedForTime,
	language: visit.language,
	to: names.destination(visit),
	since: visit.endedAt ?? visit.missedAt ?? visit.parkedAt ?? visit.calledAt,
	name: written.name(visit.id),
	contact: written.contact(visit.id),
	told: written.told(visit.id),
	notes: written.notes(visit.id)
});

/** Most that one look at a list can hold. */
const FOUND_ROWS = 20;

/**
 * Whoever was in a hall today and goes by a number, a name or a telephone number or address, whatever became of them.
 *
 * @param asked as typed; empty finds nobody
 */
export async function findInHall(
	sql: Sql,
	branchId: BranchId,
	asked: string,
	now: Instant
): Promise<HostRow[]> {
	const names = await hallNames(sql, branchId, now);
	if (!names || asked.trim() === '') return [];
	const visits = await visitsOfDay(sql, branchId, names.today);
	const arrived = await arrivedOn(sql, branchId, names.today);
	const rows = hostRows(visits, names, await writtenAbout(sql, visits, now), arrived);
	return rows.filter((row) => goesBy(row, asked)).slice(0, FOUND_ROWS);
}

/** One visitor of today in this hall, whatever became of them; null for who was never here. */
export async function visitorInHall(
	sql: Sql,
	branchId: BranchId,
	visitId: VisitId,
	now: Instant
): Promise<HostRow | null> {
	const names = await hallNames(sql, branchId, now);
	const visit = await findVisit(sql, visitId);
	if (!names || visit?.branchId !== branchId || visit.day !== names.today) return null;
	const arrived = await arrivedOn(sql, branchId, names.today);
	const [row] = hostRows([visit], names, await writtenAbout(sql, [visit], now), arrived);
	return row ?? null;
}

/** What is printed for a visitor. */
export interface SlipFacts {
	row: HostRow;
	/** The secret of the ticket's own page. */
	link: string;
	/** How many are called before; null once the visitor no longer waits. */
	ahead: number | null;
}

/** For a slip, also a second time. @returns null for who was never here today */
export async function slipFacts(
	sql: Sql,
	branchId: BranchId,
	visitId: VisitId,
	now: Instant
): Promise<SlipFacts | null> {
	const row = await visitorInHall(sql, branchId, visitId, now);
	const link = row && (await linkOf(sql, visitId));
	const board = link && (await hostBoard(sql, branchId, now));
	if (!link || !board) return null;
	const place = board.rows.findIndex(({ id, state }) => id === visitId && state === 'waiting');
	return { row, link, ahead: place === -1 ? null : place };
}
