/** Which starts are free: sixty days of twenty halls, as the page of times asks for them. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DEFAULT_AGENDA_RULE } from '../../../src/lib/domain/booking.ts';
import {
	HOUR,
	type LocalDay,
	atLocal,
	localDay,
	minutes,
	nextDay
} from '../../../src/lib/domain/time.ts';
import { type Db, openDb } from '../../../src/lib/server/db/open.ts';
import * as schema from '../../../src/lib/server/db/schema.ts';
import { holidayOn } from '../../../src/lib/server/holidays.ts';
import { type FreeDay, OfferBook, type Search } from '../../../src/lib/server/offers.ts';
import { type Bench, type Workload, inTurn, sized } from '../bench.ts';
import { bulkSqlite } from '../data/bulk.ts';
import { BENCH_SERVICES } from '../data/region.ts';
import { type Copy, prepareOnce } from '../databases.ts';
import { BENCH_NOW, BENCH_ZONE, benchId, hallOfClerk } from '../ids.ts';
import { absolute, compared } from '../report.ts';
import { median } from '../stats.ts';

const HALLS = 20;
const CLERKS = 100;
const DAYS = 60;
const BOOKINGS = 105_000;
const SEARCHES = 200;
/** Of a hall: opens at nine, closes at five. */
const OPEN_MINUTES = 8 * 60;
const MINUTES = 10;

interface Size {
	halls: number;
	clerks: number;
	bookings: number;
}

const today = localDay(BENCH_NOW, BENCH_ZONE);
/** From tomorrow on. */
const DAYS_AHEAD: readonly LocalDay[] = Array.from({ length: DAYS }, (_, n) =>
	nextDay(today, BENCH_ZONE, n + 1)
);
const openDays = DAYS_AHEAD.filter((day) => holidayOn(day) === null);

/** With the minutes that they take in earnest: in the other workloads each takes one. */
const services = BENCH_SERVICES.map((service) => ({ ...service, firstMinutes: MINUTES }));

/** Rosters of all days, and appointments that somebody of them can do. */
async function write({ place }: Copy, { halls, clerks, bookings }: Size): Promise<void> {
	const file = join(place.dataDir, 'beurt.db');
	const bulk = bulkSqlite(file);
	await bulk.run(`update opening_hours set opens = '09:00', closes = '17:00'`);
	await bulk.run('delete from shift');
	await bulk.insert(
		schema.agendaRule,
		Array.from({ length: halls }, (_, hall) => ({
			branchId: benchId('branch', hall),
			...DEFAULT_AGENDA_RULE,
			horizonDays: 90
		}))
	);
	await bulk.insert(
		schema.shift,
		DAYS_AHEAD.flatMap((day, n) =>
			Array.from({ length: clerks }, (_, clerk) => ({
				id: benchId('shift', n * clerks + clerk),
				accountId: benchId('account', clerk),
				branchId: benchId('branch', hallOfClerk(clerk, halls)),
				startsAt: atLocal(day, '08:30', BENCH_ZONE),
				endsAt: atLocal(day, '17:15', BENCH_ZONE)
			}))
		)
	);
	const perDay = bookings / openDays.length / clerks;
	let made = 0;
	let due = 0;
	for (const day of openDays)
		for (let clerk = 0; clerk < clerks; clerk++) {
			due += perDay;
			const count = Math.round(due) - made;
			await bulk.insert(
				schema.appointment,
				Array.from({ length: count }, (_, n) => {
					const first = Math.floor((n * OPEN_MINUTES) / MINUTES / count) * MINUTES;
					const startsAt = atLocal(day, '09:00', BENCH_ZONE) + minutes(first);
					return {
						id: benchId('appointment', made + n),
						regionId: benchId('region', 0),
						branchId: benchId('branch', hallOfClerk(clerk, halls)),
						day,
						startsAt,
						endsAt: startsAt + minutes(MINUTES),
						plannedFor: benchId('account', clerk),
						state: 'booked' as const,
						channel: 'public' as const,
						language: 'nl' as const,
						services: [
							{
								serviceId: benchId('service', (clerk + (n % 16)) % BENCH_SERVICES.length),
								persons: 1,
								minutes: MINUTES,
								targetMinutes: 15,
								byVideo: false
							}
						],
						holder: 'bench',
						extended: false,
						heldAt: BENCH_NOW - HOUR,
						bookedAt: BENCH_NOW - HOUR
					};
				})
			);
			made += count;
		}
	await bulk.close();
}

