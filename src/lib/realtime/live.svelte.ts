/**
 * The client half: the latest view, and whether it is connected. State first: on every connect, and on every gap,
 * the whole view is asked for again; between, patches are applied in order.
 */
import { type Socket, io } from 'socket.io-client';
import { apply } from './diff.ts';
import type {
	ClientToServer,
	ClockReading,
	JoinAnswer,
	JoinRequest,
	ServerToClient,
	ViewName,
	Views
} from './events.ts';
import { RECONNECTION, SOONEST_MAX_MS } from './reconnection.ts';

type AppSocket = Socket<ServerToClient, ClientToServer>;

/** The server's time on this screen, also when the screen's own clock is wrong or the demo runs fast. */
export class ServerClock {
	/** Epoch milliseconds, refreshed by `tick`. */
	now = $state(0);
	#reading: ClockReading;
	#at = 0;

	constructor(reading: ClockReading) {
		this.#reading = reading;
		this.set(reading);
	}

	set(reading: ClockReading): void {
		this.#reading = reading;
		this.#at = performance.now();
		this.tick();
	}

	/** Epoch milliseconds at this very moment. */
	read(): number {
		return this.#reading.now + (performance.now() - this.#at) * this.#reading.speed;
	}

	tick(): void {
		this.now = this.read();
	}

	/** Ticks every `ms` until the returned function is called. */
	run(ms = 1000): () => void {
		const timer = setInterval(() => {
			this.tick();
		}, ms);
		return () => {
			clearInterval(timer);
		};
	}
}

export type LiveState = 'connecting' | 'live' | 'offline' | 'ended';

/** How long an answer to a join may take before it is asked again. */
const JOIN_TIMEOUT_MS = 5000;

/** One view, kept up to date. */
export class Live<V extends ViewName> {
	view = $state.raw<Views[V]>() as Views[V];
	state = $state<LiveState>('connecting');
	/** When the view was last known to be true, by the server's clock. */
	confirmedAt = $state(0);

	#request: JoinRequest & { view: V };
	#room: string | null = null;
	#sequence = 0;
	#joining = 0;
	#link: Link;

	constructor(link: Link, request: JoinRequest & { view: V }, first: Views[V]) {
		this.#link = link;
		this.#request = request;
		this.view = first;
		this.confirmedAt = link.clock.read();
	}

	/** Asks for the whole view. A later request makes an earlier answer void. */
	join(): void {
		const mine = ++this.#joining;
		const { socket } = this.#link;
		socket
			.timeout(JOIN_TIMEOUT_MS)
			.emit('join', this.#request, (failed: Error | null, answer: JoinAnswer) => {
				if (mine !== this.#joining) return;
				if (failed) {
					if (socket.connected) this.join();
					return;
				}
				if (!answer.ok) {
					this.state = 'ended';
					return;
				}
				this.#room = answer.room;
				this.#sequence = answer.sequence;
				this.view = answer.view as Views[V];
				this.#confirm();
			});
	}

	/** Shows another hall's view instead. */
	follow(request: JoinRequest & { view: V }, first?: Views[V]): void {
		if (this.#room) this.#link.socket.emit('leave', this.#room);
		this.#room = null;
		this.#request = request;
		if (first) this.view = first;
		if (this.#link.socket.connected) this.join();
	}

	patched(message: Parameters<ServerToClient['patch']>[0]): void {
		if (message.room !== this.#room || message.to <= this.#sequence) return;
		if (message.from !== this.#sequence) {
			this.join();
			return;
		}
		this.#sequence = message.to;
		this.view = apply(this.view, message.patch);
		this.#confirm();
	}

	ended(room: string): void {
		if (room !== this.#room) return;
		this.#room = null;
		this.state = 'ended';
	}

	lost(): void {
		this.#room = null;
		// While it was live, silence meant that nothing had changed.
		if (this.state === 'live') this.confirmedAt = this.#link.clock.read();
		if (this.state !== 'ended') this.state = 'offline';
	}

	#confirm(): void {
		this.state = 'live';
		this.confirmedAt = this.#link.clock.read();
	}
}

/** One connection of a screen, with its views and the server's clock. Close it when the screen goes away. */
export class Link {
	readonly socket: AppSocket;
	readonly clock: ServerClock;
	connected = $state(false);
	#views: Live<ViewName>[] = [];

	constructor(clock: ServerClock) {
		this.clock = clock;
		this.socket = io({
			autoConnect: false,
			transports: ['websocket', 'polling'],
			...RECONNECTION
		});
		this.socket.on('connect', () => {
			this.connected = true;
			for (const view of this.#views) view.join();
		});
		const lost = () => {
			this.connected = false;
			for (const view of this.#views) view.lost();
		};
		this.socket.on('disconnect', (reason) => {
			lost();
			// A server that stops says goodbye. After that the client would wait to be told; after a cut it does not.
			if (reason === 'io server disconnect') this.socket.connect();
		});
		// A screen that never got a line must say so too.
		this.socket.on('connect_error', lost);
		this.socket.on('patch', (message) => {
			for (const view of this.#views) view.patched(message);
		});
		this.socket.on('ended', ({ room }) => {
			for (const view of this.#views) view.ended(room);
		});
		this.socket.on('clock', (reading) => {
			this.clock.set(reading);
		});
	}

	watch<V extends ViewName>(request: JoinRequest & { view: V }, first: Views[V]): Live<V> {
		if (request.view !== 'ticket' && request.view !== 'wait')
			this.socket.io.reconnectionDelayMax(SOONEST_MAX_MS);
		const live = new Live(this, request, first);
		this.#views.push(live);
		if (this.socket.connected) live.join();
		return live;
	}

	/** Connects, and ticks the clock. @returns what closes both; fits `onMount` and `$effect` */
	open(tickMs = 1000): () => void {
		const stop = this.clock.run(tickMs);
		this.socket.connect();
		return () => {
			stop();
			this.socket.disconnect();
		};
	}
}
