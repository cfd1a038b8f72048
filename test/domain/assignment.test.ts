import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	type Claim,
	type RosteredClerk,
	canDo,
	planDay
} from '../../src/lib/domain/agenda/assignment.ts';
import { id } from './make.ts';

const clerk = (name: string, skills: string, ...present: [number, number][]): RosteredClerk => ({
	clerkId: id(name),
	skills: new Set(skills.split(' ').map((skill) => id<'service'>(skill))),
	present: present.map(([from, to]) => ({ from, to }))
});

const claim = (name: string, services: string, from: number, to: number): Claim => ({
	id: name,
	services: services.split(' ').map((service) => id<'service'>(service)),
	from,
	to
});

/** Tries every clerk for every claim. */
function everyWay(
	clerks: readonly RosteredClerk[],
	claims: readonly Claim[],
	found: (byClerk: Claim[][]) => void
): void {
	const byClerk: Claim[][] = clerks.map(() => []);
	const place = (index: number): void => {
		const one = claims[index];
		if (!one) return found(byClerk);
		for (const [number, who] of clerks.entries()) {
			const theirs = byClerk[number] as Claim[];
			if (!canDo(who, one)) continue;
			if (theirs.some((other) => other.from < one.to && one.from < other.to)) continue;
			theirs.push(one);
			place(index + 1);
			theirs.pop();
		}
	};
	place(0);
}

/** Until when each clerk can be kept free from each unit on, on any of all ways; null when there is no way at all. */
function byBruteForce(
	clerks: readonly RosteredClerk[],
	claims: readonly Claim[],
	units: number
): number[][] | null {
	const free = clerks.map(() => new Array<number>(units).fill(0));
	let ways = 0;
	everyWay(clerks, claims, (byClerk) => {
		ways++;
		for (const [number, { present }] of clerks.entries())
			for (const span of present)
				for (let from = span.from; from < span.to; from++) {
					let to = from;
					const taken = (unit: number) =>
						byClerk[number]?.some((one) => one.from <= unit && unit < one.to);
					while (to < span.to && !taken(to)) to++;
					const times = free[number] as number[];
					if (to > from) times[from] = Math.max(times[from] as number, to);
				}
	});
	return ways > 0 ? free : null;
}

const UNITS = 12;

const spans = fc
	.uniqueArray(fc.integer({ min: 0, max: UNITS }), { minLength: 2, maxLength: 4 })
	.map((ends) => ends.sort((a, b) => a - b))
	.map((ends) =>
		ends.length < 4
			? [{ from: ends[0] as number, to: ends[1] as number }]
			: [
					{ from: ends[0] as number, to: ends[1] as number },
					{ from: ends[2] as number, to: ends[3] as number }
				]
	);
const services = (least: number) =>
	fc.uniqueArray(
		fc.constantFrom('a', 'b', 'c').map((name) => id<'service'>(name)),
		{
			minLength: least,
			maxLength: 3
		}
	);
const clerks = fc.array(
	fc.record({
		skills: services(1),
		present: fc.oneof(spans, fc.constant([{ from: 0, to: UNITS }]))
	}),
	{ maxLength: 4 }
);
const claims = fc.array(
	fc.record({
		services: services(1).map((all) => all.slice(0, 2)),
		from: fc.integer({ min: 0, max: UNITS - 1 }),
		length: fc.integer({ min: 1, max: 5 })
	}),
	{ maxLength: 7 }
);

const named = (
	who: { skills: Claim['services']; present: RosteredClerk['present'] }[]
): RosteredClerk[] =>
	who.map(({ skills, present }, index) => ({
		clerkId: id(`clerk ${index}`),
		skills: new Set(skills),
		present
	}));
const listed = (what: { services: Claim['services']; from: number; length: number }[]): Claim[] =>
	what.map(({ services, from, length }, index) => ({
		id: `claim ${index}`,
		services,
		from,
		to: Math.min(UNITS, from + length)
	}));

describe('the plan of a day', () => {
	test('keeps a clerk free exactly as long as some way of giving out the work does', () => {
		fc.assert(
			fc.property(clerks, claims, (who, what) => {
				const [team, work] = [named(who), listed(what)];
				const plan = planDay(team, work, UNITS);
				const expected = byBruteForce(team, work, UNITS);
				expect(plan === null).toBe(expected === null);
				if (plan)
					expect(team.map(({ clerkId }) => [...(plan.freeUntil.get(clerkId) ?? [])])).toEqual(
						expected
					);
			}),
			{ numRuns: 3000 }
		);
	});

	test('gives each claim to one clerk who can do it, and nobody two at a time', () => {
		fc.assert(
			fc.property(clerks, claims, (who, what) => {
				const [team, work] = [named(who), listed(what)];
				const plan = planDay(team, work, UNITS);
				if (!plan) return;
				expect([...plan.assignment.keys()].sort()).toEqual(work.map((one) => one.id).sort());
				for (const one of work) {
					const by = plan.assignment.get(one.id);
					const whose = team.find(({ clerkId }) => clerkId === by);
					expect(whose && canDo(whose, one)).toBe(true);
					for (const other of work)
						if (other !== one && plan.assignment.get(other.id) === by)
							expect(other.to <= one.from || one.to <= other.from).toBe(true);
				}
			}),
			{ numRuns: 2000 }
		);
	});

	test('leaves the work with whom it was given to, as long as that works', () => {
		const team = [clerk('anna', 'a b', [0, 12]), clerk('bram', 'a', [0, 12])];
		const work = [claim('one', 'a', 0, 4), claim('two', 'a', 2, 6)];
		for (const [one, two] of [
			['anna', 'bram'],
			['bram', 'anna']
		] as const) {
			const stay = new Map([
				['one', id<'account'>(one)],
				['two', id<'account'>(two)]
			]);
			expect(planDay(team, work, UNITS, stay)?.assignment).toEqual(stay);
		}
		// Only Anna can do this one, so she gives away what Bram can do as well.
		const more = planDay(
			team,
			[...work.slice(0, 1), claim('three', 'b', 1, 3)],
			UNITS,
			new Map([['one', id<'account'>('anna')]])
		);
		expect(more?.assignment.get('one')).toBe('bram');
	});

	test('frees a clerk by giving their work to a colleague who could do it too', () => {
		const team = [clerk('anna', 'a b', [0, 12]), clerk('bram', 'a', [0, 12])];
		const plan = planDay(team, [claim('one', 'a', 3, 6)], UNITS, new Map([['one', id('anna')]]));
		expect(plan?.freeUntil.get(id('anna'))?.[0]).toBe(12);
		expect(plan?.freeUntil.get(id('bram'))?.[0]).toBe(12);
		// Not both at once.
		expect(
			planDay(
				team,
				[claim('one', 'a', 3, 6), claim('two', 'a', 3, 6), claim('three', 'b', 5, 7)],
				UNITS
			)
		).toBe(null);
	});

	test('never keeps anyone free over the end of a shift or a break', () => {
		const plan = planDay([clerk('anna', 'a', [1, 4], [5, 9])], [], UNITS);
		expect([...(plan?.freeUntil.get(id('anna')) ?? [])]).toEqual([
			0, 4, 4, 4, 0, 9, 9, 9, 9, 0, 0, 0
		]);
	});
});
