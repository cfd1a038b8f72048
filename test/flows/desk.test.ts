import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandId, VisitId } from '../../src/lib/domain/ids.ts';
import type { AnyOutcome } from '../../src/lib/domain/refusal.ts';
import { MINUTE, SECOND } from '../../src/lib/domain/time.ts';
import { type Visit, ticketLabel } from '../../src/lib/domain/visit.ts';
import { findVisit } from '../../src/lib/server/db/visits.ts';
import * as day from '../../src/lib/server/flows/day.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import * as duty from '../../src/lib/server/flows/duty.ts';
import { leave } from '../../src/lib/server/flows/host.ts';
import { type DeskScope, deskScope, ticketScope } from '../../src/lib/server/scope.ts';
import { type CheckIn, arrive } from '../support/commands.ts';
import { loadState } from '../support/oracle.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 3, booths: 1 },
			{ key: 'south', counters: 2, booths: 1 },
			{ key: 'west', counters: 1 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10, byVideo: true },
			{ key: 'move', letter: 'V', minutes: 10, byVideo: true },
			{ key: 'debt', letter: 'S', minutes: 30 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport', 'move'] },
			{ key: 'bram', skills: ['passport', 'move'] },
			{ key: 'chris', skills: ['passport'] },
			{ key: 'dora', skills: ['debt'] }
		]
	});
	await world.sit('anna', 'north', 1);
	await world.sit('bram', 'north', 2);
});
afterEach(() => world.close());

/* Short hands: each gives its own command id. */

const row = async (id: VisitId): Promise<Visit> => {
	const visit = await findVisit(world.db.read, id);
	if (!visit) throw new Error(`no visit ${id}`);
	return visit;
};
const next = (clerk: string) => desk.callNext(world.shell, world.desk(clerk), world.command());
const nextVisit = async (clerk: string) => value(await next(clerk)).visitId;
const on = (visitId: VisitId) => ({ id: world.command(), visitId });
type Flow = (
	shell: World['shell'],
	scope: DeskScope,
	command: { id: CommandId; visitId: VisitId }
) => Promise<AnyOutcome>;
const act = (flow: Flow, clerk: string, visitId: VisitId) =>
	flow(world.shell, world.desk(clerk), on(visitId));
const finish = (clerk: string, visitId: VisitId, change: object = {}) =>
	desk.finish(world.shell, world.desk(clerk), {
		...on(visitId),
		outcome: 'answered',
		passedOnTo: null,
		then: 'serve',
		endedAt: null,
		...change
	});
const come = (
	service: string | string[] = 'passport',
	change: Partial<CheckIn> & { hall?: string } = {}
) => arrive(world, change.hall ?? 'north', service, change);
const requeue = (clerk: string, visitId: VisitId, why: 'absent' | 'by-hand') =>
	desk.requeue(world.shell, world.desk(clerk), { ...on(visitId), why });
const autoNext = (clerk: string) =>
	duty.setAutoNext(world.shell, world.desk(clerk), { id: world.command(), autoNext: true });
const transfer = (
	clerk: string,
	visitId: VisitId,
	to: { service?: string; hall?: string; clerk?: string }
) =>
	desk.transfer(world.shell, world.desk(clerk), {
		...on(visitId),
		serviceId: to.service ? world.service(to.service) : null,
		branchId: to.hall ? world.hall(to.hall) : null,
		clerkId: to.clerk ? world.clerk(to.clerk) : null
	});
const serveNext = async (clerk: string) => {
	const visitId = await nextVisit(clerk);
	value(await desk.serve(world.shell, world.desk(clerk), on(visitId)));
	return visitId;
};

