/** Where a clerk works: opening, changing and closing a counter, pausing. */
import { offDuty } from '../../domain/duty.ts';
import type { PauseReason } from '../../domain/duty.ts';
import {
	type Workplace,
	decideAutoNext,
	decideEndDuty,
	decideOpenCounter,
	decidePause,
	decideUnpause
} from '../../domain/duties.ts';
import type { AccountId, CommandId, CounterId } from '../../domain/ids.ts';
import type { Actor } from '../../domain/events.ts';
import { accept, refuse } from '../../domain/refusal.ts';
import { dayOf } from '../../domain/time.ts';
import { clerkAt, dutiesSince } from '../db/duties.ts';
import { allRegions, findBranch, findCounter } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { reservedFor } from '../db/visits.ts';
import { currentIn, dutyIn } from '../db/rows.ts';
import type { DeskScope, HallScope } from '../scope.ts';
import { type Shell, type Tx, inRegion } from '../shell.ts';
import { type Decided, deciding } from './deciding.ts';

const loadDuty = async (tx: Tx, clerkId: AccountId) =>
	(await dutyIn(tx, clerkId)) ?? offDuty(clerkId, tx.regionId);

const onDuty = <O extends Decided>(
	shell: Shell,
	scope: DeskScope,
	id: CommandId,
	name: string,
	payload: unknown,
	decide: (tx: Tx) => Promise<O>
) => deciding(shell, scope, { id, name, payload }, decide, () => null);

/**
 * Opens a counter in any hall of the region, or works from home with `counterId` null. A clerk who has another
 * counter moves, and takes an open visit along.
 */
export const openCounter = (
	shell: Shell,
	scope: DeskScope,
	{ id, counterId }: { id: CommandId; counterId: CounterId | null }
) =>
	onDuty(shell, scope, id, 'open-counter', counterId, async (tx) => {
		const place = await findPlace(tx, scope.clerkId, counterId);
		if (!place) return refuse({ code: 'unknown-counter' });
		return decideOpenCounter(await loadDuty(tx, scope.clerkId), place);
	});

async function findPlace(
	tx: Tx,
	clerkId: AccountId,
	counterId: CounterId | null
): Promise<Workplace | null> {
	if (counterId === null)
		return { branchId: null, counterId: null, counterNumber: null, occupiedBy: null };
	const counter = await findCounter(tx.sql, counterId);
	const branch = counter && (await findBranch(tx.sql, counter.branchId));
	if (!counter || branch?.regionId !== tx.regionId) return null;
	const occupant = await clerkAt(tx.sql, counterId);
	return {
		branchId: counter.branchId,
		counterId,
		counterNumber: counter.number,
		occupiedBy: occupant && occupant.clerkId !== clerkId ? occupant.name : null
	};
}

export const endDuty = (shell: Shell, scope: DeskScope, id: CommandId) =>
	onDuty(shell, scope, id, 'end-duty', null, async (tx) => endOf(tx, scope.clerkId));

const endOf = async (tx: Tx, clerkId: AccountId) =>
	decideEndDuty(
		await loadDuty(tx, clerkId),
		await currentIn(tx, clerkId),
		await reservedFor(tx.sql, clerkId)
	);

export const pause = (
	shell: Shell,
	scope: DeskScope,
	{ id, reason }: { id: CommandId; reason: PauseReason }
) =>
	onDuty(shell, scope, id, 'pause', reason, async (tx) =>
		decidePause(await loadDuty(tx, scope.clerkId), reason)
	);

export const unpause = (shell: Shell, scope: DeskScope, id: CommandId) =>
	onDuty(shell, scope, id, 'unpause', null, async (tx) =>
		decideUnpause(await loadDuty(tx, scope.clerkId))
	);

export const setAutoNext = (
	shell: Shell,
	scope: DeskScope,
	{ id, autoNext }: { id: CommandId; autoNext: boolean }
) =>
	onDuty(shell, scope, id, 'auto-next', autoNext, async (tx) =>
		decideAutoNext(await loadDuty(tx, scope.clerkId), autoNext)
	);

/**
 * Ends the duty of clerks who went home without closing their counter, once the day is over: who is not there
 * can't be counted on. A clerk with a visit keeps it, and ends it at the next sign-in.
 *
 * @returns how many were ended
 */
export async function endForgottenDuties(shell: Shell): Promise<number> {
	let ended = 0;
	for (const { id: regionId, timeZone } of await allRegions(shell.db.read)) {
		const { start } = dayOf(shell.now(), timeZone);
		for (const { clerkId } of await dutiesSince(shell.db.read, regionId, start)) {
			const outcome = await inRegion(shell, regionId, async (tx) => {
				const decided = await endOf(tx, clerkId);
				if (!decided.ok) return decided;
				await record(tx, { actor: CLOCK, commandId: shell.newId<'command'>() }, decided.value);
				return accept(null);
			});
			if (outcome.ok) ended++;
		}
	}
	return ended;
}

const CLOCK: Actor = { kind: 'system', id: 'clock' };

/** A lead frees a counter whose clerk went away; refused while that clerk has a visit. */
export const freeCounter = (
	shell: Shell,
	scope: HallScope<'lead-hall'>,
	{ id, counterId }: { id: CommandId; counterId: CounterId }
) =>
	deciding(
		shell,
		scope,
		{ id, name: 'free-counter', payload: counterId },
		async (tx) => {
			const counter = await findCounter(tx.sql, counterId);
			if (counter?.branchId !== scope.branchId) return refuse({ code: 'unknown-counter' });
			const occupant = await clerkAt(tx.sql, counterId);
			return occupant
				? endOf(tx, occupant.clerkId)
				: refuse({ code: 'counter-closed', counter: counter.number });
		},
		() => null
	);
