import { describe, expect, test } from 'vitest';
import {
	type CallRule,
	type Candidate,
	type Pool,
	callOrder,
	chooseNext,
	placeInLine,
	streakAfter,
	zip
} from '../../src/lib/domain/queue.ts';
import type { CallCause } from '../../src/lib/domain/visit.ts';
import { MINUTE } from '../../src/lib/domain/time.ts';
import { TEN, at, id } from './make.ts';

describe('the place that an arriving visitor gets', () => {
	const grace = { graceMinutes: 10 };

	test.each([
		['a walk-in is due after the target', 0, null, null, 2, 15, 0],
		[
			'an early appointment is due 5 min after its start, and waits for that',
			-20,
			0,
			null,
			1,
			5,
			0
		],
		[
			'an appointment within the grace is timely, due at once if later than that',
			8,
			0,
			null,
			1,
			8,
			8
		],
		['the last minute of the grace is timely', 10, 0, null, 1, 10, 10],
		['after the grace an appointment is as a walk-in that arrives now', 11, 0, null, 2, 26, 11],
		['priority makes a walk-in due in 5 min, in the first line', 0, null, 'mobility', 1, 5, 0],
		['priority leaves an earlier due as it is', 3, 0, 'pregnant', 1, 5, 3],
		['a late appointment with priority goes to the first line', 30, 0, 'distress', 1, 35, 30]
	] as const)('%s', (_what, arrives, slot, priority, line, due, notBefore) => {
		const slotStart = slot === null ? null : at(slot);
		expect(placeInLine(at(arrives), 15, slotStart, priority, grace)).toEqual({
			line,
			due: at(due),
			notBefore: at(notBefore)
		});
	});

	test('an early appointment with priority is due 5 min after arrival, but not called before its start', () => {
		expect(placeInLine(at(-20), 15, TEN, 'mobility', grace)).toEqual({
			line: 1,
			due: at(-15),
			notBefore: TEN
		});
	});
});

const candidate = (
	name: string,
	line: 1 | 2,
	due: number,
	change: Partial<Candidate> = {}
): Candidate => ({
	id: id(name),
	branchId: id('north'),
	line,
	due: at(due),
	arrivedAt: at(due - 15),
	slotStart: null,
	notBefore: at(due - 15),
	mode: 'desk',
	...change
});

describe('zipping two lines', () => {
	const first = candidate('first', 1, 5);
	const second = candidate('second', 2, -1);

	test.each([
		['the first line goes first', 0, 2, 'first'],
		['and a second time', 1, 2, 'first'],
		['but not a third time past someone overdue', 2, 2, 'second'],
		['nor ever after that', 7, 2, 'second'],
		['a hall may allow 4', 3, 4, 'first'],
		['and after 4 the second line has its turn', 4, 4, 'second']
	])('%s', (_what, streak, limit, expected) => {
		expect(zip({ first, second }, streak, () => limit, TEN)?.id).toBe(expected);
	});

	test('someone in the second line who is due exactly now is not past due yet', () => {
		const dueNow = candidate('due now', 2, 0);
		expect(zip({ first, second: dueNow }, 9, () => 1, TEN)).toBe(first);
		expect(zip({ first, second: dueNow }, 9, () => 1, TEN + 1)).toBe(dueNow);
	});

	test('an empty line leaves the other one alone', () => {
		expect(zip({ first: null, second }, 0, () => 2, TEN)).toBe(second);
		expect(zip({ first, second: null }, 9, () => 2, TEN)).toBe(first);
		expect(zip({ first: null, second: null }, 0, () => 2, TEN)).toBeNull();
	});

	test('within a line due decides, then check-in, then id', () => {
		const order = (visits: Candidate[]) => callOrder(visits, 2, TEN).map((visit) => visit.id);
		const early = candidate('b', 2, 1, { arrivedAt: at(-30) });
		expect(order([candidate('a', 2, 2), candidate('c', 2, 1), early])).toEqual(['b', 'c', 'a']);
		const twins = [candidate('y', 2, 1), candidate('x', 2, 1)];
		expect(order(twins)).toEqual(['x', 'y']);
	});
});

