/** The SQL of letters to be sent, and of the words that municipalities gave them. */
import { and, asc, eq, gt, isNotNull, isNull, lte, sql as raw } from 'drizzle-orm';
import type { Appointment } from '../../domain/appointment.ts';
import type {
	AppointmentId,
	MailId,
	MunicipalityId,
	RegionId,
	WaitlistId
} from '../../domain/ids.ts';
import type { MailKind, MailProblem, MailText } from '../../domain/mail.ts';
import { nextTry } from '../../domain/mail.ts';
import type { Instant } from '../../domain/time.ts';
import type { Language } from '../../domain/visit.ts';
import type { Citizen } from './citizens.ts';
import { hot, placeholders } from './hot.ts';
import type { Sql } from './open.ts';
import { appointment, citizen, mail, mailText, waitlist } from './schema.ts';
import type { Listed } from './waitlist.ts';
import { getTableColumns } from 'drizzle-orm';

export type Mail = typeof mail.$inferSelect;

/** What a letter is about: the one or the other. */
type Subject = { appointmentId: AppointmentId } | { waitlistId: WaitlistId };

export function insertMail(
	sql: Sql,
	row: Pick<Mail, 'id' | 'regionId' | 'kind' | 'writtenAt' | 'dueAt' | 'eraseAt'> & Subject
): PromiseLike<unknown> {
	const insert = hot(sql, 'insert_mail', (db, name) =>
		db
			.insert(mail)
			.values(placeholders(getTableColumns(mail)))
			.prepare(name)
	);
	return insert.execute({
		appointmentId: null,
		waitlistId: null,
		...row,
		nextAt: row.dueAt,
		tries: 0,
		sentAt: null,
		gaveUpAt: null,
		problem: null
	});
}

/** Takes back what has not gone of one kind: another time has another reminder. */
export function withdrawMail(sql: Sql, id: AppointmentId, kind: MailKind): PromiseLike<unknown> {
	const remove = hot(sql, 'withdraw_mail', (db, name) =>
		db
			.delete(mail)
			.where(
				and(
					eq(mail.appointmentId, raw.placeholder('id')),
					eq(mail.kind, raw.placeholder('kind')),
					isNull(mail.sentAt)
				)
			)
			.prepare(name)
	);
	return remove.execute({ id, kind });
}

/** Letters are forgotten with whom they were to. */
export function setMailErasure(
	sql: Sql,
	id: AppointmentId,
	eraseAt: Instant
): PromiseLike<unknown> {
	const set = hot(sql, 'set_mail_erasure', (db, name) =>
		db
			.update(mail)
			.set({ eraseAt: raw`${raw.placeholder('eraseAt')}` })
			.where(eq(mail.appointmentId, raw.placeholder('id')))
			.prepare(name)
	);
	return set.execute({ id, eraseAt });
}

export interface Claimed {
	mail: Mail;
	/** null for one about the waiting list. */
	appointment: Appointment | null;
	/** null once erased. */
	citizen: Citizen | null;
	listed: Listed | null;
	/** When it is tried again if nothing is heard of this try; null: this was the last. */
	again: Instant | null;
}

/**
 * Takes the letter that has been due longest. Whoever takes it tries it; if they are not heard of again, it is due again later,
 * so it is never lost, and no two processes try it at once.
 */
export async function claimMail(sql: Sql, now: Instant): Promise<Claimed | null> {
	for (;;) {
		const [found] = await sql
			.select({ mail, appointment, citizen, listed: waitlist })
			.from(mail)
			.leftJoin(appointment, eq(appointment.id, mail.appointmentId))
			.leftJoin(citizen, eq(citizen.appointmentId, mail.appointmentId))
			.leftJoin(waitlist, eq(waitlist.id, mail.waitlistId))
			.where(and(isNotNull(mail.nextAt), lte(mail.nextAt, now)))
			.orderBy(asc(mail.nextAt), asc(mail.id))
			.limit(1);
		if (!found) return null;
		const { id, nextAt, tries, dueAt } = found.mail;
		const again = nextTry(tries + 1, dueAt, now);
		const [taken] = await sql
			.update(mail)
			// The last try, too, is repeated if its end was not heard of.
			.set({ tries: tries + 1, nextAt: again ?? now + LAST_TRY })
			.where(and(eq(mail.id, id), eq(mail.nextAt, nextAt ?? 0), eq(mail.tries, tries)))
			.returning({ id: mail.id });
		if (taken) return { ...found, again };
	}
}

