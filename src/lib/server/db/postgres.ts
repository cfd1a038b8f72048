/** PostgreSQL: a pool, a lock a region, and a listener for what other processes commit. */
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { type BranchChange, type BareDb, type ReadDb, type Sql } from './connection.ts';
import { Convoys, notNested } from './convoy.ts';
import { corked } from './corked.ts';
import { looking } from './look.ts';
import { CHANNEL, changeOf } from './revisions.ts';
import { forgetSetup, settingUp, shareSetup } from './setup.ts';

/** Any fixed number: keeps two processes from migrating at once. */
const MIGRATION_LOCK = 7_242_001;
const RECONNECT_MS = 500;
const POOL_SIZE = 10;
/** How long to wait for a turn, a connection or a lock before whoever asked is told. */
const PATIENCE_MS = 5000;
/** Its commands wait for answers over a line, and meanwhile everything else has its turn. */
const JOIN_MS = 100;
/** No command or view needs so long for one statement; who waits behind it is told sooner. */
const STATEMENT_MS = 8000;
/** What is not answered by then never will be: the network or the server is silent. */
const SILENCE_MS = 10_000;
/** A listener is asked so often whether it is still there. */
const PROBE_MS = 5000;

/** For what people wait for. A process that stands still, or can't be reached, holds the region's lock no longer. */
const LIMITS: pg.PoolConfig = {
	lock_timeout: PATIENCE_MS,
	statement_timeout: STATEMENT_MS,
	idle_in_transaction_session_timeout: PATIENCE_MS,
	query_timeout: SILENCE_MS
};

function createPool(
	connectionString: string | undefined,
	max: number,
	limits: pg.PoolConfig
): pg.Pool {
	const pool = new pg.Pool({
		connectionString,
		max,
		application_name: 'beurt',
		connectionTimeoutMillis: PATIENCE_MS,
		// What does not wait for an answer is sent without waiting for the one before.
		pipeline: true,
		// Planning anew for each value took longer than most statements: each of them goes by an index, whatever the values.
		options: '-c plan_cache_mode=force_generic_plan',
		...limits
	});
	// A connection that the server closes is replaced at the next query, and a query that it ran fails. Unheard, the
	// error would end the process: of one that is idle the pool tells, of one in use only the connection itself.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => {
		client.on('error', () => undefined);
		corked(client);
	});
	return pool;
}

export async function openPostgres(options: {
	databaseUrl?: string;
	migrations: string;
	poolSize?: number;
}): Promise<BareDb> {
	await migrateOn(options.databaseUrl, join(options.migrations, 'postgres'));
	const pool = createPool(options.databaseUrl, options.poolSize ?? POOL_SIZE, LIMITS);

	// A region's commands queue here before they take a connection: waiting for the lock inside the database
	// would hold a connection for each waiting clerk, and exhaust the pool.
	const convoys = new Convoys(
		(regionId, { look, go, close }) => {
			// One after the other, but sent at once.
			const begin: Sending = (sql, client) =>
				Promise.all([client.query('BEGIN'), client.query(lockOf(regionId)), look(sql)]);
			const work = (sql: Sql, client: pg.PoolClient): Promise<void> => {
				// Nobody waits for it: should it fail, so does all that follows, and the commit.
				const send = (statements: string): Promise<void> => {
					client.query(statements).catch(() => undefined);
					return Promise.resolve();
				};
				return go({
					sql,
					begin: () => send('SAVEPOINT part'),
					keep: (follows) => send(follows ? 'RELEASE part; SAVEPOINT part' : 'RELEASE part'),
					takeBack: async () => {
						await client.query('ROLLBACK TO part');
					}
				});
			};
			return transact(pool, begin, work, close);
		},
		{ joinFor: JOIN_MS, begin: PATIENCE_MS, overLine: true }
	);

	return {
		...readOn(pool),
		underLock: (regionId, work, key) => convoys.ride(regionId, work, key),
		aside: (work) => notNested(() => transact(pool, beginning('BEGIN'), work)),
		transaction: (work) =>
			notNested(() =>
				transact(pool, beginning('BEGIN'), (sql) => settingUp(sql, work)).finally(forgetSetup)
			),
		listen: (heard, lost) => listen(options.databaseUrl ?? '', heard, lost)
	};
}

