import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/lib/domain/time.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { type TicketCommand, hostTicket, takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { loadState } from '../support/oracle.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2 },
			{ key: 'south', counters: 1 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10, extra: 5 },
			{ key: 'licence', letter: 'P', minutes: 5, target: 10 },
			{ key: 'move', letter: 'V', minutes: 10 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport', 'licence', 'move'] },
			{ key: 'bram', skills: ['passport'] }
		]
	});
	await world.sit('anna', 'north', 1);
});
afterEach(() => world.close());

const wish = (service: string | string[], change: Partial<TicketCommand> = {}): TicketCommand => ({
	id: world.command(),
	services: [service].flat().map((key) => ({ serviceId: world.service(key), persons: 1 })),
	language: 'nl',
	videoOk: false,
	fetchInPerson: false,
	priority: null,
	...change
});
const take = (service: string | string[], change: Partial<TicketCommand> = {}, hall = 'north') =>
	takeTicket(world.shell, world.kiosk(hall), wish(service, change));
const ticket = async (...args: Parameters<typeof take>) => value(await take(...args)).ticket;
const byHost = (service: string, change: Partial<TicketCommand> = {}) =>
	hostTicket(world.shell, world.lead('host-hall', 'north'), wish(service, change));
const visits = async () => (await loadState(world.db.read)).visits;

describe('numbers', () => {
	test('count per letter, hall and local day', async () => {
		await world.sit('bram', 'south', 1);
		expect(await ticket('passport')).toBe('P001');
		expect(await ticket('licence')).toBe('P002');
		expect(await ticket('move')).toBe('V001');
		expect(await ticket('passport', {}, 'south')).toBe('P001');
		expect(value(await byHost('passport')).ticket).toBe('P003');
		world.pass(14 * 60);
		expect(await ticket('passport')).toBe('P001');
	});

	test('of several services have the letter of the first, and the shortest target counts', async () => {
		expect(await ticket(['move', 'licence'])).toBe('V001');
		const [visit] = await visits();
		expect(visit).toMatchObject({ due: world.now() + 10 * MINUTE, line: 2, openMinutes: 10 });
		expect(visit?.services).toHaveLength(2);
	});

	test('end at 999', async () => {
		await world.db.transaction((sql) =>
			sql
				.insert(schema.series)
				.values({ branchId: world.hall('north'), day: '2026-03-03', letter: 'P', lastNumber: 998 })
		);
		expect(await ticket('passport')).toBe('P999');
		expect(await take('passport')).toEqual({
			ok: false,
			refusal: { code: 'series-full', letter: 'P' }
		});
		expect(await ticket('move')).toBe('V001');
	});

	test('have an address each, that the journal does not tell', async () => {
		const links = [value(await take('passport')).link, value(await take('passport')).link];
		expect(new Set(links).size).toBe(2);
		for (const link of links) expect(link).toMatch(/^[\w-]{22}$/);
		const journal = JSON.stringify((await loadState(world.db.read)).journal);
		for (const link of links) expect(journal).not.toContain(link);
	});
});

