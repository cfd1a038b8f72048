/**
 * The hall's loudspeaker: a chime, and a call spoken with recorded clips.
 *
 * All clips of a language stand in one file, which is decoded once; a sentence is laid out on the audio clock before it
 * begins, so that a busy page makes no gaps in it. Whatever is missing, the promise of a call is kept: it ends.
 */
import { LANGUAGES, type Language } from '../domain/visit.ts';
import { CHIME_SECONDS, chime } from './chime.ts';
import { RATE, SPRITES } from './speech-index.ts';
import { PAUSE, type Spoken, sentence } from './speech.ts';

const PAUSE_SECONDS = 0.25;
/** Before it is said again. */
const AGAIN_SECONDS = 0.7;
/** From laying out a sentence to its first sound. */
const LEAD_SECONDS = 0.05;
/** From silencing to silence; cut at once it would crack. */
const FADE_SECONDS = 0.02;
/** By how much the audio clock may be behind that of timers. */
const LATE_SECONDS = 0.15;
/** Decoders may leave out as much of the silence at the end. */
const SHORTER_SECONDS = 0.06;
/** How long a call waits for clips that are still loading, or for sound to be allowed. */
const PATIENCE_MS = 3000;
const LOAD_TIMEOUT_MS = 30_000;

/** With these a browser lets a page make sound. */
const GESTURES = ['pointerdown', 'pointerup', 'keydown'] as const;

/** A call that waits to be heard, or is. */
interface Turn {
	call: Spoken;
	times: number;
	ended: () => void;
	/** Of patience, then of the sentence. */
	timer: ReturnType<typeof setTimeout>;
	/** Null as long as it waits. */
	sounds: { out: GainNode; nodes: AudioScheduledSourceNode[] } | null;
}

export class SpeechPlayer {
	/** Calls are heard: the browser lets this page make sound, and no clips failed to load. */
	on = $state(false);

	#context: AudioContext | null = null;
	#clips = new Map<Language, AudioBuffer>();
	#loading = new Set<Language>();
	#failed = new Set<Language>();
	#turn: Turn | null = null;
	/** Sound was allowed before, so that it can be asked for again without a person. */
	#wasAllowed = false;

