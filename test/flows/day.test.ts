import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VisitId } from '../../src/lib/domain/ids.ts';
import { MINUTE, atLocal } from '../../src/lib/domain/time.ts';
import { findHall } from '../../src/lib/server/db/halls.ts';
import { findVisit } from '../../src/lib/server/db/visits.ts';
import {
	endDay,
	endForgottenDays,
	holdCalls,
	releaseCalls
} from '../../src/lib/server/flows/day.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import { openCounter } from '../../src/lib/server/flows/duty.ts';
import * as host from '../../src/lib/server/flows/host.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { arrive } from '../support/commands.ts';
import { loadState } from '../support/oracle.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

const ZONE = 'Europe/Amsterdam';
const TODAY = '2026-03-03';
const TOMORROW = '2026-03-04';
let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 3, rule: { recallsBeforeMissed: 0 } },
			{ key: 'south', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: ['anna', 'bram', 'chris'].map((key) => ({ key, skills: ['passport'] }))
	});
	await world.sit('anna', 'north', 1);
	await world.sit('bram', 'north', 2);
	await world.sit('chris', 'north', 3);
});
afterEach(() => world.close());

const lead = () => world.lead('lead-hall', 'north');
const end = () => endDay(world.shell, lead(), world.command());
const job = () => endForgottenDays(world.shell);
const stateOf = async (id: VisitId) => (await findVisit(world.db.read, id))?.state;
const hallOf = (key: string) => findHall(world.db.read, world.hall(key));
const come = () => arrive(world, 'north', 'passport');
const next = async (clerk: string) =>
	value(await desk.callNext(world.shell, world.desk(clerk), world.command())).visitId;
const on = (visitId: VisitId) => ({ id: world.command(), visitId });
const finish = (clerk: string, visitId: VisitId, endedAt: number | null) =>
	desk.finish(world.shell, world.desk(clerk), {
		...on(visitId),
		outcome: 'answered',
		passedOnTo: null,
		then: 'serve',
		endedAt
	});

/** One visit in each state in which it can be at closing. */
async function closing() {
	const [serving, parked, missed, called, waiting] = [
		await come(),
		await come(),
		await come(),
		await come(),
		await come()
	];
	await next('anna');
	value(await desk.serve(world.shell, world.desk('anna'), on(serving)));
	await next('bram');
	value(await desk.park(world.shell, world.desk('bram'), { ...on(parked), reason: 'photo' }));
	await next('bram');
	value(await desk.miss(world.shell, world.desk('bram'), on(missed)));
	await next('bram');
	return { serving, parked, missed, called, waiting };
}

describe('the end of a hall’s day', () => {
	test('leaves who waits, was called or is parked without help, and who is served at the counter', async () => {
		const visits = await closing();
		const elsewhere = await arrive(world, 'south', 'passport');
		value(await end());
		expect(await stateOf(visits.waiting)).toBe('abandoned');
		expect(await stateOf(visits.called)).toBe('abandoned');
		expect(await stateOf(visits.parked)).toBe('abandoned');
		expect(await stateOf(visits.serving)).toBe('serving');
		expect(await stateOf(visits.missed)).toBe('no-show');
		expect(await stateOf(elsewhere)).toBe('waiting');
	});

	test('closes the kiosk until the next morning', async () => {
		value(await end());
		const take = () =>
			takeTicket(world.shell, world.kiosk('north'), {
				id: world.command(),
				services: [{ serviceId: world.service('passport'), persons: 1 }],
				language: 'nl',
				videoOk: false,
				fetchInPerson: false,
				priority: null
			});
		const opensAt = atLocal(TOMORROW, '00:00', ZONE);
		expect(await take()).toEqual({ ok: false, refusal: { code: 'hall-closed', opensAt } });
		world.setNow(opensAt);
		value(await take());
	});

	test('is said once', async () => {
		value(await end());
		expect(code(await end())).toBe('day-already-ended');
		value(await endDay(world.shell, world.lead('lead-hall', 'south'), world.command()));
	});

	test('frees the clerk who had called', async () => {
		await closing();
		value(await end());
		expect(code(await desk.callNext(world.shell, world.desk('bram'), world.command()))).toBe(
			'queue-empty'
		);
	});
});

