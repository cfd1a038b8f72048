/** What clerks see: their own desk, and the lines of a hall. */
import { lookedOutUntil } from '../../domain/appointment.ts';
import { recallsNeeded } from '../../domain/desk.ts';
import { offDuty, streakOn } from '../../domain/duty.ts';
import { isVisitEvent } from '../../domain/events.ts';
import type { AccountId, BranchId, RegionId, ServiceId, VisitId } from '../../domain/ids.ts';
import { compareInLine } from '../../domain/queue.ts';
import { DEFAULT_HALL_RULE } from '../../domain/region.ts';
import { type Instant, type LocalDay, dayOf } from '../../domain/time.ts';
import { type Line, type TicketNumber, type Visit, ticketLabel } from '../../domain/visit.ts';
import {
	type CounterRow,
	type CurrentVisit,
	type DeskView,
	type ExpectedRow,
	FIRST_EXPECTED,
	FIRST_ROWS,
	type HallLines,
	type HistoryRow,
	type LineRow,
	type TrayRow
} from '../../realtime/events.ts';
import { dutyOf, onDuty, skillsOf } from '../db/duties.ts';
import {
	boothsOf,
	branchesOf,
	countersOf,
	findBranch,
	findCounter,
	findRegion
} from '../db/halls.ts';
import { historyOf, lastCallOf } from '../db/journal.ts';
import type { Sql } from '../db/open.ts';
import { nameOfAccount, namesOfAccounts } from '../db/people.ts';
import {
	busyInHall,
	countInLines,
	currentVisitOf,
	currentVisits,
	firstInLine,
	missedSince,
	remoteWaiting
} from '../db/visits.ts';
import { expectedToday } from './expected.ts';
import { hallNames } from './hall.ts';
import { type Written, writtenAbout, writtenInHall } from './written.ts';

/** A clerk's own desk; the same in every tab. */
export async function deskView(
	sql: Sql,
	regionId: RegionId,
	clerkId: AccountId,
	now: Instant
): Promise<DeskView> {
	const region = await findRegion(sql, regionId);
	const { day } = dayOf(now, region.timeZone);
	const duty = (await dutyOf(sql, clerkId)) ?? offDuty(clerkId, regionId);
	const branch = duty.branchId ? await findBranch(sql, duty.branchId) : undefined;
	const counter = duty.counterId ? await findCounter(sql, duty.counterId) : undefined;
	const current = await currentVisitOf(sql, clerkId);
	return {
		clerkId,
		name: await nameOfAccount(sql, clerkId),
		since: duty.since,
		branchId: duty.branchId,
		branch: branch?.name ?? null,
		counterId: duty.counterId,
		counter: counter?.number ?? null,
		pausedSince: duty.pausedSince,
		pauseReason: duty.pauseReason,
		autoNext: duty.autoNext,
		streak: streakOn(duty, day),
		skills: [...(await skillsOf(sql, regionId, clerkId))],
		current: current && (await currentVisit(sql, current, day, now))
	};
}

async function currentVisit(
	sql: Sql,
	visit: Visit,
	today: LocalDay,
	now: Instant
): Promise<CurrentVisit> {
	const branches = await branchesOf(sql, visit.regionId);
	const branch = branches.find((one) => one.id === visit.branchId);
	const booth = visit.boothId
		? (await boothsOf(sql, visit.branchId)).find((one) => one.id === visit.boothId)
		: undefined;
	const call = await lastCallOf(sql, visit.id);
	const written = await writtenAbout(sql, [visit], now);
	return {
		visitId: visit.id,
		ticket: ticketLabel(visit, (id) => branches.find((one) => one.id === id)?.code ?? '?'),
		state: visit.state as CurrentVisit['state'],
		branchId: visit.branchId,
		branch: branch?.name ?? '',
		booth: booth?.number ?? null,
		cause: call?.cause ?? null,
		arrivedAt: visit.arrivedAt,
		slotStart: visit.slotStart,
		due: visit.due,
		calledAt: visit.calledAt,
		servingSince: visit.servingSince,
		firstCalledAt: visit.firstCalledAt,
		recalls: visit.recalls,
		recallsNeeded: recallsNeeded(visit, branch ?? DEFAULT_HALL_RULE),
		language: visit.language,
		priority: visit.priority,
		fetchInPerson: visit.fetchInPerson,
		askedForTime: visit.askedForTime,
		services: visit.services.map(({ serviceId, persons, finishedAt, handledMs }) => ({
			serviceId,
			persons,
			done: finishedAt !== null,
			handledMs
		})),
		name: written.name(visit.id),
		contact: written.contact(visit.id),
		told: written.told(visit.id),
		notes: written.notes(visit.id),
		history: await historyRows(sql, visit.id),
		leftOver: visit.day < today
	};
}

/** The last things that happened; more than a clerk reads is not sent. */
const HISTORY_ROWS = 12;

async function historyRows(sql: Sql, visitId: VisitId): Promise<HistoryRow[]> {
	const entries = (await historyOf(sql, visitId)).slice(-HISTORY_ROWS);
	const people = entries.flatMap(({ actor }) => (actor.kind === 'account' ? [actor.id] : []));
	const names = await namesOfAccounts(sql, [...new Set(people)]);
	return entries.flatMap(({ seq, at, actor, event }) =>
		isVisitEvent(event)
			? [
					{
						id: seq,
						at,
						what: event.type,
						by: actor.kind === 'account' ? (names.get(actor.id) ?? '') : ''
					}
				]
			: []
	);
}

const openServices = ({ services }: Visit): ServiceId[] =>
	services.filter((one) => one.finishedAt === null).map((one) => one.serviceId);

