/** Databases to measure on: written once, copied for every run, and counted after it. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import pg from 'pg';
import { BENCH_NOW } from './ids.ts';
import type { SeedSpec } from './seed.ts';
import { programOf } from './sides.ts';

export type Engine = 'sqlite' | 'postgres';

/** Where a server finds its data. */
export interface Place {
	dataDir: string;
	databaseUrl?: string;
}

export interface Copy {
	place: Place;
	remove(): Promise<void>;
}

export interface Template {
	copy(): Promise<Copy>;
	remove(): Promise<void>;
}

const execute = promisify(execFile);

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'beurt-bench-'));
const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** The server that PostgreSQL's databases are made on; the bench starts it. */
function postgresServer(): string {
	const url = process.env['BENCH_DATABASE_URL'];
	if (!url) throw new Error('BENCH_DATABASE_URL is not set; tools/bench.mjs sets it');
	return url;
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: postgresServer() });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

const newName = (): string => `beurt_bench_${randomBytes(6).toString('hex')}`;
const create = (name: string, template?: string): Promise<unknown> =>
	onServer((client) =>
		client.query(`create database ${name}${template ? ` template ${template}` : ''}`)
	);
const drop = (name: string): Promise<void> =>
	onServer(async (client) => {
		await client.query(`drop database if exists ${name} with (force)`);
	});
function urlOf(name: string): string {
	const url = new URL(postgresServer());
	url.pathname = `/${name}`;
	return url.toString();
}

/** What PostgreSQL promises here when it says that something is written. */
export const postgresDurability = (): Promise<string> =>
	onServer(async (client) => {
		const shown: string[] = [];
		for (const name of ['server_version', 'fsync', 'synchronous_commit']) {
			const { rows } = await client.query<Record<string, string>>(`show ${name}`);
			shown.push(`${name} ${rows[0]?.[name] ?? ''}`);
		}
		return shown.join(', ');
	});

const seed = (place: Place, spec: SeedSpec): Promise<unknown> =>
	execute(process.execPath, [programOf('seed')], {
		env: {
			PATH: process.env['PATH'] ?? '',
			BENCH_SEED: JSON.stringify(spec),
			DATA_DIR: place.dataDir,
			...(place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {})
		}
	});

export type Wish = Omit<SeedSpec, 'now' | 'displays' | 'history'> &
	Partial<Pick<SeedSpec, 'now' | 'displays' | 'history'>>;

/**
 * Writes a database to copy from.
 *
 * @param more statements of SQL that both engines understand
 */
export async function prepare(
	engine: Engine,
	wish: Wish,
	more: readonly string[] = []
): Promise<Template> {
	const spec: SeedSpec = { now: BENCH_NOW, displays: 1, history: 0, ...wish };
	if (engine === 'sqlite') {
		const folder = newFolder();
		await seed({ dataDir: folder }, spec);
		const connection = new Database(join(folder, 'beurt.db'));
		for (const statement of more) connection.exec(statement);
		connection.close();
		return {
			copy: async () => {
				const dataDir = newFolder();
				copyFileSync(
					join(folder, 'beurt.db'),
					join(dataDir, 'beurt.db'),
					constants.COPYFILE_FICLONE
				);
				return { place: { dataDir }, remove: async () => removeFolder(dataDir) };
			},
			remove: async () => removeFolder(folder)
		};
	}
	const name = newName();
	await create(name);
	await seed({ dataDir: tmpdir(), databaseUrl: urlOf(name) }, spec);
	const client = new pg.Client({ connectionString: urlOf(name) });
	await client.connect();
	for (const statement of more) await client.query(statement);
	await client.end();
	return {
		copy: async () => {
			const copy = newName();
			await create(copy, name);
			return {
				place: { dataDir: tmpdir(), databaseUrl: urlOf(copy) },
				remove: () => drop(copy)
			};
		},
		remove: () => drop(name)
	};
}

/** The database itself, where a copy would take too long. */
export async function prepareOnce(wish: Wish): Promise<Copy> {
	const dataDir = newFolder();
	await seed({ dataDir }, { now: BENCH_NOW, displays: 1, history: 0, ...wish });
	return { place: { dataDir }, remove: async () => removeFolder(dataDir) };
}

/** What each command leaves behind, in rows. */
const COUNTS = `
	select 'visit ' || state as what, count(*) as rows from visit group by state
	union all select 'journal ' || type, count(*) from journal group by type
	union all select 'command', count(*) from command
	union all select 'series', coalesce(sum(last_number), 0) from series
	union all select 'revision', count(*) from branch_revision
	union all select 'duty', count(*) from duty
	union all select 'appointment ' || state, count(*) from appointment group by state
	order by 1`;

export type Counts = Readonly<Record<string, number>>;

interface Counted {
	what: string;
	rows: number | string;
}

export async function countRows({ dataDir, databaseUrl }: Place): Promise<Counts> {
	const rows = databaseUrl ? await countOnPostgres(databaseUrl) : countOnSqlite(dataDir);
	return Object.fromEntries(rows.map(({ what, rows: count }) => [what, Number(count)]));
}

function countOnSqlite(dataDir: string): Counted[] {
	const connection = new Database(join(dataDir, 'beurt.db'), { readonly: true });
	try {
		return connection.prepare(COUNTS).all() as Counted[];
	} finally {
		connection.close();
	}
}

async function countOnPostgres(url: string): Promise<Counted[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query<Counted>(COUNTS)).rows;
	} finally {
		await client.end();
	}
}

/** Throws when one side wrote what the other did not. */
export function mustEqual(ours: Counts, floor: Counts): void {
	const different = [...new Set([...Object.keys(ours), ...Object.keys(floor)])].filter(
		(what) => ours[what] !== floor[what]
	);
	if (different.length > 0)
		throw new Error(
			`the sides wrote different rows: ${different
				.map((what) => `${what} ${ours[what] ?? 0} and ${floor[what] ?? 0}`)
				.join('; ')}`
		);
}

/** Holds the product's tables against its journal. */
export async function verify({ dataDir, databaseUrl }: Place): Promise<void> {
	const { stdout } = await execute(process.execPath, ['build/node/verify.js'], {
		env: {
			PATH: process.env['PATH'] ?? '',
			DATA_DIR: dataDir,
			...(databaseUrl ? { DATABASE_URL: databaseUrl } : {})
		}
	}).catch((error: unknown) => {
		const { stdout: said } = error as { stdout?: string };
		throw new Error(`verify is not clean:\n${said ?? String(error)}`);
	});
	if (!stdout.includes('Clean.')) throw new Error(`verify is not clean:\n${stdout}`);
}
