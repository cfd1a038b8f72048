import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Socket, io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BranchId } from '../../src/lib/domain/ids.ts';
import { type Instant, HOUR, MINUTE, minutes } from '../../src/lib/domain/time.ts';
import { apply } from '../../src/lib/realtime/diff.ts';
import type {
	ClientToServer,
	JoinAnswer,
	ServerToClient,
	WaitBoard
} from '../../src/lib/realtime/events.ts';
import { SteadyClock } from '../../src/lib/server/clock.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { type Estimates, startEstimates } from '../../src/lib/server/estimates.ts';
import { holdCalls, releaseCalls } from '../../src/lib/server/flows/day.ts';
import { callNext, finish, serve } from '../../src/lib/server/flows/desk.ts';
import { pause } from '../../src/lib/server/flows/duty.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import type { Log, LogEvent } from '../../src/lib/server/log.ts';
import { type Realtime, startRealtime } from '../../src/lib/server/realtime.ts';
import { WaitBoards } from '../../src/lib/server/wait-board.ts';
import { type World, openWorld } from '../support/world.ts';
import { value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 3, booths: 1 },
			{ key: 'south', counters: 1 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10, byVideo: true },
			{ key: 'debts', letter: 'S', minutes: 30 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport'] },
			{ key: 'bram', skills: ['passport'] },
			{ key: 'dora', skills: ['debts'] }
		]
	});
});
afterEach(() => world.close());

const ticket = async (service = 'passport', hall = 'north', videoOk = false) =>
	value(
		await takeTicket(world.shell, world.kiosk(hall), {
			id: world.command(),
			services: [{ serviceId: world.service(service), persons: 1 }],
			language: 'nl',
			videoOk,
			fetchInPerson: false,
			priority: null
		})
	);

/** One visitor from the door to the end, in 12 minutes at the counter. */
async function helped(clerk: string): Promise<void> {
	await ticket();
	const desk = world.desk(clerk);
	const visitId = value(await callNext(world.shell, desk, world.command())).visitId;
	world.pass(1);
	value(await serve(world.shell, desk, { id: world.command(), visitId }));
	world.pass(12);
	value(
		await finish(world.shell, desk, {
			id: world.command(),
			visitId,
			outcome: 'answered',
			passedOnTo: null,
			then: 'serve',
			endedAt: null
		})
	);
}

const boardOf = (hall = 'north') => new WaitBoards(world.db).of(world.hall(hall), world.now());
const inMinutes = (at: Instant | null) => (at === null ? null : (at - world.now()) / MINUTE);

