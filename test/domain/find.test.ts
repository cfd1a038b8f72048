import { describe, expect, test } from 'vitest';
import { type Sought, goesBy, isTicketLike } from '../../src/lib/domain/find.ts';

const someone = (change: Partial<Sought> = {}): Sought => ({
	ticket: 'P042',
	name: null,
	contact: null,
	...change
});

describe('a visitor goes by', () => {
	test.each(['42', '042', 'p42', 'P042', 'p 42', 'P-042', ' p042 '])('the number: %s', (asked) => {
		expect(goesBy(someone(), asked)).toBe(true);
	});

	test.each(['R-P042', 'r-p42', 'rp42', 'p42', '42'])(
		'the number of another hall, with its letters or without: %s',
		(asked) => {
			expect(goesBy(someone({ ticket: 'R-P042' }), asked)).toBe(true);
		}
	);

	test.each(['josé', 'jose', 'JOSÉ DE', 'vries', 'é d'])('a part of the name: %s', (asked) => {
		expect(goesBy(someone({ name: 'José de Vries' }), asked)).toBe(true);
	});

	test.each(['0612345678', '06 1234', '06-12.34', '5678'])('the telephone: %s', (asked) => {
		expect(goesBy(someone({ contact: '06 - 12 34 56 78' }), asked)).toBe(true);
	});
});

test.each(['', '  ', '-', '4', '43', '420', 'q42', 'r-p42', 'p042x', 'j', '%', '.*'])(
	'and not by %j',
	(asked) => {
		expect(goesBy(someone({ name: 'Jo', contact: 'jo@voorbeeld.nl' }), asked)).toBe(false);
	}
);

test('only what looks like a number may stand in an address', () => {
	for (const asked of ['42', 'P042', 'p 42', 'R-P042', 'bo-p1'])
		expect(isTicketLike(asked)).toBe(true);
	for (const asked of ['', 'jan', 'jan 42', '0612345678', 'jan@voorbeeld.nl', 'p1234'])
		expect(isTicketLike(asked)).toBe(false);
});
