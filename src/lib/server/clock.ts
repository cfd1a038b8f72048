import { HOUR, type Instant, SECOND } from '../domain/time.ts';
import type { ClockReading } from '../realtime/events.ts';

export interface Clock {
	now(): Instant;
	reading(): ClockReading;
}

/** A machine that is further back than this was set right, not set wrong: its clock is taken as it is. */
const MOST_AHEAD = 12 * HOUR;
const SLOW = 0.5;

/**
 * The machine's clock for a journal: it never goes back. When the machine's is set back, this one runs at half its
 * speed until the machine has caught up; so nobody waits a negative time, and whoever came first stays first.
 */
export class SteadyClock implements Clock {
	#last: number;
	#read = performance.now();

	/** @param notBefore what the journal tells already */
	constructor(notBefore: Instant) {
		const machine = Date.now();
		this.#last = notBefore - machine > MOST_AHEAD ? machine : Math.max(machine, notBefore);
	}

	now(): Instant {
		return Math.round(this.#now());
	}

	reading(): ClockReading {
		const now = this.now();
		// Less than a second is the grain of two clocks, and no news.
		return { now, speed: now - Date.now() > SECOND ? SLOW : 1 };
	}

	#now(): number {
		const machine = Date.now();
		const read = performance.now();
		const slowest = this.#last + (read - this.#read) * SLOW;
		this.#read = read;
		this.#last = slowest - machine > MOST_AHEAD ? machine : Math.max(machine, slowest);
		return this.#last;
	}
}

const LOOK_MS = SECOND;
const OFF_MS = SECOND / 2;

/**
 * Watches a clock for what screens can't foresee: that it was set, or runs at another speed.
 *
 * @param changed called when a screen that goes on from the last reading is off by half a second
 * @returns what ends the watching
 */
export function watchClock(clock: Clock, changed: () => void): () => void {
	const read = () => ({ ...clock.reading(), at: performance.now() });
	let told = read();
	const timer = setInterval(() => {
		const { now, speed, at } = read();
		if (Math.abs(now - told.now - (at - told.at) * told.speed) < OFF_MS) return;
		told = { now, speed, at };
		changed();
	}, LOOK_MS);
	return () => clearInterval(timer);
}

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
