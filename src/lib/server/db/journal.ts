/** The append-only journal, and the tables that follow from it. */
import { and, asc, desc, eq, gt, sql as raw } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import {
	evolveDuty,
	evolveHall,
	evolveHelp,
	evolveStreak,
	evolveVisit
} from '../../domain/evolve.ts';
import {
	type Actor,
	type DomainEvent,
	EVENT_VERSION,
	type JournalEntry,
	type VisitEvent,
	isAppointmentEvent,
	isHallEvent,
	isHelpEvent,
	isVisitEvent
} from '../../domain/events.ts';
import type { Duty } from '../../domain/duty.ts';
import type { AccountId, BranchId, CommandId, RegionId, VisitId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Visit } from '../../domain/visit.ts';
import type { Tx } from '../shell.ts';
import { saveDuty } from './duties.ts';
import { branchesOf, saveHall } from './halls.ts';
import { projectAppointment, releaseReassigned } from './appointments.ts';
import { findHelpCall, saveHelpCall } from './help.ts';
import { hot } from './hot.ts';
import type { Sql } from './open.ts';
import { dutyIn, hallIn, visitIn } from './rows.ts';
import { journal, series, visit } from './schema.ts';
import { insertVisit, updateVisit } from './visits.ts';

/** Who did it, by which command. */
export interface Author {
	actor: Actor;
	commandId: CommandId;
}

/**
 * Writes what was decided: for each event the changed row and its line in the journal, in the transaction that
 * the decision was made in.
 *
 * @param links the secret address of each ticket that is issued here
 */
export async function record(
	tx: Tx,
	author: Author,
	events: readonly DomainEvent[],
	links: ReadonlyMap<VisitId, string> = new Map()
): Promise<void> {
	releaseReassigned(tx, events);
	for (const event of events) {
		if (isVisitEvent(event)) await projectVisit(tx, event, links);
		else if (isAppointmentEvent(event)) await projectAppointment(tx, event);
		else if (isHelpEvent(event)) {
			const before = await findHelpCall(tx.sql, event.helpCallId);
			tx.write(saveHelpCall(tx.sql, evolveHelp(before, event, tx.at)));
		} else if (isHallEvent(event)) {
			const after = evolveHall(await hallIn(tx, event.branchId), event, tx.at);
			tx.memory.sawHall(after);
			tx.write(saveHall(tx.sql, after));
		} else {
			const before = await dutyIn(tx, event.clerkId);
			writeDuty(tx, evolveDuty(before, event, tx.at));
		}
		await touchBranches(tx, event);
		append(tx, author, event);
	}
}

async function projectVisit(
	tx: Tx,
	event: VisitEvent,
	links: ReadonlyMap<VisitId, string>
): Promise<void> {
	const before = await visitIn(tx, event.visitId);
	const after = evolveVisit(before, event, tx.at);
	tx.visits.set(after.id, after);
	tx.memory.sawVisit(after);
	if (event.type === 'ticket-issued') {
		const link = links.get(event.visitId);
		if (!link) throw new Error(`ticket of visit ${event.visitId} without an address`);
		tx.write(insertVisit(tx.sql, after, link));
		tx.memory.sawNumber(event.branchId, event.day, event.letter, event.number);
		tx.write(saveSeries(tx.sql, event));
		return;
	}
	tx.write(updateVisit(tx.sql, after));
	const clerkId = 'clerkId' in event ? event.clerkId : null;
	const visits = before ? [before, after] : [after];
	const clerks = new Set([...visits.map(atDesk), clerkId].filter((id) => id !== null));
	// It is seen where it was, too: a transfer that is undone takes it out of the hall that it was sent to.
	for (const { branchId } of visits) tx.touch(branchId, clerks);
	// And at the desk of who has it, wherever that is: a visitor can go away, or a lead end the day. A clerk who helps
	// another hall sees it on a desk in their own.
	for (const id of clerks) tx.touch((await dutyIn(tx, id))?.branchId ?? null, [id]);
	const duty = clerkId && (await dutyIn(tx, clerkId));
	if (!duty) return;
	const changed = evolveStreak(duty, event);
	if (changed !== duty) writeDuty(tx, changed);
}

