/** What a host presses for the visitors of a hall. */
import type { BranchId, CommandId, VisitId } from '../../../src/lib/domain/ids.ts';
import type { AnyOutcome } from '../../../src/lib/domain/refusal.ts';
import { MINUTE } from '../../../src/lib/domain/time.ts';
import { CANCEL_REASONS, PRIORITY_REASONS } from '../../../src/lib/domain/visit.ts';
import { answerHelp } from '../../../src/lib/server/flows/help.ts';
import * as host from '../../../src/lib/server/flows/host.ts';
import { hostTicket } from '../../../src/lib/server/flows/kiosk.ts';
import * as desk from '../../../src/lib/server/flows/desk.ts';
import type { HallScope } from '../../../src/lib/server/scope.ts';
import type { Shell } from '../../../src/lib/server/shell.ts';
import { codeOf, inHall } from './cast.ts';
import { freeClerk, hallToday, maybe, visitIn, wish } from './choose.ts';
import { targetOf } from './counters.ts';
import type { KnownVisit, Ledger } from './ledger.ts';
import { type Press, type Scene, about, press } from './press.ts';
import { undoOf } from './undoing.ts';
import { same } from './wrong.ts';

type HostScope = HallScope<'host-hall'>;

const undoable = (made: Press, scope: HostScope): Press => ({
	...made,
	undo: undoOf(scope.accountId, scope)
});

/** A host's command about one visit of the hall. */
function hosting(
	what: string,
	visit: KnownVisit | null,
	give: (
		shell: Shell,
		scope: HostScope,
		c: { id: CommandId; visitId: VisitId }
	) => Promise<AnyOutcome>,
	change: (ledger: Ledger, id: VisitId) => void
): Press | null {
	if (!visit) return null;
	const scope = inHall('host-hall', visit.branchId);
	return undoable(
		press(
			`${what} ${visit.ticket}`,
			scope.accountId,
			(shell, id) => give(shell, scope, { id, visitId: visit.id }),
			(ledger, value) => change(ledger, about(ledger, value).id)
		),
		scope
	);
}

export function ticketByHand(scene: Scene): Press {
	const { random, now } = scene;
	const branchId: BranchId = hallToday(scene);
	const scope = inHall('host-hall', branchId);
	const n = scene.count();
	const command = {
		...wish(scene, branchId),
		priority: random.chance(0.3) ? random.pick(PRIORITY_REASONS) : null,
		slotStart: random.chance(0.5) ? now + Math.round(random.between(-20, 40)) * MINUTE : null,
		name: random.chance(0.4) ? `name ${n}` : null,
		contact: random.chance(0.2) ? `contact ${n}` : null,
		note: random.chance(0.3)
			? { text: `note ${n}`, keep: random.pick(['visit', 'day'] as const) }
			: null
	};
	return undoable(
		press(
			`ticket by hand in ${codeOf(branchId)}`,
			scope.accountId,
			(shell, id) => hostTicket(shell, scope, { id, ...command }),
			(ledger, { visitId, ticket, link }) => {
				const { services, name, contact, note } = command;
				ledger.issue(visitId, ticket, { branchId, link, services: services.length });
				if (name !== null || contact !== null)
					ledger.written.name(visitId, name, contact, ledger.at);
				if (note) ledger.written.note(visitId, scope.accountId, note.text, note.keep, ledger.at);
			}
		),
		scope
	);
}

export function priority(scene: Scene): Press | null {
	const reason = scene.random.pick(PRIORITY_REASONS);
	return hosting(
		'priority',
		visitIn(scene, 'waiting', 'called', 'parked'),
		(shell, scope, c) => host.givePriority(shell, scope, { ...c, reason }),
		(ledger, id) => ledger.change(id)
	);
}

export function mark(scene: Scene): Press | null {
	const marks = { videoOk: scene.random.chance(0.6), fetchInPerson: scene.random.chance(0.2) };
	return hosting(
		'mark',
		visitIn(scene, 'waiting', 'called', 'parked'),
		(shell, scope, c) => host.mark(shell, scope, { ...c, ...marks }),
		(ledger, id) => ledger.change(id)
	);
}

export function cancel(scene: Scene): Press | null {
	const reason = scene.random.pick(CANCEL_REASONS);
	return hosting(
		'cancel',
		visitIn(scene, 'waiting', 'called', 'parked'),
		(shell, scope, c) => host.cancel(shell, scope, { ...c, reason }),
		(ledger, id) => ledger.change(id, { state: 'cancelled' })
	);
}

export const reinstate = (scene: Scene): Press | null =>
	hosting('reinstate by host', visitIn(scene, 'no-show'), host.reinstate, (ledger, id) =>
		ledger.wait(id)
	);

export const moreTime = (scene: Scene): Press | null =>
	hosting('more time', visitIn(scene, 'waiting', 'called'), host.moreTime, (ledger, id) =>
		ledger.visit(id).state === 'called' ? ledger.wait(id) : ledger.change(id)
	);

export function move(scene: Scene): Press | null {
	const visit = visitIn(scene, 'waiting');
	if (!visit) return null;
	const to = targetOf(scene, visit);
	return hosting(
		'move',
		visit,
		(shell, scope, c) => host.move(shell, scope, { ...c, ...to }),
		(ledger, id) => ledger.wait(id, to.branchId ? { branchId: to.branchId } : {})
	);
}

export function assign(scene: Scene): Press | null {
	const [visit, clerkId] = [visitIn(scene, 'waiting'), freeClerk(scene)];
	if (!visit || !clerkId) return null;
	const scope = inHall('assign-visit', visit.branchId);
	return press(
		`assign ${visit.ticket}`,
		scope.accountId,
		(shell, id) => desk.assign(shell, scope, { id, visitId: visit.id, clerkId }),
		(ledger, { visitId, ticket }) => {
			ledger.call(visitId, clerkId);
			same('assigned', ledger.label(ledger.visit(visitId)), ticket);
		}
	);
}

export function goThere(scene: Scene): Press | null {
	const call = maybe(scene, scene.disk.openHelp());
	if (!call) return null;
	const scope = inHall('host-hall', call.branch_id as BranchId);
	return press(
		'go there',
		scope.accountId,
		(shell, id) => answerHelp(shell, scope, { id, helpCallId: call.id as never }),
		(ledger) => void ledger.help.delete(call.device_id as never)
	);
}
