/**
 * One press of a tile, until it is answered. Each press has an id of its own; what the line swallowed is sent again
 * with the same id, so that the visitor gets one ticket.
 */
import type { SubmitFunction } from '@sveltejs/kit';
import { newCommandId } from '$lib/ui/command.ts';
import type { ActionData } from './$types';

type Answer = NonNullable<ActionData>;

/** How long an answer may take before the press is sent again. */
const ANSWER_WITHIN_MS = 6000;
const AGAIN_AFTER_MS = 1000;
const TRIES = 3;

export class Press {
	/** The service whose ticket is being made, or null. */
	busy = $state<string | null>(null);
	/** The last press got no answer at all. */
	failed = $state(false);
	#command = '';
	#wish = { service: '', video: false };
	#tries = 0;
	#again = false;
	#onAnswer: (answer: Answer) => void;

	constructor(onAnswer: (answer: Answer) => void) {
		this.#onAnswer = onAnswer;
	}

	/** For `use:enhance` of each tile. */
	submit: SubmitFunction<Record<string, unknown>, Record<string, unknown>> = ({
		formData,
		formElement,
		controller,
		cancel
	}) => {
		const again = this.#again;
		this.#again = false;
		// A second touch while the first is on its way.
		if (this.busy !== null && !again) {
			cancel();
			return;
		}
		const service = formData.get('service');
		const wish = {
			service: typeof service === 'string' ? service : '',
			video: formData.has('video')
		};
		if (again) {
			// Sent by no button, so that what the button said is added.
			if (this.#wish.video) formData.set('video', 'on');
		} else {
			// After a failure the same button asks for the same ticket: its first press may have been heard.
			const same = wish.service === this.#wish.service && wish.video === this.#wish.video;
			if (!this.failed || !same) this.#command = newCommandId();
			this.#wish = wish;
		}
		this.busy = wish.service;
		this.failed = false;
		this.#tries++;
		formData.set('command', this.#command);
		const timer = setTimeout(() => {
			// An aborted request has no answer to wait for.
			controller.abort();
			this.#retry(formElement);
		}, ANSWER_WITHIN_MS);
		return ({ result }) => {
			clearTimeout(timer);
			if (result.type === 'success' || result.type === 'failure') {
				this.#end();
				if (result.data) this.#onAnswer(result.data as unknown as Answer);
			} else this.#retry(formElement);
		};
	};

	#retry(form: HTMLFormElement): void {
		if (this.#tries < TRIES && form.isConnected) {
			setTimeout(() => {
				this.#again = true;
				form.requestSubmit();
			}, AGAIN_AFTER_MS);
			return;
		}
		this.#end();
		this.failed = true;
	}

	#end(): void {
		this.busy = null;
		this.#tries = 0;
	}
}
