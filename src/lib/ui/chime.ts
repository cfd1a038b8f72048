/** A soft chime of two notes, made in the browser: no recording, no download. */

/** Frequency in hertz and start in seconds: a falling major third, as of a doorbell. */
const NOTES = [
	{ hertz: 659.25, at: 0 },
	{ hertz: 523.25, at: 0.32 }
];
const FADE_SECONDS = 1.1;

/** After this it has faded enough to be spoken over. */
export const CHIME_SECONDS = 1.2;

/**
 * @param at by the context's clock
 * @returns what sounds, to be stopped early
 */
export const chime = (out: AudioNode, at: number): AudioScheduledSourceNode[] =>
	NOTES.map((note) => {
		const { context } = out;
		const start = at + note.at;
		const tone = new OscillatorNode(context, { type: 'sine', frequency: note.hertz });
		const volume = new GainNode(context, { gain: 0 });
		volume.gain.setValueAtTime(0, start);
		volume.gain.linearRampToValueAtTime(0.5, start + 0.02);
		volume.gain.exponentialRampToValueAtTime(0.001, start + FADE_SECONDS);
		tone.connect(volume).connect(out);
		tone.start(start);
		tone.stop(start + FADE_SECONDS);
		return tone;
	});
