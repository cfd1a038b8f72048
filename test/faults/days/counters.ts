/** What clerks press with a visitor before them, and to get one. */
import type { AccountId } from '../../../src/lib/domain/ids.ts';
import { MINUTE, localDay } from '../../../src/lib/domain/time.ts';
import { OUTCOMES, PARK_REASONS, PASSED_ON_TO } from '../../../src/lib/domain/visit.ts';
import * as desk from '../../../src/lib/server/flows/desk.ts';
import { quickService } from '../../../src/lib/server/flows/quick.ts';
import { HALLS, LEAD, ZONE, codeOf, deskOf, inHall, skillsOf } from './cast.ts';
import { freeClerk, heldIn, maybe, serviceIn, visitIn, working } from './choose.ts';
import type { KnownVisit } from './ledger.ts';
import { type Press, type Scene, deskPress, press } from './press.ts';
import { undoOf } from './undoing.ts';
import { same } from './wrong.ts';

const undoable = (made: Press | null, clerkId: AccountId | null): Press | null =>
	made && clerkId ? { ...made, undo: undoOf(clerkId, deskOf(clerkId)) } : made;

export function next(scene: Scene): Press | null {
	const clerkId = freeClerk(scene);
	return undoable(
		clerkId &&
			press(
				'next',
				clerkId,
				(shell, id) => desk.callNext(shell, deskOf(clerkId), id),
				(ledger, { visitId, ticket }) => {
					ledger.call(visitId, clerkId);
					same('called', ledger.label(ledger.visit(visitId)), ticket);
				}
			),
		clerkId
	);
}

type Make = (visit: KnownVisit, clerkId: AccountId) => Press;
const holding = (
	scene: Scene,
	states: Parameters<typeof heldIn> extends [unknown, ...infer S] ? S : never,
	make: Make
): Press | null => {
	const held = heldIn(scene, ...states);
	return held && undoable(make(...held), held[1]);
};

export const serve = (scene: Scene): Press | null =>
	holding(scene, ['called'], (visit, clerkId) =>
		deskPress(
			'serve',
			clerkId,
			visit,
			(shell, c) => desk.serve(shell, deskOf(clerkId), c),
			(ledger, id) => ledger.change(id, { state: 'serving' })
		)
	);

export const recall = (scene: Scene): Press | null =>
	holding(scene, ['called'], (visit, clerkId) =>
		deskPress(
			'recall',
			clerkId,
			visit,
			(shell, c) => desk.recall(shell, deskOf(clerkId), c),
			(ledger, id) => {
				ledger.change(id);
				ledger.hear('recall', id);
			}
		)
	);

export const miss = (scene: Scene): Press | null =>
	holding(scene, ['called'], (visit, clerkId) =>
		deskPress(
			'miss',
			clerkId,
			visit,
			(shell, c) => desk.miss(shell, deskOf(clerkId), c),
			(ledger, id) => ledger.change(id, { state: 'no-show' })
		)
	);

export function finish(scene: Scene): Press | null {
	const { random, now } = scene;
	const outcome = random.pick(OUTCOMES);
	const passedOnTo = outcome === 'passed-on' ? random.pick(PASSED_ON_TO) : null;
	const then = random.pick(['serve', 'wait'] as const);
	return holding(scene, ['serving'], (visit, clerkId) => {
		const leftOver = visit.day < localDay(now, ZONE);
		const command = { outcome, passedOnTo, then, endedAt: leftOver ? now - MINUTE : null };
		return deskPress(
			'finish',
			clerkId,
			visit,
			(shell, c) => desk.finish(shell, deskOf(clerkId), { ...c, ...command }),
			(ledger, id) => {
				const services = ledger.visit(id).services - 1;
				const late = visit.day < localDay(ledger.at, ZONE);
				if (services === 0 || late) ledger.change(id, { state: 'finished', services: 0 });
				else if (then === 'wait') ledger.wait(id, { services });
				else ledger.change(id, { services });
			}
		);
	});
}

export function park(scene: Scene): Press | null {
	const reason = scene.random.pick(PARK_REASONS);
	return holding(scene, ['called', 'serving'], (visit, clerkId) =>
		deskPress(
			'park',
			clerkId,
			visit,
			(shell, c) => desk.park(shell, deskOf(clerkId), { ...c, reason }),
			(ledger, id) => ledger.change(id, { state: 'parked' })
		)
	);
}

