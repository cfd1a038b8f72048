/** Opens the database on the engine that DATABASE_URL chose. */
import { engine } from './columns.ts';
import type { Db, ReadDb } from './connection.ts';
import { openPostgres, openPostgresForReading } from './postgres.ts';
import { openSqlite, openSqliteForReading } from './sqlite.ts';
import { type Trouble, noticing } from './trouble.ts';

export interface OpenOptions {
	/** postgres://…; absent on SQLite. */
	databaseUrl?: string;
	/** Folder of the SQLite database. */
	dataDir: string;
	/** Folder that holds drizzle/sqlite and drizzle/postgres. */
	migrations: string;
	/** Connections of this process on PostgreSQL. */
	poolSize?: number;
	/** Hears when the database stops working, and with null when it works again. */
	onTrouble?: (trouble: Trouble | null) => void;
}

/** Opens, migrates and checks the database. Throws a sentence that says what is wrong and what to do. */
export const openDb = async (options: OpenOptions): Promise<Db> =>
	noticing(
		await (engine === 'sqlite' ? openSqlite(options) : openPostgres(options)),
		options.onTrouble ?? (() => undefined)
	);

/** Opens without migrating or locking, beside a server that runs. Throws when there is no database. */
export const openForReading = (
	options: Pick<OpenOptions, 'dataDir' | 'databaseUrl'>
): Promise<ReadDb> =>
	engine === 'sqlite' ? openSqliteForReading(options) : openPostgresForReading(options);

export type { BranchChange, Db, ReadDb, Sql } from './connection.ts';
export { isUniqueViolation } from './connection.ts';
export { type Trouble, sentenceOf } from './trouble.ts';
