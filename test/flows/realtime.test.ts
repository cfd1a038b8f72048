import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Socket, io } from 'socket.io-client';
import { type Patch, apply } from '../../src/lib/realtime/diff.ts';
import type {
	ClientToServer,
	JoinAnswer,
	ServerToClient,
	TicketFeed
} from '../../src/lib/realtime/events.ts';
import { PACE } from '../../src/lib/realtime/pace.ts';
import type { Db } from '../../src/lib/server/db/open.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { SteadyClock } from '../../src/lib/server/clock.ts';
import { type Realtime, startRealtime } from '../../src/lib/server/realtime.ts';
import type { Shell } from '../../src/lib/server/shell.ts';
import { type World, openWorld } from '../support/world.ts';
import { value } from './outcome.ts';

let world: World;
let realtime: Realtime;
let shell: Shell;
let socket: Socket<ServerToClient, ClientToServer>;
/** Views are of a state that was fixed before this, and are given out when it is over: a slow reading. */
let reading: Promise<void> = Promise.resolve();
/** Milliseconds by which the clock is ahead. */
let later = 0;
const http = createServer();

async function listening(server: Server): Promise<string> {
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	return `http://127.0.0.1:${port}`;
}

beforeEach(async () => {
	world = await openWorld({
		halls: [{ key: 'north', counters: 1 }],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: [{ key: 'anna', skills: ['passport'] }]
	});
	await world.sit('anna', 'north');
	const slow: Db = {
		...world.db,
		snapshot: (work) =>
			world.db.snapshot(async (sql) => {
				// The first statement fixes the state.
				await sql.select().from(schema.branchRevision);
				await reading;
				return work(sql);
			})
	};
	later = 0;
	shell = {
		...world.shell,
		db: slow,
		now: () => world.shell.now() + later,
		announce: (changes) => realtime.announce(changes)
	};
	const url = await listening(http);
	realtime = await startRealtime(http, {
		shell,
		clock: new SteadyClock(0),
		origins: [],
		demo: false
	});
	socket = io(url, { transports: ['websocket'] });
	await new Promise<void>((done) => socket.on('connect', done));
});

afterEach(async () => {
	socket.disconnect();
	await realtime.close();
	await new Promise((done) => http.close(done));
	await world.close();
});

const ticket = async () =>
	value(
		await takeTicket(shell, world.kiosk('north'), {
			id: world.command(),
			services: [{ serviceId: world.service('passport'), persons: 1 }],
			language: 'nl',
			videoOk: false,
			fetchInPerson: false,
			priority: null
		})
	);

test('a change while a screen gets its first view is not lost to it', async () => {
	const { link } = await ticket();
	let goOn: (() => void) | undefined;
	reading = new Promise((done) => (goOn = done));
	const patches: Patch[] = [];
	socket.on('patch', ({ patch }) => patches.push(patch));
	const joined = socket.emitWithAck('join', { view: 'ticket', link }) as Promise<
		JoinAnswer<'ticket'>
	>;
	// The view is read, and not yet answered; now somebody else takes a number.
	await new Promise((done) => setTimeout(done, 200));
	await ticket();
	goOn?.();
	const answer = await joined;
	if (!answer.ok) throw new Error(answer.reason);
	// In the answer, or in a patch right behind it.
	const shown = () => patches.reduce(apply, answer.view).rows.map((row) => row.id);
	await expect.poll(shown).toEqual(['P001', 'P002']);
});

test('who loses the right while getting the first view does not get it', async () => {
	const { link } = await ticket();
	let goOn: (() => void) | undefined;
	reading = new Promise((done) => (goOn = done));
	const joined = socket.emitWithAck('join', { view: 'ticket', link });
	await new Promise((done) => setTimeout(done, 200));
	// A number of yesterday opens nothing.
	later = 24 * 3_600_000;
	await realtime.reprove();
	goOn?.();
	expect(await joined).toEqual({ ok: false, reason: 'forbidden' });
});

