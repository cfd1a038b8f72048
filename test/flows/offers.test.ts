import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as schema from '../../src/lib/server/db/schema.ts';
import { OfferBook, type Search, startOffers } from '../../src/lib/server/offers.ts';
import { catalogueOf } from '../../src/lib/server/db/halls.ts';
import { booked, citizen, giveOut, hold, march } from '../support/agenda.ts';
import { type World, openWorld } from '../support/world.ts';
import { code } from './outcome.ts';

let world: World;
let offers: OfferBook;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2 },
			{ key: 'south', counters: 1 },
			{ key: 'west', counters: 1 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10 },
			{ key: 'birth', letter: 'B', minutes: 15 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport', 'birth'] },
			{ key: 'bram', skills: ['passport'] }
		]
	});
	offers = new OfferBook(world.db);
	await giveOut(world, 'north', { gridMinutes: 10 });
	await giveOut(world, 'south');
});

afterEach(() => world.close());

async function free(keys: string[], more: Partial<Search> = {}): Promise<string[]> {
	const catalogue = await catalogueOf(world.db.read, world.regionId);
	const found = await offers.search(
		{
			regionId: world.regionId,
			services: keys.map((key) => ({ service: catalogue.get(world.service(key))!, persons: 1 })),
			channel: 'public',
			from: '2026-03-04',
			days: 2,
			...more
		},
		world.now()
	);
	const names = new Map(['north', 'south', 'west'].map((key) => [world.hall(key), key]));
	return found.days.flatMap(({ day, halls }) =>
		halls.map(({ branchId, starts }) => {
			const times = starts.map((at) => new Date(at + 3_600_000).toISOString().slice(11, 16));
			return `${day.slice(-2)} ${names.get(branchId) ?? ''} ${times.join(' ')}`;
		})
	);
}

test('by day, earliest hall first, only where all of it can be done', async () => {
	await world.shift('anna', 'north', march(4, '09:10'), march(4, '09:40'));
	await world.shift('bram', 'south', march(4, '09:00'), march(4, '09:15'));
	await world.shift('anna', 'south', march(5, '09:00'), march(5, '09:25'));
	// Nobody can book west, whoever works there.
	await world.shift('bram', 'west', march(5, '09:00'), march(5, '12:00'));
	expect(await free(['passport'])).toEqual([
		'04 south 09:00 09:05',
		'04 north 09:10 09:20 09:30',
		'05 south 09:00 09:05 09:10 09:15'
	]);
	expect(await free(['passport', 'birth'])).toEqual(['04 north 09:10', '05 south 09:00']);
	expect(await free(['passport'], { branches: [world.hall('south')], days: 1 })).toEqual([
		'04 south 09:00 09:05'
	]);
});

test('mornings or afternoons; from the lead time on, up to the horizon', async () => {
	await world.shift('bram', 'south', march(4, '11:50'), march(4, '12:15'));
	expect(await free(['passport'], { part: 'morning' })).toEqual(['04 south 11:50 11:55']);
	expect(await free(['passport'], { part: 'afternoon' })).toEqual(['04 south 12:00 12:05']);
	await world.shift('bram', 'south', march(3, '10:00'), march(3, '11:15'));
	expect(await free(['passport'], { from: '2026-03-01', days: 1 })).toEqual([
		'03 south 11:00 11:05'
	]);
	await world.db.transaction((sql) => sql.update(schema.agendaRule).set({ horizonDays: 0 }));
	expect(await free(['passport'])).toEqual([]);
});

test('what is booked, held, let go or over is seen at the next search', async () => {
	await world.shift('bram', 'south', march(4, '09:00'), march(4, '09:20'));
	const at = (time: string) => ({ hall: 'south', at: march(4, time) });
	expect(await free(['passport'])).toEqual(['04 south 09:00 09:05 09:10']);
	expect(code(await hold(world, citizen(world), at('09:05')))).toBe('ok');
	expect(await free(['passport'])).toEqual([]);
	world.pass(10);
	expect(await free(['passport'])).toEqual(['04 south 09:00 09:05 09:10']);
	await booked(world, at('09:00'));
	expect(await free(['passport'])).toEqual(['04 south 09:10']);
});

