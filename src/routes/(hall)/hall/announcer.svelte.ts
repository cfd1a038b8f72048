/**
 * What the hall shows and sounds once: each call in its turn, so that of two within a tenth of a second neither is
 * missed. Calls that are no longer fresh are not announced: their visitors have read them from the board.
 */
import type { Announcement } from '$lib/realtime/events.ts';
import { type Instant, SECOND } from '$lib/domain/time.ts';

/** An announcement older than this, by the server's clock, is not announced any more. */
export const FRESH_FOR = 20 * SECOND;
/** A call owns the screen until it has been said, and no shorter than this, or this when others wait behind it. */
const ALONE_MS = 8000;
const FOLLOWED_MS = 4000;
const WITHDRAWN_MS = 8000;

/** A call is said and said again. When so many wait behind it once is enough, and the hall catches up. */
const TIMES = 2;
const MANY_WAIT = 3;

/** Who says it; the hall's loudspeaker, or nobody. */
export interface Voice {
	/** @returns when it has been said, or can't be */
	say(call: Announcement, times: number): Promise<void>;
	stop(): void;
}

export class Announcer {
	/** The call that is being announced, or null. */
	current = $state.raw<Announcement | null>(null);
	/** The withdrawal that is being told, or null. */
	withdrawn = $state.raw<Announcement | null>(null);

	#lastId = 0;
	/** A ticket stands in it once at most, so it is never longer than the board. */
	#queue: Announcement[] = [];
	#since = 0;
	#speaking = false;
	#callTimer: ReturnType<typeof setTimeout> | undefined;
	#withdrawnTimer: ReturnType<typeof setTimeout> | undefined;
	#voice: Voice;

	constructor(voice: Voice) {
		this.#voice = voice;
	}

	/**
	 * Takes from the board's list what was not taken before. What was fresh then is announced, however long it waits.
	 *
	 * @param announcements oldest first, with rising ids
	 * @param now by the server's clock
	 * @param held the halls, by code, that hold their calls: theirs fall silent. After an evacuation they are recalled
	 */
	hear(announcements: readonly Announcement[], now: Instant, held: readonly string[] = []): void {
		for (const announcement of announcements) {
			if (announcement.id <= this.#lastId) continue;
			this.#lastId = announcement.id;
			if (now - announcement.at >= FRESH_FOR) continue;
			if (announcement.kind === 'withdrawn') this.#withdraw(announcement);
			else this.#enqueue(announcement);
		}
		if (held.length > 0) this.#forget(({ hall }) => held.includes(hall));
		this.#goOn();
	}

	/** Told to show another hall, or another part of it: what is not called there falls silent. */
	keep(announcements: readonly Announcement[]): void {
		this.#forget((call) => !announcements.some((one) => isSame(one, call)));
		this.#goOn();
	}

	stop(): void {
		this.#forget(() => true);
		clearTimeout(this.#callTimer);
		clearTimeout(this.#withdrawnTimer);
	}

	/**
	 * Called again while it still waits to be announced, a ticket keeps its place: others wait behind it. Called again
	 * while it is being announced, that begins anew, unless others wait.
	 */
	#enqueue(announcement: Announcement): void {
		const index = this.#queue.findIndex((one) => isSame(one, announcement));
		if (index >= 0) this.#queue[index] = announcement;
		else if (this.#queue.length === 0 && this.current && isSame(this.current, announcement))
			void this.#announce(announcement);
		else this.#queue.push(announcement);
	}

	/** Lets the next have its turn, if the one before has had its own. */
	#goOn(): void {
		clearTimeout(this.#callTimer);
		if (this.current) {
			if (this.#speaking) return;
			const owns = this.#queue.length > 0 ? FOLLOWED_MS : ALONE_MS;
			const left = this.#since + owns - performance.now();
			if (left > 0) {
				this.#callTimer = setTimeout(() => this.#goOn(), left);
				return;
			}
		}
		const next = this.#queue.shift();
		if (next) void this.#announce(next);
		else this.current = null;
	}

	async #announce(call: Announcement): Promise<void> {
		this.current = call;
		this.#since = performance.now();
		this.#speaking = true;
		try {
			await this.#voice.say(call, this.#queue.length >= MANY_WAIT ? 1 : TIMES);
		} catch {
			// Seen it is all the same, and so are those who wait behind it.
		}
		if (this.current !== call) return;
		this.#speaking = false;
		this.#goOn();
	}

	#withdraw(announcement: Announcement): void {
		this.#forget((one) => isSame(one, announcement));
		this.withdrawn = announcement;
		clearTimeout(this.#withdrawnTimer);
		this.#withdrawnTimer = setTimeout(() => {
			this.withdrawn = null;
		}, WITHDRAWN_MS);
	}

	#forget(which: (call: Announcement) => boolean): void {
		this.#queue = this.#queue.filter((one) => !which(one));
		if (!this.current || !which(this.current)) return;
		this.current = null;
		this.#voice.stop();
	}
}

/** Two halls may call the same number. */
const isSame = (one: Announcement, other: Announcement): boolean =>
	one.ticket === other.ticket && one.hall === other.hall;
