/**
 * Commands of a region that wait for its lock share a transaction: they act one after the other, each on what the ones
 * before it left, and one commit keeps them all. Nobody is answered before that. What one of them refuses, or breaks,
 * is taken back alone.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { RegionId } from '../../domain/ids.ts';
import type { BranchChange, Committable, Sql } from './connection.ts';
import { type CommandKey, Lookahead } from './commands.ts';
import { RegionMemory } from './memory.ts';
import { type Touched, raiseRevisions } from './revisions.ts';

/** A transaction in parts. */
export interface Parts {
	sql: Sql;
	begin(): Promise<void>;
	/** Keeps the part, and begins another at once if one follows. */
	keep(follows: boolean): Promise<void>;
	/** Takes back what the part did; the next one begins where it began. */
	takeBack(): Promise<void>;
}

/** What commands share that share a transaction. Whatever of a command is taken back must not stay in it. */
export interface Trip {
	/** Forgotten if anything that it was told of is taken back. */
	readonly memory: RegionMemory;
	readonly lookahead: Lookahead;
	/** Raised once for all of them, before the commit. */
	readonly touched: Touched;
	/**
	 * What commands wrote that is not heard of yet: it is waited for once, before the commit, and not by each. null where each
	 * waits for its own.
	 */
	readonly unheard: Promise<unknown>[] | null;
	/** What came of that. After the commit whoever is answered first takes it, and tells the screens. */
	readonly changes: BranchChange[];
}

export type Work<T> = (sql: Sql, trip: Trip) => Promise<Committable<T>>;

/** Something broke that nobody had heard of when others went on: none of them can be sure of what they saw. */
class BrokenUnheard extends Error {}

interface Rider {
	work: Work<unknown>;
	key: CommandKey | null;
	since: number;
	answer: (value: unknown) => void;
	fail: (error: unknown) => void;
}

export interface Patience {
	/** How long others may join, so that the first does not wait for all of a long queue. Milliseconds. */
	joinFor: number;
	/** How long somebody waits for it to begin before they are told that it can't. Milliseconds. */
	begin?: number;
	/** Statements go over a line, where each that is waited for costs a way there and back. */
	overLine?: boolean;
}

const inTransaction = new AsyncLocalStorage<true>();

/** A transaction inside a transaction would wait for itself, or see another's work; it is a bug of the caller. */
export function notNested<T>(work: () => Promise<T>): Promise<T> {
	if (inTransaction.getStore())
		throw new Error('a transaction inside a transaction: a flow called a flow');
	return inTransaction.run(true, work);
}

/** One transaction of a region, from its lock to its commit. */
export interface Crossing {
	/** Since when the first one waits, by `performance.now()`. */
	since: number;
	/** What is read at once under the lock, and may be asked for along with it. */
	look: (sql: Sql) => Promise<void>;
	go: (parts: Parts) => Promise<void>;
	/** The last statement, which may be sent along with the commit. */
	close: (sql: Sql) => Promise<void>;
}
/** Rolls all of it back if anything throws. */
type Transact = (regionId: RegionId, crossing: Crossing) => Promise<void>;

/** A queue for each region, and one transaction at a time for each. */
export class Convoys {
	readonly #of = new Map<RegionId, Convoy>();
	readonly #transact: Transact;
	readonly #patience: Patience;

	constructor(transact: Transact, patience: Patience) {
		this.#transact = transact;
		this.#patience = patience;
	}

	ride<T>(regionId: RegionId, work: Work<T>, key: CommandKey | null = null): Promise<T> {
		return notNested(() => {
			let convoy = this.#of.get(regionId);
			if (!convoy) {
				const transact = (crossing: Crossing) => this.#transact(regionId, crossing);
				convoy = new Convoy(transact, new RegionMemory(regionId), this.#patience);
				this.#of.set(regionId, convoy);
			}
			return convoy.ride(work, key);
		});
	}
}

class Convoy {
	#waiting: Rider[] = [];
	#underway = false;
	/** So many at the head of the queue go again, and each waits for what it writes. */
	#careful = 0;
	readonly #transact: (crossing: Crossing) => Promise<void>;
	readonly #memory: RegionMemory;
	readonly #joinFor: number;
	readonly #patience: number;
	readonly #overLine: boolean;

