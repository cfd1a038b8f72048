/** Undo: a compensating event restores what a command changed, as long as nothing came after it. */
import { BrokenJournal } from './broken.ts';
import { evolveVisit } from './evolve.ts';
import {
	type AppointmentEvent,
	type JournalEntry,
	type VisitEvent,
	isVisitEvent
} from './events.ts';
import type { AccountId } from './ids.ts';
import { type Outcome, accept, refuse } from './refusal.ts';
import { type Instant, SECOND } from './time.ts';
import type { Visit } from './visit.ts';

export const UNDO_SECONDS = 10;

const UNDOABLE = [
	'visit-called',
	'visit-recalled',
	'serving-started',
	'service-finished',
	'visit-finished',
	'quick-served',
	'visit-missed',
	'visit-reinstated',
	'visit-requeued',
	'visit-parked',
	'visit-resumed',
	'visit-transferred',
	'visit-cancelled',
	'service-added',
	'priority-given',
	'visit-marked',
	'time-asked'
] as const satisfies VisitEvent['type'][];

type Undoable = (typeof UNDOABLE)[number];
const isUndoable = (type: string): type is Undoable =>
	(UNDOABLE as readonly string[]).includes(type);

/** One entry of the command, with all that is needed to judge and to restore. */
export interface UndoStep {
	entry: JournalEntry;
	/** The visit's journal, oldest first, up to and with the entry. */
	history: JournalEntry[];
	/** Who touched the visit, clerk or counter after this command, by name; null if nobody did. */
	overtakenBy: string | null;
	/** The booth that the visit would get back, if someone else has it by now. */
	boothTaken: boolean;
}

/**
 * Undoes one whole command: a finish together with the call that auto-next made of it.
 *
 * @param steps the command's entries, oldest first
 * A ticket that was given by hand can't be as if it never was: its number is spent. It is withdrawn as a mistake, and whoever
 * it was given to for an appointment is still to come.
 *
 * @returns one `visit-restored`, `visit-cancelled` or `arrival-undone` an entry, newest first; refuses `nothing-to-undo` for an unknown command or one
 *   that can't be undone, `undo-expired` after UNDO_SECONDS, and `overtaken` with the name of who came after
 */
export function decideUndo(
	by: AccountId,
	steps: readonly UndoStep[],
	now: Instant
): Outcome<(VisitEvent | AppointmentEvent)[], 'nothing-to-undo' | 'undo-expired' | 'overtaken'> {
	const last = steps.at(-1);
	if (!last || last.entry.actor.id !== by) return refuse({ code: 'nothing-to-undo' });
	const restored: (VisitEvent | AppointmentEvent)[] = [];
	for (const step of [...steps].reverse()) {
		const { event, seq } = step.entry;
		if (event.type === 'appointment-arrived') {
			const { appointmentId, branchId } = event;
			restored.push({ type: 'arrival-undone', appointmentId, branchId });
			continue;
		}
		if (event.type === 'ticket-issued') {
			const { visitId, branchId } = event;
			restored.push({ type: 'visit-cancelled', visitId, branchId, reason: 'mistake' });
			continue;
		}
		if (!isVisitEvent(event) || !isUndoable(event.type)) return refuse({ code: 'nothing-to-undo' });
		restored.push(restore(step, event, event.type, seq, by));
	}
	if (now - last.entry.at > UNDO_SECONDS * SECOND)
		return refuse({ code: 'undo-expired', seconds: UNDO_SECONDS });
	const overtaken = steps.find((step) => step.overtakenBy !== null || step.boothTaken);
	if (overtaken) return refuse({ code: 'overtaken', by: overtaken.overtakenBy ?? '' });
	return accept(restored);
}

function restore(
	step: UndoStep,
	event: VisitEvent,
	undone: Undoable,
	undoneSeq: number,
	by: AccountId
): VisitEvent {
	const visit = replayVisit(step.history.slice(0, -1));
	const called = event.type === 'visit-called' ? event : null;
	return {
		type: 'visit-restored',
		visitId: event.visitId,
		branchId: event.branchId,
		undone,
		undoneSeq,
		clerkId: called?.clerkId ?? by,
		visit,
		streak: called?.streakBefore ?? null
	};
}

/** A visit as its journal tells it. */
export function replayVisit(history: readonly JournalEntry[]): Visit {
	let visit: Visit | undefined;
	for (const { event, at } of history)
		if (isVisitEvent(event)) visit = evolveVisit(visit, event, at);
	if (!visit) throw new BrokenJournal('a visit without its first event');
	return visit;
}
