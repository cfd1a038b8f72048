import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandId, VisitId } from '../../src/lib/domain/ids.ts';
import { SECOND } from '../../src/lib/domain/time.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import * as duty from '../../src/lib/server/flows/duty.ts';
import * as host from '../../src/lib/server/flows/host.ts';
import { undo } from '../../src/lib/server/flows/undo.ts';
import { ticketScope } from '../../src/lib/server/scope.ts';
import { arrive } from '../support/commands.ts';
import { type State, loadState } from '../support/oracle.ts';
import { expectReplayed } from '../support/replay.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2, booths: 1, rule: { recallsBeforeMissed: 0 } },
			{ key: 'south', counters: 2 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10, byVideo: true },
			{ key: 'move', letter: 'V', minutes: 10 }
		],
		clerks: ['anna', 'bram', 'chris'].map((key) => ({ key, skills: ['passport', 'move'] }))
	});
	await world.sit('anna', 'north', 1);
	await world.sit('bram', 'north', 2);
	await world.sit('chris', 'south', 2);
});
afterEach(() => world.close());

type Change = (shell: World['shell'], id: CommandId) => Promise<unknown>;

/** Does something as a command that can be undone. */
async function doing(change: Change): Promise<CommandId> {
	const id = world.command();
	value((await change(world.shell, id)) as Parameters<typeof value>[0]);
	return id;
}
const undone = (clerk: string, undoes: CommandId) =>
	undo(world.shell, world.desk(clerk), { id: world.command(), undoes });
const call = (clerk: string) => doing((shell, id) => desk.callNext(shell, world.desk(clerk), id));
const serve = (clerk: string, visitId: VisitId) =>
	doing((shell, id) => desk.serve(shell, world.desk(clerk), { id, visitId }));
const finish = (clerk: string, visitId: VisitId) =>
	doing((shell, id) =>
		desk.finish(shell, world.desk(clerk), {
			id,
			visitId,
			outcome: 'answered',
			passedOnTo: null,
			then: 'serve',
			endedAt: null
		})
	);
const come = () => arrive(world, 'north', 'passport');
const rows = ({ visits, duties }: State) => ({ visits, duties });
const now = async () => rows(await loadState(world.db.read));

describe('undo brings back the rows as they were', () => {
	type Made = Record<string, (visitId: VisitId) => Change>;
	const fromCalled: Made = {
		recall: (visitId) => (shell, id) => desk.recall(shell, world.desk('anna'), { id, visitId }),
		serve: (visitId) => (shell, id) => desk.serve(shell, world.desk('anna'), { id, visitId }),
		miss: (visitId) => (shell, id) => desk.miss(shell, world.desk('anna'), { id, visitId }),
		'requeue by hand': (visitId) => (shell, id) =>
			desk.requeue(shell, world.desk('anna'), { id, visitId, why: 'by-hand' }),
		'requeue as absent': (visitId) => (shell, id) =>
			desk.requeue(shell, world.desk('anna'), { id, visitId, why: 'absent' }),
		park: (visitId) => (shell, id) =>
			desk.park(shell, world.desk('anna'), { id, visitId, reason: 'photo' }),
		'transfer to a hall': (visitId) => (shell, id) =>
			desk.transfer(shell, world.desk('anna'), {
				id,
				visitId,
				serviceId: null,
				branchId: world.hall('south'),
				clerkId: null
			}),
		'transfer to a colleague and a service': (visitId) => (shell, id) =>
			desk.transfer(shell, world.desk('anna'), {
				id,
				visitId,
				serviceId: world.service('move'),
				branchId: null,
				clerkId: world.clerk('bram')
			}),
		'add a service': (visitId) => (shell, id) =>
			desk.addService(shell, world.desk('anna'), {
				id,
				visitId,
				serviceId: world.service('move'),
				persons: 2
			})
	};

	test.each(Object.entries(fromCalled))('after %s', async (_what, change) => {
		const visitId = await come();
		world.pass(3);
		await call('anna');
		world.pass(1);
		const before = await now();
		const made = await doing(change(visitId));
		expect(await now()).not.toEqual(before);
		world.setNow(world.now() + 9 * SECOND);
		value(await undone('anna', made));
		expect(await now()).toEqual(before);
		await expectReplayed(world.db.read, world.regionId);
	});

	test('after a call, with the clerk’s streak', async () => {
		await arrive(world, 'north', 'passport', { slotStart: world.now() });
		const before = await now();
		const made = await call('anna');
		expect((await now()).duties.find((one) => one.clerkId === world.clerk('anna'))?.streak).toBe(1);
		value(await undone('anna', made));
		const after = await now();
		expect(after).toEqual(before);
	});

	test('after a finish, with the end and the outcome', async () => {
		const visitId = await come();
		await call('anna');
		await serve('anna', visitId);
		world.pass(8);
		const before = await now();
		const made = await finish('anna', visitId);
		value(await undone('anna', made));
		expect(await now()).toEqual(before);
	});

	test('after a finish with auto-next, with the call that it made', async () => {
		const [first] = [await come(), await come()];
		await call('anna');
		await serve('anna', first);
		value(
			await duty.setAutoNext(world.shell, world.desk('anna'), {
				id: world.command(),
				autoNext: true
			})
		);
		const before = await now();
		const made = await finish('anna', first);
		expect((await now()).visits.map((visit) => visit.state)).toEqual(
			expect.arrayContaining(['finished', 'called'])
		);
		expect(value(await undone('anna', made)).tickets).toEqual(['P002', 'P001']);
		expect(await now()).toEqual(before);
	});

	test('after a call by video, with the booth', async () => {
		await arrive(world, 'north', 'passport', { videoOk: true });
		await world.sit('anna', 'south', 1);
		world.pass(20);
		const before = await now();
		const made = await call('anna');
		expect((await now()).visits[0]?.boothId).not.toBeNull();
		value(await undone('anna', made));
		expect(await now()).toEqual(before);
	});
});