test('within half a minute a screen is told the time, and lets go of what it may no longer see', async () => {
	const closed = new Promise((done) => socket.once('disconnect', done));
	await realtime.close();
	await closed;
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
	onTestFinished(() => void vi.useRealTimers());
	realtime = await startRealtime(http, {
		shell,
		clock: new SteadyClock(0),
		origins: [],
		demo: false
	});
	let told = 0;
	socket.on('clock', () => told++);
	socket.connect();
	await expect.poll(() => told).toBe(1);
	const { link } = await ticket();
	const answer = (await socket.emitWithAck('join', {
		view: 'ticket',
		link
	})) as JoinAnswer<'ticket'>;
	if (!answer.ok) throw new Error(answer.reason);
	const ended = new Promise<string>((done) => socket.on('ended', ({ room }) => done(room)));
	// A number of yesterday; nobody says so to the screens.
	later = 24 * 3_600_000;
	vi.advanceTimersByTime(30_200);
	expect(await ended).toBe(answer.room);
	expect(told).toBe(2);
});

test('what follows the first view comes as patches, each from one number to the next', async () => {
	const { link } = await ticket();
	const answer = (await socket.emitWithAck('join', {
		view: 'ticket',
		link
	})) as JoinAnswer<'ticket'>;
	if (!answer.ok) throw new Error(answer.reason);
	let view: TicketFeed = answer.view;
	let sequence = answer.sequence;
	const three = new Promise<void>((done) => {
		socket.on('patch', ({ from, to, patch }) => {
			expect([from, to]).toEqual([sequence, sequence + 1]);
			sequence = to;
			view = apply(view, patch);
			if (view.rows.length === 4) done();
		});
	});
	for (let i = 0; i < 3; i++) await ticket();
	await three;
	expect(view.rows.map((row) => row.id)).toEqual(['P001', 'P002', 'P003', 'P004']);
});

test('a screen that comes while the server starts is let in when somebody listens to it', async () => {
	// On PostgreSQL what it reads at its start can take as long as others like.
	let goOn: (() => void) | undefined;
	const others = new Promise<void>((done) => (goOn = done));
	const locked =
		world.db.engine === 'postgres' &&
		world.db.snapshot(async (reading) => {
			await reading.execute(sql`lock table ${schema.branchRevision} in access exclusive mode`);
			await others;
		});
	const server = createServer((_, response) => response.writeHead(503).end());
	const url = await listening(server);
	const started = startRealtime(server, {
		shell,
		clock: new SteadyClock(0),
		origins: [],
		demo: false
	});
	const screen = io(url, { transports: ['websocket'], reconnectionDelayMax: 20 });
	const heard = new Promise((done) => screen.once('clock', done));
	await new Promise((done) => setTimeout(done, 200));
	goOn?.();
	await Promise.all([locked, heard]);
	screen.disconnect();
	await (await started).close();
	await new Promise((done) => server.close(done));
});

test('a leave that a later join has overtaken leaves nothing', async () => {
	const { link } = await ticket();
	const answer = (await socket.emitWithAck('join', {
		view: 'ticket',
		link,
		asked: 3
	})) as JoinAnswer<'ticket'>;
	if (!answer.ok) throw new Error(answer.reason);
	const { room } = answer;
	const patched = new Promise((done) => socket.once('patch', done));
	socket.emit('leave', room, 2);
	await ticket();
	await patched;

	socket.emit('leave', room, 4);
	let later = 0;
	socket.on('patch', () => later++);
	await ticket();
	await new Promise((over) => setTimeout(over, 300));
	expect(later).toBe(0);
});

test('a pulse says how far a room is', async () => {
	const { link } = await ticket();
	const answer = (await socket.emitWithAck('join', {
		view: 'ticket',
		link
	})) as JoinAnswer<'ticket'>;
	if (!answer.ok) throw new Error(answer.reason);
	await ticket();
	let last: unknown = null;
	socket.on('pulse', (pulse) => (last = pulse));
	await expect
		.poll(() => last, { timeout: 3 * PACE.ticket })
		.toEqual({ room: answer.room, at: answer.sequence + 1 });
});
