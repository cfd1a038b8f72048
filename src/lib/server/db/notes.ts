/** The SQL of what people wrote: notes, names and messages. All of it has an end, and is erased then. */
import { type SQL, and, asc, eq, exists, gt, inArray, isNull, lte, sql as raw } from 'drizzle-orm';
import type { HelpWanted } from '../../domain/appointment.ts';
import type { AccountId, BranchId, MessageId, NoteId, VisitId } from '../../domain/ids.ts';
import type { NoteKeep } from '../../domain/note.ts';
import { HOUR, type Instant } from '../../domain/time.ts';
import { hot } from './hot.ts';
import type { Sql } from './open.ts';
import { account, hallMessage, visit, visitNote, visitor } from './schema.ts';

export interface WrittenNote {
	id: NoteId;
	visitId: VisitId;
	text: string;
	authorId: AccountId;
	by: string;
	at: Instant;
	keep: NoteKeep;
}

export const insertNote = (sql: Sql, row: typeof visitNote.$inferInsert): Promise<unknown> =>
	sql.insert(visitNote).values(row).execute();

export const deleteNote = (sql: Sql, id: NoteId): Promise<unknown> =>
	sql.delete(visitNote).where(eq(visitNote.id, id)).execute();

export async function findNote(
	sql: Sql,
	id: NoteId
): Promise<{ authorId: AccountId; visitId: VisitId; branchId: BranchId } | undefined> {
	const [row] = await sql
		.select({
			authorId: visitNote.authorId,
			visitId: visitNote.visitId,
			branchId: visit.branchId
		})
		.from(visitNote)
		.innerJoin(visit, eq(visit.id, visitNote.visitId))
		.where(eq(visitNote.id, id));
	return row;
}

/** True once the visit is over, for which a note or a name was kept. */
const OVER = raw`${visit.state} in ('finished', 'cancelled', 'abandoned')`;

/** Those in a hall now, and those who were missed there lately: what is written about them is gone the day after. */
const IN_HALL = raw`in (
	select here.id from visit here where here.branch_id = ${raw.placeholder('branchId')} and here.state = 'waiting'
	union all
	select here.id from visit here where here.branch_id = ${raw.placeholder('branchId')}
		and here.state in ('called', 'serving', 'parked')
	union all
	select here.id from visit here where here.branch_id = ${raw.placeholder('branchId')} and here.state = 'no-show'
		and here.missed_at >= ${raw.placeholder('missedFrom')})`;
const MISSED_FOR = 25 * HOUR;

/** Notes that still live, oldest first. */
const notesWhere = (db: Sql, whose: SQL, now: unknown) =>
	db
		.select({
			id: visitNote.id,
			visitId: visitNote.visitId,
			text: visitNote.text,
			authorId: visitNote.authorId,
			by: account.name,
			at: visitNote.at,
			keep: visitNote.keep
		})
		.from(visitNote)
		.innerJoin(account, eq(account.id, visitNote.authorId))
		.innerJoin(visit, eq(visit.id, visitNote.visitId))
		.where(
			and(
				whose,
				raw`${visitNote.eraseAt} > ${now}`,
				raw`(${visitNote.keep} = 'day' or not ${OVER})`
			)
		)
		.orderBy(asc(visitNote.at), asc(visitNote.id));

export const notesOf = async (
	sql: Sql,
	visitIds: readonly VisitId[],
	now: Instant
): Promise<WrittenNote[]> =>
	visitIds.length === 0 ? [] : notesWhere(sql, inArray(visitNote.visitId, [...visitIds]), now);

export function notesIn(sql: Sql, branchId: BranchId, now: Instant): Promise<WrittenNote[]> {
	const find = hot(sql, 'notes_in_hall', (db, name) =>
		notesWhere(db, raw`${visitNote.visitId} ${IN_HALL}`, raw.placeholder('now')).prepare(name)
	);
	return find.execute({ branchId, now, missedFrom: now - MISSED_FOR });
}

export interface WhoVisits {
	visitId: VisitId;
	name: string | null;
	contact: string | null;
	remarks: string | null;
	help: HelpWanted[] | null;
}

