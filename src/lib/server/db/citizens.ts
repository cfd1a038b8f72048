/** The SQL of who comes to an appointment, and of the secrets that open it. */
import { and, asc, eq, getTableColumns, gt, lte, or, sql as raw } from 'drizzle-orm';
import type { Appointment } from '../../domain/appointment.ts';
import { lineOf, mailboxOf, soughtBy } from '../../domain/find.ts';
import type { AppointmentId, RegionId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import { hot, placeholders } from './hot.ts';
import type { Sql } from './open.ts';
import { appointment, citizen } from './schema.ts';

export type Citizen = typeof citizen.$inferSelect;

export function insertCitizen(
	sql: Sql,
	told: Omit<Citizen, 'sought' | 'note' | 'mailbox' | 'line'>
): PromiseLike<unknown> {
	const { name, email, phone, code } = told;
	const row: Citizen = {
		...told,
		note: null,
		sought: soughtBy(name, email, phone, code),
		mailbox: mailboxOf(email),
		line: lineOf(phone)
	};
	const insert = hot(sql, 'insert_citizen', (db, name) =>
		db
			.insert(citizen)
			.values(placeholders(getTableColumns(citizen)))
			.prepare(name)
	);
	return insert.execute({ ...row });
}

export function setErasure(sql: Sql, id: AppointmentId, eraseAt: Instant): PromiseLike<unknown> {
	const set = hot(sql, 'set_erasure', (db, name) =>
		db
			.update(citizen)
			.set({ eraseAt: raw`${raw.placeholder('eraseAt')}` })
			.where(eq(citizen.appointmentId, raw.placeholder('id')))
			.prepare(name)
	);
	return set.execute({ id, eraseAt });
}

/** Appointments to come of whoever is reached by the one or the other. */
export async function countToCome(
	sql: Sql,
	regionId: RegionId,
	{ email, phone }: { email: string | null; phone: string | null },
	now: Instant
): Promise<number> {
	const [mailbox, line] = [mailboxOf(email), lineOf(phone)];
	if (mailbox === null && line === null) return 0;
	// Of two indexes each finds its own; nothing is equal to null.
	const find = hot(sql, 'count_to_come', (db, name) =>
		db
			.select({ id: citizen.appointmentId })
			.from(citizen)
			.innerJoin(appointment, eq(appointment.id, citizen.appointmentId))
			.where(
				and(
					or(
						eq(citizen.mailbox, raw.placeholder('mailbox')),
						eq(citizen.line, raw.placeholder('line'))
					),
					eq(appointment.regionId, raw.placeholder('regionId')),
					raw`${appointment.state} = 'booked'`,
					gt(appointment.startsAt, raw.placeholder('now'))
				)
			)
			.prepare(name)
	);
	return (await find.execute({ mailbox, line, regionId, now })).length;
}

export async function isCodeTaken(sql: Sql, code: string): Promise<boolean> {
	const find = hot(sql, 'code_taken', (db, name) =>
		db
			.select({ id: citizen.appointmentId })
			.from(citizen)
			.where(eq(citizen.code, raw.placeholder('code')))
			.prepare(name)
	);
	return (await find.execute({ code })).length > 0;
}

export interface Known {
	appointment: Appointment;
	citizen: Citizen;
}

/** By the secret in its address; null for none, or one that was erased. */
export async function findByAppointmentLink(sql: Sql, link: string): Promise<Known | null> {
	const [row] = await sql
		.select()
		.from(citizen)
		.innerJoin(appointment, eq(appointment.id, citizen.appointmentId))
		.where(eq(citizen.link, link));
	return row ?? null;
}

/** By what is typed at a kiosk; undefined for none of this region. */
export async function findByCode(
	sql: Sql,
	regionId: RegionId,
	code: string
): Promise<Known | undefined> {
	const [row] = await sql
		.select()
		.from(citizen)
		.innerJoin(appointment, eq(appointment.id, citizen.appointmentId))
		.where(and(eq(citizen.code, code), eq(appointment.regionId, regionId)));
	return row;
}

/** What staff wrote beside an appointment. @returns false where nobody is known any more */
export async function setNote(sql: Sql, id: AppointmentId, note: string | null): Promise<boolean> {
	const rows = await sql
		.update(citizen)
		.set({ note })
		.where(eq(citizen.appointmentId, id))
		.returning({ id: citizen.appointmentId });
	return rows.length > 0;
}

/**
 * Whose name, address, number or code holds what is asked for, those of today and later first.
 *
 * @param asked squeezed, as in find.ts
 */
export const findCitizens = (
	sql: Sql,
	regionId: RegionId,
	asked: string,
	most: number
): Promise<Known[]> =>
	sql
		.select()
		.from(citizen)
		.innerJoin(appointment, eq(appointment.id, citizen.appointmentId))
		.where(
			and(
				eq(appointment.regionId, regionId),
				raw`${citizen.sought} like ${`%${asked.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`
			)
		)
		.orderBy(asc(appointment.startsAt), asc(appointment.id))
		.limit(most)
		.execute();

/** By the appointment's own id; undefined once erased. */
export async function knownById(sql: Sql, id: AppointmentId): Promise<Known | undefined> {
	const [row] = await sql
		.select()
		.from(citizen)
		.innerJoin(appointment, eq(appointment.id, citizen.appointmentId))
		.where(eq(citizen.appointmentId, id));
	return row;
}

/** undefined once erased. */
export async function citizenOf(sql: Sql, id: AppointmentId): Promise<Citizen | undefined> {
	const find = hot(sql, 'citizen_of', (db, name) =>
		db
			.select()
			.from(citizen)
			.where(eq(citizen.appointmentId, raw.placeholder('id')))
			.prepare(name)
	);
	const [row] = await find.execute({ id });
	return row;
}

export const eraseCitizens = (sql: Sql, now: Instant): Promise<unknown> =>
	sql.delete(citizen).where(lte(citizen.eraseAt, now)).execute();
