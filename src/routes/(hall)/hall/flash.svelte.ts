/** How long a colour stays, and how many there are: lit, not lit, lit … */
const TURN_MS = 720;
const TURNS = 8;

/**
 * What flashes, lit or not: slow turns, far below three in a second, and at once, as halfway nothing can be read.
 *
 * By a timer. An animation of colours makes the browser work at each of sixty frames a second for these eight turns, and
 * the next call has to wait for one of them.
 */
export class Flash {
	#turn = $state(0);

	get lit(): boolean {
		return this.#turn < TURNS && this.#turn % 2 === 0;
	}

	/** From the first turn on, also when it flashed before. @returns what ends it */
	start(): () => void {
		this.#turn = 0;
		const timer = setInterval(() => {
			this.#turn++;
			if (this.#turn === TURNS) clearInterval(timer);
		}, TURN_MS);
		return () => clearInterval(timer);
	}
}
