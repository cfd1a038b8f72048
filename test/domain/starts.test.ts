import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RosteredClerk, canDo, planDay } from '../../src/lib/domain/agenda/assignment.ts';
import { openOn } from '../../src/lib/domain/agenda/calendar.ts';
import { CHANNELS, type Channel, type KeptShare } from '../../src/lib/domain/agenda/room.ts';
import {
	type Booked,
	type HallDay,
	type Wish,
	offeredOn,
	startsOn
} from '../../src/lib/domain/agenda/starts.ts';
import { type Span, instantAt, unitsFor, unitsIn } from '../../src/lib/domain/agenda/units.ts';
import { atLocal, dayOf, startOfLocalDay } from '../../src/lib/domain/time.ts';
import { id } from './make.ts';

const ZONE = 'Europe/Amsterdam';
const boundsOf = (day: string) => dayOf(startOfLocalDay(day, ZONE), ZONE);

/** A second reading of what may be offered, start by start and unit by unit, with every way of giving out the work. */
function mayStart(day: HallDay, wish: Wish, from: number): boolean {
	const one: Booked = {
		id: 'new',
		services: wish.services,
		from,
		to: from + wish.length,
		channel: wish.channel
	};
	const all = [...day.claims, one];
	const during = (unit: number, spans: readonly Span[]) =>
		spans.filter((span) => span.from <= unit && unit < span.to).length;
	const units = Array.from({ length: wish.length }, (_, index) => from + index);
	if (!day.open.some((span) => span.from <= from && one.to <= span.to)) return false;
	if (units.some((unit) => during(unit, all) > day.counters)) return false;
	for (const hour of new Set(units.map((unit) => Math.floor(unit / 12)))) {
		let staff = 0;
		let given = 0;
		let toPublic = 0;
		for (let unit = hour * 12; unit < Math.min(day.units, hour * 12 + 12); unit++) {
			const there = day.clerks.reduce((sum, { present }) => sum + during(unit, present), 0);
			if (during(unit, day.open) > 0) staff += Math.min(there, day.counters);
			given += during(unit, all);
			toPublic += during(
				unit,
				all.filter(({ channel }) => channel === 'public')
			);
		}
		const { walkIn, internal } = day.kept(hour);
		if (given > Math.floor((staff * (100 - walkIn)) / 100)) return false;
		if (
			wish.channel === 'public' &&
			toPublic > Math.floor((staff * (100 - walkIn - internal)) / 100)
		)
			return false;
	}
	return canAllBeDone(day.clerks, all);
}

function canAllBeDone(clerks: readonly RosteredClerk[], claims: readonly Booked[]): boolean {
	const given = clerks.map((): Booked[] => []);
	const place = (index: number): boolean => {
		const one = claims[index];
		if (!one) return true;
		return clerks.some((who, number) => {
			const theirs = given[number] as Booked[];
			if (!canDo(who, one) || theirs.some((other) => other.from < one.to && one.from < other.to))
				return false;
			theirs.push(one);
			if (place(index + 1)) return true;
			theirs.pop();
			return false;
		});
	};
	return place(0);
}

const SERVICES = ['a', 'b', 'c'].map((name) => id<'service'>(name));
const some = fc.uniqueArray(fc.constantFrom(...SERVICES), { minLength: 1, maxLength: 3 });
const channel = fc.constantFrom<Channel>(...CHANNELS);
/** Half past seven to half past eleven of an ordinary day. */
const [FIRST, LAST] = [90, 138];
const span = (longest: number) =>
	fc
		.tuple(fc.integer({ min: FIRST - 6, max: LAST }), fc.integer({ min: 1, max: longest }))
		.map(([from, length]) => ({ from, to: from + length }));
const share = fc.constantFrom<KeptShare>(
	{ walkIn: 0, internal: 0 },
	{ walkIn: 30, internal: 0 },
	{ walkIn: 0, internal: 25 },
	{ walkIn: 40, internal: 20 },
	{ walkIn: 100, internal: 0 }
);

interface Given {
	open: Span[];
	counters: number;
	clerks: { skills: Wish['services']; present: readonly Span[] }[];
	shares: KeptShare[];
	wishes: { services: Wish['services']; length: number; channel: Channel; nth: number }[];
}