/** Whether any letter is due: looked at every few seconds, so without taking the writers' turn. */
export async function isMailDue(sql: Sql, now: Instant): Promise<boolean> {
	const find = hot(sql, 'mail_due', (db, name) =>
		db
			.select({ id: mail.id })
			.from(mail)
			.where(and(raw`${mail.nextAt} is not null`, lte(mail.nextAt, raw.placeholder('now'))))
			.limit(1)
			.prepare(name)
	);
	return (await find.execute({ now })).length > 0;
}

/** Longer than any try takes. */
const LAST_TRY = 10 * 60_000;

export const markSent = (sql: Sql, id: MailId, at: Instant): Promise<unknown> =>
	sql
		.update(mail)
		.set({ sentAt: at, nextAt: null, problem: null })
		.where(eq(mail.id, id))
		.execute();

export const markFailed = (
	sql: Sql,
	id: MailId,
	problem: MailProblem,
	gaveUpAt: Instant | null
): Promise<unknown> =>
	sql
		.update(mail)
		.set({ problem, ...(gaveUpAt === null ? {} : { gaveUpAt, nextAt: null }) })
		.where(eq(mail.id, id))
		.execute();

/** It would tell what is not so any more. */
export const dropMail = (sql: Sql, id: MailId): Promise<unknown> =>
	sql.delete(mail).where(eq(mail.id, id)).execute();

export const eraseMail = (sql: Sql, now: Instant): Promise<unknown> =>
	sql.delete(mail).where(lte(mail.eraseAt, now)).execute();

/** How the letters of an appointment fare, the newest first. */
export const mailsOf = (sql: Sql, id: AppointmentId): Promise<Mail[]> =>
	sql.select().from(mail).where(eq(mail.appointmentId, id)).orderBy(asc(mail.writtenAt)).execute();

export interface GivenUp {
	mail: Mail;
	appointment: Appointment | null;
	listed: Listed | null;
}

export const givenUp = (sql: Sql, regionId: RegionId): Promise<GivenUp[]> =>
	sql
		.select({ mail, appointment, listed: waitlist })
		.from(mail)
		.leftJoin(appointment, eq(appointment.id, mail.appointmentId))
		.leftJoin(waitlist, eq(waitlist.id, mail.waitlistId))
		.where(and(eq(mail.regionId, regionId), isNotNull(mail.gaveUpAt)))
		.orderBy(asc(mail.gaveUpAt))
		.execute();

/** How many wait, and since when the first of them is due. */
export async function mailsWaiting(
	sql: Sql,
	regionId: RegionId,
	now: Instant
): Promise<{ count: number; since: Instant | null }> {
	const [row] = await sql
		.select({
			count: raw<number | string>`count(*)`,
			since: raw<Instant | string | null>`min(${mail.dueAt})`
		})
		.from(mail)
		.where(and(eq(mail.regionId, regionId), isNotNull(mail.nextAt), lte(mail.dueAt, now)));
	// PostgreSQL counts in a text, lest it be too large for a number.
	const since = row?.since ?? null;
	return { count: Number(row?.count ?? 0), since: since === null ? null : Number(since) };
}

/** Tries once more what was given up. @returns whether it was */
export async function tryAgain(
	sql: Sql,
	regionId: RegionId,
	id: MailId,
	now: Instant
): Promise<boolean> {
	const rows = await sql
		.update(mail)
		.set({ gaveUpAt: null, problem: null, dueAt: now, nextAt: now, tries: 0 })
		.where(
			and(
				eq(mail.id, id),
				eq(mail.regionId, regionId),
				isNotNull(mail.gaveUpAt),
				gt(mail.eraseAt, now)
			)
		)
		.returning({ id: mail.id });
	return rows.length > 0;
}

/* Words */

export async function textOf(
	sql: Sql,
	municipalityId: MunicipalityId,
	kind: MailKind,
	language: Language
): Promise<MailText | null> {
	const [row] = await sql
		.select({ subject: mailText.subject, body: mailText.body })
		.from(mailText)
		.where(
			and(
				eq(mailText.municipalityId, municipalityId),
				eq(mailText.kind, kind),
				eq(mailText.language, language)
			)
		);
	return row ?? null;
}

export async function saveText(sql: Sql, row: typeof mailText.$inferInsert): Promise<void> {
	const { municipalityId, kind, language } = mailText;
	await sql
		.insert(mailText)
		.values(row)
		.onConflictDoUpdate({
			target: [municipalityId, kind, language],
			set: { subject: row.subject, body: row.body }
		});
}

/** Back to Beurt's own words. */
export const deleteText = (
	sql: Sql,
	id: MunicipalityId,
	kind: MailKind,
	language: Language
): Promise<unknown> =>
	sql
		.delete(mailText)
		.where(
			and(eq(mailText.municipalityId, id), eq(mailText.kind, kind), eq(mailText.language, language))
		)
		.execute();
