/** Holding a slot, booking it, moving and cancelling an appointment. */
import {
	type Appointment,
	type HelpWanted,
	isHeldBy,
	takesTime
} from '../../domain/appointment.ts';
import {
	type AgendaDesk,
	type AgendaRule,
	DEFAULT_AGENDA_RULE,
	MAX_APPOINTMENTS,
	type ServiceWish,
	decideBook,
	decideCancel,
	decideExtend,
	decideHold,
	decideLetGo
} from '../../domain/booking.ts';
import type { Actor, AppointmentEvent } from '../../domain/events.ts';
import type { AppointmentId, BranchId, CommandId } from '../../domain/ids.ts';
import { type MailKind, reminderAt } from '../../domain/mail.ts';
import { accept, refuse } from '../../domain/refusal.ts';
import type { Branch } from '../../domain/region.ts';
import { type Instant, dayOf, nextDay, startOfLocalDay } from '../../domain/time.ts';
import type { Language } from '../../domain/visit.ts';
import type { WantedService } from '../../domain/waitlist.ts';
import { agendaRuleOf, hallOn } from '../db/agenda.ts';
import { appointmentIn, findAppointment, holdsOf, lapsedHolds } from '../db/appointments.ts';
import {
	type Known,
	citizenOf,
	countToCome,
	findByAppointmentLink,
	insertCitizen,
	isCodeTaken,
	setErasure
} from '../db/citizens.ts';
import { allRegions, catalogueOf, findBranch, findRegion, givenAt } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { insertMail, setMailErasure, withdrawMail } from '../db/mails.ts';
import { holidayOn } from '../holidays.ts';
import type { AppointmentScope, BookerScope } from '../scope.ts';
import { newAppointmentCode, newLink } from '../secrets.ts';
import {
	type Command,
	type CommandScope,
	type Shell,
	type Tx,
	acting,
	inRegion
} from '../shell.ts';

export interface HoldCommand {
	id: CommandId;
	branchId: BranchId;
	services: WantedService[];
	startsAt: Instant;
	language: Language;
	/** The appointment that is to move here. */
	moves: AppointmentId | null;
	/** Whatever else this browser holds is let go: somebody went back and chose another time. */
	instead?: boolean;
}

export interface Held {
	appointmentId: AppointmentId;
	startsAt: Instant;
	endsAt: Instant;
	until: Instant;
}

/** Holds a slot for whoever fills in the form. */
export const holdSlot = (
	shell: Shell,
	scope: BookerScope,
	{ id, branchId, startsAt, language, instead = false, ...wish }: HoldCommand
) =>
	acting(
		shell,
		scope,
		{ id, name: 'hold-slot', payload: [branchId, startsAt, language, wish] },
		async (tx) => {
			const branch = await findBranch(tx.sql, branchId);
			const rule = await agendaRuleOf(tx.sql, branchId);
			if (branch?.regionId !== tx.regionId || !rule) return refuse({ code: 'unknown-branch' });
			const services = await wished(tx, wish.services);
			if (!services.ok) return services;
			const moves = wish.moves === null ? null : await appointmentIn(tx, wish.moves);
			if (moves !== null && moves?.state !== 'booked' && moves?.state !== 'displaced')
				return refuse({ code: 'appointment-over', state: moves?.state ?? null });

			const desk = await agendaDesk(tx, branch, rule, startsAt);
			const { appointments } = desk;
			const theirs = await holdsOf(tx.sql, scope.holder);
			const holds = instead ? [] : theirs;
			const given = instead ? theirs.filter((one) => takesTime(one, tx.at)) : [];
			const appointmentId = shell.newId<'appointment'>();
			const outcome = decideHold(
				appointmentId,
				{
					...desk,
					appointments: appointments.filter((one) => !given.some(({ id: own }) => own === one.id)),
					holds
				},
				{
					services: services.value,
					startsAt,
					channel: scope.channel,
					language,
					holder: scope.holder,
					moves
				},
				tx.at
			);
			if (!outcome.ok) return outcome;
			const over = lapsed([...appointments, ...theirs], tx.at);
			await write(tx, scope, id, [...over, ...given.map(letGoOf), ...outcome.value]);
			return accept(heldAs(await must(tx, appointmentId)));
		}
	);

/** A day of one hall, as a decision about a slot on it needs it. */
export async function agendaDesk(
	tx: Tx,
	branch: Branch,
	rule: AgendaRule,
	startsAt: Instant
): Promise<Omit<AgendaDesk, 'holds'>> {
	const { timeZone } = await findRegion(tx.sql, tx.regionId);
	const day = dayOf(startsAt, timeZone);
	const today = dayOf(tx.at, timeZone).day;
	return {
		regionId: tx.regionId,
		branchId: branch.id,
		rule,
		givenHere: await givenAt(tx.sql, branch.id),
		today,
		lastDay: nextDay(today, timeZone, rule.horizonDays),
		day,
		hall: await hallOn(tx.sql, branch, day, timeZone, holidayOn(day.day) !== null),
		appointments: [...(await tx.memory.agenda(tx.sql, branch.id, day.day)).values()]
	};
}

