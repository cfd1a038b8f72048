/**
 * What the hall shows and sounds once: each call in its turn, so that of two within a tenth of a second neither is
 * missed. Calls that are no longer fresh are not announced: their visitors have read them from the board.
 */
import type { Announcement } from '$lib/realtime/events.ts';
import { type Instant, SECOND } from '$lib/domain/time.ts';

/** An announcement older than this, by the server's clock, is not announced any more. */
export const FRESH_FOR = 20 * SECOND;
/** How long a call owns the screen when others wait behind it. */
const CALL_MS = 4000;
const WITHDRAWN_MS = 8000;

export class Announcer {
	/** The call that is being announced, or null. */
	current = $state.raw<Announcement | null>(null);
	/** The withdrawal that is being told, or null. */
	withdrawn = $state.raw<Announcement | null>(null);

	#lastId = 0;
	#queue: Announcement[] = [];
	#callTimer: ReturnType<typeof setTimeout> | undefined;
	#withdrawnTimer: ReturnType<typeof setTimeout> | undefined;
	#sound: () => void;

	constructor(sound: () => void) {
		this.#sound = sound;
	}

	/**
	 * Takes from the board's list what was not taken before.
	 *
	 * @param announcements oldest first, with rising ids
	 * @param now by the server's clock
	 */
	hear(announcements: readonly Announcement[], now: Instant): void {
		for (const announcement of announcements) {
			if (announcement.id <= this.#lastId) continue;
			this.#lastId = announcement.id;
			if (now - announcement.at >= FRESH_FOR) continue;
			if (announcement.kind === 'withdrawn') this.#withdraw(announcement);
			else this.#enqueue(announcement);
		}
		if (!this.current) this.#next();
	}

	stop(): void {
		clearTimeout(this.#callTimer);
		clearTimeout(this.#withdrawnTimer);
	}

	/** Called again while it still waits to be announced, a ticket keeps its place: others wait behind it. */
	#enqueue(announcement: Announcement): void {
		const index = this.#queue.findIndex(({ ticket }) => ticket === announcement.ticket);
		if (index < 0) this.#queue.push(announcement);
		else this.#queue[index] = announcement;
	}

	#next(): void {
		this.current = this.#queue.shift() ?? null;
		if (!this.current) return;
		this.#sound();
		this.#callTimer = setTimeout(() => {
			this.#next();
		}, CALL_MS);
	}

	#withdraw(announcement: Announcement): void {
		const { ticket } = announcement;
		this.#queue = this.#queue.filter((one) => one.ticket !== ticket);
		if (this.current?.ticket === ticket) {
			clearTimeout(this.#callTimer);
			this.current = null;
		}
		this.withdrawn = announcement;
		clearTimeout(this.#withdrawnTimer);
		this.#withdrawnTimer = setTimeout(() => {
			this.withdrawn = null;
		}, WITHDRAWN_MS);
	}
}
