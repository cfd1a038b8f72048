import { DEFAULT_DISPLAY } from '../../src/lib/domain/display.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { VisitId } from '../../src/lib/domain/ids.ts';
import { atLocal } from '../../src/lib/domain/time.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { endForgottenDays } from '../../src/lib/server/flows/day.ts';
import { pick, recall, serve } from '../../src/lib/server/flows/desk.ts';
import { hostTicket, takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { undo } from '../../src/lib/server/flows/undo.ts';
import { hallLines } from '../../src/lib/server/views/desk.ts';
import { hallBoard, ticketFeed } from '../../src/lib/server/views/hall.ts';
import { value } from '../flows/outcome.ts';
import { type World, openWorld } from '../support/world.ts';

let world: World;
afterEach(() => world.close());

async function open(): Promise<void> {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2, booths: 1 },
			{ key: 'south', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10, byVideo: true }],
		clerks: [
			{ key: 'Anna de Wit', skills: ['passport'] },
			{ key: 'Bert Bos', skills: ['passport'] },
			{ key: 'Cees Smit', skills: ['passport'] }
		]
	});
	await world.sit('Anna de Wit', 'north', 1);
	await world.sit('Bert Bos', 'north', 2);
	await world.sit('Cees Smit', 'south', 1);
}

const ticket = async (videoOk = false): Promise<VisitId> => {
	const given = await takeTicket(world.shell, world.kiosk('north'), {
		id: world.command(),
		services: [{ serviceId: world.service('passport'), persons: 1 }],
		language: 'nl',
		videoOk,
		fetchInPerson: false,
		priority: null
	});
	return value(given).visitId;
};
const call = async (clerk: string, visitId: VisitId) => {
	const id = world.command();
	const may = world.lead('pick-visit', 'north');
	value(await pick(world.shell, world.desk(clerk), may, { id, visitId }));
	return id;
};
const board = async () =>
	(await hallBoard(world.db.read, world.hall('north'), DEFAULT_DISPLAY, world.now()))!;
const feed = async () => (await ticketFeed(world.db.read, world.hall('north'), world.now()))!;

describe('what everyone in the hall sees', () => {
	test('is a withdrawn call for a minute, also when the call itself is older than that', async () => {
		await open();
		const taken = await call('Bert Bos', await ticket());
		world.pass(0.1);
		value(await undo(world.shell, world.desk('Bert Bos'), { id: world.command(), undoes: taken }));
		world.pass(0.92);
		expect((await board()).announcements.map(({ kind }) => kind)).toEqual(['withdrawn']);
		world.pass(0.1);
		expect((await board()).announcements).toEqual([]);
	});

	test('is numbers and places: no name of anyone, and no id', async () => {
		await open();
		await ticket();
		const called = await ticket();
		await call('Anna de Wit', called);
		value(
			await recall(world.shell, world.desk('Anna de Wit'), { id: world.command(), visitId: called })
		);
		const taken = await call('Bert Bos', await ticket());
		value(await undo(world.shell, world.desk('Bert Bos'), { id: world.command(), undoes: taken }));
		await call('Cees Smit', await ticket(true));

		const shown = { board: await board(), feed: await feed() };
		expect(shown.board.calls.map(({ ticket, to }) => [ticket, to])).toEqual([
			['P004', { kind: 'booth', number: 1 }],
			['P002', { kind: 'counter', number: 1 }]
		]);
		expect(shown.board.announcements.map(({ kind, ticket }) => `${kind} ${ticket}`)).toEqual([
			'call P002',
			'recall P002',
			'call P003',
			'withdrawn P003',
			'call P004'
		]);
		expect(shown.feed.rows.map((row) => row.id).sort()).toEqual(['P001', 'P002', 'P003', 'P004']);

		const text = JSON.stringify(shown);
		for (const { name } of await world.db.read.select().from(schema.account))
			for (const part of name.split(' ').filter((one) => one.length > 3))
				expect(text).not.toContain(part);
		// Ids of the test's world all begin alike.
		expect(text).not.toContain(world.regionId.slice(0, 23));
		for (const { link } of await world.db.read.select().from(schema.visit))
			expect(text).not.toContain(link);
	});

	test('shows a number once, also when yesterday’s is still at a counter', async () => {
		await open();
		const yesterday = await ticket();
		await call('Anna de Wit', yesterday);
		value(
			await serve(world.shell, world.desk('Anna de Wit'), {
				id: world.command(),
				visitId: yesterday
			})
		);
		world.setNow(atLocal('2026-03-03', '23:59', 'Europe/Amsterdam'));
		await endForgottenDays(world.shell);
		world.setNow(atLocal('2026-03-04', '09:00', 'Europe/Amsterdam'));
		await ticket();
		expect((await feed()).rows.map(({ id, state }) => `${id} ${state}`)).toEqual(['P001 waiting']);
	});
});

describe('what a desk sees of a hall with more people than its screen holds', () => {
	test('is the first 50 of each line in call order, and how many there are', async () => {
		await open();
		const came: { first: string[]; second: string[] } = { first: [], second: [] };
		for (let n = 0; n < 53; n++) {
			// Two at a time come at the same instant: then the id decides.
			if (n % 2 === 0) world.pass(0.1);
			const wish = {
				services: [{ serviceId: world.service('passport'), persons: 1 }],
				language: 'nl' as const,
				videoOk: false,
				fetchInPerson: false
			};
			const ahead = await hostTicket(world.shell, world.lead('host-hall', 'north'), {
				...wish,
				id: world.command(),
				priority: 'pregnant'
			});
			came.first.push(value(ahead).ticket);
			const walkIn = await takeTicket(world.shell, world.kiosk('north'), {
				...wish,
				id: world.command(),
				priority: null
			});
			came.second.push(value(walkIn).ticket);
		}
		const lines = async () => (await hallLines(world.db.read, world.hall('north'), world.now()))!;
		const { first, second, firstCount, secondCount } = await lines();
		expect(first.map(({ ticket }) => ticket)).toEqual(came.first.slice(0, 50));
		expect(second.map(({ ticket }) => ticket)).toEqual(came.second.slice(0, 50));
		expect([firstCount, secondCount]).toEqual([53, 53]);

		// Whoever is called makes place for the next.
		await call('Anna de Wit', first[0]!.id);
		const after = await lines();
		expect(after.first.map(({ ticket }) => ticket)).toEqual(came.first.slice(1, 51));
		expect([after.firstCount, after.secondCount]).toEqual([52, 53]);
	});
});
