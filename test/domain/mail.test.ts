import { describe, expect, test } from 'vitest';
import {
	MAIL_FIELDS,
	MAIL_KINDS,
	type MailFacts,
	fillIn,
	nextTry,
	reminderAt,
	unknownFields
} from '../../src/lib/domain/mail.ts';
import { HOUR, MINUTE } from '../../src/lib/domain/time.ts';
import { LANGUAGES } from '../../src/lib/domain/visit.ts';
import { mailWords } from '../../src/lib/text/mail/index.ts';

const FACTS: MailFacts = {
	name: 'mevrouw Jansen',
	town: 'Roosendaal',
	date: 'woensdag 4 maart',
	time: '09:00',
	place: 'Stadskantoor Roosendaal',
	services: 'Paspoort (1 persoon)',
	minutes: '10',
	bring: '',
	code: 'ABC 234',
	link: 'https://afspraak.example.nl/afspraak/geheim'
};

describe('what a letter says', () => {
	test('is filled in wherever a field stands', () => {
		expect(fillIn({ subject: '{date}, {name}', body: '{time} en {time}' }, FACTS)).toEqual({
			subject: 'woensdag 4 maart, mevrouw Jansen',
			body: '09:00 en 09:00'
		});
	});

	test('leaves out a paragraph about nothing, and keeps one that says something besides', () => {
		const body = 'Neem mee:\n{bring}\n\nMee: {bring}. Om {time}.\n\nTot dan.';
		expect(fillIn({ subject: '', body }, FACTS).body).toBe('Mee: . Om 09:00.\n\nTot dan.');
	});

	test('is not filled in twice: what somebody is called stays as it is', () => {
		const sly = { ...FACTS, name: '{link}' };
		expect(fillIn({ subject: '{name}', body: '{name}' }, sly)).toEqual({
			subject: '{link}',
			body: '{link}'
		});
	});

	test('has a subject of one line, whatever it is filled with', () => {
		const sly = { ...FACTS, name: 'Jansen\r\nBcc: iedereen@voorbeeld.nl' };
		expect(fillIn({ subject: 'Dag {name}', body: '' }, sly).subject).toBe(
			'Dag Jansen Bcc: iedereen@voorbeeld.nl'
		);
	});

	test('names what is no field', () => {
		expect(unknownFields('{name} {naam} {Name} {} {naam} {a\nb}')).toEqual(['naam', 'Name', '']);
	});

	test.each(MAIL_KINDS.flatMap((kind) => LANGUAGES.map((language) => [kind, language] as const)))(
		'of Beurt itself knows its fields, and tells when, where and how to change it: %s, %s',
		(kind, language) => {
			const { subject, body } = mailWords(kind, language);
			expect(unknownFields(`${subject} ${body}`)).toEqual([]);
			const always = ['name', 'place', 'services', 'link', 'town'] as const;
			// On the list there is no time yet, and after it there is none any more.
			const when = kind === 'listed' || kind === 'unlisted' ? [] : (['date', 'time'] as const);
			for (const field of [...always, ...when])
				expect(`${subject} ${body}`).toContain(`{${field}}`);
			expect(MAIL_FIELDS.every((field) => field in FACTS)).toBe(true);
		}
	);
});

describe('a letter that was not taken', () => {
	test('is tried ever less often, at most an hour apart, for a day', () => {
		const pauses: (number | null)[] = [];
		for (let tries = 1, at = 0; ; tries++) {
			const next = nextTry(tries, 0, at);
			pauses.push(next === null ? null : (next - at) / MINUTE);
			if (next === null) break;
			at = next;
		}
		expect(pauses.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
		expect(pauses.at(-1)).toBeNull();
		expect(pauses.length).toBeLessThan(32);
	});
});

describe('a reminder', () => {
	const START = 100 * HOUR;
	test.each([
		['the day before', 24, 10 * HOUR, 76 * HOUR],
		['not when that is over', 24, 80 * HOUR, null],
		['not when that is within the hour', 24, 75.5 * HOUR, null],
		['not where none is wanted', 0, 10 * HOUR, null]
	])('%s', (_, hours, now, due) => {
		expect(reminderAt(START, hours, now)).toBe(due);
	});
});
