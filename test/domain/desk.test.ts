import { describe, expect, test } from 'vitest';
import {
	type Desk,
	calledBy,
	decideAddService,
	decideAskTime,
	decideCancel,
	decideFinish,
	decideMark,
	decideMiss,
	decideNext,
	decidePark,
	decidePick,
	decidePriority,
	decideRecall,
	decideReinstate,
	decideRequeue,
	decideResumeHere,
	decideResumeToWaiting,
	decideServe,
	decideTransfer
} from '../../src/lib/domain/desk.ts';
import type { AnyOutcome } from '../../src/lib/domain/refusal.ts';
import { VISIT_STATES, type Visit, type VisitState } from '../../src/lib/domain/visit.ts';
import { TEN, TODAY, at, called, desk, duty, id, plan, service, serving, waiting } from './make.ts';

const anna = desk();
const nameOf = (clerk: string) => (clerk === 'bram' ? 'Bram' : clerk);
const noPool = { own: [], help: [], early: [], sentBack: [] };
const rule = { streak: 0, ownWindow: 0, zipLimitOf: () => 2, isOwn: () => true };

/** The code of a refusal with its details, or the one event without what every event says. */
function short(outcome: AnyOutcome): unknown {
	if (!outcome.ok) return outcome.refusal;
	const [event] = outcome.value as Record<string, unknown>[];
	if (!event) return [];
	const { visitId: _v, branchId: _b, clerkId: _c, ...rest } = event;
	return rest;
}

describe('a clerk who calls', () => {
	const unready: [string, Partial<Desk>, unknown][] = [
		['is on duty', { duty: duty({ since: null }) }, { code: 'not-on-duty' }],
		[
			'has no called visitor left',
			{ current: called() },
			{ code: 'call-unresolved', ticket: 'P042' }
		],
		['has nobody at the counter', { current: serving() }, { code: 'visit-open', ticket: 'P042' }],
		[
			'is not paused',
			{ duty: duty({ pausedSince: TEN, pauseReason: 'break' }) },
			{ code: 'paused' }
		],
		['works where calls are not held', { held: true }, { code: 'calls-held' }]
	];

	test.each(unready)('%s; else next, pick and resume are refused', (_what, change, refusal) => {
		const clerk = desk(change);
		expect(short(decideNext(clerk, noPool, rule, TEN))).toEqual(refusal);
		expect(short(decidePick(clerk, waiting(), 'pick', null, TEN))).toEqual(refusal);
		expect(short(decideResumeHere(clerk, waiting({ state: 'parked' })))).toEqual(refusal);
	});

	test('is told when nobody is callable', () => {
		expect(short(decideNext(anna, noPool, rule, TEN))).toEqual({ code: 'queue-empty' });
	});

	test('calls to the counter, or for a visitor of another hall to a booth', () => {
		const choice = {
			visit: waiting(),
			cause: 'next' as const,
			rank: { step: 1 as const, line: 2 as const, due: at(15), pastDue: false, streak: 1 }
		};
		const clerk = desk({ duty: duty({ streak: 1, streakDay: TODAY }) });
		expect(calledBy(clerk, choice, null)).toEqual({
			type: 'visit-called',
			visitId: 'v1',
			branchId: 'north',
			clerkId: 'anna',
			counterId: 'north 1',
			boothId: null,
			cause: 'next',
			rank: choice.rank,
			streak: 0,
			day: TODAY,
			streakBefore: { streak: 1, streakDay: TODAY }
		});
		expect(calledBy(clerk, choice, id('booth'))).toMatchObject({
			counterId: null,
			boothId: 'booth'
		});
	});
});

