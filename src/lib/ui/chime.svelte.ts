/** A soft chime of two notes, made in the browser: no recording, no download. */

/** Frequency in hertz and start in seconds: a falling major third, as of a doorbell. */
const NOTES = [
	{ hertz: 659.25, at: 0 },
	{ hertz: 523.25, at: 0.32 }
];
const FADE_SECONDS = 1.1;

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
		if (context?.state !== 'running') return;
		for (const { hertz, at } of NOTES) {
			const start = context.currentTime + at;
			const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz });
			const volume = new GainNode(context, { gain: 0 });
			volume.gain.setValueAtTime(0, start);
			volume.gain.linearRampToValueAtTime(0.5, start + 0.02);
			volume.gain.exponentialRampToValueAtTime(0.001, start + FADE_SECONDS);
			tone.connect(volume).connect(context.destination);
			tone.start(start);
			tone.stop(start + FADE_SECONDS);
		}
	}
}
