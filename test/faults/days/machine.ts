/** The machine that the program runs on: its disk, its power, and who switches it on. */
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Random } from '../../../src/cli/demo/random.ts';
import type { Counts } from './counts.ts';
import { Life, type Outside } from './life.ts';
import { tempt } from './mishaps.ts';
import { Power, PowerFailure } from './power.ts';

/** In memory where there is such a folder: what a disk forgets in a power cut has a test of its own. */
function place(): string {
	try {
		accessSync('/dev/shm', constants.W_OK);
		return '/dev/shm';
	} catch {
		return tmpdir();
	}
}

export class Machine {
	readonly #root = mkdtempSync(join(place(), 'beurt-days-'));
	readonly #outside: Outside;
	readonly #random: Random;
	readonly #counts: Counts;
	#folders = 0;
	#life: Life | null = null;

	constructor(outside: Outside, random: Random, counts: Counts) {
		this.#outside = outside;
		this.#random = random;
		this.#counts = counts;
	}

	get life(): Life {
		if (!this.#life) throw new Error('the program is not running');
		return this.#life;
	}

	#folder(): string {
		return join(this.#root, String(this.#folders));
	}

	/** The next folder is where the files go when the power fails. */
	#switchOn(): Power {
		return new Power(this.#folder(), join(this.#root, String(this.#folders + 1)));
	}

	#afterFailure(): void {
		this.#counts.powerFailures++;
		rmSync(this.#folder(), { recursive: true, force: true });
		this.#folders++;
	}

	/** Starts the program; the power may fail meanwhile, and then it starts again. */
	async start({ safely = false } = {}): Promise<void> {
		for (;;) {
			const power = this.#switchOn();
			if (!safely) tempt(this.#random, power, 'start');
			power.counting = true;
			try {
				this.#life = await Life.start(power, this.#outside);
				power.counting = false;
				return;
			} catch (error) {
				if (!(error instanceof PowerFailure)) throw error;
				this.#afterFailure();
			}
		}
	}

	async stop(): Promise<void> {
		await this.life.stop();
		this.#life = null;
	}

	/** The power is back, and the program starts on the files as they were. */
	async recover(): Promise<void> {
		await this.stop();
		this.#afterFailure();
		await this.start();
	}

	async remove(): Promise<void> {
		await this.#life?.stop().catch(() => undefined);
		rmSync(this.#root, { recursive: true, force: true });
	}
}