describe('the wait board of a hall', () => {
	test('tells by number when each is likely called; without measured times only before when', async () => {
		await world.sit('anna', 'north');
		await world.sit('bram', 'south');
		for (let i = 0; i < 3; i++) await ticket();
		await ticket('passport', 'south');
		const board = await boardOf();
		expect(board.rows.map(({ id }) => id)).toEqual(['P001', 'P002', 'P003']);
		expect(board.rows[2]?.from).toBeNull();
		expect(inMinutes(board.rows[2]?.to ?? null)).toBeGreaterThan(20);
		expect(board.now?.from).toBeNull();
		expect(board.services).toMatchObject([{ id: world.service('passport'), from: null }]);
	});

	test('learns from those who were helped here lately', async () => {
		await world.sit('anna', 'north');
		for (let i = 0; i < 10; i++) await helped('anna');
		for (let i = 0; i < 3; i++) await ticket();
		const { now, rows } = await boardOf();
		// Twelve minutes, a walk of one, and a moment in between, for each of those in front.
		expect(rows.map(({ from }) => inMinutes(from))).toEqual([0, 10, 25]);
		expect(now).toEqual({ from: 40, to: 45 });
	});

	test('counts who calls, whom they are helping, and who has a break', async () => {
		await world.sit('anna', 'north', 1);
		for (let i = 0; i < 10; i++) await helped('anna');
		for (let i = 0; i < 3; i++) await ticket();
		await world.sit('bram', 'north', 2);
		expect((await boardOf()).now).toEqual({ from: 10, to: 20 });
		value(await pause(world.shell, world.desk('bram'), { id: world.command(), reason: 'meeting' }));
		expect((await boardOf()).now?.from).toBeGreaterThan(20);
		value(await callNext(world.shell, world.desk('anna'), world.command()));
		world.pass(6);
		const { rows } = await boardOf();
		expect(rows.map(({ id }) => id)).toEqual(['P012', 'P013']);
		expect(inMinutes(rows[0]?.from ?? null)).toBeGreaterThan(5);
	});

	test('counts who comes later today, and not who should have been there long ago', async () => {
		const now = world.now();
		await world.shift('bram', 'north', now + HOUR, now + 3 * HOUR);
		await ticket();
		const [row] = (await boardOf()).rows;
		expect(inMinutes(row?.to ?? null)).toBeGreaterThanOrEqual(60);
		world.pass(95);
		expect((await boardOf()).rows).toEqual([]);
	});

	test('tells nothing of a hall whose clerks did not come, not even when the next shift begins', async () => {
		const now = world.now();
		await world.shift('anna', 'north', now - HOUR, now + 2 * HOUR);
		await world.shift('bram', 'north', now + 2 * HOUR, now + 4 * HOUR);
		await ticket();
		expect(await boardOf()).toMatchObject({ now: null, services: [], rows: [] });
		await world.sit('anna', 'north');
		expect((await boardOf()).rows).toHaveLength(1);
	});

	test('counts who works at home, for those whom they can help by video', async () => {
		await world.sit('anna', 'north');
		for (let i = 0; i < 3; i++) await ticket();
		await ticket('passport', 'north', true);
		const last = async () => inMinutes((await boardOf()).rows.at(-1)?.to ?? null) ?? 0;
		const before = await last();
		await world.sit('bram', null);
		expect(before).toBeGreaterThan(30);
		expect(await last()).toBeLessThan(5);
	});

	test('says nothing of a service that nobody gives, nor anything while calls are held', async () => {
		await world.sit('anna', 'north');
		await ticket();
		expect((await boardOf()).services.map(({ id }) => id)).toEqual([world.service('passport')]);
		const lead = world.lead('lead-hall', 'north');
		value(await holdCalls(world.shell, lead, world.command()));
		expect(await boardOf()).toEqual({ now: null, services: [], rows: [] });
		value(await releaseCalls(world.shell, lead, world.command()));
		expect((await boardOf()).rows).toHaveLength(1);
	});

	test('after closing time still tells those inside, and nobody else', async () => {
		await world.sit('anna', 'north');
		await ticket();
		await world.db.transaction((sql) => sql.delete(schema.openingHours));
		expect(await boardOf()).toMatchObject({ now: null, services: [], rows: [{ id: 'P001' }] });
	});

	test('of a hall that does not exist is empty', async () => {
		const board = await new WaitBoards(world.db).of('nowhere' as BranchId, world.now());
		expect(board).toEqual({ now: null, services: [], rows: [] });
	});
});

