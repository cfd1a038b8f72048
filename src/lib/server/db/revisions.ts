/** Which branches' screens show something else, told with the commit that changed them. */
import { eq, sql as raw } from 'drizzle-orm';
import type { AccountId, BranchId } from '../../domain/ids.ts';
import { engine } from './columns.ts';
import type { BranchChange, Sql } from './connection.ts';
import { hot } from './hot.ts';
import { branchRevision } from './schema.ts';

/** Where PostgreSQL tells other processes. */
export const CHANNEL = 'beurt';
/** PostgreSQL carries 8,000 bytes. */
const MAX_CLERKS = 100;

/** By branch the clerks whose own desks show it; null: all that look at the branch. */
export type Touched = Map<BranchId, Set<AccountId> | null>;

/** @param clerks null or left out: anybody's desk may show it */
export function touch(touched: Touched, branchId: BranchId, clerks?: Iterable<AccountId> | null) {
	const before = touched.has(branchId) ? touched.get(branchId) : new Set<AccountId>();
	touched.set(branchId, before && clerks ? new Set([...before, ...clerks]) : null);
}

/** Raises the revision of each branch, and lets other processes hear of it once it is committed. */
export async function raiseRevisions(sql: Sql, touched: Touched): Promise<BranchChange[]> {
	const branches = [...touched];
	const change = async ([branchId, names]: (typeof branches)[number]): Promise<BranchChange> => {
		const clerks = names && [...names];
		const raised = raise(sql, branchId);
		const told = engine === 'postgres' ? notify(sql, branchId, clerks) : null;
		const [revision] = await Promise.all([raised, told]);
		return { branchId, revision, clerks };
	};
	if (engine === 'postgres') return Promise.all(branches.map(change));
	// On SQLite a full disk can end the transaction, and what follows would be kept by itself: so not at once.
	const changes: BranchChange[] = [];
	for (const branch of branches) changes.push(await change(branch));
	return changes;
}

async function raise(sql: Sql, branchId: BranchId): Promise<number> {
	const statement = hot(sql, 'raise_revision', (db, name) =>
		db
			.insert(branchRevision)
			.values({ branchId: raw.placeholder('branchId'), revision: 1 })
			.onConflictDoUpdate({
				target: branchRevision.branchId,
				set: { revision: raw`${branchRevision.revision} + 1` }
			})
			.returning({ revision: branchRevision.revision })
			.prepare(name)
	);
	const [row] = await statement.execute({ branchId });
	if (!row) throw new Error(`no revision for branch ${branchId}`);
	return row.revision;
}

/** Carries no more than which branch is at which revision, and whose desks show it. */
async function notify(sql: Sql, branchId: BranchId, clerks: readonly AccountId[] | null) {
	const tell = hot(sql, 'notify', (db, name) =>
		db
			.select({
				told: raw`pg_notify(${CHANNEL}, ${branchRevision.branchId} || ':' || ${branchRevision.revision} ||
					${raw.placeholder('names')}::text)`
			})
			.from(branchRevision)
			.where(eq(branchRevision.branchId, raw.placeholder('branchId')))
			.prepare(name)
	);
	const names = clerks && clerks.length <= MAX_CLERKS ? `:${clerks.join(',')}` : '';
	await tell.execute({ branchId, names });
}

/** What `notify` told. */
export function changeOf(payload: string): BranchChange {
	const [branchId, revision, clerks] = payload.split(':');
	return {
		branchId: branchId as BranchId,
		revision: Number(revision),
		clerks: clerks === undefined ? null : (clerks.split(',').filter(Boolean) as AccountId[])
	};
}
