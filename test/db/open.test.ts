import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asc, eq, sql as raw } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import pg from 'pg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AccountId, Id, RegionId } from '../../src/lib/domain/ids.ts';
import { accept, refuse } from '../../src/lib/domain/refusal.ts';
import { engine } from '../../src/lib/server/db/columns.ts';
import { appliedMigrations } from '../../src/lib/server/db/health.ts';
import { record } from '../../src/lib/server/db/journal.ts';
import {
	type BranchChange,
	type Db,
	type Sql,
	isUniqueViolation,
	openDb,
	openForReading
} from '../../src/lib/server/db/open.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { holdCalls } from '../../src/lib/server/flows/day.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { type Shell, type Tx, inRegion } from '../../src/lib/server/shell.ts';
import { createDatabase, dropDatabase, openTestDb } from '../support/database.ts';
import { type World, openWorld } from '../support/world.ts';

/** How many there are for an engine. */
const MIGRATIONS = readdirSync('drizzle/postgres').filter((file) => file.endsWith('.sql')).length;

const ended: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ended.splice(0).reverse()) await end();
});

async function smallWorld(): Promise<World> {
	const world = await openWorld({
		halls: [
			{ key: 'north', counters: 2 },
			{ key: 'south', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: [
			{ key: 'anna', skills: ['passport'] },
			{ key: 'bert', skills: ['passport'] }
		]
	});
	ended.push(() => world.close());
	return world;
}

async function emptyDb() {
	const test = await openTestDb();
	ended.push(() => test.close());
	return test;
}

function newFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'beurt-test-'));
	ended.push(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

const region = (code: string): typeof schema.region.$inferInsert => ({
	id: `region ${code}` as RegionId,
	code,
	name: code,
	timeZone: 'Europe/Amsterdam'
});
const codes = async (sql: Sql): Promise<string[]> =>
	(await sql.select().from(schema.region).orderBy(asc(schema.region.code))).map((row) => row.code);

/** Two promises that are settled by hand: a moment that a test waits for, and lets others wait for. */
function gate(): { opened: Promise<void>; open: () => void } {
	let open = () => {};
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { opened, open };
}

/** An event that any hall takes. */
const held = (world: World) =>
	({
		type: 'calls-held',
		branchId: world.hall('north'),
		regionId: world.regionId
	}) as const;
const author = (world: World) => ({
	actor: { kind: 'system', id: 'clock' } as const,
	commandId: world.command()
});
/** What another process hears from now on. */
async function heardBy(db: Db): Promise<BranchChange[]> {
	const heard: BranchChange[] = [];
	ended.push(
		await db.listen(
			(change) => heard.push(change),
			() => undefined
		)
	);
	return heard;
}
/** Something that happens and shows in the hall. */
async function holdIn(world: World, shell = world.shell): Promise<void> {
	const outcome = await holdCalls(shell, world.lead('lead-hall', 'north'), world.command());
	expect(outcome).toMatchObject({ ok: true });
}
const journal = (sql: Sql) => sql.select().from(schema.journal).execute();

describe('a transaction', () => {
	test('keeps what returns, and nothing of what throws', async () => {
		const { db } = await emptyDb();
		await db.transaction((sql) => sql.insert(schema.region).values(region('A')));
		await expect(
			db.transaction(async (sql) => {
				await sql.insert(schema.region).values(region('B'));
				throw new Error('no');
			})
		).rejects.toThrow('no');
		expect(await codes(db.read)).toEqual(['A']);
	});

	test('is not seen by readers before its end', async () => {
		const { db } = await emptyDb();
		await db.transaction(async (sql) => {
			await sql.insert(schema.region).values(region('A'));
			expect(await codes(sql)).toEqual(['A']);
			expect(await codes(db.read)).toEqual([]);
			expect(await db.snapshot(codes)).toEqual([]);
		});
		expect(await codes(db.read)).toEqual(['A']);
	});

	test('does not change what a reader already looks at', async () => {
		const { db } = await emptyDb();
		await db.snapshot(async (sql) => {
			expect(await codes(sql)).toEqual([]);
			await db.transaction((tx) => tx.insert(schema.region).values(region('A')));
			expect(await codes(sql)).toEqual([]);
		});
		expect(await db.snapshot(codes)).toEqual(['A']);
	});

	test('can not be begun inside another', async () => {
		const { db } = await emptyDb();
		const lock = 'region A' as RegionId;
		const inner = {
			transaction: () => db.transaction(() => Promise.resolve()),
			underLock: () => db.underLock(lock, () => Promise.resolve({ commit: true, value: null }))
		};
		for (const begin of Object.values(inner)) {
			await expect(db.transaction(async () => begin())).rejects.toThrow('a flow called a flow');
			await expect(
				db.underLock(lock, async () => ({ commit: true, value: await begin() }))
			).rejects.toThrow('a flow called a flow');
		}
		// It was refused, not left waiting: the next one is served.
		await db.transaction((sql) => sql.insert(schema.region).values(region('A')));
		expect(await codes(db.read)).toEqual(['A']);
	});

	test('may follow another in the same function, and run beside others', async () => {
		const { db } = await emptyDb();
		await Promise.all(
			['A', 'B', 'C', 'D'].map(async (code) => {
				await db.transaction((sql) => sql.insert(schema.region).values(region(code)));
				await db.transaction((sql) =>
					sql.update(schema.region).set({ name: 'done' }).where(eq(schema.region.code, code))
				);
			})
		);
		expect(await db.read.select({ name: schema.region.name }).from(schema.region)).toEqual(
			Array(4).fill({ name: 'done' })
		);
	});

	test('that fails does not keep the next from its turn', async () => {
		const { db } = await emptyDb();
		const lock = 'region A' as RegionId;
		const fail = db.underLock(lock, () => Promise.reject(new Error('broken')));
		const next = db.underLock(lock, async (sql) => {
			await sql.insert(schema.region).values(region('A'));
			return { commit: true, value: 'served' };
		});
		await expect(fail).rejects.toThrow('broken');
		expect(await next).toBe('served');
		expect(await codes(db.read)).toEqual(['A']);
	});

	test('that others share keeps what each of them kept, and nothing of who refused or broke', async () => {
		const { db } = await emptyDb();
		const ride = (code: string, end: (code: string) => { commit: boolean; value: string }) =>
			db.underLock('region A' as RegionId, async (sql) => {
				await sql.insert(schema.region).values(region(code));
				return end(code);
			});
		const kept = (value: string) => ({ commit: true, value });
		const broken = () => {
			throw new Error('broken');
		};
		const outcomes = await Promise.allSettled([
			ride('A', kept),
			ride('B', (value) => ({ commit: false, value })),
			ride('C', broken),
			ride('D', kept),
			// What the tables refuse is taken back alone as well.
			ride('D', kept),
			ride('E', kept)
		]);
		expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
			'A',
			'B',
			'failed',
			'D',
			'failed',
			'E'
		]);
		expect((await codes(db.read)).sort()).toEqual(['A', 'D', 'E']);
	});

	test('in which something breaks that nobody had heard of yet takes back only whose it was', async () => {
		const { db } = await emptyDb();
		const lock = 'region A' as RegionId;
		const ran: string[] = [];
		const ride = (code: string, commit = true) =>
			db.underLock(lock, async (sql, { unheard }) => {
				ran.push(code);
				const written = sql.insert(schema.region).values(region(code)).execute();
				written.catch(() => undefined);
				// As a command does that has nothing more to read.
				if (commit && unheard) unheard.push(written);
				else await written;
				return { commit, value: code };
			});
		const outcomes = await Promise.allSettled([
			ride('A'),
			ride('B'),
			ride('B'),
			ride('C', false),
			ride('D')
		]);
		expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
			'A',
			'B',
			'failed',
			'C',
			'D'
		]);
		expect((await codes(db.read)).sort()).toEqual(['A', 'B', 'D']);
		// On PostgreSQL all of them went once more, one by one.
		if (db.engine === 'postgres') expect(ran.length).toBeGreaterThan(5);
		else expect(ran).toEqual(['A', 'B', 'B', 'C', 'D']);
	});

	test('that is lost as a whole tells all who share it, also those who were done', async () => {
		const { db } = await emptyDb();
		const lock = 'region A' as RegionId;
		const done = db.underLock(lock, async (sql) => {
			await sql.insert(schema.region).values(region('A'));
			return { commit: true, value: 'done' };
		});
		const fatal = db.underLock(lock, async (sql) => {
			// What both engines do by themselves when the disk or the line gives way.
			if (db.engine === 'sqlite') (sql as unknown as BetterSQLite3Database).run(raw`rollback`);
			else await sql.execute(raw`select pg_terminate_backend(pg_backend_pid())`);
			return { commit: true, value: 'fatal' };
		});
		const outcomes = await Promise.allSettled([done, fatal]);
		expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		expect(await codes(db.read)).toEqual([]);
		const next = await db.underLock(lock, () => Promise.resolve({ commit: true, value: 'next' }));
		expect(next).toBe('next');
	});

	test('that broke a rule of the tables and went on is not said to be kept', async () => {
		const { db } = await emptyDb();
		const saved = await db
			.underLock('region A' as RegionId, async (sql) => {
				await sql.insert(schema.region).values(region('A'));
				await sql
					.insert(schema.region)
					.values(region('A'))
					.catch(() => undefined);
				return { commit: true, value: true };
			})
			.catch(() => false);
		expect(await codes(db.read)).toEqual(saved ? ['A'] : []);
	});

	test('keeps rows with their parents: what points nowhere is refused', async () => {
		const { db } = await emptyDb();
		await expect(
			db.transaction((sql) =>
				sql.insert(schema.municipality).values({
					id: 'm' as Id<'municipality'>,
					regionId: 'nowhere' as RegionId,
					slug: 'm',
					name: 'M'
				})
			)
		).rejects.toSatisfy((error: Error) =>
			/foreign key/i.test(
				`${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`
			)
		);
	});
});

