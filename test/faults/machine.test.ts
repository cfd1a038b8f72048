/** What goes wrong with the machine: its disk, other programs on it, its clock, its time zone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type TestContext, describe, expect, test } from 'vitest';
import { en } from '../../src/lib/text/en.ts';
import { nl } from '../../src/lib/text/nl.ts';
import { Life, verified } from './kill/life.ts';
import { isLong, say, settled, sleep } from './kill/rounds.ts';
import { reading } from './kill/rows.ts';
import { PASSPORT, clerkAt, kioskAt, logged, send, ticketAt } from './machine/desk.ts';
import { smallDisk } from './machine/room.ts';

type Later = TestContext['onTestFinished'];

const NUMBER = /^P\d{3}$/;
/** Of this letter in the one hall that these tests work in, in the order in which they were given. */
const numbersOf = (life: Life) =>
	reading(life.place, async (all) =>
		(await all("select number from visit where letter = 'P' order by number")).map((row) =>
			Number(row['number'])
		)
	);

const events = (life: Life, event: string) =>
	logged(life.output).filter((line) => line['event'] === event);

/** Nothing went wrong that nobody foresaw. */
const unforeseen = (life: Life) => logged(life.output).filter(({ level }) => Number(level) >= 50);

const room = smallDisk();
room?.remove();

describe.skipIf(room === null)('a full disk', () => {
	test.concurrent(
		'is told to those who press, to the log once, and to health; and is over with it',
		async ({ onTestFinished: later }) => {
			const small = smallDisk()!;
			later(() => small.remove());
			say(`disk full by ${small.kind}`);
			const life = await Life.begin('sqlite', { LOG_LEVEL: 'info' }, small.dataDir);
			later(() => void life.kill());
			await life.start();
			const kiosk = await kioskAt(life.url);
			const clerk = await clerkAt(life.url, 'hanneke', 1);
			const first = await ticketAt(kiosk);
			expect(first.ticket).toMatch(NUMBER);

			small.fill(life.pid);
			const asked = crypto.randomUUID();
			await settled(5000, async () => {
				const { status } = await send(kiosk, '/kiosk?/take', { service: PASSPORT, command: asked });
				return status === 503 ? null : `the full disk took a ticket: ${status}`;
			});
			for (let n = 0; n < 5; n++) {
				const told = await send(kiosk, '/kiosk?/take', { service: PASSPORT });
				expect(told).toMatchObject({ status: 503, retryAfter: '5' });
				expect(JSON.parse(told.text)).toMatchObject({
					type: 'error',
					error: { message: 'unavailable' }
				});
			}
			for (const [path, language, words] of [
				['/kiosk?/take', 'nl', nl],
				['/kiosk?/take&lang=en', 'en', en],
				['/desk?/next', 'nl', nl],
				['/desk?/next', 'en', en]
			] as const) {
				const who = path.startsWith('/desk') ? clerk : kiosk;
				const page = await send(who, path, { service: PASSPORT }, 'page', language);
				expect(page.status).toBe(503);
				expect(page.text).toContain(words.errorUnavailable);
				expect(page.text).toContain(words.errorUnavailableWhat);
				expect(page.text).toContain(words.errorCode(503));
			}
			expect(await life.health()).toMatchObject({ status: 503, body: { status: 'unavailable' } });
			// What was written before can be read.
			expect((await fetch(life.url + first.path)).status).toBe(200);
			expect(events(life, 'database.unavailable')).toHaveLength(1);
			expect(events(life, 'database.unavailable')[0]!['reason']).toMatch(/^disk-/);
			expect(events(life, 'request.failed')).toEqual([]);

			small.free(life.pid);
			await settled(5000, async () => {
				const { status } = await life.health();
				return status === 200 ? null : `health says ${status} with room again`;
			});
			expect(events(life, 'database.available')).toHaveLength(1);
			// The one that was turned away asks again with the same id.
			await ticketAt(kiosk, asked);
			const last = await ticketAt(kiosk);
			const numbers = await numbersOf(life);
			expect(numbers).toEqual(numbers.map((_, index) => index + 1));
			expect(last.ticket).toBe(`P${String(numbers.length).padStart(3, '0')}`);
			expect(unforeseen(life)).toEqual([]);
			expect(await verified(life.place)).toBeNull();
		}
	);

	test.concurrent(
		'does not keep a server from starting again; a first start says what is wrong',
		async ({ onTestFinished: later }) => {
			const small = smallDisk()!;
			later(() => small.remove());
			const life = await Life.begin('sqlite', {}, small.dataDir);
			later(() => void life.kill());
			if (small.kind === 'a full disk') {
				small.fill(0);
				await expect(life.start()).rejects.toThrow(`DATA_DIR ${small.dataDir}: the disk is full`);
				expect(life.output).not.toContain('    at ');
				small.free(0);
			}
			await life.start();
			const kiosk = await kioskAt(life.url);
			const { path } = await ticketAt(kiosk);
			small.fill(life.pid);
			await settled(5000, async () => {
				const { status } = await send(kiosk, '/kiosk?/take', { service: PASSPORT });
				return status === 503 ? null : `the full disk took a ticket: ${status}`;
			});
			const before = await numbersOf(life);
			await life.kill();
			await life.start();
			expect((await fetch(life.url + path)).status).toBe(200);
			small.free(life.pid);
			await ticketAt(kiosk);
			expect(await numbersOf(life)).toEqual([...before, before.length + 1]);
			expect(await verified(life.place)).toBeNull();
		}
	);
});

