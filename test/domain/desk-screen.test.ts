/** What the desk works out by itself: whom it expects next and why, who comes later, the timers, and its pickers. */
import { describe, expect, test } from 'vitest';
import type { AccountId, Id, ServiceId } from '../../src/lib/domain/ids.ts';
import { type Instant, MINUTE, minutes } from '../../src/lib/domain/time.ts';
import type { CurrentVisit, DeskView, HallLines, LineRow } from '../../src/lib/realtime/events.ts';
import { nextUp } from '../../src/routes/(desk)/desk/next-up.ts';
import { type Option, matching } from '../../src/routes/(desk)/desk/picker.ts';
import { crowdOf, rowState, splitLines } from '../../src/routes/(desk)/desk/row.ts';
import { timersOf } from '../../src/routes/(desk)/desk/timers.ts';

const NOW: Instant = Date.UTC(2026, 2, 3, 9, 30);
const id = <K extends string>(text: string) => text as Id<K>;
const PASSPORT: ServiceId = id('passport');
const NATURALISATION: ServiceId = id('naturalisation');
const ME: AccountId = id('me');

const row = (ticket: string, change: Partial<LineRow> = {}): LineRow => ({
	id: id<'visit'>(ticket),
	ticket,
	line: 2,
	due: NOW - minutes(1),
	arrivedAt: NOW - minutes(16),
	notBefore: NOW - minutes(16),
	slotStart: null,
	priority: null,
	services: [PASSPORT],
	persons: 1,
	videoOk: false,
	fetchInPerson: false,
	reservedFor: null,
	reservedUntil: null,
	sentBackBy: null,
	sentBackAt: null,
	askedForTime: false,
	name: null,
	notes: [],
	...change
});
const first = (ticket: string, change: Partial<LineRow> = {}) =>
	row(ticket, { line: 1, ...change });

const lines = (rows: LineRow[], change: Partial<HallLines> = {}): HallLines => {
	const inLine = (line: 1 | 2) => rows.filter((one) => one.line === line);
	return {
		branch: 'Hal',
		first: inLine(1),
		second: inLine(2),
		firstCount: inLine(1).length,
		secondCount: inLine(2).length,
		parked: [],
		missed: [],
		expected: [],
		expectedCount: 0,
		counters: [],
		zipLimit: 2,
		graceMinutes: 10,
		held: false,
		open: null,
		...change
	};
};
const desk = (change: Partial<DeskView> = {}): DeskView => ({
	clerkId: ME,
	name: 'Anna',
	since: NOW,
	branchId: id<'branch'>('hall'),
	branch: 'Hal',
	counterId: null,
	counter: 1,
	pausedSince: null,
	pauseReason: null,
	autoNext: false,
	streak: 0,
	skills: [PASSPORT],
	current: null,
	...change
});
const expected = (rows: LineRow[], change: Partial<DeskView> = {}) => {
	const found = nextUp(lines(rows), desk(change), NOW);
	return found && [found.row.ticket, found.why.kind];
};

