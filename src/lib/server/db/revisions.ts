/** Which branches' screens show something else, told with the commit that changed them. */
import { type Placeholder, type SQL, sql as raw } from 'drizzle-orm';
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
	if (touched.size === 0) return [];
	const raise = hot(sql, 'raise_revisions', (db, name) =>
		db
			.insert(branchRevision)
			.select((select) =>
				select
					.select({ branchId: raw`key`.as('branch_id'), revision: raw`1`.as('revision') })
					.from(eachOf(raw.placeholder('branches')))
					// Without a condition SQLite takes what follows for that of a join.
					.where(raw`true`)
			)
			.onConflictDoUpdate({
				target: branchRevision.branchId,
				set: { revision: raw`${branchRevision.revision} + 1` }
			})
			.returning({
				branchId: branchRevision.branchId,
				revision: branchRevision.revision,
				...(engine === 'postgres' ? { told: tell(raw.placeholder('branches')) } : {})
			})
			.prepare(name)
	);
	const branches = Object.fromEntries([...touched].map(([id, names]) => [id, namesOf(names)]));
	const raised = await raise.execute({ branches: JSON.stringify(branches) });
	return raised.map(({ branchId, revision }) => {
		const names = touched.get(branchId);
		return { branchId, revision, clerks: names ? [...names] : null };
	});
}

const eachOf = (json: Placeholder): SQL =>
	engine === 'postgres' ? raw`json_each_text(${json}::json)` : raw`json_each(${json})`;

/** Which branch is at which revision, and whose desks show it: no more than that. */
const tell = (branches: Placeholder): SQL =>
	raw`pg_notify(${CHANNEL}, ${branchRevision.branchId} || ':' || ${branchRevision.revision} ||
		(${branches}::json ->> ${branchRevision.branchId}))`;

const namesOf = (names: ReadonlySet<AccountId> | null): string =>
	names && names.size <= MAX_CLERKS ? `:${[...names].join(',')}` : '';

/** What other processes were told. */
export function changeOf(payload: string): BranchChange {
	const [branchId, revision, clerks] = payload.split(':');
	return {
		branchId: branchId as BranchId,
		revision: Number(revision),
		clerks: clerks === undefined ? null : (clerks.split(',').filter(Boolean) as AccountId[])
	};
}
