import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_DISPLAY } from '../../src/lib/domain/display.ts';
import type { CommandId, NoteId, VisitId } from '../../src/lib/domain/ids.ts';
import type { NoteKeep } from '../../src/lib/domain/note.ts';
import { HOUR, MINUTE, SECOND, atLocal } from '../../src/lib/domain/time.ts';
import { eraseWritten } from '../../src/lib/server/db/notes.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { findVisit } from '../../src/lib/server/db/visits.ts';
import { endForgottenDays } from '../../src/lib/server/flows/day.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import { askHelp } from '../../src/lib/server/flows/help.ts';
import * as host from '../../src/lib/server/flows/host.ts';
import {
	type HostTicketCommand,
	hostTicket,
	takeTicket
} from '../../src/lib/server/flows/kiosk.ts';
import {
	eraseNote,
	showMessage,
	tellVisitor,
	withdrawMessage,
	writeNote
} from '../../src/lib/server/flows/notes.ts';
import { undo } from '../../src/lib/server/flows/undo.ts';
import { deskView, hallLines } from '../../src/lib/server/views/desk.ts';
import { hallBoard, ticketFeed } from '../../src/lib/server/views/hall.ts';
import { findInHall, hostBoard } from '../../src/lib/server/views/host.ts';
import { kioskMenu } from '../../src/lib/server/views/kiosk.ts';
import { arrive } from '../support/commands.ts';
import { expectReplayed } from '../support/replay.ts';
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
			{ key: 'move', letter: 'V', minutes: 10 }
		],
		clerks: ['anna', 'bram', 'chris'].map((key) => ({ key, skills: ['passport', 'move'] }))
	});
	await world.sit('anna', 'north', 1);
	await world.sit('bram', 'north', 2);
	await world.sit('chris', 'south', 1);
});
afterEach(() => world.close());

const scope = (hall = 'north') => world.lead('host-hall', hall);
const TEXT = 'Hoort slecht, praat rustig';
const NAME = 'Fenna Wiersma';
const CONTACT = '06 1234 5678';

const given = (change: Partial<HostTicketCommand> = {}): HostTicketCommand => ({
	id: world.command(),
	services: [{ serviceId: world.service('passport'), persons: 1 }],
	language: 'nl',
	videoOk: false,
	fetchInPerson: false,
	priority: null,
	...change
});
const byHand = async (change: Partial<HostTicketCommand> = {}, hall = 'north') =>
	value(await hostTicket(world.shell, scope(hall), given(change))).visitId;
const note = async (visitId: VisitId, text = TEXT, keep: NoteKeep = 'visit') =>
	value(
		await writeNote(world.shell, world.desk('anna'), { id: world.command(), visitId, text, keep })
	);
const tell = async (visitId: VisitId, name: string | null, contact: string | null) =>
	value(await tellVisitor(world.shell, scope(), { id: world.command(), visitId, name, contact }));

const board = async (hall = 'north') =>
	(await hostBoard(world.db.read, world.hall(hall), world.now()))!;
const hostRow = async (id: VisitId) => (await board()).rows.find((row) => row.id === id);
const deskRow = async (id: VisitId) => {
	const lines = (await hallLines(world.db.read, world.hall('north'), world.now()))!;
	return [...lines.first, ...lines.second].find((row) => row.id === id);
};
const texts = (row: { notes: { text: string }[] } | null | undefined) =>
	row?.notes.map(({ text }) => text);
const onlyNote = async (): Promise<NoteId> => {
	const [row] = await world.db.read.select().from(schema.visitNote);
	if (!row) throw new Error('no note was written');
	return row.id;
};
const noted = async (): Promise<number> =>
	(await world.db.read.select().from(schema.visitNote)).length;
const known = async (): Promise<number> =>
	(await world.db.read.select().from(schema.visitor)).length;
const find = async (asked: string, hall = 'north') =>
	(await findInHall(world.db.read, world.hall(hall), asked, world.now())).map(
		({ ticket }) => ticket
	);
const cleaned = () => world.db.transaction((sql) => eraseWritten(sql, world.now()));

