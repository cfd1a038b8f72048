import { describe, expect, test } from 'vitest';
import {
	type HallCapacity,
	type OpeningHours,
	type TeamMember,
	decideEndDay,
	decideHold,
	decideRelease,
	openStateAt,
	whyClosed
} from '../../src/lib/domain/closing.ts';
import { everyWeek } from '../../src/lib/domain/agenda/calendar.ts';
import { quietHall } from '../../src/lib/domain/hall.ts';
import type { ServiceId } from '../../src/lib/domain/ids.ts';
import { type TicketDesk, type TicketWish, decideTicket } from '../../src/lib/domain/kiosk.ts';
import { DEFAULT_HALL_RULE } from '../../src/lib/domain/region.ts';
import { VISIT_STATES } from '../../src/lib/domain/visit.ts';
import { TEN, TODAY, at, id, service, waiting } from './make.ts';

const ZONE = 'Europe/Amsterdam';
const local = (text: string): number => Date.parse(`${text}+01:00`);

describe('opening hours', () => {
	const morning = (weekday: number): OpeningHours => ({ weekday, opens: '08:30', closes: '12:30' });
	const hours = [...[1, 2, 3, 4, 5].map(morning), { weekday: 4, opens: '17:00', closes: '20:00' }];
	const open = (when: string, ended: string | null = null) =>
		openStateAt(everyWeek(hours), local(when), ZONE, ended);

	test.each([
		['the minute before', '2026-03-03T08:29', { open: false, opensAt: local('2026-03-03T08:30') }],
		['the first minute', '2026-03-03T08:30', { open: true, closesAt: local('2026-03-03T12:30') }],
		['the last minute', '2026-03-03T12:29', { open: true, closesAt: local('2026-03-03T12:30') }],
		['at closing', '2026-03-03T12:30', { open: false, opensAt: local('2026-03-04T08:30') }],
		[
			'between morning and evening',
			'2026-03-05T13:00',
			{ open: false, opensAt: local('2026-03-05T17:00') }
		],
		['in the evening', '2026-03-05T19:59', { open: true, closesAt: local('2026-03-05T20:00') }],
		['on Friday afternoon', '2026-03-06T15:00', { open: false, opensAt: local('2026-03-09T08:30') }]
	])('%s, %s', (_what, when, expected) => {
		expect(open(when)).toEqual(expected);
	});

	test('an ended day opens no more, and the next one does', () => {
		expect(open('2026-03-05T09:00', '2026-03-05')).toEqual({
			open: false,
			opensAt: local('2026-03-06T08:30')
		});
		expect(open('2026-03-06T09:00', '2026-03-05')).toMatchObject({ open: true });
	});

	test('open once a week, it opens again in a week; never open, it says so', () => {
		const weekly = [morning(2)];
		expect(openStateAt(everyWeek(weekly), local('2026-03-03T13:00'), ZONE, null)).toEqual({
			open: false,
			opensAt: local('2026-03-10T08:30')
		});
		expect(openStateAt(everyWeek([]), TEN, ZONE, null)).toEqual({ open: false, opensAt: null });
	});

	test('a holiday is closed, and a day of its own has its own hours', () => {
		const calendar = {
			hours,
			different: [
				{ day: '2026-03-04', stretches: [{ opens: '10:00', closes: '11:00' }] },
				{ day: '2026-03-05', stretches: [] }
			],
			holidays: new Set(['2026-03-03', '2026-03-04'])
		};
		const state = (when: string) => openStateAt(calendar, local(when), ZONE, null);
		expect(state('2026-03-03T09:00')).toEqual({ open: false, opensAt: local('2026-03-04T10:00') });
		expect(state('2026-03-04T10:30')).toEqual({ open: true, closesAt: local('2026-03-04T11:00') });
		expect(state('2026-03-05T09:00')).toEqual({ open: false, opensAt: local('2026-03-06T08:30') });
	});

	test('the wall clock counts when it changes', () => {
		const sunday = [{ weekday: 7, opens: '01:00', closes: '04:00' }];
		const state = (at: string) => openStateAt(everyWeek(sunday), Date.parse(`${at}Z`), ZONE, null);
		expect(state('2026-03-29T01:59')).toEqual({
			open: true,
			closesAt: Date.parse('2026-03-29T02:00Z')
		});
		expect(state('2026-10-25T02:59')).toEqual({
			open: true,
			closesAt: Date.parse('2026-10-25T03:00Z')
		});
	});
});

