/** Left alone, the kiosk asks whether somebody is there, and goes home for the next visitor. */
import { Countdown } from './countdown.svelte.ts';

const IDLE_MS = 40_000;
/** Enough to see it, read it and reach out. */
const WARNING_SECONDS = 20;

interface Surroundings {
	/** There is something to go home from, and nothing else sees to it. */
	counts: () => boolean;
	/** A new screen is a new start. */
	screen: () => string;
	over: () => void;
}

export class Idle {
	readonly warning = new Countdown();
	/** How often the screen was touched. */
	touches = $state(0);

	/** In a component: it runs for as long as that is there. */
	constructor({ counts, screen, over }: Surroundings) {
		$effect(() => {
			void this.touches;
			void screen();
			if (!counts()) return;
			let stop = () => {};
			const timer = setTimeout(() => {
				stop = this.warning.run(WARNING_SECONDS, over);
			}, IDLE_MS);
			return () => {
				clearTimeout(timer);
				stop();
			};
		});
	}

	touch = () => {
		this.touches++;
	};

	/** While the question is open a key is for its buttons; a touch anywhere says that somebody is there. */
	typed = () => {
		if (this.warning.left === null) this.touches++;
	};
}
