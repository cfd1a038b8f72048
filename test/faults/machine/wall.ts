/** A display with the clock that its page has: the server's last reading, and its own counting from there. */
import { type Browser, Watched } from '../../../src/cli/demo/doors.ts';
import type { Announcement, ClockReading } from '../../../src/lib/realtime/events.ts';
import type { Line } from '../../../src/lib/realtime/following.ts';
import { SOONEST_MAX_MS } from '../../../src/lib/realtime/reconnection.ts';

export class Wall {
	readonly #line: Line;
	readonly #watched: Watched<'hall'>;
	#reading: ClockReading = { now: 0, speed: 1 };
	#at = 0;

	private constructor(display: Browser) {
		this.#line = display.connect({ reconnectionDelayMax: SOONEST_MAX_MS });
		this.#line.socket.on('clock', (reading) => {
			this.#reading = reading;
			this.#at = performance.now();
		});
		this.#watched = new Watched(this.#line, { view: 'hall' });
	}

	static async hang(display: Browser): Promise<Wall> {
		const wall = new Wall(display);
		await wall.#watched.ready;
		return wall;
	}

	/** What its clock says. */
	now(): number {
		return this.#reading.now + (performance.now() - this.#at) * this.#reading.speed;
	}

	/** Time passes here as well. */
	pass(ms: number): void {
		this.#at -= ms;
	}

	get speed(): number {
		return this.#reading.speed;
	}

	/** The last thing that it was given to announce. */
	get last(): Announcement | undefined {
		return this.#watched.view.announcements.at(-1);
	}

	takeDown(): void {
		this.#line.socket.disconnect();
	}
}
