import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dutyOf } from '../../src/lib/server/db/duties.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import * as duty from '../../src/lib/server/flows/duty.ts';
import { arrive } from '../support/commands.ts';
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
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: ['anna', 'bram'].map((key) => ({ key, skills: ['passport'] }))
	});
});
afterEach(() => world.close());

const open = (clerk: string, hall: string, number = 1) =>
	duty.openCounter(world.shell, world.desk(clerk), {
		id: world.command(),
		counterId: world.counter(hall, number)
	});
const own = (clerk: string) => dutyOf(world.db.read, world.clerk(clerk));
const events = async () => (await loadState(world.db.read)).journal.map(({ event }) => event.type);
const callNext = (clerk: string) => desk.callNext(world.shell, world.desk(clerk), world.command());

describe('a counter', () => {
	test('that is occupied is not opened, and says by whom', async () => {
		value(await open('anna', 'north'));
		expect(await open('bram', 'north')).toEqual({
			ok: false,
			refusal: { code: 'counter-occupied', counter: 1, by: 'anna' }
		});
		value(await open('bram', 'north', 2));
	});

	test('opened again by its own clerk, in a second tab, is the same desk', async () => {
		value(await open('anna', 'north'));
		const before = await own('anna');
		world.pass(5);
		value(await open('anna', 'north'));
		expect(await own('anna')).toEqual(before);
		expect(await events()).toEqual(['duty-started']);
	});

	test('is left for another with the visitor, and is free for a colleague', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		value(await open('anna', 'north'));
		value(await callNext('anna'));
		value(await open('anna', 'north', 2));
		value(await open('bram', 'north'));
		value(await desk.recall(world.shell, world.desk('anna'), { id: world.command(), visitId }));
		const { visits } = await loadState(world.db.read);
		expect(visits[0]).toMatchObject({
			clerkId: world.clerk('anna'),
			counterId: world.counter('north', 2)
		});
	});

	test('that does not exist, or of another region, is unknown', async () => {
		const counterId = world.shell.newId<'counter'>();
		const outcome = duty.openCounter(world.shell, world.desk('anna'), {
			id: world.command(),
			counterId
		});
		expect(code(await outcome)).toBe('unknown-counter');
	});

	test('is freed by a lead when its clerk went away, unless a visitor is there', async () => {
		const free = (hall = 'north') =>
			duty.freeCounter(world.shell, world.lead('lead-hall', hall), {
				id: world.command(),
				counterId: world.counter('north', 1)
			});
		expect(code(await free())).toBe('counter-closed');
		value(await open('anna', 'north'));
		expect(code(await free('south'))).toBe('unknown-counter');
		await arrive(world, 'north', 'passport');
		value(await callNext('anna'));
		expect(await free()).toEqual({ ok: false, refusal: { code: 'visit-open', ticket: 'P001' } });
		const { visits } = await loadState(world.db.read);
		const visitId = visits[0]?.id;
		if (!visitId) throw new Error('no visit');
		value(
			await desk.requeue(world.shell, world.desk('anna'), {
				id: world.command(),
				visitId,
				why: 'by-hand'
			})
		);
		value(await free());
		expect(await own('anna')).toMatchObject({ since: null, counterId: null, branchId: null });
		value(await open('bram', 'north'));
	});
});

describe('a clerk', () => {
	test('does not sign out with a visitor called or at the counter', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		value(await open('anna', 'north'));
		const end = () => duty.endDuty(world.shell, world.desk('anna'), world.command());
		value(await callNext('anna'));
		expect(code(await end())).toBe('visit-open');
		value(await desk.serve(world.shell, world.desk('anna'), { id: world.command(), visitId }));
		expect(code(await end())).toBe('visit-open');
		value(
			await desk.park(world.shell, world.desk('anna'), {
				id: world.command(),
				visitId,
				reason: 'form'
			})
		);
		value(await end());
		expect(code(await end())).toBe('not-on-duty');
	});

	test('pauses with a reason and comes back; twice is refused', async () => {
		const pause = () =>
			duty.pause(world.shell, world.desk('anna'), { id: world.command(), reason: 'meeting' });
		const unpause = () => duty.unpause(world.shell, world.desk('anna'), world.command());
		expect(code(await pause())).toBe('not-on-duty');
		value(await open('anna', 'north'));
		expect(code(await unpause())).toBe('not-paused');
		value(await pause());
		expect(await own('anna')).toMatchObject({ pausedSince: world.now(), pauseReason: 'meeting' });
		expect(code(await pause())).toBe('paused');
		value(await unpause());
		expect(await own('anna')).toMatchObject({ pausedSince: null, pauseReason: null });
	});

	test('keeps auto-next over a sign-out, and can’t set it while away', async () => {
		const set = (autoNext: boolean) =>
			duty.setAutoNext(world.shell, world.desk('anna'), { id: world.command(), autoNext });
		expect(code(await set(true))).toBe('not-on-duty');
		value(await open('anna', 'north'));
		value(await set(true));
		value(await duty.endDuty(world.shell, world.desk('anna'), world.command()));
		value(await open('anna', 'south'));
		expect((await own('anna'))?.autoNext).toBe(true);
	});
});

describe('who of the shared team works', () => {
	const told = () => [...new Set(world.announced.splice(0).map(({ branchId }) => branchId))].sort();
	const halls = () => [world.hall('north'), world.hall('south')].sort();

	test('is told in every hall, for it decides what each can give', async () => {
		value(await open('anna', 'north'));
		expect(told()).toEqual(halls());
		value(await duty.endDuty(world.shell, world.desk('anna'), world.command()));
		expect(told()).toEqual(halls());
	});

	test('is told also when a clerk begins, pauses and stops at home, where there is no hall', async () => {
		await world.sit('anna', null);
		expect(told()).toEqual(halls());
		value(
			await duty.pause(world.shell, world.desk('anna'), { id: world.command(), reason: 'break' })
		);
		expect(told()).toEqual(halls());
	});

	test('a pause at a counter is told in its own hall only', async () => {
		value(await open('anna', 'north'));
		told();
		value(
			await duty.pause(world.shell, world.desk('anna'), { id: world.command(), reason: 'break' })
		);
		expect(told()).toEqual([world.hall('north')]);
	});
});

describe('a clerk who went home without closing the counter', () => {
	const forgotten = () => duty.endForgottenDuties(world.shell);

	test('is off duty the next day, and the counter is free', async () => {
		value(await open('anna', 'north'));
		expect(await forgotten()).toBe(0);
		world.pass(24 * 60);
		expect(await forgotten()).toBe(1);
		expect(await own('anna')).toMatchObject({ since: null, counterId: null });
		value(await open('bram', 'north'));
		expect(await forgotten()).toBe(0);
	});

	test('keeps a visit that was still at the counter', async () => {
		await arrive(world, 'north', 'passport');
		value(await open('anna', 'north'));
		value(await callNext('anna'));
		world.pass(24 * 60);
		expect(await forgotten()).toBe(0);
		expect((await own('anna'))?.counterId).toBe(world.counter('north', 1));
	});
});
