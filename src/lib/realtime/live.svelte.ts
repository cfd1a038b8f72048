/** The client half on a page: the latest view, and whether it is connected. */
import { io } from 'socket.io-client';
import type { ClockReading, JoinRequest, ViewName, Views } from './events.ts';
import { type AppSocket, type FollowState, Following, Line } from './following.ts';
import { RECONNECTION, SOONEST_MAX_MS } from './reconnection.ts';

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

/** One view, kept up to date. */
export class Live<V extends ViewName> extends Following<V> {
	view = $state.raw<Views[V]>() as Views[V];
	state = $state<FollowState>('connecting');
	/** When the view was last known to be true, by the server's clock. */
	confirmedAt = $state(0);
	#clock: ServerClock;

	constructor(link: Link, request: JoinRequest & { view: V }, first: Views[V]) {
		super(link.line, request);
		this.#clock = link.clock;
		this.view = first;
		this.confirmed();
	}

	protected override confirmed(): void {
		this.confirmedAt = this.#clock.read();
	}

	override lost(): void {
		// While it was live, silence meant that nothing had changed.
		if (this.state === 'live') this.confirmed();
		super.lost();
	}
}

/** One connection of a screen, with its views and the server's clock. Close it when the screen goes away. */
export class Link {
	readonly socket: AppSocket;
	readonly line: Line;
	readonly clock: ServerClock;
	connected = $state(false);

	/** @param socket not connected yet; a page's own by default */
	constructor(clock: ServerClock, socket: AppSocket = toOwnServer()) {
		this.clock = clock;
		this.socket = socket;
		this.socket.on('connect', () => (this.connected = true));
		this.socket.on('disconnect', () => (this.connected = false));
		this.socket.on('connect_error', () => (this.connected = false));
		this.socket.on('clock', (reading) => this.clock.set(reading));
		this.line = new Line(this.socket);
	}

	watch<V extends ViewName>(request: JoinRequest & { view: V }, first: Views[V]): Live<V> {
		if (request.view !== 'ticket' && request.view !== 'wait')
			this.socket.io.reconnectionDelayMax(SOONEST_MAX_MS);
		return new Live(this, request, first);
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

const toOwnServer = (): AppSocket =>
	io({ autoConnect: false, transports: ['websocket', 'polling'], ...RECONNECTION });
