/** What goes wrong with PostgreSQL and the way to it, while kiosks and clerks work. The server is the test's own. */
import pg from 'pg';
import { type TestContext, afterAll, describe, expect, test } from 'vitest';
import { nl } from '../../src/lib/text/nl.ts';
import { type OwnPostgres, ownPostgres } from '../../tools/postgres.mjs';
import { createPostgres, onPostgres } from '../support/server.ts';
import { Life } from './kill/life.ts';
import { isLong, rounds, say, seeded, settled, sleep } from './kill/rounds.ts';
import { PASSPORT, clerkAt, kioskAt, logged, send, ticketAt } from './machine/desk.ts';
import { Ground } from './postgres/ground.ts';
import type { Trial } from './postgres/trial.ts';
import type { Wire } from './postgres/wire.ts';

/** A kill of its process loses nothing; a power cut is not what is tried here. */
const SETTINGS = { fsync: 'off', max_connections: '60' };
const FEW = 1;
/** Nobody waits longer to be told that it can't be done now, whatever it waited for. */
const TOLD_WITHIN = 16_000;
const AGAIN_WITHIN = 10_000;
/** Of the one who is left, that somebody is answered. */
const GOES_ON_WITHIN = 5000;
/** A page of the product; or, when not even who asks can be read, the one that is always there. */
const SAYS_SO = new RegExp(`${nl.errorUnavailableWhat}|Probeer het over een minuut nog eens`);

let postgres: OwnPostgres | null = null;
try {
	postgres = await ownPostgres(SETTINGS);
} catch (error) {
	say(`PostgreSQL's faults are not tried: ${error instanceof Error ? error.message : ''}`);
}
const server = postgres!;
const { random } = seeded('PostgreSQL');

const health = (life: Life, wanted: number) => async () => {
	const { status } = await life.health();
	return status === wanted ? null : `health says ${status}`;
};

const most = (values: number[]) => Math.round(Math.max(0, ...values));

/** As many rounds as were asked for. */
async function each(
	what: string,
	ground: Ground,
	work: (trial: Trial, url: string, wire: Wire) => Promise<void>
): Promise<void> {
	const wanted = rounds(FEW);
	let [acknowledged, turnedAway] = [0, 0];
	const told = (done: number) =>
		`${what}: ${done} rounds, ${acknowledged} commands acknowledged, ${turnedAway} times 503`;
	for (let done = 1; done <= wanted; done++) {
		const counts = await ground.round(work);
		acknowledged += counts.acknowledged;
		turnedAway += counts.turnedAway;
		if (isLong && done % 20 === 0) say(`so far, ${told(done)}`);
	}
	say(told(wanted));
}

describe.skipIf(postgres === null)('one server, while people work', () => {
	const ground = new Ground(server, random.fork(), 1);
	afterAll(() => ground.close());

	test('PostgreSQL is restarted at once: nothing is lost or doubled, and all goes on', async () => {
		const again: number[] = [];
		await each('restarted', ground, async (trial) => {
			const { life } = trial;
			const kiosk = await kioskAt(life.url);
			trial.work();
			await sleep(random.between(300, 1200));
			await server.crash();
			const told = await send(kiosk, '/kiosk?/take', { service: PASSPORT }, 'page');
			expect(told.status).toBe(503);
			expect(told.text).toMatch(SAYS_SO);
			expect(told.text).not.toMatch(/\bat .*\.js:/);
			expect(await life.health()).toMatchObject({ status: 503 });
			await sleep(random.between(0, 1500));
			await server.start();
			const up = performance.now();
			await settled(AGAIN_WITHIN, health(life, 200));
			again.push(performance.now() - up);
			await sleep(random.between(200, 600));
		});
		say(`restarted: healthy again after ${most(again)} ms at most`);
	});

	test('connections are ended inside the region’s lock: that costs nobody anything', async () => {
		let ended = 0;
		await each('ended inside the lock', ground, async (trial, url) => {
			trial.work();
			const until = performance.now() + random.between(1500, 2500);
			await onPostgres(url, async (admin) => {
				while (performance.now() < until) {
					await sleep(random.between(50, 300));
					ended += await endLockHolder(admin);
				}
			});
		});
		say(`ended inside the lock: ${ended} connections`);
		expect(ended).toBeGreaterThan(0);
	});
});