/** Called, served and finished by anna. */
async function helped(visitId: VisitId): Promise<void> {
	const on = () => ({ id: world.command(), visitId });
	const anna = world.desk('anna');
	value(await desk.pick(world.shell, anna, world.lead('pick-visit', 'north'), on()));
	value(await desk.serve(world.shell, anna, on()));
	const end = { outcome: 'answered', passedOnTo: null, then: 'serve', endedAt: null } as const;
	value(await desk.finish(world.shell, anna, { ...on(), ...end }));
}

describe('a note', () => {
	test('is read by the host, in the line and at the counter, with who wrote it', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		await note(visitId);
		const expected = { text: TEXT, by: 'anna', at: world.now(), keep: 'visit' };
		expect((await hostRow(visitId))?.notes).toMatchObject([expected]);
		expect((await deskRow(visitId))?.notes).toMatchObject([expected]);
		value(await desk.callNext(world.shell, world.desk('bram'), world.command()));
		const { current } = await deskView(
			world.db.read,
			world.regionId,
			world.clerk('bram'),
			world.now()
		);
		expect(current?.notes).toMatchObject([expected]);
	});

	test('is written once, however often it is sent, and screens hear of it', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		const before = world.announced.length;
		const command = { id: world.command(), visitId, text: TEXT, keep: 'day' as const };
		value(await writeNote(world.shell, scope(), command));
		value(await writeNote(world.shell, scope(), command));
		expect(await noted()).toBe(1);
		expect(world.announced.slice(before)).toMatchObject([{ branchId: world.hall('north') }]);
		expect(code(await writeNote(world.shell, scope(), { ...command, text: 'Iets anders' }))).toBe(
			'command-reused'
		);
	});

	test('for this visit is gone when the visit is over; one for today stays', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		await note(visitId, 'voor nu', 'visit');
		await note(visitId, 'voor vandaag', 'day');
		expect(texts(await hostRow(visitId))).toEqual(['voor nu', 'voor vandaag']);
		await helped(visitId);
		const [found] = await findInHall(world.db.read, world.hall('north'), 'P001', world.now());
		expect(texts(found)).toEqual(['voor vandaag']);
		await cleaned();
		expect(await noted()).toBe(1);
	});

	test('comes back with a finish that was undone', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		await note(visitId);
		const on = () => ({ id: world.command(), visitId });
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		value(await desk.serve(world.shell, world.desk('anna'), on()));
		const finish = {
			...on(),
			outcome: 'answered',
			passedOnTo: null,
			then: 'serve',
			endedAt: null
		} as const;
		value(await desk.finish(world.shell, world.desk('anna'), finish));
		expect(
			texts((await findInHall(world.db.read, world.hall('north'), 'P1', world.now()))[0])
		).toEqual([]);
		value(await undo(world.shell, world.desk('anna'), { id: world.command(), undoes: finish.id }));
		expect(texts(await hostRow(visitId))).toEqual([TEXT]);
	});

	test('is taken away by who wrote it, or by the host of the hall', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		await note(visitId);
		const noteId = await onlyNote();
		const erase = (by: Parameters<typeof eraseNote>[1], id = world.command()) =>
			eraseNote(world.shell, by, { id, noteId });
		expect(code(await erase(world.desk('bram')))).toBe('forbidden');
		expect(code(await erase(scope('south')))).toBe('unknown-note');
		value(await erase(scope()));
		expect(texts(await hostRow(visitId))).toEqual([]);
		expect(code(await erase(scope()))).toBe('unknown-note');

		await note(visitId);
		const own = { id: world.command(), noteId: await onlyNote() };
		value(await eraseNote(world.shell, world.desk('anna'), own));
		expect(await noted()).toBe(0);
	});

	test('can’t be written by a host about another hall’s visitor; a clerk of the team can', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		const wish = { visitId, text: TEXT, keep: 'visit' as const };
		expect(
			code(await writeNote(world.shell, scope('south'), { id: world.command(), ...wish }))
		).toBe('unknown-visit');
		value(await writeNote(world.shell, world.desk('chris'), { id: world.command(), ...wish }));
		expect((await hostRow(visitId))?.notes).toMatchObject([{ by: 'chris' }]);
	});
});