describe('whom the desk expects next', () => {
	test('the first line goes first, and says how often it may', () => {
		const rows = [first('P001'), row('P002')];
		expect(nextUp(lines(rows), desk({ streak: 1 }), NOW)?.why).toEqual({
			kind: 'first',
			turn: 2,
			limit: 2,
			passes: true
		});
	});

	test('the second line has its turn once the first went often enough and somebody is past due', () => {
		const rows = [first('P001'), row('P002')];
		expect(expected(rows, { streak: 2 })).toEqual(['P002', 'second-turn']);
		const patient = [first('P001'), row('P002', { due: NOW + MINUTE })];
		expect(expected(patient, { streak: 2 })).toEqual(['P001', 'first']);
	});

	test('only those who can be called by this clerk count', () => {
		const rows = [
			first('N001', { services: [NATURALISATION] }),
			first('P001', { reservedFor: id('other'), reservedUntil: NOW + MINUTE }),
			first('P003', { notBefore: NOW + MINUTE }),
			row('P004')
		];
		expect(expected(rows)).toEqual(['P004', 'second-only']);
		expect(expected(rows.slice(0, 3))).toBeNull();
		const lapsed = first('P001', { reservedFor: id('other'), reservedUntil: NOW - MINUTE });
		expect(expected([lapsed])).toEqual(['P001', 'first']);
	});

	test('whom this clerk sent back a moment ago comes when nobody else is left', () => {
		const back = row('P001', { sentBackBy: ME, sentBackAt: NOW - minutes(2) });
		expect(expected([back, row('P002', { due: NOW })])).toEqual(['P002', 'second-only']);
		expect(expected([back])).toEqual(['P001', 'sent-back']);
		const rested = row('P001', { sentBackBy: ME, sentBackAt: NOW - minutes(5) });
		expect(expected([rested])).toEqual(['P001', 'second-only']);
		const byOther = row('P001', { sentBackBy: id('other'), sentBackAt: NOW });
		expect(expected([byOther])).toEqual(['P001', 'second-only']);
	});

	test('with nobody else, an appointment that starts within a quarter of an hour', () => {
		const appointment = (ahead: number, change: Partial<LineRow> = {}) => {
			const slotStart = NOW + minutes(ahead);
			return first('P001', { slotStart, notBefore: slotStart, due: slotStart, ...change });
		};
		expect(expected([appointment(15)])).toEqual(['P001', 'early']);
		expect(expected([appointment(16)])).toBeNull();
		expect(expected([appointment(10, { askedForTime: true })])).toBeNull();
		expect(expected([appointment(10, { notBefore: NOW + minutes(12) })])).toBeNull();
	});

	test('another hall may go first when nobody here is due soon; never for a clerk at home', () => {
		const patient = [row('P001', { due: NOW + minutes(9) })];
		const pressing = [row('P001', { due: NOW + minutes(5) })];
		expect(nextUp(lines(patient), desk(), NOW)?.helpFirst).toBe(true);
		expect(nextUp(lines(pressing), desk(), NOW)?.helpFirst).toBe(false);
		expect(nextUp(lines(patient), desk({ branchId: null }), NOW)?.helpFirst).toBe(false);
	});
});

describe('who waits', () => {
	test('those who can’t be called yet stand apart, the first to be callable first', () => {
		const rows = [
			first('P001', { notBefore: NOW + minutes(20) }),
			first('P002'),
			row('P003', { notBefore: NOW + minutes(5) }),
			// It arrived after the time by which the lists step.
			row('P004', { arrivedAt: NOW + 2000, notBefore: NOW + 2000 })
		];
		const split = splitLines(lines(rows), NOW);
		expect(split.later.map(({ ticket }) => ticket)).toEqual(['P003', 'P001']);
		expect([...split.first, ...split.second].map(({ ticket }) => ticket)).toEqual(['P002', 'P004']);
	});

	test('the crowd: the longest wait, who is late, who is for me, and what the others need', () => {
		const others = { services: [NATURALISATION] };
		const rows = [row('P001'), row('N001', others), row('N002', { ...others, due: NOW + 1 })];
		const mine = (one: LineRow) => one.services[0] === PASSPORT;
		expect(crowdOf(lines(rows), mine, NOW)).toEqual({
			longestMinutes: 16,
			pastDue: 2,
			mine: 1,
			forOthers: [{ serviceId: NATURALISATION, count: 2 }],
			more: false
		});
		expect(crowdOf(lines(rows, { secondCount: 60 }), mine, NOW).more).toBe(true);
	});

	test('a row is late after its due, not at it', () => {
		expect(rowState(row('P001', { due: NOW }), ME, NOW).pastDue).toBe(false);
		expect(rowState(row('P001', { due: NOW - minutes(3) }), ME, NOW)).toMatchObject({
			pastDue: true,
			overMinutes: 3,
			waitedMinutes: 16
		});
		const mine = row('P001', { reservedFor: ME, reservedUntil: NOW + 1 });
		expect(rowState(mine, ME, NOW).reserved).toBe('for-me');
	});
});

