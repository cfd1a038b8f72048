import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { APPOINTMENT_STATES } from '../../src/lib/domain/appointment.ts';
import { type AST, parse } from 'svelte/compiler';
import { describe, expect, test } from 'vitest';
import {
	type FieldError,
	type Refusal,
	type RefusalCode,
	type RefusalOf,
	SERVICE_CLOSED_REASONS
} from '../../src/lib/domain/refusal.ts';
import { LANGUAGES, VISIT_STATES } from '../../src/lib/domain/visit.ts';
import { en } from '../../src/lib/text/en.ts';
import {
	clockTime,
	duration,
	preferredLanguage,
	spacedTicket,
	whenFrom
} from '../../src/lib/text/format.ts';
import { fieldErrorText, refusalText } from '../../src/lib/text/index.ts';
import { nl } from '../../src/lib/text/nl.ts';

const NOW = Date.UTC(2026, 2, 3, 9);
const TOMORROW = NOW + 24 * 3_600_000;

/** At least one of each; a new code that is not here does not compile. */
const REFUSALS: { [C in RefusalCode]: RefusalOf<C>[] } = {
	'invalid-input': [{ code: 'invalid-input', fields: [] }],
	forbidden: [{ code: 'forbidden' }],
	'command-reused': [{ code: 'command-reused' }],
	'command-expired': [{ code: 'command-expired' }],
	'sign-in-failed': [{ code: 'sign-in-failed' }],
	'too-many-tries': [{ code: 'too-many-tries', retryAt: NOW }],
	'pairing-failed': [{ code: 'pairing-failed' }],
	'unknown-branch': [{ code: 'unknown-branch' }],
	'unknown-service': [{ code: 'unknown-service', given: 'x' }],
	'hall-closed': [
		{ code: 'hall-closed', opensAt: null },
		{ code: 'hall-closed', opensAt: NOW },
		{ code: 'hall-closed', opensAt: TOMORROW }
	],
	'service-closed': SERVICE_CLOSED_REASONS.map((reason) => ({
		code: 'service-closed',
		serviceId: 'x',
		reason
	})),
	'series-full': [{ code: 'series-full', letter: 'P' }],
	'not-on-duty': [{ code: 'not-on-duty' }],
	'unknown-counter': [{ code: 'unknown-counter' }],
	'counter-occupied': [{ code: 'counter-occupied', counter: 3, by: 'Anna' }],
	'counter-closed': [{ code: 'counter-closed', counter: 3 }],
	'visit-open': [{ code: 'visit-open', ticket: 'P042' }],
	paused: [{ code: 'paused' }],
	'not-paused': [{ code: 'not-paused' }],
	'queue-empty': [{ code: 'queue-empty' }],
	'calls-held': [{ code: 'calls-held' }],
	'call-unresolved': [{ code: 'call-unresolved', ticket: 'P042' }],
	'unknown-visit': [{ code: 'unknown-visit' }],
	'wrong-state': VISIT_STATES.map((state) => ({
		code: 'wrong-state',
		ticket: 'P042',
		state,
		allowed: []
	})),
	'not-your-visit': [{ code: 'not-your-visit', ticket: 'P042', by: 'Anna' }],
	'not-skilled': [{ code: 'not-skilled', ticket: 'P042' }],
	'out-of-reach': [{ code: 'out-of-reach', ticket: 'P042' }],
	'recalls-needed': [{ code: 'recalls-needed', done: 1, needed: 2 }],
	'unknown-colleague': [{ code: 'unknown-colleague' }],
	'nothing-changes': [{ code: 'nothing-changes' }],
	'too-many-services': [{ code: 'too-many-services', allowed: 4 }],
	'time-already-asked': [{ code: 'time-already-asked' }],
	'end-needed': [{ code: 'end-needed', ticket: 'P042', from: NOW, to: TOMORROW }],
	'nothing-to-undo': [{ code: 'nothing-to-undo' }],
	'undo-expired': [{ code: 'undo-expired', seconds: 10 }],
	overtaken: [
		{ code: 'overtaken', by: 'Anna' },
		{ code: 'overtaken', by: '' }
	],
	'unknown-help-call': [{ code: 'unknown-help-call' }],
	'already-answered': [
		{ code: 'already-answered', by: 'Anna' },
		{ code: 'already-answered', by: '' }
	],
	'unknown-note': [{ code: 'unknown-note' }],
	'unknown-message': [{ code: 'unknown-message' }],
	'slot-gone': [{ code: 'slot-gone', startsAt: TOMORROW }],
	'too-many-holds': [{ code: 'too-many-holds', allowed: 2 }],
	'hold-ended': [{ code: 'hold-ended' }],
	'hold-extended-before': [{ code: 'hold-extended-before' }],
	'unknown-appointment': [{ code: 'unknown-appointment' }],
	'appointment-over': [...APPOINTMENT_STATES, null].map((state) => ({
		code: 'appointment-over',
		state
	})),
	'too-many-appointments': [{ code: 'too-many-appointments', allowed: 4 }],
	'too-many-listed': [{ code: 'too-many-listed', allowed: 4 }],
	'unknown-waitlist': [{ code: 'unknown-waitlist' }],
	'not-by-hand': [{ code: 'not-by-hand' }],
	'appointment-other-day': [{ code: 'appointment-other-day', startsAt: TOMORROW }],
	'appointment-elsewhere': [{ code: 'appointment-elsewhere', hall: 'Roosendaal', startsAt: NOW }],
	'too-early': [{ code: 'too-early', startsAt: TOMORROW, from: NOW }],
	'already-arrived': [{ code: 'already-arrived', ticket: 'P042' }],
	'not-a-sheet': [{ code: 'not-a-sheet' }],
	'missing-columns': [{ code: 'missing-columns', columns: ['hal', 'datum'] }],
	'no-lines': [{ code: 'no-lines' }],
	'wrong-lines': [1, 60].map((all) => ({ code: 'wrong-lines', faults: [], all })),
	'unknown-mail': [{ code: 'unknown-mail' }],
	'unknown-municipality': [{ code: 'unknown-municipality' }],
	'unknown-device': [{ code: 'unknown-device' }],
	'already-held': [{ code: 'already-held' }],
	'not-held': [{ code: 'not-held' }],
	'day-already-ended': [{ code: 'day-already-ended' }]
};
const refusals: Refusal[] = Object.values(REFUSALS).flat();

