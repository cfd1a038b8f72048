/** The chime by itself, for a screen that does not speak. */
import { chime } from './chime.ts';

export class Chime {
	/** The browser allows sound. It does so after a touch or a key, or when it is started with that setting. */
	allowed = $state(false);
	#context: AudioContext | null = null;

	/** Looks whether sound is allowed. In the browser only. @returns what stops looking */
	open(): () => void {
		const context = new AudioContext();
		this.#context = context;
		const look = () => {
			this.allowed = context.state === 'running';
		};
		context.addEventListener('statechange', look);
		look();
		return () => {
			context.removeEventListener('statechange', look);
			this.#context = null;
			void context.close();
		};
	}

	/** Asks the browser to allow it; heard only in the answer to a touch or a key. */
	async allow(): Promise<void> {
		await this.#context?.resume();
	}

	play(): void {
		const context = this.#context;
		if (context?.state === 'running') chime(context.destination, context.currentTime);
	}
}
