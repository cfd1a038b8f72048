import { describe, expect, test } from 'vitest';
import type { DomainEvent, JournalEntry, VisitEvent } from '../../src/lib/domain/events.ts';
import { type UndoStep, decideUndo } from '../../src/lib/domain/undo.ts';
import { SECOND } from '../../src/lib/domain/time.ts';
import { TEN, TODAY, id, plan } from './make.ts';

const about = { visitId: id<'visit'>('v1'), branchId: id<'branch'>('north') };
const anna = id<'account'>('anna');
const issued: VisitEvent = {
	...about,
	type: 'ticket-issued',
	regionId: id('region'),
	day: TODAY,
	letter: 'P',
	number: 42,
	services: [plan('passport')],
	mode: 'desk',
	language: 'nl',
	videoOk: false,
	fetchInPerson: false,
	slotStart: null,
	line: 2,
	due: TEN,
	notBefore: TEN,
	priority: null
};
const called: VisitEvent = {
	...about,
	type: 'visit-called',
	clerkId: anna,
	counterId: id('north 1'),
	boothId: null,
	cause: 'next',
	rank: { step: 1, line: 2, due: TEN, pastDue: false, streak: 2 },
	streak: 0,
	day: TODAY,
	streakBefore: { streak: 2, streakDay: TODAY }
};
const served: VisitEvent = { ...about, type: 'serving-started', clerkId: anna };

const journal = (...events: DomainEvent[]): JournalEntry[] =>
	events.map((event, i) => ({
		seq: i + 1,
		at: TEN,
		regionId: id('region'),
		actor: { kind: 'account', id: anna },
		commandId: 'c1',
		version: 1,
		event
	}));

const step = (history: JournalEntry[], change: Partial<UndoStep> = {}): UndoStep => ({
	entry: history.at(-1) as JournalEntry,
	history,
	overtakenBy: null,
	boothTaken: false,
	...change
});

describe('undo', () => {
	const serving = step(journal(issued, called, served));

	test.each([
		[10 * SECOND, true],
		[10 * SECOND + 1, false]
	])('after %i ms it is possible: %s', (after, possible) => {
		const outcome = decideUndo(anna, [serving], TEN + after);
		expect(outcome.ok || outcome.refusal).toEqual(
			possible || { code: 'undo-expired', seconds: 10 }
		);
	});

	test('is one’s own', () => {
		expect(decideUndo(id('bram'), [serving], TEN)).toMatchObject({
			refusal: { code: 'nothing-to-undo' }
		});
	});

	test.each<[string, UndoStep[]]>([
		['an unknown command', []],
		[
			'an opened counter',
			[step(journal({ clerkId: anna, regionId: id('region'), branchId: null, type: 'duty-ended' }))]
		]
	])('of %s is refused', (_what, steps) => {
		expect(decideUndo(anna, steps, TEN)).toMatchObject({ refusal: { code: 'nothing-to-undo' } });
	});

	test('of a ticket withdraws it: its number is spent', () => {
		expect(decideUndo(anna, [step(journal(issued))], TEN)).toMatchObject({
			ok: true,
			value: [{ type: 'visit-cancelled', reason: 'mistake' }]
		});
	});

	test('is refused once someone came after, saying who', () => {
		const overtaken = { ...serving, overtakenBy: 'Bram' };
		expect(decideUndo(anna, [overtaken], TEN)).toEqual({
			ok: false,
			refusal: { code: 'overtaken', by: 'Bram' }
		});
		expect(decideUndo(anna, [{ ...serving, boothTaken: true }], TEN)).toMatchObject({
			refusal: { code: 'overtaken' }
		});
	});

	test('of a call gives back the streak, of anything else leaves it', () => {
		const ofCall = decideUndo(anna, [step(journal(issued, called))], TEN);
		expect(ofCall).toMatchObject({
			value: [{ undone: 'visit-called', undoneSeq: 2, streak: { streak: 2, streakDay: TODAY } }]
		});
		expect(decideUndo(anna, [serving], TEN)).toMatchObject({
			value: [{ undone: 'serving-started', streak: null }]
		});
	});

	test('takes a whole command back, newest first', () => {
		const history = journal(issued, called, served);
		const outcome = decideUndo(anna, [step(history.slice(0, 2)), step(history)], TEN);
		expect(outcome).toMatchObject({
			value: [
				{ undone: 'serving-started', visit: { state: 'called', clerkId: anna } },
				{ undone: 'visit-called', visit: { state: 'waiting', clerkId: null, firstCalledAt: null } }
			]
		});
	});
});