const heldAs = ({ id, startsAt, endsAt, until }: Appointment): Held => ({
	appointmentId: id,
	startsAt,
	endsAt,
	until: until ?? startsAt
});

/** Holds that are over stand in nobody's way; whoever comes by takes them away. */
export const lapsed = (appointments: readonly Appointment[], at: Instant): AppointmentEvent[] =>
	[...new Map(appointments.map((one) => [one.id, one])).values()]
		.filter((one) => one.state === 'held' && !takesTime(one, at))
		.map(({ id, branchId }) => ({
			type: 'hold-ended',
			appointmentId: id,
			branchId,
			why: 'expired'
		}));

const letGoOf = ({ id, branchId }: Appointment): AppointmentEvent => ({
	type: 'hold-ended',
	appointmentId: id,
	branchId,
	why: 'let-go'
});

export interface OfHold {
	id: CommandId;
	appointmentId: AppointmentId;
}

/** What this browser holds under an id; null when it is over, or somebody else's. */
export async function heldBy(
	shell: Shell,
	scope: BookerScope,
	id: AppointmentId
): Promise<Appointment | null> {
	const held = await findAppointment(shell.db.read, id);
	return isHeldBy(held, scope.holder, shell.now()) ? held : null;
}

/** By the secret in its address; null when it never was, or was erased. */
export const appointmentByLink = (shell: Shell, link: string): Promise<Known | null> =>
	findByAppointmentLink(shell.db.read, link);

/** More time to fill in the form, once. */
export const extendHold = (shell: Shell, scope: BookerScope, { id, appointmentId }: OfHold) =>
	acting(shell, scope, { id, name: 'extend-hold', payload: appointmentId }, async (tx) => {
		const held = await appointmentIn(tx, appointmentId);
		const outcome = decideExtend(held, scope.holder, await ruleOf(tx, held?.branchId), tx.at);
		if (!outcome.ok) return outcome;
		await write(tx, scope, id, outcome.value);
		return accept(heldAs(await must(tx, appointmentId)));
	});

/** Gives a slot back before its time is over. */
export const letGo = (shell: Shell, scope: BookerScope, { id, appointmentId }: OfHold) =>
	acting(shell, scope, { id, name: 'let-go', payload: appointmentId }, async (tx) => {
		const held = await appointmentIn(tx, appointmentId);
		const outcome = decideLetGo(held, scope.holder, tx.at);
		if (!outcome.ok) return outcome;
		await write(tx, scope, id, outcome.value);
		return accept(null);
	});

/** What somebody tells of themselves: as little as the services need. */
export interface Details {
	name: string;
	/** Of letters, and of the call. */
	language: Language;
	email: string | null;
	phone: string | null;
	remarks: string | null;
	help: HelpWanted[];
}

export interface Made {
	appointmentId: AppointmentId;
	/** Typed or scanned at the kiosk. */
	code: string;
	/** The secret of its own page. */
	link: string;
}

/** Makes an appointment of a slot that is held. */
export const book = (
	shell: Shell,
	scope: BookerScope,
	{ id, appointmentId, details }: OfHold & { details: Details }
) =>
	acting(shell, scope, { id, name: 'book', payload: [appointmentId, details] }, (tx) =>
		bookHeld(shell, tx, scope, { id, appointmentId, details })
	);

/** `book`, within whatever else is done with it. */
export async function bookHeld(
	shell: Shell,
	tx: Tx,
	scope: BookerScope,
	{ id, appointmentId, details }: OfHold & { details: Details }
) {
	const held = await appointmentIn(tx, appointmentId);
	// One that is held for a move has an appointment, and whoever comes is known.
	if (held?.moves) return refuse({ code: 'hold-ended' });
	const { language, ...told } = details;
	const outcome = decideBook(held, scope.holder, undefined, language, tx.at);
	if (!outcome.ok) return outcome;
	const [toCome, code] = await Promise.all([
		scope.channel === 'public' ? countToCome(tx.sql, tx.regionId, told, tx.at) : 0,
		freeCode(tx)
	]);
	if (toCome >= MAX_APPOINTMENTS)
		return refuse({ code: 'too-many-appointments', allowed: MAX_APPOINTMENTS });
	await write(tx, scope, id, outcome.value);
	const made: Made = { appointmentId, code, link: newLink() };
	const eraseAt = await erasedAt(tx, await must(tx, appointmentId));
	tx.write(insertCitizen(tx.sql, { ...made, ...told, eraseAt }));
	if (details.email !== null) await writeLetters(shell, tx, appointmentId, 'booked', eraseAt);
	return accept(made);
}