export function requeue(scene: Scene): Press | null {
	const why = scene.random.pick(['absent', 'by-hand'] as const);
	return holding(scene, ['called', 'serving'], (visit, clerkId) =>
		deskPress(
			`requeue ${why}`,
			clerkId,
			visit,
			(shell, c) => desk.requeue(shell, deskOf(clerkId), { ...c, why }),
			(ledger, id) => ledger.wait(id)
		)
	);
}

export function resume(scene: Scene): Press | null {
	const [visit, clerkId] = [visitIn(scene, 'parked'), freeClerk(scene)];
	if (!visit || !clerkId) return null;
	const to = scene.random.pick(['here', 'waiting'] as const);
	return undoable(
		deskPress(
			`resume ${to}`,
			clerkId,
			visit,
			(shell, c) => desk.resume(shell, deskOf(clerkId), { ...c, to }),
			(ledger, id) =>
				to === 'here' ? ledger.change(id, { state: 'serving', clerkId }) : ledger.wait(id)
		),
		clerkId
	);
}

export function reinstate(scene: Scene): Press | null {
	const [visit, clerkId] = [visitIn(scene, 'no-show'), maybe(scene, working(scene))];
	if (!visit || !clerkId) return null;
	return undoable(
		deskPress(
			'reinstate',
			clerkId,
			visit,
			(shell, c) => desk.reinstate(shell, deskOf(clerkId), c),
			(ledger, id) => ledger.wait(id)
		),
		clerkId
	);
}

/** To another service, hall or colleague. */
export function targetOf(scene: Scene, visit: KnownVisit) {
	const { random } = scene;
	const to = random.pick(['service', 'hall', 'hall', 'colleague'] as const);
	return {
		serviceId: to === 'service' ? serviceIn(scene, visit.branchId) : null,
		branchId: to === 'hall' ? random.pick(HALLS) : null,
		clerkId: to === 'colleague' ? maybe(scene, working(scene)) : null
	};
}

export const transfer = (scene: Scene): Press | null =>
	holding(scene, ['called', 'serving'], (visit, clerkId) => {
		const to = targetOf(scene, visit);
		const where = to.branchId ? ` to ${codeOf(to.branchId)}` : '';
		return deskPress(
			`transfer${where}`,
			clerkId,
			visit,
			(shell, c) => desk.transfer(shell, deskOf(clerkId), { ...c, ...to }),
			(ledger, id) => ledger.wait(id, to.branchId ? { branchId: to.branchId } : {})
		);
	});

export function addService(scene: Scene): Press | null {
	const persons = scene.random.chance(0.2) ? 2 : 1;
	return holding(scene, ['called', 'serving'], (visit, clerkId) => {
		const serviceId = serviceIn(scene, visit.branchId);
		return deskPress(
			'add a service',
			clerkId,
			visit,
			(shell, c) => desk.addService(shell, deskOf(clerkId), { ...c, serviceId, persons }),
			(ledger, id) => ledger.change(id, { services: ledger.visit(id).services + 1 })
		);
	});
}

export function pick(scene: Scene): Press | null {
	const visit = visitIn(scene, 'waiting');
	return undoable(
		visit &&
			deskPress(
				'pick',
				LEAD,
				visit,
				(shell, c) => desk.pick(shell, deskOf(LEAD), inHall('pick-visit', visit.branchId), c),
				(ledger, id) => ledger.call(id, LEAD)
			),
		LEAD
	);
}

export function quick(scene: Scene): Press | null {
	const { random } = scene;
	const clerkId = maybe(scene, working(scene));
	if (!clerkId) return null;
	const command = {
		serviceId: random.pick(skillsOf(clerkId)),
		mode: random.pick(['desk', 'document'] as const),
		minutes: 1 + Math.floor(random.between(0, 10)),
		outcome: random.pick(OUTCOMES),
		passedOnTo: random.pick(PASSED_ON_TO),
		branchId: random.pick(HALLS)
	};
	return undoable(
		press(
			'quick service',
			clerkId,
			(shell, id) => quickService(shell, deskOf(clerkId), { id, ...command }),
			(ledger, { visitId, ticket }) => {
				const branchId = ledger.dutyOf(clerkId).branchId ?? command.branchId;
				ledger.issue(visitId, ticket, { branchId, link: null, services: 0 });
				ledger.change(visitId, { state: 'finished', clerkId });
			}
		),
		clerkId
	);
}
