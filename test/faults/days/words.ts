/** What people write: notes, names, and messages on the displays. */
import type { AccountId, NoteId } from '../../../src/lib/domain/ids.ts';
import { MINUTE } from '../../../src/lib/domain/time.ts';
import * as notes from '../../../src/lib/server/flows/notes.ts';
import { HALLS, codeOf, deskOf, inHall } from './cast.ts';
import { maybe, visitIn, working } from './choose.ts';
import type { KnownVisit } from './ledger.ts';
import { type Press, type Scene, press } from './press.ts';

/** A clerk, or the host of the visit's hall. */
function writer(scene: Scene, visit: KnownVisit) {
	const clerkId = scene.random.chance(0.5) ? maybe(scene, working(scene)) : null;
	if (clerkId) return { by: clerkId, scope: deskOf(clerkId) };
	const scope = inHall('host-hall', visit.branchId);
	return { by: scope.accountId, scope };
}

export function note(scene: Scene): Press | null {
	const visit = visitIn(scene, 'waiting', 'called', 'serving', 'parked', 'no-show');
	if (!visit) return null;
	const { by, scope } = writer(scene, visit);
	const text = `note ${scene.count()}`;
	const keep = scene.random.pick(['visit', 'day'] as const);
	return press(
		`${text} on ${visit.ticket}`,
		by,
		(shell, id) => notes.writeNote(shell, scope, { id, visitId: visit.id, text, keep }),
		(ledger, { visitId }) => ledger.written.note(visitId, by, text, keep, ledger.at)
	);
}

export function eraseNote(scene: Scene): Press | null {
	const found = maybe(scene, scene.disk.notes());
	if (!found) return null;
	const by = found.author_id as AccountId;
	const visit = scene.ledger.visits.get(found.visit_id as never);
	if (!visit) return null;
	const scope = scene.random.chance(0.5) ? inHall('host-hall', visit.branchId) : null;
	const noteId = found.id as NoteId;
	const desk = working(scene).includes(by) ? deskOf(by) : null;
	const who = scope ?? desk;
	return (
		who &&
		press(
			`erase ${found.text}`,
			who.actor.id,
			(shell, id) => notes.eraseNote(shell, who, { id, noteId }),
			(ledger) => void ledger.written.notes.delete(found.text)
		)
	);
}

export function name(scene: Scene): Press | null {
	const visit = visitIn(scene, 'waiting', 'called', 'serving', 'parked');
	if (!visit) return null;
	const { by, scope } = writer(scene, visit);
	const n = scene.count();
	const wish = {
		name: scene.random.chance(0.7) ? `name ${n}` : null,
		contact: scene.random.chance(0.4) ? `contact ${n}` : null
	};
	return press(
		`name of ${visit.ticket}`,
		by,
		(shell, id) => notes.tellVisitor(shell, scope, { id, visitId: visit.id, ...wish }),
		(ledger, { visitId }) => ledger.written.name(visitId, wish.name, wish.contact, ledger.at)
	);
}

export function message(scene: Scene): Press {
	const { random, now } = scene;
	const scope = inHall('host-hall', random.pick(HALLS));
	const from = now + Math.round(random.between(0, 30)) * MINUTE;
	const command = {
		nl: `message ${scene.count()}`,
		en: '',
		from,
		until: from + Math.round(random.between(5, 120)) * MINUTE
	};
	return press(
		`message in ${codeOf(scope.branchId)}`,
		scope.accountId,
		(shell, id) => notes.showMessage(shell, scope, { id, ...command }),
		(ledger, { messageId }) =>
			void ledger.messages.set(messageId, {
				branchId: scope.branchId,
				text: command.nl,
				until: command.until
			})
	);
}

export function withdraw(scene: Scene): Press | null {
	const found = maybe(scene, [...scene.ledger.messages]);
	if (!found) return null;
	const [messageId, { branchId }] = found;
	const scope = inHall('host-hall', branchId);
	return press(
		'withdraw a message',
		scope.accountId,
		(shell, id) => notes.withdrawMessage(shell, scope, { id, messageId }),
		(ledger) => void ledger.messages.delete(messageId)
	);
}
