import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VisitId } from '../../src/lib/domain/ids.ts';
import { MINUTE } from '../../src/lib/domain/time.ts';
import { findVisit } from '../../src/lib/server/db/visits.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import * as host from '../../src/lib/server/flows/host.ts';
import { ticketScope } from '../../src/lib/server/scope.ts';
import { arrive } from '../support/commands.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2, booths: 1, rule: { recallsBeforeMissed: 0 } },
			{ key: 'south', counters: 1 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10, byVideo: true },
			{ key: 'debt', letter: 'S', minutes: 30 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport'] },
			{ key: 'bram', skills: ['passport', 'debt'] }
		]
	});
	await world.sit('anna', 'north', 1);
	await world.sit('bram', 'south', 1);
});
afterEach(() => world.close());

const scope = (hall = 'north') => world.lead('host-hall', hall);
const on = (visitId: VisitId) => ({ id: world.command(), visitId });
const come = () => arrive(world, 'north', 'passport');
const row = async (id: VisitId) => {
	const visit = await findVisit(world.db.read, id);
	if (!visit) throw new Error(`no visit ${id}`);
	return visit;
};
const next = async (clerk: string) =>
	value(await desk.callNext(world.shell, world.desk(clerk), world.command())).visitId;
const nowhere = { serviceId: null, branchId: null, clerkId: null };

describe('a host', () => {
	test('gives priority, and that visitor is called before who came earlier', async () => {
		await come();
		const second = await come();
		const command = { ...on(second), reason: 'pregnant' as const };
		value(await host.givePriority(world.shell, scope(), command));
		expect(await row(second)).toMatchObject({ line: 1, due: world.now() + 5 * MINUTE });
		expect(await next('anna')).toBe(second);
	});

	test('marks who agrees to video and who is fetched in person', async () => {
		const visitId = await come();
		const marks = { videoOk: true, fetchInPerson: true };
		value(await host.mark(world.shell, scope(), { ...on(visitId), ...marks }));
		expect(await row(visitId)).toMatchObject(marks);
		const debt = await arrive(world, 'north', 'debt');
		expect(
			code(
				await host.mark(world.shell, scope(), { ...on(debt), videoOk: true, fetchInPerson: false })
			)
		).toBe('nothing-changes');
	});

	test('moves a waiting visitor to another hall or service, who keeps due and line', async () => {
		const visitId = await come();
		const { due, line, number } = await row(visitId);
		world.pass(3);
		value(
			await host.move(world.shell, scope(), {
				...on(visitId),
				...nowhere,
				branchId: world.hall('south')
			})
		);
		expect(await row(visitId)).toMatchObject({ due, line, number, branchId: world.hall('south') });
		value(
			await host.move(world.shell, scope('south'), {
				...on(visitId),
				...nowhere,
				serviceId: world.service('debt')
			})
		);
		const moved = await row(visitId);
		expect(moved).toMatchObject({ due, line, openMinutes: 30 });
		expect(moved.services).toHaveLength(1);
		// One stretch of waiting, however often moved.
		expect(moved.waitingSince).toBe(moved.arrivedAt);
		expect(
			code(
				await host.move(world.shell, scope('south'), {
					...on(visitId),
					...nowhere,
					branchId: world.shell.newId<'branch'>()
				})
			)
		).toBe('unknown-branch');
	});

	test('cancels with a reason, but not who is at the counter', async () => {
		const [first, second] = [await come(), await come()];
		value(await host.cancel(world.shell, scope(), { ...on(second), reason: 'duplicate' }));
		expect(await row(second)).toMatchObject({ state: 'cancelled', endedAt: world.now() });
		await next('anna');
		value(await desk.serve(world.shell, world.desk('anna'), on(first)));
		expect(code(await host.cancel(world.shell, scope(), { ...on(first), reason: 'mistake' }))).toBe(
			'wrong-state'
		);
	});

	test('reinstates who was missed', async () => {
		const visitId = await come();
		await next('anna');
		value(await desk.miss(world.shell, world.desk('anna'), on(visitId)));
		world.pass(16);
		value(await host.reinstate(world.shell, scope(), on(visitId)));
		expect(await row(visitId)).toMatchObject({
			state: 'waiting',
			line: 2,
			due: world.now() + 15 * MINUTE
		});
	});

	test.each(['sent home', 'gone'])(
		'tells the hall of the clerk who called by video that the visitor is %s',
		async (what) => {
			const visitId = await arrive(world, 'north', 'passport', { videoOk: true });
			world.pass(16);
			expect(await next('bram')).toBe(visitId);
			world.announced.splice(0);
			value(
				what === 'gone'
					? await host.leave(world.shell, ticketScope(await row(visitId)), world.command())
					: await host.cancel(world.shell, scope(), { ...on(visitId), reason: 'visitor-left' })
			);
			expect(world.announced.map(({ branchId }) => branchId).sort()).toEqual(
				[world.hall('north'), world.hall('south')].sort()
			);
		}
	);

	test('has no say over the visitors of another hall', async () => {
		const visitId = await come();
		const south = scope('south');
		const outcomes = [
			await host.givePriority(world.shell, south, { ...on(visitId), reason: 'mobility' }),
			await host.mark(world.shell, south, { ...on(visitId), videoOk: true, fetchInPerson: true }),
			await host.cancel(world.shell, south, { ...on(visitId), reason: 'mistake' }),
			await host.reinstate(world.shell, south, on(visitId)),
			await host.moreTime(world.shell, south, on(visitId)),
			await host.move(world.shell, south, {
				...on(visitId),
				...nowhere,
				branchId: world.hall('south')
			})
		];
		expect(outcomes.map(code)).toEqual(Array(6).fill('unknown-visit'));
	});
});

describe('a visitor with the ticket’s own address', () => {
	const mine = async (visitId: VisitId) => ticketScope(await row(visitId));

	test('leaves, and is not called any more', async () => {
		const visitId = await come();
		value(await host.leave(world.shell, await mine(visitId), world.command()));
		expect(await row(visitId)).toMatchObject({ state: 'cancelled' });
		expect(code(await desk.callNext(world.shell, world.desk('anna'), world.command()))).toBe(
			'queue-empty'
		);
	});

	test('asks for a few more minutes once, and keeps due and line', async () => {
		const visitId = await come();
		const { due, line } = await row(visitId);
		world.pass(1);
		const ask = async () => host.askTime(world.shell, await mine(visitId), world.command());
		value(await ask());
		expect(await row(visitId)).toMatchObject({ notBefore: world.now() + 5 * MINUTE, due, line });
		expect(code(await ask())).toBe('time-already-asked');
		expect(code(await desk.callNext(world.shell, world.desk('anna'), world.command()))).toBe(
			'queue-empty'
		);
		world.pass(5);
		expect(await next('anna')).toBe(visitId);
	});

	test('who asks for time when called frees the clerk for the next', async () => {
		const [first, second] = [await come(), await come()];
		await next('anna');
		value(await host.askTime(world.shell, await mine(first), world.command()));
		expect(await row(first)).toMatchObject({ state: 'waiting', clerkId: null });
		expect(await next('anna')).toBe(second);
	});

	test('with an appointment who asked for time is not called early', async () => {
		const visitId = await arrive(world, 'north', 'passport', {
			slotStart: world.now() + 10 * MINUTE
		});
		value(await host.askTime(world.shell, await mine(visitId), world.command()));
		expect(await row(visitId)).toMatchObject({ notBefore: world.now() + 10 * MINUTE });
		expect(code(await desk.callNext(world.shell, world.desk('anna'), world.command()))).toBe(
			'queue-empty'
		);
	});
});