const searchFor = (count: number, more: Partial<Search> = {}): Search => ({
	regionId: benchId('region', 0),
	// Neighbours in the catalogue are skills of the same people.
	services: services.slice(0, count).map((service) => ({ service, persons: 1 })),
	channel: 'public',
	from: DAYS_AHEAD[0] ?? today,
	days: DAYS,
	...more
});

const SEARCHED = {
	one: searchFor(1),
	two: searchFor(2),
	detail: searchFor(1, { branches: [benchId('branch', 0)], days: 1 })
} satisfies Record<string, Search>;
type Searched = keyof typeof SEARCHED;

interface Opened {
	copy: Copy;
	db: Db;
	book: OfferBook;
	/** The first search of a process, in milliseconds. */
	cold: number;
}

async function open(bench: Bench, size: Size): Promise<Opened> {
	const copy = await prepareOnce({ halls: size.halls, clerks: size.clerks, waiting: 0 });
	await write(copy, size);
	const db = await openDb({ dataDir: copy.place.dataDir, migrations: 'drizzle' });
	const book = new OfferBook(db);
	const start = performance.now();
	await book.search(SEARCHED.one, BENCH_NOW);
	const cold = performance.now() - start;
	bench.say(`slots: ${size.bookings} bookings, first search ${cold.toFixed(0)} ms`);
	return { copy, db, book, cold };
}

/** Searches as they come: between two of them somebody books, somewhere. */
async function ours({ copy, book }: Opened, search: Search, halls: number): Promise<number> {
	const other = new Database(join(copy.place.dataDir, 'beurt.db'));
	const touch = other.prepare(
		`insert into agenda_day (branch_id, day, revision) values (?, ?, 1)
		on conflict do update set revision = revision + 1`
	);
	const times: number[] = [];
	for (let n = 0; n < SEARCHES; n++) {
		touch.run(benchId('branch', (n * 7) % halls), openDays[(n * 11) % openDays.length]);
		const start = performance.now();
		await book.search(search, BENCH_NOW);
		times.push(performance.now() - start);
	}
	other.close();
	return median(times);
}

/**
 * What is free, worked out before: a row for each day and hall, with a bit for each start of five minutes. It knows one
 * question, and nothing of anybody who books meanwhile.
 */
class Blobs {
	readonly #db: Database.Database;
	readonly #read: Database.Statement;

	constructor(folder: string, what: Searched, days: readonly FreeDay[]) {
		this.#db = new Database(join(folder, `blobs-${what}.db`));
		this.#db.exec(
			'create table blob (day text, branch_id text, starts blob, primary key (day, branch_id))'
		);
		const write = this.#db.prepare('insert into blob values (?, ?, ?)');
		this.#db.transaction(() => {
			for (const { day, halls } of days)
				for (const { branchId, starts } of halls) {
					const bits = new Uint8Array(36);
					for (const at of starts) {
						const unit = (at - atLocal(day, '00:00', BENCH_ZONE)) / minutes(5);
						bits[unit >> 3] = (bits[unit >> 3] ?? 0) | (1 << (unit & 7));
					}
					write.run(day, branchId, bits);
				}
		})();
		this.#read = this.#db.prepare('select day, branch_id, starts from blob order by day').raw();
	}

	/** The same answer. */
	scan(): FreeDay[] {
		const days: FreeDay[] = [];
		for (const [day, branchId, bits] of this.#read.all() as [LocalDay, string, Uint8Array][]) {
			let last = days.at(-1);
			if (last?.day !== day) days.push((last = { day, halls: [] }));
			const midnight = atLocal(day, '00:00', BENCH_ZONE);
			const starts: number[] = [];
			for (let byte = 0; byte < bits.length; byte++)
				for (let rest = bits[byte] ?? 0; rest !== 0; rest &= rest - 1)
					starts.push(midnight + minutes(5) * (byte * 8 + 31 - Math.clz32(rest & -rest)));
			last.halls.push({ branchId: branchId as never, starts });
		}
		for (const { halls } of days) halls.sort((a, b) => (a.starts[0] ?? 0) - (b.starts[0] ?? 0));
		return days;
	}

	time(): number {
		const times: number[] = [];
		for (let n = 0; n < SEARCHES; n++) {
			const start = performance.now();
			this.scan();
			times.push(performance.now() - start);
		}
		return median(times);
	}

	close(): void {
		this.#db.close();
	}
}

