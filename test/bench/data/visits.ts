/** Who waits when a measurement begins, and who came in the years before. */
import type { Actor, VisitEvent } from '../../../src/lib/domain/events.ts';
import { evolveVisit } from '../../../src/lib/domain/evolve.ts';
import type { VisitId } from '../../../src/lib/domain/ids.ts';
import { placeInLine } from '../../../src/lib/domain/queue.ts';
import { DEFAULT_HALL_RULE } from '../../../src/lib/domain/region.ts';
import type { Service } from '../../../src/lib/domain/service.ts';
import {
	HOUR,
	type Instant,
	MINUTE,
	atLocal,
	localDay,
	minutes,
	nextDay
} from '../../../src/lib/domain/time.ts';
import { series, visit } from '../../../src/lib/server/db/schema.ts';
import { BENCH_ZONE, benchId, linkOf, visitId } from '../ids.ts';
import type { Bulk } from './bulk.ts';
import type { Chronicle } from './chronicle.ts';
import { BENCH_SERVICES } from './region.ts';

const ROWS_AT_ONCE = 5000;
/** Every so many has priority and stands in the first line. */
const FIRST_LINE = 5;
/** The first of those who wait came so long before. */
const WAITED = minutes(50);

/** Numbers by hall, day and letter, as the series of the product counts them. */
class Numbers {
	readonly #last = new Map<string, number>();

	next(hall: number, day: string, letter: string): number {
		const key = `${hall} ${day} ${letter}`;
		const number = (this.#last.get(key) ?? 0) + 1;
		this.#last.set(key, number);
		return number;
	}

	rows(): (typeof series.$inferInsert)[] {
		return [...this.#last].map(([key, lastNumber]) => {
			const [hall = '', day = '', letter = ''] = key.split(' ');
			return { branchId: benchId('branch', Number(hall)), day, letter, lastNumber };
		});
	}
}

interface Arrival {
	visitId: VisitId;
	hall: number;
	at: Instant;
	day: string;
	service: Service;
	number: number;
	priority: boolean;
}

const kioskOf = (hall: number): Actor => ({ kind: 'device', id: benchId('device', hall) });

const issued = ({
	visitId: id,
	hall,
	at,
	day,
	service,
	number,
	priority
}: Arrival): Extract<VisitEvent, { type: 'ticket-issued' }> => ({
	type: 'ticket-issued',
	visitId: id,
	branchId: benchId('branch', hall),
	regionId: benchId('region', 0),
	day,
	letter: service.letter,
	number,
	services: [
		{
			serviceId: service.id,
			persons: 1,
			minutes: service.firstMinutes,
			targetMinutes: service.targetMinutes,
			byVideo: service.byVideo
		}
	],
	mode: 'desk',
	language: 'nl',
	videoOk: false,
	fetchInPerson: false,
	slotStart: null,
	priority: priority ? 'mobility' : null,
	...placeInLine(at, service.targetMinutes, null, priority ? 'mobility' : null, DEFAULT_HALL_RULE)
});

const serviceFor = (n: number): Service => {
	const service = BENCH_SERVICES[n % BENCH_SERVICES.length];
	if (!service) throw new Error('the catalogue is empty');
	return service;
};

export interface Filled {
	halls: number;
	clerks: number;
	/** Who waits in all halls together. */
	waiting: number;
	/** Visits of earlier days. */
	history: number;
}

/** All of it, in the order of time. */
export async function writeVisits(
	bulk: Bulk,
	chronicle: Chronicle,
	filled: Filled,
	now: Instant
): Promise<void> {
	const numbers = new Numbers();
	await writeHistory(bulk, chronicle, filled, numbers, now);
	await writeWaiting(bulk, chronicle, filled, numbers, now);
	await chronicle.end();
	await bulk.insert(series, numbers.rows());
}

async function writeWaiting(
	bulk: Bulk,
	chronicle: Chronicle,
	{ halls, waiting, history }: Filled,
	numbers: Numbers,
	now: Instant
): Promise<void> {
	const day = localDay(now, BENCH_ZONE);
	let rows: (typeof visit.$inferInsert)[] = [];
	for (let n = 0; n < waiting; n++) {
		const hall = n % halls;
		const inHall = Math.floor(n / halls);
		const service = serviceFor(inHall);
		const at = now - WAITED + Math.floor((n / waiting) * (WAITED - MINUTE));
		const event = issued({
			visitId: visitId(history + n),
			hall,
			at,
			day,
			service,
			number: numbers.next(hall, day, service.letter),
			priority: inHall % FIRST_LINE === 0
		});
		rows.push({ ...evolveVisit(undefined, event, at), link: linkOf(hall, inHall) });
		await chronicle.tell(kioskOf(hall), event, at);
		if (rows.length < ROWS_AT_ONCE) continue;
		await bulk.insert(visit, rows);
		rows = [];
	}
	await bulk.insert(visit, rows);
}

/** Years of a region at four days in five; each hall gives its numbers anew each day. */
const DAY_LENGTH = 8 * HOUR;
const A_DAY_IN_A_HALL = 500;

/**
 * Visits that were helped on the spot, as two lines of the journal each: the shortest whole story that there is, so that
 * ten million of them fit on a disk.
 */
async function writeHistory(
	bulk: Bulk,
	chronicle: Chronicle,
	{ halls, clerks, history }: Filled,
	numbers: Numbers,
	now: Instant
): Promise<void> {
	const aDay = Math.min(halls * A_DAY_IN_A_HALL, Math.max(1, history));
	const days = Math.ceil(history / aDay);
	const today = localDay(now, BENCH_ZONE);
	let rows: (typeof visit.$inferInsert)[] = [];
	for (let ago = days; ago >= 1; ago--) {
		const day = nextDay(today, BENCH_ZONE, -ago);
		const opens = atLocal(day, '09:00', BENCH_ZONE);
		const first = (days - ago) * aDay;
		for (let n = first; n < Math.min(first + aDay, history); n++) {
			const hall = n % halls;
			const service = serviceFor(Math.floor(n / halls));
			const at = opens + Math.floor(((n - first) / aDay) * DAY_LENGTH);
			const clerkId = benchId('account', n % clerks);
			const id = visitId(n);
			const event = issued({
				visitId: id,
				hall,
				at,
				day,
				service,
				number: numbers.next(hall, day, service.letter),
				priority: false
			});
			const served: VisitEvent = {
				type: 'quick-served',
				visitId: id,
				branchId: event.branchId,
				clerkId,
				outcome: 'answered',
				passedOnTo: null,
				startedAt: at - MINUTE
			};
			const actor: Actor = { kind: 'account', id: clerkId };
			await chronicle.tell(actor, event, at);
			await chronicle.tell(actor, served, at);
			const row = evolveVisit(evolveVisit(undefined, event, at), served, at);
			rows.push({ ...row, link: `old-${String(n).padStart(18, '0')}` });
			if (rows.length < ROWS_AT_ONCE) continue;
			await bulk.insert(visit, rows);
			rows = [];
		}
	}
	await bulk.insert(visit, rows);
}
