/**
 * Wait estimates as the app sees them: asked for by hall, computed one after the other outside of the event loop, the
 * last of each hall kept in memory. Whatever goes wrong with them, screens merely show no range.
 */
import type { BranchId } from '../domain/ids.ts';
import { type Instant, minutes } from '../domain/time.ts';
import type { WaitBoard } from '../realtime/events.ts';
import type { OpenOptions } from './db/open.ts';
import type { Shell } from './shell.ts';
import { DatabaseAway, Thread, builtThread } from './thread.ts';
import { EMPTY_BOARD, WaitBoards } from './wait-board.ts';

/** How long an estimate stays true while nothing happens in the hall: time itself moves it. */
const FRESH_FOR = minutes(1);
/** An older one is worse than none. */
const TOLD_FOR = minutes(3);
/** A page waits no longer than this for its first range; the socket brings it later. */
const PAGE_PATIENCE_MS = 300;

export type EstimateOptions = Pick<OpenOptions, 'dataDir' | 'databaseUrl'>;
export interface EstimateRequest {
	branchId: BranchId;
	now: Instant;
}

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
	program: string | null = builtThread('estimates')
): Estimates {
	const { now, log } = shell;
	const computer = program
		? onThread(new Thread(program, options, log))
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

function onThread(thread: Thread<EstimateRequest, WaitBoard>): Computer {
	return {
		compute: (branchId, now) => thread.ask({ branchId, now }),
		close: () => thread.close()
	};
}

function inProcess({ db }: Pick<Shell, 'db'>): Computer {
	const boards = new WaitBoards(db);
	return {
		compute: (branchId, at) => boards.of(branchId, at),
		close: () => Promise.resolve()
	};
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise<void>((over) => (timer = setTimeout(over, ms)));
	await Promise.race([work, patience]);
	clearTimeout(timer);
}
