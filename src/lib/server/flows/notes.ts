/**
 * What people write: notes and names of a visit, messages on the displays. Not in the journal, which never
 * forgets; each row says who wrote it and when it is erased.
 */
import type { CommandId, MessageId, NoteId, VisitId } from '../../domain/ids.ts';
import type { NoteKeep } from '../../domain/note.ts';
import { accept, refuse } from '../../domain/refusal.ts';
import { type Instant, dayOf } from '../../domain/time.ts';
import type { Visit } from '../../domain/visit.ts';
import { findRegion } from '../db/halls.ts';
import {
	deleteMessage,
	deleteNote,
	findMessage,
	findNote,
	insertMessage,
	insertNote,
	saveVisitor
} from '../db/notes.ts';
import { visitIn } from '../db/rows.ts';
import type { DeskScope, HallScope } from '../scope.ts';
import { type Shell, type Tx, acting } from '../shell.ts';

type HostScope = HallScope<'host-hall'>;
type StaffScope = DeskScope | HostScope;

/** A clerk sees visits of the whole region, a host those of the own hall. */
const covers = (scope: StaffScope, visit: Pick<Visit, 'regionId' | 'branchId'>): boolean =>
	'branchId' in scope ? visit.branchId === scope.branchId : visit.regionId === scope.regionId;

const authorOf = (scope: StaffScope) => ('clerkId' in scope ? scope.clerkId : scope.accountId);

/** Nothing that people wrote about a visit outlives its day. */
async function endOfDay(tx: Tx): Promise<Instant> {
	const region = await findRegion(tx.sql, tx.regionId);
	return dayOf(tx.at, region.timeZone).end;
}

export interface NoteWish {
	text: string;
	keep: NoteKeep;
}

/** Writes a note about a visit, for all staff who get to see it. */
export const writeNote = (
	shell: Shell,
	scope: StaffScope,
	{ id, visitId, ...wish }: { id: CommandId; visitId: VisitId } & NoteWish
) =>
	acting(shell, scope, { id, name: 'write-note', payload: [visitId, wish] }, async (tx) => {
		const visit = await visitIn(tx, visitId);
		if (!visit || !covers(scope, visit)) return refuse({ code: 'unknown-visit' });
		await keepNote(shell, tx, scope, visit, wish);
		return accept({ visitId });
	});

export async function keepNote(
	shell: Shell,
	tx: Tx,
	scope: StaffScope,
	visit: Pick<Visit, 'id' | 'branchId'>,
	{ text, keep }: NoteWish
): Promise<void> {
	await insertNote(tx.sql, {
		id: shell.newId<'note'>(),
		visitId: visit.id,
		text,
		authorId: authorOf(scope),
		at: tx.at,
		keep,
		eraseAt: await endOfDay(tx)
	});
	tx.touch(visit.branchId);
}

/** Takes a note away: one's own, or for a host any of the hall. */
export const eraseNote = (
	shell: Shell,
	scope: StaffScope,
	{ id, noteId }: { id: CommandId; noteId: NoteId }
) =>
	acting(shell, scope, { id, name: 'erase-note', payload: noteId }, async (tx) => {
		const note = await findNote(tx.sql, noteId);
		const visit = note && (await visitIn(tx, note.visitId));
		if (!note || !visit || !covers(scope, visit)) return refuse({ code: 'unknown-note' });
		if (!('branchId' in scope) && note.authorId !== authorOf(scope))
			return refuse({ code: 'forbidden' });
		await deleteNote(tx.sql, noteId);
		tx.touch(visit.branchId);
		return accept({ visitId: visit.id });
	});

export interface VisitorWish {
	name: string | null;
	contact: string | null;
}

/** How a visitor is called by name and reached; forgotten at the end of the day. */
export const tellVisitor = (
	shell: Shell,
	scope: StaffScope,
	{ id, visitId, ...wish }: { id: CommandId; visitId: VisitId } & VisitorWish
) =>
	acting(shell, scope, { id, name: 'tell-visitor', payload: [visitId, wish] }, async (tx) => {
		const visit = await visitIn(tx, visitId);
		if (!visit || !covers(scope, visit)) return refuse({ code: 'unknown-visit' });
		await keepVisitor(tx, visit, wish);
		return accept({ visitId });
	});

export async function keepVisitor(
	tx: Tx,
	visit: Pick<Visit, 'id' | 'branchId'>,
	{ name, contact }: VisitorWish
): Promise<void> {
	await saveVisitor(tx.sql, { visitId: visit.id, name, contact, eraseAt: await endOfDay(tx) });
	tx.touch(visit.branchId);
}

export interface MessageCommand {
	id: CommandId;
	nl: string;
	en: string;
	from: Instant;
	until: Instant;
}

/** Lets the displays of a hall say something for a while. */
export const showMessage = (shell: Shell, scope: HostScope, { id, ...message }: MessageCommand) =>
	acting(shell, scope, { id, name: 'show-message', payload: message }, async (tx) => {
		const messageId = shell.newId<'message'>();
		await insertMessage(tx.sql, {
			id: messageId,
			branchId: scope.branchId,
			textNl: message.nl,
			textEn: message.en,
			fromAt: message.from,
			untilAt: message.until,
			authorId: scope.accountId
		});
		tx.touch(scope.branchId);
		return accept({ messageId });
	});

export const withdrawMessage = (
	shell: Shell,
	scope: HostScope,
	{ id, messageId }: { id: CommandId; messageId: MessageId }
) =>
	acting(shell, scope, { id, name: 'withdraw-message', payload: messageId }, async (tx) => {
		const message = await findMessage(tx.sql, messageId);
		if (message?.branchId !== scope.branchId) return refuse({ code: 'unknown-message' });
		await deleteMessage(tx.sql, messageId);
		tx.touch(scope.branchId);
		return accept({ messageId });
	});