describe('a visit at the counter', () => {
	test('is called, served and finished; wait, walk and handling are kept', async () => {
		const visitId = await come();
		world.pass(4);
		await nextVisit('anna');
		world.pass(1);
		value(await act(desk.serve, 'anna', visitId));
		world.pass(9);
		value(await finish('anna', visitId, { outcome: 'passed-on', passedOnTo: 'website' }));
		const visit = await row(visitId);
		expect(visit).toMatchObject({
			state: 'finished',
			outcome: 'passed-on',
			passedOnTo: 'website',
			waitedMs: 4 * MINUTE,
			clerkId: world.clerk('anna'),
			counterId: null
		});
		expect((visit.firstServedAt ?? 0) - (visit.firstCalledAt ?? 0)).toBe(MINUTE);
		expect(visit.services[0]).toMatchObject({ handledMs: 9 * MINUTE, outcome: 'passed-on' });
	});

	test('is no-show only after as many recalls as the hall asks', async () => {
		const visitId = await come();
		await nextVisit('anna');
		expect(await act(desk.miss, 'anna', visitId)).toEqual({
			ok: false,
			refusal: { code: 'recalls-needed', done: 0, needed: 2 }
		});
		value(await act(desk.recall, 'anna', visitId));
		value(await act(desk.recall, 'anna', visitId));
		value(await act(desk.miss, 'anna', visitId));
		expect(await row(visitId)).toMatchObject({ state: 'no-show', missedAt: world.now() });
	});

	test('missed, is called again 5 min after it reports, before who came later', async () => {
		const missed = await come();
		await nextVisit('anna');
		value(await act(desk.recall, 'anna', missed));
		value(await act(desk.recall, 'anna', missed));
		value(await act(desk.miss, 'anna', missed));
		const later = await come();
		world.pass(2);
		value(await act(desk.reinstate, 'bram', missed));
		expect(await nextVisit('anna')).toBe(later);
		expect(code(await next('bram'))).toBe('queue-empty');
		world.pass(5);
		expect(await nextVisit('bram')).toBe(missed);
	});

	test('with several services is timed by service, and may wait between two', async () => {
		const visitId = await come(['passport', 'move']);
		await serveNext('anna');
		world.pass(3);
		value(await finish('anna', visitId, { outcome: 'answered' }));
		world.pass(4);
		value(await finish('anna', visitId, { outcome: 'follow-up' }));
		const { services, state } = await row(visitId);
		expect(state).toBe('finished');
		expect(services.map((one) => [one.handledMs / MINUTE, one.outcome])).toEqual([
			[3, 'answered'],
			[4, 'follow-up']
		]);

		const other = await come(['passport', 'move']);
		const { due, line } = await row(other);
		await serveNext('anna');
		value(await finish('anna', other, { then: 'wait' }));
		expect(await row(other)).toMatchObject({
			state: 'waiting',
			due,
			line,
			openServiceId: world.service('move')
		});
		await world.sit('chris', 'north', 3);
		expect(code(await next('chris'))).toBe('queue-empty');
		expect(await nextVisit('bram')).toBe(other);
	});

	test('is parked with a reason, and resumed by anyone of the hall at any counter of it', async () => {
		const visitId = await come();
		await serveNext('anna');
		world.pass(2);
		value(await desk.park(world.shell, world.desk('anna'), { ...on(visitId), reason: 'photo' }));
		expect(await row(visitId)).toMatchObject({
			state: 'parked',
			parkedReason: 'photo',
			counterId: null
		});
		world.pass(10);
		await world.sit('chris', 'south', 1);
		const here = (clerk: string) =>
			desk.resume(world.shell, world.desk(clerk), { ...on(visitId), to: 'here' });
		expect(code(await here('chris'))).toBe('out-of-reach');
		value(await here('bram'));
		world.pass(5);
		expect(await row(visitId)).toMatchObject({
			state: 'serving',
			counterId: world.counter('north', 2)
		});
		value(await finish('bram', visitId));
		// Ten minutes at the photo machine are nobody's handling time.
		expect((await row(visitId)).services[0]?.handledMs).toBe(7 * MINUTE);
	});

	test('parked, goes back to its old place in line', async () => {
		const visitId = await come();
		const { due, line } = await row(visitId);
		await nextVisit('anna');
		value(await desk.park(world.shell, world.desk('anna'), { ...on(visitId), reason: 'form' }));
		world.pass(10);
		const later = await come();
		value(await desk.resume(world.shell, world.desk('bram'), { ...on(visitId), to: 'waiting' }));
		expect(await row(visitId)).toMatchObject({ state: 'waiting', due, line });
		expect([await nextVisit('anna'), await nextVisit('bram')]).toEqual([visitId, later]);
	});

	test('of a colleague is left alone, saying whose it is', async () => {
		const visitId = await come();
		await nextVisit('anna');
		for (const flow of [desk.recall, desk.serve, desk.miss])
			expect(await act(flow, 'bram', visitId)).toEqual({
				ok: false,
				refusal: { code: 'not-your-visit', ticket: 'P001', by: 'anna' }
			});
	});

	test('of another region is unknown', async () => {
		const visitId = await come();
		const stranger = deskScope({
			accountId: world.clerk('anna'),
			regionId: world.shell.newId<'region'>(),
			name: '',
			login: '',
			demo: false,
			grants: [{ role: 'clerk', level: 'region', id: world.shell.newId<'region'>() }]
		});
		if (!stranger) throw new Error('no scope');
		expect(code(await desk.serve(world.shell, stranger, on(visitId)))).toBe('unknown-visit');
	});
});

