/** PostgreSQL: a pool, a lock a region, and a listener for what other processes commit. */
import { join } from 'node:path';
import { sql as raw } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { BranchId } from '../../domain/ids.ts';
import { type BranchChange, type BareDb, type ReadDb, type Sql } from './connection.ts';
import { Convoys, notNested } from './convoy.ts';
import { hot } from './hot.ts';
import { forgetSetup } from './setup.ts';

/** Any fixed number: keeps two processes from migrating at once. */
const MIGRATION_LOCK = 7_242_001;
const CHANNEL = 'beurt';
const RECONNECT_MS = 500;
const POOL_SIZE = 10;

function createPool(connectionString: string | undefined, max: number): pg.Pool {
	const pool = new pg.Pool({
		connectionString,
		max,
		application_name: 'beurt',
		connectionTimeoutMillis: 10_000,
		// What does not wait for an answer is sent without waiting for the one before.
		pipeline: true
	});
	// A connection that the server closes is replaced at the next query, and a query that it broke is told. Unheard, the
	// error itself would end the process: of an idle connection here, of one at work there.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	return pool;
}

export async function openPostgres(options: {
	databaseUrl?: string;
	migrations: string;
	poolSize?: number;
}): Promise<BareDb> {
	const pool = createPool(options.databaseUrl, options.poolSize ?? POOL_SIZE);
	try {
		await migratePool(pool, join(options.migrations, 'postgres'));
	} catch (error) {
		await pool.end();
		throw error;
	}

	// A region's commands queue here before they take a connection: waiting for the lock inside the database
	// would hold a connection for each waiting clerk, and exhaust the pool.
	const convoys = new Convoys((regionId, _since, go) =>
		transact(pool, 'BEGIN', async (sql, client) => {
			await sql.execute(raw`select pg_advisory_xact_lock(hashtextextended(${regionId}, 0))`);
			const run = async (statements: string): Promise<void> => {
				await client.query(statements);
			};
			await go({
				sql,
				begin: () => run('SAVEPOINT part'),
				keep: (follows) => run(follows ? 'RELEASE part; SAVEPOINT part' : 'RELEASE part'),
				takeBack: () => run('ROLLBACK TO part')
			});
		})
	);

	return {
		...readOn(pool),
		underLock: (regionId, work) => convoys.ride(regionId, work),
		transaction: (work) => notNested(() => transact(pool, 'BEGIN', work).finally(forgetSetup)),
		listen: (heard, lost) => listen(options.databaseUrl ?? '', heard, lost)
	};
}

// Async, so that both engines open alike.
export const openPostgresForReading = async (options: { databaseUrl?: string }): Promise<ReadDb> =>
	Promise.resolve(readOn(createPool(options.databaseUrl, 2)));

const readOn = (pool: pg.Pool): ReadDb => ({
	engine: 'postgres',
	read: drizzle(pool),
	snapshot: (work) => transact(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
	close: () => pool.end()
});

/** One drizzle a connection, so that its prepared statements are kept with it. */
const onClient = new WeakMap<pg.PoolClient, Sql>();

function sqlOf(client: pg.PoolClient): Sql {
	const known = onClient.get(client);
	if (known) return known;
	const sql = drizzle(client);
	onClient.set(client, sql);
	return sql;
}

async function transact<T>(
	pool: pg.Pool,
	begin: string,
	work: (sql: Sql, client: pg.PoolClient) => Promise<T>
): Promise<T> {
	const client = await pool.connect();
	let broken: Error | undefined;
	try {
		await client.query(begin);
		const done = await work(sqlOf(client), client);
		const { command } = await client.query('COMMIT');
		// After a failed statement PostgreSQL answers COMMIT by rolling back, and calls that a success.
		if (command !== 'COMMIT')
			throw new Error('nothing was kept: a statement of this transaction failed, and it went on');
		return done;
	} catch (error) {
		await client
			.query('ROLLBACK')
			.catch(
				(failed: unknown) => (broken = failed instanceof Error ? failed : new Error('rollback'))
			);
		throw error;
	} finally {
		client.release(broken);
	}
}

async function migratePool(pool: pg.Pool, migrationsFolder: string): Promise<void> {
	const client = await pool.connect();
	try {
		await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
		await migrate(drizzle(client), { migrationsFolder });
	} finally {
		await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
		client.release();
	}
}

/** Tells the other processes; carries no more than which branch is at which revision. */
export function notify(sql: Sql, { branchId, revision }: BranchChange): PromiseLike<unknown> {
	const tell = hot(sql, 'notify', (db, name) =>
		db
			.select({ told: raw`pg_notify(${CHANNEL}, ${raw.placeholder('change')})` })
			.from(raw`(select 1) one`)
			.prepare(name)
	);
	return tell.execute({ change: `${branchId}:${revision}` });
}

/** Listens on a connection of its own, and for ever: when it is lost, it says so and connects again. */
async function listen(
	connectionString: string,
	heard: (change: BranchChange) => void,
	lost: () => void
): Promise<() => Promise<void>> {
	let client: pg.Client | null = null;
	let timer: NodeJS.Timeout | undefined;
	let stopped = false;
	let wasLost = false;

	const again = () => {
		client = null;
		if (stopped) return;
		wasLost = true;
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
			// Told to stop while it was on its way back.
			if (stopped) return await mine.end();
			mine.on('end', again);
			client = mine;
			// What was said while nobody listened is gone; the caller compares revisions.
			if (wasLost) lost();
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
