/** The SQL of visits: finding them, and writing what the journal tells. */
import { and, asc, desc, eq, getTableColumns, inArray, sql as raw } from 'drizzle-orm';
import type { AccountId, BoothId, BranchId, RegionId, VisitId } from '../../domain/ids.ts';
import type { Instant, LocalDay } from '../../domain/time.ts';
import type { Line, Visit } from '../../domain/visit.ts';
import { hot, placeholders } from './hot.ts';
import { once } from './look.ts';
import type { Sql } from './open.ts';
import { visit } from './schema.ts';

const { link: _link, ...projected } = getTableColumns(visit);
/** All that the journal tells of a visit: every column but the ticket's address. */
export const visitColumns = projected;

export function insertVisit(sql: Sql, row: Visit, link: string): PromiseLike<unknown> {
	const insert = hot(sql, 'insert_visit', (db, name) =>
		db
			.insert(visit)
			.values(placeholders(getTableColumns(visit)))
			.prepare(name)
	);
	return insert.execute({ ...row, link });
}

export function updateVisit(sql: Sql, row: Visit): PromiseLike<unknown> {
	const update = hot(sql, 'update_visit', (db, name) => {
		const { id: _id, ...changing } = visitColumns;
		return db
			.update(visit)
			.set(placeholders(changing))
			.where(eq(visit.id, raw.placeholder('id')))
			.prepare(name);
	});
	return update.execute({ ...row });
}

export async function findVisit(sql: Sql, id: VisitId): Promise<Visit | undefined> {
	const find = hot(sql, 'find_visit', (db, name) =>
		db
			.select(visitColumns)
			.from(visit)
			.where(eq(visit.id, raw.placeholder('id')))
			.prepare(name)
	);
	const [row] = await find.execute({ id });
	return row;
}

/** The visit that a clerk called or serves, at most one. */
export async function currentVisitOf(sql: Sql, clerkId: AccountId): Promise<Visit | null> {
	const find = hot(sql, 'current_visit', (db, name) =>
		db
			.select(visitColumns)
			.from(visit)
			.where(
				and(
					eq(visit.clerkId, raw.placeholder('clerkId')),
					raw`${visit.state} in ('called', 'serving')`
				)
			)
			.prepare(name)
	);
	const [row] = await find.execute({ clerkId });
	return row ?? null;
}

export async function findByLink(
	sql: Sql,
	link: string
): Promise<{ visit: Visit; link: string } | null> {
	const find = hot(sql, 'find_by_link', (db, name) =>
		db
			.select()
			.from(visit)
			.where(eq(visit.link, raw.placeholder('link')))
			.prepare(name)
	);
	const [row] = await find.execute({ link });
	if (!row) return null;
	const { link: found, ...rest } = row;
	return { visit: rest, link: found };
}

export async function linkOf(sql: Sql, id: VisitId): Promise<string | null> {
	const [row] = await sql.select({ link: visit.link }).from(visit).where(eq(visit.id, id));
	return row?.link ?? null;
}

/** Written out, so that an index of those states serves it. */
const HERE = raw`(${visit.state} = 'waiting' or ${visit.state} in ('called', 'serving', 'parked'))`;

/** Everyone in a hall who has not left: waiting, called, at a counter or parked. */
export const visitsInHall = (sql: Sql, branchId: BranchId): Promise<readonly Visit[]> =>
	once(sql, `visits in ${branchId}`, () => loadVisitsInHall(sql, branchId));

async function loadVisitsInHall(sql: Sql, branchId: BranchId): Promise<Visit[]> {
	const find = hot(sql, 'visits_in_hall', (db, name) =>
		db
			.select(visitColumns)
			.from(visit)
			.where(and(eq(visit.branchId, raw.placeholder('branchId')), HERE))
			.orderBy(asc(visit.due), asc(visit.arrivedAt), asc(visit.id))
			.prepare(name)
	);
	return find.execute({ branchId });
}

/** Called but absent, since an instant. */
export function missedSince(sql: Sql, branchId: BranchId, since: Instant): Promise<Visit[]> {
	const find = hot(sql, 'missed_since', (db, name) =>
		db
			.select(visitColumns)
			.from(visit)
			.where(
				and(
					eq(visit.branchId, raw.placeholder('branchId')),
					raw`${visit.state} = 'no-show'`,
					raw`${visit.missedAt} >= ${raw.placeholder('since')}`
				)
			)
			.orderBy(asc(visit.missedAt))
			.prepare(name)
	);
	return find.execute({ branchId, since });
}

/** Everyone of a day in a hall, whatever became of them, latest first. */
export const visitsOfDay = (sql: Sql, branchId: BranchId, day: LocalDay): Promise<Visit[]> =>
	sql
		.select(visitColumns)
		.from(visit)
		.where(and(eq(visit.branchId, branchId), eq(visit.day, day)))
		.orderBy(desc(visit.arrivedAt), desc(visit.id))
		.execute();

/** Waiting visits that colleagues reserved for a clerk. */
export const reservedFor = (sql: Sql, clerkId: AccountId): Promise<Visit[]> =>
	sql
		.select(visitColumns)
		.from(visit)
		.where(and(eq(visit.reservedFor, clerkId), raw`${visit.state} = 'waiting'`))
		.execute();

/** Visits of earlier days that nobody ended, by branch. */
export const leftOver = (sql: Sql, branchId: BranchId, today: LocalDay): Promise<Visit[]> =>
	sql
		.select(visitColumns)
		.from(visit)
		.where(
			and(
				eq(visit.branchId, branchId),
				HERE,
				raw`${visit.state} <> 'serving'`,
				raw`${visit.day} < ${today}`
			)
		)
		.execute();

