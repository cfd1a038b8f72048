import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VisitId } from '../../src/lib/domain/ids.ts';
import { callNext } from '../../src/lib/server/flows/desk.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { code, value } from '../flows/outcome.ts';
import { type World, openWorld } from '../support/world.ts';

let world: World;
beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 1, booths: 1 },
			{ key: 'south', counters: 1, booths: 1 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10, target: 15, byVideo: true },
			{ key: 'pick-up', letter: 'A', minutes: 5, target: 5, byVideo: true }
		],
		clerks: [
			{ key: 'anna', skills: ['passport', 'pick-up'] },
			{ key: 'bert', skills: ['passport'] }
		]
	});
	await world.sit('anna', 'north');
	await world.sit('bert', 'south');
});
afterEach(() => world.close());

const come = async (hall: string, ...services: string[]): Promise<VisitId> => {
	const given = await takeTicket(world.shell, world.kiosk(hall), {
		id: world.command(),
		services: services.map((key) => ({ serviceId: world.service(key), persons: 1 })),
		language: 'nl',
		videoOk: true,
		fetchInPerson: false,
		priority: null
	});
	return value(given).visitId;
};
const next = (clerk: string) => callNext(world.shell, world.desk(clerk), world.command());

describe('within a line', () => {
	test('who is due first is called, though another came earlier for the same service', async () => {
		await come('north', 'passport');
		world.pass(3);
		// The shortest target of several services counts.
		const sooner = await come('north', 'passport', 'pick-up');
		expect(value(await next('anna')).visitId).toBe(sooner);
	});

	test('who is due first is called, though another came earlier for another service', async () => {
		await come('north', 'passport');
		world.pass(3);
		const sooner = await come('north', 'pick-up');
		expect(value(await next('anna')).visitId).toBe(sooner);
	});

	test('of two who are due together the first to come is called', async () => {
		const first = await come('north', 'passport');
		world.pass(10);
		await come('north', 'pick-up');
		await come('north', 'passport', 'pick-up');
		expect(value(await next('anna')).visitId).toBe(first);
	});
});

describe('visitors of another hall', () => {
	test('are helped once they are past due, and not before', async () => {
		const far = await come('north', 'passport');
		world.pass(15);
		expect(code(await next('bert'))).toBe('queue-empty');
		world.pass(0.01);
		expect(value(await next('bert')).visitId).toBe(far);
	});
});
