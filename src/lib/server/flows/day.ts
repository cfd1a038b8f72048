/** A hall's day: holding all calls, and ending it. */
import { decideEndDay, decideHold, decideRelease } from '../../domain/closing.ts';
import type { Actor } from '../../domain/events.ts';
import { type Hall, quietHall } from '../../domain/hall.ts';
import type { BranchId, CommandId, RegionId } from '../../domain/ids.ts';
import { accept, refuse } from '../../domain/refusal.ts';
import { atLocal, dayOf, nextDay } from '../../domain/time.ts';
import { allBranches, findRegion } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { hallIn } from '../db/rows.ts';
import { leftOver, visitsInHall } from '../db/visits.ts';
import type { HallScope } from '../scope.ts';
import { type Shell, type Tx, inRegion } from '../shell.ts';
import { type Decided, deciding } from './deciding.ts';

type LeadScope = HallScope<'lead-hall'>;

const loadHall = async (tx: Tx, branchId: BranchId): Promise<Hall> =>
	(await hallIn(tx, branchId)) ?? quietHall(branchId, tx.regionId);

const onHall = <O extends Decided>(
	shell: Shell,
	scope: LeadScope,
	id: CommandId,
	name: string,
	decide: (hall: Hall, tx: Tx) => Promise<O> | O
) =>
	deciding(
		shell,
		scope,
		{ id, name, payload: scope.branchId },
		async (tx) => decide(await loadHall(tx, scope.branchId), tx),
		() => null
	);

export const holdCalls = (shell: Shell, scope: LeadScope, id: CommandId) =>
	onHall(shell, scope, id, 'hold-calls', decideHold);

export const releaseCalls = (shell: Shell, scope: LeadScope, id: CommandId) =>
	onHall(shell, scope, id, 'release-calls', decideRelease);

/** The hall's day ends: nobody new, and who still waited has gone without help. */
export const endDay = (shell: Shell, scope: LeadScope, id: CommandId) =>
	onHall(shell, scope, id, 'end-day', async (hall, tx) => {
		const region = await findRegion(tx.sql, tx.regionId);
		const { day } = dayOf(tx.at, region.timeZone);
		return decideEndDay(hall, await visitsInHall(tx.sql, scope.branchId), day);
	});

const CLOCK: Actor = { kind: 'system', id: 'clock' };
/** The last minute of a day, when the system ends what no lead ended. */
const DAY_ENDS = '23:59';

/**
 * Ends the day of every hall that nobody ended: today's from 23:59, and earlier ones whenever they are found, as
 * after a night without power.
 *
 * @returns how many halls were ended
 */
export async function endForgottenDays(shell: Shell): Promise<number> {
	let ended = 0;
	for (const branch of await allBranches(shell.db.read)) {
		const outcome = await endForgottenDay(shell, branch.regionId, branch.id);
		if (outcome.ok) ended++;
	}
	return ended;
}

const endForgottenDay = (shell: Shell, regionId: RegionId, branchId: BranchId) =>
	inRegion(shell, regionId, async (tx) => {
		const { timeZone } = await findRegion(tx.sql, regionId);
		const today = dayOf(tx.at, timeZone).day;
		const over = tx.at >= atLocal(today, DAY_ENDS, timeZone);
		const hall = await loadHall(tx, branchId);
		const day = over ? today : nextDay(today, timeZone, -1);
		const open = over
			? await visitsInHall(tx.sql, branchId)
			: await leftOver(tx.sql, branchId, today);
		if (open.length === 0 && !over) return refuse({ code: 'day-already-ended' });
		const outcome = decideEndDay(hall, open, day);
		if (!outcome.ok) return outcome;
		await record(tx, { actor: CLOCK, commandId: shell.newId<'command'>() }, outcome.value);
		return accept(null);
	});
