/** What a hall gives out on a day, as it was set up: hours, counters, who is rostered, and what is kept back. */
import { and, asc, eq, gt, lt } from 'drizzle-orm';
import type { RosteredClerk } from '../../domain/agenda/assignment.ts';
import { type DifferentDay, openOn } from '../../domain/agenda/calendar.ts';
import { type KeptShare, UNITS_AN_HOUR } from '../../domain/agenda/room.ts';
import type { HallDay } from '../../domain/agenda/starts.ts';
import { type Span, instantAt, spanBetween, unitsIn } from '../../domain/agenda/units.ts';
import type { AgendaRule } from '../../domain/booking.ts';
import type { AccountId, BranchId, RegionId } from '../../domain/ids.ts';
import { type DayBounds, type Instant, hourOf, weekdayOf } from '../../domain/time.ts';
import { absentOn } from './absences.ts';
import { skillsIn } from './duties.ts';
import { countersOf, hoursOf } from './halls.ts';
import type { Sql } from './open.ts';
import { account, agendaRule, agendaShare, differentDay, shift, shiftBreak } from './schema.ts';
import { remembered } from './setup.ts';

/** null for a hall that can't be booked. */
export const agendaRuleOf = (sql: Sql, branchId: BranchId): Promise<AgendaRule | null> =>
	remembered(sql, `agenda rule ${branchId}`, async () => {
		const [row] = await sql.select().from(agendaRule).where(eq(agendaRule.branchId, branchId));
		if (!row) return null;
		const { branchId: _, ...rule } = row;
		return rule;
	});

export const differentDaysOf = (sql: Sql, branchId: BranchId): Promise<readonly DifferentDay[]> =>
	remembered(sql, `different days ${branchId}`, () =>
		sql
			.select({ day: differentDay.day, stretches: differentDay.stretches })
			.from(differentDay)
			.where(eq(differentDay.branchId, branchId))
			.execute()
	);

const sharesOf = (sql: Sql, branchId: BranchId): Promise<ReadonlyMap<string, KeptShare>> =>
	remembered(sql, `shares ${branchId}`, async () => {
		const rows = await sql.select().from(agendaShare).where(eq(agendaShare.branchId, branchId));
		return new Map(
			rows.map(({ weekday, hour, walkIn, internal }) => [
				`${weekday} ${hour}`,
				{ walkIn, internal }
			])
		);
	});

interface Work {
	accountId: AccountId;
	branchId: BranchId | null;
	startsAt: Instant;
	endsAt: Instant;
	breaks: { startsAt: Instant; endsAt: Instant }[];
}

/**
 * Nobody is in two halls at a time: where a roster says so, the shift that began first counts until its end.
 *
 * @param shifts in order of their start
 */
function inOnePlace<S extends Pick<Work, 'accountId' | 'branchId' | 'startsAt' | 'endsAt'>>(
	shifts: readonly S[]
): S[] {
	const before = new Map<AccountId, S[]>();
	return shifts.flatMap((shift) => {
		const earlier = before.get(shift.accountId) ?? [];
		before.set(shift.accountId, [...earlier, shift]);
		const elsewhere = earlier.filter(({ branchId }) => branchId !== shift.branchId);
		const startsAt = Math.max(shift.startsAt, ...elsewhere.map(({ endsAt }) => endsAt));
		return startsAt < shift.endsAt ? [{ ...shift, startsAt }] : [];
	});
}

/** Who is rostered in a hall on a day, absent or not, with from when until when. */
export async function rosteredIn(
	sql: Sql,
	branchId: BranchId,
	day: DayBounds
): Promise<{ clerkId: AccountId; name: string; startsAt: Instant; endsAt: Instant }[]> {
	return sql
		.select({
			clerkId: account.id,
			name: account.name,
			startsAt: shift.startsAt,
			endsAt: shift.endsAt
		})
		.from(shift)
		.innerJoin(account, eq(account.id, shift.accountId))
		.where(
			and(eq(shift.branchId, branchId), gt(shift.endsAt, day.start), lt(shift.startsAt, day.end))
		)
		.orderBy(asc(shift.startsAt), asc(account.name));
}