describe('sending back', () => {
	test('an absent visitor rests 5 min, for all, and keeps due and line', async () => {
		const visitId = await come();
		const { due, line } = await row(visitId);
		await nextVisit('anna');
		value(await requeue('anna', visitId, 'absent'));
		expect(await row(visitId)).toMatchObject({ state: 'waiting', due, line });
		expect([code(await next('anna')), code(await next('bram'))]).toEqual([
			'queue-empty',
			'queue-empty'
		]);
		world.setNow(world.now() + 5 * MINUTE - 1);
		expect(code(await next('bram'))).toBe('queue-empty');
		world.setNow(world.now() + 1);
		expect(await nextVisit('bram')).toBe(visitId);
	});

	test('an appointment that did not answer an early call is not called early again', async () => {
		const visitId = await come('passport', { slotStart: world.now() + 12 * MINUTE });
		expect(await nextVisit('anna')).toBe(visitId);
		value(await requeue('anna', visitId, 'absent'));
		expect(code(await next('anna'))).toBe('queue-empty');
	});

	test('by hand, it goes to a colleague at once, to the same clerk only when nobody else is left', async () => {
		const visitId = await come();
		await nextVisit('anna');
		value(await requeue('anna', visitId, 'by-hand'));
		const later = await come();
		expect(await nextVisit('anna')).toBe(later);
		expect(await nextVisit('bram')).toBe(visitId);
		value(await requeue('bram', visitId, 'by-hand'));
		expect(await nextVisit('bram')).toBe(visitId);
	});

	test('by hand, after 5 min it is as any other', async () => {
		const visitId = await come();
		await nextVisit('anna');
		value(await requeue('anna', visitId, 'by-hand'));
		world.pass(5);
		await come();
		expect(await nextVisit('anna')).toBe(visitId);
	});
});

describe('transfer', () => {
	test('keeps number, due and line, and shows the code of the hall that it came from', async () => {
		const visitId = await come();
		const before = await row(visitId);
		await serveNext('anna');
		world.pass(6);
		await world.sit('chris', 'south', 1);
		value(await transfer('anna', visitId, { hall: 'south' }));
		const after = await row(visitId);
		expect(after).toMatchObject({
			state: 'waiting',
			branchId: world.hall('south'),
			number: before.number,
			due: before.due,
			line: before.line
		});
		const { branches } = await loadState(world.db.read);
		const codeOf = (id: string) => branches.find((branch) => branch.id === id)?.code ?? '';
		expect([ticketLabel(before, codeOf), ticketLabel(after, codeOf)]).toEqual(['P001', 'NO-P001']);
		expect(await nextVisit('chris')).toBe(visitId);
	});

	test('to another service changes what is waited for, and closes what was begun', async () => {
		const visitId = await come();
		await serveNext('anna');
		world.pass(2);
		await world.sit('dora', 'north', 3);
		value(await transfer('anna', visitId, { service: 'debt' }));
		expect((await row(visitId)).services).toMatchObject([
			{ serviceId: world.service('passport'), outcome: 'passed-on', handledMs: 2 * MINUTE },
			{ serviceId: world.service('debt'), finishedAt: null, minutes: 30 }
		]);
		expect(code(await next('bram'))).toBe('queue-empty');
	});

	test('to a colleague reserves, and lapses to all after 10 min', async () => {
		const visitId = await come();
		await nextVisit('anna');
		value(await transfer('anna', visitId, { clerk: 'bram' }));
		expect(code(await next('anna'))).toBe('queue-empty');
		world.setNow(world.now() + 10 * MINUTE - 1);
		expect(code(await next('anna'))).toBe('queue-empty');
		world.setNow(world.now() + 1);
		expect(await nextVisit('anna')).toBe(visitId);
	});

	test('to a colleague is that colleague’s at once', async () => {
		const visitId = await come();
		await nextVisit('anna');
		value(await transfer('anna', visitId, { clerk: 'bram' }));
		expect(await nextVisit('bram')).toBe(visitId);
		expect(await row(visitId)).toMatchObject({ reservedFor: null, reservedUntil: null });
	});

	test('to a colleague lapses when that colleague signs out', async () => {
		const visitId = await come();
		await nextVisit('anna');
		value(await transfer('anna', visitId, { clerk: 'bram' }));
		value(await duty.endDuty(world.shell, world.desk('bram'), world.command()));
		expect(await nextVisit('anna')).toBe(visitId);
	});

	test('to where nobody could help is refused: nobody is sent to wait in vain', async () => {
		const visitId = await come();
		await nextVisit('anna');
		expect(code(await transfer('anna', visitId, { service: 'debt' }))).toBe('service-closed');
		expect(code(await transfer('anna', visitId, { hall: 'south' }))).toBe('service-closed');
		await world.sit('dora', 'south', 1);
		expect(code(await transfer('anna', visitId, { service: 'debt' }))).toBe('service-closed');
		value(await transfer('anna', visitId, { service: 'debt', hall: 'south' }));
		expect(await nextVisit('dora')).toBe(visitId);
	});

	test('to a counter means to whoever sits there, and a closed one is refused', async () => {
		const visitId = await come();
		await nextVisit('anna');
		const to = (number: number) =>
			desk.transfer(world.shell, world.desk('anna'), {
				...on(visitId),
				serviceId: null,
				branchId: null,
				clerkId: null,
				counterId: world.counter('north', number)
			});
		expect(code(await to(3))).toBe('counter-closed');
		value(await to(2));
		expect((await row(visitId)).reservedFor).toBe(world.clerk('bram'));
	});

	test('to who is not at work, or to nothing new, is refused', async () => {
		const visitId = await come();
		await nextVisit('anna');
		expect(code(await transfer('anna', visitId, { clerk: 'chris' }))).toBe('unknown-colleague');
		expect(code(await transfer('anna', visitId, { service: 'passport' }))).toBe('nothing-changes');
		expect(code(await transfer('anna', visitId, { service: 'debt', clerk: 'bram' }))).toBe(
			'not-skilled'
		);
	});
});