describe('a visit in a state that an action is not for', () => {
	type Decide = (visit: Visit) => AnyOutcome;
	const finish = { outcome: 'answered', passedOnTo: null, then: 'serve', endedAt: null } as const;
	const to = { service: service('move'), toBranchId: null, colleague: null };
	const actions: [string, VisitState[], Decide][] = [
		['recall', ['called'], (v) => decideRecall(anna, v, nameOf)],
		['serve', ['called'], (v) => decideServe(anna, v, nameOf)],
		['finish', ['serving'], (v) => decideFinish(anna, v, finish, nameOf, TEN)],
		['miss', ['called'], (v) => decideMiss(anna, v, { recallsBeforeMissed: 0 }, nameOf)],
		['park', ['called', 'serving'], (v) => decidePark(anna, v, 'photo', nameOf)],
		['requeue', ['called', 'serving'], (v) => decideRequeue(anna, v, 'by-hand', nameOf, TEN)],
		['reinstate', ['no-show'], (v) => decideReinstate(v, TEN, TODAY)],
		['resume here', ['parked'], (v) => decideResumeHere(anna, v)],
		['resume to waiting', ['parked'], (v) => decideResumeToWaiting(v)],
		['pick', ['waiting'], (v) => decidePick(anna, v, 'pick', null, TEN)],
		['transfer', ['waiting', 'called', 'serving'], (v) => decideTransfer(anna, v, to, nameOf, TEN)],
		['move by the host', ['waiting'], (v) => decideTransfer(null, v, to, nameOf, TEN)],
		[
			'add a service',
			['waiting', 'called', 'serving', 'parked'],
			(v) => decideAddService(v, service('move'), 1)
		],
		['cancel', ['waiting', 'called', 'parked'], (v) => decideCancel(v, 'mistake')],
		['give priority', ['waiting', 'called', 'parked'], (v) => decidePriority(v, 'mobility')],
		[
			'mark',
			['waiting', 'called', 'parked'],
			(v) => decideMark(v, { videoOk: true, fetchInPerson: true })
		],
		['ask for time', ['waiting', 'called'], (v) => decideAskTime(v, TEN)]
	];

	test.each(actions)('%s works from %j only', (_what, allowed, decide) => {
		for (const state of VISIT_STATES) {
			const outcome = decide(called({ state }));
			if (allowed.includes(state)) expect(outcome.ok, state).toBe(true);
			else
				expect(short(outcome), state).toMatchObject({ code: 'wrong-state', ticket: 'P042', state });
		}
	});

	test('the refusal says from which states it would do', () => {
		expect(short(decideServe(anna, waiting(), nameOf))).toMatchObject({ allowed: ['called'] });
	});

	test.each(
		actions.filter(([what]) =>
			['recall', 'serve', 'finish', 'miss', 'park', 'requeue', 'transfer'].includes(what)
		)
	)('%s is refused for a colleague’s visit, by name', (_what, allowed, decide) => {
		const state = allowed.at(-1) as VisitState;
		expect(short(decide(called({ state, clerkId: id('bram') })))).toEqual({
			code: 'not-your-visit',
			ticket: 'P042',
			by: 'Bram'
		});
	});
});

describe('recall', () => {
	const moved = desk({ duty: duty({ counterId: id('north 2') }) });

	test('calls to where the clerk sits now', () => {
		expect(short(decideRecall(moved, called(), nameOf))).toMatchObject({ counterId: 'north 2' });
	});

	test('of someone in a booth, or from another hall, says the place of the call', () => {
		const inBooth = called({ boothId: id('booth'), counterId: null });
		expect(short(decideRecall(moved, inBooth, nameOf))).toMatchObject({ counterId: null });
		const away = desk({ duty: duty({ branchId: id('south'), counterId: id('south 1') }) });
		expect(short(decideRecall(away, called(), nameOf))).toMatchObject({ counterId: 'north 1' });
	});
});

describe('no-show', () => {
	test.each([
		[0, 1, false, { code: 'recalls-needed', done: 0, needed: 1 }],
		[1, 1, false, { type: 'visit-missed' }],
		[1, 2, false, { code: 'recalls-needed', done: 1, needed: 2 }],
		[2, 1, true, { code: 'recalls-needed', done: 2, needed: 3 }],
		[3, 1, true, { type: 'visit-missed' }]
	])(
		'after %i recalls where %i are needed, fetched in person: %s',
		(recalls, needed, fetchInPerson, expected) => {
			const visit = called({ recalls, fetchInPerson });
			expect(short(decideMiss(anna, visit, { recallsBeforeMissed: needed }, nameOf))).toEqual(
				expected
			);
		}
	);

	const missed = (change: Partial<Visit> = {}) =>
		waiting({
			state: 'no-show',
			missedAt: TEN,
			line: 1,
			due: at(-3),
			waitingSince: null,
			...change
		});

	test('who reports within 15 min keeps due and line, and rests 5 min', () => {
		expect(short(decideReinstate(missed(), at(15), TODAY))).toEqual({
			type: 'visit-reinstated',
			line: 1,
			due: at(-3),
			notBefore: at(20)
		});
	});

	test('who reports later stands in the second line as if arriving now', () => {
		expect(short(decideReinstate(missed(), at(15) + 1, TODAY))).toEqual({
			type: 'visit-reinstated',
			line: 2,
			due: at(30) + 1,
			notBefore: at(15) + 1
		});
	});

	test('priority stays, however late', () => {
		expect(short(decideReinstate(missed({ priority: 'mobility' }), at(60), TODAY))).toMatchObject({
			line: 1,
			due: at(75)
		});
	});

	test('the shortest target of what is still to be done counts', () => {
		const services = [
			plan('passport', { targetMinutes: 5 }),
			plan('move', { targetMinutes: 12 }),
			plan('vog')
		];
		const visit = missed();
		const [first, ...rest] = waiting({}, services).services;
		const later = { ...visit, services: [{ ...first, finishedAt: TEN }, ...rest] } as Visit;
		expect(short(decideReinstate(later, at(60), TODAY))).toMatchObject({ due: at(72) });
	});
});

