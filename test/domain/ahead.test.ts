import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Id } from '../../src/lib/domain/ids.ts';
import { aheadOf, aroundOf, callOrder } from '../../src/lib/domain/queue.ts';
import { MINUTE } from '../../src/lib/domain/time.ts';
import type { Line } from '../../src/lib/domain/visit.ts';
import { plan, waiting } from './make.ts';

const minute = fc.integer({ min: -12, max: 8 });
const place = fc.record({
	line: fc.constantFrom<Line>(1, 2),
	due: minute,
	arrived: minute,
	ready: minute
});
const NOW = Date.UTC(2026, 2, 10, 9);

test('who goes before a visit is counted as the list in call order has it, in any hall', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(1, 3),
			fc.array(place, { minLength: 1, maxLength: 24 }),
			(zipLimit, places) => {
				const visits = places.map((one, index) =>
					waiting(
						{
							id: `visit ${String(index).padStart(2, '0')}` as Id<'visit'>,
							line: one.line,
							due: NOW + one.due * MINUTE,
							arrivedAt: NOW + one.arrived * MINUTE,
							notBefore: NOW + one.ready * MINUTE
						},
						[plan('passport')]
					)
				);
				const order = callOrder(visits, zipLimit, NOW);
				expect(
					order.map((visit) => aheadOf(visit, aroundOf(visit, visits, NOW), zipLimit, NOW))
				).toEqual(order.map((_, index) => index));
			}
		)
	);
});
