/** The SQL of who has no appointment and waits for a time. */
import { and, asc, eq, inArray, isNull, lte, sql as raw } from 'drizzle-orm';
import { mailboxOf } from '../../domain/find.ts';
import type { AppointmentId, RegionId, WaitlistId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Sql } from './open.ts';
import { mail, waitlist } from './schema.ts';

export type Listed = typeof waitlist.$inferSelect;

type Told = Omit<
	Listed,
	'mailbox' | 'endedAt' | 'tookId' | 'offerId' | 'offeredUntil' | 'lastStart' | 'unanswered'
>;

export const insertListed = (sql: Sql, told: Told): Promise<unknown> =>
	sql
		.insert(waitlist)
		.values({
			...told,
			mailbox: mailboxOf(told.email) ?? told.email,
			endedAt: null,
			tookId: null,
			offerId: null,
			offeredUntil: null,
			lastStart: null,
			unanswered: 0
		})
		.execute();

export async function listedById(sql: Sql, id: WaitlistId): Promise<Listed | undefined> {
	const [row] = await sql.select().from(waitlist).where(eq(waitlist.id, id));
	return row;
}

/** By the secret in its address; null when it never was, or was erased. */
export async function listedByLink(sql: Sql, link: string): Promise<Listed | null> {
	const [row] = await sql.select().from(waitlist).where(eq(waitlist.link, link));
	return row ?? null;
}

/** Those who wait, whoever waits longest first. */
export const listedOf = (sql: Sql, regionId: RegionId): Promise<Listed[]> =>
	sql
		.select()
		.from(waitlist)
		.where(and(eq(waitlist.regionId, regionId), isNull(waitlist.endedAt)))
		.orderBy(asc(waitlist.since), asc(waitlist.id))
		.execute();

export async function countWaitlist(sql: Sql, regionId: RegionId): Promise<number> {
	const [row] = await sql
		.select({ count: raw<number | string>`count(*)` })
		.from(waitlist)
		.where(and(eq(waitlist.regionId, regionId), isNull(waitlist.endedAt)));
	return Number(row?.count ?? 0);
}

/** Places of one mailbox, however it is typed. */
export async function countListed(sql: Sql, regionId: RegionId, email: string): Promise<number> {
	const [row] = await sql
		.select({ count: raw<number | string>`count(*)` })
		.from(waitlist)
		.where(
			and(
				eq(waitlist.mailbox, mailboxOf(email) ?? email),
				eq(waitlist.regionId, regionId),
				isNull(waitlist.endedAt)
			)
		);
	return Number(row?.count ?? 0);
}

export const setListedOffer = (
	sql: Sql,
	id: WaitlistId,
	offer: Pick<Listed, 'offerId' | 'offeredUntil' | 'lastStart' | 'unanswered'>
): Promise<unknown> => sql.update(waitlist).set(offer).where(eq(waitlist.id, id)).execute();

export const endListed = (
	sql: Sql,
	id: WaitlistId,
	end: { endedAt: Instant; eraseAt: Instant; tookId?: AppointmentId }
): Promise<unknown> => sql.update(waitlist).set(end).where(eq(waitlist.id, id)).execute();

/** Who it was: for a place that has ended, and needs nobody any more. */
export const forgetListed = (sql: Sql, id: WaitlistId): Promise<unknown> =>
	sql
		.update(waitlist)
		.set({ name: '', email: '', mailbox: '', phone: null, remarks: null, help: [] })
		.where(eq(waitlist.id, id))
		.execute();

/** With the letters about them. */
export async function eraseListed(sql: Sql, now: Instant): Promise<void> {
	const over = lte(waitlist.eraseAt, now);
	const ids = sql.select({ id: waitlist.id }).from(waitlist).where(over);
	await sql.delete(mail).where(inArray(mail.waitlistId, ids));
	await sql.delete(waitlist).where(over);
}
