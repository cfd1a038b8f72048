/** The doors that people use, for a program: forms with cookies, and the socket. */
import { randomUUID } from 'node:crypto';
import { parse } from 'devalue';
import { type ManagerOptions, type SocketOptions, io } from 'socket.io-client';
import type { JoinRequest, ViewName, Views } from '../../lib/realtime/events.ts';
import { type AppSocket, type FollowState, Following, Line } from '../../lib/realtime/following.ts';
import { RECONNECTION } from '../../lib/realtime/reconnection.ts';

export type Answer =
	| { ok: true; data: Record<string, unknown> }
	| { ok: false; code: string }
	/** The form sent its user on: signed in, paired. */
	| { ok: true; data: Record<string, never> };

const ATTEMPTS = 5;

/** One browser: a jar of cookies, and forms that are sent again with the same id when the line fails. */
export class Browser {
	readonly base: string;
	readonly #attempts: number;
	readonly #jar = new Map<string, string>();
	#line: Line | null = null;

	constructor(base: string, attempts = ATTEMPTS) {
		this.base = base;
		this.#attempts = attempts;
	}

	get cookie(): string {
		return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	/** Sends a form to an action such as `/desk?/next`; adds a command id of its own. */
	async submit(action: string, fields: Record<string, string> = {}): Promise<Answer> {
		const body = new URLSearchParams({ command: randomUUID(), ...fields }).toString();
		for (let attempt = 1; ; attempt++) {
			try {
				return await this.#send(action, body);
			} catch (error) {
				// The same body, so the same id: what was done already is not done twice.
				if (attempt === this.#attempts) throw error;
				await new Promise((done) => setTimeout(done, 200 * attempt));
			}
		}
	}

	async #send(action: string, body: string): Promise<Answer> {
		const response = await fetch(this.base + action, {
			method: 'POST',
			redirect: 'manual',
			headers: {
				origin: this.base,
				cookie: this.cookie,
				accept: 'application/json',
				'content-type': 'application/x-www-form-urlencoded',
				'x-sveltekit-action': 'true'
			},
			body
		});
		for (const line of response.headers.getSetCookie()) {
			const [pair = ''] = line.split(';');
			const at = pair.indexOf('=');
			this.#jar.set(pair.slice(0, at), pair.slice(at + 1));
		}
		if (response.status >= 500) throw new Error(`${action} answered ${response.status}`);
		const result = (await response.json()) as { type: string; data?: string };
		if (result.type === 'redirect') return { ok: true, data: {} };
		const data = (result.data ? parse(result.data) : {}) as Record<string, unknown>;
		if (result.type === 'success') return { ok: true, data };
		const { code = result.type } = (data['refusal'] ?? {}) as { code?: string };
		return { ok: false, code };
	}

	async post(path: string, body: unknown): Promise<unknown> {
		const response = await fetch(this.base + path, {
			method: 'POST',
			headers: { cookie: this.cookie, 'content-type': 'application/json' },
			body: JSON.stringify(body)
		});
		if (!response.ok) throw new Error(`${path} answered ${response.status}`);
		return response.json();
	}

	/** A line of its own, that comes back as a screen's does. */
	connect(options: Partial<ManagerOptions & SocketOptions> = {}): Line {
		return new Line(this.socket(options));
	}

	/** @param at where to connect to, if not to where the forms go */
	socket(options: Partial<ManagerOptions & SocketOptions> = {}, at = this.base): AppSocket {
		return io(at, {
			transports: ['websocket'],
			forceNew: true,
			...RECONNECTION,
			...options,
			extraHeaders: { cookie: this.cookie, origin: this.base }
		});
	}

	/** Follows a view as a screen does. */
	async watch<V extends ViewName>(request: JoinRequest & { view: V }): Promise<Watched<V>> {
		this.#line ??= this.connect();
		const watched = new Watched<V>(this.#line, request);
		await watched.ready;
		return watched;
	}

	close(): void {
		this.#line?.socket.disconnect();
	}
}

/** A view that follows its room. */
export class Watched<V extends ViewName> extends Following<V> {
	view!: Views[V];
	state: FollowState = 'connecting';
	readonly ready: Promise<void>;
	#done: () => void = () => undefined;
	#failed: (reason: string) => void = () => undefined;

	constructor(line: Line, request: JoinRequest & { view: V }) {
		super(line, request);
		this.ready = new Promise((resolve, reject) => {
			this.#done = resolve;
			this.#failed = (reason) =>
				reject(new Error(`the view ${request.view} was refused: ${reason}`));
		});
	}

	protected override confirmed(): void {
		this.#done();
	}

	protected override refused(reason: string): void {
		this.#failed(reason);
	}
}