const bare = (days: readonly FreeDay[]): string =>
	JSON.stringify(
		days
			.filter(({ halls }) => halls.length > 0)
			.map(({ day, halls }) => [
				day,
				halls.map(({ branchId, starts }) => [branchId, starts]).sort()
			])
	);

export const slots: Workload = async (bench) => {
	const halls = sized(bench, HALLS, 2);
	const full: Size = {
		halls,
		clerks: sized(bench, CLERKS, 10),
		bookings: sized(bench, BOOKINGS, 2000)
	};
	const many = await open(bench, full);
	const few = await open(bench, { ...full, bookings: Math.round(full.bookings / 10) });
	const blobs: Partial<Record<Searched, Blobs>> = {};
	for (const what of ['one', 'two', 'detail'] as const) {
		const { days } = await many.book.search(SEARCHED[what], BENCH_NOW);
		const scanned = (blobs[what] = new Blobs(many.copy.place.dataDir, what, days));
		if (bare(scanned.scan()) !== bare(days)) throw new Error(`the blobs answer otherwise: ${what}`);
	}
	const half = {
		...SEARCHED.one,
		branches: Array.from({ length: Math.ceil(halls / 2) }, (_, hall) => benchId('branch', hall))
	};
	const runs = await inTurn(bench, 'slots', {
		one: () => ours(many, SEARCHED.one, halls),
		oneFloor: async () => blobs.one?.time() ?? NaN,
		two: () => ours(many, SEARCHED.two, halls),
		twoFloor: async () => blobs.two?.time() ?? NaN,
		detail: () => ours(many, SEARCHED.detail, halls),
		detailFloor: async () => blobs.detail?.time() ?? NaN,
		few: () => ours(few, SEARCHED.one, halls),
		half: () => ours(many, half, halls)
	});
	for (const one of Object.values(blobs)) one.close();
	for (const { db, copy } of [many, few]) {
		await db.close();
		await copy.remove();
	}
	const where = `free starts, ${DAYS} days of ${halls} halls, ${full.bookings.toLocaleString('en')} booked`;
	const ms = ' ms';
	return [
		compared({
			what: `${where}: one service`,
			unit: ms,
			ours: runs.one,
			against: runs.oneFloor,
			aim: { is: 'at most', value: 7 }
		}),
		absolute(`${where}: one service, p50`, ms, runs.one, { is: 'at most', value: 10 }),
		compared({
			what: `${where}: two services`,
			unit: ms,
			ours: runs.two,
			against: runs.twoFloor,
			aim: { is: 'at most', value: 7 }
		}),
		absolute(`${where}: two services, p50`, ms, runs.two, { is: 'at most', value: 10 }),
		compared({
			what: 'free starts: one day of one hall',
			unit: ms,
			ours: runs.detail,
			against: runs.detailFloor,
			aim: { is: 'at most', value: 7 }
		}),
		compared({
			what: 'free starts: against a tenth of the bookings',
			unit: ms,
			ours: runs.one,
			against: runs.few,
			aim: { is: 'at most', value: 1.1 }
		}),
		compared({
			what: 'free starts: each hall, against half as many halls',
			unit: ms,
			ours: runs.one.map((time) => time / halls),
			against: runs.half.map((time) => time / Math.ceil(halls / 2)),
			aim: { is: 'at most', value: 1.1 }
		}),
		absolute('free starts: the first search of a process', ms, [many.cold])
	];
};
