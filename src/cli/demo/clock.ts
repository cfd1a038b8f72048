import type { ClockReading } from '../../lib/realtime/events.ts';
import type { Instant } from '../../lib/domain/time.ts';

/** The demo's time on this side: reads the server's once, and sleeps in it. */
export class FastClock {
	readonly speed: number;
	#now: Instant;
	#at = performance.now();

	constructor({ now, speed }: ClockReading) {
		this.#now = now;
		this.speed = speed;
	}

	now(): Instant {
		return this.#now + (performance.now() - this.#at) * this.speed;
	}

	sleep(ms: number): Promise<void> {
		return new Promise((done) => setTimeout(done, Math.max(1, ms / this.speed)));
	}

	async until(at: Instant): Promise<void> {
		if (at > this.now()) await this.sleep(at - this.now());
	}
}
