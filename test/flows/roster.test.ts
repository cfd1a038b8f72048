import { afterEach, beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import type { LocalDay } from '../../src/lib/domain/time.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { dayState } from '../../src/lib/server/flows/replan.ts';
import {
	importRoster,
	importSkills,
	rosterSheet,
	skillSheet,
	teamState
} from '../../src/lib/server/flows/roster.ts';
import { type TeamScope, teamScope } from '../../src/lib/server/scope.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { booked, citizen, giveOut, hold, march } from '../support/agenda.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;
let planner: TeamScope;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 3 },
			{ key: 'south', counters: 2 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10 },
			{ key: 'nationality', letter: 'N', minutes: 60 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport', 'nationality'] },
			{ key: 'bram', skills: ['passport'] }
		]
	});
	await giveOut(world, 'north');
	await giveOut(world, 'south');
	await world.db.transaction((sql) =>
		sql.insert(schema.roleGrant).values(
			['anna', 'bram'].map((key) => ({
				accountId: world.clerk(key),
				role: 'clerk' as const,
				level: 'region' as const,
				placeId: world.regionId
			}))
		)
	);
	const scope = teamScope(who('region', world.regionId));
	if (!scope) throw new Error('an administrator of the region may plan');
	planner = scope;
});

afterEach(async () => {
	expect((await verify(world.db)).findings).toEqual([]);
	await world.close();
});

const who = (level: 'region' | 'municipality', place: string) => ({
	accountId: world.clerk('anna'),
	regionId: world.regionId,
	name: 'admin',
	login: 'admin',
	demo: false,
	grants: [{ role: 'administrator', level, id: place } as never]
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const roster = (...rows: string[]) =>
	importRoster(
		world.shell,
		planner,
		bytes(['medewerker;hal;datum;van;tot;pauze van;pauze tot', ...rows].join('\r\n'))
	);
const skills = (...rows: string[]) =>
	importSkills(world.shell, planner, bytes(['medewerker,dienst', ...rows].join('\n')));
const shiftsOf = async (key: string) =>
	(
		await world.db.read
			.select({ startsAt: schema.shift.startsAt, endsAt: schema.shift.endsAt })
			.from(schema.shift)
			.where(eq(schema.shift.accountId, world.clerk(key)))
			.orderBy(schema.shift.startsAt)
	).map(({ startsAt, endsAt }) => [startsAt, endsAt]);
const lead = (hall: string) => world.lead('lead-hall', hall);
const stateOf = async (day: LocalDay, hall = 'north') => {
	const state = await dayState(world.shell, lead(hall), day);
	if (!state) throw new Error('no such day');
	return state;
};

test('a town that has only a sheet gives out times by it', async () => {
	const at = march(4, '09:00');
	expect(code(await hold(world, citizen(world), { hall: 'north', at }))).toBe('slot-gone');
	expect(value(await roster('anna;north;4-3-2026;09:00;17:00;12:00;12:30'))).toEqual({
		people: 1,
		shifts: 1,
		from: '2026-03-04',
		until: '2026-03-04',
		broken: []
	});
	await booked(world, { hall: 'north', at });
	// In the break there is nobody.
	const noon = await hold(world, citizen(world), { hall: 'north', at: march(4, '12:10') });
	expect(code(noon)).toBe('slot-gone');
});

test('a day that stands in it is planned anew; days and people that do not stay as they are', async () => {
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '17:00'));
	await world.shift('anna', 'north', march(5, '09:00'), march(5, '17:00'));
	await world.shift('bram', 'north', march(4, '09:00'), march(4, '17:00'));
	value(await roster('anna;south;2026-03-04;10:00;12:00;;', 'anna;south;2026-03-04;13:00;15:00;;'));
	expect(await shiftsOf('anna')).toEqual([
		[march(4, '10:00'), march(4, '12:00')],
		[march(4, '13:00'), march(4, '15:00')],
		[march(5, '09:00'), march(5, '17:00')]
	]);
	expect(await shiftsOf('bram')).toEqual([[march(4, '09:00'), march(4, '17:00')]]);
	// Twice is as good as once.
	value(await roster('anna;south;2026-03-04;10:00;12:00;;', 'anna;south;2026-03-04;13:00;15:00;;'));
	expect(await shiftsOf('anna')).toHaveLength(3);
});

test('whoever has an appointment that nobody is left for is told of, and not taken away', async () => {
	value(await roster('anna;north;2026-03-04;09:00;17:00;;', 'bram;north;2026-03-04;09:00;17:00;;'));
	const at = march(4, '09:00');
	await booked(world, { hall: 'north', at, services: ['nationality'] }, 'first' as never);
	await booked(world, { hall: 'north', at }, 'second' as never);
	const after = value(await roster('anna;north;2026-03-04;;;;'));
	expect(after).toMatchObject({
		shifts: 0,
		broken: [{ hall: { name: expect.any(String) as string }, day: '2026-03-04', cantStay: 1 }]
	});
	expect((await stateOf('2026-03-04')).affected).toHaveLength(1);
});

