/**
 * Coming earlier: whoever wants to is asked in turn when a time becomes free, and has a while to say yes. What is free is
 * looked for now and then; whatever it was that freed it needs to know nothing of who waits.
 */
import { takesTime } from '../../domain/appointment.ts';
import type { Appointment } from '../../domain/appointment.ts';
import { DEFAULT_AGENDA_RULE, decideHold } from '../../domain/booking.ts';
import { MAX_UNANSWERED, isWorthAsking } from '../../domain/earlier.ts';
import type { Actor } from '../../domain/events.ts';
import type { AppointmentId, BranchId, RegionId } from '../../domain/ids.ts';
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import { type Instant, dayOf, nextDay } from '../../domain/time.ts';
import { agendaRuleOf } from '../db/agenda.ts';
import { findAppointment } from '../db/appointments.ts';
import { citizenOf } from '../db/citizens.ts';
import {
	type EarlierWish,
	deleteWish,
	insertWish,
	offerOf,
	setOffer,
	wishOf,
	wishesOf
} from '../db/earlier.ts';
import { allRegions, catalogueOf, findBranch, findRegion } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { insertMail } from '../db/mails.ts';
import type { Offers } from '../offers.ts';
import { type AppointmentScope, type BookerScope, bookerScope } from '../scope.ts';
import { type Shell, type Tx, inRegion } from '../shell.ts';
import { agendaDesk } from './booking.ts';

/** Their hold is theirs by the appointment, whose address is the proof. */
const holderOf = (id: AppointmentId): string => `earlier ${id}`;

/** Whoever has the appointment's address may take or leave what is held for it. */
export const earlierBooker = ({ regionId, appointmentId }: AppointmentScope): BookerScope =>
	bookerScope(regionId, holderOf(appointmentId));

export interface EarlierState {
	/** null for who does not want to. */
	wish: EarlierWish | null;
	/** What is held for them now. */
	offer: Appointment | null;
}

export async function earlierState(shell: Shell, id: AppointmentId): Promise<EarlierState> {
	const { read } = shell.db;
	const wish = (await wishOf(read, id)) ?? null;
	const offer = wish && (await offerOf(read, id));
	return { wish, offer: offer && takesTime(offer, shell.now()) ? offer : null };
}

/**
 * Puts an appointment on the list, or changes where its holder wants to come.
 *
 * @returns refuses `appointment-over` for one that is not to come, and `unknown-appointment` for whom no letter reaches
 */
export async function wantEarlier(
	shell: Shell,
	{ appointmentId, regionId }: AppointmentScope,
	{ onlyHere }: { onlyHere: boolean }
): Promise<Outcome<null, 'appointment-over' | 'unknown-appointment'>> {
	const { read } = shell.db;
	const appointment = await findAppointment(read, appointmentId);
	const citizen = await citizenOf(read, appointmentId);
	if (!appointment || !citizen?.email) return refuse({ code: 'unknown-appointment' });
	if (appointment.state !== 'booked' || appointment.startsAt <= shell.now())
		return refuse({ code: 'appointment-over', state: appointment.state });
	await shell.db.aside((sql) =>
		insertWish(sql, {
			appointmentId,
			regionId,
			branchId: onlyHere ? appointment.branchId : null,
			since: shell.now(),
			offerId: null,
			offeredUntil: null,
			lastStart: null,
			unanswered: 0,
			eraseAt: appointment.endsAt
		})
	);
	return accept(null);
}

export const wantNoMore = async (
	shell: Shell,
	{ appointmentId }: AppointmentScope
): Promise<void> => {
	await shell.db.aside((sql) => deleteWish(sql, appointmentId));
};

const CLOCK: Actor = { kind: 'system', id: 'clock' };

/**
 * Asks whoever waits about what is free for them, the longest first. One time is offered to one at a time, because it is held;
 * who has an offer is asked nothing else until it is over.
 *
 * @returns how many were asked
 */
export async function offerEarlier(shell: Shell, offers: Pick<Offers, 'search'>): Promise<number> {
	let asked = 0;
	for (const { id: regionId } of await allRegions(shell.db.read))
		for (const { wish, appointment } of await wishesOf(shell.db.read, regionId)) {
			if (await isSettled(shell, wish, appointment)) continue;
			const found = await firstWorthAsking(shell, offers, wish, appointment);
			if (found && (await offer(shell, regionId, wish, found))) asked++;
		}
	return asked;
}