describe('a name and a number to call', () => {
	test('are told, changed and taken away again', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		await tell(visitId, NAME, CONTACT);
		expect(await hostRow(visitId)).toMatchObject({ name: NAME, contact: CONTACT });
		expect(await deskRow(visitId)).toMatchObject({ name: NAME });
		await tell(visitId, NAME, null);
		expect(await hostRow(visitId)).toMatchObject({ name: NAME, contact: null });
		await tell(visitId, null, null);
		expect(await known()).toBe(0);
	});

	test('are no business of another hall', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		const command = { id: world.command(), visitId, name: NAME, contact: null };
		expect(code(await tellVisitor(world.shell, scope('south'), command))).toBe('unknown-visit');
		expect(await known()).toBe(0);
	});
});

describe('what people wrote is erased on time', () => {
	test('at the end of the day, all of it; and it is not shown before the job came by', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		await note(visitId, TEXT, 'day');
		await tell(visitId, NAME, CONTACT);
		world.setNow(atLocal('2026-03-03', '23:59', 'Europe/Amsterdam'));
		await cleaned();
		expect([await noted(), await known()]).toEqual([1, 1]);
		expect(await find('wiersma')).toEqual(['P001']);

		world.setNow(atLocal('2026-03-04', '00:00', 'Europe/Amsterdam'));
		const [row] = (await board()).rows;
		expect(row).toBeUndefined();
		expect(await find('wiersma')).toEqual([]);
		await cleaned();
		expect([await noted(), await known()]).toEqual([0, 0]);
	});

	test('also of a visit that ran past midnight', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		await tell(visitId, NAME, CONTACT);
		await note(visitId, TEXT, 'day');
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		value(await desk.serve(world.shell, world.desk('anna'), { id: world.command(), visitId }));
		world.setNow(atLocal('2026-03-03', '23:59', 'Europe/Amsterdam'));
		await endForgottenDays(world.shell);
		world.setNow(atLocal('2026-03-04', '09:00', 'Europe/Amsterdam'));
		const { current } = await deskView(
			world.db.read,
			world.regionId,
			world.clerk('anna'),
			world.now()
		);
		expect(current).toMatchObject({ leftOver: true, name: null, contact: null, notes: [] });
	});

	test('on the days on which the clock changes too', async () => {
		for (const [day, next] of [
			['2026-03-29', '2026-03-30'],
			['2026-10-25', '2026-10-26']
		] as const) {
			world.setNow(atLocal(day, '10:00', 'Europe/Amsterdam'));
			await tell(await arrive(world, 'north', 'passport'), NAME, null);
			world.setNow(atLocal(next, '00:00', 'Europe/Amsterdam') - SECOND);
			await cleaned();
			expect(await known(), day).toBe(1);
			world.setNow(atLocal(next, '00:00', 'Europe/Amsterdam'));
			await cleaned();
			expect(await known(), day).toBe(0);
		}
	});

	test('and never reaches the journal', async () => {
		const visitId = await byHand({
			name: NAME,
			contact: CONTACT,
			note: { text: TEXT, keep: 'day' }
		});
		await note(visitId, 'Kwam met een hond', 'visit');
		const rows = await world.db.read.select().from(schema.journal);
		const commands = await world.db.read.select().from(schema.command);
		const kept = JSON.stringify([rows, commands]);
		for (const text of [NAME, 'Wiersma', CONTACT, TEXT, 'hond']) expect(kept).not.toContain(text);
		await expectReplayed(world.db.read, world.regionId);
	});
});

