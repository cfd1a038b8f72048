/**
 * Rooms, views and patches: after each commit the views that depend on a changed branch are computed anew and
 * what changed is sent. A screen proves what it may see when it joins, and again every half minute.
 */
import type { Server as HttpServer } from 'node:http';
import { parse as parseCookies } from 'cookie';
import { Server, type Socket } from 'socket.io';
import * as v from 'valibot';
import type { BranchId } from '../domain/ids.ts';
import type { DeviceRole } from '../domain/permission.ts';
import { SECOND } from '../domain/time.ts';
import { diff } from '../realtime/diff.ts';
import type {
	ClientToServer,
	ClockReading,
	JoinAnswer,
	JoinRequest,
	ServerToClient,
	ViewName,
	Views,
	WaitBoard
} from '../realtime/events.ts';
import { PACE } from '../realtime/pace.ts';
import type { Clock } from './clock.ts';
import { allBranches, allRevisions } from './db/halls.ts';
import type { BranchChange, Sql } from './db/open.ts';
import { findByLink } from './db/visits.ts';
import type { Estimates } from './estimates.ts';
import { whereabouts } from './flows/catalogue.ts';
import { whichDevice } from './flows/devices.ts';
import { whoIs } from './flows/signin.ts';
import { isUnderway } from './flows/ticket.ts';
import { type DeviceScope, deskScope, deviceScope, hallScope } from './scope.ts';
import { COOKIES } from './session.ts';
import type { Shell } from './shell.ts';
import { deskView, hallLines, remoteLines } from './views/desk.ts';
import { hallBoard, ticketFeed } from './views/hall.ts';
import { hostBoard } from './views/host.ts';
import { kioskMenu } from './views/kiosk.ts';
import { EMPTY_BOARD } from './wait-board.ts';

/** Opening and closing come with time alone; views that show them are looked at this often. */
const RECOMPUTE_MS = 15 * SECOND;
/** How often a joined screen proves again that it may see what it sees. */
const REPROVE_MS = 30 * SECOND;
/** On PostgreSQL a listener can be cut without a word; revisions are compared this often. */
const COMPARE_MS = 2 * SECOND;
const MAX_ROOMS_PER_SOCKET = 4;
/** Time alone moves a wait estimate. */
const REESTIMATE_MS = 30 * SECOND;
/** A view that could not be computed is tried again after this. */
const RETRY_MS = SECOND;
/** Any clock runs off in time, and what told a screen the time may not have reached it. */
const CLOCK_MS = 30 * SECOND;
/** How long a screen that joins waits for the first estimate of its hall. */
const ESTIMATE_PATIENCE_MS = 3 * SECOND;

type View = Views[ViewName];

interface Room {
	key: string;
	name: ViewName;
	/** The view changes only when one of these branches does; null: whenever anything in the region does. */
	branches: ReadonlySet<BranchId> | null;
	/** Its view changes with time as well. */
	timed: boolean;
	compute: (sql: Sql) => Promise<{ view: View; branches: ReadonlySet<BranchId> | null } | null>;
	sequence: number;
	view: View | null;
	/** The last computation that was asked for, and the one that has not begun yet. */
	last: Promise<void>;
	queued: Promise<void> | null;
	/** Screens that wait for their first view: the room is kept, and kept up to date, for them too. */
	joining: number;
	/** Its view is this hall's wait estimate, which is not computed here. */
	estimateOf: BranchId | null;
}

/** What a socket may join, and why. */
interface Grant {
	key: string;
	timed: boolean;
	compute: Room['compute'];
	estimateOf?: BranchId;
	/** Asked again later; false ends the view on that socket. */
	stillAllowed: () => Promise<boolean>;
}

type AppSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
interface SocketData {
	/** With the number of the last join that asked for it. */
	grants: Map<string, Grant & { asked: number }>;
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
const joinRequest = v.variant('view', [
	v.object({ view: v.literal('hall') }),
	v.object({ view: v.literal('kiosk') }),
	v.object({ view: v.literal('desk') }),
	v.object({ view: v.literal('line'), branchId: v.nullable(v.pipe(v.string(), v.maxLength(64))) }),
	v.object({ view: v.literal('ticket'), link: v.pipe(v.string(), v.maxLength(64)) }),
	v.object({
		view: v.literal('wait'),
		link: v.optional(v.pipe(v.string(), v.maxLength(64))),
		branchId: v.optional(v.pipe(v.string(), v.maxLength(64)))
	}),
	v.object({ view: v.literal('host'), branchId: v.pipe(v.string(), v.maxLength(64)) })
]);

export async function startRealtime(
	http: HttpServer,
	{ shell, clock, origins, demo, estimates }: RealtimeOptions
): Promise<Realtime> {
	const { db, log } = shell;
	const detach = remembering(http);
	const io = new Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>(http, {
		serveClient: false,
		// On, a connection costs 275 kB instead of 27 to 45, and fan-out falls to a sixth.
		perMessageDeflate: false,
		maxHttpBufferSize: 16 * 1024,
		pingInterval: 10_000,
		pingTimeout: 8_000,
		allowRequest: (request, decide) => {
			const { origin } = request.headers;
			// Programs send no Origin and carry no visitor's cookies; a browser always sends one.
			const allowed = origin === undefined || origins.includes(origin);
			if (!allowed) log.warn('socket.refused', { reason: 'origin' });
			decide(null, allowed);
		}
	});

	const rooms = new Map<string, Room>();
	/** One for all rooms: a room that is made anew goes on after what its screens saw of the one before. */
	let patches = 0;
	/** How often all sockets had to prove anew. */
	let proofs = 0;
	const seen = new Map<BranchId, number>(
		(await allRevisions(db.read)).map(({ branchId, revision }) => [branchId, revision])
	);

	/* Rooms */

	const inRoom = (key: string): number => io.sockets.adapter.rooms.get(key)?.size ?? 0;

	async function recompute(room: Room): Promise<void> {
		// An estimate is waited for, and no connection may be held meanwhile.
		const computed = room.estimateOf
			? await estimated(room.estimateOf, room)
			: await db.snapshot((sql) => room.compute(sql));
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

	/**
	 * Asks for a computation that begins after this call; who asks before it begins shares it. Nobody waits for more than
	 * that: in a busy hall there is always another change.
	 */
	function refresh(room: Room): Promise<void> {
		room.queued ??= room.last = room.last
			.catch(() => undefined)
			.then(() => {
				room.queued = null;
				return recompute(room);
			});
		return room.queued;
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
	const refreshSoon = (room: Room): void => {
		refresh(room).catch((error: unknown) => {
			failed('view.failed', error, room);
			setTimeout(() => {
				if (rooms.get(room.key) === room && inRoom(room.key) > 0) refreshSoon(room);
			}, RETRY_MS).unref();
		});
	};

	function changed(changes: readonly BranchChange[]): void {
		const fresh = changes.filter(({ branchId, revision }) => revision > (seen.get(branchId) ?? 0));
		for (const { branchId, revision } of fresh) seen.set(branchId, revision);
		if (fresh.length === 0) return;
		for (const { branchId } of fresh) estimates?.changed(branchId);
		for (const room of rooms.values()) {
			if (inRoom(room.key) === 0 && room.joining === 0) rooms.delete(room.key);
			else if (fresh.some(({ branchId }) => room.branches?.has(branchId) ?? true)) {
				if (room.estimateOf) void estimates?.request(room.estimateOf);
				else refreshSoon(room);
			}
		}
	}

	estimates?.onResult((branchId) => {
		const room = rooms.get(waitKey(branchId));
		if (room) refreshSoon(room);
	});

	function estimateAgain(): void {
		for (const room of rooms.values())
			if (room.estimateOf && inRoom(room.key) > 0) void estimates?.request(room.estimateOf);
	}

	/* Who may see what */

	async function grantFor(socket: AppSocket, request: JoinRequest): Promise<Grant | null> {
		const cookies = parseCookies(socket.handshake.headers.cookie ?? '');
		const now = () => shell.now();
		const device = async <R extends DeviceRole>(role: R) =>
			deviceScope(await whichDevice(shell, cookies[COOKIES[role]] ?? ''), role);
		const clerk = async () => deskScope(await whoIs(shell, cookies[COOKIES.session] ?? '', demo));

		const mayHost = async (branchId: BranchId) => {
			const who = await whoIs(shell, cookies[COOKIES.session] ?? '', demo);
			const place = await whereabouts(shell, branchId);
			return place !== null && hallScope(who, 'host-hall', place) !== null;
		};

		switch (request.view) {
			case 'hall': {
				const scope = await device('hall');
				if (!scope) return null;
				const { branchId, settings } = scope;
				const key = displayKey(scope);
				return {
					key,
					timed: true,
					compute: async (sql) => {
						const view = await hallBoard(sql, branchId, settings, now());
						return view && { view, branches: new Set([branchId, ...settings.branches]) };
					},
					// Set otherwise, it ends too: the screen then asks anew and gets the other room.
					stillAllowed: async () => {
						const current = await device('hall');
						return current !== null && displayKey(current) === key;
					}
				};
			}
			case 'kiosk': {
				const scope = await device('kiosk');
				if (!scope) return null;
				const { branchId } = scope;
				return {
					key: `kiosk:${branchId}`,
					timed: true,
					compute: ofBranch(branchId, (sql) => kioskMenu(sql, branchId, now())),
					stillAllowed: async () => (await device('kiosk'))?.branchId === branchId
				};
			}
			case 'host': {
				const { branchId } = request;
				if (!(await mayHost(branchId))) return null;
				return {
					key: `host:${branchId}`,
					timed: true,
					compute: ofBranch(branchId, (sql) => hostBoard(sql, branchId, now())),
					stillAllowed: () => mayHost(branchId)
				};
			}
			case 'desk': {
				const scope = await clerk();
				if (!scope) return null;
				return {
					key: `desk:${scope.clerkId}`,
					timed: false,
					compute: async (sql) => {
						const view = await deskView(sql, scope.regionId, scope.clerkId, now());
						if (!view.branchId) return { view, branches: null };
						// A visit in another hall can change there, by its visitor or host.
						const elsewhere = view.current ? [view.current.branchId] : [];
						return { view, branches: new Set([view.branchId, ...elsewhere]) };
					},
					stillAllowed: async () => (await clerk())?.clerkId === scope.clerkId
				};
			}
			case 'line': {
				const scope = await clerk();
				if (!scope) return null;
				const { branchId } = request;
				const stillAllowed = async () => (await clerk()) !== null;
				if (branchId === null)
					return {
						key: `line:${scope.regionId}`,
						timed: false,
						compute: async (sql) => ({
							view: await remoteLines(sql, scope.regionId, now()),
							branches: null
						}),
						stillAllowed
					};
				// The team is shared: a clerk may look at any hall of the own region, and at no other.
				const branch = (await allBranches(db.read)).find((one) => one.id === branchId);
				if (branch?.regionId !== scope.regionId) return null;
				return {
					key: `line:${branchId}`,
					timed: false,
					compute: ofBranch(branchId, (sql) => hallLines(sql, branchId, now())),
					stillAllowed
				};
			}
			case 'ticket': {
				// A visit that is over has no place in the queue, and its address opens no view of it.
				const find = async () => {
					const visit = (await findByLink(db.read, request.link))?.visit;
					return visit && (await isUnderway(shell, visit)) ? visit : null;
				};
				const visit = await find();
				if (!visit) return null;
				const { branchId } = visit;
				return {
					key: `ticket:${branchId}`,
					timed: true,
					compute: ofBranch(branchId, (sql) => ticketFeed(sql, branchId, now())),
					// Sent on to another hall, the telephone joins that hall's queue instead.
					stillAllowed: async () => (await find())?.branchId === branchId
				};
			}
			case 'wait': {
				const { link, branchId: hosted } = request;
				const find = async () => {
					if (hosted !== undefined) return (await mayHost(hosted)) ? hosted : undefined;
					if (link === undefined)
						return (await device('kiosk'))?.branchId ?? (await device('hall'))?.branchId;
					const visit = (await findByLink(db.read, link))?.visit;
					return visit && (await isUnderway(shell, visit)) ? visit.branchId : undefined;
				};
				const branchId = await find();
				if (branchId === undefined) return null;
				return {
					key: waitKey(branchId),
					timed: false,
					estimateOf: branchId,
					compute: () => Promise.resolve(null),
					stillAllowed: async () => (await find()) === branchId
				};
			}
		}
	}

	async function join(socket: AppSocket, request: unknown): Promise<JoinAnswer> {
		const parsed = v.safeParse(joinRequest, request);
		const number = v.safeParse(numbered, request);
		if (!parsed.success || !number.success) return { ok: false, reason: 'invalid' };
		const provenIn = proofs;
		const grant = await grantFor(socket, parsed.output as JoinRequest);
		if (!grant) return { ok: false, reason: 'forbidden' };
		if (!socket.data.grants.has(grant.key) && socket.data.grants.size >= MAX_ROOMS_PER_SOCKET)
			return { ok: false, reason: 'invalid' };
		const room = rooms.get(grant.key) ?? newRoom(grant, parsed.output.view, patches);
		rooms.set(room.key, room);
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

	async function reproveAll(): Promise<void> {
		proofs++;
		for (const socket of io.sockets.sockets.values()) {
			for (const [key, grant] of socket.data.grants) {
				if (await grant.stillAllowed()) continue;
				socket.data.grants.delete(key);
				void socket.leave(key);
				socket.emit('ended', { room: key });
			}
		}
	}

	/* Other processes, and time */

	const compare = async (): Promise<void> => changed(await allRevisions(db.read));
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
	/** A slow line gets the next one instead. */
	const pulse = (pace: number): void => {
		for (const { key, name, sequence } of rooms.values())
			if (PACE[name] === pace && inRoom(key) > 0)
				io.to(key).volatile.emit('pulse', { room: key, at: sequence });
	};
	const timers = [
		...[...new Set(Object.values(PACE))].map((pace) => setInterval(() => pulse(pace), pace)),
		setInterval(() => io.emit('clock', clock.reading()), CLOCK_MS),
		setInterval(() => {
			for (const room of rooms.values()) if (room.timed && inRoom(room.key) > 0) refreshSoon(room);
		}, RECOMPUTE_MS),
		setInterval(inBackground(reproveAll), REPROVE_MS),
		setInterval(estimateAgain, REESTIMATE_MS),
		...(db.engine === 'postgres' ? [setInterval(inBackground(compare), COMPARE_MS)] : [])
	];

	return {
		announce: changed,
		clock: () => clock.reading(),
		clockChanged: () => {
			io.emit('clock', clock.reading());
			for (const room of rooms.values()) if (room.timed && inRoom(room.key) > 0) refreshSoon(room);
			estimateAgain();
		},
		reprove: reproveAll,
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

/** Until its first view tells what it depends on, any change may concern it. */
const newRoom = (
	{ key, timed, compute, estimateOf }: Grant,
	name: ViewName,
	sequence: number
): Room => ({
	key,
	name,
	branches: estimateOf ? new Set([estimateOf]) : null,
	estimateOf: estimateOf ?? null,
	timed,
	compute,
	sequence,
	view: null,
	last: Promise.resolve(),
	queued: null,
	joining: 0
});

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

const waitKey = (branchId: BranchId): string => `wait:${branchId}`;

/** Displays that show the same share a room. */
const displayKey = ({ branchId, settings }: DeviceScope<'hall'>): string =>
	`hall:${branchId}:${JSON.stringify(settings)}`;

/** A view of one branch; null when the branch is gone. */
const ofBranch =
	(branchId: BranchId, view: (sql: Sql) => Promise<View | null>): Room['compute'] =>
	async (sql) => {
		const computed = await view(sql);
		return computed && { view: computed, branches: new Set([branchId]) };
	};