/** The clerk on whose desk a visit is. */
const atDesk = ({ state, clerkId }: Visit): AccountId | null =>
	state === 'called' || state === 'serving' ? clerkId : null;

function writeDuty(tx: Tx, duty: Duty): void {
	tx.memory.sawDuty(duty);
	tx.write(saveDuty(tx.sql, duty));
}

/** What changes for every hall: who of the shared team works, and anything of a clerk who has no hall. */
const isForAll = (event: DomainEvent): boolean =>
	event.branchId === null ||
	event.type === 'duty-started' ||
	event.type === 'duty-moved' ||
	event.type === 'duty-ended';

/** A change shows in the hall it was made in, and in those that a visit or clerk came from or goes to. */
async function touchBranches(tx: Tx, event: DomainEvent): Promise<void> {
	// Told above: most are of days that no screen shows yet.
	if (isAppointmentEvent(event)) return;
	const clerks = 'clerkId' in event && event.clerkId ? [event.clerkId] : [];
	if (isForAll(event))
		for (const { id } of await branchesOf(tx.sql, tx.regionId)) tx.touch(id, clerks);
	tx.touch(event.branchId, clerks);
	if (event.type === 'duty-moved') tx.touch(event.fromBranchId, clerks);
}

function append(tx: Tx, { actor, commandId }: Author, event: DomainEvent): void {
	const insert = hot(tx.sql, 'append_journal', (db, name) =>
		db
			.insert(journal)
			.values({
				seq: raw.placeholder('seq'),
				regionId: raw.placeholder('regionId'),
				at: raw.placeholder('at'),
				actorKind: raw.placeholder('actorKind'),
				actorId: raw.placeholder('actorId'),
				commandId: raw.placeholder('commandId'),
				version: raw.placeholder('version'),
				type: raw.placeholder('type'),
				branchId: raw.placeholder('branchId'),
				visitId: raw.placeholder('visitId'),
				clerkId: raw.placeholder('clerkId'),
				counterId: raw.placeholder('counterId'),
				appointmentId: raw.placeholder('appointmentId'),
				event: raw.placeholder('event')
			})
			.prepare(name)
	);
	tx.write(
		insert.execute({
			// The region's lock keeps others from counting on.
			seq: tx.memory.nextSeq(),
			regionId: tx.regionId,
			at: tx.at,
			actorKind: actor.kind,
			actorId: actor.id,
			commandId,
			version: EVENT_VERSION,
			...columnsOf(event),
			event
		})
	);
}

/** What of an event stands in columns of its own, to be searched by. */
export const columnsOf = (event: DomainEvent) => ({
	type: event.type,
	branchId: event.branchId,
	visitId: 'visitId' in event ? event.visitId : null,
	clerkId: 'clerkId' in event ? event.clerkId : null,
	counterId: 'counterId' in event ? event.counterId : null,
	appointmentId: 'appointmentId' in event ? event.appointmentId : null
});

function saveSeries(
	sql: Sql,
	{ branchId, day, letter, number }: Extract<VisitEvent, { type: 'ticket-issued' }>
): PromiseLike<unknown> {
	const upsert = hot(sql, 'save_series', (db, name) =>
		db
			.insert(series)
			.values({
				branchId: raw.placeholder('branchId'),
				day: raw.placeholder('day'),
				letter: raw.placeholder('letter'),
				lastNumber: raw.placeholder('number')
			})
			.onConflictDoUpdate({
				target: [series.branchId, series.day, series.letter],
				set: { lastNumber: raw`excluded.last_number` }
			})
			.prepare(name)
	);
	return upsert.execute({ branchId, day, letter, number });
}

const toEntry = (row: typeof journal.$inferSelect): JournalEntry => ({
	seq: row.seq,
	at: row.at,
	regionId: row.regionId,
	actor: { kind: row.actorKind, id: row.actorId } as Actor,
	commandId: row.commandId,
	version: row.version,
	event: row.event
});

/** What one command of one actor did, oldest first. */
export const entriesOfCommand = async (
	sql: Sql,
	actorId: string,
	commandId: CommandId
): Promise<JournalEntry[]> =>
	(
		await sql
			.select()
			.from(journal)
			.where(and(eq(journal.commandId, commandId), eq(journal.actorId, actorId)))
			.orderBy(asc(journal.seq))
			.execute()
	).map(toEntry);