describe('auto-next', () => {
	test('calls the next visitor with the end of the one before, for who wants it', async () => {
		const [first, second] = [await come(), await come()];
		await serveNext('bram');
		const plain = value(await finish('bram', first));
		expect(plain.called).toBeNull();
		const third = await come();
		await serveNext('bram');
		value(await autoNext('bram'));
		expect(value(await finish('bram', second)).called).toEqual({ visitId: third, ticket: 'P003' });
		expect(await row(third)).toMatchObject({ state: 'called', clerkId: world.clerk('bram') });
	});

	test('does not bring straight back whom the clerk just sent back', async () => {
		value(await autoNext('anna'));
		const visitId = await come();
		await nextVisit('anna');
		expect(value(await requeue('anna', visitId, 'by-hand')).called).toBeNull();
		// Pressing for it is another matter: nobody else is left.
		expect(await nextVisit('anna')).toBe(visitId);
	});

	test('waits with a clerk who goes on with the same visitor, and ends well with nobody left', async () => {
		value(await autoNext('anna'));
		const visitId = await come(['passport', 'move']);
		const other = await come();
		await serveNext('anna');
		expect(value(await finish('anna', visitId)).called).toBeNull();
		expect(value(await finish('anna', visitId)).called?.visitId).toBe(other);
		value(await act(desk.serve, 'anna', other));
		expect(value(await finish('anna', other)).called).toBeNull();
	});
});