test('a sheet with a fault changes nothing at all', async () => {
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '17:00'));
	const outcome = await roster(
		'anna;north;2026-03-04;10:00;12:00;;',
		'',
		'nobody;north;2026-03-04;10:00;12:00;;'
	);
	expect(outcome).toMatchObject({
		ok: false,
		// As a spreadsheet counts them, with the empty one.
		refusal: { code: 'wrong-lines', faults: [{ line: 4, column: 'medewerker', given: 'nobody' }] }
	});
	expect(await shiftsOf('anna')).toEqual([[march(4, '09:00'), march(4, '17:00')]]);
});

test.each([
	['another file', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'not-a-sheet'],
	['a quote that never ends', bytes('medewerker;hal\n"anna;north'), 'not-a-sheet'],
	[
		'other columns',
		bytes('naam;hal;datum;van;tot\nanna;north;2026-03-04;9:00;17:00'),
		'missing-columns'
	],
	['no lines', bytes('medewerker;hal;datum;van;tot;pauze van;pauze tot\n;;;;;;\n'), 'no-lines'],
	['nothing', bytes(''), 'missing-columns']
])('%s is told apart', async (_what, file, expected) => {
	expect(code(await importRoster(world.shell, planner, file))).toBe(expected);
});

test('a sheet as Excel saves it on a Dutch computer is read: other letters, its own mark, columns in any order', async () => {
	const cells =
		'Van;Tot;Pauze van;Pauze tot;Datum;Hal;Medewerker;Café\r\n9:00;17:00;;;4-3-2026;NORTH;Anna;é';
	expect(code(await importRoster(world.shell, planner, Buffer.from(cells, 'latin1')))).toBe('ok');
	expect(code(await importRoster(world.shell, planner, bytes(`\ufeff${cells}`)))).toBe('ok');
	expect(await shiftsOf('anna')).toEqual([[march(4, '09:00'), march(4, '17:00')]]);
});

test('what is given out can be taken over again, and changes nothing', async () => {
	value(
		await roster(
			'anna;north;2026-03-04;09:00;17:00;12:00;12:30',
			'bram;;2026-03-05;09:00;12:00;;',
			'bram;south;2026-03-05;13:00;17:00;15:00;15:15'
		)
	);
	const month = await rosterSheet(world.shell, planner, '2026-03');
	const before = await world.db.read.select().from(schema.shift);
	const breaks = await world.db.read.select().from(schema.shiftBreak);
	expect(code(await importRoster(world.shell, planner, bytes(month)))).toBe('ok');
	const after = await world.db.read.select().from(schema.shift);
	const bare = (rows: typeof after) =>
		rows.map(({ id: _, ...rest }) => JSON.stringify(rest)).sort();
	expect(bare(after)).toEqual(bare(before));
	expect(await world.db.read.select().from(schema.shiftBreak)).toHaveLength(breaks.length);
	expect(await rosterSheet(world.shell, planner, '2026-03')).toBe(month);
	expect(await teamState(world.shell, planner)).toMatchObject({ months: ['2026-03'] });

	const can = await skillSheet(world.shell, planner);
	expect(code(await importSkills(world.shell, planner, bytes(can)))).toBe('ok');
	expect(await skillSheet(world.shell, planner)).toBe(can);
});

test('who can do what follows the sheet, and so do the times', async () => {
	value(await roster('anna;north;2026-03-04;09:00;17:00;;', 'bram;north;2026-03-04;09:00;17:00;;'));
	const [name = ''] = (await teamState(world.shell, planner)).services.filter((one) =>
		one.toLowerCase().includes('nationality')
	);
	const wish = { hall: 'north', at: march(4, '09:00'), services: ['nationality'] };
	await booked(world, wish);
	expect(code(await hold(world, citizen(world, 'other'), wish))).toBe('slot-gone');
	expect(value(await skills(`bram,${name}`))).toEqual({ people: 1, broken: [] });
	expect(code(await hold(world, citizen(world, 'other'), wish))).toBe('ok');
	// And back: whoever has booked it is not forgotten.
	expect(value(await skills('bram,', 'anna,'))).toMatchObject({
		people: 2,
		broken: [{ day: '2026-03-04', cantStay: 1 }]
	});
});

test('the team is the region’s: an administrator of one municipality does not plan it', () => {
	expect(teamScope(who('municipality', 'somewhere'))).toBeNull();
	expect(teamScope(null)).toBeNull();
});