describe('a message on the displays', () => {
	const display = async (hall = 'north') =>
		(await hallBoard(world.db.read, world.hall(hall), DEFAULT_DISPLAY, world.now()))!.messages;
	const show = async (change: { nl?: string; en?: string; from?: number; until?: number } = {}) =>
		value(
			await showMessage(world.shell, scope(), {
				id: world.command(),
				nl: 'De lift is stuk',
				en: 'The lift is out of order',
				from: world.now(),
				until: world.now() + HOUR,
				...change
			})
		).messageId;

	test('stands there for its time, in its own hall only', async () => {
		await show({ from: world.now() + 10 * MINUTE });
		expect(await display()).toEqual([]);
		// The host sees what is still to come.
		expect((await board()).messages).toMatchObject([{ nl: 'De lift is stuk', by: 'lead' }]);
		world.pass(10);
		expect(await display()).toMatchObject([
			{ nl: 'De lift is stuk', en: 'The lift is out of order' }
		]);
		expect(await display('south')).toEqual([]);
		world.pass(50);
		expect(await display()).toEqual([]);
		expect((await board()).messages).toEqual([]);
		await cleaned();
		expect(await world.db.read.select().from(schema.hallMessage)).toEqual([]);
	});

	test('without English says it in Dutch', async () => {
		await show({ en: '' });
		expect(await display()).toMatchObject([{ nl: 'De lift is stuk', en: 'De lift is stuk' }]);
	});

	test('is withdrawn by any host of the hall, and of no other', async () => {
		const messageId = await show();
		const withdraw = (hall: string) =>
			withdrawMessage(world.shell, scope(hall), { id: world.command(), messageId });
		expect(code(await withdraw('south'))).toBe('unknown-message');
		value(await withdraw('north'));
		expect(await display()).toEqual([]);
		expect(code(await withdraw('north'))).toBe('unknown-message');
	});
});

describe('a ticket by hand', () => {
	test('has all that was said about it, in one go', async () => {
		const slotStart = world.now() + 10 * MINUTE;
		const visitId = await byHand({
			services: [
				{ serviceId: world.service('passport'), persons: 3 },
				{ serviceId: world.service('move'), persons: 1 }
			],
			language: 'en',
			fetchInPerson: true,
			priority: 'mobility',
			slotStart,
			name: NAME,
			contact: CONTACT,
			note: { text: TEXT, keep: 'day' }
		});
		expect(await hostRow(visitId)).toMatchObject({
			ticket: 'P001',
			state: 'waiting',
			line: 1,
			slotStart,
			notBefore: slotStart,
			priority: 'mobility',
			services: [world.service('passport'), world.service('move')],
			persons: 3,
			language: 'en',
			fetchInPerson: true,
			name: NAME,
			contact: CONTACT,
			notes: [{ text: TEXT, by: 'lead', keep: 'day' }]
		});
	});

	test('an appointment after its grace counts as a walk-in', async () => {
		const late = await byHand({ slotStart: world.now() - 11 * MINUTE });
		expect(await hostRow(late)).toMatchObject({ line: 2, due: world.now() + 15 * MINUTE });
	});

	test('refused, it leaves nothing behind', async () => {
		const nobody = world.shell.newId<'service'>();
		const refused = await hostTicket(
			world.shell,
			scope(),
			given({
				services: [{ serviceId: nobody, persons: 1 }],
				name: NAME,
				note: { text: TEXT, keep: 'day' }
			})
		);
		expect(code(refused)).toBe('unknown-service');
		expect([await noted(), await known()]).toEqual([0, 0]);
	});

	test('sent twice gives one number, one name and one note', async () => {
		const command = given({ name: NAME, note: { text: TEXT, keep: 'visit' } });
		const first = value(await hostTicket(world.shell, scope(), command));
		expect(value(await hostTicket(world.shell, scope(), command))).toEqual(first);
		expect([await noted(), await known()]).toEqual([1, 1]);
		expect(
			code(await hostTicket(world.shell, scope(), { ...command, name: 'Iemand anders' }))
		).toBe('command-reused');
	});
});