const given: fc.Arbitrary<Given> = fc.record({
	open: fc.constantFrom<Span[]>(
		[{ from: FIRST, to: LAST }],
		[
			{ from: FIRST, to: 110 },
			{ from: 116, to: LAST }
		],
		[]
	),
	counters: fc.integer({ min: 0, max: 3 }),
	clerks: fc.array(
		fc.record({
			skills: some,
			present: fc.oneof(
				span(50).map((one) => [one]),
				fc.constant<Span[]>([{ from: 80, to: 150 }])
			)
		}),
		{ maxLength: 4 }
	),
	shares: fc.array(share, { minLength: 1, maxLength: 6 }),
	wishes: fc.array(
		fc.record({
			services: some.map((all) => all.slice(0, 2)),
			length: fc.integer({ min: 1, max: 8 }),
			channel,
			nth: fc.nat()
		}),
		{ maxLength: 8 }
	)
});

const emptyDay = ({ open, counters, clerks, shares }: Given): HallDay => ({
	units: 288,
	open,
	counters,
	clerks: clerks.map(({ skills, present }, index) => ({
		clerkId: id(`clerk ${index}`),
		skills: new Set(skills),
		present
	})),
	kept: (hour) => shares[hour % shares.length] as KeptShare,
	claims: [],
	assigned: new Map()
});

/** Books whatever is offered, one wish after the other. */
function bookAll(
	day: HallDay,
	wishes: Given['wishes'],
	looking: (day: HallDay, wish: Wish, starts: number[]) => void
): HallDay {
	for (const [index, { nth, ...wish }] of wishes.entries()) {
		const offered = offeredOn(day);
		expect(offered).not.toBeNull();
		if (!offered) return day;
		const starts = [...startsOn(offered, wish, 1)];
		looking(day, wish, starts);
		const from = starts[nth % Math.max(1, starts.length)];
		if (from === undefined) continue;
		const claims = [...day.claims, { id: `claim ${index}`, ...wish, from, to: from + wish.length }];
		const plan = planDay(day.clerks, claims, day.units, day.assigned);
		expect(plan).not.toBeNull();
		day = { ...day, claims, assigned: plan?.assignment ?? day.assigned };
	}
	return day;
}

describe('the starts of a day', () => {
	test('are exactly those at which everything booked and one more can be done', () => {
		fc.assert(
			fc.property(given, (what) => {
				bookAll(emptyDay(what), what.wishes, (day, wish, starts) => {
					const expected = [];
					for (let from = FIRST - 8; from < LAST + 4; from++)
						if (mayStart(day, wish, from)) expected.push(from);
					expect(starts).toEqual(expected);
				});
			}),
			{ numRuns: 1000 }
		);
	});

	test('stand on the grid of the hall, and within what was asked for', () => {
		const day = emptyDay({
			open: [{ from: 97, to: 130 }],
			counters: 1,
			clerks: [{ skills: SERVICES, present: [{ from: 90, to: 150 }] }],
			shares: [{ walkIn: 0, internal: 0 }],
			wishes: []
		});
		const offered = offeredOn(day);
		const wish: Wish = { services: SERVICES, length: 4, channel: 'public' };
		if (!offered) throw new Error('nothing is booked');
		expect([...startsOn(offered, wish, 6)]).toEqual([102, 108, 114, 120, 126]);
		expect([...startsOn(offered, wish, 6, { from: 109, to: 120 })]).toEqual([114]);
		expect([...startsOn(offered, { ...wish, length: 34 }, 1)]).toEqual([]);
		expect([...startsOn(offered, { ...wish, length: 33 }, 1)]).toEqual([97]);
	});

	test('are for whole units: a begun one is taken', () => {
		expect([5, 7, 10, 12].map(unitsFor)).toEqual([1, 2, 2, 3]);
	});

	test('of a day that lost a clerk it can’t do without are none', () => {
		const day = emptyDay({
			open: [{ from: 96, to: 130 }],
			counters: 2,
			clerks: [{ skills: SERVICES.slice(0, 1), present: [{ from: 90, to: 150 }] }],
			shares: [{ walkIn: 0, internal: 0 }],
			wishes: []
		});
		const booked: Booked = {
			id: 'one',
			services: SERVICES.slice(1, 2),
			from: 100,
			to: 104,
			channel: 'public'
		};
		expect(offeredOn({ ...day, claims: [booked] })).toBeNull();
	});
});

