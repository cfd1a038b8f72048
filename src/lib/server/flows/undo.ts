import { type JournalEntry, isVisitEvent } from '../../domain/events.ts';
import type { AccountId, CommandId } from '../../domain/ids.ts';
import { accept } from '../../domain/refusal.ts';
import { type UndoStep, decideUndo, replayVisit } from '../../domain/undo.ts';
import { ticketNumber } from '../../domain/visit.ts';
import { entriesOfCommand, historyOf, latestFor, record } from '../db/journal.ts';
import { nameOfAccount } from '../db/people.ts';
import { boothHolder } from '../db/visits.ts';
import { dutyIn, visitIn } from '../db/rows.ts';
import type { DeskScope, HallScope } from '../scope.ts';
import { type Shell, type Tx, acting } from '../shell.ts';

/** Undoes one of this person's own commands, within seconds and only if nothing came after it. */
export const undo = (
	shell: Shell,
	scope: DeskScope | HallScope<'host-hall'>,
	{ id, undoes }: { id: CommandId; undoes: CommandId }
) =>
	acting(shell, scope, { id, name: 'undo', payload: undoes }, async (tx) => {
		const entries = await entriesOfCommand(tx.sql, scope.actor.id, undoes);
		const steps: UndoStep[] = [];
		for (const entry of entries) steps.push(await loadStep(tx, entry));
		const outcome = decideUndo(scope.actor.id as AccountId, steps, tx.at);
		if (!outcome.ok) return outcome;
		await record(tx, { actor: scope.actor, commandId: id }, outcome.value);
		const tickets: string[] = [];
		const visits = outcome.value.flatMap((event) => (isVisitEvent(event) ? event.visitId : []));
		for (const visitId of new Set(visits)) {
			const visit = await visitIn(tx, visitId);
			if (visit) tickets.push(ticketNumber(visit));
		}
		return accept({ tickets });
	});

async function loadStep(tx: Tx, entry: JournalEntry): Promise<UndoStep> {
	const { event } = entry;
	if (!isVisitEvent(event)) return { entry, history: [], overtakenBy: null, boothTaken: false };
	const history = (await historyOf(tx.sql, event.visitId)).filter((one) => one.seq <= entry.seq);
	const touched = [
		['visitId', event.visitId],
		['clerkId', 'clerkId' in event ? event.clerkId : null],
		['counterId', 'counterId' in event ? event.counterId : null]
	] as const;
	let overtakenBy: string | null = null;
	for (const [key, value] of touched) {
		const latest = value && (await latestFor(tx.sql, key, value));
		if (latest && latest.commandId !== entry.commandId) overtakenBy = await nameOfActor(tx, latest);
	}
	const before = history.length > 1 ? replayVisit(history.slice(0, -1)) : null;
	// A reservation lapsed when its colleague signed out, and must not come back without them.
	const reserved = before?.reservedFor ?? null;
	if (reserved && (await dutyIn(tx, reserved))?.since === null)
		overtakenBy ??= await nameOfAccount(tx.sql, reserved);
	const holder = before?.boothId && (await boothHolder(tx.sql, before.boothId));
	const busyBefore = before?.state === 'called' || before?.state === 'serving';
	return {
		entry,
		history,
		overtakenBy,
		boothTaken: busyBefore && Boolean(holder) && holder !== event.visitId
	};
}

async function nameOfActor(tx: Tx, { actor }: JournalEntry): Promise<string> {
	return actor.kind === 'account' ? nameOfAccount(tx.sql, actor.id) : '';
}