describe('a service', () => {
	const member = (
		name: string,
		skills: string[],
		minutesLeft: number,
		place: string | null = 'north'
	): TeamMember => ({
		clerkId: id(name),
		skills: new Set(skills.map((key) => id<'service'>(key))),
		place: place as TeamMember['place'],
		minutesLeft
	});
	const hall = (
		team: TeamMember[],
		queue: Record<string, number> = {},
		hasBooth = false
	): HallCapacity => ({
		branchId: id('north'),
		hasBooth,
		team,
		waiting: Object.entries(queue).map(([key, minutes]) => ({
			serviceId: id(key),
			minutes,
			videoOk: true
		}))
	});
	const services = new Map(
		['passport', 'move', 'debt'].map((key) => [
			id<'service'>(key),
			{ id: id<'service'>(key), byVideo: key !== 'debt' }
		])
	);
	const why = (key: string, minutes: number, capacity: HallCapacity, videoOk = true) => {
		const service = services.get(id<'service'>(key));
		if (!service) throw new Error(key);
		return whyClosed({ service, minutes, videoOk }, capacity, services);
	};

	test.each<[string, string, number, HallCapacity, string | null]>([
		['gives tickets when it fits', 'passport', 10, hall([member('anna', ['passport'], 10)]), null],
		[
			'stops when it does not fit by a minute',
			'passport',
			11,
			hall([member('anna', ['passport'], 10)]),
			'no-time-left'
		],
		[
			'counts who waits already',
			'passport',
			10,
			hall([member('anna', ['passport'], 60)], { passport: 51 }),
			'no-time-left'
		],
		[
			'adds up the minutes of all its clerks',
			'passport',
			10,
			hall([member('anna', ['passport'], 30), member('bram', ['passport'], 30)], { passport: 50 }),
			null
		],
		[
			'needs someone skilled',
			'move',
			10,
			hall([member('anna', ['passport'], 60)]),
			'nobody-skilled'
		],
		[
			'does not count a clerk of another hall',
			'passport',
			10,
			hall([member('anna', ['passport'], 60, 'south')]),
			'nobody-skilled'
		],
		[
			'by video counts one, where there is a booth',
			'passport',
			10,
			hall([member('anna', ['passport'], 60, 'south')], {}, true),
			null
		],
		[
			'not by video does not',
			'debt',
			10,
			hall([member('anna', ['debt'], 60, 'south')], {}, true),
			'nobody-skilled'
		],
		[
			'counts who is rostered anywhere',
			'debt',
			10,
			hall([member('anna', ['debt'], 60, 'anywhere')]),
			null
		],
		[
			'does not count a clerk at home for the desk',
			'debt',
			10,
			hall([member('anna', ['debt'], 60, null)], {}, true),
			'nobody-skilled'
		],
		[
			'is not closed by a queue that others can serve',
			'debt',
			30,
			hall([member('anna', ['debt', 'passport'], 60), member('bram', ['passport'], 60)], {
				passport: 90
			}),
			null
		],
		[
			'is closed by a queue that only its own clerks can serve',
			'debt',
			30,
			hall([member('anna', ['debt', 'move'], 60), member('bram', ['passport'], 60)], { move: 31 }),
			'no-time-left'
		]
	])('%s', (_what, key, minutes, capacity, expected) => {
		expect(why(key, minutes, capacity)).toBe(expected);
	});
});

