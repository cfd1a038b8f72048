/** Where clerks work, and what a lead does with a hall. */
import { PAUSE_REASONS } from '../../../src/lib/domain/duty.ts';
import type { AccountId, CounterId } from '../../../src/lib/domain/ids.ts';
import * as day from '../../../src/lib/server/flows/day.ts';
import * as duty from '../../../src/lib/server/flows/duty.ts';
import {
	CLERKS,
	HALLS,
	LEAD,
	codeOf,
	countersIn,
	deskOf,
	hallOfCounter,
	homeOf,
	inHall
} from './cast.ts';
import { freeClerk, maybe, working } from './choose.ts';
import { type Press, type Scene, press } from './press.ts';

export function sitDown(clerkId: AccountId, counterId: CounterId | null): Press {
	const branchId = counterId && hallOfCounter(counterId);
	return press(
		branchId ? `open a counter in ${codeOf(branchId)}` : 'work at home',
		clerkId,
		(shell, id) => duty.openCounter(shell, deskOf(clerkId), { id, counterId }),
		(ledger) => {
			const { since, pause } = ledger.dutyOf(clerkId);
			const started = since === null;
			ledger.setDuty(clerkId, {
				since: since ?? ledger.at,
				branchId,
				counterId,
				pause: started ? null : pause
			});
		}
	);
}

/** Into the own hall mostly; who has none stays at home. */
export function open(scene: Scene): Press | null {
	const { random, ledger } = scene;
	const off = CLERKS.filter((id) => ledger.dutyOf(id).since === null && id !== LEAD);
	const clerkId = random.chance(0.7) && off.length > 0 ? random.pick(off) : random.pick(CLERKS);
	const home = homeOf(clerkId);
	if (home === null && random.chance(0.6)) return sitDown(clerkId, null);
	const branchId = home !== null && random.chance(0.8) ? home : random.pick(HALLS);
	const free = countersIn(branchId).filter((id) => ledger.occupantOf(id) === null);
	const counters = random.chance(0.1) ? countersIn(branchId) : free;
	const counterId = maybe(scene, counters);
	return counterId && sitDown(clerkId, counterId);
}

export function endDuty(scene: Scene): Press | null {
	const clerkId = freeClerk(scene);
	return (
		clerkId &&
		press(
			'end duty',
			clerkId,
			(shell, id) => duty.endDuty(shell, deskOf(clerkId), id),
			(ledger) => ledger.endDuty(clerkId)
		)
	);
}

export function freeCounter(scene: Scene): Press | null {
	const { ledger, random } = scene;
	const open = CLERKS.flatMap((id) => ledger.dutyOf(id).counterId ?? []);
	const counterId = random.chance(0.9) ? maybe(scene, open) : random.pick(countersIn(HALLS[0]!));
	if (!counterId) return null;
	const scope = inHall('lead-hall', hallOfCounter(counterId));
	return press(
		'free a counter',
		scope.accountId,
		(shell, id) => duty.freeCounter(shell, scope, { id, counterId }),
		(told) => {
			const occupant = told.occupantOf(counterId);
			if (occupant) told.endDuty(occupant);
		}
	);
}

export function pause(scene: Scene): Press | null {
	const clerkId = maybe(scene, working(scene));
	const reason = scene.random.pick(PAUSE_REASONS);
	return (
		clerkId &&
		press(
			'pause',
			clerkId,
			(shell, id) => duty.pause(shell, deskOf(clerkId), { id, reason }),
			(ledger) => ledger.setDuty(clerkId, { pause: reason })
		)
	);
}

export function unpause(scene: Scene): Press | null {
	const paused = CLERKS.filter((id) => scene.ledger.dutyOf(id).pause !== null);
	const clerkId = maybe(scene, paused);
	return (
		clerkId &&
		press(
			'back from a break',
			clerkId,
			(shell, id) => duty.unpause(shell, deskOf(clerkId), id),
			(ledger) => ledger.setDuty(clerkId, { pause: null })
		)
	);
}

export function autoNext(scene: Scene): Press | null {
	const clerkId = maybe(scene, working(scene));
	const wanted = scene.random.chance(0.6);
	return (
		clerkId &&
		press(
			wanted ? 'auto-next on' : 'auto-next off',
			clerkId,
			(shell, id) => duty.setAutoNext(shell, deskOf(clerkId), { id, autoNext: wanted }),
			(ledger) => ledger.setDuty(clerkId, { autoNext: wanted })
		)
	);
}

export function hold({ random }: Scene): Press {
	const scope = inHall('lead-hall', random.pick(HALLS));
	return press(
		`hold calls in ${codeOf(scope.branchId)}`,
		scope.accountId,
		(shell, id) => day.holdCalls(shell, scope, id),
		(ledger) => void ledger.held.add(scope.branchId)
	);
}

export function release(scene: Scene): Press | null {
	const branchId = maybe(scene, [...scene.ledger.held]);
	if (!branchId) return null;
	const scope = inHall('lead-hall', branchId);
	return press(
		`release calls in ${codeOf(branchId)}`,
		scope.accountId,
		(shell, id) => day.releaseCalls(shell, scope, id),
		(ledger) => void ledger.held.delete(branchId)
	);
}

export function endDay({ random }: Scene): Press {
	const scope = inHall('lead-hall', random.pick(HALLS));
	return press(
		`end the day in ${codeOf(scope.branchId)}`,
		scope.accountId,
		(shell, id) => day.endDay(shell, scope, id),
		(ledger) => ledger.abandon(scope.branchId)
	);
}
