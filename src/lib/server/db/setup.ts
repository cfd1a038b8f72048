/**
 * What people set up: halls, hours, counters, the catalogue, skills and shifts. Every command and view needs it, and it
 * changes a few times a day. So what was read of it is remembered, for all connections of a pool, until this process
 * writes something that is none of the queue's, and for a few seconds at most, since another process may have.
 */
import { sql as raw } from 'drizzle-orm';
import type { Sql } from './connection.ts';
import { hot } from './hot.ts';
import { setup } from './schema.ts';

const REMEMBERED_MS = 5000;

/** How far what is set up is, for whoever keeps what was worked out with it. */
export async function setupRevision(sql: Sql): Promise<number> {
	const find = hot(sql, 'setup_revision', (db, name) =>
		db.select({ revision: setup.revision }).from(setup).prepare(name)
	);
	const [row] = await find.execute();
	return row?.revision ?? 0;
}

/** Does what sets something up, and counts it in the same transaction. */
export async function settingUp<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
	const value = await work(sql);
	await sql
		.insert(setup)
		.values({ id: 1, revision: 1 })
		.onConflictDoUpdate({ target: setup.id, set: { revision: raw`${setup.revision} + 1` } });
	return value;
}

interface Memory {
	changes: number;
	/** By `performance.now()`. */
	since: number;
	rows: Map<string, unknown>;
}

let changes = 0;
const memories = new WeakMap<object, Memory>();
const pools = new WeakMap<Sql, object>();

/** What is read on this connection is remembered for all that share `pool`. */
export const shareSetup = (sql: Sql, pool: object): unknown => pools.set(sql, pool);

/** Counts what was written outside of the queue. */
export const changesOfSetup = (): number => changes;

/** Called when a transaction outside of the queue has ended, whatever it wrote. */
export function forgetSetup(): void {
	changes++;
}

/**
 * @param key what is read, unique in the process
 * @param load reads it; what it answers is shared, and must not be changed by whoever gets it
 */
export async function remembered<T>(sql: Sql, key: string, load: () => Promise<T>): Promise<T> {
	const now = performance.now();
	const whose = pools.get(sql) ?? sql;
	let memory = memories.get(whose);
	if (memory?.changes !== changes || now - memory.since > REMEMBERED_MS) {
		memory = { changes, since: now, rows: new Map() };
		memories.set(whose, memory);
	}
	if (memory.rows.has(key)) return memory.rows.get(key) as T;
	const rows = await load();
	memory.rows.set(key, rows);
	return rows;
}