describe.skipIf(postgres === null)('two servers, while people work', () => {
	const ground = new Ground(server, random.fork(), 2);
	afterAll(() => ground.close());

	test('a listener is cut without a word: screens are right all the same, and it comes back', async () => {
		const again: number[] = [];
		await each('listener cut', ground, async (trial, url, wire) => {
			expect(wire.silenceListeners()).toBe(1);
			const cut = performance.now();
			trial.work();
			await sleep(1000);
			await trial.settle(url);
			await settled(TOLD_WITHIN, () => (wire.listeners > 0 ? null : 'nobody listens again'));
			again.push(performance.now() - cut);
		});
		say(`listener cut: listens again after ${most(again)} ms at most`);
	});

	test('the way to it falls silent for one: the other goes on, and both do once it is mended', async () => {
		const blocked: number[] = [];
		await each('one way silent', ground, async (trial, _url, wire) => {
			const [one, other] = trial.lives as [Life, Life];
			trial.work();
			await sleep(random.between(300, 1000));
			wire.silence();
			const silent = performance.now();
			await settled(TOLD_WITHIN, health(other, 503));
			await settled(TOLD_WITHIN, health(one, 200));
			const before = trial.acknowledged;
			await settled(TOLD_WITHIN, () => (trial.acknowledged > before ? null : 'it stands still'));
			blocked.push(performance.now() - silent);
			wire.mend();
			await settled(TOLD_WITHIN, health(other, 200));
		});
		say(`one way silent: the other worked and was healthy after ${most(blocked)} ms at most`);
	});

	test('one is killed: the other goes on at once, and nothing is lost', async () => {
		const gaps: number[] = [];
		await each('one of two killed', ground, async (trial) => {
			const [one, other] = trial.lives as [Life, Life];
			trial.work();
			await sleep(random.between(300, 1200));
			await one.kill();
			const before = trial.answered;
			gaps.push(
				await settled(GOES_ON_WITHIN, () => (trial.answered > before ? null : 'nobody is answered'))
			);
			expect(await other.health()).toMatchObject({ status: 200 });
			await sleep(random.between(200, 1000));
			await one.start();
		});
		say(`one of two killed: the other answered after ${most(gaps)} ms at most`);
	});
});

describe.skipIf(postgres === null)('a server', () => {
	afterAll(() => server.stop());

	async function begin(later: TestContext['onTestFinished']) {
		const database = await createPostgres(server.url);
		const life = await Life.on(database.url, { LOG_LEVEL: 'info' });
		later(async () => {
			await life.remove();
			await database.remove();
		});
		await life.start();
		return { life, url: database.url, kiosk: await kioskAt(life.url) };
	}
	const troubles = ({ output }: Life) =>
		logged(output)
			.filter(({ level }) => Number(level) >= 40)
			.map(({ event, reason }) => [event, reason].join(' ').trim());

	test('that gets no connection says so, to people and by health, until there is one', async ({
		onTestFinished: later
	}) => {
		const { life, url, kiosk } = await begin(later);
		await onPostgres(url, async (admin) => {
			const taken = await takeAll(url, admin);
			const told = await send(kiosk, '/kiosk?/take', { service: PASSPORT });
			expect(told).toMatchObject({ status: 503, retryAfter: '5' });
			expect(JSON.parse(told.text)).toMatchObject({ error: { message: 'unavailable' } });
			expect(await life.health()).toMatchObject({ status: 503, body: { status: 'unavailable' } });
			await Promise.all(taken.map((client) => client.end()));
		});
		await settled(AGAIN_WITHIN, health(life, 200));
		await ticketAt(kiosk);
		expect(new Set(troubles(life))).toEqual(
			new Set(['database.unavailable unreachable', 'listener.lost'])
		);
	});

	test('whose table another program holds says so, and does it once that lets go', async ({
		onTestFinished: later
	}) => {
		const { life, url, kiosk } = await begin(later);
		const clerk = await clerkAt(life.url, 'hanneke', 1);
		const asked = Array.from({ length: 10 }, () => crypto.randomUUID());
		await onPostgres(url, async (holder) => {
			await holder.query('begin');
			await holder.query('lock table visit in access exclusive mode');
			const told = await Promise.all(
				asked.map((command) => send(kiosk, '/kiosk?/take', { service: PASSPORT, command }))
			);
			for (const { status, after } of told) {
				expect(status).toBe(503);
				expect(after).toBeLessThan(TOLD_WITHIN);
			}
			const page = await send(clerk, '/desk?/next', {}, 'page');
			expect(page.status).toBe(503);
			expect(page.text).toMatch(SAYS_SO);
			expect(await life.health()).toMatchObject({ status: 503 });
			await holder.query('rollback');
		});
		for (const command of asked) await ticketAt(kiosk, command);
		await settled(AGAIN_WITHIN, health(life, 200));
		expect(new Set(troubles(life))).toEqual(new Set(['database.unavailable locked']));
	});
});

/** @returns how many were ended: one, or none when nobody held the lock */
async function endLockHolder(admin: pg.Client): Promise<number> {
	const { rowCount } = await admin.query(
		`select pg_terminate_backend(pid) from pg_stat_activity join pg_locks using (pid)
		where datname = current_database() and locktype = 'advisory' and granted`
	);
	return rowCount ?? 0;
}

/** Takes every connection that there is. What the server holds it loses, and finds the place taken. */
async function takeAll(url: string, admin: pg.Client): Promise<pg.Client[]> {
	const taken: pg.Client[] = [];
	// A connection that is just being made is nobody's yet.
	for (let inVain = 0; inVain < 10;) {
		const client = new pg.Client({ connectionString: url });
		client.on('error', () => undefined);
		try {
			await client.connect();
			taken.push(client);
			inVain = 0;
		} catch {
			const { rowCount } = await admin.query(
				`select pg_terminate_backend(pid) from pg_stat_activity
				where datname = current_database() and application_name like 'beurt%'`
			);
			inVain = rowCount === 0 ? inVain + 1 : 0;
			await sleep(50);
		}
	}
	return taken;
}