describe('next', () => {
	test('is refused without a counter, in a pause, with someone called, with someone at the counter', async () => {
		await come();
		expect(code(await next('chris'))).toBe('not-on-duty');
		value(
			await duty.pause(world.shell, world.desk('bram'), { id: world.command(), reason: 'break' })
		);
		expect(code(await next('bram'))).toBe('paused');
		const visitId = await nextVisit('anna');
		expect(code(await next('anna'))).toBe('call-unresolved');
		value(await act(desk.serve, 'anna', visitId));
		expect(code(await next('anna'))).toBe('visit-open');
	});

	test('is refused while calls are held in the hall, and nobody there is helped from elsewhere', async () => {
		await come('passport', { videoOk: true });
		await come('passport', { mode: 'telephone' });
		world.pass(30);
		await world.sit('chris', 'south', 1);
		await world.sit('bram', null);
		const lead = world.lead('lead-hall', 'north');
		value(await day.holdCalls(world.shell, lead, world.command()));
		expect(code(await next('anna'))).toBe('calls-held');
		expect(code(await next('bram'))).toBe('queue-empty');
		expect(code(await next('chris'))).toBe('queue-empty');
		value(await day.releaseCalls(world.shell, lead, world.command()));
		expect(code(await next('chris'))).toBe('ok');
	});

	test('helps another hall by a booth, which is free again afterwards', async () => {
		const [first, second] = [
			await come('passport', { videoOk: true }),
			await come('passport', { videoOk: true })
		];
		world.pass(16);
		await world.sit('chris', 'south', 1);
		await world.sit('bram', 'south', 2);
		expect(await nextVisit('chris')).toBe(first);
		const { boothId, counterId } = await row(first);
		expect([boothId === null, counterId]).toEqual([false, null]);
		// One booth, one visitor.
		expect(code(await next('bram'))).toBe('queue-empty');
		value(await act(desk.serve, 'chris', first));
		value(await finish('chris', first));
		expect(await nextVisit('bram')).toBe(second);
	});

	test('helps the hall in which somebody is due the longest, by both its lines', async () => {
		const video = { videoOk: true };
		await come('passport', video);
		const inSouth = { ...video, hall: 'south', slotStart: world.now() + 20 * MINUTE };
		const inNorth = { ...video, slotStart: world.now() + 25 * MINUTE };
		await come('passport', inSouth);
		const appointment = await come('passport', inNorth);
		world.pass(40);
		await world.sit('anna', 'west', 1);
		// The walk-in of the north hall is due the longest; its own appointment goes first, not the south hall's.
		expect(await nextVisit('anna')).toBe(appointment);
	});

	test('gives a clerk at home telephone, paper and video of all halls, and nobody at a desk', async () => {
		await world.sit('bram', null);
		await come();
		const call = await come('passport', { mode: 'telephone', hall: 'south' });
		world.pass(1);
		const letter = await come('passport', { mode: 'document' });
		expect(await nextVisit('bram')).toBe(call);
		expect((await row(call)).boothId).toBeNull();
		value(await act(desk.serve, 'bram', call));
		value(await finish('bram', call));
		expect(await nextVisit('bram')).toBe(letter);
		value(await act(desk.serve, 'bram', letter));
		value(await finish('bram', letter));
		expect(code(await next('bram'))).toBe('queue-empty');
	});

	test('calls two appointments past someone overdue, and then that one', async () => {
		const walkIn = await come();
		world.pass(16);
		const appointments = [];
		for (let i = 0; i < 3; i++)
			appointments.push(await come('passport', { slotStart: world.now() }));
		const calledInTurn = [];
		for (let i = 0; i < 4; i++) {
			const visitId = await serveNext('anna');
			calledInTurn.push(visitId);
			value(await finish('anna', visitId));
		}
		expect(calledInTurn).toEqual([appointments[0], appointments[1], walkIn, appointments[2]]);
		const { journal } = await loadState(world.db.read);
		expect(
			journal.flatMap(({ event }) => (event.type === 'visit-called' ? [event.cause] : []))
		).toEqual(['next', 'next', 'overdue', 'next']);
	});
});

describe('the end of a shift', () => {
	test('keeps what does not fit for a colleague who has the time', async () => {
		const visitId = await come();
		await world.shift('anna', 'north', world.now() - MINUTE, world.now() + 10 * MINUTE - 1);
		expect(code(await next('anna'))).toBe('queue-empty');
		expect(await nextVisit('bram')).toBe(visitId);
	});

	test('counts to the second, whatever the time of day', async () => {
		const visitId = await come();
		await world.shift('anna', 'north', world.now() - MINUTE, world.now() + 11 * MINUTE);
		world.setNow(world.now() + 30 * SECOND);
		expect(await nextVisit('anna')).toBe(visitId);
	});

	test('lets everyone skilled take what fits nobody', async () => {
		const visitId = await come();
		const soon = world.now() + 5 * MINUTE;
		await world.shift('anna', 'north', world.now() - MINUTE, soon);
		await world.shift('bram', 'north', world.now() - MINUTE, soon);
		expect(await nextVisit('anna')).toBe(visitId);
	});

	test.each(['north', null])(
		'waits for who comes later today and has the time, at %s',
		async (hall) => {
			const visitId = await come();
			const soon = world.now() + 5 * MINUTE;
			await world.shift('anna', 'north', world.now() - MINUTE, soon);
			await world.shift('bram', 'north', world.now() - MINUTE, soon);
			await world.shift('chris', 'south', soon, soon + 60 * MINUTE);
			expect(await nextVisit('anna')).toBe(visitId);
			value(await requeue('anna', visitId, 'by-hand'));
			await world.shift('chris', hall, soon + 60 * MINUTE, soon + 70 * MINUTE);
			expect(code(await next('bram'))).toBe('queue-empty');
		}
	);

	test('of two short shifts in a row only the first is counted', async () => {
		const visitId = await come();
		value(await duty.endDuty(world.shell, world.desk('bram'), world.command()));
		await world.shift('anna', 'north', world.now() + MINUTE, world.now() + 9 * MINUTE);
		await world.shift('anna', 'north', world.now() + 9 * MINUTE, world.now() + 17 * MINUTE);
		// Ten minutes fit in neither, so they fit nobody, and Anna may.
		expect(await nextVisit('anna')).toBe(visitId);
	});
});