	/** Loads the clips and looks whether sound is allowed. In the browser only. @returns what closes it */
	open(): () => void {
		const context = contextAt(RATE);
		if (!context) return () => undefined;
		this.#context = context;
		const changed = () => {
			if (context.state === 'running') this.#wasAllowed = true;
			// Its clock stands still: later it would go on in the middle of another call.
			else if (this.#turn?.sounds) this.stop();
			this.#start(false);
			this.#look();
		};
		const touched = () => {
			if (!this.on) void this.allow();
		};
		context.addEventListener('statechange', changed);
		for (const gesture of GESTURES) window.addEventListener(gesture, touched, true);
		void this.allow();
		changed();
		return () => {
			this.stop();
			context.removeEventListener('statechange', changed);
			for (const gesture of GESTURES) window.removeEventListener(gesture, touched, true);
			this.#context = null;
			this.#clips.clear();
			void context.close();
		};
	}

	/** Asks the browser for sound, heard only in the answer to a touch or a key; and for clips that are missing. */
	async allow(): Promise<void> {
		for (const language of LANGUAGES) void this.#load(language);
		await this.#context?.resume().catch(() => undefined);
	}

	/**
	 * Chimes and says a call, instead of what was being said. Without clips there is the chime alone.
	 *
	 * @param times how often it is said
	 * @returns when it has been said, was stopped, or can't be heard; it never rejects
	 */
	say(call: Spoken, times: number): Promise<void> {
		this.stop();
		const context = this.#context;
		if (!context) return Promise.resolve();
		if (context.state !== 'running' && this.#wasAllowed)
			void context.resume().catch(() => undefined);
		void this.#load(call.language);
		return new Promise((ended) => {
			const timer = setTimeout(() => this.#start(true), PATIENCE_MS);
			this.#turn = { call, times, ended, timer, sounds: null };
			this.#start(false);
		});
	}

	/** Silence, at once. */
	stop(): void {
		const turn = this.#turn;
		if (!turn) return;
		this.#turn = null;
		clearTimeout(turn.timer);
		if (turn.sounds) this.#silence(turn.sounds);
		turn.ended();
	}

	/** Lets the call that waits be heard, if sound and clips are there. @param anyway it has waited long enough */
	#start(anyway: boolean): void {
		const context = this.#context;
		const turn = this.#turn;
		if (!context || !turn || turn.sounds) return;
		const { language } = turn.call;
		if (context.state !== 'running') {
			if (anyway) this.stop();
			return;
		}
		if (this.#loading.has(language) && !anyway) return;

		clearTimeout(turn.timer);
		const out = new GainNode(context);
		out.connect(context.destination);
		const begin = context.currentTime + LEAD_SECONDS;
		const nodes = chime(out, begin);
		turn.sounds = { out, nodes };
		let at = begin + CHIME_SECONDS;
		const clips = this.#clips.get(language);
		for (let time = 0; clips && time < turn.times; time += 1) {
			if (time > 0) at += AGAIN_SECONDS;
			at = layOut(turn.call, clips, out, at, nodes);
		}
		turn.timer = setTimeout(() => this.stop(), (at + LATE_SECONDS - context.currentTime) * 1000);
	}

	#silence({ out, nodes }: NonNullable<Turn['sounds']>): void {
		const now = out.context.currentTime;
		if (out.context.state !== 'running') out.disconnect();
		out.gain.setValueAtTime(1, now);
		out.gain.linearRampToValueAtTime(0, now + FADE_SECONDS);
		for (const node of nodes) node.stop(now + FADE_SECONDS);
	}

	async #load(language: Language): Promise<void> {
		const context = this.#context;
		if (!context || this.#clips.has(language) || this.#loading.has(language)) return;
		this.#loading.add(language);
		const clips = await fetchClips(context, language).catch(() => null);
		this.#loading.delete(language);
		if (this.#context !== context) return;
		if (clips) {
			this.#clips.set(language, clips);
			this.#failed.delete(language);
		} else this.#failed.add(language);
		this.#start(false);
		this.#look();
	}

	#look(): void {
		this.on = this.#context?.state === 'running' && this.#failed.size === 0;
	}
}

/** At the clips' own rate they take half the memory; null where there is no Web Audio. */
function contextAt(sampleRate: number): AudioContext | null {
	try {
		return new AudioContext({ sampleRate });
	} catch {
		try {
			return new AudioContext();
		} catch {
			return null;
		}
	}
}

async function fetchClips(context: AudioContext, language: Language): Promise<AudioBuffer> {
	const { file, seconds } = SPRITES[language];
	const response = await fetch(file, { signal: AbortSignal.timeout(LOAD_TIMEOUT_MS) });
	if (!response.ok) throw new Error(`${file}: ${response.status}`);
	const clips = await context.decodeAudioData(await response.arrayBuffer());
	// Cut off on its way it would decode, and say half a number.
	if (clips.duration < seconds - SHORTER_SECONDS)
		throw new Error(`${file}: ${clips.duration} s of ${seconds} s`);
	return clips;
}

/** @returns where the sentence ends, on the context's clock */
function layOut(
	call: Spoken,
	clips: AudioBuffer,
	out: AudioNode,
	at: number,
	nodes: AudioScheduledSourceNode[]
): number {
	const { clips: placed } = SPRITES[call.language];
	const names = sentence(call);
	// Without one of its clips it would be another number.
	if (names.some((name) => name !== PAUSE && !placed[name])) return at;
	for (const name of names) {
		const clip = placed[name];
		if (clip) {
			const [offset, length] = clip;
			const node = new AudioBufferSourceNode(out.context, { buffer: clips });
			node.connect(out);
			node.start(at, offset, length);
			nodes.push(node);
			at += length;
		} else at += PAUSE_SECONDS;
	}
	return at;
}