describe('a host undoes within ten seconds', () => {
	const undone = (undoes: CommandId, hall = 'north') =>
		undo(world.shell, scope(hall), { id: world.command(), undoes });

	test('a ticket by hand: it is withdrawn, and its number is not given again', async () => {
		const id = world.command();
		const visitId = await byHand({ id, name: NAME, note: { text: TEXT, keep: 'visit' } });
		world.setNow(world.now() + 9 * SECOND);
		expect(value(await undone(id)).tickets).toEqual(['P001']);
		expect(await findVisit(world.db.read, visitId)).toMatchObject({ state: 'cancelled' });
		expect(await hostRow(visitId)).toBeUndefined();
		await cleaned();
		expect(await noted()).toBe(0);
		expect((await board()).rows).toEqual([]);
		await byHand();
		expect((await board()).rows.map(({ ticket }) => ticket)).toEqual(['P002']);
		await expectReplayed(world.db.read, world.regionId);
	});

	test('not a ticket whose visitor was called meanwhile, nor one of eleven seconds ago', async () => {
		const called = world.command();
		await byHand({ id: called });
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		expect(await undone(called)).toMatchObject({ refusal: { code: 'overtaken', by: 'anna' } });
		const old = world.command();
		await byHand({ id: old });
		world.setNow(world.now() + 11 * SECOND);
		expect(code(await undone(old))).toBe('undo-expired');
		expect(code(await undone(old))).toBe('undo-expired');
	});

	test('not a ticket that the kiosk gave', async () => {
		const id = world.command();
		value(await takeTicket(world.shell, world.kiosk('north'), given({ id })));
		expect(code(await undone(id))).toBe('nothing-to-undo');
	});

	const changes = {
		priority: (visitId: VisitId, id: CommandId) =>
			host.givePriority(world.shell, scope(), { id, visitId, reason: 'distress' }),
		marks: (visitId: VisitId, id: CommandId) =>
			host.mark(world.shell, scope(), { id, visitId, videoOk: true, fetchInPerson: true }),
		'a few more minutes': (visitId: VisitId, id: CommandId) =>
			host.moreTime(world.shell, scope(), { id, visitId }),
		'a move to another hall': (visitId: VisitId, id: CommandId) =>
			host.move(world.shell, scope(), {
				id,
				visitId,
				serviceId: null,
				branchId: world.hall('south'),
				clerkId: null
			}),
		'a move to another service': (visitId: VisitId, id: CommandId) =>
			host.move(world.shell, scope(), {
				id,
				visitId,
				serviceId: world.service('move'),
				branchId: null,
				clerkId: null
			}),
		'a cancellation': (visitId: VisitId, id: CommandId) =>
			host.cancel(world.shell, scope(), { id, visitId, reason: 'duplicate' })
	};
	test.each(Object.entries(changes))('%s', async (_what, change) => {
		const visitId = await arrive(world, 'north', 'passport');
		await tell(visitId, NAME, null);
		world.pass(2);
		const before = [await findVisit(world.db.read, visitId), await hostRow(visitId)];
		const id = world.command();
		value(await change(visitId, id));
		expect(await findVisit(world.db.read, visitId)).not.toEqual(before[0]);
		value(await undone(id));
		expect([await findVisit(world.db.read, visitId), await hostRow(visitId)]).toEqual(before);
		await expectReplayed(world.db.read, world.regionId);
	});

	test('a reinstatement', async () => {
		const visitId = await arrive(world, 'north', 'passport');
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		value(await desk.miss(world.shell, world.desk('anna'), { id: world.command(), visitId }));
		const before = await findVisit(world.db.read, visitId);
		const id = world.command();
		value(await host.reinstate(world.shell, scope(), { id, visitId }));
		value(await undone(id));
		expect(await findVisit(world.db.read, visitId)).toEqual(before);
	});
});

