/**
 * The rows that one command has in hand. Each is read once; from then on it is what the command made of it, for nobody
 * else writes under the region's lock.
 */
import type { Duty } from '../../domain/duty.ts';
import type { AccountId, VisitId } from '../../domain/ids.ts';
import type { Visit } from '../../domain/visit.ts';
import type { Tx } from '../shell.ts';
import { dutyOf } from './duties.ts';
import { findVisit } from './visits.ts';

export interface Rows {
	visits: Map<VisitId, Visit | undefined>;
	duties: Map<AccountId, Duty | undefined>;
}

export const noRows = (): Rows => ({ visits: new Map(), duties: new Map() });

export async function visitIn({ rows, sql }: Tx, id: VisitId): Promise<Visit | undefined> {
	if (!rows.visits.has(id)) rows.visits.set(id, await findVisit(sql, id));
	return rows.visits.get(id);
}

export async function dutyIn({ rows, sql }: Tx, clerkId: AccountId): Promise<Duty | undefined> {
	if (!rows.duties.has(clerkId)) rows.duties.set(clerkId, await dutyOf(sql, clerkId));
	return rows.duties.get(clerkId);
}