describe('which hall', () => {
	const rule: CallRule = {
		streak: 0,
		ownWindow: 5 * MINUTE,
		zipLimitOf: () => 2,
		isOwn: ({ branchId }) => branchId === 'north'
	};
	const empty: Pool = { own: [], help: [], early: [], sentBack: [] };
	const there = { branchId: id<'branch'>('south') };
	const choose = (pool: Partial<Pool>, change: Partial<CallRule> = {}) => {
		const choice = chooseNext({ ...empty, ...pool }, { ...rule, ...change }, TEN);
		return choice && [choice.visit.id, choice.cause, choice.rank.step];
	};
	const help = [candidate('help', 2, -30, there)];
	const early = [candidate('early', 1, 15, { slotStart: at(10), notBefore: at(10) })];
	const sentBack = [candidate('sent back', 2, -30)];

	test.each<[string, Partial<Pool>, Partial<CallRule>, unknown]>([
		[
			'the own hall comes first when its earliest is due within 5 min',
			{ own: [candidate('own', 2, 5)], help },
			{},
			['own', 'next', 1]
		],
		[
			'help comes first when the own hall has more time than that',
			{ own: [candidate('own', 2, 6)], help },
			{},
			['help', 'help', 2]
		],
		[
			'a hall may widen the 5 min',
			{ own: [candidate('own', 2, 6)], help },
			{ ownWindow: 6 * MINUTE },
			['own', 'next', 1]
		],
		[
			'either line makes the own hall pressing, and the zip decides who goes',
			{ own: [candidate('calm', 1, 20), candidate('pressing', 2, 3)], help },
			{},
			['calm', 'next', 1]
		],
		[
			'without help the own hall goes on',
			{ own: [candidate('own', 2, 60)] },
			{},
			['own', 'next', 3]
		],
		[
			'the own hall comes before an early appointment',
			{ own: [candidate('own', 2, 60)], early },
			{},
			['own', 'next', 3]
		],
		[
			'an early appointment comes before who was sent back',
			{ early, sentBack },
			{},
			['early', 'early', 4]
		],
		['who was sent back comes last', { sentBack }, {}, ['sent back', 'next', 5]],
		[
			'who was sent back in another hall is helped',
			{ sentBack: [candidate('sent back', 2, 9, there)] },
			{},
			['sent back', 'help', 5]
		],
		['nobody is nobody', {}, {}, null],
		[
			'the turn of the second line is called so',
			{ own: [candidate('first', 1, 1), candidate('second', 2, -1)] },
			{ streak: 2 },
			['second', 'overdue', 1]
		],
		[
			'a second line that is alone has no need of a turn',
			{ own: [candidate('second', 2, -1)] },
			{ streak: 2 },
			['second', 'next', 1]
		]
	])('%s', (_what, pool, change, expected) => {
		expect(choose(pool, change)).toEqual(expected);
	});

	test('of several halls the one with the earliest due is helped, by its own zip', () => {
		const west = { branchId: id<'branch'>('west') };
		const needy = [candidate('needy', 2, -30, there), candidate('appointment', 1, -1, there)];
		const other = candidate('other', 1, -29, west);
		expect(choose({ help: [other, ...needy] })).toEqual(['appointment', 'help', 2]);
		const limits = (visit: { branchId: string }) => (visit.branchId === 'south' ? 1 : 9);
		expect(choose({ help: [other, ...needy] }, { streak: 1, zipLimitOf: limits })).toEqual([
			'needy',
			'help',
			2
		]);
	});

	test('the reason says what it was ranked by', () => {
		const choice = chooseNext(
			{ ...empty, own: [candidate('own', 2, -3)] },
			{ ...rule, streak: 1 },
			TEN
		);
		expect(choice?.rank).toEqual({ step: 1, line: 2, due: at(-3), pastDue: true, streak: 1 });
	});
});

describe('the streak of a clerk', () => {
	test.each<[CallCause, number, number]>([
		['next', 3, 0],
		['help', 3, 0],
		['overdue', 3, 0],
		['early', 2, 2],
		['pick', 2, 2],
		['assigned', 2, 2]
	])('after `%s` it is %i for the first line and %i for the second', (cause, first, second) => {
		expect([streakAfter(2, cause, 1), streakAfter(2, cause, 2)]).toEqual([first, second]);
	});
});

describe('the order in which a hall will be called', () => {
	const order = (visits: Candidate[], limit = 2) =>
		callOrder(visits, limit, TEN).map((visit) => visit.id);
	const firsts = ['a', 'b', 'c', 'd'].map((name, i) => candidate(name, 1, i));
	const overdue = ['w', 'x'].map((name, i) => candidate(name, 2, i - 10));

	test('two of the first line, then one who is overdue', () => {
		expect(order([...overdue, ...firsts])).toEqual(['a', 'b', 'w', 'c', 'd', 'x']);
		expect(order([...overdue, ...firsts], 1)).toEqual(['a', 'w', 'b', 'x', 'c', 'd']);
	});

	test('the second line waits for the first while it is not overdue', () => {
		expect(order([candidate('w', 2, 10), ...firsts])).toEqual(['a', 'b', 'c', 'd', 'w']);
	});

	test('who may not be called yet comes at the end, in order of when they may', () => {
		const later = candidate('later', 1, -9, { notBefore: at(7) });
		const sooner = candidate('sooner', 2, 99, { notBefore: at(3) });
		expect(order([later, sooner, ...overdue])).toEqual(['w', 'x', 'sooner', 'later']);
	});
});
