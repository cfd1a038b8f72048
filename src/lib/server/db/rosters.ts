/** The SQL of who works when and who can do what, as it is planned. What is read of it for the queue stands in duties.ts. */
import { and, asc, eq, gte, inArray, lt, max } from 'drizzle-orm';
import type { AccountId, BranchId, Id, NewId, RegionId, ServiceId } from '../../domain/ids.ts';
import type { Role } from '../../domain/permission.ts';
import type { PlannedShift } from '../../domain/roster.ts';
import type { DayBounds, Instant } from '../../domain/time.ts';
import { chunksOf } from './chunks.ts';
import type { Sql } from './open.ts';
import { account, branch, roleGrant, service, shift, shiftBreak, skill } from './schema.ts';

const AT_COUNTERS: Role[] = ['clerk', 'lead'];

/** Whoever can be planned, by name. */
export const teamOf = (
	sql: Sql,
	regionId: RegionId
): Promise<{ id: AccountId; login: string; name: string }[]> =>
	sql
		.selectDistinct({ id: account.id, login: account.login, name: account.name })
		.from(account)
		.innerJoin(roleGrant, eq(roleGrant.accountId, account.id))
		.where(and(eq(account.regionId, regionId), inArray(roleGrant.role, AT_COUNTERS)))
		.orderBy(asc(account.name), asc(account.login))
		.execute();

/**
 * Takes away the shifts that begin on a day.
 *
 * @returns the halls where they were
 */
export async function deleteShifts(
	sql: Sql,
	clerks: readonly AccountId[],
	{ start, end }: DayBounds
): Promise<BranchId[]> {
	const gone = await sql
		.select({ id: shift.id, branchId: shift.branchId })
		.from(shift)
		.where(
			and(
				inArray(shift.accountId, [...clerks]),
				gte(shift.startsAt, start),
				lt(shift.startsAt, end)
			)
		);
	for (const rows of chunksOf(gone)) {
		const ids = rows.map(({ id }) => id);
		await sql.delete(shiftBreak).where(inArray(shiftBreak.shiftId, ids));
		await sql.delete(shift).where(inArray(shift.id, ids));
	}
	return [...new Set(gone.flatMap(({ branchId }) => branchId ?? []))];
}

export async function insertShifts(
	sql: Sql,
	shifts: readonly PlannedShift[],
	newId: NewId
): Promise<void> {
	const planned = shifts.map((one) => ({ id: newId<'shift'>(), ...one }));
	for (const rows of chunksOf(planned))
		await sql.insert(shift).values(
			rows.map(({ id, clerkId, branchId, startsAt, endsAt }) => ({
				id,
				accountId: clerkId,
				branchId,
				startsAt,
				endsAt
			}))
		);
	const breaks = planned.flatMap(({ id, breaks: all }) =>
		all.map((one) => ({ shiftId: id, ...one }))
	);
	for (const rows of chunksOf(breaks)) await sql.insert(shiftBreak).values(rows);
}

export interface RosterRow {
	id: Id<'shift'>;
	login: string;
	hall: string | null;
	startsAt: Instant;
	endsAt: Instant;
	breaks: { startsAt: Instant; endsAt: Instant }[];
}

/** Shifts of a region that begin in a time, in order. */
export async function rosterBetween(
	sql: Sql,
	regionId: RegionId,
	from: Instant,
	until: Instant
): Promise<RosterRow[]> {
	const within = and(
		eq(account.regionId, regionId),
		gte(shift.startsAt, from),
		lt(shift.startsAt, until)
	);
	const shifts = await sql
		.select({
			id: shift.id,
			login: account.login,
			hall: branch.slug,
			startsAt: shift.startsAt,
			endsAt: shift.endsAt
		})
		.from(shift)
		.innerJoin(account, eq(account.id, shift.accountId))
		.leftJoin(branch, eq(branch.id, shift.branchId))
		.where(within)
		.orderBy(asc(shift.startsAt), asc(account.login));
	const breaks = new Map<string, RosterRow['breaks']>(shifts.map(({ id }) => [id, []]));
	const found = await sql
		.select({
			shiftId: shiftBreak.shiftId,
			startsAt: shiftBreak.startsAt,
			endsAt: shiftBreak.endsAt
		})
		.from(shiftBreak)
		.innerJoin(shift, eq(shift.id, shiftBreak.shiftId))
		.innerJoin(account, eq(account.id, shift.accountId))
		.where(within)
		.orderBy(asc(shiftBreak.startsAt));
	for (const { shiftId, ...one } of found) breaks.get(shiftId)?.push(one);
	return shifts.map((one) => ({ ...one, breaks: breaks.get(one.id) ?? [] }));
}

/** When the last planned shift begins; null without any. */
export async function lastShift(
	sql: Sql,
	regionId: RegionId,
	from: Instant
): Promise<Instant | null> {
	const [row] = await sql
		.select({ at: max(shift.startsAt) })
		.from(shift)
		.innerJoin(account, eq(account.id, shift.accountId))
		.where(and(eq(account.regionId, regionId), gte(shift.startsAt, from)));
	return row?.at ?? null;
}

/** Everything that anybody in a region can do, by their name. */
export const allSkills = (
	sql: Sql,
	regionId: RegionId
): Promise<{ login: string; service: string }[]> =>
	sql
		.select({ login: account.login, service: service.nameNl })
		.from(skill)
		.innerJoin(account, eq(account.id, skill.accountId))
		.innerJoin(service, eq(service.id, skill.serviceId))
		.where(eq(account.regionId, regionId))
		.orderBy(asc(account.login), asc(service.position))
		.execute();

export async function replaceSkills(
	sql: Sql,
	skills: ReadonlyMap<AccountId, ReadonlySet<ServiceId>>
): Promise<void> {
	for (const clerks of chunksOf([...skills.keys()]))
		await sql.delete(skill).where(inArray(skill.accountId, clerks));
	const all = [...skills].flatMap(([accountId, services]) =>
		[...services].map((serviceId) => ({ accountId, serviceId }))
	);
	for (const rows of chunksOf(all)) await sql.insert(skill).values(rows);
}
