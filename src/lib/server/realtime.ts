/**
 * Rooms, views and patches: after each commit the views that depend on a changed branch are computed anew and
 * what changed is sent. A screen proves what it may see when it joins, and again every half minute.
 */
import type { Server as HttpServer } from 'node:http';
import { parse as parseCookies } from 'cookie';
import { Server, type Socket } from 'socket.io';
import * as v from 'valibot';
import type { BranchId } from '../domain/ids.ts';
import { SECOND } from '../domain/time.ts';
import { diff } from '../realtime/diff.ts';
import type {
	ClientToServer,
	ClockReading,
	JoinAnswer,
	JoinRequest,
	ServerToClient,
	WaitBoard
} from '../realtime/events.ts';
import { PACE } from '../realtime/pace.ts';
import type { Clock } from './clock.ts';
import { allRevisions } from './db/halls.ts';
import type { BranchChange } from './db/open.ts';
import type { Estimates } from './estimates.ts';
import { grantFor, joinRequest } from './grants.ts';
import { BY_TIME, type Grant, type Room, URGENCY, concerns, newRoom, waitKey } from './rooms.ts';
import { isOwnOrigin } from './origins.ts';
import { Rounds, type Urgency } from './rounds.ts';
import type { Shell } from './shell.ts';
import { inSlices } from './slices.ts';
import { EMPTY_BOARD } from './wait-board.ts';

/** How often it is looked which rooms and screens have something to do by the clock. */
const BEAT_MS = 200;
/** Opening and closing come with time alone; views that show them are looked at this often. */
const RECOMPUTE_MS = 15 * SECOND;
/** How often a screen is told the time, any clock running off, and proves again that it may see what it sees. */
const TEND_MS = 30 * SECOND;
/** On PostgreSQL a listener can be cut without a word; revisions are compared this often. */
const COMPARE_MS = 2 * SECOND;
const MAX_ROOMS_PER_SOCKET = 4;
/** Time alone moves a wait estimate. */
const REESTIMATE_MS = 30 * SECOND;
/** A view that could not be computed is tried again after this. */
const RETRY_MS = SECOND;
/** How long after a change its hall is estimated anew, together with the changes until then. */
const ESTIMATE_AFTER_MS = 100;
/** How long a screen that joins waits for the first estimate of its hall. */
const ESTIMATE_PATIENCE_MS = 3 * SECOND;

type AppSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
interface SocketData {
	/** With the number of the last join that asked for it. */
	grants: Map<string, Grant & { asked: number }>;
	/** By `performance.now()`. */
	tendAt: number;
}

export interface RealtimeOptions {
	shell: Shell;
	clock: Clock;
	origins: readonly string[];
	demo: boolean;
	/** Without it nothing is estimated. */
	estimates?: Estimates;
}

export interface Realtime {
	/** This process committed something. */
	announce(changes: BranchChange[]): void;
	/** The server's clock, for a page's first state. */
	clock(): ClockReading;
	/** Every screen learns that the demo's clock was set. */
	clockChanged(): void;
	/** Sockets prove anew, at once: a device was revoked, somebody signed out. */
	reprove(): Promise<void>;
	/** A hall's wait estimate for a page's first state; empty when there is none within a moment. */
	waitBoard(branchId: BranchId): Promise<WaitBoard>;
	sockets(): number;
	close(): Promise<void>;
}