describe('a ticket', () => {
	const passport = service('passport', { targetMinutes: 20 });
	const move = service('move', { letter: 'V', byVideo: false });
	const desk = (change: Partial<TicketDesk> = {}): TicketDesk => ({
		branch: {
			id: id('north'),
			regionId: id('region'),
			municipalityId: id('bergen'),
			code: 'N',
			slug: 'north',
			name: 'North',
			kind: 'hall',
			...DEFAULT_HALL_RULE
		},
		open: { open: true, closesAt: at(120) },
		givenHere: new Set([passport.id, move.id]),
		capacity: {
			branchId: id('north'),
			hasBooth: false,
			team: [
				{
					clerkId: id('anna'),
					skills: new Set([passport.id, move.id]),
					place: id('north'),
					minutesLeft: 60
				}
			],
			waiting: []
		},
		catalogue: new Map<ServiceId, typeof passport>([
			[passport.id, passport],
			[move.id, move]
		]),
		today: TODAY,
		lastNumber: 41,
		...change
	});
	const wish = (change: Partial<TicketWish> = {}): TicketWish => ({
		services: [{ service: passport, persons: 2 }],
		language: 'en',
		mode: 'desk',
		videoOk: true,
		fetchInPerson: false,
		priority: null,
		slotStart: null,
		...change
	});
	const give = (given: TicketDesk, wanted: TicketWish) => {
		const outcome = decideTicket(id('v1'), given, wanted, TEN);
		return outcome.ok ? outcome.value[0] : outcome.refusal;
	};

	test('is the next number of the series of its first service, due after the shortest target', () => {
		const both = [
			{ service: passport, persons: 2 },
			{ service: move, persons: 1 }
		];
		expect(give(desk(), wish({ services: both }))).toMatchObject({
			type: 'ticket-issued',
			day: TODAY,
			letter: 'P',
			number: 42,
			services: [
				{ serviceId: 'passport', persons: 2, minutes: 15, targetMinutes: 20, byVideo: true },
				{ serviceId: 'move', persons: 1, minutes: 10, targetMinutes: 15, byVideo: false }
			],
			videoOk: false,
			due: at(15),
			line: 2
		});
	});

	test('keeps the wish for video where all services can be given so', () => {
		expect(give(desk(), wish())).toMatchObject({ videoOk: true, language: 'en' });
		expect(give(desk(), wish({ videoOk: false }))).toMatchObject({ videoOk: false });
	});

	test.each<[string, Partial<TicketDesk>, Partial<TicketWish>, object]>([
		[
			'outside opening hours, with the next opening',
			{ open: { open: false, opensAt: at(600) } },
			{},
			{ code: 'hall-closed', opensAt: at(600) }
		],
		[
			'for what is not given here',
			{ givenHere: new Set([move.id]) },
			{},
			{ code: 'service-closed', serviceId: 'passport', reason: 'not-given-here' }
		],
		[
			'when the time is up for all of the visit, naming the first service',
			{},
			{
				services: [
					{ service: move, persons: 1 },
					{ service: passport, persons: 12 }
				]
			},
			{ code: 'service-closed', serviceId: 'move', reason: 'no-time-left' }
		],
		['after number 999', { lastNumber: 999 }, {}, { code: 'series-full', letter: 'P' }],
		['without a service', {}, { services: [] }, { code: 'unknown-service' }]
	])('is refused %s', (_what, given, wanted, expected) => {
		expect(give(desk(given), wish(wanted))).toMatchObject(expected);
	});

	test('998 is followed by the last one, 999', () => {
		expect(give(desk({ lastNumber: 998 }), wish())).toMatchObject({ number: 999 });
	});

	test('an appointment is not turned away for want of time', () => {
		const nobody = { ...desk().capacity, team: [] };
		expect(give(desk({ capacity: nobody }), wish({ slotStart: at(10) }))).toMatchObject({
			slotStart: at(10),
			line: 1,
			due: at(15),
			notBefore: at(10)
		});
	});
});

describe('the hall', () => {
	const hall = quietHall(id('north'), id('region'));

	test('holds calls once, and releases them once', () => {
		expect(decideHold(hall)).toMatchObject({ ok: true, value: [{ type: 'calls-held' }] });
		expect(decideHold({ ...hall, heldSince: TEN })).toMatchObject({
			refusal: { code: 'already-held' }
		});
		expect(decideRelease({ ...hall, heldSince: TEN })).toMatchObject({ ok: true });
		expect(decideRelease(hall)).toMatchObject({ refusal: { code: 'not-held' } });
	});

	test('ends its day with all who wait, were called or are parked, and nobody else', () => {
		const all = VISIT_STATES.map((state) => waiting({ id: id(state), state }));
		const outcome = decideEndDay(hall, all, TODAY);
		expect(outcome.ok && outcome.value).toEqual([
			...['waiting', 'called', 'parked'].map((visitId) => ({
				type: 'visit-abandoned',
				visitId,
				branchId: 'north'
			})),
			{ type: 'day-ended', branchId: 'north', regionId: 'region', day: TODAY }
		]);
	});

	test('ends a day once, unless someone was left after it', () => {
		const ended = { ...hall, endedDay: TODAY };
		expect(decideEndDay(ended, [], TODAY)).toMatchObject({
			refusal: { code: 'day-already-ended' }
		});
		expect(decideEndDay(ended, [waiting()], TODAY).ok).toBe(true);
		expect(decideEndDay(ended, [], '2026-03-04').ok).toBe(true);
	});

	test('ending an earlier day late does not open today again', () => {
		const ended = { ...hall, endedDay: TODAY };
		const outcome = decideEndDay(ended, [waiting({ day: '2026-03-02' })], '2026-03-02');
		expect(outcome.ok && outcome.value.at(-1)).toMatchObject({ type: 'day-ended', day: TODAY });
	});
});
