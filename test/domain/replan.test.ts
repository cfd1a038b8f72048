import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canDo } from '../../src/lib/domain/agenda/assignment.ts';
import { replan } from '../../src/lib/domain/agenda/replan.ts';
import type { Booked, HallDay } from '../../src/lib/domain/agenda/starts.ts';
import { id } from './make.ts';

const SERVICES = ['passport', 'naturalisation'].map((name) => id<'service'>(name));
const some = fc.uniqueArray(fc.constantFrom(...SERVICES), { minLength: 1, maxLength: 2 });

const days: fc.Arbitrary<HallDay> = fc
	.record({
		clerks: fc.array(
			fc.record({
				skills: some,
				from: fc.integer({ min: 0, max: 6 }),
				length: fc.integer({ min: 4, max: 20 })
			}),
			{ maxLength: 3 }
		),
		claims: fc.array(
			fc.record({
				services: some.map((all) => all.slice(0, 1)),
				from: fc.integer({ min: 0, max: 20 }),
				length: fc.integer({ min: 1, max: 6 })
			}),
			{ maxLength: 7 }
		),
		counters: fc.integer({ min: 0, max: 3 }),
		opens: fc.integer({ min: 0, max: 8 })
	})
	.map(({ clerks, claims, counters, opens }) => ({
		units: 288,
		open: [{ from: opens, to: 24 }],
		counters,
		clerks: clerks.map(({ skills, from, length }, index) => ({
			clerkId: id(`clerk ${index}`),
			skills: new Set(skills),
			present: [{ from, to: from + length }]
		})),
		kept: () => ({ walkIn: 100, internal: 0 }),
		claims: claims.map(({ services, from, length }, index) => ({
			id: `claim ${index}`,
			services,
			from,
			to: from + length,
			channel: 'public'
		})),
		assigned: new Map()
	}));

/** By every way of giving them out. */
function canStay({ clerks, open, counters }: HallDay, claims: readonly Booked[]): boolean {
	const overlap = (a: Booked, b: Booked) => a.from < b.to && b.from < a.to;
	for (const one of claims) {
		if (!open.some(({ from, to }) => from <= one.from && one.to <= to)) return false;
		const during = (unit: number) => claims.filter(({ from, to }) => from <= unit && unit < to);
		if (during(one.from).length > counters) return false;
	}
	const given = clerks.map((): Booked[] => []);
	const place = (index: number): boolean => {
		const one = claims[index];
		if (!one) return true;
		return clerks.some((clerk, number) => {
			const theirs = given[number] as Booked[];
			if (!canDo(clerk, one) || theirs.some((other) => overlap(other, one))) return false;
			theirs.push(one);
			if (place(index + 1)) return true;
			theirs.pop();
			return false;
		});
	};
	return place(0);
}

test('keeps, in the order in which they were made, whatever can be kept with those before it', () => {
	fc.assert(
		fc.property(days, (day) => {
			const { assignment, without } = replan(day);
			const staying: Booked[] = [];
			const leaving: Booked[] = [];
			for (const claim of day.claims)
				(canStay(day, [...staying, claim]) ? staying : leaving).push(claim);
			expect(without).toEqual(leaving);
			expect([...assignment.keys()].sort()).toEqual(staying.map((one) => one.id).sort());
			for (const one of staying) {
				const clerk = day.clerks.find(({ clerkId }) => clerkId === assignment.get(one.id));
				expect(clerk && canDo(clerk, one)).toBe(true);
			}
		}),
		{ numRuns: 2000 }
	);
});

test('a clerk falls ill: what the others can do they do, and whoever booked last is left', () => {
	const claims = ['first', 'second', 'third'].map((name): Booked => ({
		id: name,
		services: SERVICES.slice(0, 1),
		from: 100,
		to: 104,
		channel: 'public'
	}));
	const clerk = (name: string) => ({
		clerkId: id<'account'>(name),
		skills: new Set(SERVICES),
		present: [{ from: 96, to: 144 }]
	});
	const day: HallDay = {
		units: 288,
		open: [{ from: 96, to: 144 }],
		counters: 3,
		clerks: ['anna', 'bram', 'carmen'].map(clerk),
		kept: () => ({ walkIn: 0, internal: 0 }),
		claims,
		assigned: new Map([
			['first', id<'account'>('anna')],
			['second', id<'account'>('bram')],
			['third', id<'account'>('carmen')]
		])
	};
	expect(replan(day).assignment).toEqual(day.assigned);
	const { assignment, without } = replan({ ...day, clerks: day.clerks.slice(1) });
	expect(without).toEqual(claims.slice(2));
	expect(new Set(assignment.values())).toEqual(new Set(['bram', 'carmen']));
	expect(assignment.get('second')).toBe('bram');
});

test('a closed day keeps nothing', () => {
	const claim: Booked = { id: 'one', services: SERVICES, from: 100, to: 104, channel: 'internal' };
	const day: HallDay = {
		units: 288,
		open: [],
		counters: 1,
		clerks: [{ clerkId: id('anna'), skills: new Set(SERVICES), present: [{ from: 96, to: 144 }] }],
		kept: () => ({ walkIn: 0, internal: 0 }),
		claims: [claim],
		assigned: new Map([['one', id('anna')]])
	};
	expect(replan(day)).toEqual({ assignment: new Map(), without: [claim] });
});