describe('the work of a region', () => {
	test('leaves nothing behind when it is refused, and announces nothing', async () => {
		const world = await smallWorld();
		const outcome = await inRegion(world.shell, world.regionId, async (tx) => {
			await record(tx, author(world), [held(world)]);
			expect(await journal(tx.sql)).toHaveLength(1);
			return refuse({ code: 'queue-empty' });
		});
		expect(outcome).toEqual({ ok: false, refusal: { code: 'queue-empty' } });
		expect(await journal(world.db.read)).toEqual([]);
		expect(await world.db.read.select().from(schema.hall)).toEqual([]);
		expect(await world.db.read.select().from(schema.branchRevision)).toEqual([]);
		expect(world.announced).toEqual([]);
	});

	test('leaves nothing behind when it throws, and announces nothing', async () => {
		const world = await smallWorld();
		const work = inRegion(world.shell, world.regionId, async (tx) => {
			await record(tx, author(world), [held(world)]);
			throw new Error('power cut');
		});
		await expect(work).rejects.toThrow('power cut');
		expect(await journal(world.db.read)).toEqual([]);
		expect(world.announced).toEqual([]);
	});

	test('is broken by what it wrote without waiting, and leaves nothing behind', async () => {
		const world = await smallWorld();
		const work = inRegion(world.shell, world.regionId, async (tx) => {
			await record(tx, author(world), [held(world)]);
			const twice = { ...region('A'), id: world.regionId };
			tx.write(tx.sql.insert(schema.region).values(twice));
			return accept(null);
		});
		await expect(work).rejects.toSatisfy(isUniqueViolation);
		expect(await journal(world.db.read)).toEqual([]);
		expect(world.announced).toEqual([]);
	});

	test('numbers the journal on without a gap after what was rolled back', async () => {
		const world = await smallWorld();
		const hold = (then: 'keep' | 'drop') =>
			inRegion(world.shell, world.regionId, async (tx) => {
				await record(tx, author(world), [held(world), held(world)]);
				return then === 'keep' ? accept(null) : refuse({ code: 'queue-empty' });
			});
		expect(await hold('keep')).toMatchObject({ ok: true });
		expect(await hold('drop')).toMatchObject({ ok: false });
		expect(await hold('keep')).toMatchObject({ ok: true });
		expect((await journal(world.db.read)).map((line) => line.seq).sort()).toEqual([1, 2, 3, 4]);
	});

	test('is announced after its commit: who then looks sees it', async () => {
		const world = await smallWorld();
		const seen: Promise<unknown>[] = [];
		const shell: Shell = {
			...world.shell,
			announce: (changes) => {
				world.announced.push(...changes);
				// Asked at this very moment, on the connection of the readers.
				seen.push(world.db.read.select().from(schema.branchRevision).execute());
			}
		};
		await holdIn(world, shell);
		expect(world.announced).toEqual([{ branchId: world.hall('north'), revision: 1, clerks: [] }]);
		expect(await seen[0]).toEqual([{ branchId: world.hall('north'), revision: 1 }]);
	});

	test('raises the revision of each hall that it touched, once', async () => {
		const world = await smallWorld();
		await inRegion(world.shell, world.regionId, async (tx) => {
			tx.touch(world.hall('north'));
			tx.touch(world.hall('south'));
			tx.touch(world.hall('north'));
			tx.touch(null);
			return accept(null);
		});
		await inRegion(world.shell, world.regionId, async (tx) => {
			tx.touch(world.hall('south'));
			return accept(null);
		});
		expect(world.announced).toEqual([
			{ branchId: world.hall('north'), revision: 1, clerks: null },
			{ branchId: world.hall('south'), revision: 1, clerks: null },
			{ branchId: world.hall('south'), revision: 2, clerks: null }
		]);
	});

	test('that loses its transaction while screens are to be told leaves nothing behind', async () => {
		const world = await smallWorld();
		const full = (sql: string): Promise<void> =>
			world.db.transaction(async (on) => {
				if (engine === 'postgres') await on.execute(raw.raw(sql));
				else (on as unknown as BetterSQLite3Database).run(raw.raw(sql));
			});
		// As SQLite does by itself when the disk is full: what came after would be kept by itself.
		await full(
			engine === 'sqlite'
				? `create trigger full before insert on branch_revision when new.branch_id = '${world.hall('north')}'
					begin select raise(rollback, 'full'); end`
				: `alter table branch_revision add constraint full_disk check (branch_id <> '${world.hall('north')}')`
		);
		const outcome = inRegion(world.shell, world.regionId, async (tx) => {
			await record(tx, author(world), [held(world)]);
			tx.touch(world.hall('south'));
			return accept(null);
		});
		await expect(outcome).rejects.toThrow();
		expect(await world.db.read.select().from(schema.branchRevision)).toEqual([]);
		expect(await journal(world.db.read)).toEqual([]);
		expect(world.announced).toEqual([]);
	});

	test('names whose desks it concerns, unless a part of it does not know', async () => {
		const world = await smallWorld();
		const [north, south] = [world.hall('north'), world.hall('south')];
		const [anna, bert] = [world.clerk('anna'), world.clerk('bert')];
		await inRegion(world.shell, world.regionId, async (tx) => {
			tx.touch(north, [anna]);
			tx.touch(north, new Set([bert, anna]));
			tx.touch(south, [anna]);
			tx.touch(south);
			tx.touch(south, [bert]);
			return accept(null);
		});
		expect(world.announced).toEqual([
			{ branchId: north, revision: 1, clerks: [anna, bert] },
			{ branchId: south, revision: 1, clerks: null }
		]);
	});

	test('that touched no hall announces nothing', async () => {
		const world = await smallWorld();
		let said = 0;
		const shell: Shell = { ...world.shell, announce: () => said++ };
		await inRegion(shell, world.regionId, async () => accept(null));
		expect(said).toBe(0);
	});

	test('can not go on after its end: what was not waited for throws', async () => {
		const world = await smallWorld();
		const over = gate();
		let late: Promise<unknown> = Promise.resolve();
		let kept: Tx | undefined;
		await inRegion(world.shell, world.regionId, async (tx) => {
			kept = tx;
			late = over.opened.then(() => record(tx, author(world), [held(world)]));
			return accept(null);
		});
		over.open();
		await expect(late).rejects.toThrow('a statement after its transaction: an await is missing');
		expect(() => kept?.sql).toThrow('an await is missing');
		expect(await journal(world.db.read)).toEqual([]);
	});

	test('gives every line of one command the time at which it began', async () => {
		const world = await smallWorld();
		const began = world.now();
		await inRegion(world.shell, world.regionId, async (tx) => {
			await record(tx, author(world), [held(world)]);
			world.pass(1);
			await record(tx, author(world), [held(world)]);
			return accept(null);
		});
		expect((await journal(world.db.read)).map((line) => line.at)).toEqual([began, began]);
	});
});

