/**
 * Wait estimates as the app sees them: asked for by hall, computed one after the other outside of the event loop, the
 * last of each hall kept in memory. Whatever goes wrong with them, screens merely show no range.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BranchId } from '../domain/ids.ts';
import { type Instant, SECOND, minutes } from '../domain/time.ts';
import type { WaitBoard } from '../realtime/events.ts';
import type { OpenOptions } from './db/open.ts';
import type { Shell } from './shell.ts';
import { EMPTY_BOARD, WaitBoards } from './wait-board.ts';

/** How long an estimate stays true while nothing happens in the hall: time itself moves it. */
const FRESH_FOR = minutes(1);
/** An older one is worse than none. */
const TOLD_FOR = minutes(3);
/** A page waits no longer than this for its first range; the socket brings it later. */
const PAGE_PATIENCE_MS = 300;
/** A thread that does not answer within this never will. */
const THREAD_PATIENCE_MS = 15 * SECOND;
const FIRST_RETRY_MS = SECOND;
const LAST_RETRY_MS = 60 * SECOND;
const STOP_MS = 2 * SECOND;
/** A thread that needs more ends alone, and not the server. Megabytes. */
const THREAD_MEMORY = 256;

export type EstimateOptions = Pick<OpenOptions, 'dataDir' | 'databaseUrl'>;
export type EstimateRequest = 'stop' | { branchId: BranchId; now: Instant };
export type EstimateAnswer = { branchId: BranchId } & (
	| { board: WaitBoard }
	/** `away`: the database does not work at the moment, which others tell. */
	| { error: unknown; away: boolean }
);

class DatabaseAway extends Error {}

export interface Estimates {
	/** Something changed in a hall: what is in memory is not true any more. */
	changed(branchId: BranchId): void;
	/**
	 * Asks for an estimate that begins after this call. Of one hall at most one is computed and one waits its turn; who
	 * asks meanwhile shares that one.
	 */
	request(branchId: BranchId): Promise<void>;
	/** The last one of a hall, however old. */
	latest(branchId: BranchId): WaitBoard | null;
	/** A true one, waited for no longer than `patience` milliseconds; else the last, and an empty one if that is old. */
	waitBoard(branchId: BranchId, patience?: number): Promise<WaitBoard>;
	/** Called after each estimate. */
	onResult(listener: (branchId: BranchId) => void): void;
	close(): Promise<void>;
}

/** Where boards are computed. */
interface Computer {
	compute(branchId: BranchId, now: Instant): Promise<WaitBoard>;
	close(): Promise<void>;
}

interface Hall {
	board: WaitBoard | null;
	at: Instant;
	changed: boolean;
	/** Waits its turn; its computation has not begun. */
	queued: Promise<void> | null;
}

/**
 * @param program the built thread; null where there is none. By default the one beside the program that runs.
 */
export function startEstimates(
	shell: Pick<Shell, 'db' | 'now' | 'log'>,
	options: EstimateOptions,
	program: string | null = builtThread()
): Estimates {
	const { now, log } = shell;
	const computer = program
		? new Thread(program, options, log)
		: // In development nothing is built, so it runs on the event loop there.
			inProcess(shell);
	const halls = new Map<BranchId, Hall>();
	const listeners: ((branchId: BranchId) => void)[] = [];
	let last: Promise<void> = Promise.resolve();
	let closed = false;

	function hallOf(branchId: BranchId): Hall {
		const hall = halls.get(branchId) ?? { board: null, at: 0, changed: true, queued: null };
		halls.set(branchId, hall);
		return hall;
	}

	async function compute(branchId: BranchId, hall: Hall): Promise<void> {
		hall.queued = null;
		hall.changed = false;
		const at = now();
		try {
			const board = await computer.compute(branchId, at);
			Object.assign(hall, { board, at });
		} catch (error) {
			hall.changed = true;
			if (!closed && !(error instanceof DatabaseAway))
				log.error('estimate.failed', error, { branch: branchId });
			return;
		}
		for (const listener of listeners) listener(branchId);
	}

	function request(branchId: BranchId): Promise<void> {
		const hall = hallOf(branchId);
		if (hall.queued) return hall.queued;
		if (closed) return Promise.resolve();
		last = last.then(() => (closed ? undefined : compute(branchId, hall)));
		hall.queued = last;
		return last;
	}

	const isFresh = ({ board, at, changed }: Hall): boolean =>
		board !== null && !changed && now() - at < FRESH_FOR;

	return {
		changed: (branchId) => {
			const hall = halls.get(branchId);
			if (hall) hall.changed = true;
		},
		request,
		latest: (branchId) => halls.get(branchId)?.board ?? null,
		waitBoard: async (branchId, patience = PAGE_PATIENCE_MS) => {
			const hall = hallOf(branchId);
			if (!isFresh(hall)) await atMost(patience, request(branchId));
			return now() - hall.at < TOLD_FOR ? (hall.board ?? EMPTY_BOARD) : EMPTY_BOARD;
		},
		onResult: (listener) => listeners.push(listener),
		close: async () => {
			closed = true;
			await computer.close();
			await last;
		}
	};
}

