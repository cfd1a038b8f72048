/** The SQL of wait estimates: who calls in a hall, today and now, and how long things took lately. */
import { and, desc, eq, gt, isNotNull, sql as raw } from 'drizzle-orm';
import { type Duty, streakOn } from '../../domain/duty.ts';
import type { AccountId, BranchId, RegionId, ServiceId } from '../../domain/ids.ts';
import { type EndedVisit, type MeasuredTimes, measure } from '../../domain/measured.ts';
import type { ClerkInHall } from '../../domain/plan.ts';
import type { Branch } from '../../domain/region.ts';
import { type DayBounds, HOUR, type Instant, minutes } from '../../domain/time.ts';
import { type Roster, rosterOf } from './duties.ts';
import { hot } from './hot.ts';
import type { Sql } from './open.ts';
import { duty, visit } from './schema.ts';
import { currentVisits } from './visits.ts';

/** How far back is looked: what took long in another season is none of today's business. */
const MEASURED_OVER = 28 * 24 * HOUR;
/** The newest so many: more change the ranges no longer, and cost time. */
const MEASURED_AT_MOST = 5000;
/** Who is not at work so long after the shift began is not expected any more. */
const LATE = minutes(30);

/** What the region's visits of the last four weeks teach. */
export async function measuredTimes(
	sql: Sql,
	region: { id: RegionId; timeZone: string },
	now: Instant
): Promise<MeasuredTimes> {
	const find = hot(sql, 'measured_visits', (db, name) =>
		db
			.select({
				id: visit.id,
				issuedBranchId: visit.issuedBranchId,
				line: visit.line,
				due: visit.due,
				services: visit.services,
				clerkId: visit.clerkId,
				arrivedAt: visit.arrivedAt,
				notBefore: visit.notBefore,
				calledAt: visit.calledAt,
				firstServedAt: visit.firstServedAt,
				endedAt: visit.endedAt
			})
			.from(visit)
			.where(
				and(
					eq(visit.regionId, raw.placeholder('regionId')),
					raw`${visit.state} = 'finished'`,
					gt(visit.endedAt, raw.placeholder('since'))
				)
			)
			.orderBy(desc(visit.endedAt))
			.limit(MEASURED_AT_MOST)
			.prepare(name)
	);
	const ended: EndedVisit[] = await find.execute({
		regionId: region.id,
		since: now - MEASURED_OVER
	});
	return measure(ended, region.timeZone, now);
}

/** Everyone of the region who is on duty. */
function dutiesOf(sql: Sql, regionId: RegionId): Promise<Duty[]> {
	const find = hot(sql, 'duties_in_region', (db, name) =>
		db
			.select()
			.from(duty)
			.where(and(eq(duty.regionId, raw.placeholder('regionId')), isNotNull(duty.since)))
			.orderBy(duty.clerkId)
			.prepare(name)
	);
	return find.execute({ regionId });
}

export interface TeamNow {
	duties: Duty[];
	roster: Roster;
}

export async function teamOf(sql: Sql, regionId: RegionId, today: DayBounds): Promise<TeamNow> {
	const duties = await dutiesOf(sql, regionId);
	return { duties, roster: await rosterOf(sql, regionId, today, duties) };
}

/**
 * Everybody who calls in a hall now, or is rostered to do so later today.
 *
 * @param fromAfar also who works at home, and helps this hall like all others
 */
export async function clerksFor(
	sql: Sql,
	{ id: branchId, regionId }: Pick<Branch, 'id' | 'regionId'>,
	{ duties, roster }: TeamNow,
	fromAfar: boolean,
	today: DayBounds,
	now: Instant
): Promise<ClerkInHall[]> {
	const atWork = duties.filter(
		(one) => one.branchId === branchId || (fromAfar && one.branchId === null)
	);
	if (atWork.length === 0 && isLeftAlone(branchId, roster, now)) return [];
	const visits = new Map(
		(await currentVisits(sql, regionId))
			// What was left over from another day is not what keeps a clerk now.
			.filter((one) => one.day === today.day)
			.map((one) => [one.clerkId, one])
	);
	const about = (id: AccountId) => ({
		id,
		skills: roster.skills.get(id) ?? new Set<ServiceId>(),
		shifts: roster.shifts.get(id) ?? []
	});
	return [
		...atWork.map((one): ClerkInHall => ({
			...about(one.clerkId),
			from: one.since ?? now,
			streak: streakOn(one, today.day),
			paused: one.pausedSince === null ? null : { since: one.pausedSince, reason: one.pauseReason },
			current: visits.get(one.clerkId) ?? null,
			atHome: one.branchId === null
		})),
		...comingTo(branchId, roster, now)
			.filter(({ id }) => atWork.every(({ clerkId }) => clerkId !== id))
			.map(({ id, from }): ClerkInHall => ({
				...about(id),
				from,
				streak: 0,
				paused: null,
				current: null,
				atHome: false
			}))
	];
}

/** Nobody came who should be there: when somebody will, nobody knows, and least of all the roster. */
const isLeftAlone = (branchId: BranchId, { shifts }: Roster, now: Instant): boolean =>
	[...shifts.values()]
		.flat()
		.some((one) => one.branchId === branchId && one.startsAt < now - LATE && now < one.endsAt);

/**
 * Who is rostered in a hall later today, and from when. Somebody who should be there already is expected at any
 * moment, but not for ever, nor when at work elsewhere.
 */
function comingTo(
	branchId: BranchId,
	{ shifts, onDuty }: Roster,
	now: Instant
): { id: AccountId; from: Instant }[] {
	const working = new Set(onDuty.map(({ clerkId }) => clerkId));
	return [...shifts].flatMap(([id, theirs]) => {
		const next = theirs.find(
			({ branchId: place, startsAt, endsAt }) =>
				place === branchId &&
				endsAt > now &&
				startsAt >= now - LATE &&
				(startsAt > now || !working.has(id))
		);
		return next ? [{ id, from: Math.max(next.startsAt, now + 1) }] : [];
	});
}
