/** What stands in a database, read beside the server by its engine's own client. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import type { Place } from './life.ts';

export type Row = Record<string, unknown>;

/** Runs `work` with a way to read rows; the connection is closed after it, so that none outlives the server. */
export async function reading<T>(
	{ dataDir, databaseUrl }: Place,
	work: (all: (sql: string) => Promise<Row[]>) => Promise<T>
): Promise<T> {
	if (databaseUrl) {
		const client = new pg.Client({ connectionString: databaseUrl });
		await client.connect();
		try {
			return await work(async (sql) => (await client.query<Row>(sql)).rows);
		} finally {
			await client.end();
		}
	}
	const file = new Database(join(dataDir, 'beurt.db'), { readonly: true });
	try {
		return await work((sql) => Promise.resolve(file.prepare(sql).all() as Row[]));
	} finally {
		file.close();
	}
}

/** Writes to a database, beside its server or without. */
export async function writing(
	{ dataDir, databaseUrl }: Place,
	statements: string[]
): Promise<void> {
	if (databaseUrl) {
		const client = new pg.Client({ connectionString: databaseUrl });
		await client.connect();
		try {
			for (const statement of statements) await client.query(statement);
		} finally {
			await client.end();
		}
		return;
	}
	const file = new Database(join(dataDir, 'beurt.db'));
	try {
		for (const statement of statements) file.exec(statement);
	} finally {
		file.close();
	}
}