const FIELD_ERRORS = Object.keys({
	missing: true,
	'not-a-text': true,
	'not-a-number': true,
	'not-an-id': true,
	'too-long': true,
	'too-short': true,
	'too-many': true,
	'control-characters': true,
	'not-allowed': true,
	'out-of-range': true,
	'not-an-email': true,
	'not-a-phone': true
} satisfies Record<FieldError['code'], true>) as FieldError['code'][];

const isSentence = (text: string) => {
	expect(text).toMatch(/^[A-Z0-9].*[.?!]$/s);
	expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{|=>|Invalid Date| {2}| [.,?!]/);
};

describe.each(LANGUAGES)('in %s', (language) => {
	test.each(refusals.map((one) => [JSON.stringify(one), one] as const))(
		'a refusal is a sentence: %s',
		(_name, refusal) => isSentence(refusalText(refusal, language, NOW))
	);

	test('every refusal has words of its own', () => {
		const texts = Object.values(REFUSALS).map(([first]) =>
			refusalText(first as Refusal, language, NOW)
		);
		const double = texts.filter((text, n) => texts.indexOf(text) !== n);
		expect(double).toEqual([]);
	});

	test('a refusal names what it is about', () => {
		const text = (refusal: Refusal) => refusalText(refusal, language, NOW);
		for (const refusal of refusals) {
			if ('ticket' in refusal) expect(text(refusal)).toContain('P042');
			if ('by' in refusal) expect(text(refusal)).toContain(refusal.by);
			if ('counter' in refusal) expect(text(refusal)).toContain('3');
			if ('seconds' in refusal) expect(text(refusal)).toContain('10');
			if (refusal.code === 'too-many-services') expect(text(refusal)).toContain('4');
			if (refusal.code === 'series-full') expect(text(refusal)).toContain('P');
			if (refusal.code === 'too-many-tries') expect(text(refusal)).toContain('10:00');
			if (refusal.code === 'hall-closed' && refusal.opensAt !== null)
				expect(text(refusal)).toContain('10:00');
		}
	});

	test.each(FIELD_ERRORS)('what is wrong with a field is a sentence: %s', (code) => {
		const error = { field: 'name', code, given: '', allowed: '4' };
		isSentence(fieldErrorText(error, language));
		const quoted = fieldErrorText({ ...error, given: 'Anna' }, language);
		expect(quoted).toContain('Anna');
		expect(quoted.startsWith(fieldErrorText(error, language))).toBe(true);
	});

	test('an instant is told in the time of the halls, with its day when that is not today', () => {
		expect(clockTime(NOW, language)).toBe('10:00');
		// In summer the same hour of the world is another on the wall.
		expect(clockTime(Date.UTC(2026, 6, 3, 9), language)).toBe('11:00');
		expect(whenFrom(NOW, NOW - 60_000, language)).toBe(language === 'nl' ? 'om 10:00' : 'at 10:00');
		expect(whenFrom(TOMORROW, NOW, language)).toMatch(/4.*10:00$/);
	});
});

