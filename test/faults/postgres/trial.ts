/** A town on PostgreSQL, with people at one or two servers of it, and what must be true of it in the end. */
import { expect } from 'vitest';
import type { Random } from '../../../src/cli/demo/random.ts';
import { Crowd } from '../kill/crowd.ts';
import { Ledger } from '../kill/ledger.ts';
import { Life, verified } from '../kill/life.ts';
import { settled } from '../kill/rounds.ts';
import { reading } from '../kill/rows.ts';
import { Display } from '../kill/screens.ts';
import { HALLS, seats, settle } from '../kill/town.ts';
import { astray, missing, misnumbered, readTruth, strange, unasked } from '../kill/truth.ts';
import { logged } from '../machine/desk.ts';

const KIOSKS = 4;
const CLERKS = 8;
const ANSWERED_WITHIN = 40_000;
/** Two seconds, and the comparing of revisions that they may have waited for. */
const DISPLAYS_WITHIN = 4000;

/** The only things that a log may say of a database that is away. */
const EXPECTED = ['database.unavailable', 'database.available', 'listener.lost', 'thread.lost'];

export class Trial {
	readonly lives: Life[];
	readonly crowds: Crowd[] = [];
	readonly displays: Display[] = [];
	readonly #ledger = new Ledger();

	private constructor(lives: Life[]) {
		this.lives = lives;
	}

	/**
	 * @param url of an empty database
	 * @param ways by which each of the servers reaches it
	 */
	static async open(url: string, random: Random, ways: readonly string[] = [url]): Promise<Trial> {
		const env = { LOG_LEVEL: 'info' };
		const lives: Life[] = [];
		for (const way of ways) lives.push(await Life.on(way, env));
		const trial = new Trial(lives);
		for (const life of lives) await life.start();
		const people = seats(CLERKS);
		await settle({ dataDir: '', databaseUrl: url }, people);
		for (const [index, life] of lives.entries()) {
			const crowd = new Crowd(life.url, random.fork(), trial.#ledger);
			trial.crowds.push(crowd);
			const half = people.filter((_, n) => n % lives.length === index);
			await crowd.arrive(HALLS, KIOSKS / lives.length, half);
			for (const slug of HALLS) trial.displays.push(await Display.hang(life.url, slug));
		}
		return trial;
	}

	get life(): Life {
		return this.lives[0]!;
	}

	/** Also with a refusal, such as that nobody waits. */
	get answered(): number {
		return this.#ledger.all.filter(({ answer }) => answer !== null).length;
	}

	get acknowledged(): number {
		return this.#ledger.acknowledged.length;
	}

	work(): void {
		for (const crowd of this.crowds) crowd.work();
	}

	/** How often somebody was told 503, which is the only error that anybody may be told. */
	get turnedAway(): number {
		const told = this.crowds.flatMap(({ failures }) => [...failures]);
		expect(told.filter(([what]) => what !== 'answered 503')).toEqual([]);
		return told.reduce((sum, [, times]) => sum + times, 0);
	}

	/** All get their answers, and then everything is there, once, and on the displays. */
	async settle(url: string): Promise<void> {
		for (const crowd of this.crowds) crowd.rest();
		await settled(ANSWERED_WITHIN, () => {
			for (const crowd of this.crowds) crowd.check();
			const { length } = this.#ledger.unanswered;
			return length === 0 ? null : `${length} commands got no answer`;
		});
		const place = { dataDir: '', databaseUrl: url };
		const truth = await reading(place, readTruth);
		await settled(DISPLAYS_WITHIN, () => {
			const wrong = this.displays.map((display) => display.wrong(truth.visits));
			return wrong.find((one) => one !== null) ?? null;
		});
		expect(missing(truth, this.#ledger.acknowledged)).toEqual([]);
		expect(unasked(truth, this.#ledger)).toEqual([]);
		expect(strange(this.#ledger)).toEqual([]);
		expect(misnumbered(truth)).toEqual([]);
		const clerks = this.crowds.flatMap((crowd) => crowd.clerks);
		await settled(1000, () => astray(truth, clerks)[0] ?? null);
		expect(await verified(place)).toBeNull();
		// Also looks whether anybody was told anything else than 503.
		expect(this.turnedAway).toBeGreaterThanOrEqual(0);
	}

	/** Nothing in the logs that nobody foresaw. */
	unforeseen(): Record<string, unknown>[] {
		return this.lives.flatMap(({ output }) =>
			logged(output).filter(
				({ level, event }) => Number(level) >= 40 && !EXPECTED.includes(String(event))
			)
		);
	}

	async close(): Promise<void> {
		for (const display of this.displays) display.takeDown();
		await Promise.all(this.crowds.map((crowd) => crowd.leave()));
		await Promise.all(this.lives.map((life) => life.remove()));
	}
}
