/** Which views are computed when, and on which state of the database. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RegionId } from '../../src/lib/domain/ids.ts';
import { once } from '../../src/lib/server/db/look.ts';
import type { Db, Sql } from '../../src/lib/server/db/open.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { Rounds } from '../../src/lib/server/rounds.ts';
import { openTestDb } from '../support/database.ts';

let db: Db;
let close: () => Promise<void>;
let rounds: Rounds;

beforeEach(async () => {
	({ db, close } = await openTestDb());
	rounds = new Rounds(db);
});
afterEach(() => close());

const insert = (code: string) =>
	db.transaction((sql) =>
		sql
			.insert(schema.region)
			.values({ id: `region ${code}` as RegionId, code, name: code, timeZone: 'Europe/Amsterdam' })
	);
const count = async (sql: Sql) => (await sql.select().from(schema.region)).length;

test('what is asked for twice before it begins is done once, on a state that is newer than both', async () => {
	const room = {};
	const seen: number[] = [];
	const look = async (sql: Sql) => void seen.push(await count(sql));
	const first = rounds.ask(room, 1, look);
	const second = rounds.ask(room, 1, look);
	await Promise.all([first, second]);
	expect(seen).toEqual([0]);
	await insert('A');
	await rounds.ask(room, 1, look);
	expect(seen).toEqual([0, 1]);
});

test('what is asked for while it is done is done again', async () => {
	const room = {};
	const seen: number[] = [];
	let again: Promise<void> | undefined;
	await rounds.ask(room, 1, async (sql) => {
		seen.push(await count(sql));
		await insert('A');
		again = rounds.ask(room, 1, async (newer) => void seen.push(await count(newer)));
	});
	await again;
	expect(seen).toEqual([0, 1]);
});

test('the most urgent comes first, and what becomes more urgent moves up', async () => {
	const order: string[] = [];
	const ask = (key: object, urgency: 0 | 1 | 2 | 3, name: string) =>
		rounds.ask(key, urgency, async () => {
			order.push(name);
			await Promise.resolve();
		});
	const late = {};
	await Promise.all([
		ask(late, 3, 'late'),
		ask({}, 2, 'kiosk'),
		ask({}, 1, 'line'),
		ask({}, 0, 'display'),
		ask(late, 0, 'not this one'),
		// Less urgent changes nothing.
		ask(late, 2, 'nor this one')
	]);
	expect(order).toEqual(['late', 'display', 'line', 'kiosk']);
});

test('however much is urgent, what is not comes in its turn', async () => {
	const order: string[] = [];
	const busy = (sql: Sql, name: string) => {
		order.push(name);
		// Longer than a round has.
		for (const until = performance.now() + 15; performance.now() < until;);
		return count(sql).then(() => undefined);
	};
	const display = {};
	let over = false;
	const urgent = (): Promise<void> =>
		rounds.ask(display, 0, (sql) => {
			if (!over && order.length < 50) void urgent();
			return busy(sql, 'display');
		});
	void urgent();
	await rounds.ask({}, 3, (sql) => busy(sql, 'by time'));
	over = true;
	await rounds.ask(display, 0, (sql) => busy(sql, 'the last'));
	expect(order.length).toBeLessThan(10);
	expect(order).toContain('by time');
});

test('one that fails is told so, and the others are done', async () => {
	const done: string[] = [];
	const outcomes = await Promise.allSettled([
		rounds.ask({}, 0, async (sql) => void done.push(`before ${await count(sql)}`)),
		rounds.ask({}, 1, (sql) => sql.execute('select nonsense from nowhere').then(() => undefined)),
		rounds.ask({}, 2, async (sql) => void done.push(`after ${await count(sql)}`))
	]);
	expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(done).toEqual(['before 0', 'after 0']);
});

test('when the database does not answer, all who wait are told, and it goes on once it does', async () => {
	let answers = false;
	const unsteady = new Rounds({
		snapshot: (work) => (answers ? db.snapshot(work) : Promise.reject(new Error('no connection')))
	});
	const ask = () => unsteady.ask({}, 1, (sql) => count(sql).then(() => undefined));
	const outcomes = await Promise.allSettled([ask(), ask(), ask()]);
	expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
	answers = true;
	await ask();
});

test('a state is asked the same only once, and every state anew', async () => {
	const seen: number[] = [];
	let reads = 0;
	const read = (sql: Sql) =>
		once(sql, 'regions', () => {
			reads++;
			return count(sql);
		});
	const look = async (sql: Sql) => void seen.push(await read(sql));
	await Promise.all([rounds.ask({}, 1, look), rounds.ask({}, 1, look)]);
	expect([seen, reads]).toEqual([[0, 0], 1]);
	await insert('A');
	await rounds.ask({}, 1, look);
	expect([seen, reads]).toEqual([[0, 0, 1], 2]);
});
