/**
 * kill -9 while sixteen kiosks and forty clerks press as fast as they can. After each restart everything that
 * anybody was told is there, once; what got no answer is asked again, and happens once.
 */
import { afterAll, describe, expect, test } from 'vitest';
import type { Random } from '../../src/cli/demo/random.ts';
import { Crowd } from './kill/crowd.ts';
import { Life, verified } from './kill/life.ts';
import { reading } from './kill/rows.ts';
import { isLong, rounds, say, seeded, settled, sleep } from './kill/rounds.ts';
import { Display, Telephone } from './kill/screens.ts';
import { HALLS, seats, settle } from './kill/town.ts';
import {
	type Truth,
	astray,
	missing,
	misnumbered,
	readTruth,
	strange,
	unasked
} from './kill/truth.ts';

const KIOSKS = 16;
const CLERKS = 40;
const TELEPHONES = 6;
/** Of one database; a hall has 999 numbers a letter a day. */
const KILLS_A_DATABASE = 40;
const DISPLAYS_WITHIN = 2000;
const TELEPHONES_WITHIN = 15_000;
const ANSWERED_WITHIN = 30_000;
const FEW = 3;

/** Started again once the kernel has taken its port and files back. */
class Kills {
	kills = 0;
	starting = 0;
	/** Commands that were under way when the process died; and those of them that were done by then. */
	unanswered = 0;
	doneUnheard = 0;
	restarts: number[] = [];
	displays: number[] = [];
	tickets = 0;
	commands = 0;

	toString(): string {
		const most = (values: number[]) => Math.round(Math.max(0, ...values));
		return (
			`${this.kills} kills, ${this.starting} of them during a start; ${this.commands} commands answered, ` +
			`${this.tickets} tickets; ${this.unanswered} unanswered, of which ${this.doneUnheard} were done; ` +
			`slowest restart ${most(this.restarts)} ms, slowest display ${most(this.displays)} ms after it`
		);
	}
}

class Rounds {
	readonly #life: Life;
	readonly #crowd: Crowd;
	readonly #random: Random;
	readonly #counts: Kills;
	readonly #displays: Display[] = [];
	#telephones: Telephone[] = [];
	#verifying: Promise<string | null> = Promise.resolve(null);

	private constructor(life: Life, random: Random, counts: Kills) {
		this.#life = life;
		this.#random = random;
		this.#counts = counts;
		this.#crowd = new Crowd(life.url, random);
	}

	static async open(engine: 'sqlite' | 'postgres', random: Random, counts: Kills): Promise<Rounds> {
		const life = await Life.begin(engine);
		await life.start();
		const people = seats(CLERKS);
		await settle(life.place, people);
		const self = new Rounds(life, random, counts);
		await self.#crowd.arrive(HALLS, KIOSKS, people);
		for (const slug of HALLS) self.#displays.push(await Display.hang(life.url, slug));
		return self;
	}

	async kill(): Promise<void> {
		const [life, crowd, counts] = [this.#life, this.#crowd, this.#counts];
		await this.#takeTelephones();
		crowd.work();
		await sleep(this.#random.between(200, 1200));
		expect(await this.#verifying).toBeNull();
		await sleep(this.#random.between(0, 200));
		crowd.cut();
		crowd.rest();
		await life.kill();
		counts.kills++;
		await settled(5000, () => (crowd.inFlight === 0 ? null : `${crowd.inFlight} still wait`));
		const told = crowd.ledger.acknowledged;
		const open = crowd.ledger.unanswered;
		counts.unanswered += open.length;
		while (this.#random.chance(0.15)) {
			life.spawn();
			await sleep(this.#random.between(20, 900));
			await life.kill();
			counts.kills++;
			counts.starting++;
		}

		counts.restarts.push(await life.start());
		const answers = performance.now();
		const found = await this.#truth();
		expect(missing(found, told)).toEqual([]);
		expect(unasked(found, crowd.ledger)).toEqual([]);
		counts.doneUnheard += open.filter(({ id }) => found.lines.has(id)).length;
		await this.#screensAreRight(found, answers);

		crowd.mend();
		await settled(ANSWERED_WITHIN, () => {
			crowd.check();
			const { length } = crowd.ledger.unanswered;
			return length === 0 ? null : `${length} commands got no answer`;
		});
		const after = await this.#truth();
		expect(missing(after, crowd.ledger.acknowledged)).toEqual([]);
		expect(unasked(after, crowd.ledger)).toEqual([]);
		expect(strange(crowd.ledger)).toEqual([]);
		expect(misnumbered(after)).toEqual([]);
		// A clerk learns of an answer before writing down what it means.
		await settled(1000, () => astray(after, crowd.clerks)[0] ?? null);
		this.#verifying = verified(life.place);
	}

	#truth = (): Promise<Truth> => reading(this.#life.place, readTruth);

	/** Of some who wait now. */
	async #takeTelephones(): Promise<void> {
		for (const telephone of this.#telephones) telephone.putAway();
		const { visits } = await this.#truth();
		const waiting = visits.filter((visit) => visit['state'] === 'waiting');
		const telephones = waiting
			.slice(-TELEPHONES)
			.map((visit) => Telephone.of(this.#life.url, visit));
		this.#telephones = (await Promise.all(telephones)).filter((one) => one !== null);
	}

	async #screensAreRight({ visits }: Truth, since: number): Promise<void> {
		await settled(DISPLAYS_WITHIN - (performance.now() - since), () => {
			const wrong = this.#displays.map((display) => display.wrong(visits));
			return wrong.find((one) => one !== null) ?? null;
		});
		this.#counts.displays.push(performance.now() - since);
		await settled(TELEPHONES_WITHIN - (performance.now() - since), () => {
			const wrong = this.#telephones.map((telephone) => telephone.wrong(visits));
			return wrong.find((one) => one !== null) ?? null;
		});
	}

	async close(): Promise<void> {
		for (const display of this.#displays) display.takeDown();
		for (const telephone of this.#telephones) telephone.putAway();
		await this.#crowd.leave();
		this.#counts.tickets += this.#crowd.ledger.acknowledged.filter(
			({ action }) => action === '/kiosk?/take'
		).length;
		this.#counts.commands += this.#crowd.ledger.acknowledged.length;
		const clean = await this.#verifying;
		const output = this.#life.output;
		await this.#life.remove();
		expect(clean).toBeNull();
		expect(output).not.toContain('"level":50');
	}
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (engine) => {
	const counts = new Kills();
	afterAll(() => say(`kill -9 on ${engine}: ${String(counts)}`));

	test('nothing that was acknowledged is missing or doubled after kill -9', async () => {
		const { random } = seeded(`kill -9 on ${engine}`);
		const wanted = rounds(FEW);
		while (counts.kills < wanted) {
			const database = await Rounds.open(engine, random.fork(), counts);
			try {
				const until = counts.kills + KILLS_A_DATABASE;
				while (counts.kills < Math.min(wanted, until)) await database.kill();
			} finally {
				await database.close();
			}
			if (isLong) say(`kill -9 on ${engine} so far: ${String(counts)}`);
		}
	});
});
