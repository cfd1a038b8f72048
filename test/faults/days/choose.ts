/** Whom and what a press is about: mostly something that it may work on, now and then what only a stale screen shows. */
import type { AccountId, BranchId, ServiceId } from '../../../src/lib/domain/ids.ts';
import type { VisitState } from '../../../src/lib/domain/visit.ts';
import { CLERKS, HALLS, servicesIn } from './cast.ts';
import { type KnownVisit, isOver } from './ledger.ts';
import type { Scene } from './press.ts';

const STALE = 0.06;
/** Over visits stay on a stale screen for a while, not for days. */
const LATEST = 80;

export const maybe = <T>({ random }: Scene, items: readonly T[]): T | null =>
	items.length === 0 ? null : random.pick(items);

export function visitIn(scene: Scene, ...states: VisitState[]): KnownVisit | null {
	const { ledger, random } = scene;
	if (random.chance(STALE)) return maybe(scene, [...ledger.visits.values()].slice(-LATEST));
	return maybe(scene, ledger.in(...states));
}

/** A visit and the clerk who has it. */
export function heldIn(scene: Scene, ...states: VisitState[]): [KnownVisit, AccountId] | null {
	const visit = visitIn(scene, ...states);
	if (!visit) return null;
	const stale = scene.random.chance(STALE) || visit.clerkId === null || isOver(visit);
	return [visit, stale ? scene.random.pick(CLERKS) : visit.clerkId!];
}

export const working = ({ ledger }: Scene): AccountId[] =>
	CLERKS.filter((id) => ledger.dutyOf(id).since !== null);

export function freeClerk(scene: Scene): AccountId | null {
	if (scene.random.chance(STALE)) return scene.random.pick(CLERKS);
	const { ledger } = scene;
	return maybe(
		scene,
		working(scene).filter((id) => !ledger.currentOf(id) && ledger.dutyOf(id).pause === null)
	);
}

/** Bergen op Zoom and Roosendaal are the busy ones. */
const BUSY = [5, 2, 4, 1] as const;
export const hallToday = ({ random }: Scene): BranchId =>
	random.weighted(HALLS.map((id, index) => [id, BUSY[index] ?? 1] as const));

/** Mostly the ten that are asked for most. */
export function serviceIn({ random }: Scene, branchId: BranchId): ServiceId {
	const given = servicesIn(branchId);
	return random.pick(random.chance(0.8) ? given.slice(0, 10) : given);
}

export function wish(scene: Scene, branchId: BranchId) {
	const { random } = scene;
	const many = random.chance(0.2) ? 2 : 1;
	return {
		services: Array.from({ length: many }, () => ({
			serviceId: serviceIn(scene, branchId),
			persons: random.chance(0.2) ? 2 : 1
		})),
		language: random.chance(0.2) ? ('en' as const) : ('nl' as const),
		videoOk: random.chance(0.5),
		fetchInPerson: random.chance(0.05)
	};
}