describe('both languages', () => {
	type Words = Record<string, unknown>;
	/** Every path to a text, with how many values the text takes. */
	const paths = (words: Words, before = ''): string[] =>
		Object.entries(words).flatMap(([key, value]) => {
			const path = before ? `${before}.${key}` : key;
			if (typeof value === 'function') return [`${path} (${String(value.length)})`];
			return typeof value === 'string' ? [path] : paths(value as Words, path);
		});
	const leaves = (words: Words): [string, unknown][] =>
		Object.entries(words).flatMap(([key, value]): [string, unknown][] =>
			typeof value === 'object' ? leaves(value as Words) : [[key, value]]
		);

	test('have words for the same things, which take the same values', () => {
		expect(paths(en).sort()).toEqual(paths(nl).sort());
	});

	test.each([
		['nl', nl],
		['en', en]
	])('leave nothing empty: %s', (_language, words) => {
		for (const [key, value] of leaves(words))
			if (typeof value === 'string') expect(value.trim(), key).not.toBe('');
	});

	test('say it differently, but for names and what is the same in both', () => {
		const english = new Map(leaves(en));
		const alike = leaves(nl).filter(
			([key, value]) => typeof value === 'string' && value.length > 12 && english.get(key) === value
		);
		expect(alike).toEqual([]);
	});
});

describe('what a number or a time looks like', () => {
	test('a ticket is read out with its letter and digits apart', () => {
		expect(spacedTicket('P042')).toBe('P\u00a0042');
		expect(spacedTicket('R-P042')).toBe('R-P\u00a0042');
	});

	test('a duration has hours only once there are some, and is never below nothing', () => {
		expect(duration(0)).toBe('0:00');
		expect(duration(-5000)).toBe('0:00');
		expect(duration(247_999)).toBe('4:07');
		expect(duration(3_600_000)).toBe('1:00:00');
		expect(duration(3_723_000)).toBe('1:02:03');
	});

	test('a browser’s languages are asked in its order; Dutch when none of them is spoken here', () => {
		expect(preferredLanguage('en-GB,en;q=0.9,nl;q=0.8')).toBe('en');
		expect(preferredLanguage('fr-FR,fr;q=0.9,en;q=0.8')).toBe('en');
		expect(preferredLanguage('NL')).toBe('nl');
		expect(preferredLanguage('tr')).toBe('nl');
		expect(preferredLanguage('')).toBe('nl');
	});
});

test('every word of the catalogue is used somewhere', () => {
	const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.(svelte|ts)$/.test(file) && !/text\/(nl|en)\.ts$/.test(file))
		.map((file) => readFileSync(join('src', file), 'utf8'))
		.join('\n');
	const unused = Object.keys(nl).filter((key) => !new RegExp(`\\b${key}\\b`).test(sources));
	expect(unused).toEqual([]);
});

/** The name of the product, and what stands for itself in both languages. */
const IN_ANY_LANGUAGE = /^(Beurt|Demo)$/;
const SPOKEN_ATTRIBUTES = ['alt', 'aria-label', 'aria-description', 'placeholder', 'title'];

/** Words between tags, and in attributes that are read or heard. */
function wordsIn(node: unknown, found: string[] = []): string[] {
	if (Array.isArray(node)) for (const one of node) wordsIn(one, found);
	else if (typeof node === 'object' && node !== null) {
		const part = node as AST.Attribute | AST.Text | AST.Component;
		if (part.type === 'Attribute' && !SPOKEN_ATTRIBUTES.includes(part.name)) return found;
		if (part.type === 'Text' && /\p{L}{2}/u.test(part.data)) found.push(part.data.trim());
		for (const [key, value] of Object.entries(node)) if (key !== 'metadata') wordsIn(value, found);
	}
	return found;
}

test('no screen has words of its own besides the catalogue', () => {
	const own = readdirSync('src', { recursive: true, encoding: 'utf8' })
		// Who builds screens reads the style guide, in English.
		.filter((file) => file.endsWith('.svelte') && !file.includes('styleguide'))
		.flatMap((file) =>
			wordsIn(parse(readFileSync(join('src', file), 'utf8'), { modern: true }).fragment)
				.filter((text) => !IN_ANY_LANGUAGE.test(text))
				.map((text) => `${file}: ${text}`)
		);
	expect(own).toEqual([]);
});
