import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Id } from '../../src/lib/domain/ids.ts';
import { WaitingHall } from '../../src/lib/domain/waiting.ts';
import { plan, waiting } from './make.ts';

const step = fc.record({
	visit: fc.integer({ min: 0, max: 5 }),
	comes: fc.boolean(),
	service: fc.constantFrom('passport', 'driving licence'),
	minutes: fc.integer({ min: 1, max: 40 }),
	videoOk: fc.boolean()
});

test('minutes that wait are those of who waits, however they came and went', () => {
	fc.assert(
		fc.property(fc.array(step), (steps) => {
			const hall = new WaitingHall([]);
			const there = new Map<number, (typeof steps)[number]>();
			for (const one of steps) {
				const id = `v${one.visit}` as Id<'visit'>;
				if (one.comes) {
					there.set(one.visit, one);
					const planned = plan(one.service, { minutes: one.minutes });
					hall.add(waiting({ id, videoOk: one.videoOk }, [planned]));
				} else {
					there.delete(one.visit);
					hall.remove(id);
				}
			}
			const sums = new Map<string, number>();
			for (const { service, videoOk, minutes } of there.values()) {
				const key = `${plan(service).serviceId} ${videoOk}`;
				sums.set(key, (sums.get(key) ?? 0) + minutes);
			}
			const counted = hall
				.minutes()
				.map(({ serviceId, videoOk, minutes }) => [`${serviceId} ${videoOk}`, minutes]);
			expect(new Map(counted as [string, number][])).toEqual(sums);
		})
	);
});
