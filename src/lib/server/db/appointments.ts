/** The SQL of appointments and holds, of the time that they take of clerks, and of how far each day's agenda is. */
import { and, eq, getTableColumns, gte, inArray, lt, lte, sql as raw } from 'drizzle-orm';
import { UNIT_MINUTES } from '../../domain/agenda/units.ts';
import {
	type Appointment,
	type Claiming,
	evolveAppointment,
	takesTime
} from '../../domain/appointment.ts';
import type { AppointmentEvent, DomainEvent } from '../../domain/events.ts';
import type { AppointmentId, BranchId, RegionId, VisitId } from '../../domain/ids.ts';
import { HOUR, type Instant, type LocalDay, minutes } from '../../domain/time.ts';
import type { Tx } from '../shell.ts';
import { hot, placeholders } from './hot.ts';
import type { Sql } from './open.ts';
import { agendaBlock, agendaDay, appointment, citizen } from './schema.ts';

/** Screens show the appointments of today, wherever midnight is. */
const SHOWN_WITHIN = 36 * HOUR;

export async function findAppointment(
	sql: Sql,
	id: AppointmentId
): Promise<Appointment | undefined> {
	const find = hot(sql, 'find_appointment', (db, name) =>
		db
			.select()
			.from(appointment)
			.where(eq(appointment.id, raw.placeholder('id')))
			.prepare(name)
	);
	const [row] = await find.execute({ id });
	return row;
}

/** As the command itself left it; read once. */
export async function appointmentIn(
	{ appointments, sql }: Tx,
	id: AppointmentId
): Promise<Appointment | undefined> {
	if (!appointments.has(id)) appointments.set(id, await findAppointment(sql, id));
	return appointments.get(id);
}

/** What whoever has this ticket came for; undefined for who walked in. */
export async function appointmentOfVisit(
	sql: Sql,
	visitId: VisitId
): Promise<Appointment | undefined> {
	const [row] = await sql.select().from(appointment).where(eq(appointment.visitId, visitId));
	return row;
}

/** Who is still expected in a hall on a day, with their names, the first to come first. */
export interface Expected {
	appointment: Appointment;
	name: string | null;
}

export function expectedOn(sql: Sql, branchId: BranchId, day: LocalDay): Promise<Expected[]> {
	const find = hot(sql, 'expected_on', (db, name) =>
		db
			.select({ appointment, name: citizen.name })
			.from(appointment)
			.leftJoin(citizen, eq(citizen.appointmentId, appointment.id))
			.where(
				and(
					eq(appointment.branchId, raw.placeholder('branchId')),
					eq(appointment.day, raw.placeholder('day')),
					raw`${appointment.state} = 'booked'`
				)
			)
			.orderBy(appointment.startsAt, appointment.id)
			.prepare(name)
	);
	return find.execute({ branchId, day });
}

/** Who comes, and who has come, in some halls on some days. */
export const agendaBetween = (
	sql: Sql,
	branches: readonly BranchId[],
	first: LocalDay,
	last: LocalDay
): Promise<{ appointment: Appointment; citizen: typeof citizen.$inferSelect | null }[]> =>
	sql
		.select()
		.from(appointment)
		.leftJoin(citizen, eq(citizen.appointmentId, appointment.id))
		.where(
			and(
				inArray(appointment.branchId, [...branches]),
				gte(appointment.day, first),
				lte(appointment.day, last),
				inArray(appointment.state, ['booked', 'arrived', 'displaced'])
			)
		)
		.orderBy(appointment.startsAt, appointment.id)
		.execute();

/** Tickets that were given for an appointment of a day. */
export async function arrivedOn(
	sql: Sql,
	branchId: BranchId,
	day: LocalDay
): Promise<ReadonlySet<VisitId>> {
	const find = hot(sql, 'arrived_on', (db, name) =>
		db
			.select({ visitId: appointment.visitId })
			.from(appointment)
			.where(
				and(
					eq(appointment.branchId, raw.placeholder('branchId')),
					eq(appointment.day, raw.placeholder('day')),
					raw`${appointment.state} = 'arrived'`
				)
			)
			.prepare(name)
	);
	const rows = await find.execute({ branchId, day });
	return new Set(rows.flatMap(({ visitId }) => visitId ?? []));
}

/** Slots that one browser holds, those that are over included. */
export async function holdsOf(sql: Sql, holder: string): Promise<Appointment[]> {
	const find = hot(sql, 'holds_of', (db, name) =>
		db
			.select()
			.from(appointment)
			.where(
				and(eq(appointment.holder, raw.placeholder('holder')), raw`${appointment.state} = 'held'`)
			)
			.prepare(name)
	);
	return find.execute({ holder });
}