describe('finish', () => {
	const both = [plan('passport'), plan('move')];
	const finish = { outcome: 'answered', passedOnTo: null, then: 'serve', endedAt: null } as const;
	const decide = (visit: Visit, change: object = {}, clerk = anna) =>
		short(decideFinish(clerk, visit, { ...finish, ...change }, nameOf, at(9)));

	test('ends the visit with its last service', () => {
		expect(decide(serving())).toEqual({
			type: 'visit-finished',
			outcome: 'answered',
			passedOnTo: null,
			endedAt: at(9)
		});
	});

	test('goes on with the next service, or lets the visitor wait for it', () => {
		expect(decide(serving({}, both))).toMatchObject({ type: 'service-finished', then: 'serving' });
		expect(decide(serving({}, both), { then: 'wait' })).toMatchObject({ then: 'waiting' });
	});

	test('a clerk without the skill can’t go on, but can let wait', () => {
		const clerk = desk({ skills: new Set([id<'service'>('passport')]) });
		expect(decide(serving({}, both), {}, clerk)).toEqual({ code: 'not-skilled', ticket: 'P042' });
		expect(decide(serving({}, both), { then: 'wait' }, clerk)).toMatchObject({ then: 'waiting' });
	});

	test('to whom is kept only of who was passed on', () => {
		expect(decide(serving(), { outcome: 'passed-on', passedOnTo: 'website' })).toMatchObject({
			passedOnTo: 'website'
		});
		expect(decide(serving(), { outcome: 'follow-up', passedOnTo: 'website' })).toMatchObject({
			passedOnTo: null
		});
	});

	describe('of a visit of an earlier day', () => {
		const left = serving({ day: '2026-03-02', servingSince: at(-1000) }, both);
		const needed = { code: 'end-needed', ticket: 'P042', from: at(-1000), to: at(9) };

		test.each([
			['needs an end', null, needed],
			['not before it began', at(-1001), needed],
			['not in the future', at(10), needed],
			[
				'and takes it, with all that was left of it',
				at(-990),
				{ type: 'visit-finished', endedAt: at(-990) }
			]
		])('%s', (_what, endedAt, expected) => {
			expect(decide(left, { endedAt })).toMatchObject(expected);
		});
	});

	test('an entered end is not taken for a visit of today', () => {
		expect(decide(serving(), { endedAt: at(3) })).toMatchObject({ endedAt: at(9) });
	});
});

describe('sending back', () => {
	test('an absent visitor rests 5 min; by hand nothing changes', () => {
		const visit = called({ notBefore: at(-2) });
		expect(short(decideRequeue(anna, visit, 'absent', nameOf, TEN))).toMatchObject({
			notBefore: at(5)
		});
		expect(short(decideRequeue(anna, visit, 'by-hand', nameOf, TEN))).toMatchObject({
			notBefore: at(-2)
		});
	});
});

describe('picking and resuming', () => {
	const away = waiting({ branchId: id('south') });

	test.each<[string, Visit, Parameters<typeof decidePick>[3], unknown]>([
		[
			'without the skill',
			waiting({}, [plan('vog')]),
			null,
			{ code: 'not-skilled', ticket: 'P042' }
		],
		['in another hall', away, id('booth'), { code: 'out-of-reach', ticket: 'P042' }],
		[
			'in another hall without a free booth',
			{ ...away, videoOk: true },
			null,
			{ code: 'out-of-reach', ticket: 'P042' }
		],
		[
			'in another hall by video',
			{ ...away, videoOk: true },
			id('booth'),
			{ boothId: 'booth', counterId: null }
		],
		['by telephone', { ...away, mode: 'telephone' }, null, { boothId: null, counterId: 'north 1' }],
		['in this hall', waiting(), id('booth'), { boothId: null, counterId: 'north 1', cause: 'pick' }]
	])('a visit %s', (_what, visit, booth, expected) => {
		expect(short(decidePick(anna, visit, 'pick', booth, TEN))).toMatchObject(expected as object);
	});

	test('a pick leaves the streak as it was, and yesterday’s does not count', () => {
		const clerk = (streakDay: string) => desk({ duty: duty({ streak: 2, streakDay }) });
		const streak = (day: string) => short(decidePick(clerk(day), waiting(), 'assigned', null, TEN));
		expect(streak(TODAY)).toMatchObject({ cause: 'assigned', streak: 2 });
		expect(streak('2026-03-02')).toMatchObject({ streak: 0 });
	});

	test('a parked visit goes on at another counter of its hall, for who has the skill', () => {
		const parked = waiting({ state: 'parked', clerkId: id('bram') });
		expect(short(decideResumeHere(anna, parked))).toMatchObject({
			to: 'serving',
			counterId: 'north 1'
		});
		expect(short(decideResumeHere(anna, { ...parked, openServiceId: id('vog') }))).toMatchObject({
			code: 'not-skilled'
		});
		expect(
			short(decideResumeHere(anna, { ...parked, branchId: id('south'), videoOk: true }))
		).toMatchObject({ code: 'out-of-reach' });
	});
});

