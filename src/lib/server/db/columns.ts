/**
 * The builders of the schema, chosen by engine when this module loads. Types claim PostgreSQL, so every query
 * must be awaited and better-sqlite3's own `.get`, `.all` and `.run` don't exist for callers. All casts between
 * the engines stand here and in sqlite.ts.
 */
import * as lite from 'drizzle-orm/sqlite-core';
import * as pg from 'drizzle-orm/pg-core';

export type Engine = 'sqlite' | 'postgres';

/** One engine a process: set by DATABASE_URL before anything is loaded. */
export const engine: Engine = process.env['DATABASE_URL'] ? 'postgres' : 'sqlite';

const onSqlite = engine === 'sqlite';
const choose = <T>(sqlite: unknown, postgres: T): T => (onSqlite ? (sqlite as T) : postgres);

export const table = choose(lite.sqliteTable, pg.pgTable);
export const text = choose(lite.text, pg.text);
export const integer = choose(lite.integer, pg.integer);
export const index = choose(lite.index, pg.index);
export const uniqueIndex = choose(lite.uniqueIndex, pg.uniqueIndex);
export const primaryKey = choose(lite.primaryKey, pg.primaryKey);

export const boolean = choose(
	(name: string) => lite.integer(name, { mode: 'boolean' }),
	pg.boolean
);

/** Epoch milliseconds. */
export const instant = choose(
	(name: string) => lite.integer(name, { mode: 'number' }),
	(name: string) => pg.bigint(name, { mode: 'number' })
);

export const json = choose(
	(name: string) => lite.text(name, { mode: 'json' }),
	(name: string) => pg.json(name)
);