test('an undone transfer is told in the hall that the visit was sent to, too', async () => {
	const visitId = await come();
	await call('anna');
	const made = await doing((shell, id) =>
		desk.transfer(shell, world.desk('anna'), {
			id,
			visitId,
			serviceId: null,
			branchId: world.hall('south'),
			clerkId: null
		})
	);
	world.announced.splice(0);
	value(await undone('anna', made));
	expect(world.announced.map(({ branchId }) => branchId).sort()).toEqual(
		[world.hall('north'), world.hall('south')].sort()
	);
});

describe('undo is refused', () => {
	test('after 10 s', async () => {
		await come();
		const made = await call('anna');
		world.setNow(world.now() + 10 * SECOND + 1);
		expect(await undone('anna', made)).toEqual({
			ok: false,
			refusal: { code: 'undo-expired', seconds: 10 }
		});
	});

	test('to a colleague, for an unknown command, and for an opened counter', async () => {
		await come();
		const made = await call('anna');
		expect(code(await undone('bram', made))).toBe('nothing-to-undo');
		expect(code(await undone('anna', world.command()))).toBe('nothing-to-undo');
		const moved = await doing((shell, id) =>
			duty.openCounter(shell, world.desk('anna'), { id, counterId: world.counter('south', 1) })
		);
		expect(code(await undone('anna', moved))).toBe('nothing-to-undo');
	});

	test('once a colleague has the visit, saying who', async () => {
		const visitId = await come();
		await call('anna');
		const made = await doing((shell, id) =>
			desk.requeue(shell, world.desk('anna'), { id, visitId, why: 'by-hand' })
		);
		await call('bram');
		expect(await undone('anna', made)).toEqual({
			ok: false,
			refusal: { code: 'overtaken', by: 'bram' }
		});
	});

	test('once the clerk went on, also with another visit or at another counter', async () => {
		const [first] = [await come(), await come()];
		await call('anna');
		const served = await serve('anna', first);
		const finished = await finish('anna', first);
		expect(await undone('anna', served)).toMatchObject({
			refusal: { code: 'overtaken', by: 'anna' }
		});
		const called = await call('anna');
		expect(await undone('anna', finished)).toMatchObject({
			refusal: { code: 'overtaken', by: 'anna' }
		});
		value(
			await duty.openCounter(world.shell, world.desk('anna'), {
				id: world.command(),
				counterId: world.counter('south', 1)
			})
		);
		expect(await undone('anna', called)).toMatchObject({
			refusal: { code: 'overtaken', by: 'anna' }
		});
	});

	test('once the host or the visitor did something with the visit', async () => {
		const visitId = await come();
		const made = await call('anna');
		value(
			await host.givePriority(world.shell, world.lead('host-hall', 'north'), {
				id: world.command(),
				visitId,
				reason: 'mobility'
			})
		);
		expect(await undone('anna', made)).toMatchObject({
			refusal: { code: 'overtaken', by: 'lead' }
		});
		const visit = (await now()).visits[0];
		if (!visit) throw new Error('no visit');
		const again = await doing((shell, id) =>
			desk.recall(shell, world.desk('anna'), { id, visitId })
		);
		value(await host.askTime(world.shell, ticketScope(visit), world.command()));
		expect(await undone('anna', again)).toMatchObject({ refusal: { code: 'overtaken', by: '' } });
	});

	test('when auto-next’s visitor has been served already', async () => {
		const [first, second] = [await come(), await come()];
		await call('anna');
		await serve('anna', first);
		value(
			await duty.setAutoNext(world.shell, world.desk('anna'), {
				id: world.command(),
				autoNext: true
			})
		);
		const made = await finish('anna', first);
		await serve('anna', second);
		expect(await undone('anna', made)).toMatchObject({
			refusal: { code: 'overtaken', by: 'anna' }
		});
	});

	test('a second time', async () => {
		await come();
		const made = await call('anna');
		value(await undone('anna', made));
		expect(code(await undone('anna', made))).toBe('overtaken');
	});

	test('when the booth is someone else’s by now', async () => {
		const [first] = [
			await arrive(world, 'north', 'passport', { videoOk: true }),
			await arrive(world, 'north', 'passport', { videoOk: true })
		];
		await world.sit('anna', 'south', 1);
		await world.sit('bram', null);
		world.pass(20);
		await call('anna');
		await serve('anna', first);
		const made = await finish('anna', first);
		await call('bram');
		expect(code(await undone('anna', made))).toBe('overtaken');
	});
});

test('an undone call does not count for the streak, nor for who is called next', async () => {
	const appointment = await arrive(world, 'north', 'passport', { slotStart: world.now() });
	value(await undone('anna', await call('anna')));
	await call('anna');
	const { visits } = await now();
	expect(visits.find((visit) => visit.state === 'called')?.id).toBe(appointment);
});

test('undo does not bring back a reservation for who has signed out', async () => {
	const visitId = await come();
	await call('anna');
	await doing((shell, id) =>
		desk.transfer(shell, world.desk('anna'), {
			id,
			visitId,
			serviceId: null,
			branchId: null,
			clerkId: world.clerk('bram')
		})
	);
	const picked = await doing((shell, id) =>
		desk.pick(shell, world.desk('anna'), world.lead('pick-visit', 'north'), { id, visitId })
	);
	value(await duty.endDuty(world.shell, world.desk('bram'), world.command()));
	expect(await undone('anna', picked)).toEqual({
		ok: false,
		refusal: { code: 'overtaken', by: 'bram' }
	});
});
