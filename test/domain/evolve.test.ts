import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	calledBy,
	decideAddService,
	decideAskTime,
	decideCancel,
	decideFinish,
	decideMiss,
	decidePark,
	decidePriority,
	decideRecall,
	decideReinstate,
	decideRequeue,
	decideResumeHere,
	decideResumeToWaiting,
	decideServe,
	decideTransfer
} from '../../src/lib/domain/desk.ts';
import { BrokenJournal } from '../../src/lib/domain/broken.ts';
import { emptyProjection, evolve, evolveVisit } from '../../src/lib/domain/evolve.ts';
import {
	type DomainEvent,
	type JournalEntry,
	type VisitEvent,
	isVisitEvent
} from '../../src/lib/domain/events.ts';
import { decideUndo } from '../../src/lib/domain/undo.ts';
import { OUTCOMES, type Visit } from '../../src/lib/domain/visit.ts';
import { TEN, TODAY, at, desk, duty, id, plan, service, waiting } from './make.ts';

/* A second reading of the page: what a stopwatch beside the visitor would have shown. */

interface Timed {
	key: string;
	startedAt: number | null;
	finishedAt: number | null;
	handledMs: number;
	outcome: string | null;
}
interface Reading {
	doing: string;
	waitedMs: number;
	firstCalledAt: number | null;
	firstServedAt: number | null;
	endedAt: number | null;
	recalls: number;
	services: Timed[];
}

const timed = (key: string): Timed => ({
	key,
	startedAt: null,
	finishedAt: null,
	handledMs: 0,
	outcome: null
});

/** What was undone never happened. */
function read(entries: JournalEntry[]): Reading {
	const undone = new Set(
		entries.flatMap(({ event }) => (event.type === 'visit-restored' ? [event.undoneSeq] : []))
	);
	const life = entries.filter(
		({ seq, event }) => event.type !== 'visit-restored' && !undone.has(seq)
	);
	let slot = 0;
	let since = 0;
	const now: Reading = {
		doing: 'nothing',
		waitedMs: 0,
		firstCalledAt: null,
		firstServedAt: null,
		endedAt: null,
		recalls: 0,
		services: []
	};
	const open = () => now.services.find((one) => one.finishedAt === null);
	const does = (next: string, at: number) => {
		if (now.doing === 'waiting') now.waitedMs += Math.max(0, at - Math.max(since, slot));
		const given = open();
		if (now.doing === 'serving' && given) given.handledMs += at - since;
		now.doing = next;
		since = at;
	};
	const begins = (at: number) => {
		const next = open();
		if (next) next.startedAt ??= at;
		now.firstServedAt ??= at;
	};
	const ends = (at: number, outcome: string) => {
		const given = open();
		if (given) Object.assign(given, { finishedAt: at, outcome });
	};
	for (const { event, at } of life as { event: VisitEvent; at: number }[]) {
		switch (event.type) {
			case 'ticket-issued':
				slot = event.slotStart ?? 0;
				now.services = event.services.map((one) => timed(one.serviceId));
				does('waiting', at);
				break;
			case 'visit-called':
				does('called', at);
				now.firstCalledAt ??= at;
				now.recalls = 0;
				break;
			case 'visit-recalled':
				now.recalls++;
				break;
			case 'serving-started':
				does('serving', at);
				begins(at);
				break;
			case 'service-finished':
				does(event.then, at);
				ends(at, event.outcome);
				if (event.then === 'serving') begins(at);
				break;
			case 'visit-finished':
				does('finished', event.endedAt);
				ends(event.endedAt, event.outcome);
				now.endedAt = event.endedAt;
				break;
			case 'visit-missed':
				does('no-show', at);
				break;
			case 'visit-parked':
				does('parked', at);
				break;
			case 'visit-resumed':
				does(event.to, at);
				if (event.to === 'serving') begins(at);
				break;
			case 'visit-reinstated':
			case 'visit-requeued':
				does('waiting', at);
				break;
			case 'time-asked':
				if (now.doing !== 'waiting') does('waiting', at);
				break;
			case 'visit-transferred': {
				if (now.doing !== 'waiting') does('waiting', at);
				if (!event.service) break;
				const given = open();
				if (!given) break;
				const place = now.services.indexOf(given);
				const begun = given.startedAt !== null;
				if (begun) ends(at, 'passed-on');
				now.services.splice(
					begun ? place + 1 : place,
					begun ? 0 : 1,
					timed(event.service.serviceId)
				);
				break;
			}
			case 'service-added':
				now.services.push(timed(event.service.serviceId));
				break;
			case 'visit-cancelled':
			case 'visit-abandoned':
				does(event.type === 'visit-cancelled' ? 'cancelled' : 'abandoned', at);
				now.endedAt = at;
				break;
			default:
				break;
		}
		if (now.doing === 'waiting') now.recalls = 0;
	}
	return now;
}

