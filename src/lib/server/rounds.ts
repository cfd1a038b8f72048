/**
 * Views that are out of date are computed in rounds: as many as a moment allows on one state of the database, the most
 * urgent first. Between rounds others have their turn.
 */
import type { ReadDb, Sql } from './db/open.ts';

/** 0 comes first. */
export type Urgency = 0 | 1 | 2 | 3;

/** How long a round keeps commands waiting; what it has begun, it ends. Milliseconds. */
const ROUND_MS = 10;

interface Wish {
	urgency: number;
	work: (sql: Sql) => Promise<void>;
	waiting: { done: () => void; fail: (error: unknown) => void }[];
}

export class Rounds {
	readonly #db: Pick<ReadDb, 'snapshot'>;
	/** What the round underway is for, and what was asked for since it began; by what it is for. */
	readonly #now = new Map<object, Wish>();
	readonly #next = new Map<object, Wish>();
	#underway = false;

	constructor(db: Pick<ReadDb, 'snapshot'>) {
		this.#db = db;
	}

	/**
	 * Asks for work on a state that is no older than this call. Who asks for the same before it begins shares it.
	 *
	 * @param key what it is for
	 */
	ask(key: object, urgency: Urgency, work: (sql: Sql) => Promise<void>): Promise<void> {
		return new Promise((done, fail) => {
			add(this.#next, key, { urgency, work, waiting: [{ done, fail }] });
			if (!this.#underway) void this.#run();
		});
	}

	async #run(): Promise<void> {
		this.#underway = true;
		while (this.#now.size + this.#next.size > 0) {
			// Whoever gave the command is answered first, and what is committed with it is looked at along with it.
			await new Promise((soon) => setImmediate(soon));
			for (const [key, wish] of this.#next) add(this.#now, key, wish);
			this.#next.clear();
			await this.#round();
		}
		this.#underway = false;
	}

	async #round(): Promise<void> {
		const order = [...this.#now].sort(([, a], [, b]) => a.urgency - b.urgency);
		let underway: Wish | undefined;
		try {
			await this.#db.snapshot(async (sql) => {
				const until = performance.now() + ROUND_MS;
				for (const [key, wish] of order) {
					this.#now.delete(key);
					underway = wish;
					await wish.work(sql);
					for (const { done } of wish.waiting) done();
					if (performance.now() >= until) break;
				}
			});
		} catch (error) {
			// One that fails may have spoiled the state for those after it: they get another. What could not even begin
			// can't for those who wait behind it.
			const told = underway ? [underway] : this.#now.values();
			for (const { waiting } of told) for (const { fail } of waiting) fail(error);
			if (!underway) this.#now.clear();
		}
		// However much is urgent, nobody waits for ever.
		for (const wish of this.#now.values()) wish.urgency--;
	}
}

function add(wishes: Map<object, Wish>, key: object, wish: Wish): void {
	const same = wishes.get(key);
	if (!same) wishes.set(key, wish);
	else {
		same.urgency = Math.min(same.urgency, wish.urgency);
		same.waiting.push(...wish.waiting);
	}
}
