import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { engine } from '../../src/lib/server/db/columns.ts';
import { type Db, openDb } from '../../src/lib/server/db/open.ts';

export interface TestDb {
	db: Db;
	/** On PostgreSQL the address of this test's own database, for a second process on it. */
	url: string | undefined;
	dataDir: string;
	/** A second, independent connection to the same database, as another process would have. PostgreSQL only. */
	openAnother(): Promise<Db>;
	close(): Promise<void>;
}

/** A real, empty, migrated database on the engine of this test project. */
export async function openTestDb(): Promise<TestDb> {
	const dataDir = mkdtempSync(join(tmpdir(), 'beurt-test-'));
	const url = engine === 'postgres' ? await createDatabase() : undefined;
	const options = { dataDir, migrations: 'drizzle', ...(url ? { databaseUrl: url } : {}) };
	const open = [await openDb(options)];
	return {
		db: open[0] as Db,
		url,
		dataDir,
		openAnother: async () => {
			const other = await openDb(options);
			open.push(other);
			return other;
		},
		close: async () => {
			for (const db of open) await db.close();
			if (url) await dropDatabase(url);
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}

const serverUrl = () => process.env['DATABASE_URL'] ?? '';

async function onServer(statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: serverUrl() });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}

/** Creates an empty database beside the one that DATABASE_URL names. @returns its address */
export async function createDatabase(): Promise<string> {
	const name = `beurt_test_${randomBytes(6).toString('hex')}`;
	await onServer(`create database ${name}`);
	const url = new URL(serverUrl());
	url.pathname = `/${name}`;
	return url.toString();
}

export const dropDatabase = (url: string): Promise<void> =>
	onServer(`drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
