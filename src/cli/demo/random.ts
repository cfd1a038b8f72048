/** Chance that repeats: the same seed plays the same choices. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to 1. Mulberry32: small, and good enough for a demo. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** True in this share of the cases. */
	chance(share: number): boolean {
		return this.next() < share;
	}

	between(low: number, high: number): number {
		return low + this.next() * (high - low);
	}

	pick<T>(items: readonly T[]): T {
		const item = items[Math.floor(this.next() * items.length)];
		if (item === undefined) throw new Error('nothing to pick from');
		return item;
	}

	/** One of the items, each as often as its weight says. */
	weighted<T>(items: readonly (readonly [T, number])[]): T {
		let left = this.next() * items.reduce((sum, [, weight]) => sum + weight, 0);
		for (const [item, weight] of items) {
			left -= weight;
			if (left < 0) return item;
		}
		return this.pick(items)[0];
	}

	/** Time until the next of events that happen at random with this mean. */
	exponential(mean: number): number {
		return -mean * Math.log(1 - this.next());
	}

	/** Around a typical value, sometimes much longer, never nothing: as handling times are. */
	around(typical: number): number {
		const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
		return typical * Math.exp(0.35 * normal);
	}

	/** A generator of its own for each agent, so that their order does not matter. */
	fork(): Random {
		return new Random(Math.floor(this.next() * 4_294_967_296));
	}
}
