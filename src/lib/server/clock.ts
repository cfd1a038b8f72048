import type { Instant } from '../domain/time.ts';
import type { ClockReading } from '../realtime/events.ts';

export interface Clock {
	now(): Instant;
	reading(): ClockReading;
}

/** The machine's own. */
export const realClock: Clock = {
	now: () => Date.now(),
	reading: () => ({ now: Date.now(), speed: 1 })
};

/**
 * The demo's clock: starts where it is told, runs at any speed, and never goes back: what happened stays in the
 * past, also for the next demo on the same database.
 */
export class DemoClock implements Clock {
	#base: Instant;
	#since = performance.now();
	#speed = 1;

	constructor(start: Instant) {
		this.#base = start;
	}

	now(): Instant {
		return Math.round(this.#base + (performance.now() - this.#since) * this.#speed);
	}

	reading(): ClockReading {
		return { now: this.now(), speed: this.#speed };
	}

	/** Sets time and speed; an instant in the past is ignored. */
	set(at: Instant | null, speed: number): ClockReading {
		const now = this.now();
		this.#base = Math.max(now, at ?? now);
		this.#since = performance.now();
		this.#speed = speed;
		return this.reading();
	}
}
