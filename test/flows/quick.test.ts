import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/lib/domain/time.ts';
import { LAST_NUMBER } from '../../src/lib/domain/visit.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { findVisit } from '../../src/lib/server/db/visits.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import * as duty from '../../src/lib/server/flows/duty.ts';
import { type QuickCommand, quickService } from '../../src/lib/server/flows/quick.ts';
import { undo } from '../../src/lib/server/flows/undo.ts';
import { hallLines } from '../../src/lib/server/views/desk.ts';
import { findInHall, hostBoard } from '../../src/lib/server/views/host.ts';
import { arrive } from '../support/commands.ts';
import { expectReplayed } from '../support/replay.ts';
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
			{ key: 'passport', letter: 'P', minutes: 10 },
			{ key: 'collect', letter: 'A', minutes: 5 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport', 'collect'] },
			{ key: 'bram', skills: ['passport'] }
		]
	});
	await world.sit('anna', 'north', 1);
	await world.sit('bram', null);
});
afterEach(async () => {
	await expectReplayed(world.db.read, world.regionId);
	await world.close();
});

const wish = (change: Partial<QuickCommand> = {}): QuickCommand => ({
	id: world.command(),
	serviceId: world.service('collect'),
	mode: 'desk',
	minutes: 4,
	outcome: 'answered',
	passedOnTo: null,
	branchId: null,
	...change
});
const quick = (clerk: string, change: Partial<QuickCommand> = {}) =>
	quickService(world.shell, world.desk(clerk), wish(change));
const undone = (clerk: string, undoes: QuickCommand['id']) =>
	undo(world.shell, world.desk(clerk), { id: world.command(), undoes });

describe('a quick service', () => {
	test('is a visit that is over: it has its minutes, its outcome and a number', async () => {
		const { visitId, ticket } = value(await quick('anna'));
		expect(ticket).toBe('A001');
		const row = await findVisit(world.db.read, visitId);
		expect(row).toMatchObject({
			state: 'finished',
			branchId: world.hall('north'),
			mode: 'desk',
			outcome: 'answered',
			endedAt: world.now(),
			clerkId: world.clerk('anna'),
			services: [
				{
					serviceId: world.service('collect'),
					outcome: 'answered',
					handledMs: 4 * MINUTE,
					finishedAt: world.now(),
					clerkId: world.clerk('anna')
				}
			]
		});
	});

	test('waits for nobody and is called by nobody', async () => {
		const { visitId } = value(await quick('anna'));
		expect(await findVisit(world.db.read, visitId)).toMatchObject({
			waitedMs: 0,
			waitingSince: null,
			calledAt: null
		});
		const lines = (await hallLines(world.db.read, world.hall('north'), world.now()))!;
		expect(lines.firstCount + lines.secondCount).toBe(0);
		expect((await hostBoard(world.db.read, world.hall('north'), world.now()))!.rows).toEqual([]);
		expect(code(await desk.callNext(world.shell, world.desk('anna'), world.command()))).toBe(
			'queue-empty'
		);
		const [found] = await findInHall(world.db.read, world.hall('north'), 'a1', world.now());
		expect(found).toMatchObject({ state: 'finished' });
	});

	test('takes its number in turn with the tickets of its group', async () => {
		await arrive(world, 'north', 'collect');
		expect(value(await quick('anna')).ticket).toBe('A002');
		const after = await findVisit(world.db.read, await arrive(world, 'north', 'collect'));
		expect(after?.number).toBe(3);
	});

	test('goes beside the visitor at the counter', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		value(await quick('anna'));
		expect(await findVisit(world.db.read, visitId)).toMatchObject({ state: 'called' });
	});

	test('says to whom was passed on, only when it was', async () => {
		const passed = value(
			await quick('anna', { outcome: 'passed-on', passedOnTo: 'social-team', mode: 'document' })
		);
		expect(await findVisit(world.db.read, passed.visitId)).toMatchObject({
			mode: 'document',
			outcome: 'passed-on',
			passedOnTo: 'social-team'
		});
		const answered = value(await quick('anna', { passedOnTo: 'social-team' }));
		expect(await findVisit(world.db.read, answered.visitId)).toMatchObject({ passedOnTo: null });
	});

	test('counts for the hall that a clerk at home names; in a hall, for that hall', async () => {
		expect(code(await quick('bram'))).toBe('unknown-branch');
		const home = value(await quick('bram', { branchId: world.hall('south') }));
		expect(await findVisit(world.db.read, home.visitId)).toMatchObject({
			branchId: world.hall('south')
		});
		const hall = value(await quick('anna', { branchId: world.hall('south') }));
		expect(await findVisit(world.db.read, hall.visitId)).toMatchObject({
			branchId: world.hall('north')
		});
	});

	test('is refused off duty, for what there is not, and when the numbers are used up', async () => {
		expect(code(await quick('anna', { serviceId: world.shell.newId<'service'>() }))).toBe(
			'unknown-service'
		);
		expect(code(await quick('bram', { branchId: world.shell.newId<'branch'>() }))).toBe(
			'unknown-branch'
		);
		value(await quick('anna'));
		await world.db.transaction((sql) => sql.update(schema.series).set({ lastNumber: LAST_NUMBER }));
		expect(await quick('anna')).toMatchObject({ refusal: { code: 'series-full', letter: 'A' } });
		await world.db.transaction((sql) => sql.update(schema.series).set({ lastNumber: 1 }));
		value(await duty.endDuty(world.shell, world.desk('anna'), world.command()));
		expect(code(await quick('anna'))).toBe('not-on-duty');
	});

	test('pressed twice is one visit', async () => {
		const command = wish();
		const first = value(await quickService(world.shell, world.desk('anna'), command));
		expect(value(await quickService(world.shell, world.desk('anna'), command))).toEqual(first);
		expect(await world.db.read.select().from(schema.visit)).toHaveLength(1);
	});
});

describe('undoing a quick service', () => {
	test('withdraws it: it counts as a mistake, and its number stays spent', async () => {
		const command = wish();
		const { visitId } = value(await quickService(world.shell, world.desk('anna'), command));
		world.setNow(world.now() + 9 * SECOND);
		expect(value(await undone('anna', command.id)).tickets).toEqual(['A001']);
		expect(await findVisit(world.db.read, visitId)).toMatchObject({
			state: 'cancelled',
			outcome: null,
			endedAt: world.now()
		});
		expect(value(await quick('anna')).ticket).toBe('A002');
	});

	test('is refused after ten seconds, to a colleague, and a second time', async () => {
		const command = wish();
		value(await quickService(world.shell, world.desk('anna'), command));
		expect(code(await undone('bram', command.id))).toBe('nothing-to-undo');
		value(await undone('anna', command.id));
		expect(code(await undone('anna', command.id))).toBe('overtaken');
		const later = wish();
		value(await quickService(world.shell, world.desk('anna'), later));
		world.setNow(world.now() + 11 * SECOND);
		expect(code(await undone('anna', later.id))).toBe('undo-expired');
	});
});
