/** Follows the journal beside the tables, and holds the two against each other and against what is always true. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import {
	type Projection,
	emptyProjection,
	evolve,
	seriesKey
} from '../../src/lib/domain/evolve.ts';
import { type JournalEntry, isVisitEvent } from '../../src/lib/domain/events.ts';
import type { RegionId } from '../../src/lib/domain/ids.ts';
import type { Visit, VisitState } from '../../src/lib/domain/visit.ts';
import { wholeJournal } from '../../src/lib/server/db/journal.ts';
import type { Sql } from '../../src/lib/server/db/open.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { type State, loadState } from './oracle.ts';

type Rows<T> = Map<string, T>;

function expectSame<T>(table: string, told: Rows<T>, written: Rows<T>): void {
	for (const key of new Set([...told.keys(), ...written.keys()]))
		if (!isDeepStrictEqual(told.get(key), written.get(key)))
			expect(written.get(key), `${table} ${key} against its journal`).toStrictEqual(told.get(key));
}

/** Replays the whole journal and compares every row of every projected table, field by field. */
export async function expectReplayed(sql: Sql, regionId: RegionId): Promise<void> {
	const projection = emptyProjection();
	for await (const page of wholeJournal(sql, regionId, 7))
		for (const { event, at } of page) evolve(projection, event, at);
	await expectProjected(sql, await loadState(sql), projection);
}

export async function expectProjected(
	sql: Sql,
	state: State,
	projection: Projection
): Promise<void> {
	const series = await sql.select().from(schema.series);
	expectSame('visit', projection.visits, new Map(state.visits.map((row) => [row.id, row])));
	expectSame('duty', projection.duties, new Map(state.duties.map((row) => [row.clerkId, row])));
	expectSame('hall', projection.halls, new Map(state.halls.map((row) => [row.branchId, row])));
	expectSame('help', projection.helpCalls, new Map(state.helpCalls.map((row) => [row.id, row])));
	expectSame(
		'series',
		projection.series,
		new Map(
			series.map((row) => [seriesKey(row.branchId, row.day, row.letter), row.lastNumber] as const)
		)
	);
}

/** The life of a visit: which state may follow which. Undo goes back, and is judged elsewhere. */
const FOLLOWS: Record<VisitState, VisitState[]> = {
	// A quick service is finished on the spot.
	waiting: ['waiting', 'called', 'finished', 'cancelled', 'abandoned'],
	called: ['called', 'serving', 'no-show', 'waiting', 'parked', 'cancelled', 'abandoned'],
	serving: ['serving', 'finished', 'waiting', 'parked'],
	parked: ['parked', 'waiting', 'serving', 'cancelled', 'abandoned'],
	'no-show': ['waiting'],
	finished: [],
	cancelled: [],
	abandoned: []
};

/** Checks one line of the journal against the state before it. */
export function expectAllowed(entry: JournalEntry, before: Visit | undefined, after: Visit): void {
	if (entry.event.type === 'visit-restored') return;
	if (!before) {
		expect(entry.event.type, 'a visit begins with its ticket').toBe('ticket-issued');
		return;
	}
	expect(FOLLOWS[before.state], `${entry.event.type} of a visit that is ${before.state}`).toContain(
		after.state
	);
}

/** Advances a projection by what is new in the journal, with a look at every step. */
export class Follower {
	readonly projection = emptyProjection();
	readonly journal: JournalEntry[] = [];

	follow(state: State, look: (entry: JournalEntry, before: Projection) => void): void {
		for (const entry of state.journal.slice(this.journal.length)) {
			look(entry, this.projection);
			const last = this.journal.at(-1);
			expect(entry.seq, 'a journal without a gap').toBe(this.journal.length + 1);
			if (last) expect(entry.at, 'time in the journal').toBeGreaterThanOrEqual(last.at);
			const { event } = entry;
			const before = isVisitEvent(event) ? this.projection.visits.get(event.visitId) : undefined;
			evolve(this.projection, event, entry.at);
			if (isVisitEvent(event)) {
				const after = this.projection.visits.get(event.visitId);
				if (after) expectAllowed(entry, before, after);
			}
			this.journal.push(entry);
		}
	}
}

