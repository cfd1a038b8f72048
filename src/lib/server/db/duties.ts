/** The SQL of clerks at work: duty, skills, shifts, and who has which counter. */
import { and, asc, eq, gt, inArray, isNotNull, lt, sql as raw } from 'drizzle-orm';
import type { WorkToCome } from '../../domain/closing.ts';
import type { Duty } from '../../domain/duty.ts';
import type { AccountId, BranchId, CounterId, RegionId, ServiceId } from '../../domain/ids.ts';
import { type DayBounds, type Instant, MINUTE } from '../../domain/time.ts';
import { hot } from './hot.ts';
import type { Sql } from './open.ts';
import { account, counter, duty, shift, skill } from './schema.ts';

export async function dutyOf(sql: Sql, clerkId: AccountId): Promise<Duty | undefined> {
	const find = hot(sql, 'find_duty', (db, name) =>
		db
			.select()
			.from(duty)
			.where(eq(duty.clerkId, raw.placeholder('clerkId')))
			.prepare(name)
	);
	const [row] = await find.execute({ clerkId });
	return row;
}

export async function saveDuty(sql: Sql, row: Duty): Promise<void> {
	const upsert = hot(sql, 'save_duty', (db, name) =>
		db
			.insert(duty)
			.values({
				clerkId: raw.placeholder('clerkId'),
				regionId: raw.placeholder('regionId'),
				since: raw.placeholder('since'),
				branchId: raw.placeholder('branchId'),
				counterId: raw.placeholder('counterId'),
				pausedSince: raw.placeholder('pausedSince'),
				pauseReason: raw.placeholder('pauseReason'),
				autoNext: raw.placeholder('autoNext'),
				streak: raw.placeholder('streak'),
				streakDay: raw.placeholder('streakDay')
			})
			.onConflictDoUpdate({
				target: duty.clerkId,
				set: {
					since: raw`excluded.since`,
					branchId: raw`excluded.branch_id`,
					counterId: raw`excluded.counter_id`,
					pausedSince: raw`excluded.paused_since`,
					pauseReason: raw`excluded.pause_reason`,
					autoNext: raw`excluded.auto_next`,
					streak: raw`excluded.streak`,
					streakDay: raw`excluded.streak_day`
				}
			})
			.prepare(name)
	);
	await upsert.execute({ ...row });
}

export async function skillsOf(sql: Sql, clerkId: AccountId): Promise<ReadonlySet<ServiceId>> {
	const find = hot(sql, 'find_skills', (db, name) =>
		db
			.select({ serviceId: skill.serviceId })
			.from(skill)
			.where(eq(skill.accountId, raw.placeholder('clerkId')))
			.prepare(name)
	);
	return new Set((await find.execute({ clerkId })).map((row) => row.serviceId));
}

/**
 * Minutes left of a clerk's shift: of the one that runs now, else of the next one today. A clerk without any
 * shift today is not limited; one whose shifts are over has 0.
 */
export async function minutesLeftOf(
	sql: Sql,
	clerkId: AccountId,
	now: Instant,
	today: DayBounds
): Promise<number> {
	const find = hot(sql, 'shifts_today', (db, name) =>
		db
			.select({ startsAt: shift.startsAt, endsAt: shift.endsAt })
			.from(shift)
			.where(
				and(
					eq(shift.accountId, raw.placeholder('clerkId')),
					gt(shift.endsAt, raw.placeholder('dayStart')),
					lt(shift.startsAt, raw.placeholder('dayEnd'))
				)
			)
			.orderBy(asc(shift.startsAt))
			.prepare(name)
	);
	const shifts = await find.execute({ clerkId, dayStart: today.start, dayEnd: today.end });
	return minutesLeft(shifts, now);
}

export function minutesLeft(
	shifts: { startsAt: Instant; endsAt: Instant }[],
	now: Instant
): number {
	if (shifts.length === 0) return Infinity;
	const running = shifts.find((s) => s.startsAt <= now && now < s.endsAt);
	const upcoming = shifts.find((s) => s.startsAt > now);
	const end = (running ?? upcoming)?.endsAt ?? now;
	return (end - now) / MINUTE;
}