const asRead = (visit: Visit): Reading => ({
	doing: visit.state,
	waitedMs: visit.waitedMs,
	firstCalledAt: visit.firstCalledAt,
	firstServedAt: visit.firstServedAt,
	endedAt: visit.endedAt,
	recalls: visit.recalls,
	services: visit.services.map((one) => ({
		key: one.serviceId,
		startedAt: one.startedAt,
		finishedAt: one.finishedAt,
		handledMs: one.handledMs,
		outcome: one.outcome
	}))
});

/* Lives, made of decisions */

const anna = desk({ skills: new Set(['a', 'b', 'c'].map((key) => id<'service'>(key))) });
const nameOf = () => '';
const call = (visit: Visit): VisitEvent =>
	calledBy(
		anna,
		{
			visit,
			cause: 'next',
			rank: { step: 1, line: visit.line, due: visit.due, pastDue: false, streak: 0 }
		},
		null
	);

/** What may follow, at random; null where the choice does not apply. */
function decide(visit: Visit, choice: number, other: number, now: number): VisitEvent | null {
	const clerk = { ...anna, current: null };
	const next = service(['a', 'b', 'c'][other % 3] ?? 'a');
	const tomorrow = { ...clerk, today: '2026-03-04' };
	const finish = {
		outcome: OUTCOMES[other % 3] ?? 'answered',
		passedOnTo: null,
		then: other % 2 === 0 ? ('serve' as const) : ('wait' as const),
		endedAt: (visit.servingSince ?? now) + Math.floor((now - (visit.servingSince ?? now)) / 2)
	};
	const to = {
		service: other % 4 === 3 ? null : next,
		toBranchId: id<'branch'>('south'),
		colleague: null
	};
	const outcomes = [
		() => (visit.state === 'waiting' ? { ok: true as const, value: [call(visit)] } : null),
		() => (visit.state === 'waiting' ? { ok: true as const, value: [call(visit)] } : null),
		() => decideServe(clerk, visit, nameOf),
		() => decideServe(clerk, visit, nameOf),
		() => decideFinish(clerk, visit, finish, nameOf, now),
		() => decideFinish(clerk, visit, finish, nameOf, now),
		() => (other % 3 === 0 ? decideFinish(tomorrow, visit, finish, nameOf, now) : null),
		() => decidePark(clerk, visit, 'photo', nameOf),
		() => decideResumeHere(clerk, visit),
		() => decideResumeToWaiting(visit),
		() => decideRecall(clerk, visit, nameOf),
		() => decideMiss(clerk, visit, { recallsBeforeMissed: 0 }, nameOf),
		() => decideReinstate(visit, now, visit.day),
		() => decideRequeue(clerk, visit, other % 2 === 0 ? 'absent' : 'by-hand', nameOf, now),
		() => decideTransfer(clerk, visit, to, nameOf, now),
		() => decideAddService(visit, next, 1 + (other % 3)),
		() => decideAskTime(visit, now),
		() => decidePriority(visit, 'mobility'),
		() => (other % 5 === 0 ? decideCancel(visit, 'mistake') : null)
	];
	const outcome = outcomes[choice % outcomes.length]?.();
	return outcome?.ok ? (outcome.value[0] ?? null) : null;
}

