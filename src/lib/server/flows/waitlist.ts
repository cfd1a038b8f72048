/** Waiting for a time without having an appointment. Who asks whoever waits is offering.ts. */
import { type Appointment, isHeldBy } from '../../domain/appointment.ts';
import { decideLetGo } from '../../domain/booking.ts';
import type {
	AppointmentId,
	BranchId,
	CommandId,
	MunicipalityId,
	WaitlistId
} from '../../domain/ids.ts';
import { accept, refuse } from '../../domain/refusal.ts';
import { HOUR, type Instant } from '../../domain/time.ts';
import { MAX_LISTED, WAITS_FOR, type WantedService } from '../../domain/waitlist.ts';
import type { DayPart } from '../../domain/wish.ts';
import { appointmentIn, findAppointment } from '../db/appointments.ts';
import { knownById } from '../db/citizens.ts';
import { findBranch } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { insertMail } from '../db/mails.ts';
import {
	type Listed,
	countListed,
	countWaitlist,
	endListed,
	forgetListed,
	insertListed,
	listedById,
	listedByLink,
	listedOf
} from '../db/waitlist.ts';
import {
	type AgendaScope,
	type BookerScope,
	type WaitlistScope,
	bookerScope,
	waitlistByStaff,
	waitlistScope
} from '../scope.ts';
import { newLink } from '../secrets.ts';
import { type Shell, acting } from '../shell.ts';
import { type Details, type OfHold, bookHeld, erasedAt, wished } from './booking.ts';

/** What is held for them is theirs by their place, whose address is the proof. */
export const holderOf = (id: WaitlistId): string => `waitlist ${id}`;

/** How long the address of an ended place still explains itself: longer than its last letter is tried. */
export const ENDED_FOR = 48 * HOUR;

export interface JoinCommand {
	id: CommandId;
	/** In whose name they are written to. */
	municipalityId: MunicipalityId;
	/** null for anywhere in the region. */
	branchId: BranchId | null;
	/** null for all day. */
	part: DayPart | null;
	services: WantedService[];
	details: Omit<Details, 'email'> & { email: string };
}

/**
 * Takes a place on the waiting list, and writes so.
 *
 * @returns the secret of its address; refuses `unknown-service`, `unknown-branch` and `too-many-listed`
 */
export const joinWaitlist = (shell: Shell, scope: BookerScope, { id, ...wish }: JoinCommand) =>
	acting(shell, scope, { id, name: 'join-waitlist', payload: wish }, async (tx) => {
		const { municipalityId, branchId, part, services, details } = wish;
		const { regionId, at } = tx;
		const known = await wished(tx, services);
		if (!known.ok) return known;
		if (known.value.length === 0) return refuse({ code: 'unknown-service', given: '' });
		if (branchId !== null && (await findBranch(tx.sql, branchId))?.regionId !== regionId)
			return refuse({ code: 'unknown-branch' });
		if (
			scope.channel === 'public' &&
			(await countListed(tx.sql, regionId, details.email)) >= MAX_LISTED
		)
			return refuse({ code: 'too-many-listed', allowed: MAX_LISTED });
		const waitlistId = shell.newId<'waitlist'>();
		const link = newLink();
		const until = at + WAITS_FOR;
		const eraseAt = until + ENDED_FOR;
		const place = { id: waitlistId, regionId, municipalityId, branchId, part, services };
		await insertListed(tx.sql, { ...place, ...details, link, since: at, until, eraseAt });
		const mailId = shell.newId<'mail'>();
		const kind = 'listed';
		tx.write(
			insertMail(tx.sql, {
				id: mailId,
				regionId,
				waitlistId,
				kind,
				writtenAt: at,
				dueAt: at,
				eraseAt
			})
		);
		return accept({ link });
	});

export interface WaitlistState {
	listed: Listed;
	/** What is held for them now. */
	offer: Appointment | null;
	/** The secret of the appointment that they made of an offer; null for none, or one that was erased. */
	took: string | null;
}

/** By the secret in its address; null when it never was, or was erased. */
export const waitlistByLink = (shell: Shell, link: string): Promise<WaitlistState | null> =>
	shell.db.snapshot(async (sql) => {
		const listed = await listedByLink(sql, link);
		if (!listed) return null;
		const { id, offerId, tookId } = listed;
		const held = offerId === null ? null : await findAppointment(sql, offerId);
		return {
			listed,
			offer: isHeldBy(held, holderOf(id), shell.now()) ? held : null,
			took: (tookId && (await knownById(sql, tookId))?.citizen.link) || null
		};
	});

/** Whoever has the address of a place on the list. */
export const ownPlace = ({ listed: { regionId, id } }: WaitlistState): WaitlistScope =>
	waitlistScope(regionId, id, bookerScope(regionId, holderOf(id)));