describe('estimates', () => {
	let estimates: Estimates;
	let log: { event: LogEvent; fields: unknown }[];
	const program = fileURLToPath(new URL('../support/fake-estimates.mjs', import.meta.url));
	const start = (thread: string | null = program) => {
		log = [];
		const keep = (event: LogEvent, fields: unknown) => void log.push({ event, fields });
		const logger: Log = {
			info: keep,
			warn: keep,
			error: (event, _, fields) => keep(event, fields)
		};
		const shell = { ...world.shell, log: logger };
		estimates = startEstimates(shell, { dataDir: world.test.dataDir }, thread);
	};
	afterEach(() => estimates.close());
	const hall = (name: string) => name as BranchId;

	test('of one hall are computed once for all who ask before they begin', async () => {
		start();
		const asked = Array.from({ length: 5 }, () => estimates.request(hall('north')));
		await Promise.all(asked);
		expect(estimates.latest(hall('north'))?.now?.to).toBe(5);
		// One under way, and whoever asks meanwhile shares the next.
		const first = estimates.request(hall('north'));
		await new Promise((done) => setTimeout(done, 5));
		await Promise.all([first, ...[1, 2, 3].map(() => estimates.request(hall('north')))]);
		expect(estimates.latest(hall('north'))?.now?.to).toBe(15);
	});

	test('are told from memory until something happens there, or time has passed', async () => {
		start();
		const told = async () => (await estimates.waitBoard(hall('north'), 5000)).now?.to;
		expect([await told(), await told()]).toEqual([5, 5]);
		estimates.changed(hall('north'));
		expect(await told()).toBe(10);
		world.pass(2);
		expect(await told()).toBe(15);
	});

	test('that take too long are not waited for, and come a moment later', async () => {
		start();
		expect(await estimates.waitBoard(hall('north'), 1)).toEqual({
			now: null,
			services: [],
			rows: []
		});
		const heard = new Promise((done) => estimates.onResult(done));
		expect(await heard).toBe('north');
		expect((await estimates.waitBoard(hall('north'), 1)).now?.to).toBe(5);
	});

	test('go on when their thread dies, after a pause that is logged', async () => {
		start();
		await estimates.request(hall('north'));
		await estimates.request(hall('north'));
		await estimates.request(hall('deadly'));
		expect(estimates.latest(hall('deadly'))).toBeNull();
		expect(estimates.latest(hall('north'))?.now?.to).toBe(10);
		const before = performance.now();
		await estimates.request(hall('north'));
		expect(performance.now() - before).toBeGreaterThan(900);
		// A new thread, which counts anew.
		expect(estimates.latest(hall('north'))?.now?.to).toBe(5);
		expect(log).toEqual([
			{ event: 'thread.lost', fields: { code: 3, retryMs: 1000 } },
			{ event: 'estimate.failed', fields: { branch: 'deadly' } }
		]);
	});

	test('of a hall that fails leave the others alone', async () => {
		start();
		await Promise.all([estimates.request(hall('failing')), estimates.request(hall('north'))]);
		expect(estimates.latest(hall('failing'))).toBeNull();
		expect(estimates.latest(hall('north'))).not.toBeNull();
		expect(log.map(({ event }) => event)).toEqual(['estimate.failed']);
	});

	test('end at once when the app stops, also with one under way', async () => {
		start();
		const asked = estimates.request(hall('north'));
		await estimates.close();
		await asked;
		await estimates.request(hall('south'));
		expect(log).toEqual([]);
	});

	test('are computed in the process itself where nothing is built', async () => {
		start(null);
		await world.sit('anna', 'north');
		await ticket();
		const { rows } = await estimates.waitBoard(world.hall('north'), 5000);
		expect(rows.map(({ id }) => id)).toEqual(['P001']);
	});
});

describe('a screen', () => {
	let realtime: Realtime;
	let estimates: Estimates;
	let socket: Socket<ServerToClient, ClientToServer>;
	const http = createServer();

	beforeEach(async () => {
		world.shell.announce = (changes) => realtime.announce(changes);
		estimates = startEstimates(world.shell, { dataDir: world.test.dataDir }, null);
		await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
		realtime = await startRealtime(http, {
			shell: world.shell,
			clock: new SteadyClock(0),
			origins: [],
			demo: false,
			estimates
		});
		const { port } = http.address() as AddressInfo;
		socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
		await new Promise<void>((done) => socket.on('connect', done));
	});
	afterEach(async () => {
		socket.disconnect();
		await realtime.close();
		await estimates.close();
		await new Promise((done) => http.close(done));
	});
	const join = (link: string) =>
		socket.emitWithAck('join', { view: 'wait', link }) as Promise<JoinAnswer<'wait'>>;

	test('gets the estimate of its hall, and each one after that as a patch', async () => {
		await world.sit('anna', 'north');
		const { link } = await ticket();
		const answer = await join(link);
		if (!answer.ok) throw new Error(answer.reason);
		let view: WaitBoard = answer.view;
		expect(view.rows.map(({ id }) => id)).toEqual(['P001']);
		const three = new Promise<void>((done) => {
			socket.on('patch', ({ room, patch }) => {
				expect(room).toBe(answer.room);
				view = apply(view, patch);
				if (view.rows.length === 3) done();
			});
		});
		await ticket();
		await ticket();
		await three;
		expect(view.rows.map(({ id }) => id)).toEqual(['P001', 'P002', 'P003']);
		expect(view.rows[2]!.to - world.now()).toBeGreaterThan(minutes(10));
		expect(await realtime.waitBoard(world.hall('north'))).toEqual(view);
	});

	test('without a ticket or a device gets none', async () => {
		expect(await join('a-link-that-was-never-given')).toEqual({ ok: false, reason: 'forbidden' });
		expect(await socket.emitWithAck('join', { view: 'wait' })).toEqual({
			ok: false,
			reason: 'forbidden'
		});
	});
});
