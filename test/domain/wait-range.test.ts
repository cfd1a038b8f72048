import { expect, test } from 'vitest';
import { MINUTE } from '../../src/lib/domain/time.ts';
import { minutesUntil } from '../../src/lib/domain/wait-range.ts';

const NOW = Date.UTC(2026, 2, 3, 9);
const until = (from: number | null, to: number) =>
	minutesUntil({ from: from === null ? null : NOW + from * MINUTE, to: NOW + to * MINUTE }, NOW);

test('a wait is told in fives, and in quarters when it is long', () => {
	expect(until(11, 19)).toEqual({ from: 10, to: 20 });
	expect(until(4, 6)).toEqual({ from: null, to: 10 });
	expect(until(58, 61)).toEqual({ from: 55, to: 75 });
	expect(until(62, 88)).toEqual({ from: 60, to: 90 });
});

test('never a single minute, and never one that has passed', () => {
	expect(until(10, 10)).toEqual({ from: null, to: 10 });
	expect(until(-5, 3)).toEqual({ from: null, to: 5 });
	for (const to of [2, 1, 0, -3]) expect(until(-8, to)).toBe('soon');
	expect(until(-8, -4)).toBeNull();
	expect(until(0, NaN)).toBeNull();
});

test('without measured times there is only an end', () => {
	expect(until(null, 14)).toEqual({ from: null, to: 15 });
});
