/**
 * How a screen follows its views, whatever shows them: state first, then patches in order, and the whole state again
 * after each gap. Nothing is taken for granted of the line: what is lost, late, doubled or out of order on it is
 * noticed by the next patch or pulse, or by their silence.
 */
import type { Socket } from 'socket.io-client';
import { apply } from './diff.ts';
import type {
	ClientToServer,
	JoinAnswer,
	JoinRequest,
	ServerToClient,
	ViewName,
	Views
} from './events.ts';
import { PACE, SILENCE } from './pace.ts';

export type AppSocket = Socket<ServerToClient, ClientToServer>;
type Message<E extends keyof ServerToClient> = Parameters<ServerToClient[E]>[0];

export type FollowState = 'connecting' | 'live' | 'offline' | 'ended';

/** How often a line looks whether an answer or a pulse is overdue. */
const LOOK_MS = 250;

/** One view, kept up to date. What shows it says where view and state are kept. */
export abstract class Following<V extends ViewName> {
	abstract view: Views[V];
	abstract state: FollowState;
	readonly #line: Line;
	#request: JoinRequest & { view: V };
	#room: string | null = null;
	#sequence = 0;
	/** When the answer that is waited for was last asked for. */
	#askedAt: number | null = null;
	#heardAt = 0;

	constructor(line: Line, request: JoinRequest & { view: V }) {
		this.#line = line;
		this.#request = request;
		line.add(this);
	}

	/** Called whenever the view is known to be true. */
	protected confirmed(): void {}

	protected refused(_reason: string): void {}

	/** Asks for the whole view. Any answer to this request will do, also one to an earlier asking. */
	join(): void {
		const request = this.#request;
		this.#askedAt = performance.now();
		this.#line.join(request, (answer) => {
			if (request === this.#request) this.#answered(answer);
		});
	}

	#answered(answer: JoinAnswer): void {
		if (!answer.ok) {
			// The server can't tell now, and is asked again at the usual pace.
			if (answer.reason === 'unavailable') return;
			this.#askedAt = null;
			this.#room = null;
			this.state = 'ended';
			this.refused(answer.reason);
			return;
		}
		this.#askedAt = null;
		this.#heardAt = performance.now();
		// Overtaken by what came after it.
		if (answer.room === this.#room && answer.sequence < this.#sequence) return;
		this.#room = answer.room;
		this.#sequence = answer.sequence;
		this.view = answer.view as Views[V];
		this.#confirm();
	}

	/** Shows another hall's view instead. */
	follow(request: JoinRequest & { view: V }, first?: Views[V]): void {
		if (this.#room) this.#line.leave(this.#room);
		this.#room = null;
		this.#askedAt = null;
		this.#request = request;
		if (first) this.view = first;
		if (this.#line.socket.connected) this.join();
	}

	patched({ room, from, to, patch }: Message<'patch'>): void {
		if (room !== this.#room) return;
		this.#heardAt = performance.now();
		if (to <= this.#sequence) return;
		if (from !== this.#sequence) {
			this.#missed();
			return;
		}
		this.#sequence = to;
		this.view = apply(this.view, patch);
		this.#confirm();
	}

	pulsed({ room, at }: Message<'pulse'>): void {
		if (room !== this.#room) return;
		this.#heardAt = performance.now();
		if (at > this.#sequence) this.#missed();
	}

	/** In a busy hall each patch shows the gap anew; asking each time would only put the answer off. */
	#missed(): void {
		if (this.#askedAt === null) this.join();
	}

	ended(room: string): void {
		if (room !== this.#room) return;
		this.#room = null;
		this.state = 'ended';
	}

	lost(): void {
		this.#room = null;
		this.#askedAt = null;
		if (this.state !== 'ended') this.state = 'offline';
	}

	/** Asks again for what should have come by now. */
	look(now: number): void {
		const pace = PACE[this.#request.view];
		const overdue =
			this.#askedAt !== null
				? now - this.#askedAt > pace
				: this.#room !== null && now - this.#heardAt > SILENCE * pace;
		if (overdue) this.join();
	}

	/** Its messages are, or may soon be, for this view. */
	concerns(room: string): boolean {
		return room === this.#room || this.#askedAt !== null;
	}

	#confirm(): void {
		this.state = 'live';
		this.confirmed();
	}
}

/** One connection, with the views that are followed on it. */
export class Line {
	readonly socket: AppSocket;
	readonly #followings: Following<ViewName>[] = [];
	#asked = 0;

	constructor(socket: AppSocket) {
		this.socket = socket;
		let looking: ReturnType<typeof setInterval> | undefined;
		const lost = () => {
			clearInterval(looking);
			for (const following of this.#followings) following.lost();
		};
		socket.on('connect', () => {
			for (const following of this.#followings) following.join();
			clearInterval(looking);
			looking = setInterval(() => {
				const now = performance.now();
				for (const following of this.#followings) following.look(now);
			}, LOOK_MS);
		});
		socket.on('disconnect', (reason) => {
			lost();
			// A server that stops says goodbye. After that the client would wait to be told; after a cut it does not.
			if (reason === 'io server disconnect') socket.connect();
		});
		// A screen that never got a line must say so too.
		socket.on('connect_error', lost);
		socket.on('patch', (message) => {
			for (const following of this.#followings) following.patched(message);
		});
		socket.on('pulse', (message) => {
			for (const following of this.#followings) following.pulsed(message);
			// A leave that was lost, or an answer that nobody waited for any more.
			if (!this.#followings.some((following) => following.concerns(message.room)))
				this.leave(message.room);
		});
		socket.on('ended', ({ room }) => {
			for (const following of this.#followings) following.ended(room);
		});
	}

	join(request: JoinRequest, answered: (answer: JoinAnswer) => void): void {
		this.socket.emit('join', { ...request, asked: ++this.#asked }, answered);
	}

	leave(room: string): void {
		this.socket.emit('leave', room, ++this.#asked);
	}

	add(following: Following<ViewName>): void {
		this.#followings.push(following);
		if (this.socket.connected) following.join();
	}
}