/** The visits that clerks called or serve, in all halls of a region. */
export const currentVisits = (sql: Sql, regionId: RegionId): Promise<readonly Visit[]> =>
	once(sql, `current visits ${regionId}`, () => {
		const find = hot(sql, 'current_visits', (db, name) =>
			db
				.select(visitColumns)
				.from(visit)
				.where(
					and(
						eq(visit.regionId, raw.placeholder('regionId')),
						raw`${visit.state} in ('called', 'serving')`
					)
				)
				.prepare(name)
		);
		return find.execute({ regionId });
	});

/** The visit that holds a booth. */
export async function boothHolder(sql: Sql, boothId: BoothId): Promise<VisitId | null> {
	const [row] = await sql
		.select({ id: visit.id })
		.from(visit)
		.where(and(eq(visit.boothId, boothId), raw`${visit.state} in ('called', 'serving')`));
	return row?.id ?? null;
}

/** What places a visit in its hall's queue of numbers. */
const standingColumns = {
	id: visit.id,
	branchId: visit.branchId,
	issuedBranchId: visit.issuedBranchId,
	day: visit.day,
	letter: visit.letter,
	number: visit.number,
	state: visit.state,
	line: visit.line,
	due: visit.due,
	arrivedAt: visit.arrivedAt,
	notBefore: visit.notBefore,
	counterId: visit.counterId,
	boothId: visit.boothId
};

export type Standing = Pick<Visit, keyof typeof standingColumns>;

/** Everyone in a hall who has not left, with no more of each than where they stand. */
export function standingInHall(sql: Sql, branchId: BranchId): Promise<Standing[]> {
	const find = hot(sql, 'standing_in_hall', (db, name) =>
		db
			.select(standingColumns)
			.from(visit)
			.where(and(eq(visit.branchId, raw.placeholder('branchId')), HERE))
			.orderBy(asc(visit.due), asc(visit.arrivedAt), asc(visit.id))
			.prepare(name)
	);
	return find.execute({ branchId });
}

/** The first of those who wait in a line of a hall, in the order of that line. */
export function firstInLine(
	sql: Sql,
	branchId: BranchId,
	line: Line,
	count: number
): Promise<Visit[]> {
	const find = hot(sql, 'first_in_line', (db, name) =>
		db
			.select(visitColumns)
			.from(visit)
			.where(
				inArray(
					visit.id,
					// Found by their index alone.
					db
						.select({ id: visit.id })
						.from(visit)
						.where(
							and(
								eq(visit.branchId, raw.placeholder('branchId')),
								raw`${visit.state} = 'waiting'`,
								eq(visit.line, raw.placeholder('line'))
							)
						)
						.orderBy(asc(visit.due), asc(visit.arrivedAt), asc(visit.id))
						.limit(raw.placeholder('count'))
				)
			)
			.orderBy(asc(visit.due), asc(visit.arrivedAt), asc(visit.id))
			.prepare(name)
	);
	return find.execute({ branchId, line, count });
}

/** How many wait in each line of a hall. */
export async function countInLines(sql: Sql, branchId: BranchId): Promise<Record<Line, number>> {
	const count = hot(sql, 'count_in_lines', (db, name) =>
		db
			.select({ line: visit.line, count: raw<number>`count(*)`.mapWith(Number) })
			.from(visit)
			.where(and(eq(visit.branchId, raw.placeholder('branchId')), raw`${visit.state} = 'waiting'`))
			.groupBy(visit.line)
			.prepare(name)
	);
	const counts = { 1: 0, 2: 0 };
	for (const row of await count.execute({ branchId })) counts[row.line] = row.count;
	return counts;
}

/** Who was called, is at a counter or parked in a hall; a fraction of who is there. */
export function busyInHall(sql: Sql, branchId: BranchId): Promise<Visit[]> {
	const find = hot(sql, 'busy_in_hall', (db, name) =>
		db
			.select(visitColumns)
			.from(visit)
			.where(
				and(
					eq(visit.branchId, raw.placeholder('branchId')),
					raw`${visit.state} in ('called', 'serving', 'parked')`
				)
			)
			.orderBy(asc(visit.due), asc(visit.arrivedAt), asc(visit.id))
			.prepare(name)
	);
	return find.execute({ branchId });
}

/** How many of a day wait in a hall. */
export async function countWaiting(sql: Sql, branchId: BranchId, day: LocalDay): Promise<number> {
	const count = hot(sql, 'count_waiting', (db, name) =>
		db
			.select({ count: raw<number>`count(*)`.mapWith(Number) })
			.from(visit)
			.where(
				and(
					eq(visit.branchId, raw.placeholder('branchId')),
					raw`${visit.state} = 'waiting'`,
					eq(visit.day, raw.placeholder('day'))
				)
			)
			.prepare(name)
	);
	const [row] = await count.execute({ branchId, day });
	return row?.count ?? 0;
}

/** Waiting anywhere in the region for something that can be given from afar. */
export const remoteWaiting = (sql: Sql, regionId: RegionId): Promise<Visit[]> =>
	sql
		.select(visitColumns)
		.from(visit)
		.where(
			and(
				eq(visit.regionId, regionId),
				raw`${visit.state} = 'waiting' and (${visit.videoOk} or ${visit.mode} <> 'desk')`
			)
		)
		.execute();