/**
 * Makes an appointment of what is held for them, with what they told when they came on the list.
 *
 * @returns refuses `hold-ended`, also for who waits no more, and `too-many-appointments`
 */
export const takeOffer = (shell: Shell, scope: WaitlistScope, { id, appointmentId }: OfHold) =>
	acting(shell, scope, { id, name: 'take-offer', payload: appointmentId }, async (tx) => {
		const listed = await listedById(tx.sql, scope.waitlistId);
		if (listed?.endedAt !== null) return refuse({ code: 'hold-ended' });
		const { name, language, email, phone, remarks, help } = listed;
		const details: Details = { name, language, email, phone, remarks, help };
		const made = await bookHeld(shell, tx, scope.booker, { id, appointmentId, details });
		if (!made.ok) return made;
		const booked = await appointmentIn(tx, appointmentId);
		const eraseAt = booked ? await erasedAt(tx, booked) : listed.eraseAt;
		await endListed(tx.sql, listed.id, { endedAt: tx.at, eraseAt, tookId: appointmentId });
		await forgetListed(tx.sql, listed.id);
		return made;
	});

/** Gives back what is held for them, and waits on. */
export const declineOffer = (
	shell: Shell,
	scope: WaitlistScope,
	{ id, appointmentId }: { id: CommandId; appointmentId: AppointmentId }
) =>
	acting(shell, scope, { id, name: 'decline-offer', payload: appointmentId }, async (tx) => {
		const held = await appointmentIn(tx, appointmentId);
		const outcome = decideLetGo(held, scope.booker.holder, tx.at);
		if (!outcome.ok) return outcome;
		await record(tx, { actor: scope.actor, commandId: id }, outcome.value);
		return accept(null);
	});

/** Waits no more: what is held for them is free, and nothing of them is kept but that they left. */
export const leaveWaitlist = (shell: Shell, scope: WaitlistScope, id: CommandId) =>
	acting(shell, scope, { id, name: 'leave-waitlist', payload: scope.waitlistId }, async (tx) => {
		const listed = await listedById(tx.sql, scope.waitlistId);
		if (listed?.endedAt !== null) return accept(null);
		const held = listed.offerId ? await appointmentIn(tx, listed.offerId) : undefined;
		const given = decideLetGo(held, scope.booker.holder, tx.at);
		if (given.ok) await record(tx, { actor: scope.actor, commandId: id }, given.value);
		await endListed(tx.sql, listed.id, { endedAt: tx.at, eraseAt: tx.at + ENDED_FOR });
		await forgetListed(tx.sql, listed.id);
		return accept(null);
	});

/* For staff */

/** Somebody who waits, as staff see them. */
export interface WaitlistRow {
	id: WaitlistId;
	since: Instant;
	until: Instant;
	/** null for anywhere. */
	branchId: BranchId | null;
	part: DayPart | null;
	services: readonly WantedService[];
	name: string;
	email: string;
	phone: string | null;
	/** What is held for them now. */
	offer: { branchId: BranchId; startsAt: Instant; until: Instant } | null;
}

/** How many wait. */
export const waitlistCount = (shell: Shell, { regionId }: AgendaScope): Promise<number> =>
	countWaitlist(shell.db.read, regionId);

/** Whoever waits longest first. */
export const waitlistRows = (shell: Shell, { regionId }: AgendaScope): Promise<WaitlistRow[]> =>
	shell.db.snapshot(async (sql) => {
		const rows: WaitlistRow[] = [];
		for (const listed of await listedOf(sql, regionId)) {
			const { id, since, until, branchId, part, services, name, email, phone, offerId } = listed;
			const held = offerId === null ? null : await findAppointment(sql, offerId);
			const offer = isHeldBy(held, holderOf(id), shell.now())
				? { branchId: held.branchId, startsAt: held.startsAt, until: held.until ?? 0 }
				: null;
			rows.push({ id, since, until, branchId, part, services, name, email, phone, offer });
		}
		return rows;
	});

/**
 * Takes somebody off the list who asked for it by telephone.
 *
 * @returns refuses `unknown-waitlist` for whom nobody of this region is
 */
export async function takeOffWaitlist(
	shell: Shell,
	scope: AgendaScope,
	{ id, waitlistId }: { id: CommandId; waitlistId: WaitlistId }
) {
	const listed = await listedById(shell.db.read, waitlistId);
	const booker = bookerScope(scope.regionId, holderOf(waitlistId));
	const own = listed && waitlistByStaff(scope, listed, booker);
	return own ? leaveWaitlist(shell, own, id) : refuse({ code: 'unknown-waitlist' });
}
