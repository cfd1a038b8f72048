import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HelpReason } from '../../src/lib/domain/help.ts';
import type { HelpCallId } from '../../src/lib/domain/ids.ts';
import { MINUTE } from '../../src/lib/domain/time.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { endDay } from '../../src/lib/server/flows/day.ts';
import { answerHelp, askHelp } from '../../src/lib/server/flows/help.ts';
import { undo } from '../../src/lib/server/flows/undo.ts';
import { hostBoard } from '../../src/lib/server/views/host.ts';
import { kioskMenu } from '../../src/lib/server/views/kiosk.ts';
import { expectReplayed } from '../support/replay.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 1 },
			{ key: 'south', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: [{ key: 'anna', skills: ['passport'] }]
	});
});
afterEach(async () => {
	await expectReplayed(world.db.read, world.regionId);
	await world.close();
});

const scope = (hall = 'north') => world.lead('host-hall', hall);
const ask = async (reason: HelpReason = 'help', hall = 'north') =>
	value(await askHelp(world.shell, world.kiosk(hall), { id: world.command(), reason }));
const answer = (helpCallId: HelpCallId, hall = 'north', id = world.command()) =>
	answerHelp(world.shell, scope(hall), { id, helpCallId });
const calls = async (hall = 'north') =>
	(await hostBoard(world.db.read, world.hall(hall), world.now()))!.help;
const onKiosk = async (hall = 'north') =>
	(await kioskMenu(world.db.read, world.hall(hall), world.now()))!.help;
const only = async (): Promise<HelpCallId> => {
	const [call] = await calls();
	if (!call) throw new Error('nobody asked for help');
	return call.id;
};

describe('a kiosk that asks for help', () => {
	test('is seen by the host of its hall alone: which kiosk, why, and since when', async () => {
		await ask('appointment');
		const asked = world.now();
		world.pass(3);
		expect(await calls()).toEqual([
			{ id: await only(), kiosk: 'north', reason: 'appointment', at: asked }
		]);
		expect(await calls('south')).toEqual([]);
		expect(await onKiosk()).toEqual([{ id: world.kiosk('north').deviceId, at: asked }]);
	});

	test('asks once until somebody comes, however often it is pressed', async () => {
		const first = world.now();
		await ask('help');
		world.pass(1);
		await ask('appointment');
		expect(await calls()).toMatchObject([{ reason: 'help', at: first }]);
		value(await answer(await only()));
		expect([await calls(), await onKiosk()]).toEqual([[], []]);
		await ask('appointment');
		expect(await calls()).toMatchObject([{ reason: 'appointment', at: first + MINUTE }]);
		expect(await world.db.read.select().from(schema.helpCall)).toHaveLength(2);
	});

	test('asks once also when the line sends it twice', async () => {
		const command = { id: world.command(), reason: 'help' as const };
		value(await askHelp(world.shell, world.kiosk('north'), command));
		value(await answer(await only()));
		value(await askHelp(world.shell, world.kiosk('north'), command));
		expect(await calls()).toEqual([]);
	});

	test('asks only while somebody can come: the hall is open, or a clerk still works there', async () => {
		const staffed = async (hall: string) =>
			(await kioskMenu(world.db.read, world.hall(hall), world.now()))!.staffed;
		expect(await staffed('north')).toBe(true);
		value(await endDay(world.shell, world.lead('lead-hall', 'north'), world.command()));
		expect(await staffed('north')).toBe(false);
		await world.sit('anna', 'north');
		expect([await staffed('north'), await staffed('south')]).toEqual([true, true]);
	});

	test('is announced to the hall’s screens when it asks and when somebody goes', async () => {
		const before = world.announced.length;
		await ask();
		value(await answer(await only()));
		expect(world.announced.slice(before).map(({ branchId }) => branchId)).toEqual([
			world.hall('north'),
			world.hall('north')
		]);
	});
});

describe('who goes there', () => {
	test('is the first to say so; the second hears who that was', async () => {
		await ask();
		const call = await only();
		const id = world.command();
		value(await answer(call, 'north', id));
		// Sent again by a poor line, it is the same answer.
		value(await answer(call, 'north', id));
		expect(await answer(call)).toEqual({
			ok: false,
			refusal: { code: 'already-answered', by: 'lead' }
		});
		expect(await world.db.read.select().from(schema.helpCall)).toMatchObject([
			{ answeredBy: scope().accountId, answeredAt: world.now() }
		]);
	});

	test('is a host of that hall', async () => {
		await ask();
		expect(code(await answer(await only(), 'south'))).toBe('unknown-help-call');
		expect(code(await answer(world.shell.newId<'helpCall'>()))).toBe('unknown-help-call');
		expect(await calls()).toHaveLength(1);
	});

	test('can’t take it back: whoever asked was told that somebody comes', async () => {
		await ask();
		const id = world.command();
		value(await answer(await only(), 'north', id));
		const undone = await undo(world.shell, scope(), { id: world.command(), undoes: id });
		expect(code(undone)).toBe('nothing-to-undo');
	});
});

test('one of two hosts who press at once goes', async () => {
	await ask();
	const call = await only();
	const outcomes = await Promise.all([answer(call), answer(call), answer(call)]);
	expect(outcomes.map(code).sort()).toEqual(['already-answered', 'already-answered', 'ok']);
});