describe('the timers', () => {
	const SERVICES = new Map([[PASSPORT, { firstMinutes: 10, extraMinutes: 5 }]]);
	const visit = (change: Partial<CurrentVisit> = {}): CurrentVisit => ({
		visitId: id<'visit'>('v'),
		ticket: 'P001',
		state: 'serving',
		branchId: id<'branch'>('hall'),
		branch: 'Hal',
		booth: null,
		cause: 'next',
		arrivedAt: NOW - minutes(40),
		slotStart: null,
		due: NOW - minutes(25),
		calledAt: NOW - minutes(14),
		servingSince: NOW - minutes(12),
		firstCalledAt: NOW - minutes(14),
		recalls: 0,
		recallsNeeded: 2,
		language: 'nl',
		priority: null,
		fetchInPerson: false,
		askedForTime: false,
		services: [{ serviceId: PASSPORT, persons: 1, done: false, handledMs: 0 }],
		name: null,
		contact: null,
		told: null,
		notes: [],
		history: [],
		leftOver: false,
		...change
	});
	const timers = (change: Partial<CurrentVisit> = {}) =>
		timersOf(visit(change), (one) => SERVICES.get(one), NOW);

	test('each tells its time, its norm, and whether it is over', () => {
		expect(timers()).toEqual({
			wait: { ms: minutes(26), normMinutes: 15, over: true, runs: false },
			walk: { ms: minutes(2), normMinutes: 2, over: false, runs: false },
			handling: { ms: minutes(12), normMinutes: 10, over: true, runs: true }
		});
	});

	test('more people take longer, and a later service has its own time once it is begun', () => {
		const both = [
			{ serviceId: PASSPORT, persons: 2, done: false, handledMs: 0 },
			{ serviceId: PASSPORT, persons: 1, done: false, handledMs: 0 }
		];
		expect(timers({ services: both }).handling).toMatchObject({ normMinutes: 15, over: false });
		const begun = both.map((one, index) => ({ ...one, done: index === 0 }));
		expect(timers({ services: begun }).handling).toMatchObject({ normMinutes: 25 });
	});

	test('an appointment waits from its start; whoever was parked has no walk', () => {
		const slotStart = NOW - minutes(20);
		const wait = timers({ slotStart, due: slotStart + minutes(5) }).wait;
		expect(wait).toMatchObject({ ms: minutes(6), normMinutes: 5, over: true });
		const services = [{ serviceId: PASSPORT, persons: 1, done: false, handledMs: minutes(3) }];
		expect(timers({ services }).walk).toMatchObject({ ms: null, over: false });
	});
});

describe('finding one of many', () => {
	const options: Option[] = [
		{ id: '1', label: 'Rijbewijs aanvragen', search: ['auto'] },
		{ id: '2', label: 'Paspoort ophalen', search: ['reisdocument'] },
		{ id: '3', label: 'Paspoort aanvragen', search: ['kwijt'] },
		{ id: '4', label: 'Balie 2: Zoë', detail: 'Collega' }
	];
	const found = (typed: string) => matching(options, typed).map((one) => one.id);

	test('every typed word counts, in any order, without accents or capitals', () => {
		expect(found('')).toEqual(['1', '2', '3', '4']);
		expect(found('aanvr PAS')).toEqual(['3']);
		expect(found('zoe')).toEqual(['4']);
		expect(found('paspoort kwijt')).toEqual(['3']);
		expect(found('niets')).toEqual([]);
	});

	test('what begins with it comes before what has it', () => {
		expect(found('o')).toHaveLength(4);
		expect(found('pa').slice(0, 2)).toEqual(['2', '3']);
		expect(found('auto')).toEqual(['1']);
	});
});
