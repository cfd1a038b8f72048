/** Servers on a database, that one round after the other is tried on; a database that has grown is replaced. */
import { expect } from 'vitest';
import type { Random } from '../../../src/cli/demo/random.ts';
import type { OwnPostgres } from '../../../tools/postgres.mjs';
import { type TestPostgres, createPostgres } from '../../support/server.ts';
import { settled } from '../kill/rounds.ts';
import { logged } from '../machine/desk.ts';
import { Trial } from './trial.ts';
import { Wire } from './wire.ts';

const ROUNDS_A_DATABASE = 20;
const HEALTHY_WITHIN = 10_000;

interface Opened {
	trial: Trial;
	database: TestPostgres;
	/** The last server's way to it. */
	wire: Wire;
}

export class Ground {
	readonly #server: OwnPostgres;
	readonly #random: Random;
	readonly #servers: 1 | 2;
	#opened: Opened | null = null;
	#rounds = 0;

	constructor(server: OwnPostgres, random: Random, servers: 1 | 2) {
		this.#server = server;
		this.#random = random;
		this.#servers = servers;
	}

	/** Tries something, and looks whether everything is there, once, and in order again. */
	async round(
		work: (trial: Trial, url: string, wire: Wire) => Promise<void>
	): Promise<{ acknowledged: number; turnedAway: number }> {
		if (this.#rounds >= ROUNDS_A_DATABASE) await this.close();
		this.#rounds++;
		this.#opened ??= await this.#open();
		const { trial, database, wire } = this.#opened;
		const before = { acknowledged: trial.acknowledged, turnedAway: trial.turnedAway };
		try {
			await work(trial, database.url, wire);
			await trial.settle(database.url);
			await settled(HEALTHY_WITHIN, () => unhealthy(trial));
			expect(trial.unforeseen()).toEqual([]);
		} catch (error) {
			// Those that follow need the server, whatever became of this one.
			await this.#server.start().catch(() => undefined);
			await this.close();
			throw error;
		}
		return {
			acknowledged: trial.acknowledged - before.acknowledged,
			turnedAway: trial.turnedAway - before.turnedAway
		};
	}

	async #open(): Promise<Opened> {
		const database = await createPostgres(this.#server.url);
		const wire = await Wire.to(database.url);
		const ways = this.#servers === 1 ? [wire.url] : [database.url, wire.url];
		return { database, wire, trial: await Trial.open(database.url, this.#random, ways) };
	}

	async close(): Promise<void> {
		const opened = this.#opened;
		this.#opened = null;
		this.#rounds = 0;
		if (!opened) return;
		await opened.trial.close();
		opened.wire.close();
		await opened.database.remove();
	}
}

/** Health says so, or a log tells more or fewer ends than beginnings. */
async function unhealthy({ lives }: Trial): Promise<string | null> {
	for (const life of lives) {
		const { status } = await life.health();
		if (status !== 200) return `health says ${status}`;
		const told = (event: string) =>
			logged(life.output).filter((line) => line['event'] === event).length;
		const [began, ended] = [told('database.unavailable'), told('database.available')];
		if (began !== ended) return `it was unavailable ${began} times, and available again ${ended}`;
	}
	return null;
}
