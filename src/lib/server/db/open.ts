/**
 * Opens the database on the engine that DATABASE_URL chose. Together with columns.ts the only place that knows
 * that there are two.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql as raw } from 'drizzle-orm';
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3';
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator';
import { type NodePgDatabase, drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { BranchId, RegionId } from '../../domain/ids.ts';
import { type Engine, engine } from './columns.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';

/** A connection that queries run on; the same type on both engines. */
export type Sql = NodePgDatabase;

/** A branch whose screens changed, and the revision that it has now. */
export interface BranchChange {
	branchId: BranchId;
	revision: number;
}

export interface Db {
	engine: Engine;
	/** For single reads outside a transaction. Sees committed data only. */
	read: Sql;
	/** Several reads that see one state of the database. */
	snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	/**
	 * Runs `work` in one transaction under the region's lock; one writer per region at a time, over all
	 * processes. Commits when it returns true in `commit`, rolls back otherwise and on a throw.
	 */
	underLock<T>(regionId: RegionId, work: (sql: Sql) => Promise<Committable<T>>): Promise<T>;
	/** A transaction without a region: sessions, devices, seeds. */
	transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
	/** Other processes' changes; on SQLite there are none. */
	listen(heard: (change: BranchChange) => void, lost: () => void): Promise<() => Promise<void>>;
	close(): Promise<void>;
}

export interface Committable<T> {
	commit: boolean;
	value: T;
}

export interface OpenOptions {
	/** postgres://…; absent on SQLite. */
	databaseUrl?: string;
	/** Folder of the SQLite database. */
	dataDir: string;
	/** Folder that holds drizzle/sqlite and drizzle/postgres. */
	migrations: string;
	/** Connections of this process on PostgreSQL. */
	poolSize?: number;
}

/** Opens, migrates and checks the database. Throws a sentence that says what is wrong and what to do. */
export const openDb = (options: OpenOptions): Promise<Db> =>
	engine === 'sqlite' ? openSqlite(options) : openPostgres(options);

const inTransaction = new AsyncLocalStorage<true>();