const visitorsWhere = (db: Sql, whose: SQL, now: unknown) =>
	db
		.select({
			visitId: visitor.visitId,
			name: visitor.name,
			contact: visitor.contact,
			remarks: visitor.remarks,
			help: visitor.help
		})
		.from(visitor)
		.where(and(whose, raw`${visitor.eraseAt} > ${now}`));

export const visitorsOf = async (
	sql: Sql,
	visitIds: readonly VisitId[],
	now: Instant
): Promise<WhoVisits[]> =>
	visitIds.length === 0 ? [] : visitorsWhere(sql, inArray(visitor.visitId, [...visitIds]), now);

export function visitorsIn(sql: Sql, branchId: BranchId, now: Instant): Promise<WhoVisits[]> {
	const find = hot(sql, 'visitors_in_hall', (db, name) =>
		visitorsWhere(db, raw`${visitor.visitId} ${IN_HALL}`, raw.placeholder('now')).prepare(name)
	);
	return find.execute({ branchId, now, missedFrom: now - MISSED_FOR });
}

/** As somebody told of themselves when they booked; of a visit that nobody wrote about yet. */
export const insertVisitor = (sql: Sql, row: typeof visitor.$inferInsert): Promise<unknown> =>
	sql.insert(visitor).values(row).execute();

/** How somebody is called and reached. With both empty nothing is kept but what they told when they booked. */
export async function saveVisitor(
	sql: Sql,
	row: Pick<typeof visitor.$inferInsert, 'visitId' | 'name' | 'contact' | 'eraseAt'>
): Promise<void> {
	await sql
		.insert(visitor)
		.values(row)
		.onConflictDoUpdate({
			target: visitor.visitId,
			set: { name: row.name ?? null, contact: row.contact ?? null, eraseAt: row.eraseAt }
		});
	const { visitId, name, contact, remarks, help } = visitor;
	const nothing = and(isNull(name), isNull(contact), isNull(remarks), isNull(help));
	await sql.delete(visitor).where(and(eq(visitId, row.visitId), nothing));
}

/** Erases what has had its time: by the clock, or with the visit that it was about. */
export async function eraseWritten(sql: Sql, now: Instant): Promise<void> {
	await sql.delete(visitNote).where(lte(visitNote.eraseAt, now));
	await sql.delete(visitNote).where(
		and(
			eq(visitNote.keep, 'visit'),
			// By each note's own visit: visits are years, notes are of today.
			exists(
				sql
					.select({ one: raw`1` })
					.from(visit)
					.where(and(eq(visit.id, visitNote.visitId), OVER))
			)
		)
	);
	await sql.delete(visitor).where(lte(visitor.eraseAt, now));
	await sql.delete(hallMessage).where(lte(hallMessage.untilAt, now));
}

/* Messages on the displays */

export const insertMessage = (sql: Sql, row: typeof hallMessage.$inferInsert): Promise<unknown> =>
	sql.insert(hallMessage).values(row).execute();

export const deleteMessage = (sql: Sql, id: MessageId): Promise<unknown> =>
	sql.delete(hallMessage).where(eq(hallMessage.id, id)).execute();

export async function findMessage(sql: Sql, id: MessageId) {
	const [row] = await sql.select().from(hallMessage).where(eq(hallMessage.id, id));
	return row;
}

/** A hall's messages that run now or later, the first to start first. */
export function messagesOf(sql: Sql, branchId: BranchId, now: Instant) {
	const find = hot(sql, 'hall_messages', (db, name) =>
		db
			.select({
				id: hallMessage.id,
				nl: hallMessage.textNl,
				en: hallMessage.textEn,
				from: hallMessage.fromAt,
				until: hallMessage.untilAt,
				by: account.name
			})
			.from(hallMessage)
			.innerJoin(account, eq(account.id, hallMessage.authorId))
			.where(
				and(
					eq(hallMessage.branchId, raw.placeholder('branchId')),
					gt(hallMessage.untilAt, raw.placeholder('now'))
				)
			)
			.orderBy(asc(hallMessage.fromAt), asc(hallMessage.id))
			.prepare(name)
	);
	return find.execute({ branchId, now });
}
