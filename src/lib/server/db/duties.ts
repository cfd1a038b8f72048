/** The SQL of clerks at work: duty, skills, shifts, and who has which counter. */
import { and, asc, eq, gt, inArray, isNotNull, lt, sql as raw } from 'drizzle-orm';
import type { WorkToCome } from '../../domain/closing.ts';
import type { Duty } from '../../domain/duty.ts';
import type { AccountId, BranchId, CounterId, RegionId, ServiceId } from '../../domain/ids.ts';
import { type DayBounds, type Instant, MINUTE } from '../../domain/time.ts';
import { absentOn } from './absences.ts';
import { hot } from './hot.ts';
import { once } from './look.ts';
import type { Sql } from './open.ts';
import { remembered } from './setup.ts';
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

export function saveDuty(sql: Sql, row: Duty): PromiseLike<unknown> {
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
	return upsert.execute({ ...row });
}

const NO_SKILLS: ReadonlySet<ServiceId> = new Set();

export const skillsOf = async (
	sql: Sql,
	regionId: RegionId,
	clerkId: AccountId
): Promise<ReadonlySet<ServiceId>> => (await skillsIn(sql, regionId)).get(clerkId) ?? NO_SKILLS;

/**
 * Minutes left of a clerk's shift: of the one that runs now, else of the next one today. A clerk without any
 * shift today is not limited; one whose shifts are over has 0.
 */
export async function minutesLeftOf(
	sql: Sql,
	regionId: RegionId,
	clerkId: AccountId,
	now: Instant,
	today: DayBounds
): Promise<number> {
	return minutesLeft((await shiftsOf(sql, regionId, today)).get(clerkId) ?? [], now);
}

export function minutesLeft(
	shifts: readonly { startsAt: Instant; endsAt: Instant }[],
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
export const onDuty = (sql: Sql, regionId: RegionId): Promise<readonly OnDuty[]> =>
	once(sql, `on duty ${regionId}`, () => {
		const find = hot(sql, 'who_is_on_duty', (db, name) =>
			db
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
				.where(and(eq(duty.regionId, raw.placeholder('regionId')), isNotNull(duty.since)))
				.orderBy(asc(account.name))
				.prepare(name)
		);
		return find.execute({ regionId });
	});

export interface Roster {
	onDuty: readonly { clerkId: AccountId; branchId: BranchId | null }[];
	/** By clerk, in order of time. */
	shifts: ReadonlyMap<AccountId, readonly RosteredShift[]>;
	skills: ReadonlyMap<AccountId, ReadonlySet<ServiceId>>;
}

export interface RosteredShift {
	branchId: BranchId | null;
	startsAt: Instant;
	endsAt: Instant;
}

/** The region's team today: who works, who will, and what they can. */
export const rosterOf = async (
	sql: Sql,
	regionId: RegionId,
	today: DayBounds,
	onDuty: Roster['onDuty']
): Promise<Roster> => ({
	onDuty,
	shifts: await shiftsOf(sql, regionId, today),
	skills: await skillsIn(sql, regionId)
});

/** Who is on duty, and where. */
export function workingNow(sql: Sql, regionId: RegionId): Promise<Roster['onDuty']> {
	const find = hot(sql, 'on_duty', (db, name) =>
		db
			.select({ clerkId: duty.clerkId, branchId: duty.branchId })
			.from(duty)
			.where(and(eq(duty.regionId, raw.placeholder('regionId')), isNotNull(duty.since)))
			.prepare(name)
	);
	return find.execute({ regionId });
}

const shiftsOf = (sql: Sql, regionId: RegionId, today: DayBounds): Promise<Roster['shifts']> =>
	remembered(sql, `shifts ${regionId} ${today.day}`, async () => {
		const rows = await sql
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
		const absent = await absentOn(sql, regionId, today.day);
		const working = rows.filter(({ accountId }) => !absent.has(accountId));
		return grouped(working, ({ accountId, ...rest }) => [accountId, rest]);
	});

/** Of everyone in the region. */
export const skillsIn = (sql: Sql, regionId: RegionId): Promise<Roster['skills']> =>
	remembered(sql, `skills ${regionId}`, async () => {
		const rows = await sql
			.select({ accountId: skill.accountId, serviceId: skill.serviceId })
			.from(skill)
			.innerJoin(account, eq(account.id, skill.accountId))
			.where(eq(account.regionId, regionId))
			.orderBy(asc(skill.accountId), asc(skill.serviceId));
		const lists = grouped(rows, ({ accountId, serviceId }) => [accountId, serviceId]);
		return new Map([...lists].map(([accountId, services]) => [accountId, new Set(services)]));
	});

function grouped<R, V>(
	rows: readonly R[],
	entry: (row: R) => readonly [AccountId, V]
): Map<AccountId, V[]> {
	const lists = new Map<AccountId, V[]>();
	for (const [accountId, value] of rows.map(entry)) {
		const list = lists.get(accountId);
		if (list) list.push(value);
		else lists.set(accountId, [value]);
	}
	return lists;
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
