/** What both engines offer, and what they share. */
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { AccountId, BranchId, RegionId } from '../../domain/ids.ts';
import type { Engine } from './columns.ts';
import type { CommandKey } from './commands.ts';
import type { Work } from './convoy.ts';
import type { Trouble } from './trouble.ts';

/** A connection that queries run on; the same type on both engines. */
export type Sql = NodePgDatabase;

/** A branch whose screens changed, and the revision that it has now. */
export interface BranchChange {
	branchId: BranchId;
	revision: number;
	/** Whose own desks may show something else; null when that is not known, and all must look. */
	clerks: readonly AccountId[] | null;
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
	 * Runs `work` under the region's lock; one writer per region at a time, over all processes. Keeps what returns with
	 * `commit` true, takes back the rest and every throw. Answers after the commit, which it may share; see convoy.ts.
	 *
	 * @param key what is looked for as early as can be, for `work` to find
	 */
	underLock<T>(regionId: RegionId, work: Work<T>, key?: CommandKey | null): Promise<T>;
	/** A transaction of what nothing is remembered of: sessions, tries, letters, notes. */
	aside<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	/** A transaction of what people set up; what was remembered of that is read anew. */
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

/**
 * Sends a statement whose answer nobody reads. On SQLite it is done at once, and throws at once: when a full disk ends the
 * transaction, what was sent after that would stand outside of it.
 */
export function send(statement: PromiseLike<unknown>): Promise<unknown> {
	const { sync } = statement as { sync?: () => unknown };
	if (sync) {
		sync.call(statement);
		return Promise.resolve();
	}
	return Promise.resolve(statement.then(() => undefined));
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
