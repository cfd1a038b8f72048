import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BranchId, Id } from '../../src/lib/domain/ids.ts';
import { callOrder } from '../../src/lib/domain/queue.ts';
import { MINUTE } from '../../src/lib/domain/time.ts';
import type { Line, Visit } from '../../src/lib/domain/visit.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { peopleAhead } from '../../src/lib/server/flows/ticket.ts';
import { plan, waiting } from '../domain/make.ts';
import { openWorld } from '../support/world.ts';

const minute = fc.integer({ min: -12, max: 8 });
const place = fc.record({
	line: fc.constantFrom<Line>(1, 2),
	due: minute,
	arrived: minute,
	ready: minute
});

test('who goes before a visit is counted as the list in call order has it, in any hall', async () => {
	const world = await openWorld({
		halls: [
			{ key: 'north', counters: 1, rule: { zipLimit: 1 } },
			{ key: 'south', counters: 1, rule: { zipLimit: 3 } }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: []
	});
	const now = world.now();
	const services = [plan(world.service('passport'))];
	const visitAt = (
		index: number,
		branchId: BranchId,
		one: typeof place extends fc.Arbitrary<infer P> ? P : never
	): Visit =>
		waiting(
			{
				id: `00000000-0000-7000-8000-${String(100 + index).padStart(12, '9')}` as Id<'visit'>,
				regionId: world.regionId,
				branchId,
				issuedBranchId: branchId,
				number: index + 1,
				line: one.line,
				due: now + one.due * MINUTE,
				arrivedAt: now + one.arrived * MINUTE,
				notBefore: now + one.ready * MINUTE
			},
			services
		);
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(['north', 1] as const, ['south', 3] as const),
			fc.array(place, { minLength: 1, maxLength: 24 }),
			async ([key, zipLimit], places) => {
				const visits = places.map((one, index) => visitAt(index, world.hall(key), one));
				await world.db.transaction(async (sql) => {
					await sql.delete(schema.visit);
					await sql
						.insert(schema.visit)
						.values(visits.map((visit) => ({ ...visit, link: visit.id })));
				});
				const order = callOrder(visits, zipLimit, now).map(({ id }) => id);
				const counted = new Map<string, number | null>();
				for (const { id } of visits) counted.set(id, await peopleAhead(world.shell, id));
				expect(order.map((id) => counted.get(id))).toEqual(order.map((_, index) => index));
			}
		),
		{ numRuns: 40 }
	);
	await world.close();
});
