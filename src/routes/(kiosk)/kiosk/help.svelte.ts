/** A call for a person to this kiosk, from the touch until somebody is on the way. */
import { untrack } from 'svelte';
import type { KioskMenu } from '$lib/realtime/events.ts';
import { Press } from './press.svelte.ts';
import type { ActionData } from './$types';

/** "Someone is on the way": then back to what one was doing. */
const ANSWERED_MS = 8_000;

interface Surroundings {
	/** This kiosk's call that nobody answered yet. */
	call: () => KioskMenu['help'][number] | undefined;
	offline: () => boolean;
	onrefused: (answer: NonNullable<ActionData>) => void;
}

export class Help {
	/** Its screen is shown. */
	shown = $state(false);
	/** Somebody said that they come. */
	answered = $state(false);
	readonly press: Press;
	#around: Surroundings;
	/** Nobody could be asked. */
	readonly unheard = $derived.by(
		() =>
			!this.#around.call() && (this.press.failed || (this.#around.offline() && !this.press.busy))
	);

	/** In a component: it watches the call for as long as that is there. */
	constructor(around: Surroundings) {
		this.#around = around;
		this.press = new Press((answer) => {
			// Asked: the hall's list of calls says so. Refused: the answer says why.
			if (!('refusal' in answer)) return;
			this.goOn();
			around.onrefused(answer);
		});
		let had = untrack(() => around.call() !== undefined);
		$effect(() => {
			const has = around.call() !== undefined;
			if (had && !has && untrack(() => this.shown)) this.answered = true;
			had = has;
		});
		$effect(() => {
			if (!this.answered) return;
			const timer = setTimeout(() => {
				this.goOn();
			}, ANSWERED_MS);
			return () => {
				clearTimeout(timer);
			};
		});
	}

	/** For `use:enhance`: a second call of the same kiosk is no call. */
	submit: Press['submit'] = (input) => {
		this.shown = true;
		if (!this.#around.call() && !this.#around.offline()) return this.press.submit(input);
		input.cancel();
	};

	goOn = () => {
		this.shown = false;
		this.answered = false;
	};
}