const entryOf = (event: DomainEvent, seq: number, now: number): JournalEntry => ({
	seq,
	at: now,
	regionId: id('region'),
	actor: { kind: 'account', id: id('anna') },
	commandId: `command ${String(seq)}`,
	version: 1,
	event
});

const issue = (slotStart: number | null, services: string[]): VisitEvent => ({
	type: 'ticket-issued',
	visitId: id('v1'),
	branchId: id('north'),
	regionId: id('region'),
	day: TODAY,
	letter: 'P',
	number: 42,
	services: services.map((key) => plan(key)),
	mode: 'desk',
	language: 'nl',
	videoOk: false,
	fetchInPerson: false,
	slotStart,
	line: 2,
	due: at(15),
	notBefore: TEN,
	priority: null
});

const life = fc.record({
	slot: fc.option(fc.integer({ min: -20, max: 30 })),
	services: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
	steps: fc.noBias(
		fc.array(
			fc.record({
				seconds: fc.integer({ min: 0, max: 900 }),
				choice: fc.noBias(fc.nat(18)),
				other: fc.noBias(fc.nat(59)),
				undo: fc.noBias(fc.nat(6))
			}),
			{ maxLength: 60, size: 'max' }
		)
	)
});

describe('the visit that its journal tells', () => {
	test('waits, is handled and is timed as a stopwatch beside it would say, undone parts left out', () => {
		fc.assert(
			fc.property(life, ({ slot, services, steps }) => {
				let now = TEN;
				const entries = [entryOf(issue(slot === null ? null : at(slot), services), 1, now)];
				let visit = evolveVisit(undefined, entries[0]?.event as VisitEvent, now);
				const before: Visit[] = [];
				const add = (event: VisitEvent) => {
					before.push(visit);
					entries.push(entryOf(event, entries.length + 1, now));
					visit = evolveVisit(visit, event, now);
				};
				for (const { seconds, choice, other, undo } of steps) {
					now += seconds * 1000;
					const event = decide(visit, choice, other, now);
					if (!event) continue;
					const earlier = visit;
					add(event);
					if (undo === 0) {
						now += 1000;
						const last = entries.at(-1) as JournalEntry;
						const step = {
							entry: last,
							history: [...entries],
							overtakenBy: null,
							boothTaken: false
						};
						const outcome = decideUndo(id('anna'), [step], now);
						if (outcome.ok) {
							for (const event of outcome.value) if (isVisitEvent(event)) add(event);
							expect(visit).toEqual(earlier);
						}
					}
					expect(asRead(visit)).toEqual(read(entries));
					const open = visit.services.find((one) => one.finishedAt === null);
					expect([visit.openServiceId, visit.openMinutes]).toEqual([
						open?.serviceId ?? null,
						open?.minutes ?? 0
					]);
				}
			}),
			{ numRuns: 1000 }
		);
	});

	test('waiting before an appointment’s start is not waiting', () => {
		const visit = evolveVisit(undefined, issue(at(20), ['a']), TEN);
		expect(evolveVisit(visit, call(visit), at(15)).waitedMs).toBe(0);
		expect(evolveVisit(visit, call(visit), at(23)).waitedMs).toBe(3 * 60_000);
	});

	test('an end that was entered the next day is the end of the service, and of its time', () => {
		const visit = waiting({
			state: 'serving',
			clerkId: id('anna'),
			waitingSince: null,
			servingSince: at(5)
		});
		const after = evolveVisit(
			visit,
			{
				type: 'visit-finished',
				visitId: visit.id,
				branchId: visit.branchId,
				clerkId: id('anna'),
				outcome: 'answered',
				passedOnTo: null,
				endedAt: at(12)
			},
			at(1440)
		);
		expect(after).toMatchObject({ state: 'finished', endedAt: at(12) });
		expect(after.services[0]).toMatchObject({ finishedAt: at(12), handledMs: 7 * 60_000 });
	});
});

