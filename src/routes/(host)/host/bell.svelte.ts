/** Somebody at a kiosk asks for help: heard and felt, besides seen. */
import { Chime } from '$lib/ui/chime.svelte.ts';
import type { HelpCall } from '$lib/realtime/events.ts';

const REMEMBERED = 'host.sound';
const BUZZ_MS = [180, 90, 180];
/** With these a browser lets a page make sound. */
const GESTURES = ['pointerdown', 'keydown'] as const;

export class Bell {
	/** The host wants to hear it. */
	wanted = $state(true);
	#chime = new Chime();
	#known: ReadonlySet<string>;

	constructor(calls: readonly HelpCall[]) {
		this.#known = new Set(calls.map(({ id }) => id));
	}

	/** It can be heard: wanted, and the browser allows it. */
	get heard(): boolean {
		return this.wanted && this.#chime.allowed;
	}

	/** Starts when the screen does; fits an effect. */
	open(): () => void {
		this.wanted = localStorage.getItem(REMEMBERED) !== 'off';
		const close = this.#chime.open();
		const allow = () => void this.#chime.allow();
		for (const gesture of GESTURES) addEventListener(gesture, allow, { once: true });
		return () => {
			for (const gesture of GESTURES) removeEventListener(gesture, allow);
			close();
		};
	}

	async turn(): Promise<void> {
		const on = !this.heard;
		this.wanted = on;
		localStorage.setItem(REMEMBERED, on ? 'on' : 'off');
		if (!on) return;
		await this.#chime.allow();
		this.#chime.play();
	}

	/** Rings for a call that was not there before. */
	hear(calls: readonly HelpCall[]): void {
		const fresh = calls.some(({ id }) => !this.#known.has(id));
		this.#known = new Set(calls.map(({ id }) => id));
		if (!fresh || !this.wanted) return;
		this.#chime.play();
		// Tablets have it, most laptops and iPads do not.
		if ('vibrate' in navigator) navigator.vibrate(BUZZ_MS);
	}
}
