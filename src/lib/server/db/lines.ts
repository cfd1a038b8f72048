/**
 * The SQL of the rule of the queue: whom a clerk may be called for now. It never loads a hall: of each service
 * and line only the first callable visit is read, by index, so that the length of the queue costs nothing.
 */
import { type SQL, asc, eq, inArray, sql } from 'drizzle-orm';
import type { AccountId, BoothId, BranchId, RegionId } from '../../domain/ids.ts';
import { type Candidate, EARLY_WINDOW, SENT_BACK_REST } from '../../domain/queue.ts';
import { type DayBounds, type Instant, MINUTE } from '../../domain/time.ts';
import type { Visit } from '../../domain/visit.ts';
import { hot } from './hot.ts';
import type { Sql } from './open.ts';
import { booth, visit } from './schema.ts';
import { visitColumns } from './visits.ts';

/** Who asks, from where, and when. */
export interface Asker {
	clerkId: AccountId;
	regionId: RegionId;
	/** null: at home. */
	branchId: BranchId | null;
	now: Instant;
	today: DayBounds;
	/** Minutes left of the clerk's shift; Infinity for a clerk without one today. */
	minutesLeft: number;
}

const at = (name: keyof ReturnType<typeof parameters>) => sql.placeholder(name);

/** All values that the statements below use; the engine ignores what one doesn't name. */
const parameters = (asker: Asker, branchId: BranchId | null = asker.branchId) => ({
	clerk: asker.clerkId,
	region: asker.regionId,
	branch: branchId ?? '',
	now: asker.now,
	dayStart: asker.today.start,
	dayEnd: asker.today.end,
	// Whole minutes, as services take; and a day of them is more than any takes.
	left: Math.floor(Math.min(asker.minutesLeft, 24 * 60)),
	rested: asker.now - SENT_BACK_REST,
	earlyUntil: asker.now + EARLY_WINDOW
});

/** Of the visit `w`: its planned time in milliseconds, subtracted so that both engines compare large integers. */
const planned = sql.raw(`w.open_minutes * ${MINUTE}`);

/**
 * Some clerk, on duty and in reach, has the minutes left, of the shift that runs or else the next one; or one whose
 * shift comes later today has.
 */
const someoneFits = sql`(
	exists (
		select 1 from skill k2 join duty d on d.clerk_id = k2.account_id
		where k2.service_id = w.open_service_id and d.since is not null
			and (d.branch_id = w.branch_id or w.video_ok or w.mode <> 'desk')
			and (
				not exists (
					select 1 from shift s where s.account_id = d.clerk_id
						and s.ends_at > ${at('dayStart')} and s.starts_at < ${at('dayEnd')}
				)
				or exists (
					select 1 from shift s where s.account_id = d.clerk_id
						and s.starts_at < ${at('dayEnd')} and s.ends_at - ${planned} >= ${at('now')}
						and not exists (
							select 1 from shift c where c.account_id = d.clerk_id
								and c.starts_at < s.starts_at and c.ends_at > ${at('now')}
						)
				)
			)
	)
	or exists (
		select 1 from skill k2 join shift s on s.account_id = k2.account_id
		where k2.service_id = w.open_service_id
			and s.starts_at > ${at('now')} and s.starts_at < ${at('dayEnd')}
			and s.ends_at - s.starts_at >= ${planned}
			and (s.branch_id is null or s.branch_id = w.branch_id or w.video_ok or w.mode <> 'desk')
	)
)`;

const fitsShift = sql`(w.open_minutes <= ${at('left')} or not ${someoneFits})`;

const notReserved = sql`(w.reserved_for is null or w.reserved_for = ${at('clerk')}
	or w.reserved_until <= ${at('now')})`;

const notSentBackByMe = sql`(w.sent_back_by is null or w.sent_back_by <> ${at('clerk')}
	or w.sent_back_at <= ${at('rested')})`;

const sentBackByMe = sql`(w.sent_back_by = ${at('clerk')} and w.sent_back_at > ${at('rested')})`;

const ready = sql`w.not_before <= ${at('now')}`;

/** At a desk of this hall everything can be given. */
const here = sql`w.branch_id = ${at('branch')}`;

/** From afar: telephone and paper always, a person in a hall only by a free booth; nothing where calls are held. */
const remote = sql`w.region_id = ${at('region')} and (w.video_ok or w.mode <> 'desk')
	and (w.mode <> 'desk' or exists (
		select 1 from booth b where b.branch_id = w.branch_id and not exists (
			select 1 from visit o where o.booth_id = b.id and o.state in ('called', 'serving')
		)
	))
	and not exists (
		select 1 from hall h where h.branch_id = w.branch_id and h.held_since is not null
	)`;

const candidateColumns = {
	id: visit.id,
	branchId: visit.branchId,
	line: visit.line,
	due: visit.due,
	arrivedAt: visit.arrivedAt,
	slotStart: visit.slotStart,
	notBefore: visit.notBefore,
	mode: visit.mode
};

/** Ids of the first visit of each of the clerk's services and each line that meets a condition. */
const headsThat = (condition: SQL, fits: SQL = fitsShift) => sql`
	head (id) as materialized (select (
		select w.id from visit w
		where w.state = 'waiting' and w.open_service_id = k.service_id and w.line = l.line
			and ${condition} and ${notReserved} and ${fits}
		order by w.due, w.arrived_at, w.id limit 1
	)
	from skill k cross join (select 1 as line union all select 2 as line) l
	where k.account_id = ${at('clerk')})`;