const atWork = (visit: Visit): boolean => visit.state === 'called' || visit.state === 'serving';

function expectOnce(what: string, keys: (string | null)[]): void {
	const seen = new Set<string>();
	for (const key of keys) {
		if (key === null) continue;
		if (seen.has(key)) expect.fail(`${what} ${key} twice`);
		seen.add(key);
	}
}

/** What is always true, counted over all rows. Returns nothing; throws what is broken. */
export function expectInvariants(state: State, now: number): void {
	const { visits, duties } = state;
	const busy = visits.filter(atWork);
	expectOnce(
		'a clerk with a visit',
		busy.map((visit) => visit.clerkId)
	);
	expectOnce(
		'a booth with a visit',
		busy.map((visit) => visit.boothId)
	);
	expectOnce(
		'a counter opened',
		duties.map((duty) => duty.counterId)
	);
	expectOnce(
		'a clerk on duty',
		duties.map((duty) => duty.clerkId)
	);
	expectOnce(
		'a number',
		visits.map(
			(visit) => `${visit.issuedBranchId} ${visit.day} ${visit.letter}${String(visit.number)}`
		)
	);
	for (const visit of visits) {
		const say = (what: string) => `${what}: ${JSON.stringify(visit)}`;
		const working = duties.find((duty) => duty.clerkId === visit.clerkId && duty.since !== null);
		const ended = ['finished', 'cancelled', 'abandoned'].includes(visit.state);
		const open = visit.services.find((service) => service.finishedAt === null);
		const holds = {
			'called and served by a clerk at work': !atWork(visit) || working !== undefined,
			'waiting with nobody, at no desk':
				visit.state !== 'waiting' ||
				(visit.clerkId === null && visit.counterId === null && visit.boothId === null),
			'at a desk only while called or served':
				atWork(visit) || (visit.counterId === null && visit.boothId === null),
			'at a counter or in a booth, not both': visit.counterId === null || visit.boothId === null,
			'a booth of the hall':
				visit.boothId === null ||
				state.booths.some(
					(booth) => booth.id === visit.boothId && booth.branchId === visit.branchId
				),
			'waiting since an instant': (visit.state === 'waiting') === (visit.waitingSince !== null),
			'served since an instant': (visit.state === 'serving') === (visit.servingSince !== null),
			'ended at an instant': ended === (visit.endedAt !== null),
			'parked with a reason':
				visit.state === 'parked'
					? visit.parkedReason !== null && visit.parkedAt !== null
					: ended || visit.parkedReason === null,
			'an outcome when finished': (visit.state === 'finished') === (visit.outcome !== null),
			'the open service is the first not ended':
				visit.openServiceId === (open?.serviceId ?? null) &&
				visit.openMinutes === (open?.minutes ?? 0),
			'an open service until the end': ended || open !== undefined,
			'priority in the first line': visit.priority === null || visit.line === 1,
			'video only for what can be given so':
				!visit.videoOk ||
				ended ||
				visit.services.every((service) => service.finishedAt !== null || service.byVideo),
			'reserved only while waiting': visit.reservedFor === null || visit.state === 'waiting',
			'reserved for someone at work':
				visit.reservedFor === null ||
				(visit.reservedUntil ?? 0) <= now ||
				duties.some((duty) => duty.clerkId === visit.reservedFor && duty.since !== null),
			'times that are not negative':
				visit.waitedMs >= 0 && visit.services.every((service) => service.handledMs >= 0),
			'not called before arrival': (visit.firstCalledAt ?? visit.arrivedAt) >= visit.arrivedAt
		};
		for (const [what, held] of Object.entries(holds)) if (!held) expect.fail(say(what));
	}
	for (const duty of duties) {
		const off = duty.since === null;
		if (off && (duty.counterId !== null || duty.branchId !== null || duty.pausedSince !== null))
			expect.fail(`off duty, at nothing: ${JSON.stringify(duty)}`);
		if ((duty.branchId === null) !== (duty.counterId === null))
			expect.fail(`a counter with its hall: ${JSON.stringify(duty)}`);
		if ((duty.pausedSince === null) !== (duty.pauseReason === null))
			expect.fail(`a pause with a reason: ${JSON.stringify(duty)}`);
	}
}