test('a day with hours of its own, and a public holiday', async () => {
	const day = (dayOfMonth: string) => free(['passport'], { from: `2026-${dayOfMonth}`, days: 1 });
	await world.shift('bram', 'south', march(4, '09:00'), march(4, '12:00'));
	await world.db.transaction((sql) =>
		sql.insert(schema.differentDay).values({
			branchId: world.hall('south'),
			day: '2026-03-04',
			stretches: [{ opens: '11:00', closes: '11:10' }],
			reasonNl: '',
			reasonEn: ''
		})
	);
	expect(await day('03-04')).toEqual(['04 south 11:00']);
	// King's Day.
	const kings = Date.UTC(2026, 3, 27, 7);
	await world.shift('bram', 'south', kings, kings + 3_600_000);
	expect(await day('04-27')).toEqual([]);
	const before = Date.UTC(2026, 3, 24, 7);
	await world.shift('bram', 'south', before, before + 600_000);
	expect(await free(['passport'], { from: '2026-04-24', days: 1 })).toHaveLength(1);
});

test('every time that is offered can be held', async () => {
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '10:00'));
	await world.shift('bram', 'north', march(4, '09:20'), march(4, '10:00'));
	const random = [0, 20, 10, 30, 0, 20];
	for (const [n, offset] of random.entries()) {
		const held = await hold(world, citizen(world, `x${n}`), {
			hall: 'north',
			at: march(4, '09:00') + offset * 60_000,
			services: [n % 2 ? 'birth' : 'passport']
		});
		// Some are taken already.
		expect(['ok', 'slot-gone']).toContain(code(held));
	}
	const [line = ''] = await free(['birth'], { days: 1 });
	const times = line.split(' ').slice(2);
	expect(times.length).toBeGreaterThan(0);
	for (const time of times) {
		const held = await hold(world, citizen(world, time), {
			hall: 'north',
			at: march(4, time),
			services: ['birth']
		});
		expect(held.ok).toBe(true);
		world.pass(10);
	}
});

test('what others set up is seen at the next search', async () => {
	await world.shift('bram', 'south', march(4, '09:00'), march(4, '09:15'));
	expect(await free(['passport'])).toEqual(['04 south 09:00 09:05']);
	await world.shift('anna', 'south', march(4, '10:00'), march(4, '10:10'));
	expect(await free(['passport'])).toEqual(['04 south 09:00 09:05 10:00']);
});

test('a thread that dies costs time, and no answer', async () => {
	await world.shift('bram', 'south', march(4, '09:00'), march(4, '09:15'));
	const program = fileURLToPath(new URL('../support/dead-thread.mjs', import.meta.url));
	const search: Search = {
		regionId: world.regionId,
		services: [
			{
				service: (await catalogueOf(world.db.read, world.regionId)).get(world.service('passport'))!,
				persons: 1
			}
		],
		channel: 'public',
		from: '2026-03-04',
		days: 1
	};
	const threaded = startOffers(world.shell, { dataDir: world.test.dataDir }, program);
	const right = await offers.search(search, world.now());
	expect(await threaded.search(search, world.now())).toEqual(right);
	// It is away now, and not waited for.
	expect(await threaded.search(search, world.now())).toEqual(right);
	await threaded.close();
});

test('whoever is rostered in two halls at a time is in the one where they began', async () => {
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '10:00'));
	await world.shift('anna', 'south', march(4, '09:30'), march(4, '10:20'));
	expect(await free(['birth'])).toEqual([
		'04 north 09:00 09:10 09:20 09:30 09:40',
		'04 south 10:00 10:05'
	]);
});
