import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_COUNTER } from '../../src/lib/domain/display.ts';
import { LANGUAGES, LAST_NUMBER, ticketNumber } from '../../src/lib/domain/visit.ts';
import type { Destination } from '../../src/lib/realtime/events.ts';
import { PAUSE, sentence } from '../../src/lib/ui/speech.ts';
import { RATE, SPRITES } from '../../src/lib/ui/speech-index.ts';

const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const PLACES = Array.from({ length: MAX_COUNTER }, (_, index) => index + 1);
const counter = (number: number): Destination => ({ kind: 'counter', number });
const booth = (number: number): Destination => ({ kind: 'booth', number });
const said = (ticket: string, to: Destination | null) => sentence({ ticket, to }).join(' ');

describe('a sentence', () => {
	test('says the letter and each digit apart, a breath, and where to go', () => {
		expect(said('P042', counter(3))).toBe(
			'number letterP digit0 digit4 digit2 pause counter place3'
		);
		expect(said('A999', counter(21))).toBe(
			'number letterA digit9 digit9 digit9 pause counter place21'
		);
	});

	test('names the hall that a visitor was sent on from, by its letter', () => {
		expect(said('R-P042', counter(1))).toBe(
			'number letterR letterP digit0 digit4 digit2 pause counter place1'
		);
		expect(said('BZ2-P007', booth(2))).toBe(
			'number letterB letterZ digit2 letterP digit0 digit0 digit7 pause booth place2'
		);
	});

	test('of who has no place to go yet is the number alone', () => {
		expect(said('V100', null)).toBe('number letterV digit1 digit0 digit0');
	});

	test.each([
		['a hall that is not known', '?-P042', counter(1)],
		['a letter without a clip', 'É042', counter(1)],
		['nothing', '', counter(1)],
		['a counter beyond the clips', 'P042', counter(MAX_COUNTER + 1)],
		['a counter that is none', 'P042', counter(0)],
		['half a counter', 'P042', counter(1.5)]
	])('is left unsaid rather than said in part: %s', (_what, ticket, to) => {
		expect(sentence({ ticket, to })).toEqual([]);
	});
});

/** Everything that a hall could ever say. */
const everything = new Set<string>();
for (const letter of LETTERS) {
	for (let number = 0; number <= LAST_NUMBER; number++)
		for (const name of sentence({ ticket: ticketNumber({ letter, number }), to: null }))
			everything.add(name);
	for (const name of sentence({ ticket: `${letter}-P001`, to: null })) everything.add(name);
}
for (const number of PLACES)
	for (const to of [counter(number), booth(number)])
		for (const name of sentence({ ticket: 'P001', to })) everything.add(name);
everything.delete(PAUSE);

/** Of MPEG-2 layer III, what these files are: the bytes of a frame without and with padding. */
const SAMPLES_A_FRAME = 576;
const framesOf = (mp3: Buffer): number => {
	const KILOBITS = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
	let frames = 0;
	for (let at = 0; at < mp3.length; frames++) {
		expect(mp3.readUInt16BE(at) & 0xfffe, `a frame at byte ${at}`).toBe(0xfff2);
		const third = mp3.readUInt8(at + 2);
		const bits = KILOBITS[third >> 4]! * 1000;
		at += Math.floor((SAMPLES_A_FRAME / 8) * (bits / RATE)) + ((third >> 1) & 1);
	}
	return frames;
};

describe.each(LANGUAGES)('the clips in %s', (language) => {
	const { file, seconds, clips } = SPRITES[language];
	const mp3 = readFileSync(join('static', file));

	test('are those that a sentence can name, and no others', () => {
		expect(Object.keys(clips).sort()).toEqual([...everything].sort());
	});

	test('are in the file that the index was made with', () => {
		const digest = createHash('sha256').update(mp3).digest('hex').slice(0, 10);
		expect(file).toBe(`/speech/${language}-${digest}.mp3`);
		expect(mp3.length).toBeLessThan(600_000);
		// The first frame tells decoders of the encoder's delay and is not heard.
		const heard = ((framesOf(mp3) - 1) * SAMPLES_A_FRAME) / RATE;
		expect(heard).toBeGreaterThanOrEqual(seconds);
		expect(heard).toBeLessThan(seconds + 0.2);
	});

	test('follow each other without a gap or an overlap, and none is silent, hasty or slow', () => {
		let end = 0;
		for (const [name, [start, length, level]] of Object.entries(clips)) {
			expect(start, name).toBeCloseTo(end, 5);
			end = start + length;
			expect(length, name).toBeGreaterThan(0.3);
			expect(length, name).toBeLessThan(1.7);
			// All are about as loud.
			expect(level, name).toBeGreaterThan(-21);
			expect(level, name).toBeLessThan(-16);
		}
		expect(end).toBeCloseTo(seconds, 5);
	});

	test('make no call longer than six seconds, unless its hall or booth is named too', () => {
		const lasts = (ticket: string, to: Destination) =>
			sentence({ ticket, to }).reduce((sum, name) => sum + (clips[name]?.[1] ?? 0), 0);
		const calls = LETTERS.flatMap((letter) =>
			PLACES.map((number) => lasts(`${letter}777`, counter(number)))
		);
		expect(Math.max(...calls)).toBeLessThan(6);
		expect(lasts('W-W777', booth(77))).toBeLessThan(8);
	});
});

test('no clips of an earlier version are left', () => {
	const files = LANGUAGES.map((language) => SPRITES[language].file.replace('/speech/', ''));
	expect(readdirSync('static/speech').sort()).toEqual(files.sort());
});