describe('out of order', () => {
	const pick = (clerk: string, visitId: VisitId) =>
		desk.pick(world.shell, world.desk(clerk), world.lead('pick-visit', 'north'), on(visitId));
	const assign = (clerk: string, visitId: VisitId, hall = 'north') =>
		desk.assign(world.shell, world.lead('assign-visit', hall), {
			...on(visitId),
			clerkId: world.clerk(clerk)
		});

	test('a picked visit is called with that cause', async () => {
		await come();
		const second = await come();
		value(await pick('anna', second));
		expect(await row(second)).toMatchObject({ state: 'called', clerkId: world.clerk('anna') });
		const { journal } = await loadState(world.db.read);
		expect(journal.at(-1)?.event).toMatchObject({ cause: 'pick', rank: { step: 0 } });
	});

	test('an assigned visit is called for the colleague, who must be free', async () => {
		const [first, second] = [await come(), await come()];
		value(await assign('bram', second));
		expect(await row(second)).toMatchObject({ state: 'called', clerkId: world.clerk('bram') });
		expect(code(await assign('bram', first))).toBe('call-unresolved');
		expect(code(await assign('chris', first))).toBe('unknown-colleague');
		expect(code(await assign('anna', first, 'south'))).toBe('unknown-visit');
	});
});

describe('a command', () => {
	test('that was refused may be tried again under the same id', async () => {
		const id = world.command();
		const press = () => desk.callNext(world.shell, world.desk('anna'), id);
		expect(code(await press())).toBe('queue-empty');
		const visitId = await come();
		expect(value(await press()).visitId).toBe(visitId);
		expect(value(await press()).visitId).toBe(visitId);
		expect(
			(await loadState(world.db.read)).journal.filter(({ event }) => event.type === 'visit-called')
		).toHaveLength(1);
	});

	test('with an id that stood for something else is refused', async () => {
		const visitId = await come();
		const id = world.command();
		value(await desk.callNext(world.shell, world.desk('anna'), id));
		expect(code(await desk.serve(world.shell, world.desk('anna'), { id, visitId }))).toBe(
			'command-reused'
		);
		expect(await row(visitId)).toMatchObject({ state: 'called' });
	});

	test('of two clerks may have the same id', async () => {
		const [first, second] = [await come(), await come()];
		const id = world.command();
		expect(value(await desk.callNext(world.shell, world.desk('anna'), id)).visitId).toBe(first);
		expect(value(await desk.callNext(world.shell, world.desk('bram'), id)).visitId).toBe(second);
	});

	test('tells the screens of its hall once, and when it is refused not at all', async () => {
		await come();
		const before = world.announced.length;
		await nextVisit('anna');
		expect(world.announced.slice(before).map(({ branchId }) => branchId)).toEqual([
			world.hall('north')
		]);
		expect(code(await next('anna'))).toBe('call-unresolved');
		expect(world.announced).toHaveLength(before + 1);
	});

	test('names whose desks show it: who did it, and who has or had the visitor', async () => {
		const [anna, bram] = [world.clerk('anna'), world.clerk('bram')];
		const told = () => world.announced.splice(0).map(({ clerks }) => clerks);
		const visitId = await come();
		told();
		await come();
		expect(told()).toEqual([[]]);
		await nextVisit('anna');
		expect(told()).toEqual([[anna]]);
		await nextVisit('bram');
		expect(told()).toEqual([[bram]]);
		// The visitor goes away from anna, who did nothing.
		value(await leave(world.shell, ticketScope(await row(visitId)), world.command()));
		expect(told()).toEqual([[anna]]);
	});
});
