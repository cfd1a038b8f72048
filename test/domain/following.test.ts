import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { JoinAnswer, JoinRequest, ServerToClient } from '../../src/lib/realtime/events.ts';
import {
	type AppSocket,
	type FollowState,
	Following,
	Line
} from '../../src/lib/realtime/following.ts';

const VIEW = { branch: 'North', rows: [], open: { open: true, closesAt: 0 }, held: false } as const;
const at = (sequence: number, held = false): JoinAnswer =>
	({ ok: true, room: 'r', sequence, view: { ...VIEW, held } }) as unknown as JoinAnswer;
const patch = (from: number, to: number, held: boolean) => ({
	room: 'r',
	from,
	to,
	patch: { set: { held } }
});

/** The server's end, in the test's hands. */
class FakeSocket {
	connected = true;
	readonly joins: ((answer: JoinAnswer) => void)[] = [];
	readonly left: string[] = [];
	readonly #listeners = new Map<string, ((message?: unknown) => void)[]>();
	on(event: string, listener: (message?: unknown) => void): void {
		this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
	}
	emit(event: string, message: unknown, answer?: (answer: JoinAnswer) => void): void {
		if (event === 'join' && answer) this.joins.push(answer);
		if (event === 'leave') this.left.push(String(message));
	}
	hear<E extends keyof ServerToClient>(event: E, message: Parameters<ServerToClient[E]>[0]): void {
		for (const listener of this.#listeners.get(event) ?? []) listener(message);
	}
	connect(): void {
		for (const listener of this.#listeners.get('connect') ?? []) listener();
	}
}

class Screen extends Following<'ticket'> {
	view = VIEW as unknown as Following<'ticket'>['view'];
	state: FollowState = 'connecting';
}

const REQUEST: JoinRequest & { view: 'ticket' } = { view: 'ticket', link: 'x' };
let socket: FakeSocket;
let screen: Screen;

beforeEach(() => {
	vi.useFakeTimers();
	socket = new FakeSocket();
	screen = new Screen(new Line(socket as unknown as AppSocket), REQUEST);
	socket.joins.length = 0;
	socket.connect();
});
afterEach(() => {
	vi.useRealTimers();
});

test('a patch that was lost is noticed by the next pulse', () => {
	socket.joins[0]!(at(5));
	socket.hear('pulse', { room: 'r', at: 5 });
	expect(socket.joins).toHaveLength(1);
	socket.hear('pulse', { room: 'r', at: 6 });
	expect(socket.joins).toHaveLength(2);
	socket.joins[1]!(at(6, true));
	expect(screen.view.held).toBe(true);
});

test('in a busy hall a gap is asked about once, and the answer counts', () => {
	socket.joins[0]!(at(5));
	for (let n = 6; n < 20; n++) socket.hear('patch', patch(n, n + 1, false));
	expect(socket.joins).toHaveLength(2);
	socket.joins[1]!(at(20));
	socket.hear('patch', patch(20, 21, true));
	expect(screen.view.held).toBe(true);
});

test('a patch that comes twice counts once, and an answer that was overtaken not at all', () => {
	socket.joins[0]!(at(5));
	socket.hear('patch', patch(5, 6, true));
	socket.hear('patch', patch(5, 6, false));
	socket.joins[0]!(at(5));
	expect(screen.view.held).toBe(true);
	expect(socket.joins).toHaveLength(1);
});

test('an answer that does not come is asked for again; the first to come will do', () => {
	vi.advanceTimersByTime(6000);
	expect(socket.joins).toHaveLength(2);
	socket.joins[0]!(at(5));
	expect(screen.state).toBe('live');
	vi.advanceTimersByTime(6000);
	expect(socket.joins).toHaveLength(2);
});

test('a server that can’t tell now is asked again, and ends nothing', () => {
	socket.joins[0]!({ ok: false, reason: 'unavailable' });
	expect(screen.state).toBe('connecting');
	vi.advanceTimersByTime(6000);
	socket.joins[1]!(at(5));
	expect(screen.state).toBe('live');
});

test('a room that falls silent has forgotten the screen, and is joined again', () => {
	socket.joins[0]!(at(5));
	vi.advanceTimersByTime(14_000);
	expect(socket.joins).toHaveLength(1);
	vi.advanceTimersByTime(2000);
	expect(socket.joins).toHaveLength(2);
	socket.joins[1]!({ ok: false, reason: 'forbidden' });
	expect(screen.state).toBe('ended');
	vi.advanceTimersByTime(60_000);
	expect(socket.joins).toHaveLength(2);
});

test('a room that nobody follows any more is left', () => {
	socket.joins[0]!(at(5));
	socket.hear('pulse', { room: 'other', at: 1 });
	expect(socket.left).toEqual(['other']);
});