// Async, so that both engines open alike.
export const openPostgresForReading = async (options: { databaseUrl?: string }): Promise<ReadDb> =>
	// It may read for long, and holds up nobody.
	Promise.resolve(readOn(createPool(options.databaseUrl, 2, {})));

function readOn(pool: pg.Pool): ReadDb {
	const read = drizzle(pool);
	shareSetup(read, pool);
	return {
		engine: 'postgres',
		read,
		snapshot: (work) =>
			transact(pool, beginning('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'), (sql) =>
				looking(sql, work)
			),
		close: () => pool.end()
	};
}

/** One drizzle a connection, so that its prepared statements are kept with it. */
const onClient = new WeakMap<pg.PoolClient, Sql>();

function sqlOf(client: pg.PoolClient, pool: pg.Pool): Sql {
	const known = onClient.get(client);
	if (known) return known;
	const sql = drizzle(client);
	shareSetup(sql, pool);
	onClient.set(client, sql);
	return sql;
}

type Sending = (sql: Sql, client: pg.PoolClient) => Promise<unknown>;

const beginning =
	(statement: string): Sending =>
	(_sql, client) =>
		client.query(statement);

/** One writer a region, over all processes. */
const lockOf = (regionId: string): pg.QueryConfig => ({
	name: 'lock_region',
	text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
	values: [regionId]
});

/** @param close sent along with the commit */
async function transact<T>(
	pool: pg.Pool,
	begin: Sending,
	work: (sql: Sql, client: pg.PoolClient) => Promise<T>,
	close: Sending = () => Promise.resolve()
): Promise<T> {
	const client = await pool.connect();
	let broken: Error | undefined;
	try {
		const sql = sqlOf(client, pool);
		await begin(sql, client);
		const done = await work(sql, client);
		const [, { command }] = await Promise.all([close(sql, client), client.query('COMMIT')]);
		// After a failed statement PostgreSQL answers COMMIT by rolling back, and calls that a success.
		if (command !== 'COMMIT')
			throw new Error('nothing was kept: a statement of this transaction failed, and it went on');
		return done;
	} catch (error) {
		broken = unanswered(error) ?? (await rollBack(client));
		throw error;
	} finally {
		client.release(broken);
	}
}

/** @returns why it could not */
const rollBack = (client: pg.PoolClient): Promise<Error | undefined> =>
	client.query('ROLLBACK').then(
		() => undefined,
		(failed: unknown) => (failed instanceof Error ? failed : new Error('rollback'))
	);

/** A connection that did not answer would not answer ROLLBACK either. */
function unanswered(error: unknown): Error | undefined {
	for (let cause = error; cause instanceof Error; cause = cause.cause)
		if (cause.message === 'Query read timeout') return cause;
	return undefined;
}

/** On a connection of its own, that waits as long as it takes. */
async function migrateOn(
	connectionString: string | undefined,
	migrationsFolder: string
): Promise<void> {
	const client = new pg.Client({
		connectionString,
		application_name: 'beurt-migration',
		connectionTimeoutMillis: PATIENCE_MS
	});
	client.on('error', () => undefined);
	try {
		await client.connect();
		await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
		await migrate(drizzle(client), { migrationsFolder });
	} finally {
		// Its lock goes with it.
		await client.end();
	}
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
		// Told once, however often it tries in vain.
		if (!wasLost) lost();
		wasLost = true;
		clearTimeout(timer);
		timer = setTimeout(() => void connect(), RECONNECT_MS);
	};

	const connect = async (): Promise<void> => {
		const mine = new pg.Client({
			connectionString,
			application_name: 'beurt-listener',
			connectionTimeoutMillis: PATIENCE_MS,
			query_timeout: PATIENCE_MS
		});
		mine.on('error', () => undefined);
		mine.on('notification', ({ payload = '' }) => heard(changeOf(payload)));
		try {
			await mine.connect();
			await mine.query(`listen ${CHANNEL}`);
			// Told to stop while it was on its way back.
			if (stopped) return await mine.end();
			const probing = setInterval(() => {
				// A network cuts without a word. Ended, it comes again.
				mine.query('select 1').catch(() => void mine.end().catch(() => undefined));
			}, PROBE_MS);
			mine.on('end', () => {
				clearInterval(probing);
				again();
			});
			client = mine;
			// What was said while nobody listened is gone; the caller compares revisions.
			if (wasLost) lost();
			wasLost = false;
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
