/** The SQL of what people wrote: notes, names and messages. All of it has an end, and is erased then. */
import { and, asc, eq, gt, inArray, lte, sql as raw } from 'drizzle-orm';
import type { AccountId, BranchId, MessageId, NoteId, VisitId } from '../../domain/ids.ts';
import type { NoteKeep } from '../../domain/note.ts';
import type { Instant } from '../../domain/time.ts';
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

/** Notes that still live, oldest first. */
export async function notesOf(
	sql: Sql,
	visitIds: readonly VisitId[],
	now: Instant
): Promise<WrittenNote[]> {
	if (visitIds.length === 0) return [];
	return sql
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
				inArray(visitNote.visitId, [...visitIds]),
				gt(visitNote.eraseAt, now),
				raw`(${visitNote.keep} = 'day' or not ${OVER})`
			)
		)
		.orderBy(asc(visitNote.at), asc(visitNote.id));
}

export interface WhoVisits {
	visitId: VisitId;
	name: string | null;
	contact: string | null;
}

export async function visitorsOf(
	sql: Sql,
	visitIds: readonly VisitId[],
	now: Instant
): Promise<WhoVisits[]> {
	if (visitIds.length === 0) return [];
	return sql
		.select({ visitId: visitor.visitId, name: visitor.name, contact: visitor.contact })
		.from(visitor)
		.where(and(inArray(visitor.visitId, [...visitIds]), gt(visitor.eraseAt, now)));
}

/** Both empty takes the row away. */
export async function saveVisitor(sql: Sql, row: typeof visitor.$inferInsert): Promise<void> {
	if (row.name === null && row.contact === null)
		await sql.delete(visitor).where(eq(visitor.visitId, row.visitId));
	else
		await sql
			.insert(visitor)
			.values(row)
			.onConflictDoUpdate({
				target: visitor.visitId,
				set: { name: row.name ?? null, contact: row.contact ?? null, eraseAt: row.eraseAt }
			});
}

/** Erases what has had its time: by the clock, or with the visit that it was about. */
export async function eraseWritten(sql: Sql, now: Instant): Promise<void> {
	await sql.delete(visitNote).where(lte(visitNote.eraseAt, now));
	await sql
		.delete(visitNote)
		.where(
			and(
				eq(visitNote.keep, 'visit'),
				inArray(visitNote.visitId, sql.select({ id: visit.id }).from(visit).where(OVER))
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
export const messagesOf = (sql: Sql, branchId: BranchId, now: Instant) =>
	sql
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
		.where(and(eq(hallMessage.branchId, branchId), gt(hallMessage.untilAt, now)))
		.orderBy(asc(hallMessage.fromAt), asc(hallMessage.id))
		.execute();