/** Beside the server's own file in build/node. */
function builtThread(): string | null {
	const file = join(dirname(process.argv[1] ?? ''), 'estimates.js');
	return existsSync(file) ? file : null;
}

function inProcess({ db }: Pick<Shell, 'db'>): Computer {
	const boards = new WaitBoards(db);
	return {
		compute: (branchId, at) => boards.of(branchId, at),
		close: () => Promise.resolve()
	};
}

/** A thread, started when first needed and again when it was lost, each time in a row after a longer pause. */
class Thread implements Computer {
	readonly #program: string;
	readonly #options: EstimateOptions;
	readonly #log: Shell['log'];
	#worker: Worker | null = null;
	#lose: ((error: unknown) => void) | null = null;
	#retryMs = FIRST_RETRY_MS;
	#retryAt = 0;
	#closed = new AbortController();

	constructor(program: string, options: EstimateOptions, log: Shell['log']) {
		this.#program = program;
		this.#options = options;
		this.#log = log;
	}

	/** Called again only when the call before is over. */
	async compute(branchId: BranchId, now: Instant): Promise<WaitBoard> {
		await pause(this.#retryAt - performance.now(), this.#closed.signal);
		const worker = (this.#worker ??= this.#start());
		const answer = await new Promise<EstimateAnswer>((answered, failed) => {
			const patience = setTimeout(() => {
				void worker.terminate();
			}, THREAD_PATIENCE_MS);
			const done = () => {
				clearTimeout(patience);
				worker.off('message', heard);
				this.#lose = null;
			};
			const heard = (message: EstimateAnswer) => {
				done();
				answered(message);
			};
			this.#lose = (error) => {
				done();
				failed(error instanceof Error ? error : new Error('the thread ended'));
			};
			worker.on('message', heard);
			worker.postMessage({ branchId, now } satisfies EstimateRequest);
		});
		if ('error' in answer) throw answer.away ? new DatabaseAway() : answer.error;
		this.#retryMs = FIRST_RETRY_MS;
		return answer.board;
	}

	#start(): Worker {
		const worker = new Worker(this.#program, {
			workerData: this.#options,
			resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY }
		});
		// It must not keep a process alive that has nothing else to do.
		worker.unref();
		let reason: unknown = null;
		worker.on('error', (error) => (reason = error));
		worker.on('exit', (code) => {
			if (this.#worker === worker) this.#worker = null;
			if (this.#closed.signal.aborted) return this.#lose?.(reason);
			this.#log.warn('estimate.thread-lost', { code, retryMs: this.#retryMs });
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
		worker.postMessage('stop' satisfies EstimateRequest);
		await atMost(STOP_MS, ended);
		await worker.terminate();
	}
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

async function atMost(ms: number, work: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise<void>((over) => (timer = setTimeout(over, ms)));
	await Promise.race([work, patience]);
	clearTimeout(timer);
}
