import { sql as raw } from 'drizzle-orm';
import type { Sql } from './open.ts';

const prepared = new WeakMap<Sql, Map<string, unknown>>();

/**
 * A statement that is built once a connection and kept. Building a query costs drizzle 100 to 150 microseconds,
 * more than SQLite needs to run it.
 *
 * @param name unique in the process; also the statement's name on PostgreSQL
 */
export function hot<T>(sql: Sql, name: string, build: (sql: Sql, name: string) => T): T {
	let ofConnection = prepared.get(sql);
	if (!ofConnection) prepared.set(sql, (ofConnection = new Map<string, unknown>()));
	let statement = ofConnection.get(name) as T | undefined;
	if (!statement) ofConnection.set(name, (statement = build(sql, name)));
	return statement;
}

/** For each column a value of the same name, given when the statement runs. */
export const placeholders = <K extends string>(columns: Record<K, unknown>) =>
	Object.fromEntries(Object.keys(columns).map((key) => [key, raw.placeholder(key)])) as never;