describe('the host finds', () => {
	beforeEach(async () => {
		await helped(await byHand({ name: NAME, contact: CONTACT }));
		await byHand({ name: 'Jan de Boer', contact: 'jan@voorbeeld.nl' });
		await byHand({ services: [{ serviceId: world.service('move'), persons: 1 }] });
	});

	test('by number, name, telephone or mail, as it is typed', async () => {
		const expected: [asked: string, found: string[]][] = [
			['1', ['V001', 'P001']],
			['001', ['V001', 'P001']],
			['p1', ['P001']],
			['P 001', ['P001']],
			['wiersma', ['P001']],
			['FENNA W', ['P001']],
			['0612345678', ['P001']],
			['06-1234', ['P001']],
			['jan@', ['P002']],
			['de boer', ['P002']],
			['r-p1', []],
			['', []],
			['99999999999999999999', []],
			["' or 1=1 --", []],
			['%', []]
		];
		for (const [asked, found] of expected) expect(await find(asked), asked).toEqual(found);
	});

	test('someone whatever became of them, with the state and since when', async () => {
		const [row] = await findInHall(world.db.read, world.hall('north'), 'P1', world.now());
		expect(row).toMatchObject({ state: 'finished', since: world.now(), to: null });
	});

	test('who came from another hall, by the number with or without that hall’s letters', async () => {
		const sent = await byHand(
			{ services: [{ serviceId: world.service('move'), persons: 1 }] },
			'south'
		);
		value(
			await host.move(world.shell, scope('south'), {
				id: world.command(),
				visitId: sent,
				serviceId: null,
				branchId: world.hall('north'),
				clerkId: null
			})
		);
		expect(await find('SO-V001')).toEqual(['SO-V001']);
		expect(await find('so v1')).toEqual(['SO-V001']);
		expect((await find('v001')).sort()).toEqual(['SO-V001', 'V001']);
		expect(await find('v1', 'south')).toEqual([]);
	});

	test('nobody of yesterday, and nobody in a hall that does not exist', async () => {
		world.setNow(atLocal('2026-03-04', '09:00', 'Europe/Amsterdam'));
		expect(await find('p1')).toEqual([]);
		const nowhere = world.shell.newId<'branch'>();
		expect(await findInHall(world.db.read, nowhere, 'p1', world.now())).toEqual([]);
		expect(await hostBoard(world.db.read, nowhere, world.now())).toBeNull();
	});
});

describe('the host’s board', () => {
	test('has who waits in the order of the calls, then the others, then the missed of this hour', async () => {
		const early = await arrive(world, 'north', 'passport');
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		value(
			await desk.miss(world.shell, world.desk('anna'), { id: world.command(), visitId: early })
		);
		world.pass(50);
		const missed = await arrive(world, 'north', 'passport');
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		value(
			await desk.miss(world.shell, world.desk('anna'), { id: world.command(), visitId: missed })
		);
		const called = await arrive(world, 'north', 'passport');
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		const parked = await arrive(world, 'north', 'passport');
		value(await desk.callNext(world.shell, world.desk('bram'), world.command()));
		value(
			await desk.park(world.shell, world.desk('bram'), {
				id: world.command(),
				visitId: parked,
				reason: 'photo'
			})
		);
		const second = await arrive(world, 'north', 'passport');
		const first = await arrive(world, 'north', 'passport', { slotStart: world.now() });
		await arrive(world, 'south', 'passport');
		const rows = async () => (await board()).rows.map(({ id }) => id);
		expect((await rows()).slice(0, 2)).toEqual([first, second]);
		expect((await rows()).slice(2, 4).sort()).toEqual([called, parked].sort());
		expect((await rows()).slice(4)).toEqual([missed, early]);
		expect(await hostRow(called)).toMatchObject({
			state: 'called',
			to: { kind: 'counter', number: 1 }
		});
		world.pass(11);
		expect((await rows()).slice(4)).toEqual([missed]);
	});

	test('public screens hold no name, no number to call and no note', async () => {
		const visitId = await byHand({
			name: NAME,
			contact: CONTACT,
			note: { text: TEXT, keep: 'day' }
		});
		value(
			await askHelp(world.shell, world.kiosk('north'), { id: world.command(), reason: 'help' })
		);
		value(
			await showMessage(world.shell, scope(), {
				id: world.command(),
				nl: 'De lift is stuk',
				en: '',
				from: world.now(),
				until: world.now() + HOUR
			})
		);
		const north = world.hall('north');
		const publicViews = async () =>
			JSON.stringify([
				await hallBoard(world.db.read, north, DEFAULT_DISPLAY, world.now()),
				await ticketFeed(world.db.read, north, world.now()),
				await kioskMenu(world.db.read, north, world.now())
			]);
		const waiting = await publicViews();
		value(await desk.callNext(world.shell, world.desk('anna'), world.command()));
		const called = await publicViews();
		expect(await hostRow(visitId)).toMatchObject({ name: NAME, state: 'called' });
		for (const shown of [waiting, called]) {
			expect(shown).toContain('P001');
			for (const secret of [NAME, 'Wiersma', CONTACT, TEXT, visitId, '"by"'])
				expect(shown).not.toContain(secret);
		}
	});
});