/** Who has a counter open. */
export async function clerkAt(
	sql: Sql,
	counterId: CounterId
): Promise<{ clerkId: AccountId; name: string } | null> {
	const [row] = await sql
		.select({ clerkId: duty.clerkId, name: account.name })
		.from(duty)
		.innerJoin(account, eq(account.id, duty.clerkId))
		.where(eq(duty.counterId, counterId));
	return row ?? null;
}

export interface OnDuty {
	clerkId: AccountId;
	name: string;
	branchId: BranchId | null;
	counterId: CounterId | null;
	counterNumber: number | null;
	pausedSince: Instant | null;
	since: Instant | null;
}

/** Everyone of the region who works now. */
export const onDuty = (sql: Sql, regionId: RegionId): Promise<OnDuty[]> =>
	sql
		.select({
			clerkId: duty.clerkId,
			name: account.name,
			branchId: duty.branchId,
			counterId: duty.counterId,
			counterNumber: counter.number,
			pausedSince: duty.pausedSince,
			since: duty.since
		})
		.from(duty)
		.innerJoin(account, eq(account.id, duty.clerkId))
		.leftJoin(counter, eq(counter.id, duty.counterId))
		.where(and(eq(duty.regionId, regionId), isNotNull(duty.since)))
		.orderBy(asc(account.name))
		.execute();

export interface Roster {
	onDuty: { clerkId: AccountId; branchId: BranchId | null }[];
	shifts: {
		accountId: AccountId;
		branchId: BranchId | null;
		startsAt: Instant;
		endsAt: Instant;
	}[];
	skills: { accountId: AccountId; serviceId: ServiceId }[];
}

/** The region's team today: who works, who will, and what they can. */
export async function rosterOf(sql: Sql, regionId: RegionId, today: DayBounds): Promise<Roster> {
	const working = await sql
		.select({ clerkId: duty.clerkId, branchId: duty.branchId })
		.from(duty)
		.where(and(eq(duty.regionId, regionId), isNotNull(duty.since)));
	const shifts = await sql
		.select({
			accountId: shift.accountId,
			branchId: shift.branchId,
			startsAt: shift.startsAt,
			endsAt: shift.endsAt
		})
		.from(shift)
		.innerJoin(account, eq(account.id, shift.accountId))
		.where(
			and(
				eq(account.regionId, regionId),
				gt(shift.endsAt, today.start),
				lt(shift.startsAt, today.end)
			)
		)
		.orderBy(asc(shift.startsAt));
	const people = [
		...new Set([...working.map((row) => row.clerkId), ...shifts.map((row) => row.accountId)])
	];
	const skills =
		people.length === 0
			? []
			: await sql
					.select({ accountId: skill.accountId, serviceId: skill.serviceId })
					.from(skill)
					.where(inArray(skill.accountId, people));
	return { onDuty: working, shifts, skills };
}

/** Work to come of everyone with one of these skills, by skill. */
export const workToCome = (
	sql: Sql,
	regionId: RegionId,
	serviceIds: readonly ServiceId[],
	from: Instant,
	to: Instant
): Promise<({ serviceId: ServiceId } & WorkToCome)[]> =>
	sql
		.select({
			serviceId: skill.serviceId,
			branchId: shift.branchId,
			startsAt: shift.startsAt,
			endsAt: shift.endsAt
		})
		.from(shift)
		.innerJoin(account, eq(account.id, shift.accountId))
		.innerJoin(skill, eq(skill.accountId, shift.accountId))
		.where(
			and(
				eq(account.regionId, regionId),
				inArray(skill.serviceId, [...serviceIds]),
				gt(shift.endsAt, from),
				lt(shift.startsAt, to)
			)
		)
		.orderBy(asc(shift.startsAt))
		.execute();

/** Clerks who have been on duty since before an instant. */
export const dutiesSince = (
	sql: Sql,
	regionId: RegionId,
	before: Instant
): Promise<{ clerkId: AccountId }[]> =>
	sql
		.select({ clerkId: duty.clerkId })
		.from(duty)
		.where(and(eq(duty.regionId, regionId), isNotNull(duty.since), lt(duty.since, before)))
		.execute();