/** A transaction inside a transaction would wait for itself, or see another's work; it is a bug of the caller. */
function notNested<T>(work: () => Promise<T>): Promise<T> {
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

/* SQLite */

async function openSqlite(options: OpenOptions): Promise<Db> {
	mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
	const lock = lockFolder(options.dataDir);
	const file = join(options.dataDir, 'beurt.db');
	try {
		migrateSqliteFile(file, join(options.migrations, 'sqlite'));
		return openSqliteFile(file, lock);
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
		migrateSqlite(drizzleSqlite(connection), { migrationsFolder });
		const broken = connection.pragma('foreign_key_check') as unknown[];
		if (broken.length > 0)
			throw new Error(`migration left ${broken.length} rows of ${file} without their parent row`);
	} finally {
		connection.close();
	}
}

function openSqliteFile(file: string, lock: FolderLock): Db {
	const write = new Database(file, { timeout: 5000 });
	write.pragma('journal_mode = WAL');
	write.pragma('synchronous = FULL');
	write.pragma('foreign_keys = ON');
	// FULL is 2. An acknowledged ticket must survive a power cut, so a connection without it is not used.
	if (write.pragma('synchronous', { simple: true }) !== 2)
		throw new Error(`${file}: synchronous=FULL could not be set`);
	const read = new Database(file, { timeout: 5000 });
	read.pragma('query_only = ON');

	const writeSql = drizzleSqlite(write) as unknown as Sql;
	const readSql = drizzleSqlite(read) as unknown as Sql;
	const begin = write.prepare('BEGIN IMMEDIATE');
	const commit = write.prepare('COMMIT');
	const rollback = write.prepare('ROLLBACK');
	const beginRead = read.prepare('BEGIN');
	const endRead = read.prepare('COMMIT');
	const writers = new Turnstile();
	const readers = new Turnstile();

	const transact = <T>(work: (sql: Sql) => Promise<Committable<T>>): Promise<T> =>
		notNested(() =>
			writers.pass(async () => {
				begin.run();
				try {
					const done = await work(writeSql);
					(done.commit ? commit : rollback).run();
					return done.value;
				} catch (error) {
					if (write.inTransaction) rollback.run();
					throw error;
				}
			})
		);

	return {
		engine: 'sqlite',
		read: readSql,
		snapshot: (work) =>
			readers.pass(async () => {
				beginRead.run();
				try {
					return await work(readSql);
				} finally {
					endRead.run();
				}
			}),
		underLock: (_regionId, work) => transact(work),
		transaction: (work) => transact(async (sql) => ({ commit: true, value: await work(sql) })),
		listen: () => Promise.resolve(() => Promise.resolve()),
		close: () =>
			writers.pass(() =>
				readers.pass(() => {
					read.close();
					write.close();
					lock.release();
					return Promise.resolve();
				})
			)
	};
}

/* PostgreSQL */

/** Any fixed number: keeps two processes from migrating at once. */
const MIGRATION_LOCK = 7_242_001;
const CHANNEL = 'beurt';

async function openPostgres(options: OpenOptions): Promise<Db> {
	const pool = new pg.Pool({
		connectionString: options.databaseUrl,
		max: options.poolSize ?? 10,
		application_name: 'beurt',
		connectionTimeoutMillis: 10_000
	});
	// An idle connection that the server closes is replaced at the next query; without a listener it would end the process.
	pool.on('error', () => undefined);
	try {
		await migratePool(pool, join(options.migrations, 'postgres'));
	} catch (error) {
		await pool.end();
		throw error;
	}

	const onClient = new WeakMap<pg.PoolClient, Sql>();
	const sqlOf = (client: pg.PoolClient): Sql => {
		const known = onClient.get(client);
		if (known) return known;
		const sql = drizzlePostgres(client);
		onClient.set(client, sql);
		return sql;
	};

	async function transact<T>(
		begin: string,
		work: (sql: Sql) => Promise<Committable<T>>
	): Promise<T> {
		const client = await pool.connect();
		let broken: Error | undefined;
		try {
			await client.query(begin);
			const done = await work(sqlOf(client));
			await client.query(done.commit ? 'COMMIT' : 'ROLLBACK');
			return done.value;
		} catch (error) {
			await client.query('ROLLBACK').catch((failed: Error) => (broken = failed));
			throw error;
		} finally {
			client.release(broken);
		}
	}

	// A region's commands queue here before they take a connection: waiting for the lock inside the database
	// would hold a connection for each waiting clerk, and exhaust the pool.
	const queues = new Map<RegionId, Turnstile>();
	const queueOf = (regionId: RegionId): Turnstile => {
		const queue = queues.get(regionId) ?? new Turnstile();
		queues.set(regionId, queue);
		return queue;
	};

	return {
		engine: 'postgres',
		read: drizzlePostgres(pool),
		snapshot: (work) =>
			transact('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (sql) => ({
				commit: true,
				value: await work(sql)
			})),
		underLock: (regionId, work) =>
			notNested(() =>
				queueOf(regionId).pass(() =>
					transact('BEGIN', async (sql) => {
						await sql.execute(raw`select pg_advisory_xact_lock(hashtextextended(${regionId}, 0))`);
						return work(sql);
					})
				)
			),
		transaction: (work) =>
			notNested(() => transact('BEGIN', async (sql) => ({ commit: true, value: await work(sql) }))),
		listen: (heard, lost) => listenPostgres(options.databaseUrl ?? '', heard, lost),
		close: () => pool.end()
	};
}

async function migratePool(pool: pg.Pool, migrationsFolder: string): Promise<void> {
	const client = await pool.connect();
	try {
		await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
		await migratePostgres(drizzlePostgres(client), { migrationsFolder });
	} finally {
		await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
		client.release();
	}
}

/** Tells the other processes; carries no more than which branch is at which revision. */
export const notify = (sql: Sql, { branchId, revision }: BranchChange): Promise<unknown> =>
	sql.execute(raw`select pg_notify(${CHANNEL}, ${`${branchId}:${revision}`})`);

const RECONNECT_MS = 500;

/** Listens on a connection of its own, and for ever: when it is lost, it says so and connects again. */
async function listenPostgres(
	connectionString: string,
	heard: (change: BranchChange) => void,
	lost: () => void
): Promise<() => Promise<void>> {
	let client: pg.Client | null = null;
	let timer: NodeJS.Timeout | undefined;
	let stopped = false;

	const again = () => {
		client = null;
		if (stopped) return;
		lost();
		clearTimeout(timer);
		timer = setTimeout(() => void connect(), RECONNECT_MS);
	};

	const connect = async (): Promise<void> => {
		const mine = new pg.Client({
			connectionString,
			application_name: 'beurt-listener',
			keepAlive: true
		});
		mine.on('error', () => undefined);
		mine.on('notification', ({ payload = '' }) => {
			const [branchId, revision] = payload.split(':');
			heard({ branchId: branchId as BranchId, revision: Number(revision) });
		});
		try {
			await mine.connect();
			await mine.query(`listen ${CHANNEL}`);
			mine.on('end', again);
			client = mine;
			// What was said while nobody listened is gone; the caller compares revisions.
			lost();
		} catch {
			await mine.end().catch(() => undefined);
			again();
		}
	};

	await connect();
	return async () => {
		stopped = true;
		clearTimeout(timer);
		await client?.end();
	};
}

/* Errors that differ by engine */

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