/** Days of halls on which anybody has an appointment, from a day on. */
export const bookedDays = (
	sql: Sql,
	regionId: RegionId,
	from: LocalDay
): Promise<{ branchId: BranchId; day: LocalDay }[]> =>
	sql
		.selectDistinct({ branchId: appointment.branchId, day: appointment.day })
		.from(appointment)
		.where(
			and(
				eq(appointment.regionId, regionId),
				gte(appointment.day, from),
				raw`${appointment.state} = 'booked'`
			)
		)
		.execute();

/** Holds of a region whose time is over. */
export const lapsedHolds = (sql: Sql, regionId: RegionId, at: Instant): Promise<Appointment[]> =>
	sql
		.select()
		.from(appointment)
		.where(
			and(
				eq(appointment.regionId, regionId),
				raw`${appointment.state} = 'held'`,
				lte(appointment.until, at)
			)
		)
		.execute();

/** A hall's appointments and holds of some days, by day. */
export async function appointmentsBetween(
	sql: Sql,
	branchId: BranchId,
	first: LocalDay,
	last: LocalDay
): Promise<Map<LocalDay, Appointment[]>> {
	const rows = await sql
		.select()
		.from(appointment)
		.where(
			and(
				eq(appointment.branchId, branchId),
				gte(appointment.day, first),
				lte(appointment.day, last)
			)
		);
	const days = new Map<LocalDay, Appointment[]>();
	for (const row of rows) {
		const list = days.get(row.day);
		if (list) list.push(row);
		else days.set(row.day, [row]);
	}
	return days;
}

/** What takes a hall's time on some days, by day: as much of it as a search needs. */
export async function claimsBetween(
	sql: Sql,
	branchId: BranchId,
	first: LocalDay,
	last: LocalDay
): Promise<Map<LocalDay, Claiming[]>> {
	const find = hot(sql, 'claims_between', (db, name) => {
		const { id, day, startsAt, endsAt, services, channel, state, until, plannedFor, heldAt } =
			getTableColumns(appointment);
		return db
			.select({ id, day, startsAt, endsAt, services, channel, state, until, plannedFor, heldAt })
			.from(appointment)
			.where(
				and(
					eq(appointment.branchId, raw.placeholder('branchId')),
					gte(appointment.day, raw.placeholder('first')),
					lte(appointment.day, raw.placeholder('last'))
				)
			)
			.prepare(name);
	});
	const days = new Map<LocalDay, Claiming[]>();
	for (const row of await find.execute({ branchId, first, last })) {
		const list = days.get(row.day);
		if (list) list.push(row);
		else days.set(row.day, [row]);
	}
	return days;
}

/** How far the agenda of each day is, by `hall day`; what nothing was booked on is not in it. */
export async function dayRevisions(
	sql: Sql,
	branches: readonly BranchId[],
	first: LocalDay,
	last: LocalDay
): Promise<Map<string, number>> {
	// A statement for each number of halls, of which there are few.
	const find = hot(sql, `day_revisions_${branches.length}`, (db, name) =>
		db
			.select()
			.from(agendaDay)
			.where(
				and(
					inArray(
						agendaDay.branchId,
						branches.map((_, n) => raw.placeholder(`branch${n}`))
					),
					gte(agendaDay.day, raw.placeholder('first')),
					lte(agendaDay.day, raw.placeholder('last'))
				)
			)
			.prepare(name)
	);
	const halls = Object.fromEntries(branches.map((id, n) => [`branch${n}`, id]));
	const rows = branches.length === 0 ? [] : await find.execute({ ...halls, first, last });
	return new Map(rows.map(({ branchId, day, revision }) => [`${branchId} ${day}`, revision]));
}

export type Block = typeof agendaBlock.$inferSelect;

export const blocksOf = async (sql: Sql, regionId: RegionId): Promise<Block[]> =>
	(
		await sql
			.select({ block: agendaBlock })
			.from(agendaBlock)
			.innerJoin(appointment, eq(appointment.id, agendaBlock.appointmentId))
			.where(eq(appointment.regionId, regionId))
	).map(({ block }) => block);

/** Writes what an event makes of an appointment. */
export async function projectAppointment(tx: Tx, event: AppointmentEvent): Promise<void> {
	const { appointmentId: id } = event;
	const before = event.type === 'slot-held' ? undefined : await appointmentIn(tx, id);
	const after = evolveAppointment(before, event, tx.at);
	tx.appointments.set(id, after ?? undefined);
	tx.memory.sawAppointment(before, after);
	if (after === null) {
		tx.write(release(tx.sql, id));
		tx.write(deleteAppointment(tx.sql, id));
	} else {
		tx.write(before ? updateAppointment(tx.sql, after) : insertAppointment(tx.sql, after));
		takeTime(tx, before, after);
	}
	for (const one of [before, after]) {
		if (!one) continue;
		tx.write(touchDay(tx.sql, one.branchId, one.day));
		if (Math.abs(one.startsAt - tx.at) < SHOWN_WITHIN) tx.touch(one.branchId, []);
	}
}

