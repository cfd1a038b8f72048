import { describe, expect, test } from 'vitest';
import type { AccountId, BranchId, ServiceId } from '../../src/lib/domain/ids.ts';
import {
	type RosterColumn,
	type SheetLine,
	readRoster,
	readSkills
} from '../../src/lib/domain/roster.ts';
import { atLocal } from '../../src/lib/domain/time.ts';
import { id } from './make.ts';

const TZ = 'Europe/Amsterdam';
const anna: AccountId = id('anna');
const bram: AccountId = id('bram');
const north: BranchId = id('north');
const FACTS = {
	clerks: new Map([
		['anna', anna],
		['bram', bram]
	]),
	halls: new Map([['noord', north]]),
	today: '2026-03-03',
	timeZone: TZ
};

const EMPTY: Record<RosterColumn, string> = {
	medewerker: 'anna',
	hal: 'noord',
	datum: '2026-03-04',
	van: '08:30',
	tot: '17:00',
	'pauze van': '',
	'pauze tot': ''
};
/** Lines from the second on: the first is the head. */
const lines = (...cells: Partial<Record<RosterColumn, string>>[]): SheetLine<RosterColumn>[] =>
	cells.map((one, index) => ({ line: index + 2, cells: { ...EMPTY, ...one } }));
const read = (...cells: Partial<Record<RosterColumn, string>>[]) =>
	readRoster(lines(...cells), FACTS);
const faults = (...cells: Partial<Record<RosterColumn, string>>[]) => {
	const outcome = read(...cells);
	if (outcome.ok || outcome.refusal.code !== 'wrong-lines') throw new Error('nothing is wrong');
	return outcome.refusal.faults.map(({ line, column, code, allowed }) =>
		[line, column, code, allowed].filter(Boolean).join(' ')
	);
};
const at = (time: string, day = '2026-03-04') => atLocal(day, time, TZ);

describe('a roster', () => {
	test('a line is a stretch of work, with a break where it has one', () => {
		expect(read({ 'pauze van': '12:00', 'pauze tot': '12:30' })).toEqual({
			ok: true,
			value: [
				{
					clerkId: anna,
					day: '2026-03-04',
					shifts: [
						{
							clerkId: anna,
							branchId: north,
							day: '2026-03-04',
							startsAt: at('08:30'),
							endsAt: at('17:00'),
							breaks: [{ startsAt: at('12:00'), endsAt: at('12:30') }]
						}
					]
				}
			]
		});
	});

	test('a day in two halves is two lines, and a line without times is a day off', () => {
		const outcome = read(
			{ van: '08:30', tot: '12:00' },
			{ van: '13:00', tot: '17:00', hal: '' },
			{ medewerker: 'Bram', van: '', tot: '' }
		);
		expect(outcome).toMatchObject({
			ok: true,
			value: [
				{ clerkId: anna, shifts: [{ branchId: north }, { branchId: null }] },
				{ clerkId: bram, day: '2026-03-04', shifts: [] }
			]
		});
	});

	test.each([
		['4-3-2026', '8.30'],
		['04/03/2026', '8:30'],
		['2026-3-4', '08:30:00']
	])('days and times are read as spreadsheets write them: %s, %s', (datum, van) => {
		expect(read({ datum, van })).toMatchObject({
			ok: true,
			value: [{ day: '2026-03-04', shifts: [{ startsAt: at('08:30') }] }]
		});
	});

	test('times are those on the wall, also on the days when the clock changes, and work may pass midnight', () => {
		const outcome = read(
			{ datum: '2026-03-29', van: '01:00', tot: '09:00' },
			{ datum: '2026-10-25', van: '01:00', tot: '09:00' },
			{ van: '18:00', tot: '02:00' }
		);
		if (!outcome.ok) throw new Error(outcome.refusal.code);
		const hours = outcome.value.map(({ shifts: [one] }) =>
			one ? (one.endsAt - one.startsAt) / 3_600_000 : 0
		);
		expect(hours).toEqual([7, 9, 8]);
	});

	test('all that is wrong is told at once, by line and column', () => {
		expect(
			faults(
				{ medewerker: 'carl', hal: 'zuid' },
				{ medewerker: '', datum: '31-2-2026', van: '25:00' },
				{ datum: '2026-03-02', tot: '' },
				{ van: '', tot: '', 'pauze van': '12:00' },
				{ 'pauze van': '07:00', 'pauze tot': '07:30' },
				{ datum: '', van: '09:00', tot: '09:00' }
			)
		).toEqual([
			'2 medewerker unknown',
			'2 hal unknown noord',
			'3 medewerker missing',
			'3 datum not-a-day 2026-03-03',
			'3 van not-a-time 08:30',
			'4 datum past 2026-03-03',
			'4 tot missing 17:00',
			'5 pauze tot missing 17:00',
			'5 pauze van outside',
			'6 pauze van outside 08:30–17:00',
			'7 datum missing 2026-03-03'
		]);
		expect(faults({ van: '09:00', tot: '09:00' })).toEqual(['2 tot not-after 09:00']);
		expect(faults({ van: '09:00', tot: '08:00' })).toEqual(['2 tot too-long 16']);
	});

	test('nobody is in two places at a time', () => {
		expect(faults({}, { medewerker: 'bram' }, { van: '16:00', tot: '18:00', hal: '' })).toEqual([
			'4 van overlaps 2'
		]);
		expect(read({}, { van: '17:00', tot: '18:00' }).ok).toBe(true);
		// Also when one of them began the evening before.
		expect(
			faults({ van: '20:00', tot: '02:00' }, { datum: '2026-03-05', van: '01:00', tot: '09:00' })
		).toEqual(['3 van overlaps 2']);
	});

	test('of a sheet in which everything is wrong the first fifty are told, and how many there are', () => {
		const outcome = read(...Array.from({ length: 80 }, () => ({ medewerker: 'carl' })));
		expect(outcome).toMatchObject({ ok: false, refusal: { code: 'wrong-lines', all: 80 } });
		expect(!outcome.ok && 'faults' in outcome.refusal && outcome.refusal.faults).toHaveLength(50);
	});

	test('a sheet without lines changes nothing, and says so', () => {
		expect(read()).toEqual({ ok: false, refusal: { code: 'no-lines' } });
	});
});

describe('skills', () => {
	const passport: ServiceId = id('passport');
	const facts = { clerks: FACTS.clerks, services: new Map([['paspoort', passport]]) };
	const skills = (...rows: [string, string][]) =>
		readSkills(
			rows.map(([medewerker, dienst], index) => ({
				line: index + 2,
				cells: { medewerker, dienst }
			})),
			facts
		);

	test('whoever stands in it can do exactly that', () => {
		expect(skills(['anna', 'Paspoort'], ['anna', 'paspoort'], ['bram', ''])).toEqual({
			ok: true,
			value: new Map([
				[anna, new Set([passport])],
				[bram, new Set()]
			])
		});
	});

	test('who and what nobody knows is told', () => {
		expect(skills(['carl', 'paspoort'], ['', 'visvergunning'])).toMatchObject({
			ok: false,
			refusal: {
				code: 'wrong-lines',
				faults: [
					{ line: 2, column: 'medewerker', code: 'unknown', given: 'carl' },
					{ line: 3, column: 'medewerker', code: 'missing' },
					{ line: 3, column: 'dienst', code: 'unknown', given: 'visvergunning' }
				]
			}
		});
		expect(skills()).toEqual({ ok: false, refusal: { code: 'no-lines' } });
	});
});