describe('a service', () => {
	test('gives no tickets while nobody who can do it works or will work today', async () => {
		await world.sit('bram', 'north', 2);
		value(await take('move'));
		await world.sit('anna', null);
		expect(await take('move')).toMatchObject({
			refusal: {
				code: 'service-closed',
				serviceId: world.service('move'),
				reason: 'nobody-skilled'
			}
		});
		value(await take('passport'));
		await world.shift('anna', 'north', world.now() + 60 * MINUTE, world.now() + 120 * MINUTE);
		await world.sit('anna', 'south', 1);
		expect(code(await take('move'))).toBe('service-closed');
	});

	test('gives tickets for who is rostered here later today', async () => {
		await world.shift('bram', 'south', world.now() + 60 * MINUTE, world.now() + 120 * MINUTE);
		value(await take('passport', {}, 'south'));
		expect(code(await take('move', {}, 'south'))).toBe('service-closed');
	});

	test('stops when the waiting minutes and this visit exceed what is left of its clerks’ shifts', async () => {
		await world.shift('anna', 'north', world.now() - 60 * MINUTE, world.now() + 25 * MINUTE);
		value(await take('passport'));
		value(await take('passport'));
		const closed = { code: 'service-closed', reason: 'no-time-left' };
		expect(await take('passport')).toMatchObject({ refusal: closed });
		value(await take('licence'));
		expect(await take('licence')).toMatchObject({ refusal: closed });
		await world.sit('bram', 'north', 2);
		value(await take('passport'));
	});

	test('counts the minutes of everyone who comes along', async () => {
		await world.shift('anna', 'north', world.now() - 60 * MINUTE, world.now() + 20 * MINUTE);
		const party = (persons: number) =>
			take('passport', { services: [{ serviceId: world.service('passport'), persons }] });
		expect(code(await party(4))).toBe('service-closed');
		value(await party(3));
		expect((await visits())[0]?.openMinutes).toBe(20);
	});

	test('that is not given in this hall any more is refused at once', async () => {
		value(await take('passport'));
		await world.db.transaction((sql) => sql.delete(schema.branchService));
		expect(code(await take('passport'))).toBe('service-closed');
	});

	test('that is not given in this hall, or not known at all, is refused', async () => {
		await world.db.transaction((sql) => sql.delete(schema.branchService));
		expect(await take('passport')).toMatchObject({
			refusal: { code: 'service-closed', reason: 'not-given-here' }
		});
		const services = [{ serviceId: world.shell.newId<'service'>(), persons: 1 }];
		expect(code(await take('passport', { services }))).toBe('unknown-service');
	});
});

test('outside opening hours the kiosk says when the hall opens', async () => {
	await world.db.transaction(async (sql) => {
		await sql.delete(schema.openingHours);
		await sql
			.insert(schema.openingHours)
			.values({ branchId: world.hall('north'), weekday: 3, opens: '08:30', closes: '12:30' });
	});
	const opensAt = Date.UTC(2026, 2, 4, 7, 30);
	expect(await take('passport')).toEqual({ ok: false, refusal: { code: 'hall-closed', opensAt } });
	world.setNow(opensAt);
	value(await take('passport'));
});

describe('priority', () => {
	test('is given by a host: the first line, due within 5 min', async () => {
		value(await byHost('passport', { priority: 'mobility' }));
		expect((await visits())[0]).toMatchObject({
			line: 1,
			priority: 'mobility',
			due: world.now() + 5 * MINUTE
		});
	});

	test('is not given by a kiosk, whatever it asks', async () => {
		value(await take('passport', { priority: 'mobility' }));
		expect((await visits())[0]).toMatchObject({ line: 2, priority: null });
	});
});

describe('a repeated request', () => {
	test('gets the same ticket for 2 min, then none: the next visitor never sees it', async () => {
		const command = wish('passport');
		const again = () => takeTicket(world.shell, world.kiosk('north'), command);
		const first = await again();
		world.setNow(world.now() + 120 * SECOND);
		expect(await again()).toEqual(first);
		world.setNow(world.now() + 1);
		expect(await again()).toEqual({ ok: false, refusal: { code: 'command-expired' } });
		expect(await visits()).toHaveLength(1);
	});

	test('for something else is refused', async () => {
		const command = wish('passport');
		value(await takeTicket(world.shell, world.kiosk('north'), command));
		const other = { ...wish('move'), id: command.id };
		expect(code(await takeTicket(world.shell, world.kiosk('north'), other))).toBe('command-reused');
		expect(await visits()).toHaveLength(1);
	});

	test('after a refusal is a new one', async () => {
		const command = wish('move', {});
		await world.sit('anna', null);
		expect(code(await takeTicket(world.shell, world.kiosk('north'), command))).toBe(
			'service-closed'
		);
		await world.sit('anna', 'north', 1);
		value(await takeTicket(world.shell, world.kiosk('north'), command));
	});
});