/** Over, or asked already. Whoever let offers go by, said no, or both, is asked again, but not for ever. */
async function isSettled(
	shell: Shell,
	{ offeredUntil, unanswered }: EarlierWish,
	{ id, state, startsAt }: Appointment
): Promise<boolean> {
	const now = shell.now();
	const asked = offeredUntil !== null;
	if (asked && now < offeredUntil && (await offerOf(shell.db.read, id))) return true;
	const isOver = state !== 'booked' || startsAt <= now || (asked && unanswered >= MAX_UNANSWERED);
	if (isOver) await shell.db.aside((sql) => deleteWish(sql, id));
	return isOver;
}

interface Found {
	branchId: BranchId;
	startsAt: Instant;
}

async function firstWorthAsking(
	shell: Shell,
	offers: Pick<Offers, 'search'>,
	wish: EarlierWish,
	appointment: Appointment
): Promise<Found | null> {
	const { read } = shell.db;
	const now = shell.now();
	const { regionId, day, startsAt } = appointment;
	const catalogue = await catalogueOf(read, regionId);
	const services = appointment.services.flatMap(({ serviceId, persons }) => {
		const service = catalogue.get(serviceId);
		return service ? [{ service, persons }] : [];
	});
	if (services.length < appointment.services.length) return null;
	const { timeZone } = await findRegion(read, regionId);
	const today = dayOf(now, timeZone).day;
	let days = 1;
	while (nextDay(today, timeZone, days - 1) < day) days++;
	const found = await offers.search(
		{
			regionId,
			services,
			channel: 'public',
			from: today,
			days,
			...(wish.branchId ? { branches: [wish.branchId] } : {})
		},
		now
	);
	for (const { halls } of found.days)
		for (const { branchId, starts } of halls) {
			const rule = (await agendaRuleOf(read, branchId)) ?? DEFAULT_AGENDA_RULE;
			const start = starts.find(
				(one) => one !== wish.lastStart && isWorthAsking(one, startsAt, rule, now)
			);
			if (start !== undefined) return { branchId, startsAt: start };
		}
	return null;
}

/** Holds it for them and writes to them, if it is free still. */
async function offer(
	shell: Shell,
	regionId: RegionId,
	{ appointmentId, eraseAt, unanswered }: EarlierWish,
	{ branchId, startsAt }: Found
): Promise<boolean> {
	const outcome = await inRegion(shell, regionId, async (tx) => {
		const moves = await findAppointment(tx.sql, appointmentId);
		const branch = await findBranch(tx.sql, branchId);
		const rule = await agendaRuleOf(tx.sql, branchId);
		if (moves?.state !== 'booked' || !branch || !rule)
			return refuse({ code: 'slot-gone', startsAt });
		const holdId = shell.newId<'appointment'>();
		const desk = await agendaDesk(tx, branch, rule, startsAt);
		const held = decideHold(
			holdId,
			{ ...desk, holds: [] },
			{
				services: await wishOfAppointment(tx, moves),
				startsAt,
				channel: 'public',
				language: moves.language,
				holder: holderOf(appointmentId),
				moves,
				holdMinutes: rule.offerMinutes
			},
			tx.at
		);
		if (!held.ok) return held;
		const commandId = shell.newId<'command'>();
		await record(tx, { actor: CLOCK, commandId }, held.value);
		const made = await findAppointment(tx.sql, holdId);
		await setOffer(tx.sql, appointmentId, {
			offerId: holdId,
			offeredUntil: made?.until ?? tx.at,
			lastStart: startsAt,
			unanswered: unanswered + 1
		});
		tx.write(
			insertMail(tx.sql, {
				id: shell.newId<'mail'>(),
				regionId,
				appointmentId,
				kind: 'earlier',
				writtenAt: tx.at,
				dueAt: tx.at,
				eraseAt
			})
		);
		return accept(null);
	});
	return outcome.ok;
}

async function wishOfAppointment(tx: Tx, { services }: Appointment) {
	const catalogue = await catalogueOf(tx.sql, tx.regionId);
	return services.flatMap(({ serviceId, persons }) => {
		const service = catalogue.get(serviceId);
		return service ? [{ service, persons }] : [];
	});
}
