/**
 * Whoever waits for a time is asked in turn when one becomes free, and has a while to say yes. What is free is looked for now
 * and then; whatever it was that freed it needs to know nothing of who waits.
 */
import { type Appointment, isHeldBy } from '../../domain/appointment.ts';
import { DEFAULT_AGENDA_RULE, type ServiceWish, decideHold } from '../../domain/booking.ts';
import type { Actor } from '../../domain/events.ts';
import type { AppointmentId, BranchId, RegionId } from '../../domain/ids.ts';
import { accept, refuse } from '../../domain/refusal.ts';
import { type Instant, dayOf, nextDay } from '../../domain/time.ts';
import { MAX_UNANSWERED, type WantedService, isWorthAsking } from '../../domain/waitlist.ts';
import type { Language } from '../../domain/visit.ts';
import type { DayPart } from '../../domain/wish.ts';
import { agendaRuleOf } from '../db/agenda.ts';
import { appointmentIn, findAppointment } from '../db/appointments.ts';
import { type EarlierWish, deleteWish, setOffer, wishOf, wishesOf } from '../db/earlier.ts';
import { allRegions, catalogueOf, findBranch, findRegion } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { insertMail } from '../db/mails.ts';
import { type Listed, endListed, listedById, listedOf, setListedOffer } from '../db/waitlist.ts';
import type { Found, Offers, Search } from '../offers.ts';
import { type Shell, type Tx, inRegion } from '../shell.ts';
import { agendaDesk, wished } from './booking.ts';
import { holderOf as holderOfAppointment } from './earlier.ts';
import { ENDED_FOR, holderOf as holderOfListed } from './waitlist.ts';

const CLOCK: Actor = { kind: 'system', id: 'clock' };

/** Beyond every hall's horizon. */
const MOST_DAYS = 366;

type LastOffer = Pick<EarlierWish, 'offerId' | 'offeredUntil' | 'lastStart' | 'unanswered'>;

/** Somebody who waits for a time, with an appointment or without. */
interface Waiter extends LastOffer {
	/** Distinguishes those who have waited equally long. */
	id: string;
	since: Instant;
	regionId: RegionId;
	branchId: BranchId | null;
	part: DayPart | null;
	services: readonly WantedService[];
	language: Language;
	/** What they have, and would give for an earlier one. */
	has: Appointment | null;
	holder: string;
	isOver: (now: Instant) => boolean;
	/** Nobody waits there any more. @returns false for who left meanwhile */
	end: (shell: Shell) => Promise<boolean>;
	/** What was asked of them last, as it is now; null for who waits no more. */
	lastOffer: (tx: Tx) => Promise<LastOffer | null>;
	/** Asks them about what is held for them. */
	ask: (tx: Tx, shell: Shell, offer: LastOffer) => Promise<void>;
}

/**
 * Asks whoever waits about what is free for them, the longest first. One time is offered to one at a time, because it is held;
 * who has an offer is asked nothing else until it is over.
 *
 * @returns how many were asked
 */
export async function offerFree(shell: Shell, offers: Pick<Offers, 'search'>): Promise<number> {
	let asked = 0;
	for (const { id: regionId } of await allRegions(shell.db.read)) {
		// Many wait for the same: it is looked for once, until something of it is given away.
		let known = new Map<string, Promise<Found>>();
		const look = (search: Search): Promise<Found> => {
			const key = JSON.stringify(search);
			const found = known.get(key) ?? offers.search(search, shell.now());
			known.set(key, found);
			return found;
		};
		for (const waiter of await waitersOf(shell, regionId)) {
			if (await isSettled(shell, waiter)) continue;
			const found = await firstWorthAsking(shell, look, waiter);
			if (!found || !(await offer(shell, waiter, found))) continue;
			known = new Map();
			asked++;
		}
	}
	return asked;
}

/** Whoever waits longest first. */
async function waitersOf(shell: Shell, regionId: RegionId): Promise<Waiter[]> {
	const { read } = shell.db;
	return [
		...(await wishesOf(read, regionId)).map(({ wish, appointment }) =>
			toEarlier(wish, appointment)
		),
		...(await listedOf(read, regionId)).map(toListed)
	].sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
}

function toEarlier(wish: EarlierWish, appointment: Appointment): Waiter {
	const { appointmentId, regionId, eraseAt } = wish;
	const { services, language } = appointment;
	return {
		...wish,
		id: appointmentId,
		part: null,
		services,
		language,
		has: appointment,
		holder: holderOfAppointment(appointmentId),
		isOver: (now) => appointment.state !== 'booked' || appointment.startsAt <= now,
		// They keep what they have.
		end: async (shell) => {
			await shell.db.aside((sql) => deleteWish(sql, appointmentId));
			return true;
		},
		lastOffer: async (tx) => {
			const now = await appointmentIn(tx, appointmentId);
			return (now?.state === 'booked' && (await wishOf(tx.sql, appointmentId))) || null;
		},
		ask: async (tx, shell, asked) => {
			await setOffer(tx.sql, appointmentId, asked);
			const id = shell.newId<'mail'>();
			const { at } = tx;
			const kind = 'earlier';
			tx.write(
				insertMail(tx.sql, { id, regionId, appointmentId, kind, writtenAt: at, dueAt: at, eraseAt })
			);
		}
	};
}