const headsWhere = (db: Sql, name: string, condition: SQL) =>
	db
		.select(candidateColumns)
		.from(visit)
		// Found before they are looked up: PostgreSQL would find each of them twice.
		.where(inArray(visit.id, sql`(with ${headsThat(condition)} select id from head)`))
		.prepare(name);

/** Of the heads the first of each line: one of them is called, so they are read whole. */
const frontsWhere = (db: Sql, name: string, condition: SQL, fits: SQL) =>
	db
		.select(visitColumns)
		.from(visit)
		.where(
			inArray(
				visit.id,
				sql`(
					with ${headsThat(condition, fits)}, ranked (id, place) as (
						select v.id, row_number() over (partition by v.line order by v.due, v.arrived_at, v.id)
						from visit v where v.id in (select id from head)
					)
					select id from ranked where place = 1
				)`
			)
		)
		.prepare(name);

/** The first of each line in the own hall; for a clerk at home, in all halls merged. */
export async function ownFronts(db: Sql, asker: Asker): Promise<Visit[]> {
	const [where, condition] = asker.branchId
		? (['here', sql`${here} and ${ready} and ${notSentBackByMe}`] as const)
		: (['remote', sql`${remote} and ${ready} and ${notSentBackByMe}`] as const);
	const values = parameters(asker);
	// Whether somebody's shift fits is a long question, and nearly always this clerk's does. Who is first of all, and fits, is
	// first of those who fit.
	const first = await hot(db, `fronts_${where}`, (on, name) =>
		frontsWhere(on, name, condition, sql`true`)
	).execute(values);
	if (first.every(({ openMinutes }) => openMinutes <= values.left)) return first;
	return hot(db, `fronts_that_fit_${where}`, (on, name) =>
		frontsWhere(on, name, condition, fitsShift)
	).execute(values);
}

/** Past due in other halls and reachable from here: the heads of the hall in which somebody is due the longest. */
export async function helpHeads(db: Sql, asker: Asker): Promise<Candidate[]> {
	if (!asker.branchId) return [];
	const pastDue = sql`${remote} and ${ready} and ${notSentBackByMe} and w.due < ${at('now')}`;
	const anywhere = hot(db, 'heads_help', (on, name) =>
		headsWhere(on, name, sql`${pastDue} and w.branch_id <> ${at('branch')}`)
	);
	const heads = await anywhere.execute(parameters(asker));
	const halls = new Set(heads.map((head) => head.branchId));
	if (halls.size <= 1) return heads;
	// The heads of each service may stand in different halls; the neediest one's lines are then read whole.
	const neediest = heads.reduce((a, b) => (b.due < a.due ? b : a));
	const tied = heads.filter((head) => head.due === neediest.due);
	const lists = await inTurn(tied, (head) =>
		hot(db, 'heads_help_in', (on, name) =>
			headsWhere(on, name, sql`${pastDue} and ${here}`)
		).execute(parameters(asker, head.branchId))
	);
	return lists.flat();
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	for (const item of items) results.push(await work(item));
	return results;
}

const skilled = sql`w.open_service_id in (select k.service_id from skill k where k.account_id = ${at('clerk')})`;

const visitsWhere = (db: Sql, name: string, condition: SQL) =>
	db
		.select(candidateColumns)
		.from(visit)
		.where(
			inArray(
				visit.id,
				sql`(select w.id from visit w where w.state = 'waiting' and ${condition} and ${notReserved}
					and ${skilled} and ${fitsShift})`
			)
		)
		.prepare(name);

/**
 * Appointments of the own hall that start within EARLY_WINDOW and did not ask for more time. Only the slot's own
 * start is run ahead of: whoever did not answer an early call rests five minutes like all others.
 */
export function earlyVisits(db: Sql, asker: Asker): Promise<Candidate[]> {
	const soon = sql`w.slot_start is not null and w.slot_start > ${at('now')}
		and w.slot_start <= ${at('earlyUntil')} and not w.asked_for_time and ${notSentBackByMe}
		and (w.sent_back_at is null or w.sent_back_by is not null or w.sent_back_at <= ${at('rested')})`;
	const statement = asker.branchId
		? hot(db, 'early_here', (on, name) => visitsWhere(on, name, sql`${here} and ${soon}`))
		: hot(db, 'early_remote', (on, name) => visitsWhere(on, name, sql`${remote} and ${soon}`));
	return statement.execute(parameters(asker));
}

/** What this clerk sent back by hand a moment ago and could take again, here or from afar. */
export function sentBackVisits(db: Sql, asker: Asker): Promise<Candidate[]> {
	const statement = hot(db, 'sent_back', (on, name) =>
		visitsWhere(
			on,
			name,
			sql`w.sent_back_by is not null and ${sentBackByMe} and ${ready} and (${here} or (${remote}))`
		)
	);
	return statement.execute(parameters(asker));
}

/** The booth with the lowest number that no visit holds. */
export async function freeBooth(db: Sql, branchId: BranchId): Promise<BoothId | null> {
	const [row] = await db
		.select({ id: booth.id })
		.from(booth)
		.where(
			sql`${eq(booth.branchId, branchId)} and not exists (
				select 1 from visit o where o.booth_id = ${booth.id} and o.state in ('called', 'serving'))`
		)
		.orderBy(asc(booth.number))
		.limit(1);
	return row?.id ?? null;
}