/* SQLite: one process, one file */

const lite = (sql: Sql) => sql as unknown as BetterSQLite3Database;
const pragma = (sql: Sql, name: string): unknown =>
	Object.values(lite(sql).get<Record<string, unknown>>(raw.raw(`pragma ${name}`)))[0];

if (engine === 'sqlite')
	describe('on SQLite', () => {
		test('what was acknowledged is on the disk, and the parents of rows are checked', async () => {
			const { db } = await emptyDb();
			await db.transaction(async (sql) => {
				// FULL: each commit waits for the disk.
				expect(pragma(sql, 'synchronous')).toBe(2);
				expect(pragma(sql, 'journal_mode')).toBe('wal');
				expect(pragma(sql, 'foreign_keys')).toBe(1);
			});
		});

		test('the connection for reading refuses to write', async () => {
			const { db, dataDir } = await emptyDb();
			await expect(
				Promise.resolve(db.read.insert(schema.region).values(region('A')))
			).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
			const beside = await openForReading({ dataDir });
			ended.push(() => beside.close());
			await expect(
				Promise.resolve(beside.read.insert(schema.region).values(region('A')))
			).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
			expect(await codes(db.read)).toEqual([]);
		});

		test('somebody may look beside the process that works, and sees what it commits', async () => {
			const { db, dataDir } = await emptyDb();
			const beside = await openForReading({ dataDir });
			ended.push(() => beside.close());
			await db.transaction((sql) => sql.insert(schema.region).values(region('A')));
			expect(await codes(beside.read)).toEqual(['A']);
		});

		test('there is nothing to look at in an empty folder, and it says so', async () => {
			const folder = newFolder();
			await expect(openForReading({ dataDir: folder })).rejects.toThrow(
				`DATA_DIR ${folder} holds no database`
			);
		});

		test('the folder is made with its database in it, for nobody else to read', async () => {
			const dataDir = join(newFolder(), 'deep', 'down');
			const db = await openDb({ dataDir, migrations: 'drizzle' });
			ended.push(() => db.close());
			expect(await codes(db.read)).toEqual([]);
		});
	});