	constructor(
		transact: (crossing: Crossing) => Promise<void>,
		memory: RegionMemory,
		{ joinFor, begin = Infinity, overLine = false }: Patience
	) {
		this.#transact = transact;
		this.#memory = memory;
		this.#joinFor = joinFor;
		this.#patience = begin;
		this.#overLine = overLine;
	}

	ride<T>(work: Work<T>, key: CommandKey | null): Promise<T> {
		return new Promise<T>((answer, fail) => {
			this.#waiting.push({
				work,
				key,
				since: performance.now(),
				answer: answer as (value: unknown) => void,
				fail
			});
			if (this.#underway) return;
			this.#underway = true;
			void this.#run();
		});
	}

	async #run(): Promise<void> {
		while (this.#waiting.length > 0) {
			// Whoever is at the door already comes along.
			await new Promise((soon) => setImmediate(soon));
			await this.#trip();
		}
		this.#underway = false;
	}

	async #trip(): Promise<void> {
		const aboard: { rider: Rider; settle: () => void; fail: (error: unknown) => void }[] = [];
		const careful = this.#careful > 0;
		const since = this.#waiting[0]?.since ?? 0;
		const memory = this.#memory;
		try {
			const lookahead = new Lookahead();
			const unheard: Promise<unknown>[] | null = this.#overLine && !careful ? [] : null;
			const trip: Trip = { memory, lookahead, touched: new Map(), changes: [], unheard };
			const heard = async (): Promise<void> => {
				const told = unheard ? await Promise.allSettled(unheard) : [];
				const broken = told.find((one) => one.status === 'rejected');
				if (broken) throw new BrokenUnheard('a statement failed', { cause: broken.reason });
			};
			const lookForNext = (sql: Sql): void => {
				const key = this.#waiting[0]?.key;
				if (key) lookahead.look(sql, key);
			};
			const look = async (sql: Sql): Promise<void> => {
				lookForNext(sql);
				await memory.catchUp(sql);
			};
			const go = async (parts: Parts): Promise<void> => {
				const until = performance.now() + this.#joinFor;
				const more = () => this.#waiting.length > 0 && performance.now() < until;
				await parts.begin();
				for (let follows = true; follows;) {
					const rider = this.#waiting.shift();
					if (!rider) break;
					if (this.#careful > 0) this.#careful--;
					const passenger = { rider, settle: (): void => undefined, fail: rider.fail };
					aboard.push(passenger);
					lookForNext(parts.sql);
					const begun = performance.now();
					const { seq } = memory;
					try {
						const { commit, value } = await inTransaction.run(true, () =>
							rider.work(parts.sql, trip)
						);
						follows = more();
						if (commit) await parts.keep(follows);
						else {
							await parts.takeBack();
							if (memory.seq !== seq) await memory.startAnew(parts.sql);
						}
						passenger.settle = () => rider.answer(value);
					} catch (error) {
						// It may be none of its own doing.
						await heard();
						passenger.settle = () => rider.fail(error);
						await parts.takeBack().catch(() => {
							// The engine rolled all of it back: what broke this one breaks all.
							throw error;
						});
						lookahead.forget();
						await memory.startAnew(parts.sql);
						// It waited in vain for something, and who waited behind it would as well.
						if (performance.now() - begun >= this.#patience / 2)
							for (const late of this.#whoWaitedLong())
								aboard.push({ rider: late, settle: () => late.fail(error), fail: late.fail });
						follows = more();
					}
				}
				await heard();
			};
			const close = async (sql: Sql): Promise<void> => {
				trip.changes.push(...(await raiseRevisions(sql, trip.touched)));
			};
			await this.#transact({ since, look, go, close });
			for (const { settle } of aboard) settle();
		} catch (error) {
			memory.forget();
			if (error instanceof BrokenUnheard) {
				// One by one it is seen whose it was, and the others have what they came for.
				const again = aboard.map(({ rider }) => rider);
				this.#waiting.unshift(...again);
				this.#careful = again.length;
				return;
			}
			// If it could not begin, the first is told, and who waited nearly as long.
			const told = aboard.length > 0 ? aboard : this.#whoWaitedLong(since);
			for (const { fail } of told) fail(error);
		}
	}

	/**
	 * They wait no longer.
	 *
	 * @param first whoever came until then is one of them
	 */
	#whoWaitedLong(first = 0): Rider[] {
		const before = Math.max(first, performance.now() - this.#patience / 2);
		const told = this.#waiting.filter(({ since }) => since <= before);
		this.#waiting = this.#waiting.filter(({ since }) => since > before);
		return told;
	}
}
