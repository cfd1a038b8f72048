/**
 * `npm run speech`: makes the clips that the hall display speaks with, and the index that says where each stands.
 *
 * Needs espeak-ng, sox and lame; their output is the same on each run, so `--check` can make all of it again and compare.
 * See docs/decisions/0015-recorded-speech.md for the choices made here.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { Expected, ROOT, main, say } from './child.mjs';

const FOLDER = join(ROOT, 'static/speech');
const INDEX = join(ROOT, 'src/lib/ui/speech-index.ts');

/** Samples a second; what espeak-ng makes, so nothing is resampled. */
const RATE = 22_050;
/** Every clip is a whole number of these, so that the index has round figures: 20 ms. */
const GRID = 441;
/**
 * Silence in front of and behind the word, within its clip: 60 ms. A decoder that does not undo the encoder's delay
 * (1105 samples, 50 ms) then still cuts no word.
 */
const GUARD = 3 * GRID;
/** Loudness of each word, in decibels of full scale. */
const LOUDNESS = -18;
/** Up to 8 kHz is kept, which is all that tells speech sounds apart. */
const KILOBITS = 32;

/** A higher voice with clear consonants and no echo of its own: of those tried the best understood through a hall's noise. */
const VARIANT = 'Annie';
const WORDS_PER_MINUTE = 130;
const PITCH = 45;

/**
 * What espeak-ng is given for each clip: plain text, or its phonemes in [[ ]] where it would say it wrong.
 *
 * @typedef {object} Speaker
 * @property {string} voice
 * @property {Record<string, string>} words
 */

/** @param {number} n from 1 to 99 @returns {string} stress on the tens; espeak-ng stresses the units and says 90 wrong */
function dutchNumber(n) {
	const units = ['', 'e:n', 'tv#e:', 'dri', 'vir', 'vEIf', 'zEs', 'ze:v@n', 'Axt', 'ne:Q@n'];
	const small = ["t'in", "'Elf", "tv#'a:lf", "d'Ertin", "v'e:rtin", "v'EIftin", "z'Estin"];
	small.push("z'e:v@nt,in", "'Axtin", "n'e:Q@nt,in");
	const tens = ['', '', "tv#'Int@x", "d'Ert@x", "f'e:rt@x", "f'EIft@x", "s'Est@x", "s'e:v@nt@x"];
	tens.push("t'Axt@x", "n'e:Q@nt@x");
	const unit = units[n % 10] ?? '';
	const ten = tens[Math.floor(n / 10)] ?? '';
	/** @param {string} mark */
	const stressed = (mark) => unit.replace(/e:|EI|[iEA]/, (vowel) => mark + vowel);
	if (n < 10) return `[[${stressed("'")}]]`;
	if (n < 20) return `[[${small[n - 10]}]]`;
	return n % 10 === 0 ? `[[${ten}]]` : `[[${stressed(',')}@n${ten}]]`;
}

/** @type {Record<string, Speaker>} */
const SPEAKERS = {
	nl: {
		voice: 'nl',
		words: {
			number: 'nummer',
			counter: "[[b'a:li]]",
			booth: "[[v'ide:o:ka:b,in@]]",
			...letters({ Y: "[[Qr'iks@ 'EI]]" }),
			...digits({ 1: "[['e:n]]" }),
			...places(dutchNumber)
		}
	},
	en: {
		voice: 'gmw/en-GB-x-rp',
		words: {
			number: 'number',
			counter: 'counter',
			booth: 'video booth',
			...letters({}),
			...digits({}),
			...places(String)
		}
	}
};

/** @param {Record<string, string>} differently */
function letters(differently) {
	const all = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	return Object.fromEntries(all.map((one) => [`letter${one}`, differently[one] ?? one]));
}

/** @param {Record<string, string>} differently */
function digits(differently) {
	return Object.fromEntries(
		[...'0123456789'].map((one) => [`digit${one}`, differently[one] ?? one])
	);
}

/** @param {(n: number) => string} spell */
function places(spell) {
	const all = Array.from({ length: 99 }, (_, index) => index + 1);
	return Object.fromEntries(all.map((n) => [`place${n}`, spell(n)]));
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Buffer} [input]
 * @returns {Buffer} what it wrote
 */
function pipe(command, args, input) {
	const { status, error, stdout, stderr } = spawnSync(command, args, {
		input: input ?? '',
		maxBuffer: 64 * 1024 * 1024
	});
	if (error)
		throw new Expected(
			`${command} can't be started (${error.message}). On Debian: apt-get install espeak-ng sox libsox-fmt-mp3 lame`
		);
	if (status !== 0) throw new Expected(`${command} ${args.join(' ')} failed:\n${String(stderr)}`);
	return stdout;
}

const RAW = ['-t', 'raw', '-r', String(RATE), '-e', 'signed', '-b', '16', '-c', '1'];

/** -R and -D: no chance in it, so that the same words give the same samples. */
const sox = (/** @type {string[]} */ args, /** @type {Buffer} */ input) =>
	pipe('sox', ['-V1', '-R', '-D', ...args], input);

/**
 * One word, trimmed, made clearer and as loud as the others.
 *
 * @param {string} voice
 * @param {string} name
 * @param {string} word
 * @returns {Buffer} 16-bit samples
 */
