/** How the screens speak: short sentences, everyday words, "u" to visitors and "je" to colleagues. */
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/lib/domain/visit.ts';
import { DEMO_SERVICES } from '../../src/lib/server/demo/services.ts';
import { en } from '../../src/lib/text/en.ts';
import { nl } from '../../src/lib/text/nl.ts';
import { HARD_WORDS } from '../support/plain-words.ts';

/** Level B1: what can be read in one breath. */
const LONGEST_SENTENCE = 15;
/** Longer words are mostly two that should stand apart. */
const LONGEST_WORD = 22;

type Words = Record<string, unknown>;

/** Fills what a text takes with values as long as they get. */
const said = (text: (...values: never[]) => unknown): string => {
	const fill = (value: unknown) => text(...(Array<unknown>(text.length).fill(value) as never[]));
	for (const value of [12, '12:30', 'nl']) {
		try {
			const made = fill(value);
			if (typeof made === 'string' && !made.includes('undefined')) return made;
		} catch {
			// Takes something else.
		}
	}
	return '';
};

const leaves = (words: Words, path = ''): [path: string, text: string][] =>
	Object.entries(words).flatMap(([key, value]): [string, string][] => {
		const here = path ? `${path}.${key}` : key;
		if (typeof value === 'string') return [[here, value]];
		if (typeof value === 'function') return [[here, said(value as never)]];
		return leaves(value as Words, here);
	});

/** What a visitor reads of the catalogue, besides the screens' own words. */
const catalogue = (language: 'nl' | 'en'): [string, string][] =>
	DEMO_SERVICES.flatMap((service) =>
		(language === 'nl' ? service.bringNl : service.bringEn).map((text): [string, string] => [
			`bring ${service.upl}`,
			text
		])
	);

const sentences = (text: string): string[] =>
	text
		.split(/(?<=[.?!…:])\s+/)
		.map((one) => one.trim())
		.filter(Boolean);
const wordsOf = (sentence: string): string[] => sentence.match(/[\p{L}\p{N}’'-]+/gu) ?? [];

describe.each(LANGUAGES)('%s', (language) => {
	const texts = [...leaves(language === 'nl' ? nl : en), ...catalogue(language)];

	test('has short sentences', () => {
		const long = texts.flatMap(([path, text]) =>
			sentences(text)
				.filter((sentence) => wordsOf(sentence).length > LONGEST_SENTENCE)
				.map((sentence) => `${path}: ${wordsOf(sentence).length} words: ${sentence}`)
		);
		expect(long).toEqual([]);
	});

	test('has everyday words', () => {
		const hard: Record<string, string> = HARD_WORDS[language];
		const found = texts.flatMap(([path, text]) =>
			wordsOf(text.toLowerCase())
				.filter((word) => word in hard)
				.map((word) => `${path}: “${word}”, better: ${hard[word] ?? ''}`)
		);
		expect(found).toEqual([]);
	});

	test('has no word that is longer than a line of a tile', () => {
		const long = texts.flatMap(([path, text]) =>
			wordsOf(text)
				.filter((word) => word.length > LONGEST_WORD)
				.map((word) => `${path}: ${word}`)
		);
		expect(long).toEqual([]);
	});
});

/** Sections of the catalogue by whom they speak to. */
const TO_VISITORS = /^(kiosk|hall[A-Z]|ticket|slip|wait|closedReason)/;
const TO_COLLEAGUES = /^(desk|host|lead|devices|signIn)/;

test('visitors are “u”, colleagues are “je”', () => {
	const texts = leaves(nl);
	const wrong = [
		...texts.filter(
			([path, text]) => TO_VISITORS.test(path) && /\b(je|jij|jouw|jou)\b/i.test(text)
		),
		...texts.filter(([path, text]) => TO_COLLEAGUES.test(path) && /\b(u|uw)\b/.test(text))
	];
	expect(wrong).toEqual([]);
});
