import { describe, expect, test } from 'vitest';
import { minutesFor } from '../../src/lib/domain/service.ts';
import { firstWaitMs, ticketLabel, ticketNumber } from '../../src/lib/domain/visit.ts';
import { MINUTE } from '../../src/lib/domain/time.ts';
import { TEN, at, id } from './make.ts';

describe('a ticket', () => {
	test.each([
		['P', 1, 'P001'],
		['P', 42, 'P042'],
		['Z', 999, 'Z999']
	])('of series %s and number %i is called %s', (letter, number, expected) => {
		expect(ticketNumber({ letter, number })).toBe(expected);
	});

	test('carries the code of the hall that gave it wherever else the visitor waits', () => {
		const label = (branchId: string) =>
			ticketLabel(
				{ letter: 'P', number: 42, issuedBranchId: id('roosendaal'), branchId: id(branchId) },
				(branch) => (branch === 'roosendaal' ? 'R' : '?')
			);
		expect(label('roosendaal')).toBe('P042');
		expect(label('bergen')).toBe('R-P042');
	});
});

describe('the wait that is published', () => {
	test.each([
		['not called yet', 0, null, null, null],
		['from arrival', 0, null, 12, 12],
		['from the slot’s start if that is later', -20, 0, 3, 3],
		['from arrival if the visitor was late', 8, 0, 10, 2],
		['never below 0', -20, 0, -5, 0]
	])('is %s', (_what, arrived, slot, called, expected) => {
		const wait = firstWaitMs({
			arrivedAt: at(arrived),
			slotStart: slot === null ? null : at(slot),
			firstCalledAt: called === null ? null : at(called)
		});
		expect(wait).toBe(expected === null ? null : expected * MINUTE);
	});

	test('counts every millisecond', () => {
		expect(firstWaitMs({ arrivedAt: TEN, slotStart: null, firstCalledAt: TEN + 1 })).toBe(1);
	});
});

test('further people take the extra minutes each', () => {
	expect([1, 2, 4].map((n) => minutesFor({ firstMinutes: 5, extraMinutes: 2 }, n))).toEqual([
		5, 7, 11
	]);
});