/** The appointment moves to the slot that was held for it: the old one is let go in the same moment. */
export const move = (shell: Shell, scope: BookerScope, { id, appointmentId }: OfHold) =>
	acting(shell, scope, { id, name: 'move', payload: appointmentId }, async (tx) => {
		const held = await appointmentIn(tx, appointmentId);
		if (!held?.moves) return refuse({ code: 'hold-ended' });
		const outcome = decideBook(
			held,
			scope.holder,
			await appointmentIn(tx, held.moves),
			held.language,
			tx.at
		);
		if (!outcome.ok) return outcome;
		await write(tx, scope, id, outcome.value);
		const moved = await must(tx, held.moves);
		const eraseAt = await erasedAt(tx, moved);
		tx.write(setErasure(tx.sql, moved.id, eraseAt));
		tx.write(setMailErasure(tx.sql, moved.id, eraseAt));
		if (await isReachedByMail(tx, moved.id))
			await writeLetters(shell, tx, moved.id, 'moved', eraseAt);
		return accept({ appointmentId: moved.id, startsAt: moved.startsAt });
	});

export const cancelAppointment = (shell: Shell, scope: AppointmentScope, id: CommandId) =>
	acting(shell, scope, { id, name: 'cancel-appointment', payload: null }, async (tx) => {
		const appointment = await appointmentIn(tx, scope.appointmentId);
		if (!appointment) return refuse({ code: 'unknown-appointment' });
		const rule = await ruleOf(tx, appointment.branchId);
		const outcome = decideCancel(appointment, scope.by, rule, tx.at);
		if (!outcome.ok) return outcome;
		await write(tx, scope, id, outcome.value);
		if (await isReachedByMail(tx, appointment.id))
			await writeLetters(shell, tx, appointment.id, 'cancelled', await erasedAt(tx, appointment));
		return accept({ appointmentId: appointment.id });
	});

const CLOCK: Actor = { kind: 'system', id: 'clock' };

/**
 * Takes away what nobody came by to take away; nothing waits for it.
 *
 * @returns in how many regions there was any
 */
export async function endLapsedHolds(shell: Shell): Promise<number> {
	let regions = 0;
	for (const { id } of await allRegions(shell.db.read)) {
		const outcome = await inRegion(shell, id, async (tx) => {
			const over = lapsed(await lapsedHolds(tx.sql, id, tx.at), tx.at);
			if (over.length === 0) return refuse({ code: 'nothing-changes' });
			await record(tx, { actor: CLOCK, commandId: shell.newId<'command'>() }, over);
			return accept(null);
		});
		if (outcome.ok) regions++;
	}
	return regions;
}

const write = (tx: Tx, scope: CommandScope, commandId: Command['id'], events: AppointmentEvent[]) =>
	record(tx, { actor: scope.actor, commandId }, events);

/** A hall that gives nothing out any more still has those that it gave. */
const ruleOf = async (tx: Tx, branchId: BranchId | undefined): Promise<AgendaRule> =>
	(branchId && (await agendaRuleOf(tx.sql, branchId))) || DEFAULT_AGENDA_RULE;

/** @returns refuses `unknown-service` */
export async function wished(tx: Tx, wanted: readonly WantedService[]) {
	const catalogue = await catalogueOf(tx.sql, tx.regionId);
	const services: ServiceWish[] = [];
	for (const { serviceId, persons } of wanted) {
		const service = catalogue.get(serviceId);
		if (!service) return refuse({ code: 'unknown-service', given: serviceId.slice(0, 40) });
		services.push({ service, persons });
	}
	return accept(services);
}

export const isReachedByMail = async (tx: Tx, id: AppointmentId): Promise<boolean> =>
	(await citizenOf(tx.sql, id))?.email != null;

/** What happened, and a reminder of what is to come: in the transaction in which it happened, so that none is lost. */
export async function writeLetters(
	shell: Shell,
	tx: Tx,
	appointmentId: AppointmentId,
	kind: 'booked' | 'moved' | 'cancelled' | 'displaced',
	eraseAt: Instant
): Promise<void> {
	const { startsAt, branchId } = await must(tx, appointmentId);
	const write = (what: MailKind, dueAt: Instant) =>
		tx.write(
			insertMail(tx.sql, {
				id: shell.newId<'mail'>(),
				regionId: tx.regionId,
				appointmentId,
				kind: what,
				writtenAt: tx.at,
				dueAt,
				eraseAt
			})
		);
	if (kind !== 'booked') tx.write(withdrawMail(tx.sql, appointmentId, 'reminder'));
	write(kind, tx.at);
	if (kind === 'cancelled' || kind === 'displaced') return;
	const due = reminderAt(startsAt, (await ruleOf(tx, branchId)).reminderHours, tx.at);
	if (due !== null) write('reminder', due);
}

async function must(tx: Tx, id: AppointmentId): Promise<Appointment> {
	const found = await appointmentIn(tx, id);
	if (!found) throw new Error(`appointment ${id} was not written`);
	return found;
}

async function freeCode(tx: Tx): Promise<string> {
	for (;;) {
		const code = newAppointmentCode();
		if (!(await isCodeTaken(tx.sql, code))) return code;
	}
}

/** The address works until the day after. */
export async function erasedAt(tx: Tx, { day }: Appointment): Promise<Instant> {
	const { timeZone } = await findRegion(tx.sql, tx.regionId);
	return startOfLocalDay(nextDay(day, timeZone, 2), timeZone);
}