describe('a visit that was still served at the end of the day', () => {
	test('stands before its clerk the next morning, who enters the end', async () => {
		const { serving } = await closing();
		value(await end());
		const from = world.now();
		world.setNow(atLocal(TOMORROW, '08:00', ZONE));
		value(
			await openCounter(world.shell, world.desk('anna'), {
				id: world.command(),
				counterId: world.counter('south', 1)
			})
		);
		expect(code(await desk.callNext(world.shell, world.desk('anna'), world.command()))).toBe(
			'visit-open'
		);
		const needed = {
			ok: false,
			refusal: { code: 'end-needed', ticket: 'P001', from, to: world.now() }
		};
		expect(await finish('anna', serving, null)).toEqual(needed);
		expect(await finish('anna', serving, from - 1)).toEqual(needed);
		expect(await finish('anna', serving, world.now() + 1)).toEqual(needed);
		value(await finish('anna', serving, from + 12 * MINUTE));
		const visit = await findVisit(world.db.read, serving);
		expect(visit).toMatchObject({ state: 'finished', endedAt: from + 12 * MINUTE });
		expect(visit?.services[0]?.handledMs).toBe(12 * MINUTE);
	});
});

describe('a day that nobody ended', () => {
	test('is ended at 23:59 by the system, and not before', async () => {
		const { waiting, serving } = await closing();
		world.setNow(atLocal(TODAY, '23:59', ZONE) - 1);
		expect(await job()).toBe(0);
		expect(await stateOf(waiting)).toBe('waiting');
		world.setNow(atLocal(TODAY, '23:59', ZONE));
		expect(await job()).toBe(2);
		expect(await stateOf(waiting)).toBe('abandoned');
		expect(await stateOf(serving)).toBe('serving');
		expect(await hallOf('north')).toMatchObject({ endedDay: TODAY });
		const { journal } = await loadState(world.db.read);
		expect(journal.at(-1)?.actor).toEqual({ kind: 'system', id: 'clock' });
		expect(await job()).toBe(0);
	});

	test('is ended when it is found, as after a night without power, and the new day is open', async () => {
		const { waiting } = await closing();
		world.setNow(atLocal(TOMORROW, '08:00', ZONE));
		const today = await come();
		expect(await job()).toBe(1);
		expect(await stateOf(waiting)).toBe('abandoned');
		expect(await stateOf(today)).toBe('waiting');
		expect(await hallOf('north')).toMatchObject({ endedDay: TODAY });
		expect(await job()).toBe(0);
	});

	test('takes its missed visitors with it: the next day they take a new number', async () => {
		const { missed } = await closing();
		world.setNow(atLocal(TOMORROW, '08:00', ZONE));
		const byHost = host.reinstate(world.shell, world.lead('host-hall', 'north'), on(missed));
		expect(code(await byHost)).toBe('day-already-ended');
		const byClerk = desk.reinstate(world.shell, world.desk('chris'), on(missed));
		expect(code(await byClerk)).toBe('day-already-ended');
		expect(await stateOf(missed)).toBe('no-show');
	});
});

describe('holding all calls', () => {
	test('is said once, and over once', async () => {
		value(await holdCalls(world.shell, lead(), world.command()));
		expect(code(await holdCalls(world.shell, lead(), world.command()))).toBe('already-held');
		expect(await hallOf('north')).toMatchObject({ heldSince: world.now() });
		expect(await hallOf('south')).toBeUndefined();
		value(await releaseCalls(world.shell, lead(), world.command()));
		expect(code(await releaseCalls(world.shell, lead(), world.command()))).toBe('not-held');
	});

	test('stops picking, resuming and recalling too, and lets who is served be finished', async () => {
		const { serving, parked, waiting, called } = await closing();
		value(await holdCalls(world.shell, lead(), world.command()));
		const pick = desk.pick(
			world.shell,
			world.desk('chris'),
			world.lead('pick-visit', 'north'),
			on(waiting)
		);
		expect(code(await pick)).toBe('calls-held');
		const resume = desk.resume(world.shell, world.desk('chris'), { ...on(parked), to: 'here' });
		expect(code(await resume)).toBe('calls-held');
		expect(code(await desk.recall(world.shell, world.desk('bram'), on(called)))).toBe('calls-held');
		value(await finish('anna', serving, null));
	});

	test('counts for who would call its visitors from elsewhere', async () => {
		const visitId = await arrive(world, 'north', 'passport', { mode: 'telephone' });
		await world.sit('chris', 'south', 1);
		value(await holdCalls(world.shell, lead(), world.command()));
		const pick = () =>
			desk.pick(world.shell, world.desk('chris'), world.lead('pick-visit', 'north'), on(visitId));
		expect(code(await pick())).toBe('calls-held');
		value(await releaseCalls(world.shell, lead(), world.command()));
		value(await pick());
	});
});
