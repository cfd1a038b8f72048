/** SQLite: one file, one connection that writes and one that reads, one process. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { type BareDb, type ReadDb, type Sql, Turnstile } from './connection.ts';
import { Convoys, type Parts, notNested } from './convoy.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { looking } from './look.ts';
import { forgetSetup, settingUp } from './setup.ts';

const FILE = 'beurt.db';
/** How long to wait for another program that holds the file, such as a backup. */
const BUSY_MS = 5000;
const BUSY_RETRY_MS = 20;
/** Nothing else of the process has its turn while commands follow each other. */
const JOIN_MS = 20;

const sqlOn = (connection: Database.Database): Sql => drizzle(connection) as unknown as Sql;

// Async, so that what fails to open rejects like everything else that a caller awaits.
export async function openSqlite(options: {
	dataDir: string;
	migrations: string;
}): Promise<BareDb> {
	mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
	const lock = lockFolder(options.dataDir);
	const file = join(options.dataDir, FILE);
	try {
		migrateSqliteFile(file, join(options.migrations, 'sqlite'));
		return await Promise.resolve(openFile(file, lock));
	} catch (error) {
		lock.release();
		throw error;
	}
}

/**
 * Migrates on a connection of its own with foreign keys off: a table rebuild inside a transaction can't switch
 * them off itself and would delete child rows. The check afterwards finds what a rebuild broke.
 */
export function migrateSqliteFile(file: string, migrationsFolder: string): void {
	const connection = new Database(file);
	try {
		connection.pragma('foreign_keys = OFF');
		connection.pragma('journal_mode = WAL');
		migrate(drizzle(connection), { migrationsFolder });
		// The check reads the whole file, years of visits: once for each state of the schema, and not at every start.
		const migrations = applied(connection);
		if (connection.pragma('user_version', { simple: true }) === migrations) return;
		const broken = connection.pragma('foreign_key_check') as unknown[];
		if (broken.length > 0)
			throw new Error(`migration left ${broken.length} rows of ${file} without their parent row`);
		connection.pragma(`user_version = ${migrations}`);
	} finally {
		connection.close();
	}
}

function applied(connection: Database.Database): number {
	const count = connection.prepare('select count(*) from __drizzle_migrations').pluck().get();
	return Number(count);
}

function openFile(file: string, lock: FolderLock): BareDb {
	const write = new Database(file, { timeout: BUSY_MS });
	write.pragma('journal_mode = WAL');
	write.pragma('synchronous = FULL');
	write.pragma('foreign_keys = ON');
	// FULL is 2. An acknowledged ticket must survive a power cut, so a connection without it is not used.
	if (write.pragma('synchronous', { simple: true }) !== 2)
		throw new Error(`${file}: synchronous=FULL could not be set`);
	// From here on its own waiting would hold up everything else in this process, screens and all; see `enter`.
	write.pragma('busy_timeout = 0');
	const reading = openReader(file);
	const sql = sqlOn(write);
	const begin = write.prepare('BEGIN IMMEDIATE');
	const commit = write.prepare('COMMIT');
	const rollback = write.prepare('ROLLBACK');
	const writers = new Turnstile();

	/** Begins once no other program writes. Who queued meanwhile has waited already, and is told no later. */
	async function enter(until: number): Promise<void> {
		for (;;) {
			try {
				begin.run();
				return;
			} catch (error) {
				if (!isBusy(error) || performance.now() > until) throw error;
			}
			await new Promise((over) => setTimeout(over, BUSY_RETRY_MS));
		}
	}

	const transact = <T>(since: number, work: () => Promise<T>): Promise<T> =>
		writers.pass(async () => {
			await enter(since + BUSY_MS);
			try {
				const done = await work();
				commit.run();
				return done;
			} catch (error) {
				if (write.inTransaction) rollback.run();
				throw error;
			}
		});

	const mark = write.prepare('SAVEPOINT part');
	const keep = write.prepare('RELEASE part');
	const takeBack = write.prepare('ROLLBACK TO part');
	const run = (...statements: Database.Statement[]): Promise<void> => {
		for (const statement of statements) statement.run();
		return Promise.resolve();
	};
	const parts: Parts = {
		sql,
		begin: async () => run(mark),
		keep: async (follows) => (follows ? run(keep, mark) : run(keep)),
		takeBack: async () => run(takeBack)
	};
	const convoys = new Convoys(
		(_regionId, { since, look, go, close }) =>
			transact(since, async () => {
				await look(sql);
				await go(parts);
				await close(sql);
			}),
		{ joinFor: JOIN_MS, begin: BUSY_MS }
	);

	return {
		...reading,
		underLock: (regionId, work, key) => convoys.ride(regionId, work, key),
		aside: (work) => notNested(() => transact(performance.now(), () => work(sql))),
		transaction: (work) =>
			notNested(() => transact(performance.now(), () => settingUp(sql, work)).finally(forgetSetup)),
		listen: () => Promise.resolve(() => Promise.resolve()),
		close: () =>
			writers.pass(async () => {
				await reading.close();
				write.close();
				lock.release();
			})
	};
}

const isBusy = (error: unknown): boolean =>
	error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');

/** A connection of its own for reading: on the writer's, a read would see what is not committed yet. */
function openReader(file: string): ReadDb {
	const connection = new Database(file, { timeout: BUSY_MS, fileMustExist: true });
	connection.pragma('query_only = ON');
	const sql = sqlOn(connection);
	const begin = connection.prepare('BEGIN');
	const end = connection.prepare('COMMIT');
	const readers = new Turnstile();
	return {
		engine: 'sqlite',
		read: sql,
		snapshot: (work) =>
			readers.pass(async () => {
				begin.run();
				try {
					return await looking(sql, work);
				} finally {
					end.run();
				}
			}),
		close: () =>
			readers.pass(() => {
				connection.close();
				return Promise.resolve();
			})
	};
}

export async function openSqliteForReading({ dataDir }: { dataDir: string }): Promise<ReadDb> {
	const file = join(dataDir, FILE);
	if (!existsSync(file)) throw new Error(`DATA_DIR ${dataDir} holds no database`);
	return Promise.resolve(openReader(file));
}