const numbered = v.object({ asked: v.optional(v.number(), 0) });
export async function startRealtime(
	http: HttpServer,
	{ shell, clock, origins, demo, estimates }: RealtimeOptions
): Promise<Realtime> {
	const { db, log } = shell;
	const io = new Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>({
		serveClient: false,
		// On, a connection costs 275 kB instead of 27 to 45, and fan-out falls to a sixth.
		perMessageDeflate: false,
		maxHttpBufferSize: 16 * 1024,
		pingInterval: 10_000,
		pingTimeout: 8_000,
		allowRequest: (request, decide) => {
			const { origin } = request.headers;
			// Programs send no Origin and carry no visitor's cookies; a browser always sends one.
			const answer = (allowed: boolean) => {
				if (!allowed) log.warn('socket.refused', { reason: 'origin' });
				decide(null, allowed);
			};
			if (origin === undefined || origins.includes(origin)) answer(true);
			else
				isOwnOrigin(shell, origins, origin).then(answer, (error: unknown) => {
					db.notice(error);
					answer(false);
				});
		}
	});

	const rooms = new Map<string, Room>();
	const rounds = new Rounds(db);
	/** One for all rooms: a room that is made anew goes on after what its screens saw of the one before. */
	let patches = 0;
	/** Halls of which an estimate is about to be asked for. */
	const estimating = new Set<BranchId>();
	/** How often all sockets had to prove anew. */
	let proofs = 0;
	const seen = new Map<BranchId, number>(
		(await allRevisions(db.read)).map(({ branchId, revision }) => [branchId, revision])
	);

	const periodOf = ({ estimateOf }: Room): number => (estimateOf ? REESTIMATE_MS : RECOMPUTE_MS);

	/* Rooms */

	const inRoom = (key: string): number => io.sockets.adapter.rooms.get(key)?.size ?? 0;

	/** Shows the room what is to be seen now. */
	function show(room: Room, computed: Awaited<ReturnType<Room['compute']>>): void {
		if (!computed) return;
		room.branches = computed.branches;
		const before = room.view;
		room.view = computed.view;
		if (!before) return;
		const patch = diff(before, computed.view);
		if (!patch) return;
		const from = room.sequence;
		room.sequence = ++patches;
		io.to(room.key).emit('patch', { room: room.key, from, to: room.sequence, patch });
	}

	/** The last estimate; who joins a room that nobody is in gets a new one. */
	async function estimated(branchId: BranchId, room: Room) {
		const known = inRoom(room.key) > 0 ? estimates?.latest(branchId) : null;
		const view = known ?? (await estimates?.waitBoard(branchId, ESTIMATE_PATIENCE_MS));
		return { view: view ?? EMPTY_BOARD, branches: new Set([branchId]) };
	}

	/** Asks for a computation that begins after this call. */
	async function refresh(room: Room, urgency: Urgency = URGENCY[room.name]): Promise<void> {
		// An estimate is waited for, and no connection may be held meanwhile.
		if (room.estimateOf) show(room, await estimated(room.estimateOf, room));
		else await rounds.ask(room, urgency, async (sql) => show(room, await room.compute(sql)));
	}

	/** What the database can't do now is told once by it. */
	const failed = (
		event: 'view.failed' | 'socket.failed' | 'job.failed',
		error: unknown,
		room?: Room
	) => {
		if (!db.notice(error)) log.error(event, error, room ? { room: room.name } : {});
	};

	/** Until it succeeds: the change that it is for is not told again. */
	const refreshSoon = (room: Room, urgency?: Urgency): void => {
		refresh(room, urgency).catch((error: unknown) => {
			failed('view.failed', error, room);
			setTimeout(() => {
				if (rooms.get(room.key) === room && inRoom(room.key) > 0) refreshSoon(room, urgency);
			}, RETRY_MS).unref();
		});
	};

	function changed(changes: readonly BranchChange[]): void {
		const fresh: BranchChange[] = [];
		for (const { branchId, revision, clerks } of changes) {
			const before = seen.get(branchId) ?? 0;
			if (revision <= before) continue;
			seen.set(branchId, revision);
			// Of what was missed nobody knows whose desks it concerns.
			fresh.push({ branchId, revision, clerks: revision === before + 1 ? clerks : null });
		}
		if (fresh.length === 0) return;
		for (const { branchId } of fresh) estimates?.changed(branchId);
		for (const room of rooms.values()) {
			if (inRoom(room.key) === 0 && room.joining === 0) rooms.delete(room.key);
			else if (fresh.some((change) => concerns(change, room))) {
				if (room.estimateOf) estimateSoon(room.estimateOf);
				else refreshSoon(room);
			}
		}
	}

	/** Who was called comes first, then how long the others wait: an estimate takes a core for itself. */
	function estimateSoon(branchId: BranchId): void {
		if (!estimates || estimating.has(branchId)) return;
		estimating.add(branchId);
		const timer = setTimeout(() => {
			estimating.delete(branchId);
			void estimates.request(branchId);
		}, ESTIMATE_AFTER_MS);
		timer.unref();
	}

	estimates?.onResult((branchId) => {
		const room = rooms.get(waitKey(branchId));
		if (room) refreshSoon(room);
	});

	/** What time alone may have changed. */
	function lookAgain(room: Room): void {
		room.lookAt = performance.now() + periodOf(room);
		if (room.estimateOf) void estimates?.request(room.estimateOf);
		else if (room.timed) refreshSoon(room, BY_TIME);
	}

	/** A slow line gets the next one instead. */
	function pulse(room: Room): void {
		room.pulseAt = Math.max(room.pulseAt + PACE[room.name], performance.now());
		io.to(room.key).volatile.emit('pulse', { room: room.key, at: room.sequence });
	}

	/** Each room at a time of its own: thousands that hear at once would hold up a call. */
	const beat = (): Promise<void> =>
		inSlices([...rooms.values()], (room) => {
			if (inRoom(room.key) === 0) return;
			const now = performance.now();
			if (now >= room.pulseAt) pulse(room);
			if (now >= room.lookAt) lookAgain(room);
		});

	function enter(room: Room): void {
		room.lookAt = performance.now() + Math.random() * periodOf(room);
		room.pulseAt = performance.now() + Math.random() * PACE[room.name];
		rooms.set(room.key, room);
	}

	/* Joining */

	async function join(socket: AppSocket, request: unknown): Promise<JoinAnswer> {
		const parsed = v.safeParse(joinRequest, request);
		const number = v.safeParse(numbered, request);
		if (!parsed.success || !number.success) return { ok: false, reason: 'invalid' };
		const provenIn = proofs;
		const grant = await grantFor(
			{ shell, demo, cookies: parseCookies(socket.handshake.headers.cookie ?? '') },
			parsed.output as JoinRequest
		);
		if (!grant) return { ok: false, reason: 'forbidden' };
		if (!socket.data.grants.has(grant.key) && socket.data.grants.size >= MAX_ROOMS_PER_SOCKET)
			return { ok: false, reason: 'invalid' };
		const room = rooms.get(grant.key) ?? newRoom(grant, parsed.output.view, patches);
		if (!rooms.has(room.key)) enter(room);
		room.joining++;
		try {
			// An empty room was not kept up to date.
			if (!room.view || inRoom(room.key) === 0) await refresh(room);
		} finally {
			room.joining--;
		}
		if (!room.view) return { ok: false, reason: 'not-found' };
		// All had to prove anew while this one was on its way in.
		if (provenIn !== proofs) return join(socket, request);
		// No await from here on: between this state and the next patch nothing may slip through.
		const before = socket.data.grants.get(room.key)?.asked ?? 0;
		const asked = Math.max(before, number.output.asked);
		socket.data.grants.set(room.key, { ...grant, asked });
		void socket.join(room.key);
		return { ok: true, room: room.key, sequence: room.sequence, view: room.view };
	}

	io.on('connection', (socket) => {
		socket.data.grants = new Map();
		socket.data.tendAt = performance.now() + Math.random() * TEND_MS;
		socket.emit('clock', clock.reading());
		socket.on('join', (request, answer) => {
			// A message from outside may lack its answer.
			if (typeof answer !== 'function') return;
			join(socket, request).then(answer, (error: unknown) => {
				failed('socket.failed', error);
				answer({ ok: false, reason: 'unavailable' });
			});
		});
		socket.on('leave', (room, asked) => {
			if (typeof room !== 'string') return;
			// On a bad line it can come after the join that took its place.
			if (Number(asked) < (socket.data.grants.get(room)?.asked ?? 0)) return;
			socket.data.grants.delete(room);
			void socket.leave(room);
		});
	});

	/** @param whose grants are asked about */
	async function prove(socket: AppSocket, whose: (grant: Grant) => boolean): Promise<void> {
		for (const [key, grant] of socket.data.grants) {
			if (!whose(grant) || (await grant.stillAllowed())) continue;
			// Joined anew meanwhile, it was proven anew.
			if (socket.data.grants.get(key) !== grant) continue;
			socket.data.grants.delete(key);
			void socket.leave(key);
			socket.emit('ended', { room: key });
		}
	}

	async function reprove(whose: (grant: Grant) => boolean): Promise<void> {
		proofs++;
		await inSlices([...io.sockets.sockets.values()], (socket) => prove(socket, whose));
	}

	/** Each screen at a time of its own, as with rooms. */
	const tend = (): Promise<void> =>
		inSlices([...io.sockets.sockets.values()], (socket) => {
			const now = performance.now();
			if (now < socket.data.tendAt) return;
			socket.data.tendAt = now + TEND_MS;
			socket.emit('clock', clock.reading());
			return prove(socket, () => true);
		});

	/* Other processes, and time */

	const compare = async (): Promise<void> =>
		changed((await allRevisions(db.read)).map((found) => ({ ...found, clerks: null })));
	const inBackground = (work: () => Promise<void>) => () => {
		work().catch((error: unknown) => failed('job.failed', error));
	};
	const stopListening = await db.listen(
		(change) => changed([change]),
		() => {
			log.warn('listener.lost');
			inBackground(compare)();
		}
	);
	const timers = [
		setInterval(inBackground(beat), BEAT_MS),
		setInterval(inBackground(tend), BEAT_MS),
		...(db.engine === 'postgres' ? [setInterval(inBackground(compare), COMPARE_MS)] : [])
	];
	// Not before: a screen that was let in while nobody listened to it would wait for ever.
	const detach = remembering(http);
	io.attach(http);

	return {
		announce: changed,
		clock: () => clock.reading(),
		clockChanged: () => {
			io.emit('clock', clock.reading());
			for (const room of rooms.values()) if (inRoom(room.key) > 0) lookAgain(room);
		},
		// What a ticket's address shows does not hang on who is signed in.
		reprove: () => reprove(({ byLink }) => byLink !== true),
		waitBoard: (branchId) => estimates?.waitBoard(branchId) ?? Promise.resolve(EMPTY_BOARD),
		sockets: () => io.sockets.sockets.size,
		close: async () => {
			for (const timer of timers) clearInterval(timer);
			await stopListening();
			io.disconnectSockets(true);
			io.engine.close();
			detach();
		}
	};
}

/**
 * Socket.io listens to the HTTP server for good. In development the app starts anew on the same server, and two of
 * them would answer one screen.
 *
 * @returns what gives the server back the listeners that it has now
 */
function remembering(http: HttpServer): () => void {
	const events = ['request', 'upgrade'] as const;
	const before = events.map((event) => [event, http.listeners(event)] as const);
	return () => {
		for (const [event, listeners] of before) {
			http.removeAllListeners(event);
			for (const listener of listeners) http.on(event, listener as (...args: unknown[]) => void);
		}
	};
}
