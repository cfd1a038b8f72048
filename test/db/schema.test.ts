import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { is, sql as raw } from 'drizzle-orm';
import { getTableConfig as pgConfig, PgTable } from 'drizzle-orm/pg-core';
import { getTableConfig as liteConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engine } from '../../src/lib/server/db/columns.ts';
import { isUniqueViolation } from '../../src/lib/server/db/connection.ts';
import { type Sql, openDb } from '../../src/lib/server/db/open.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { migrateSqliteFile } from '../../src/lib/server/db/sqlite.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { type World, openWorld } from '../support/world.ts';

const tables: PgTable[] = Object.values(schema).filter(
	(one) => is(one, PgTable) || is(one, SQLiteTable)
);
/** The parts that both engines describe alike. */
const configOf = (table: PgTable) =>
	(engine === 'sqlite'
		? liteConfig(table as unknown as SQLiteTable)
		: pgConfig(table)) as ReturnType<typeof pgConfig>;

/** What a table is made of, as the schema declares it and as the database has it. */
interface Shape {
	columns: { name: string; type: string; notNull: boolean }[];
	primaryKey: string[];
	/** Of all indexes that are not the primary key's own. */
	indexes: { unique: boolean; columns: string[]; partial: boolean }[];
	foreignKeys: { columns: string[]; to: string; onDelete: string }[];
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

function declared(table: PgTable): Shape {
	const { columns, primaryKeys, indexes, foreignKeys } = configOf(table);
	const own = columns.filter((column) => column.primary).map((column) => column.name);
	return {
		columns: columns
			.map((column) => ({
				name: column.name,
				type: column.getSQLType(),
				notNull: column.notNull || own.includes(column.name)
			}))
			.sort(byText),
		primaryKey: own.length > 0 ? own : primaryKeys.flatMap((key) => key.columns.map((c) => c.name)),
		indexes: [
			...indexes.map(({ config }) => ({
				unique: config.unique,
				columns: config.columns.map((column) => (column as { name: string }).name),
				partial: config.where !== undefined
			})),
			...columns
				.filter((column) => column.isUnique)
				.map((column) => ({ unique: true, columns: [column.name], partial: false }))
		].sort(byText),
		foreignKeys: foreignKeys
			.map((key) => {
				const { columns: from, foreignTable } = key.reference();
				return {
					columns: from.map((column) => column.name),
					to: configOf(foreignTable).name,
					onDelete: 'no action'
				};
			})
			.sort(byText)
	};
}

let world: World;

beforeAll(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2, booths: 1 },
			{ key: 'south', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: [
			{ key: 'anna', skills: ['passport'] },
			{ key: 'bert', skills: ['passport'] }
		]
	});
	await world.sit('anna', 'north', 1);
	await world.sit('bert', 'north', 2);
	for (let n = 0; n < 3; n++) {
		const given = await takeTicket(world.shell, world.kiosk('north'), {
			id: world.command(),
			services: [{ serviceId: world.service('passport'), persons: 1 }],
			language: 'nl',
			videoOk: false,
			fetchInPerson: false,
			priority: null
		});
		if (!given.ok) throw new Error(given.refusal.code);
	}
});
afterAll(() => world.close());

describe('the schema', () => {
	const foreignKeys = tables.flatMap((table) =>
		configOf(table).foreignKeys.map((key) => ({ table: configOf(table).name, key }))
	);

	test('types a foreign key as what it points to', () => {
		expect(foreignKeys.length).toBeGreaterThan(30);
		const different = foreignKeys.flatMap(({ table, key }) => {
			const { columns, foreignColumns } = key.reference();
			return columns
				.map((column, n) => [column, foreignColumns[n]!] as const)
				.filter(([from, to]) => from.getSQLType() !== to.getSQLType())
				.map(([from, to]) => `${table}.${from.name} -> ${to.name}`);
		});
		expect(different).toEqual([]);
	});

	test('never deletes or changes a row because of another', () => {
		const actions = foreignKeys.filter(
			({ key }) =>
				!['no action', undefined].includes(key.onDelete) ||
				!['no action', undefined].includes(key.onUpdate)
		);
		expect(actions.map(({ table }) => table)).toEqual([]);
	});

	test('keeps a moment in as many bits as it needs', () => {
		const short = tables.flatMap((table) =>
			configOf(table)
				.columns.filter((column) =>
					/(_at|_since|_until|_start|_ms|^at|^due|^since)$/.test(column.name)
				)
				.filter((column) => engine === 'postgres' && column.getSQLType() !== 'bigint')
				.map((column) => `${configOf(table).name}.${column.name}`)
		);
		expect(short).toEqual([]);
	});
});