describe('a journal that can’t be', () => {
	const recalled: VisitEvent = {
		type: 'visit-recalled',
		visitId: id('v1'),
		branchId: id('north'),
		clerkId: id('anna'),
		counterId: null
	};

	test('stops the replay: an event of a visit without a ticket, a second ticket, an unknown event', () => {
		expect(() => evolveVisit(undefined, recalled, TEN)).toThrow(BrokenJournal);
		expect(() => evolveVisit(waiting(), issue(null, ['a']), TEN)).toThrow(BrokenJournal);
		const unknown = { ...recalled, type: 'visit-vanished' } as unknown as VisitEvent;
		expect(() => evolveVisit(waiting(), unknown, TEN)).toThrow(BrokenJournal);
	});
});

describe('the clerk and the hall that the journal tells', () => {
	const place = { clerkId: id<'account'>('anna'), regionId: id<'region'>('region') };
	const tell = (...events: [DomainEvent, number][]) => {
		const projection = emptyProjection();
		for (const [event, minute] of events) evolve(projection, event, at(minute));
		return projection;
	};
	const start: DomainEvent = {
		...place,
		type: 'duty-started',
		branchId: id('north'),
		counterId: id('north 1'),
		autoNext: true
	};
	const rest = { ...place, branchId: id<'branch'>('north') };

	test('a clerk starts, pauses, moves along with the pause, and ends without any of it', () => {
		const pause: DomainEvent = { ...rest, type: 'duty-paused', reason: 'break' };
		const move: DomainEvent = {
			...place,
			type: 'duty-moved',
			branchId: null,
			counterId: null,
			fromBranchId: id('north')
		};
		const told = (...events: [DomainEvent, number][]) => tell(...events).duties.get(place.clerkId);
		expect(told([start, 0], [pause, 5])).toEqual(
			duty({ since: TEN, autoNext: true, pausedSince: at(5), pauseReason: 'break' })
		);
		expect(told([start, 0], [pause, 5], [move, 6])).toMatchObject({
			since: TEN,
			branchId: null,
			counterId: null,
			pausedSince: at(5)
		});
		expect(told([start, 0], [pause, 5], [{ ...rest, type: 'duty-resumed' }, 6])).toMatchObject({
			pausedSince: null,
			pauseReason: null
		});
		expect(told([start, 0], [pause, 5], [{ ...rest, type: 'duty-ended' }, 7])).toEqual(
			duty({ since: null, branchId: null, counterId: null, autoNext: true })
		);
	});

	test('a call sets the streak and its undo sets it back', () => {
		const ticket = issue(null, ['a']);
		const visit = evolveVisit(undefined, ticket, TEN);
		const made = call({ ...visit, line: 1 });
		const { duties } = tell([start, 0], [ticket, 0], [made, 1]);
		expect(duties.get(place.clerkId)).toMatchObject({ streak: 1, streakDay: TODAY });
		const history = [entryOf(ticket, 1, TEN), entryOf(made, 2, at(1))];
		const undone = decideUndo(
			place.clerkId,
			[{ entry: history[1] as JournalEntry, history, overtakenBy: null, boothTaken: false }],
			at(1)
		);
		const restored = undone.ok ? undone.value : [];
		const after = tell(
			[start, 0],
			[ticket, 0],
			[made, 1],
			...restored.map((event): [DomainEvent, number] => [event, 1])
		);
		expect(after.duties.get(place.clerkId)).toMatchObject({ streak: 0, streakDay: null });
	});

	test('a hall is held, released and ended; a series remembers its last number', () => {
		const hall = { branchId: id<'branch'>('north'), regionId: id<'region'>('region') };
		const told = tell(
			[{ ...hall, type: 'calls-held' }, 1],
			[{ ...hall, type: 'day-ended', day: TODAY }, 2],
			[issue(null, ['a']), 3]
		);
		expect(told.halls.get(hall.branchId)).toEqual({ ...hall, heldSince: at(1), endedDay: TODAY });
		expect([...told.series]).toEqual([[`north ${TODAY} P`, 42]]);
		const released = tell(
			[{ ...hall, type: 'calls-held' }, 1],
			[{ ...hall, type: 'calls-released' }, 2]
		);
		expect(released.halls.get(hall.branchId)?.heldSince).toBeNull();
	});
});
