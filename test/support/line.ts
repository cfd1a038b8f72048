/**
 * The line of one page, in the test's hands: it says what the server would, and what a server never should.
 *
 * Speaks just enough of socket.io's protocol: open, joins with their answers, and events.
 */
import type { Page, WebSocketRoute } from '@playwright/test';
import { diff } from '../../src/lib/realtime/diff.ts';
import type { ClockReading } from '../../src/lib/realtime/events.ts';

/** A page that waits so long for a sign of life does not wait in vain. */
const PATIENCE_MS = 1e8;

const PULSE_MS = 1000;

export class Line {
	/** What each view is now, by name; one that is not there is refused. */
	readonly views: Record<string, object>;
	/** What the page asked for, in order. */
	readonly joined: string[] = [];
	clock: ClockReading;
	#sockets = new Set<WebSocketRoute>();
	#sequences = new Map<string, number>();
	#down = false;

	private constructor(views: Record<string, object>, now: number) {
		this.views = views;
		this.clock = { now, speed: 1 };
	}

	/** Takes the line of a page that is still to be opened. */
	static async of(page: Page, views: Record<string, object>, now: number): Promise<Line> {
		const line = new Line(views, now);
		await page.routeWebSocket(/\/socket\.io\//, (socket) => line.#opened(socket));
		return line;
	}

	#opened(socket: WebSocketRoute): void {
		const hello = { sid: 'test', upgrades: [], maxPayload: 1e6 };
		socket.send(
			`0${JSON.stringify({ ...hello, pingInterval: PATIENCE_MS, pingTimeout: PATIENCE_MS })}`
		);
		if (this.#down) {
			void socket.close();
			return;
		}
		this.#sockets.add(socket);
		// A room that falls silent would be joined again.
		const pulses = setInterval(() => {
			for (const room of new Set(this.joined))
				socket.send(event('pulse', { room, at: this.#sequences.get(room) ?? 0 }));
		}, PULSE_MS);
		socket.onClose(() => {
			clearInterval(pulses);
			this.#sockets.delete(socket);
		});
		socket.onMessage((message) => {
			const text = message.toString();
			if (text === '40') {
				socket.send('40{"sid":"test"}');
				socket.send(event('clock', this.clock));
				return;
			}
			const [, id, body] = /^42(\d+)(\[.*\])$/s.exec(text) ?? [];
			if (!id || !body) return;
			const [name, request] = JSON.parse(body) as [string, { view: string }];
			if (name === 'join') socket.send(`43${id}${JSON.stringify([this.#join(request.view)])}`);
		});
	}

	#join(name: string) {
		this.joined.push(name);
		const view = this.views[name];
		if (!view) return { ok: false, reason: 'forbidden' };
		return { ok: true, room: name, sequence: this.#sequences.get(name) ?? 0, view };
	}

	#emit(name: string, body: unknown): void {
		for (const socket of this.#sockets) socket.send(event(name, body));
	}

	/** The view becomes another one; the page gets what changed. */
	show(name: string, next: object): void {
		const patch = diff(this.views[name] ?? {}, next);
		this.views[name] = next;
		if (!patch) return;
		const from = this.#sequences.get(name) ?? 0;
		this.#sequences.set(name, from + 1);
		this.#emit('patch', { room: name, from, to: from + 1, patch });
	}

	/** What the page saw has ended. */
	end(name: string): void {
		this.#emit('ended', { room: name });
	}

	/** The line goes down, without the page having done anything. */
	cut(): void {
		this.#down = true;
		for (const socket of this.#sockets) void socket.close();
		this.#sockets.clear();
	}

	mend(): void {
		this.#down = false;
	}
}

const event = (name: string, body: unknown): string => `42${JSON.stringify([name, body])}`;