const toLineRow = (visit: Visit, ticket: TicketNumber, written: Written): LineRow => ({
	id: visit.id,
	ticket,
	line: visit.line,
	due: visit.due,
	arrivedAt: visit.arrivedAt,
	notBefore: visit.notBefore,
	slotStart: visit.slotStart,
	priority: visit.priority,
	services: openServices(visit),
	persons: Math.max(...visit.services.map((one) => one.persons)),
	videoOk: visit.videoOk,
	fetchInPerson: visit.fetchInPerson,
	reservedFor: visit.reservedFor,
	reservedUntil: visit.reservedUntil,
	sentBackBy: visit.sentBackBy,
	sentBackAt: visit.sentBackAt,
	askedForTime: visit.askedForTime,
	name: written.name(visit.id),
	notes: written.notes(visit.id)
});

/** A hall's two lines, trays and counters. @returns null for a hall that does not exist */
export async function hallLines(
	sql: Sql,
	branchId: BranchId,
	now: Instant
): Promise<HallLines | null> {
	const names = await hallNames(sql, branchId, now);
	if (!names) return null;
	const { branch } = names;
	const region = await findRegion(sql, branch.regionId);
	const today = dayOf(now, region.timeZone);
	const [missed, busy, first, second, counts] = await Promise.all([
		missedSince(sql, branchId, today.start),
		busyInHall(sql, branchId),
		firstInLine(sql, branchId, 1, FIRST_ROWS),
		firstInLine(sql, branchId, 2, FIRST_ROWS),
		countInLines(sql, branchId)
	]);
	const parked = busy.filter((visit) => visit.state === 'parked');
	const written = await writtenInHall(sql, branchId, now);
	const expected = await expectedToday(sql, branchId, today.day);
	const inTime = (row: ExpectedRow) => now <= lookedOutUntil(row, branch.graceMinutes);
	const working = await onDuty(sql, branch.regionId);
	const clerkOf = await namesOf(sql, [...parked, ...missed]);
	const counters = await countersOf(sql, branchId);
	const current = await currentVisits(sql, branch.regionId);
	const tray = (visit: Visit, since: Instant | null): TrayRow => ({
		id: visit.id,
		ticket: names.label(visit),
		since: since ?? visit.arrivedAt,
		reason: visit.parkedReason,
		clerk: clerkOf(visit.clerkId),
		services: openServices(visit),
		name: written.name(visit.id),
		notes: written.notes(visit.id)
	});
	return {
		branch: branch.name,
		...linesOf(first, second, counts, names.label, written),
		parked: parked.map((visit) => tray(visit, visit.parkedAt)),
		missed: missed.map((visit) => tray(visit, visit.missedAt)),
		expected: expected.filter(inTime).slice(0, FIRST_EXPECTED),
		expectedCount: expected.length,
		counters: counters.map(({ id, number }): CounterRow => {
			const clerk = working.find((one) => one.counterId === id);
			// A clerk of this hall may be helping another.
			const visit = clerk && current.find((one) => one.clerkId === clerk.clerkId);
			return {
				id,
				number,
				clerkId: clerk?.clerkId ?? null,
				clerk: clerk?.name ?? null,
				paused: (clerk?.pausedSince ?? null) !== null,
				ticket: visit ? names.label(visit) : null,
				state: visit?.state ?? null
			};
		}),
		zipLimit: branch.zipLimit,
		graceMinutes: branch.graceMinutes,
		held: names.held,
		open: names.open
	};
}

function linesOf(
	first: readonly Visit[],
	second: readonly Visit[],
	counts: Readonly<Record<Line, number>>,
	label: (visit: Visit) => TicketNumber,
	written: Written
) {
	const rows = (line: readonly Visit[]) =>
		line.map((visit) => toLineRow(visit, label(visit), written));
	return {
		first: rows(first),
		second: rows(second),
		firstCount: counts[1],
		secondCount: counts[2]
	};
}

async function namesOf(
	sql: Sql,
	visits: readonly Visit[]
): Promise<(id: AccountId | null) => string> {
	const ids = [...new Set(visits.flatMap((visit) => visit.clerkId ?? []))];
	const names = await namesOfAccounts(sql, ids);
	return (id) => (id && names.get(id)) ?? '';
}

/** For a clerk at home: what can be given from afar, of all halls of the region. */
export async function remoteLines(sql: Sql, regionId: RegionId, now: Instant): Promise<HallLines> {
	const branches = await branchesOf(sql, regionId);
	const code = (id: BranchId) => branches.find((one) => one.id === id)?.code ?? '?';
	const visits = await remoteWaiting(sql, regionId);
	const inLine = (line: Line) => visits.filter((visit) => visit.line === line).sort(compareInLine);
	const [first, second] = [inLine(1), inLine(2)];
	const shown = [first.slice(0, FIRST_ROWS), second.slice(0, FIRST_ROWS)] as const;
	const written = await writtenAbout(sql, shown.flat(), now);
	return {
		branch: '',
		// Halls use the same letters, so at home every number carries its hall's code.
		...linesOf(
			...shown,
			{ 1: first.length, 2: second.length },
			(visit) => `${code(visit.branchId)} ${ticketLabel(visit, code)}`,
			written
		),
		parked: [],
		missed: [],
		// Whoever comes to a hall is helped there.
		expected: [],
		expectedCount: 0,
		counters: [],
		zipLimit: DEFAULT_HALL_RULE.zipLimit,
		graceMinutes: DEFAULT_HALL_RULE.graceMinutes,
		held: false,
		open: null
	};
}