function speak(voice, name, word) {
	// Within the sentence the voice stays level, as in a list; with the number of the counter it ends, and falls.
	const [range, end] = name.startsWith('place') ? ['60%', '.'] : ['30%', ','];
	const spoken = pipe('espeak-ng', [
		...['-m', '-v', `${voice}+${VARIANT}`, '-s', String(WORDS_PER_MINUTE), '-p', String(PITCH)],
		...['--stdout', `<prosody range="${range}">${word}${end}</prosody>`]
	]);
	// Nothing below a voice, which only makes a hall boom; a little more of what tells consonants apart.
	const clearer = ['highpass', '120', 'equalizer', '3000', '1.2q', '+4'];
	const trim = ['silence', '1', '0', '-58d', 'fade', 't', '0.004', 'reverse'];
	const trimmed = sox(
		['--ignore-length', '-t', 'wav', '-', ...RAW, '-', ...clearer, ...trim, ...trim],
		spoken
	);
	const level = loudnessOf(trimmed);
	if (!Number.isFinite(level)) throw new Expected(`${voice} says nothing for ${name} (${word})`);
	return sox([...RAW, '-', ...RAW, '-', 'gain', '-l', (LOUDNESS - level).toFixed(2)], trimmed);
}

/** @param {Buffer} samples 16-bit @returns {number} root mean square, in decibels of full scale */
function loudnessOf(samples) {
	let sum = 0;
	for (let at = 0; at < samples.length; at += 2) sum += (samples.readInt16LE(at) / 32_768) ** 2;
	return 10 * Math.log10(sum / (samples.length / 2));
}

/** @param {number} samples @returns {number} a multiple of 0.02 */
const seconds = (samples) => Number((samples / RATE).toFixed(2));

/**
 * All words of a language, one behind the other.
 *
 * @param {string} language
 * @param {Speaker} speaker
 */
function record(language, { voice, words }) {
	/** @type {Record<string, [start: number, length: number, level: number]>} */
	const clips = {};
	/** @type {Buffer[]} */
	const parts = [];
	let start = 0;
	for (const [name, word] of Object.entries(words)) {
		const samples = speak(voice, name, word);
		const length = Math.ceil((samples.length / 2 + 2 * GUARD) / GRID) * GRID;
		const clip = Buffer.alloc(2 * length);
		samples.copy(clip, 2 * GUARD);
		parts.push(clip);
		clips[name] = [seconds(start), seconds(length), Number(loudnessOf(samples).toFixed(1))];
		start += length;
	}
	const mp3 = pipe(
		'lame',
		[
			...['--quiet', '-r', '-s', String(RATE / 1000), '--bitwidth', '16', '-m', 'm'],
			...['-q', '0', '--cbr', '-b', String(KILOBITS), '--noreplaygain', '-', '-']
		],
		Buffer.concat(parts)
	);
	// By its name no cache and no server of another version can give other clips than the index means.
	const digest = createHash('sha256').update(mp3).digest('hex').slice(0, 10);
	return {
		mp3,
		file: `${language}-${digest}.mp3`,
		sprite: { file: `/speech/${language}-${digest}.mp3`, seconds: seconds(start), clips }
	};
}

/** @param {Record<string, unknown>} sprites */
async function indexOf(sprites) {
	const source = `/** Where each clip of the hall's speech stands. Made by tools/speech.mjs; not by hand. */
import type { Language } from '../domain/visit.ts';

/** Seconds from the start of the file, seconds long, and how loud in decibels of full scale. */
export type Placed = readonly [start: number, length: number, level: number];

export interface Sprite {
	/** Its address; the name carries a digest of what is in it. */
	file: string;
	seconds: number;
	clips: Readonly<Record<string, Placed>>;
}

export const RATE = ${RATE};

export const SPRITES: Readonly<Record<Language, Sprite>> = ${JSON.stringify(sprites)};
`;
	return format(source, { ...(await resolveConfig(INDEX)), filepath: INDEX });
}

await main(async () => {
	const checking = process.argv.includes('--check');
	const made = Object.entries(SPEAKERS).map(([language, speaker]) => ({
		language,
		...record(language, speaker)
	}));
	const index = await indexOf(Object.fromEntries(made.map((one) => [one.language, one.sprite])));

	if (checking) {
		const same =
			existsSync(INDEX) &&
			readFileSync(INDEX, 'utf8') === index &&
			made.every(({ file, mp3 }) => {
				const path = join(FOLDER, file);
				return existsSync(path) && readFileSync(path).equals(mp3);
			});
		if (!same)
			throw new Expected(
				'the clips are others than these tools make of tools/speech.mjs; run npm run speech.'
			);
		say('the clips are those of tools/speech.mjs.');
		return 0;
	}
	mkdirSync(FOLDER, { recursive: true });
	for (const old of readdirSync(FOLDER)) if (old.endsWith('.mp3')) rmSync(join(FOLDER, old));
	for (const { file, mp3, sprite } of made) {
		writeFileSync(join(FOLDER, file), mp3);
		const count = Object.keys(sprite.clips).length;
		say(`${file}: ${count} clips, ${sprite.seconds} s, ${Math.round(mp3.length / 1000)} kB`);
	}
	writeFileSync(INDEX, index);
	return 0;
});