function toListed(listed: Listed): Waiter {
	const { id: waitlistId, regionId, until } = listed;
	const letter = (shell: Shell, tx: Tx, kind: 'offered' | 'unlisted', eraseAt: Instant) => {
		const id = shell.newId<'mail'>();
		const { at } = tx;
		tx.write(
			insertMail(tx.sql, { id, regionId, waitlistId, kind, writtenAt: at, dueAt: at, eraseAt })
		);
	};
	return {
		...listed,
		has: null,
		holder: holderOfListed(waitlistId),
		isOver: (now) => until <= now,
		end: async (shell) => {
			const ended = await inRegion(shell, regionId, async (tx) => {
				const now = await listedById(tx.sql, waitlistId);
				if (now?.endedAt !== null) return refuse({ code: 'nothing-changes' });
				const eraseAt = tx.at + ENDED_FOR;
				await endListed(tx.sql, waitlistId, { endedAt: tx.at, eraseAt });
				letter(shell, tx, 'unlisted', eraseAt);
				return accept(null);
			});
			return ended.ok;
		},
		lastOffer: async (tx) => {
			const now = await listedById(tx.sql, waitlistId);
			return now?.endedAt === null ? now : null;
		},
		ask: async (tx, shell, asked) => {
			await setListedOffer(tx.sql, waitlistId, asked);
			letter(shell, tx, 'offered', listed.eraseAt);
		}
	};
}

/** Over, or asked already. Whoever let offers go by, said no, or both, is asked again, but not for ever. */
async function isSettled(shell: Shell, waiter: Waiter): Promise<boolean> {
	const now = shell.now();
	const { offerId, offeredUntil, unanswered } = waiter;
	const asked = offeredUntil !== null;
	if (asked && now < offeredUntil && (await isHeld(shell, offerId, waiter.holder))) return true;
	const isOver = waiter.isOver(now) || (asked && unanswered >= MAX_UNANSWERED);
	if (isOver) await waiter.end(shell);
	return isOver;
}

async function isHeld(shell: Shell, id: AppointmentId | null, holder: string): Promise<boolean> {
	const held = id === null ? null : await findAppointment(shell.db.read, id);
	return isHeldBy(held, holder, shell.now());
}

interface FoundStart {
	branchId: BranchId;
	startsAt: Instant;
}

async function firstWorthAsking(
	shell: Shell,
	look: (search: Search) => Promise<Found>,
	{ regionId, branchId: where, part, services, has, lastStart }: Waiter
): Promise<FoundStart | null> {
	const { read } = shell.db;
	const now = shell.now();
	const wanted = known(await catalogueOf(read, regionId), services);
	if (wanted.length < services.length) return null;
	const { timeZone } = await findRegion(read, regionId);
	const today = dayOf(now, timeZone).day;
	let days = 1;
	while (days < MOST_DAYS && (!has || nextDay(today, timeZone, days - 1) < has.day)) days++;
	const found = await look({
		regionId,
		services: wanted,
		channel: 'public',
		from: today,
		days,
		part,
		...(where ? { branches: [where] } : {})
	});
	for (const { halls } of found.days)
		for (const { branchId, starts } of halls) {
			const rule = (await agendaRuleOf(read, branchId)) ?? DEFAULT_AGENDA_RULE;
			const start = starts.find(
				(one) => one !== lastStart && isWorthAsking(one, has?.startsAt ?? null, rule, now)
			);
			if (start !== undefined) return { branchId, startsAt: start };
		}
	return null;
}

const known = (
	catalogue: Awaited<ReturnType<typeof catalogueOf>>,
	services: readonly WantedService[]
): ServiceWish[] =>
	services.flatMap(({ serviceId, persons }) => {
		const service = catalogue.get(serviceId);
		return service ? [{ service, persons }] : [];
	});

/** Holds it for them and writes to them, if it is free still and they were asked nothing meanwhile. */
async function offer(
	shell: Shell,
	waiter: Waiter,
	{ branchId, startsAt }: FoundStart
): Promise<boolean> {
	const outcome = await inRegion(shell, waiter.regionId, async (tx) => {
		const last = await waiter.lastOffer(tx);
		const branch = await findBranch(tx.sql, branchId);
		const rule = await agendaRuleOf(tx.sql, branchId);
		if (!last || last.offerId !== waiter.offerId || !branch || !rule)
			return refuse({ code: 'slot-gone', startsAt });
		const services = await wished(tx, waiter.services);
		if (!services.ok) return services;
		const holdId = shell.newId<'appointment'>();
		const desk = await agendaDesk(tx, branch, rule, startsAt);
		const held = decideHold(
			holdId,
			{ ...desk, holds: [] },
			{
				services: services.value,
				startsAt,
				channel: 'public',
				language: waiter.language,
				holder: waiter.holder,
				moves: waiter.has,
				holdMinutes: rule.offerMinutes
			},
			tx.at
		);
		if (!held.ok) return held;
		await record(tx, { actor: CLOCK, commandId: shell.newId<'command'>() }, held.value);
		const made = await appointmentIn(tx, holdId);
		await waiter.ask(tx, shell, {
			offerId: holdId,
			offeredUntil: made?.until ?? tx.at,
			lastStart: startsAt,
			unanswered: last.unanswered + 1
		});
		return accept(null);
	});
	return outcome.ok;
}