/** Another program takes the database. @returns what makes it let go */
async function holdDatabase(life: Life, later: Later): Promise<() => Promise<void>> {
	const holder: ChildProcess = spawn(
		process.execPath,
		['test/faults/machine/lock-holder.mjs', join(life.place.dataDir, 'beurt.db')],
		{ stdio: ['ignore', 'pipe', 'inherit'] }
	);
	later(() => void holder.kill('SIGKILL'));
	await new Promise((held) => holder.stdout?.once('data', held));
	return async () => {
		const over = new Promise((done) => holder.once('exit', done));
		holder.kill('SIGTERM');
		await over;
	};
}

/** The longest that anybody waited for health, asked without a pause. */
function watchHealth(life: Life): () => Promise<number> {
	const over = new AbortController();
	const watching = (async () => {
		let longest = 0;
		while (!over.signal.aborted) {
			const start = performance.now();
			await life.health();
			longest = Math.max(longest, performance.now() - start);
			await sleep(20);
		}
		return longest;
	})();
	return () => {
		over.abort();
		return watching;
	};
}

describe('a database that another program holds', () => {
	/** No screen may stand still for it. */
	const AT_ONCE = 1000;

	async function begin(later: Later) {
		const life = await Life.begin('sqlite', { LOG_LEVEL: 'info' });
		later(() => life.remove());
		await life.start();
		const kiosk = await kioskAt(life.url);
		await ticketAt(kiosk);
		return { life, kiosk };
	}

	test.concurrent(
		'for three seconds is waited for, while everything else goes on',
		async ({ onTestFinished: later }) => {
			const { life, kiosk } = await begin(later);
			const letGo = await holdDatabase(life, later);
			const longest = watchHealth(life);
			const taking = Promise.all(
				Array.from({ length: 10 }, () => send(kiosk, '/kiosk?/take', { service: PASSPORT }))
			);
			await sleep(3000);
			await letGo();
			for (const { status, after } of await taking) {
				expect(status).toBe(200);
				expect(after).toBeGreaterThan(2500);
			}
			expect(await longest()).toBeLessThan(AT_ONCE);
			expect(await numbersOf(life)).toEqual(Array.from({ length: 11 }, (_, n) => n + 1));
			expect(logged(life.output).filter(({ level }) => Number(level) >= 40)).toEqual([]);
		}
	);

	test.concurrent(
		'for longer is told to those who press; once let go, it goes on',
		async ({ onTestFinished: later }) => {
			const { life, kiosk } = await begin(later);
			const clerk = await clerkAt(life.url, 'hanneke', 1);
			const letGo = await holdDatabase(life, later);
			const held = performance.now();
			const longest = watchHealth(life);
			const asked = Array.from({ length: 10 }, () => crypto.randomUUID());
			const told = await Promise.all(
				asked.map((id) => send(kiosk, '/kiosk?/take', { service: PASSPORT, command: id }))
			);
			for (const { status, after } of told) {
				expect(status).toBe(503);
				// All of them wait side by side.
				expect(after).toBeLessThan(8000);
			}
			const page = await send(clerk, '/desk?/next', {}, 'page');
			expect(page.status).toBe(503);
			expect(page.text).toContain(nl.errorUnavailableWhat);
			expect(await life.health()).toMatchObject({ status: 503, body: { status: 'unavailable' } });
			if (isLong) await sleep(Math.max(0, 60_000 - (performance.now() - held)));
			await letGo();
			await settled(8000, async () => {
				const { status } = await life.health();
				return status === 200 ? null : `health says ${status} with the database let go`;
			});
			expect(await longest()).toBeLessThan(AT_ONCE);
			for (const id of asked) await ticketAt(kiosk, id);
			expect(await numbersOf(life)).toEqual(Array.from({ length: 11 }, (_, n) => n + 1));
			expect(events(life, 'database.unavailable')).toMatchObject([{ reason: 'locked' }]);
			expect(events(life, 'database.available')).toHaveLength(1);
			expect(unforeseen(life)).toEqual([]);
		}
	);

	test.concurrent(
		'keeps no server from starting again; a first start says what is wrong',
		async ({ onTestFinished: later }) => {
			const fresh = await Life.begin('sqlite');
			later(() => fresh.remove());
			const letFreshGo = await holdDatabase(fresh, later);
			await expect(fresh.start()).rejects.toThrow(
				`DATA_DIR ${fresh.place.dataDir}: another program holds the database`
			);
			expect(fresh.output).not.toContain('    at ');
			await letFreshGo();

			const { life, kiosk } = await begin(later);
			await life.stop();
			const letGo = await holdDatabase(life, later);
			await life.start();
			const taking = ticketAt(kiosk);
			await sleep(500);
			await letGo();
			expect((await taking).ticket).toBe('P002');
		}
	);
});
