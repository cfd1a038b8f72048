/** A screen's line: it joins its views, takes their changes in order, and comes back by itself when it was cut. */
import { type Socket, io } from 'socket.io-client';
import type {
	ClientToServer,
	JoinAnswer,
	JoinRequest,
	ServerToClient
} from '../../../src/lib/realtime/events.ts';
import { RECONNECTION } from '../../../src/lib/realtime/reconnection.ts';
import type { FollowedView } from '../bytes.ts';

type Heard = (view: FollowedView, message: Parameters<ServerToClient['patch']>[0]) => void;

interface Followed {
	request: JoinRequest & { view: FollowedView };
	room: string | null;
	sequence: number;
	/** Length of the view that it joined with. */
	bytes: number;
	ended: boolean;
}

/** `mayEnd`: what it follows can be over when it comes. Otherwise a refusal is an error. */
export class Follower {
	readonly #socket: Socket<ServerToClient, ClientToServer>;
	readonly #views: Followed[];
	readonly #mayEnd: boolean;
	#waiting: (() => void)[] = [];

	constructor(
		url: string,
		cookie: string,
		requests: readonly (JoinRequest & { view: FollowedView })[],
		heard: Heard,
		mayEnd = false
	) {
		this.#mayEnd = mayEnd;
		this.#views = requests.map((request) => ({
			request,
			room: null,
			sequence: 0,
			bytes: 0,
			ended: false
		}));
		this.#socket = io(url, {
			...RECONNECTION,
			transports: ['websocket'],
			forceNew: true,
			extraHeaders: { cookie, origin: url }
		});
		this.#socket.on('connect', () => {
			for (const view of this.#views) this.#join(view);
		});
		this.#socket.on('disconnect', () => {
			for (const view of this.#views) view.room = null;
		});
		this.#socket.on('ended', ({ room }) => {
			const view = this.#views.find((one) => one.room === room);
			if (view) view.ended = true;
		});
		this.#socket.on('patch', (message) => {
			const view = this.#views.find((one) => one.room === message.room);
			if (!view || message.to <= view.sequence) return;
			if (message.from !== view.sequence) {
				view.room = null;
				this.#join(view);
				return;
			}
			view.sequence = message.to;
			heard(view.request.view, message);
		});
	}

	#join(view: Followed): void {
		this.#socket.emit('join', view.request, (answer: JoinAnswer) => {
			if (!answer.ok) {
				if (!this.#mayEnd) throw new Error(`${view.request.view} was refused: ${answer.reason}`);
				view.ended = true;
				return;
			}
			view.room = answer.room;
			view.sequence = answer.sequence;
			view.bytes = JSON.stringify(answer.view).length;
			view.ended = false;
			if (!this.right) return;
			for (const done of this.#waiting) done();
			this.#waiting = [];
		});
	}

	/** Connected, and every view is there. */
	get right(): boolean {
		return this.#socket.connected && this.#views.every(({ room }) => room !== null);
	}

	whenRight(): Promise<void> {
		return this.right ? Promise.resolve() : new Promise((done) => this.#waiting.push(done));
	}

	/** False once the server ended what it follows. */
	get follows(): boolean {
		return this.#views.every(({ ended }) => !ended);
	}

	lengths(): Partial<Record<FollowedView, number>> {
		return Object.fromEntries(this.#views.map(({ request, bytes }) => [request.view, bytes]));
	}

	/** What comes over the line, as it is written there. */
	onWire(heard: (data: string) => void): void {
		this.#socket.io.engine.on('packet', ({ data }) => {
			if (typeof data === 'string') heard(data);
		});
	}

	/** As when a network fails: nobody says goodbye. */
	cut(): void {
		const { transport } = this.#socket.io.engine as unknown as {
			transport: { ws?: { terminate(): void } };
		};
		transport.ws?.terminate();
	}

	/** Follows something else from now on. */
	follow(requests: readonly (JoinRequest & { view: FollowedView })[]): void {
		for (const [index, view] of this.#views.entries()) {
			const request = requests[index];
			if (!request) continue;
			if (view.room) this.#socket.emit('leave', view.room);
			Object.assign(view, { request, room: null, ended: false });
			if (this.#socket.connected) this.#join(view);
		}
	}

	close(): void {
		this.#socket.disconnect();
	}
}
