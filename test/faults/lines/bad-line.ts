/**
 * A line between screens and the server that drops, delays, doubles and reorders what they tell each other, and cuts
 * their connections. It looks into WebSocket frames: a ping or a handshake passes, as on any line that is up at all.
 */
import { type Server, type Socket, connect, createServer } from 'node:net';
import type { Random } from '../../../src/cli/demo/random.ts';
import { type Frame, Frames } from './frames.ts';

/** The chance of each fault, for each message, in each direction. */
const CHANCE = 0.15;
const DELAY_MS = [20, 600] as const;
/** A message that should be overtaken is let go after this, if none comes. */
const OVERTAKEN_WITHIN_MS = 300;
/** How long a connection lasts. */
const LIFE_MS = [300, 6000] as const;
/** After every other cut nobody gets through for so long. */
const DEAF_MS = [50, 400] as const;

const END_OF_HEAD = '\r\n\r\n';
/** Events and their answers, of socket.io in engine.io. */
const MESSAGE = /^4[23]/;

export interface Harm {
	messages: number;
	dropped: number;
	delayed: number;
	doubled: number;
	reordered: number;
	cut: number;
}

export class BadLine {
	readonly harm: Harm = {
		messages: 0,
		dropped: 0,
		delayed: 0,
		doubled: 0,
		reordered: 0,
		cut: 0
	};
	readonly #random: Random;
	readonly #to: number;
	readonly #server: Server;
	readonly #connections = new Set<() => void>();
	#bad = false;
	#away = false;
	#deafUntil = 0;
	/** Messages that are held back now. */
	#held = 0;

	private constructor(to: number, random: Random) {
		this.#to = to;
		this.#random = random;
		this.#server = createServer((client) => this.#accept(client));
	}

	static async to(url: string, random: Random): Promise<BadLine> {
		const line = new BadLine(Number(new URL(url).port), random);
		await new Promise<void>((done) => line.#server.listen(0, '127.0.0.1', done));
		return line;
	}

	get url(): string {
		const address = this.#server.address();
		return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
	}

	/** What passes from now on suffers. */
	spoil(): void {
		this.#bad = true;
		for (const cut of this.#connections) this.#cutSoon(cut);
	}

	/** All is well from now on. @returns once nothing is held back any more */
	async calm(): Promise<void> {
		this.#bad = false;
		this.#deafUntil = 0;
		while (this.#held > 0) await new Promise((over) => setTimeout(over, 10));
	}

	/** Nobody gets through. */
	leave(): void {
		this.#away = true;
		for (const cut of this.#connections) cut();
	}

	comeBack(): void {
		this.#away = false;
	}

	close(): void {
		for (const cut of this.#connections) cut();
		this.#server.close();
	}

	#accept(client: Socket): void {
		if (this.#away || performance.now() < this.#deafUntil) {
			client.destroy();
			return;
		}
		const server = connect(this.#to, '127.0.0.1');
		const cut = () => {
			this.#connections.delete(cut);
			client.destroy();
			server.destroy();
		};
		this.#connections.add(cut);
		this.#pass(client, server, cut);
		this.#pass(server, client, cut);
		if (this.#bad) this.#cutSoon(cut);
	}

	#cutSoon(cut: () => void): void {
		setTimeout(
			() => {
				if (!this.#bad || !this.#connections.has(cut)) return;
				this.harm.cut++;
				if (this.#random.chance(0.5))
					this.#deafUntil = performance.now() + this.#random.between(...DEAF_MS);
				cut();
			},
			this.#random.between(...LIFE_MS)
		).unref();
	}

	#pass(from: Socket, to: Socket, cut: () => void): void {
		const frames = new Frames();
		const send = this.#sender(to);
		let head: string | null = '';
		from.setNoDelay(true);
		from.on('error', cut);
		from.on('close', cut);
		from.on('data', (bytes: Buffer) => {
			if (head !== null) {
				head += bytes.toString('latin1');
				const end = head.indexOf(END_OF_HEAD);
				if (end < 0) return;
				const split = end + END_OF_HEAD.length;
				to.write(Buffer.from(head.slice(0, split), 'latin1'));
				bytes = Buffer.from(head.slice(split), 'latin1');
				head = null;
			}
			for (const frame of frames.take(bytes)) send(frame);
		});
	}

	#sender(to: Socket): (frame: Frame) => void {
		const { harm } = this;
		const random = this.#random.fork();
		let waiting: Buffer | null = null;
		const write = (bytes: Buffer) => {
			if (!to.destroyed) to.write(bytes);
		};
		const later = (ms: number, work: () => void) => {
			this.#held++;
			setTimeout(() => {
				this.#held--;
				work();
			}, ms);
		};
		const letGo = () => {
			if (waiting) write(waiting);
			waiting = null;
		};
		return ({ bytes, text }) => {
			if (!this.#bad || text === null || !MESSAGE.test(text)) {
				write(bytes);
				return;
			}
			harm.messages++;
			if (random.chance(CHANCE)) {
				harm.dropped++;
				return;
			}
			if (random.chance(CHANCE)) {
				harm.doubled++;
				later(random.between(...DELAY_MS), () => write(bytes));
			}
			if (random.chance(CHANCE)) {
				harm.delayed++;
				later(random.between(...DELAY_MS), () => write(bytes));
				return;
			}
			if (!waiting && random.chance(CHANCE)) {
				harm.reordered++;
				waiting = bytes;
				later(OVERTAKEN_WITHIN_MS, letGo);
				return;
			}
			write(bytes);
			letGo();
		};
	}
}
