/** What is always true stands in the database itself, for the day on which the code above it is wrong. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import type { VisitId } from '../../src/lib/domain/ids.ts';
import type { Sql } from '../../src/lib/server/db/open.ts';
import { isUniqueViolation } from '../../src/lib/server/db/open.ts';
import { booth, command, duty, journal, series, visit } from '../../src/lib/server/db/schema.ts';
import { arrive } from '../support/commands.ts';
import { type World, openWorld } from '../support/world.ts';

let world: World;
let first: VisitId;
let second: VisitId;

beforeEach(async () => {
	world = await openWorld({
		halls: [{ key: 'north', counters: 2, booths: 1 }],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: ['anna', 'bram'].map((key) => ({ key, skills: ['passport'] }))
	});
	await world.sit('anna', 'north', 1);
	await world.sit('bram', 'north', 2);
	first = await arrive(world, 'north', 'passport');
	second = await arrive(world, 'north', 'passport');
});
afterEach(() => world.close());

type Change = Partial<typeof visit.$inferInsert>;
const write = (work: (sql: Sql) => Promise<unknown>) => world.db.transaction(work);
const set = (id: VisitId, change: Change) =>
	write((sql) => sql.update(visit).set(change).where(eq(visit.id, id)));
/** Refused as a duplicate, and by nothing else. */
async function refused(written: Promise<unknown>): Promise<void> {
	const error: unknown = await written.then(
		() => 'was written',
		(thrown: unknown) => thrown
	);
	expect(isUniqueViolation(error) || error).toBe(true);
}

describe('the database refuses', () => {
	test.each([
		['called', 'called'],
		['called', 'serving'],
		['serving', 'serving']
	] as const)('a clerk with one visit %s and another %s', async (one, other) => {
		const clerkId = world.clerk('anna');
		await set(first, { clerkId, state: one });
		await refused(set(second, { clerkId, state: other }));
		await set(second, { clerkId, state: 'parked' });
		await set(second, { clerkId: world.clerk('bram'), state: other });
	});

	test('two visits in one booth', async () => {
		const [free] = await world.db.read.select().from(booth);
		if (!free) throw new Error('no booth');
		const inBooth = (clerk: string): Change => ({
			boothId: free.id,
			clerkId: world.clerk(clerk),
			state: 'serving'
		});
		await set(first, inBooth('anna'));
		await refused(set(second, inBooth('bram')));
		await set(first, { state: 'finished' });
		await set(second, inBooth('bram'));
	});

	test('two clerks at one counter', async () => {
		const sit = (number: number) =>
			write((sql) =>
				sql
					.update(duty)
					.set({ counterId: world.counter('north', number) })
					.where(eq(duty.clerkId, world.clerk('bram')))
			);
		await refused(sit(1));
		await sit(2);
	});

	test('two places of work for one clerk', async () => {
		const [row] = await world.db.read.select().from(duty);
		if (!row) throw new Error('no duty');
		await refused(write((sql) => sql.insert(duty).values({ ...row, counterId: null })));
	});

	test('a number twice on one day in one hall, but not on another day or in another series', async () => {
		await refused(set(second, { number: 1 }));
		await set(second, { number: 1, day: '2026-03-04' });
		await refused(set(second, { number: 1, day: '2026-03-03' }));
		await set(second, { number: 1, day: '2026-03-03', letter: 'Q' });
	});

	test('one address for two tickets', async () => {
		const [row] = await world.db.read.select().from(visit).where(eq(visit.id, first));
		await refused(set(second, { link: row?.link ?? '' }));
	});

	test('a second line of the journal with the same number, series or command', async () => {
		const [entry] = await world.db.read.select().from(journal);
		const [last] = await world.db.read.select().from(series);
		const kept = { actorId: 'anna', id: 'c1', payloadHash: '', value: null, at: 0 };
		if (!entry || !last) throw new Error('nothing was recorded');
		await refused(write((sql) => sql.insert(journal).values(entry)));
		await refused(write((sql) => sql.insert(series).values(last)));
		await write((sql) => sql.insert(command).values(kept));
		await refused(write((sql) => sql.insert(command).values(kept)));
	});
});

test('a refused write leaves nothing behind of its transaction', async () => {
	await refused(
		write(async (sql) => {
			await sql.update(visit).set({ line: 1 }).where(eq(visit.id, first));
			await sql.update(visit).set({ number: 1 }).where(eq(visit.id, second));
		})
	);
	const rows = await world.db.read.select({ line: visit.line }).from(visit);
	expect(rows).toEqual([{ line: 2 }, { line: 2 }]);
});