/** All shifts of a region that touch a day, in order of time. */
const workOn = (sql: Sql, regionId: RegionId, day: DayBounds): Promise<readonly Work[]> =>
	remembered(sql, `work ${regionId} ${day.day}`, async () => {
		const touches = and(
			eq(account.regionId, regionId),
			gt(shift.endsAt, day.start),
			lt(shift.startsAt, day.end)
		);
		const shifts = await sql
			.select({
				id: shift.id,
				accountId: shift.accountId,
				branchId: shift.branchId,
				startsAt: shift.startsAt,
				endsAt: shift.endsAt
			})
			.from(shift)
			.innerJoin(account, eq(account.id, shift.accountId))
			.where(touches)
			.orderBy(asc(shift.startsAt), asc(shift.accountId));
		const breaks = await sql
			.select({
				shiftId: shiftBreak.shiftId,
				startsAt: shiftBreak.startsAt,
				endsAt: shiftBreak.endsAt
			})
			.from(shiftBreak)
			.innerJoin(shift, eq(shift.id, shiftBreak.shiftId))
			.innerJoin(account, eq(account.id, shift.accountId))
			.where(touches)
			.orderBy(asc(shiftBreak.startsAt));
		const absent = await absentOn(sql, regionId, day.day);
		return inOnePlace(shifts.filter(({ accountId }) => !absent.has(accountId))).map(
			({ id, ...rest }) => ({
				...rest,
				breaks: breaks.filter(({ shiftId }) => shiftId === id)
			})
		);
	});

export interface HallPlace {
	id: BranchId;
	regionId: RegionId;
}

/**
 * A hall's day without what is booked.
 *
 * @param holiday whether it is a public one
 */
export async function hallOn(
	sql: Sql,
	{ id: branchId, regionId }: HallPlace,
	day: DayBounds,
	timeZone: string,
	holiday: boolean
): Promise<Omit<HallDay, 'claims' | 'assigned'>> {
	const [hours, different, counters, work, skills, shares] = await Promise.all([
		hoursOf(sql, branchId),
		differentDaysOf(sql, branchId),
		countersOf(sql, branchId),
		workOn(sql, regionId, day),
		skillsIn(sql, regionId),
		sharesOf(sql, branchId)
	]);
	const holidays = new Set(holiday ? [day.day] : []);
	const weekday = weekdayOf(day.day, timeZone);
	return {
		units: unitsIn(day),
		open: openOn({ hours, different, holidays }, day, timeZone),
		counters: counters.length,
		clerks: clerksOf(work, branchId, day).map(({ clerkId, present }) => ({
			clerkId,
			present,
			skills: skills.get(clerkId) ?? new Set()
		})),
		kept: (hour) => {
			if (shares.size === 0) return NOTHING_KEPT;
			const wall = hourOf(instantAt(day, hour * UNITS_AN_HOUR), timeZone);
			return shares.get(`${weekday} ${wall}`) ?? NOTHING_KEPT;
		}
	};
}

const NOTHING_KEPT: KeptShare = { walkIn: 0, internal: 0 };

/** Who is rostered in a hall, with their shifts without breaks; somebody who is "anywhere" is in no hall. */
function clerksOf(
	work: readonly Work[],
	branchId: BranchId,
	day: DayBounds
): Pick<RosteredClerk, 'clerkId' | 'present'>[] {
	const present = new Map<AccountId, Span[]>();
	for (const { accountId, startsAt, endsAt, breaks, branchId: where } of work) {
		if (where !== branchId) continue;
		const spans = present.get(accountId) ?? [];
		present.set(accountId, spans);
		let from = startsAt;
		for (const pause of [...breaks, { startsAt: endsAt, endsAt }]) {
			const span = spanBetween(day, from, Math.min(pause.startsAt, endsAt));
			if (span) join(spans, span);
			from = Math.max(from, pause.endsAt);
		}
	}
	return [...present].map(([clerkId, spans]) => ({ clerkId, present: spans }));
}

/** Stretches that meet, or that two shifts both tell, are one. */
function join(spans: Span[], span: Span): void {
	const last = spans.at(-1);
	if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
	else spans.push(span);
}