/** Where clerks change places none can take the other's before that one has gone. */
export function releaseReassigned(tx: Tx, events: readonly DomainEvent[]): void {
	for (const event of events)
		if (event.type === 'appointment-assigned') tx.write(release(tx.sql, event.appointmentId));
}

function takeTime(tx: Tx, before: Appointment | undefined, after: Appointment): void {
	const { id, plannedFor, startsAt, endsAt, until } = after;
	if (!takesTime(after, tx.at)) {
		tx.write(release(tx.sql, id));
		return;
	}
	if (before?.plannedFor === plannedFor && before.startsAt === startsAt) {
		if (before.until !== until) tx.write(setUntil(tx.sql, id, until));
		return;
	}
	if (before) tx.write(release(tx.sql, id));
	tx.write(releaseLapsed(tx.sql, after, tx.at));
	const step = minutes(UNIT_MINUTES);
	const blocks = Array.from({ length: (endsAt - startsAt) / step }, (_, n) => startsAt + n * step);
	tx.write(insertBlocks(tx.sql, after, blocks));
}

/* Statements */

function insertAppointment(sql: Sql, row: Appointment): PromiseLike<unknown> {
	const insert = hot(sql, 'insert_appointment', (db, name) =>
		db
			.insert(appointment)
			.values(placeholders(getTableColumns(appointment)))
			.prepare(name)
	);
	return insert.execute({ ...row });
}

function updateAppointment(sql: Sql, row: Appointment): PromiseLike<unknown> {
	const update = hot(sql, 'update_appointment', (db, name) => {
		const { id: _id, ...changing } = getTableColumns(appointment);
		return db
			.update(appointment)
			.set(placeholders(changing))
			.where(eq(appointment.id, raw.placeholder('id')))
			.prepare(name);
	});
	return update.execute({ ...row });
}

function deleteAppointment(sql: Sql, id: AppointmentId): PromiseLike<unknown> {
	const remove = hot(sql, 'delete_appointment', (db, name) =>
		db
			.delete(appointment)
			.where(eq(appointment.id, raw.placeholder('id')))
			.prepare(name)
	);
	return remove.execute({ id });
}

function release(sql: Sql, id: AppointmentId): PromiseLike<unknown> {
	const remove = hot(sql, 'release_blocks', (db, name) =>
		db
			.delete(agendaBlock)
			.where(eq(agendaBlock.appointmentId, raw.placeholder('id')))
			.prepare(name)
	);
	return remove.execute({ id });
}

/** What was held or kept back until a time that is over. */
function releaseLapsed(
	sql: Sql,
	{ plannedFor, startsAt, endsAt }: Appointment,
	at: Instant
): PromiseLike<unknown> {
	const remove = hot(sql, 'release_lapsed', (db, name) =>
		db
			.delete(agendaBlock)
			.where(
				and(
					eq(agendaBlock.clerkId, raw.placeholder('plannedFor')),
					gte(agendaBlock.at, raw.placeholder('startsAt')),
					lt(agendaBlock.at, raw.placeholder('endsAt')),
					lte(agendaBlock.until, raw.placeholder('now'))
				)
			)
			.prepare(name)
	);
	return remove.execute({ plannedFor, startsAt, endsAt, now: at });
}

function setUntil(sql: Sql, id: AppointmentId, until: Instant | null): PromiseLike<unknown> {
	const set = hot(sql, 'set_until', (db, name) =>
		db
			.update(agendaBlock)
			.set({ until: raw`${raw.placeholder('until')}` })
			.where(eq(agendaBlock.appointmentId, raw.placeholder('id')))
			.prepare(name)
	);
	return set.execute({ id, until });
}

/** A statement for each length, of which there are few. */
function insertBlocks(
	sql: Sql,
	{ id, plannedFor, until }: Appointment,
	blocks: readonly Instant[]
): PromiseLike<unknown> {
	const insert = hot(sql, `insert_blocks_${blocks.length}`, (db, name) =>
		db
			.insert(agendaBlock)
			.values(
				blocks.map((_, n) => ({
					clerkId: raw.placeholder('plannedFor'),
					at: raw.placeholder(`at${n}`),
					appointmentId: raw.placeholder('id'),
					until: raw.placeholder('until')
				}))
			)
			.prepare(name)
	);
	const at = Object.fromEntries(blocks.map((block, n) => [`at${n}`, block]));
	return insert.execute({ id, plannedFor, until, ...at });
}

/** So that a search looks at a day anew. */
export function touchDay(sql: Sql, branchId: BranchId, day: LocalDay): PromiseLike<unknown> {
	const upsert = hot(sql, 'touch_agenda_day', (db, name) =>
		db
			.insert(agendaDay)
			.values({
				branchId: raw.placeholder('branchId'),
				day: raw.placeholder('day'),
				revision: 1
			})
			.onConflictDoUpdate({
				target: [agendaDay.branchId, agendaDay.day],
				set: { revision: raw`${agendaDay.revision} + 1` }
			})
			.prepare(name)
	);
	return upsert.execute({ branchId, day });
}
