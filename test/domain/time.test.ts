import { describe, expect, test } from 'vitest';
import {
	HOUR,
	MINUTE,
	atLocal,
	dayOf,
	localDay,
	nextDay,
	startOfLocalDay,
	weekdayOf
} from '../../src/lib/domain/time.ts';

const ZONE = 'Europe/Amsterdam';
const utc = (text: string): number => Date.parse(`${text}Z`);

describe('the local day', () => {
	test.each([
		['an ordinary one', '2026-03-03', '2026-03-02T23:00', 24],
		['the day on which the clock goes forward', '2026-03-29', '2026-03-28T23:00', 23],
		['the day after it', '2026-03-30', '2026-03-29T22:00', 24],
		['the day on which the clock goes back', '2026-10-25', '2026-10-24T22:00', 25],
		['the day after it', '2026-10-26', '2026-10-25T23:00', 24],
		['New Year’s Eve', '2026-12-31', '2026-12-30T23:00', 24]
	])('%s, %s, starts at %s UTC and lasts %i hours', (_what, day, start, hours) => {
		const bounds = { day, start: utc(start), end: utc(start) + hours * HOUR };
		expect(startOfLocalDay(day, ZONE)).toBe(bounds.start);
		for (const at of [bounds.start, bounds.start + 2.5 * HOUR, bounds.end - 1])
			expect(dayOf(at, ZONE)).toEqual(bounds);
		expect(localDay(bounds.start - 1, ZONE)).toBe(nextDay(day, ZONE, -1));
		expect(localDay(bounds.end, ZONE)).toBe(nextDay(day, ZONE));
	});

	test('differs by zone, also when asked in turn', () => {
		const at = utc('2026-03-03T23:30');
		expect([localDay(at, ZONE), localDay(at, 'UTC'), localDay(at, ZONE)]).toEqual([
			'2026-03-04',
			'2026-03-03',
			'2026-03-04'
		]);
	});
});

test.each([
	['2026-03-28', 1, '2026-03-29'],
	['2026-03-29', 1, '2026-03-30'],
	['2026-10-24', 1, '2026-10-25'],
	['2026-10-25', 1, '2026-10-26'],
	['2026-10-26', -1, '2026-10-25'],
	['2026-03-30', -1, '2026-03-29'],
	['2026-02-28', 1, '2026-03-01'],
	['2028-02-28', 1, '2028-02-29'],
	['2026-12-31', 1, '2027-01-01'],
	['2026-03-01', 31, '2026-04-01']
])('%s and %i days is %s', (day, by, expected) => {
	expect(nextDay(day, ZONE, by)).toBe(expected);
});

test.each([
	['2026-03-03', 2],
	['2026-03-29', 7],
	['2026-10-25', 7],
	['2026-10-26', 1]
])('%s is day %i of the week', (day, weekday) => {
	expect(weekdayOf(day, ZONE)).toBe(weekday);
});

describe('a wall time', () => {
	test.each([
		['in winter', '2026-03-03', '08:30', '2026-03-03T07:30'],
		['in summer', '2026-07-01', '08:30', '2026-07-01T06:30'],
		['on the morning after the clock went forward', '2026-03-29', '08:30', '2026-03-29T06:30'],
		['on the morning after the clock went back', '2026-10-25', '08:30', '2026-10-25T07:30'],
		[
			'in the hour that is skipped: as far after the change',
			'2026-03-29',
			'02:30',
			'2026-03-29T01:30'
		],
		[
			'in the hour that comes twice: the first of the two',
			'2026-10-25',
			'02:30',
			'2026-10-25T00:30'
		],
		['at the end of a day', '2026-03-03', '24:00', '2026-03-03T23:00'],
		['at the end of the short day', '2026-03-29', '24:00', '2026-03-29T22:00'],
		['at the end of the long day', '2026-10-25', '24:00', '2026-10-25T23:00']
	])('%s: %s %s is %s UTC', (_what, day, time, expected) => {
		expect(atLocal(day, time, ZONE)).toBe(utc(expected));
	});

	test('23:59 is a minute before the next day, also when the clock changes', () => {
		for (const day of ['2026-03-03', '2026-03-29', '2026-10-25'])
			expect(startOfLocalDay(nextDay(day, ZONE), ZONE) - atLocal(day, '23:59', ZONE)).toBe(MINUTE);
	});
});
