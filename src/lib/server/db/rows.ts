/** The rows that a command acts on, as the commands before it and the command itself left them. */
import type { Duty } from '../../domain/duty.ts';
import type { Hall } from '../../domain/hall.ts';
import type { AccountId, BranchId, VisitId } from '../../domain/ids.ts';
import type { Visit } from '../../domain/visit.ts';
import type { Tx } from '../shell.ts';
import type { HallReads } from './halls.ts';
import { findVisit } from './visits.ts';

export async function visitIn(tx: Tx, id: VisitId): Promise<Visit | undefined> {
	const { visits, memory, sql } = tx;
	if (!visits.has(id))
		visits.set(id, (await memory.busy(sql)).get(id) ?? (await findVisit(sql, id)));
	return visits.get(id);
}

export const dutyIn = async ({ memory, sql }: Tx, clerkId: AccountId): Promise<Duty | undefined> =>
	(await memory.duties(sql)).get(clerkId);

export const hallIn = async ({ memory, sql }: Tx, branchId: BranchId): Promise<Hall | undefined> =>
	(await memory.halls(sql)).get(branchId);

/** The visit that a clerk called or serves, at most one. */
export async function currentIn({ memory, sql }: Tx, clerkId: AccountId): Promise<Visit | null> {
	for (const visit of (await memory.busy(sql)).values())
		if (visit.clerkId === clerkId) return visit;
	return null;
}

export const readsIn = (tx: Tx): HallReads => ({
	sql: tx.sql,
	hall: (branchId) => hallIn(tx, branchId),
	onDuty: async () =>
		[...(await tx.memory.duties(tx.sql)).values()].filter(({ since }) => since !== null),
	waiting: async (branchId) => (await tx.memory.waiting(tx.sql, branchId)).minutes()
});
