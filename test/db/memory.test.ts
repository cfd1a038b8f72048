import { type SQL, sql as raw } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accept, refuse } from '../../src/lib/domain/refusal.ts';
import { engine } from '../../src/lib/server/db/columns.ts';
import { record } from '../../src/lib/server/db/journal.ts';
import { hallIn } from '../../src/lib/server/db/rows.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { holdCalls } from '../../src/lib/server/flows/day.ts';
import { callNext } from '../../src/lib/server/flows/desk.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { type Shell, type Tx, inRegion } from '../../src/lib/server/shell.ts';
import { expectExactMemory } from '../support/memory.ts';
import { type World, openWorld } from '../support/world.ts';

let world: World;
beforeEach(async () => {
	world = await openWorld({
		halls: [{ key: 'north', counters: 2 }],
		services: [{ key: 'passport', letter: 'P', minutes: 1 }],
		clerks: [{ key: 'anna', skills: ['passport'] }]
	});
	await world.sit('anna', 'north', 1);
});
afterEach(() => world.close());

const take = (shell: Shell = world.shell) =>
	takeTicket(shell, world.kiosk('north'), {
		id: world.command(),
		services: [{ serviceId: world.service('passport'), persons: 1 }],
		language: 'nl',
		videoOk: false,
		fetchInPerson: false,
		priority: null
	});

async function taken(shell?: Shell) {
	const outcome = await take(shell);
	if (!outcome.ok) throw new Error(outcome.refusal.code);
	return outcome.value;
}

const calls = async (shell: Shell = world.shell): Promise<boolean> =>
	(await callNext(shell, world.desk('anna'), world.command())).ok;

/** Acts, and is refused. */
async function looking(work: (tx: Tx) => Promise<unknown>): Promise<void> {
	const outcome = await inRegion(world.shell, world.regionId, async (tx) => {
		await work(tx);
		return refuse({ code: 'forbidden' });
	});
	expect(outcome.ok).toBe(false);
}

/** SQLite ends a transaction when the disk is full; on PostgreSQL a failed statement dooms it. */
async function spoil({ sql }: Tx): Promise<void> {
	if (engine === 'postgres') await sql.execute(raw`select 1 / 0`).catch(() => undefined);
	else (sql as unknown as { run: (statement: SQL) => void }).run(raw`rollback`);
}

const hold = (tx: Tx) =>
	record(tx, { actor: world.desk('anna').actor, commandId: world.command() }, [
		{ type: 'calls-held', branchId: world.hall('north'), regionId: world.regionId }
	]);

const isHeld = async (tx: Tx) => (await hallIn(tx, world.hall('north')))?.heldSince != null;

describe('what is remembered of a region from one command to the next', () => {
	test('is what the commands before left', async () => {
		expect(await taken()).toMatchObject({ ticket: 'P001', ahead: 0 });
		expect(await taken()).toMatchObject({ ticket: 'P002', ahead: 1 });
		expect(await calls()).toBe(true);
		expect(await taken()).toMatchObject({ ticket: 'P003', ahead: 1 });
		await expectExactMemory(world.shell, world);
	});

	test('has nothing of a command that was refused after it wrote', async () => {
		await taken();
		const refused = looking(async (tx) => {
			await hold(tx);
			expect(await isHeld(tx)).toBe(true);
		});
		const beside = calls();
		await refused;
		expect(await beside).toBe(true);
		await expectExactMemory(world.shell, world);
	});

	test('has nothing of a command that broke, and those beside it count on', async () => {
		await taken();
		const broken = inRegion(world.shell, world.regionId, async (tx) => {
			await hold(tx);
			throw new Error('a bug');
		});
		const [first, second] = [taken(), taken()];
		await expect(broken).rejects.toThrow('a bug');
		expect([(await first).ticket, (await second).ticket]).toEqual(['P002', 'P003']);
		await expectExactMemory(world.shell, world);
	});

	test('has nothing of commands whose commit failed', async () => {
		await taken();
		const failing = inRegion(world.shell, world.regionId, async (tx) => {
			await hold(tx);
			await spoil(tx);
			return accept(null);
		});
		await expect(failing).rejects.toThrow();
		// A line with the number of the one that was lost.
		if (engine === 'postgres') await taken(await world.another());
		await expectExactMemory(world.shell, world);
	});

	test('is read anew after what was written outside of the queue', async () => {
		await taken();
		await looking(async (tx) => expect(await isHeld(tx)).toBe(false));
		await world.db.transaction(async (sql) => {
			await sql.insert(schema.hall).values({
				branchId: world.hall('north'),
				regionId: world.regionId,
				heldSince: world.now(),
				endedDay: null
			});
		});
		await expectExactMemory(world.shell, world);
	});

	test.runIf(engine === 'postgres')(
		'follows what other processes do, whether a little or a lot',
		async () => {
			const other = await world.another();
			expect((await taken()).ticket).toBe('P001');
			expect((await taken(other)).ticket).toBe('P002');
			expect((await taken()).ticket).toBe('P003');
			expect(await calls(other)).toBe(true);
			await expectExactMemory(world.shell, world);
			for (let count = 0; count < 210; count++) await taken(other);
			await expectExactMemory(world.shell, world);
			expect((await taken()).ticket).toBe('P214');
			const held = await holdCalls(other, world.lead('lead-hall', 'north'), world.command());
			expect(held.ok).toBe(true);
			await expectExactMemory(world.shell, world);
			await expectExactMemory(other, world);
		}
	);
});
