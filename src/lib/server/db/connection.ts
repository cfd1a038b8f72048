/** What both engines offer, and what they share. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { BranchId, RegionId } from '../../domain/ids.ts';
import type { Engine } from './columns.ts';
import type { Trouble } from './trouble.ts';

/** A connection that queries run on; the same type on both engines. */
export type Sql = NodePgDatabase;

/** A branch whose screens changed, and the revision that it has now. */
export interface BranchChange {
	branchId: BranchId;
	revision: number;
}

/** What a transaction's work answers, and whether what it wrote is kept. */
export interface Committable<T> {
	commit: boolean;
	value: T;
}

/** A database that is only looked at, also while a server works on it. */
export interface ReadDb {
	engine: Engine;
	/** For single reads outside a transaction. Sees committed data only. */
	read: Sql;
	/** Several reads that see one state of the database. */
	snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	close(): Promise<void>;
}

export interface Db extends ReadDb {
	/**
	 * Runs `work` in one transaction under the region's lock; one writer per region at a time, over all processes.
	 * Commits what returns with `commit` true, rolls back the rest and every throw.
	 */
	underLock<T>(regionId: RegionId, work: (sql: Sql) => Promise<Committable<T>>): Promise<T>;
	/** A transaction without a region: sessions, devices, seeds. */
	transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	/**
	 * Other processes' changes; on SQLite there are none. `lost` is called when something may have been missed.
	 * @returns what ends the listening
	 */
	listen(heard: (change: BranchChange) => void, lost: () => void): Promise<() => Promise<void>>;
	/** What is wrong with it; null when all is well. Asking makes it try again, without waiting for that. */
	trouble(): Trouble | null;
	/** Whether an error means that the database doesn't work at the moment, which is then remembered. */
	notice(error: unknown): Trouble | null;
}

/** What an engine's own module opens; see trouble.ts for the rest. */
export type BareDb = Omit<Db, 'trouble' | 'notice'>;

const inTransaction = new AsyncLocalStorage<true>();

/** A transaction inside a transaction would wait for itself, or see another's work; it is a bug of the caller. */
export function notNested<T>(work: () => Promise<T>): Promise<T> {
	if (inTransaction.getStore())
		throw new Error('a transaction inside a transaction: a flow called a flow');
	return inTransaction.run(true, work);
}

/** One after the other, in the order of arrival. A failure is the caller's, not the next one's. */
export class Turnstile {
	#last: Promise<unknown> = Promise.resolve();

	pass<T>(work: () => Promise<T>): Promise<T> {
		const mine = this.#last.then(work, work);
		this.#last = mine.catch(() => undefined);
		return mine;
	}
}

/** Who queued for longer than anybody should wait: what holds up those in front is not over. */
export class TurnTooLate extends Error {
	readonly code = 'TURN_TOO_LATE';
}

/** True when a write failed because a unique index holds the same value already. */
export function isUniqueViolation(error: unknown): boolean {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const { code } = cause as { code?: unknown };
		if (
			code === 'SQLITE_CONSTRAINT_UNIQUE' ||
			code === 'SQLITE_CONSTRAINT_PRIMARYKEY' ||
			code === '23505'
		)
			return true;
	}
	return false;
}
