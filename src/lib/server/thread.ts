/**
 * A thread that answers questions one after the other, with a database connection of its own that only reads: what takes long
 * to work out must not keep the event loop from anything else.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type MessagePort, Worker, parentPort, workerData } from 'node:worker_threads';
import { SECOND } from '../domain/time.ts';
import { type OpenOptions, type ReadDb, openForReading } from './db/open.ts';
import { troubleOf } from './db/trouble.ts';
import type { Shell } from './shell.ts';

/** A thread that does not answer within this never will. */
const PATIENCE_MS = 15 * SECOND;
const FIRST_RETRY_MS = SECOND;
const LAST_RETRY_MS = 60 * SECOND;
const STOP_MS = 2 * SECOND;
/** A thread that needs more ends alone, and not the server. Megabytes. */
const MEMORY = 256;

export type ThreadOptions = Pick<OpenOptions, 'dataDir' | 'databaseUrl'>;
type Message<Q> = 'stop' | { question: Q };
type Reply<A> =
	| { answer: A }
	/** `away`: the database does not work at the moment, which others tell. */
	| { error: unknown; away: boolean };

export class DatabaseAway extends Error {}

/** The built thread of a name, beside the server's own file in build/node; null in development, where nothing is built. */
export function builtThread(name: string): string | null {
	const file = join(dirname(process.argv[1] ?? ''), `${name}.js`);
	return existsSync(file) ? file : null;
}

/** Started when first asked, and again when it was lost, each time in a row after a longer pause. */
export class Thread<Q, A> {
	readonly #program: string;
	readonly #options: ThreadOptions;
	readonly #log: Shell['log'];
	#worker: Worker | null = null;
	#lose: ((error: unknown) => void) | null = null;
	#retryMs = FIRST_RETRY_MS;
	#retryAt = 0;
	#closed = new AbortController();
	#last: Promise<unknown> = Promise.resolve();

	constructor(program: string, options: ThreadOptions, log: Shell['log']) {
		this.#program = program;
		this.#options = options;
		this.#log = log;
	}

	/** False while it is away after it was lost: whoever can do without need not wait. */
	get ready(): boolean {
		return performance.now() >= this.#retryAt;
	}

	/** Waits its turn. Throws what the thread threw, `DatabaseAway`, or that it was lost. */
	ask(question: Q): Promise<A> {
		const mine = this.#last.then(() => this.#ask(question));
		this.#last = mine.catch(() => undefined);
		return mine;
	}

	async #ask(question: Q): Promise<A> {
		await pause(this.#retryAt - performance.now(), this.#closed.signal);
		const worker = (this.#worker ??= this.#start());
		const reply = await new Promise<Reply<A>>((replied, failed) => {
			const patience = setTimeout(() => {
				void worker.terminate();
			}, PATIENCE_MS);
			const done = () => {
				clearTimeout(patience);
				worker.off('message', heard);
				this.#lose = null;
			};
			const heard = (message: Reply<A>) => {
				done();
				replied(message);
			};
			this.#lose = (error) => {
				done();
				failed(error instanceof Error ? error : new Error('the thread ended'));
			};
			worker.on('message', heard);
			worker.postMessage({ question } satisfies Message<Q>);
		});
		if ('error' in reply) throw reply.away ? new DatabaseAway() : reply.error;
		this.#retryMs = FIRST_RETRY_MS;
		return reply.answer;
	}

	#start(): Worker {
		const worker = new Worker(this.#program, {
			workerData: this.#options,
			resourceLimits: { maxOldGenerationSizeMb: MEMORY }
		});
		// It must not keep a process alive that has nothing else to do.
		worker.unref();
		let reason: unknown = null;
		worker.on('error', (error) => (reason = error));
		worker.on('exit', (code) => {
			if (this.#worker === worker) this.#worker = null;
			if (this.#closed.signal.aborted) return this.#lose?.(reason);
			this.#log.warn('thread.lost', { code, retryMs: this.#retryMs });
			this.#retryAt = performance.now() + this.#retryMs;
			this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS);
			this.#lose?.(reason);
		});
		return worker;
	}

	async close(): Promise<void> {
		this.#closed.abort();
		const worker = this.#worker;
		if (!worker) return;
		const ended = new Promise<void>((done) => worker.once('exit', () => done()));
		worker.postMessage('stop' satisfies Message<Q>);
		await Promise.race([ended, new Promise<void>((over) => setTimeout(over, STOP_MS).unref())]);
		await worker.terminate();
	}
}

/**
 * The other end: what the program of a thread is.
 *
 * @param prepare makes what answers; a question is of the type that `Thread` on the other side has
 */
export async function answering(
	prepare: (db: ReadDb) => (question: never) => Promise<unknown>
): Promise<void> {
	const port: MessagePort | null = parentPort;
	if (!port) throw new Error('this is a thread of the server, and no program of its own');
	const db = await openForReading(workerData as ThreadOptions);
	const answer = prepare(db);
	const reply = async (question: unknown): Promise<Reply<unknown>> => {
		try {
			return { answer: await answer(question as never) };
		} catch (error) {
			return { error, away: troubleOf(error, true) !== null };
		}
	};
	port.on('message', (message: Message<unknown>) => {
		if (message === 'stop') {
			void db.close().then(() => port.close());
			return;
		}
		void reply(message.question).then((replied) => port.postMessage(replied));
	});
}

/** Ends early, and throws, when the signal is given. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return Promise.reject(new Error('closed'));
	if (ms <= 0) return Promise.resolve();
	return new Promise((done, failed) => {
		const timer = setTimeout(() => {
			signal.removeEventListener('abort', stop);
			done();
		}, ms);
		timer.unref();
		function stop() {
			clearTimeout(timer);
			failed(new Error('closed'));
		}
		signal.addEventListener('abort', stop, { once: true });
	});
}
