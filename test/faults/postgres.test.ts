/** What goes wrong with PostgreSQL and the way to it, while kiosks and clerks work. The server is the test's own. */
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { nl } from '../../src/lib/text/nl.ts';
import { type OwnPostgres, ownPostgres } from '../../tools/postgres.mjs';
import { onPostgres, createPostgres } from '../support/server.ts';
import { type Life } from './kill/life.ts';
import { isLong, rounds, say, seeded, settled, sleep } from './kill/rounds.ts';
import { PASSPORT, clerkAt, kioskAt, logged, send, ticketAt } from './machine/desk.ts';
import { Trial } from './postgres/trial.ts';
import { Wire } from './postgres/wire.ts';

/** A kill of its process loses nothing; a power cut is not what is tried here. */
const SETTINGS = { fsync: 'off', max_connections: '60' };
const FEW = 2;
/** A database grows with each round, and looking at all of it takes longer. */
const ROUNDS_A_DATABASE = 20;
/** A command is told no later than this that it can't be done now, whatever it waited for. */
const TOLD_WITHIN = 16_000;
const AGAIN_WITHIN = 10_000;
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

const events = (life: Life, event: string) =>
	logged(life.output).filter((line) => line['event'] === event);

/** Rounds on one database after the other. */
async function each(
	what: string,
	round: (trial: Trial, url: string, done: number) => Promise<void>,
	told: (trial: Trial) => void = () => undefined
): Promise<void> {
	let commands = 0;
	let turnedAway = 0;
	const wanted = rounds(FEW);
	for (let done = 0; done < wanted;) {
		const database = await createPostgres(server.url);
		const trial = await Trial.open(database.url, random.fork());
		try {
			const until = Math.min(wanted, done + ROUNDS_A_DATABASE);
			for (; done < until; done++) await round(trial, database.url, done);
			told(trial);
			expect(trial.unforeseen()).toEqual([]);
		} catch (error) {
			// Those that follow need it, whatever became of this one.
			await server.start().catch(() => undefined);
			throw error;
		} finally {
			commands += trial.acknowledged;
			turnedAway += trial.turnedAway;
			await trial.close();
			await database.remove();
		}
		if (isLong) say(`${what} so far: ${done} rounds`);
	}
	say(`${what}: ${wanted} rounds, ${commands} commands acknowledged, ${turnedAway} times 503`);
}