/** What a child process says first: that it has the folder, or why not. */
async function holdElsewhere(dataDir: string): Promise<{ child: ChildProcess; said: string }> {
	const child = spawn(process.execPath, ['test/db/hold-folder.mjs', dataDir], {
		env: { ...process.env, DATABASE_URL: '' },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	ended.push(() => child.kill('SIGKILL'));
	let said = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
	await vi.waitFor(() => expect(said).toContain('\n'), { timeout: 25_000, interval: 20 });
	return { child, said: said.trim() };
}

if (engine === 'sqlite')
	describe('a data folder', () => {
		const open = (dataDir: string): Promise<Db> => openDb({ dataDir, migrations: 'drizzle' });
		const inUse = (dataDir: string, pid: number | undefined) =>
			`DATA_DIR ${dataDir} is in use by process ${String(pid)}. One process per data folder: stop that one, ` +
			'give this one another DATA_DIR, or use PostgreSQL (DATABASE_URL).';

		test('is refused to a second one in the same process, and free again once closed', async () => {
			const dataDir = newFolder();
			const first = await open(dataDir);
			await expect(open(dataDir)).rejects.toThrow(inUse(dataDir, process.pid));
			await first.close();
			const second = await open(dataDir);
			await second.close();
		});

		test('is refused to a second process, which names the first', async () => {
			const dataDir = newFolder();
			const db = await open(dataDir);
			ended.push(() => db.close());
			const { said } = await holdElsewhere(dataDir);
			expect(said).toBe(inUse(dataDir, process.pid));
			// The first goes on working.
			await db.transaction((sql) => sql.insert(schema.region).values(region('A')));
		});

		test('is free again when the process that had it was killed', async () => {
			const dataDir = newFolder();
			const { child, said } = await holdElsewhere(dataDir);
			expect(said).toBe('open');
			await expect(open(dataDir)).rejects.toThrow(inUse(dataDir, child.pid));
			const gone = new Promise((resolve) => child.once('exit', resolve));
			child.kill('SIGKILL');
			await gone;
			const db = await open(dataDir);
			ended.push(() => db.close());
			await db.transaction((sql) => sql.insert(schema.region).values(region('A')));
			expect(await codes(db.read)).toEqual(['A']);
		});

		test('is free again when its database could not be opened', async () => {
			const dataDir = newFolder();
			await expect(openDb({ dataDir, migrations: 'nowhere' })).rejects.toThrow();
			const db = await open(dataDir);
			await db.close();
		});
	});

/* PostgreSQL: several processes */

if (engine === 'postgres')
	describe('on PostgreSQL', () => {
		/** An administrator's own connection. */
		async function connection(url: string | undefined): Promise<pg.Client> {
			const client = new pg.Client({ connectionString: url });
			await client.connect();
			ended.push(() => client.end());
			return client;
		}

		async function listeners(client: pg.Client): Promise<number[]> {
			const { rows } = await client.query<{ pid: number }>(
				`select pid from pg_stat_activity
				where datname = current_database() and application_name = 'beurt-listener'`
			);
			return rows.map((row) => row.pid);
		}

		test('processes that start together on an empty database migrate it once', async () => {
			const databaseUrl = await createDatabase();
			ended.push(() => dropDatabase(databaseUrl));
			const dataDir = newFolder();
			const open = () => openDb({ databaseUrl, dataDir, migrations: 'drizzle', poolSize: 2 });
			const dbs = await Promise.all([open(), open(), open()]);
			ended.push(() => Promise.all(dbs.map((db) => db.close())));
			for (const db of dbs) {
				expect(await appliedMigrations(db.read)).toMatchObject({ migrations: MIGRATIONS });
				expect(await codes(db.read)).toEqual([]);
			}
		});

		test('a process that starts later finds everything as it is', async () => {
			const world = await smallWorld();
			await holdIn(world);
			const other = await world.another();
			expect(await journal(other.db.read)).toHaveLength(1);
			expect(await appliedMigrations(other.db.read)).toMatchObject({ migrations: MIGRATIONS });
		});

		test('a change is heard by other processes once it is committed, and a rollback never', async () => {
			const world = await smallWorld();
			const other = await world.another();
			const heard = await heardBy(other.db);
			const refused = await inRegion(world.shell, world.regionId, async (tx) => {
				await record(tx, author(world), [held(world)]);
				tx.touch(world.hall('south'));
				return refuse({ code: 'queue-empty' });
			});
			expect(refused.ok).toBe(false);
			await holdIn(world);
			await vi.waitFor(() => expect(heard).not.toEqual([]), { timeout: 10_000 });
			expect(heard).toEqual([{ branchId: world.hall('north'), revision: 1, clerks: [] }]);
			expect(heard).toEqual(world.announced);
		});

		test('a change names to other processes whose desks it concerns, unless they are very many', async () => {
			const world = await smallWorld();
			const other = await world.another();
			const heard = await heardBy(other.db);
			const branchId = world.hall('north');
			const clerks = [world.clerk('anna'), world.clerk('bert')];
			const many = Array.from(
				{ length: 300 },
				(_, i) => `${world.clerk('anna')} ${i}` as AccountId
			);
			for (const named of [clerks, many, undefined])
				await inRegion(world.shell, world.regionId, async (tx) => {
					tx.touch(branchId, named);
					return accept(null);
				});
			await vi.waitFor(() => expect(heard).toHaveLength(3), { timeout: 10_000 });
			expect(heard).toEqual([
				{ branchId, revision: 1, clerks },
				{ branchId, revision: 2, clerks: null },
				{ branchId, revision: 3, clerks: null }
			]);
		});

		test('a listener that was cut says so, comes back, and hears again', async () => {
			const world = await smallWorld();
			const heard: BranchChange[] = [];
			let lost = 0;
			ended.push(
				await world.db.listen(
					(change) => heard.push(change),
					() => lost++
				)
			);
			const client = await connection(world.test.url);
			const [before] = await listeners(client);
			expect(lost).toBe(0);

			await client.query('select pg_terminate_backend($1)', [before]);
			await vi.waitFor(() => expect(lost).toBeGreaterThan(0), { timeout: 10_000 });
			// Said once more when it is back: what happened meanwhile was not heard.
			await vi.waitFor(() => expect(lost).toBe(2), { timeout: 10_000 });
			expect(await listeners(client)).not.toContain(before);

			await holdIn(world);
			await vi.waitFor(
				() => expect(heard).toEqual([{ branchId: world.hall('north'), revision: 1, clerks: [] }]),
				{ timeout: 10_000 }
			);
		});

		test('a listener that was ended while it came back does not stay behind', async () => {
			const world = await smallWorld();
			const client = await connection(world.test.url);
			const line = await telephoneLine(world.test.url);
			const other = await openDb({
				databaseUrl: line.url,
				dataDir: world.test.dataDir,
				migrations: 'drizzle'
			});
			ended.push(() => other.close());
			let lost = 0;
			const end = await other.listen(
				() => undefined,
				() => lost++
			);
			const [before] = await listeners(client);
			line.hold();
			await client.query('select pg_terminate_backend($1)', [before]);
			await vi.waitFor(() => expect(lost).toBe(1), { timeout: 10_000 });
			// It calls again, and nobody has answered yet when it is told to stop.
			await vi.waitFor(() => expect(line.waiting()).toBe(1), { timeout: 10_000 });
			await end();
			line.release();
			await vi.waitFor(() => expect(line.answered()).toEqual({ calls: 1, open: 0 }), {
				timeout: 10_000
			});
			expect(await listeners(client)).toEqual([]);
		});

		test('commands of one region wait for each other, also in two processes', async () => {
			const world = await smallWorld();
			const shells = [world.shell, await world.another()];
			let inside = 0;
			const most: number[] = [];
			await Promise.all(
				Array.from({ length: 20 }, (_, n) =>
					inRegion(shells[n % 2]!, world.regionId, async (tx) => {
						most.push(++inside);
						await record(tx, author(world), [held(world)]);
						await tx.sql.execute(raw`select pg_sleep(0.005)`);
						inside--;
						return accept(null);
					})
				)
			);
			expect(Math.max(...most)).toBe(1);
			const seqs = (await journal(world.db.read)).map((line) => line.seq).sort((a, b) => a - b);
			expect(seqs).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
		});

		test('numbers given in two processes at once are all different, and none is left out', async () => {
			const world = await smallWorld();
			await world.sit('anna', 'north', 1);
			const shells = [world.shell, await world.another()];
			const tickets = await Promise.all(
				Array.from({ length: 20 }, async (_, n) => {
					const given = await takeTicket(shells[n % 2]!, world.kiosk('north'), {
						id: world.command(),
						services: [{ serviceId: world.service('passport'), persons: 1 }],
						language: 'nl',
						videoOk: false,
						fetchInPerson: false,
						priority: null
					});
					return given.ok ? given.value.ticket : given.refusal.code;
				})
			);
			expect(tickets.sort()).toEqual(
				Array.from({ length: 20 }, (_, n) => `P${String(n + 1).padStart(3, '0')}`)
			);
		});

		test('another region does not wait', async () => {
			const { db } = await emptyDb();
			const [a, b] = ['region A' as RegionId, 'region B' as RegionId];
			const inB = gate();
			const first = db.underLock(a, async () => {
				// Ends only once the other region has been served.
				await inB.opened;
				return { commit: true, value: 'A' };
			});
			const second = db.underLock(b, async () => {
				inB.open();
				return { commit: true, value: 'B' };
			});
			expect(await Promise.all([first, second])).toEqual(['A', 'B']);
		});

		test('waiting commands take no connections: readers and other regions still get one', async () => {
			const databaseUrl = await createDatabase();
			ended.push(() => dropDatabase(databaseUrl));
			const db = await openDb({
				databaseUrl,
				dataDir: newFolder(),
				migrations: 'drizzle',
				poolSize: 2
			});
			ended.push(() => db.close());
			const [begun, release] = [gate(), gate()];
			const waiting = Array.from({ length: 10 }, () =>
				db.underLock('region A' as RegionId, async () => {
					begun.open();
					await release.opened;
					return { commit: true, value: null };
				})
			);
			await begun.opened;
			// All that could begin have begun.
			await new Promise((soon) => setTimeout(soon, 200));
			expect(await codes(db.read)).toEqual([]);
			release.open();
			await Promise.all(waiting);
		});
	});

/** A way to the database on which new calls can be kept ringing. */
async function telephoneLine(url: string | undefined) {
	const to = new URL(url ?? '');
	let ringing: (() => void)[] = [];
	let holding = false;
	const answered = { calls: 0, open: 0 };
	const sockets = new Set<Socket>();
	const server = createServer((caller) => {
		const answer = () => {
			const callee = connect(Number(to.port), to.hostname);
			for (const [one, other] of [
				[caller, callee],
				[callee, caller]
			] as const) {
				sockets.add(one);
				one.on('error', () => undefined).on('close', () => other.destroy());
				one.pipe(other);
			}
		};
		if (!holding) return answer();
		ringing.push(() => {
			answered.calls++;
			answered.open++;
			caller.on('close', () => answered.open--);
			answer();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	ended.push(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	const through = new URL(to);
	through.port = String(port);
	through.hostname = '127.0.0.1';
	return {
		url: through.toString(),
		hold: () => (holding = true),
		release: () => {
			holding = false;
			for (const answer of ringing.splice(0)) answer();
			ringing = [];
		},
		waiting: () => ringing.length,
		answered: () => answered
	};
}
