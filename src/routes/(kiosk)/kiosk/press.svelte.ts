/**
 * One press that must be heard, until it is answered. Each has an id of its own; what the line swallowed is sent
 * again with the same id, so that it is done once.
 */
import type { SubmitFunction } from '@sveltejs/kit';
import { newCommandId } from '$lib/ui/command.ts';
import type { ActionData } from './$types';

type Answer = NonNullable<ActionData>;
type Fields = [name: string, value: FormDataEntryValue][];

/** How long an answer may take before the press is sent again. */
const ANSWER_WITHIN_MS = 6000;
const AGAIN_AFTER_MS = 1000;
const TRIES = 3;

export class Press {
	/** On its way. */
	busy = $state(false);
	/** The last press got no answer at all. */
	failed = $state(false);
	/** It may have been heard all the same. */
	#lost = false;
	#command = '';
	/** What was asked, apart from the id, and how it was sent. */
	#asked = '';
	#fields: Fields = [];
	#tries = 0;
	#again = false;
	#onAnswer: (answer: Answer) => void;

	constructor(onAnswer: (answer: Answer) => void) {
		this.#onAnswer = onAnswer;
	}

	/** For `use:enhance` of the form. */
	submit: SubmitFunction<Record<string, unknown>, Record<string, unknown>> = ({
		action,
		formData,
		formElement,
		controller,
		cancel
	}) => {
		const again = this.#again;
		this.#again = false;
		// A second touch while the first is on its way.
		if (this.busy && !again) {
			cancel();
			return;
		}
		if (again) {
			// Sent by no button, so without what the button said.
			for (const name of new Set(formData.keys())) formData.delete(name);
			for (const [name, value] of this.#fields) formData.append(name, value);
		} else {
			formData.delete('command');
			const asked = JSON.stringify([action.search, ...formData]);
			// After a failure the same press asks for the same: its first try may have been heard.
			if (!this.#lost || asked !== this.#asked) this.#command = newCommandId();
			this.#asked = asked;
			this.#fields = [...formData];
		}
		this.busy = true;
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
				this.#lost = false;
				if (result.data) this.#onAnswer(result.data as unknown as Answer);
			} else this.#retry(formElement);
		};
	};

	/** For the next visitor: what they ask is not what the last one asked. */
	forget(): void {
		this.failed = false;
		this.#lost = false;
	}

	#retry(form: HTMLFormElement): void {
		if (this.#tries < TRIES && form.isConnected) {
			setTimeout(() => {
				this.#again = true;
				form.requestSubmit();
			}, AGAIN_AFTER_MS);
			return;
		}
		this.#end();
		this.#lost = true;
		this.failed = true;
	}

	#end(): void {
		this.busy = false;
		this.#tries = 0;
	}
}