describe.skipIf(postgres === null)('PostgreSQL', () => {
	afterAll(() => server.stop());

	test('restarted at once: nothing is lost or doubled, and all goes on by itself', async () => {
		const again: number[] = [];
		await each(
			'PostgreSQL restarted',
			async (trial, url) => {
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
				await trial.settle(url);
			},
			({ life }) => {
				const times = events(life, 'database.unavailable').length;
				expect(events(life, 'database.available')).toHaveLength(times);
			}
		);
		say(`PostgreSQL restarted: healthy again after ${Math.round(Math.max(...again))} ms at most`);
	});

	test('ending connections inside the region’s lock costs nobody anything', async () => {
		let ended = 0;
		await each('connections ended', async (trial, url) => {
			trial.work();
			const until = performance.now() + random.between(1500, 2500);
			await onPostgres(url, async (admin) => {
				while (performance.now() < until) {
					await sleep(random.between(20, 200));
					ended += await endLockHolder(admin);
				}
			});
			await trial.settle(url);
			await settled(AGAIN_WITHIN, health(trial.life, 200));
		});
		say(`connections ended inside the lock: ${ended}`);
		expect(ended).toBeGreaterThan(0);
	});

	test('a listener that is cut without a word: screens stay right, and it comes back', async () => {
		const database = await createPostgres(server.url);
		const wire = await Wire.to(database.url);
		const trial = await Trial.open(database.url, random, [database.url, wire.url]);
		try {
			for (let done = 0; done < (isLong ? 10 : 1); done++) {
				expect(wire.silenceListeners()).toBe(1);
				trial.work();
				await sleep(1500);
				await trial.settle(database.url);
				const after = await settled(20_000, () =>
					wire.listeners > 0 ? null : 'nobody listens again'
				);
				say(`listener cut without a word: listens again ${Math.round(after)} ms after quiet`);
			}
			expect(trial.unforeseen()).toEqual([]);
		} finally {
			await trial.close();
			wire.close();
			await database.remove();
		}
	});

	test('one server’s way to it falls silent: the other goes on, and both do once it is mended', async () => {
		const database = await createPostgres(server.url);
		const wire = await Wire.to(database.url);
		const trial = await Trial.open(database.url, random, [database.url, wire.url]);
		const [one, other] = trial.lives as [Life, Life];
		try {
			for (let done = 0; done < (isLong ? 10 : 1); done++) {
				trial.work();
				await sleep(random.between(300, 1000));
				wire.silence();
				await settled(TOLD_WITHIN, health(other, 503));
				const before = trial.acknowledged;
				await settled(TOLD_WITHIN, health(one, 200));
				await settled(TOLD_WITHIN, () =>
					trial.acknowledged > before ? null : 'the other stands still too'
				);
				wire.mend();
				await settled(TOLD_WITHIN, health(other, 200));
				await trial.settle(database.url);
			}
			expect(trial.unforeseen()).toEqual([]);
		} finally {
			await trial.close();
			wire.close();
			await database.remove();
		}
	});

	test('no connection left: told with 503 and by health, and over once there is one', async () => {
		const database = await createPostgres(server.url);
		const trial = await Trial.open(database.url, random);
		try {
			const { life } = trial;
			const kiosk = await kioskAt(life.url);
			const taken: pg.Client[] = [];
			await onPostgres(database.url, async (admin) => {
				for (;;) {
					// What the server holds it loses, and finds the place taken.
					await admin.query(
						`select pg_terminate_backend(pid) from pg_stat_activity
						where datname = current_database() and application_name like 'beurt%'`
					);
					const client = new pg.Client({ connectionString: database.url });
					client.on('error', () => undefined);
					try {
						await client.connect();
						taken.push(client);
					} catch {
						if ((await ours(admin)) === 0) break;
					}
				}
			});
			const told = await send(kiosk, '/kiosk?/take', { service: PASSPORT });
			expect(told).toMatchObject({ status: 503, retryAfter: '5' });
			expect(await life.health()).toMatchObject({ status: 503, body: { status: 'unavailable' } });
			expect(events(life, 'database.unavailable').at(-1)).toMatchObject({ reason: 'unreachable' });
			await Promise.all(taken.map((client) => client.end()));
			await settled(AGAIN_WITHIN, health(life, 200));
			await ticketAt(kiosk);
			expect(trial.unforeseen()).toEqual([]);
		} finally {
			await trial.close();
			await database.remove();
		}
	});

	test('a table that another program holds: told with 503, and done once it is let go', async () => {
		const database = await createPostgres(server.url);
		const trial = await Trial.open(database.url, random);
		try {
			const { life } = trial;
			const kiosk = await kioskAt(life.url);
			const clerk = await clerkAt(life.url, 'hanneke', 1);
			const asked = Array.from({ length: 10 }, () => crypto.randomUUID());
			await onPostgres(database.url, async (holder) => {
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
			expect(events(life, 'database.unavailable').at(-1)).toMatchObject({ reason: 'locked' });
			expect(trial.unforeseen()).toEqual([]);
		} finally {
			await trial.close();
			await database.remove();
		}
	});

	test('of two servers one is killed: the other goes on at once, and nothing is lost', async () => {
		const database = await createPostgres(server.url);
		const trial = await Trial.open(database.url, random, [database.url, database.url]);
		const [one, other] = trial.lives as [Life, Life];
		const gaps: number[] = [];
		try {
			for (let done = 0; done < rounds(FEW); done++) {
				trial.work();
				await sleep(random.between(300, 1200));
				await one.kill();
				const before = trial.acknowledged;
				gaps.push(
					await settled(2000, () => (trial.acknowledged > before ? null : 'nobody is answered'))
				);
				expect(await other.health()).toMatchObject({ status: 200 });
				await sleep(random.between(200, 1000));
				await one.start();
				await trial.settle(database.url);
			}
			say(
				`one of two killed: ${gaps.length} times, ${trial.acknowledged} commands acknowledged; ` +
					`the other went on after ${Math.round(Math.max(...gaps))} ms at most`
			);
			expect(trial.unforeseen()).toEqual([]);
		} finally {
			await trial.close();
			await database.remove();
		}
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

async function ours(admin: pg.Client): Promise<number> {
	const { rows } = await admin.query<{ count: string }>(
		`select count(*) from pg_stat_activity
		where datname = current_database() and application_name = 'beurt'`
	);
	return Number(rows[0]?.count);
}
