/** The SQL of who wants to come earlier. */
import { and, asc, eq, lte } from 'drizzle-orm';
import type { Appointment } from '../../domain/appointment.ts';
import type { AppointmentId, RegionId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Sql } from './open.ts';
import { appointment, earlierWish } from './schema.ts';

export type EarlierWish = typeof earlierWish.$inferSelect;

export const insertWish = (sql: Sql, row: EarlierWish): Promise<unknown> =>
	sql
		.insert(earlierWish)
		.values(row)
		.onConflictDoUpdate({
			target: earlierWish.appointmentId,
			set: { branchId: row.branchId, unanswered: 0 }
		})
		.execute();

export const deleteWish = (sql: Sql, id: AppointmentId): Promise<unknown> =>
	sql.delete(earlierWish).where(eq(earlierWish.appointmentId, id)).execute();

export async function wishOf(sql: Sql, id: AppointmentId): Promise<EarlierWish | undefined> {
	const [row] = await sql.select().from(earlierWish).where(eq(earlierWish.appointmentId, id));
	return row;
}

/** Whoever waits longest first, with what they have now. */
export async function wishesOf(
	sql: Sql,
	regionId: RegionId
): Promise<{ wish: EarlierWish; appointment: Appointment }[]> {
	const rows = await sql
		.select()
		.from(earlierWish)
		.innerJoin(appointment, eq(appointment.id, earlierWish.appointmentId))
		.where(eq(earlierWish.regionId, regionId))
		.orderBy(asc(earlierWish.since), asc(earlierWish.appointmentId));
	return rows.map((row) => ({ wish: row.earlier_wish, appointment: row.appointment }));
}

export const setOffer = (
	sql: Sql,
	id: AppointmentId,
	offer: Pick<EarlierWish, 'offerId' | 'offeredUntil' | 'lastStart' | 'unanswered'>
): Promise<unknown> =>
	sql.update(earlierWish).set(offer).where(eq(earlierWish.appointmentId, id)).execute();

export const eraseWishes = (sql: Sql, now: Instant): Promise<unknown> =>
	sql.delete(earlierWish).where(lte(earlierWish.eraseAt, now)).execute();

/** One that is asked about it still: the hold of the last letter. */
export const offerOf = async (sql: Sql, id: AppointmentId): Promise<Appointment | undefined> => {
	const [row] = await sql
		.select({ held: appointment })
		.from(earlierWish)
		.innerJoin(appointment, eq(appointment.id, earlierWish.offerId))
		.where(and(eq(earlierWish.appointmentId, id), eq(appointment.state, 'held')));
	return row?.held;
};
