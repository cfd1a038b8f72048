import { expect } from 'vitest';
import type { BranchId } from '../../src/lib/domain/ids.ts';
import { refuse } from '../../src/lib/domain/refusal.ts';
import { WaitingHall } from '../../src/lib/domain/waiting.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { type Shell, type Tx, inRegion } from '../../src/lib/server/shell.ts';
import type { World } from './world.ts';

/** What a process remembers of the region is what the tables hold. */
export async function expectExactMemory(shell: Shell, world: World): Promise<void> {
	const outcome = await inRegion(shell, world.regionId, async (tx) => {
		expect(await remembered(tx)).toEqual(await held(tx));
		return refuse({ code: 'forbidden' });
	});
	expect(outcome.ok).toBe(false);
}

async function remembered({ sql, memory }: Tx) {
	const numbers: Record<string, number> = {};
	for (const { branchId, day, letter } of await sql.select().from(schema.series))
		numbers[`${branchId} ${day} ${letter}`] = await memory.lastNumber(sql, branchId, day, letter);
	const waiting: Record<BranchId, unknown> = {};
	for (const { id } of await sql.select().from(schema.branch))
		waiting[id] = sorted((await memory.waiting(sql, id)).minutes());
	return {
		seq: memory.seq,
		duties: sorted([...(await memory.duties(sql)).values()]),
		halls: sorted([...(await memory.halls(sql)).values()]),
		busy: [...(await memory.busy(sql)).keys()].sort(),
		numbers,
		waiting
	};
}

async function held({ sql }: Tx) {
	const visits = await sql.select().from(schema.visit);
	const numbers: Record<string, number> = {};
	for (const { branchId, day, letter, lastNumber } of await sql.select().from(schema.series))
		numbers[`${branchId} ${day} ${letter}`] = lastNumber;
	const waiting: Record<BranchId, unknown> = {};
	for (const { id } of await sql.select().from(schema.branch)) {
		const here = visits.filter(({ state, branchId }) => state === 'waiting' && branchId === id);
		waiting[id] = sorted(new WaitingHall(here).minutes());
	}
	const lines = await sql.select({ seq: schema.journal.seq }).from(schema.journal);
	return {
		seq: Math.max(0, ...lines.map(({ seq }) => seq)),
		duties: sorted(await sql.select().from(schema.duty)),
		halls: sorted(await sql.select().from(schema.hall)),
		busy: visits
			.filter(({ state }) => state === 'called' || state === 'serving')
			.map(({ id }) => id)
			.sort(),
		numbers,
		waiting
	};
}

const sorted = <T>(rows: T[]): T[] =>
	rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