describe('transfer', () => {
	const nowhere = { service: null, toBranchId: null, colleague: null };
	const bram = {
		clerkId: id<'account'>('bram'),
		branchId: id<'branch'>('north'),
		skills: new Set([id<'service'>('move')])
	};

	test.each<[string, Partial<Parameters<typeof decideTransfer>[2]>, unknown]>([
		['nowhere', {}, { code: 'nothing-changes' }],
		[
			'to where it is, for what it is',
			{ service: service('passport'), toBranchId: id('north') },
			{ code: 'nothing-changes' }
		],
		[
			'to a service',
			{ service: service('move') },
			{
				toBranchId: 'north',
				service: { serviceId: 'move' },
				reservedFor: null,
				reservedUntil: null
			}
		],
		['to a hall', { toBranchId: id('south') }, { toBranchId: 'south', service: null }],
		[
			'to a colleague without the skill',
			{ colleague: bram },
			{ code: 'not-skilled', ticket: 'P042' }
		],
		[
			'to a colleague for what they can',
			{ service: service('move'), colleague: bram },
			{ reservedFor: 'bram', reservedUntil: at(10) }
		],
		[
			'to a colleague who sits in another hall',
			{ service: service('move'), colleague: { ...bram, branchId: id('south') } },
			{ code: 'out-of-reach' }
		],
		[
			'to a colleague in the hall that it is moved to',
			{
				service: service('move'),
				toBranchId: id('south'),
				colleague: { ...bram, branchId: id('south') }
			},
			{ reservedFor: 'bram', toBranchId: 'south' }
		]
	])('%s', (_what, to, expected) => {
		expect(
			short(decideTransfer(anna, serving(), { ...nowhere, ...to }, nameOf, TEN))
		).toMatchObject(expected as object);
	});

	test('the new service is planned for as many people as the old one', () => {
		const visit = serving({}, [plan('passport', { persons: 3 })]);
		expect(
			short(decideTransfer(anna, visit, { ...nowhere, service: service('move') }, nameOf, TEN))
		).toMatchObject({
			service: { serviceId: 'move', persons: 3, minutes: 20 }
		});
	});
});

describe('what a host and a visitor can ask', () => {
	test('a fifth service is refused', () => {
		const four = ['a', 'b', 'c', 'd'].map((key) => plan(key));
		expect(short(decideAddService(waiting({}, four), service('e'), 1))).toEqual({
			code: 'too-many-services',
			allowed: 4
		});
		expect(short(decideAddService(waiting({}, four.slice(1)), service('e'), 2))).toMatchObject({
			service: { serviceId: 'e', minutes: 15 }
		});
	});

	test('priority brings due forward, never back, and twice the same is nothing', () => {
		expect(short(decidePriority(waiting({ due: at(15) }), 'mobility'))).toMatchObject({
			due: at(5)
		});
		expect(short(decidePriority(waiting({ due: at(2) }), 'mobility'))).toMatchObject({
			due: at(2)
		});
		expect(short(decidePriority(waiting({ priority: 'mobility' }), 'mobility'))).toEqual({
			code: 'nothing-changes'
		});
		expect(short(decidePriority(waiting({ priority: 'mobility' }), 'distress'))).toMatchObject({
			reason: 'distress'
		});
	});

	test('video is marked only if all that is open can be given so', () => {
		const marks = { videoOk: true, fetchInPerson: false };
		const mixed = waiting({}, [plan('passport'), plan('vog', { byVideo: false })]);
		expect(short(decideMark(waiting(), marks))).toMatchObject({ videoOk: true });
		expect(short(decideMark(mixed, marks))).toEqual({ code: 'nothing-changes' });
		const [passport, vog] = mixed.services;
		const done = { ...mixed, services: [passport, { ...vog, finishedAt: TEN }] } as Visit;
		expect(short(decideMark(done, marks))).toMatchObject({ videoOk: true });
	});

	test('more time is given once, and never brings an appointment forward', () => {
		expect(short(decideAskTime(waiting(), at(1)))).toEqual({
			type: 'time-asked',
			notBefore: at(6)
		});
		expect(short(decideAskTime(waiting({ notBefore: at(20) }), at(1)))).toMatchObject({
			notBefore: at(20)
		});
		expect(short(decideAskTime(waiting({ askedForTime: true }), at(1)))).toEqual({
			code: 'time-already-asked'
		});
	});
});