describe('the examples of the page', () => {
	const [passport, naturalisation] = [id<'service'>('passport'), id<'service'>('naturalisation')];
	const always = [{ from: 0, to: 288 }];
	const clerkOf = (name: string, ...skills: Wish['services']): RosteredClerk => ({
		clerkId: id(name),
		skills: new Set(skills),
		present: always
	});
	const day = (change: Partial<HallDay>): HallDay => ({
		units: 288,
		open: [{ from: 108, to: 144 }],
		counters: 3,
		clerks: [],
		kept: () => ({ walkIn: 0, internal: 0 }),
		claims: [],
		assigned: new Map(),
		...change
	});
	const booked = (name: string, services: Wish['services'], from: number, to: number): Booked => ({
		id: name,
		services,
		from,
		to,
		channel: 'public'
	});
	const startsOf = (what: HallDay, wish: Partial<Wish>) => {
		const offered = offeredOn(what);
		if (!offered) throw new Error('what is booked can be done');
		return [
			...startsOn(offered, { services: [passport], length: 4, channel: 'public', ...wish }, 1)
		];
	};

	test('a clerk who alone can do it is freed for it', () => {
		const clerks = [clerkOf('anna', passport, naturalisation), clerkOf('bram', passport)];
		const one = booked('one', [passport], 120, 124);
		const before = day({ clerks, claims: [one], assigned: new Map([['one', id('anna')]]) });
		expect(startsOf(before, { services: [naturalisation], length: 12 })).toContain(120);
		const after = { ...before, claims: [one, booked('two', [naturalisation], 120, 132)] };
		const starts = startsOf(after, {}).filter((start) => start >= 120);
		expect(starts.slice(0, 2)).toEqual([124, 125]);
	});

	test('an hour is given out up to its shares', () => {
		const clerks = ['anna', 'bram', 'carmen'].map((name) => clerkOf(name, passport));
		const claims = [108, 110, 112, 114, 116]
			.map((from, index) => booked(`passport ${index}`, [passport], from, from + 2))
			.concat(booked('birth', [passport], 108, 111));
		const full = day({ clerks, claims, kept: () => ({ walkIn: 33, internal: 17 }) });
		const within = (length: number, channel: Channel) =>
			startsOf(full, { length, channel }).some((start) => start + length <= 120);
		expect([within(5, 'public'), within(6, 'public')]).toEqual([true, false]);
		expect([within(11, 'internal'), within(12, 'internal')]).toEqual([true, false]);
	});
});

describe('a day of 23 or 25 hours', () => {
	const night = {
		hours: [{ weekday: 7, opens: '00:00', closes: '05:00' }],
		different: [],
		holidays: new Set<string>()
	};

	test('has no start in the hour that does not exist', () => {
		const day = boundsOf('2026-03-29');
		const [span] = openOn(night, day, ZONE);
		expect(unitsIn(day)).toBe(276);
		// Five hours on the wall, four of time.
		expect(span).toEqual({ from: 0, to: 48 });
		expect(instantAt(day, 24)).toBe(atLocal('2026-03-29', '03:00', ZONE));
	});

	test('has the hour that comes twice as two', () => {
		const day = boundsOf('2026-10-25');
		expect(unitsIn(day)).toBe(300);
		expect(openOn(night, day, ZONE)).toEqual([{ from: 0, to: 72 }]);
		const [first, second] = [instantAt(day, 24), instantAt(day, 36)];
		expect(first).toBe(atLocal('2026-10-25', '02:00', ZONE));
		expect(second - first).toBe(3_600_000);
		expect(atLocal('2026-10-25', '03:00', ZONE)).toBe(instantAt(day, 48));
	});

	test('is closed on a holiday, unless it has hours of its own', () => {
		const hours = [{ weekday: 1, opens: '09:00', closes: '12:00' }];
		const holidays = new Set(['2026-04-06']);
		const day = boundsOf('2026-04-06');
		expect(openOn({ hours, different: [], holidays }, day, ZONE)).toEqual([]);
		const stretches = [
			{ opens: '11:00', closes: '12:00' },
			{ opens: '10:00', closes: '11:00' }
		];
		const different = [{ day: '2026-04-06', stretches }];
		expect(openOn({ hours, different, holidays }, day, ZONE)).toEqual([{ from: 120, to: 144 }]);
		const closed = [{ day: '2026-04-13', stretches: [] }];
		expect(openOn({ hours, different: closed, holidays }, boundsOf('2026-04-13'), ZONE)).toEqual(
			[]
		);
		expect(openOn({ hours, different: closed, holidays }, boundsOf('2026-04-20'), ZONE)).toEqual([
			{ from: 108, to: 144 }
		]);
	});
});