describe('the committed migrations', () => {
	test.each(tables.map((table) => [configOf(table).name, table] as const))(
		'make %s exactly as the schema declares it',
		async (name, table) => {
			const actual = engine === 'sqlite' ? ofSqlite(name) : await ofPostgres(name);
			expect(actual).toEqual(declared(table));
		}
	);

	test('make no table that the schema does not know', async () => {
		const known = tables.map((table) => configOf(table).name).sort();
		expect((await tableNames()).sort()).toEqual(known);
	});

	test('are the same in number for both engines', () => {
		const [sqlite, postgres] = (['sqlite', 'postgres'] as const).map((one) =>
			readdirSync(join('drizzle', one)).filter((file) => file.endsWith('.sql'))
		);
		expect(sqlite!.map((file) => file.slice(0, 4))).toEqual(
			postgres!.map((file) => file.slice(0, 4))
		);
	});

	test.each(['sqlite', 'postgres'])('delete nothing by a cascade: %s', (one) => {
		for (const file of readdirSync(join('drizzle', one)).filter((name) => name.endsWith('.sql')))
			expect(readFileSync(join('drizzle', one, file), 'utf8')).not.toMatch(
				/on delete (?!no action)/i
			);
	});

	const pragma = (statement: string) => {
		const connection = new Database(join(world.test.dataDir, 'beurt.db'), { readonly: true });
		try {
			return connection.pragma(statement) as Record<string, unknown>[];
		} finally {
			connection.close();
		}
	};

	function ofSqlite(name: string): Shape {
		const columns = pragma(`table_info(${name})`);
		return {
			columns: columns
				.map((row) => ({
					name: String(row['name']),
					type: String(row['type']).toLowerCase(),
					notNull: row['notnull'] === 1
				}))
				.sort(byText),
			primaryKey: columns
				.filter((row) => Number(row['pk']) > 0)
				.sort((a, b) => Number(a['pk']) - Number(b['pk']))
				.map((row) => String(row['name'])),
			indexes: pragma(`index_list(${name})`)
				.filter((row) => row['origin'] !== 'pk')
				.map((row) => ({
					unique: row['unique'] === 1,
					columns: pragma(`index_info(${String(row['name'])})`).map((one) => String(one['name'])),
					partial: row['partial'] === 1
				}))
				.sort(byText),
			foreignKeys: pragma(`foreign_key_list(${name})`)
				.map((row) => ({
					columns: [String(row['from'])],
					to: String(row['table']),
					onDelete: String(row['on_delete']).toLowerCase()
				}))
				.sort(byText)
		};
	}

	async function query(statement: string, values: unknown[] = []) {
		const client = new pg.Client({ connectionString: world.test.url });
		await client.connect();
		try {
			const { rows } = await client.query<Record<string, unknown>>(statement, values);
			return rows;
		} finally {
			await client.end();
		}
	}

	async function ofPostgres(name: string): Promise<Shape> {
		const columns = await query(
			`select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as "notNull"
			from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
			[name]
		);
		const indexes = await query(
			`select indisprimary as "isPrimary", indisunique as "unique", indpred is not null as partial,
				array(select a.attname::text from unnest(indkey) with ordinality k(n, place)
					join pg_attribute a on a.attrelid = indrelid and a.attnum = k.n order by k.place) as columns
			from pg_index where indrelid = $1::regclass`,
			[name]
		);
		const foreignKeys = await query(
			`select confrelid::regclass::text as "to", confdeltype as "onDelete",
				array(select a.attname::text from unnest(conkey) k(n)
					join pg_attribute a on a.attrelid = conrelid and a.attnum = k.n) as columns
			from pg_constraint where contype = 'f' and conrelid = $1::regclass`,
			[name]
		);
		return {
			columns: (columns as unknown as Shape['columns']).sort(byText),
			primaryKey: indexes.flatMap((row) => (row['isPrimary'] ? (row['columns'] as string[]) : [])),
			indexes: indexes
				.filter((row) => !row['isPrimary'])
				.map((row) => ({
					unique: Boolean(row['unique']),
					columns: row['columns'] as string[],
					partial: Boolean(row['partial'])
				}))
				.sort(byText),
			foreignKeys: foreignKeys
				.map((row) => ({
					columns: row['columns'] as string[],
					to: String(row['to']),
					onDelete: row['onDelete'] === 'a' ? 'no action' : String(row['onDelete'])
				}))
				.sort(byText)
		};
	}

	async function tableNames(): Promise<string[]> {
		if (engine === 'postgres')
			return (await query(`select tablename from pg_tables where schemaname = 'public'`)).map(
				(row) => String(row['tablename'])
			);
		const connection = new Database(join(world.test.dataDir, 'beurt.db'), { readonly: true });
		const rows = connection
			.prepare(`select name from sqlite_master where type = 'table'`)
			.all() as { name: string }[];
		connection.close();
		return rows.map((row) => row.name).filter((name) => !/^(sqlite_|__drizzle)/.test(name));
	}
});

describe('what is always true is kept by the tables themselves', () => {
	/** Tries to write, and takes it back whatever comes of it. */
	class TakenBack extends Error {}
	async function attempt(work: (sql: Sql) => Promise<unknown>): Promise<'allowed' | 'refused'> {
		try {
			await world.db.transaction(async (sql) => {
				await work(sql);
				throw new TakenBack();
			});
		} catch (error) {
			if (error instanceof TakenBack) return 'allowed';
			if (isUniqueViolation(error)) return 'refused';
			throw error;
		}
		return 'allowed';
	}
	const visits = () =>
		world.db.read.select({ id: schema.visit.id }).from(schema.visit).orderBy(schema.visit.number);
	const change = (id: string, to: Partial<typeof schema.visit.$inferInsert>) => (sql: Sql) =>
		sql
			.update(schema.visit)
			.set(to)
			.where(raw`${schema.visit.id} = ${id}`)
			.execute();

	/** Changes two visits alike. */
	async function both(
		one: Partial<typeof schema.visit.$inferInsert>,
		other: Partial<typeof schema.visit.$inferInsert> = one
	) {
		const [a, b] = await visits();
		return attempt(async (sql) => {
			await change(a!.id, one)(sql);
			await change(b!.id, other)(sql);
		});
	}

	test('a clerk has at most one visit called or serving', async () => {
		const clerkId = world.clerk('anna');
		expect(await both({ clerkId, state: 'called' })).toBe('refused');
		expect(await both({ clerkId, state: 'serving' })).toBe('refused');
		expect(await both({ clerkId, state: 'called' }, { clerkId, state: 'serving' })).toBe('refused');
		// Who had a parked or missed visit last stays known.
		expect(await both({ clerkId, state: 'parked' })).toBe('allowed');
		expect(await both({ clerkId, state: 'called' }, { clerkId, state: 'no-show' })).toBe('allowed');
		expect(
			await both({ clerkId, state: 'called' }, { clerkId: world.clerk('bert'), state: 'called' })
		).toBe('allowed');
	});

	test('a booth has at most one visit', async () => {
		const [booth] = await world.db.read.select().from(schema.booth);
		const boothId = booth!.id;
		const [a, b] = [world.clerk('anna'), world.clerk('bert')];
		const called = (clerkId: typeof a) => ({ boothId, clerkId, state: 'called' as const });
		expect(await both(called(a), called(b))).toBe('refused');
		expect(await both(called(a), { ...called(b), state: 'serving' })).toBe('refused');
		expect(await both(called(a), { ...called(b), boothId: null })).toBe('allowed');
		expect(await both(called(a), { ...called(b), state: 'finished' })).toBe('allowed');
	});

	test('a counter has at most one clerk, and a clerk one place of work', async () => {
		const [anna, bert] = [world.clerk('anna'), world.clerk('bert')];
		const sit = (counterId: ReturnType<typeof world.counter> | null) => (sql: Sql) =>
			sql
				.update(schema.duty)
				.set({ counterId })
				.where(raw`${schema.duty.clerkId} = ${bert}`)
				.execute();
		expect(await attempt(sit(world.counter('north', 1)))).toBe('refused');
		expect(await attempt(sit(world.counter('south', 1)))).toBe('allowed');
		// At home there is room for all.
		expect(
			await attempt(async (sql) => {
				await sql.update(schema.duty).set({ counterId: null });
			})
		).toBe('allowed');
		const [duty] = await world.db.read
			.select()
			.from(schema.duty)
			.where(raw`${schema.duty.clerkId} = ${anna}`);
		expect(
			await attempt((sql) => sql.insert(schema.duty).values({ ...duty!, counterId: null }))
		).toBe('refused');
	});

	test('a number is given once per issuing branch and local day', async () => {
		const [first] = await world.db.read.select().from(schema.visit).orderBy(schema.visit.number);
		const again = {
			...first!,
			id: world.shell.newId<'visit'>(),
			link: 'a link of its own'
		};
		const give = (more: Partial<typeof again>) =>
			attempt((sql) => sql.insert(schema.visit).values({ ...again, ...more }));
		expect(await give({})).toBe('refused');
		// Sent on to another hall it is still the same number.
		expect(await give({ branchId: world.hall('south') })).toBe('refused');
		expect(await give({ day: '2026-03-04' })).toBe('allowed');
		expect(await give({ letter: 'Q' })).toBe('allowed');
		expect(await give({ number: 500 })).toBe('allowed');
		expect(await give({ issuedBranchId: world.hall('south') })).toBe('allowed');
	});

	test('the secret of a ticket’s address opens one visit', async () => {
		expect(await both({ link: 'the same' })).toBe('refused');
	});

	test('a line of the journal has its number alone', async () => {
		const [line] = await world.db.read.select().from(schema.journal);
		const add = (seq: number) =>
			attempt((sql) => sql.insert(schema.journal).values({ ...line!, seq }));
		expect(await add(1)).toBe('refused');
		expect(await add(1000)).toBe('allowed');
	});

	test('a command of an actor is kept once', async () => {
		const [kept] = await world.db.read.select().from(schema.command);
		const keep = (more: { actorId?: string; id?: string }) =>
			attempt((sql) => sql.insert(schema.command).values({ ...kept!, ...more }));
		expect(await keep({})).toBe('refused');
		expect(await keep({ actorId: 'somebody else' })).toBe('allowed');
		expect(await keep({ id: 'another' })).toBe('allowed');
	});

	test('a name to sign in with, a counter’s number in its hall and a hall’s address are one’s own', async () => {
		const [account] = await world.db.read.select().from(schema.account);
		expect(
			await attempt((sql) =>
				sql.insert(schema.account).values({ ...account!, id: world.shell.newId<'account'>() })
			)
		).toBe('refused');
		const counter = (hall: string, number: number) =>
			attempt((sql) =>
				sql.insert(schema.counter).values({
					id: world.shell.newId<'counter'>(),
					branchId: world.hall(hall),
					number
				})
			);
		expect(await counter('north', 1)).toBe('refused');
		expect(await counter('south', 2)).toBe('allowed');
		expect(await attempt((sql) => sql.update(schema.branch).set({ slug: 'same' }))).toBe('refused');
		expect(await attempt((sql) => sql.update(schema.branch).set({ code: 'XX' }))).toBe('refused');
	});
});

/** The migrations as committed, with more of them behind. */
function withMigrations(more: { tag: string; sql: string }[]): string {
	const folder = mkdtempSync(join(tmpdir(), 'beurt-migrations-'));
	cpSync('drizzle', folder, { recursive: true });
	const file = join(folder, engine, 'meta/_journal.json');
	const journal = JSON.parse(readFileSync(file, 'utf8')) as {
		entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
	};
	const last = journal.entries.at(-1)!;
	for (const [n, { tag, sql }] of more.entries()) {
		journal.entries.push({ ...last, idx: last.idx + n + 1, when: last.when + n + 1, tag });
		writeFileSync(join(folder, engine, `${tag}.sql`), sql);
	}
	writeFileSync(file, JSON.stringify(journal));
	return folder;
}

const BREAK = '\n--> statement-breakpoint\n';

/** What drizzle-kit makes of a changed column on SQLite. */
const rebuilt = (table: string, columns: string[]) =>
	[
		'PRAGMA foreign_keys=OFF;',
		`CREATE TABLE __new_${table} (${columns.join(', ')});`,
		`INSERT INTO __new_${table} SELECT * FROM ${table};`,
		`DROP TABLE ${table};`,
		`ALTER TABLE __new_${table} RENAME TO ${table};`,
		'PRAGMA foreign_keys=ON;'
	].join(BREAK);

const REGION_COLUMNS = [
	'id text primary key not null',
	'code text not null',
	'name text not null',
	"time_zone text not null default 'Europe/Amsterdam'"
];

describe('migrating a database that is in use', () => {
	const folders: string[] = [];
	const migrations = (more: { tag: string; sql: string }[]) => {
		const folder = withMigrations(more);
		folders.push(folder);
		return folder;
	};
	afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

	if (engine === 'sqlite') {
		/** A copy of the filled database in a folder of its own. */
		async function copyOf(): Promise<string> {
			const dataDir = mkdtempSync(join(tmpdir(), 'beurt-test-'));
			folders.push(dataDir);
			const source = new Database(join(world.test.dataDir, 'beurt.db'), { readonly: true });
			await source.backup(join(dataDir, 'beurt.db'));
			source.close();
			return dataDir;
		}
		const counts = (file: string) => {
			const connection = new Database(file, { readonly: true });
			const names = connection
				.prepare(
					`select name from sqlite_master where type = 'table' and name not like '%drizzle%'`
				)
				.pluck()
				.all() as string[];
			const rows = names.map((name) => [
				name,
				connection.prepare(`select count(*) from ${name}`).pluck().get()
			]);
			connection.close();
			return Object.fromEntries(rows) as Record<string, number>;
		};

		test('loses no row when a table is built anew to which others point', async () => {
			const dataDir = await copyOf();
			const file = join(dataDir, 'beurt.db');
			const before = counts(file);
			expect(before).toMatchObject({ region: 1, visit: 3, duty: 2, branch: 2 });
			migrateSqliteFile(
				file,
				join(migrations([{ tag: '0001_zone', sql: rebuilt('region', REGION_COLUMNS) }]), 'sqlite')
			);
			expect(counts(file)).toEqual(before);
		});

		test('loses no row of a table that would go along with its parent', async () => {
			const dataDir = await copyOf();
			const file = join(dataDir, 'beurt.db');
			const note = {
				tag: '0001_note',
				sql: [
					`CREATE TABLE note (id text primary key not null,
						region_id text not null references region(id) on delete cascade);`,
					`INSERT INTO note SELECT 'a note', id FROM region;`
				].join(BREAK)
			};
			migrateSqliteFile(file, join(migrations([note]), 'sqlite'));
			expect(counts(file)).toMatchObject({ note: 1 });
			const zone = { tag: '0002_zone', sql: rebuilt('region', REGION_COLUMNS) };
			migrateSqliteFile(file, join(migrations([note, zone]), 'sqlite'));
			expect(counts(file)).toMatchObject({ note: 1, visit: 3 });
		});

		test('is refused when it leaves rows without their parent, and says in which file', async () => {
			const dataDir = await copyOf();
			const broken = { tag: '0001_broken', sql: 'DELETE FROM counter;' };
			// Again, too: it is not forgotten with the start that found it.
			for (let start = 0; start < 2; start++)
				await expect(openDb({ dataDir, migrations: migrations([broken]) })).rejects.toThrow(
					`migration left 2 rows of ${join(dataDir, 'beurt.db')} without their parent row`
				);
		});
	}

	test('that fails halfway is taken back whole, and can be tried again', async () => {
		const folder = migrations([
			{
				tag: '0001_half',
				sql: ['CREATE TABLE note (id text primary key not null);', 'no statement at all;'].join(
					BREAK
				)
			}
		]);
		const other = await openWorld({ halls: [], services: [], clerks: [] });
		const options = {
			dataDir: other.test.dataDir,
			...(other.test.url ? { databaseUrl: other.test.url } : {})
		};
		try {
			await other.db.close();
			await expect(openDb({ ...options, migrations: folder })).rejects.toThrow();
			const db = await openDb({ ...options, migrations: 'drizzle' });
			expect(await db.read.select().from(schema.region)).toHaveLength(1);
			// The table of the half that went well is not in the way.
			const again = migrations([
				{ tag: '0001_half', sql: 'CREATE TABLE note (id text primary key not null);' }
			]);
			await db.close();
			const migrated = await openDb({ ...options, migrations: again });
			await migrated.close();
		} finally {
			await other.close().catch(() => undefined);
		}
	});
});