/** A visit's journal, oldest first. */
export async function historyOf(sql: Sql, visitId: VisitId): Promise<JournalEntry[]> {
	const find = hot(sql, 'history', (db, name) =>
		db
			.select()
			.from(journal)
			.where(eq(journal.visitId, raw.placeholder('visitId')))
			.orderBy(asc(journal.seq))
			.prepare(name)
	);
	return (await find.execute({ visitId })).map(toEntry);
}

/** The last thing that touched a visit, clerk or counter; null if there is none. */
export async function latestFor(
	sql: Sql,
	key: 'visitId' | 'clerkId' | 'counterId',
	id: string
): Promise<JournalEntry | null> {
	const column: PgColumn = journal[key];
	const [row] = await sql
		.select()
		.from(journal)
		.where(and(eq(column, id), raw`${column} is not null`))
		.orderBy(desc(journal.seq))
		.limit(1);
	return row ? toEntry(row) : null;
}

/** What is announced in a hall, with as much of the visit as that takes. */
export type Announced = Pick<JournalEntry, 'seq' | 'at' | 'event'> & {
	visit: Pick<Visit, 'letter' | 'number' | 'branchId' | 'issuedBranchId' | 'language' | 'boothId'>;
};

/** Calls, recalls and withdrawn calls of a hall since an instant, oldest first. */
export function announcedSince(sql: Sql, branchId: BranchId, since: Instant): Promise<Announced[]> {
	const find = hot(sql, 'announced_since', (db, name) =>
		db
			.select({
				seq: journal.seq,
				at: journal.at,
				event: journal.event,
				visit: {
					letter: visit.letter,
					number: visit.number,
					branchId: visit.branchId,
					issuedBranchId: visit.issuedBranchId,
					language: visit.language,
					boothId: visit.boothId
				}
			})
			.from(journal)
			.innerJoin(visit, eq(visit.id, journal.visitId))
			.where(
				and(
					raw`${journal.branchId} = ${raw.placeholder('branchId')}`,
					gt(journal.at, raw.placeholder('since')),
					raw`${journal.type} in ('visit-called', 'visit-recalled', 'visit-restored')`
				)
			)
			.orderBy(asc(journal.seq))
			.prepare(name)
	);
	return find.execute({ branchId, since });
}

/** A journal line with the columns that it is searched by. */
export type JournalLine = JournalEntry & { columns: ReturnType<typeof columnsOf> };

/** A region's whole journal in pages, oldest first; for replay. */
export async function* wholeJournal(
	sql: Sql,
	regionId: RegionId,
	page = 2000
): AsyncGenerator<JournalLine[]> {
	for (let after = 0; ;) {
		const rows = await sql
			.select()
			.from(journal)
			.where(and(eq(journal.regionId, regionId), gt(journal.seq, after)))
			.orderBy(asc(journal.seq))
			.limit(page);
		if (rows.length === 0) return;
		yield rows.map((row) => {
			const { type, branchId, visitId, clerkId, counterId, appointmentId } = row;
			const columns = { type, branchId, visitId, clerkId, counterId, appointmentId };
			return { ...toEntry(row), columns };
		});
		after = rows.at(-1)?.seq ?? after;
	}
}

/** How a visit was called last. */
export async function lastCallOf(
	sql: Sql,
	visitId: VisitId
): Promise<Extract<VisitEvent, { type: 'visit-called' }> | null> {
	const find = hot(sql, 'last_call', (db, name) =>
		db
			.select({ event: journal.event })
			.from(journal)
			.where(and(eq(journal.visitId, raw.placeholder('visitId')), eq(journal.type, 'visit-called')))
			.orderBy(desc(journal.seq))
			.limit(1)
			.prepare(name)
	);
	const [row] = await find.execute({ visitId });
	return row?.event.type === 'visit-called' ? row.event : null;
}

/** When the last thing happened in a region; null for an empty journal. */
export async function lastEntryAt(sql: Sql, regionId: RegionId): Promise<number | null> {
	const [row] = await sql
		.select({ at: journal.at })
		.from(journal)
		.where(eq(journal.regionId, regionId))
		.orderBy(desc(journal.seq))
		.limit(1);
	return row?.at ?? null;
}
