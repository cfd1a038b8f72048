/** A day that changes: a hall is closed, somebody is ill. What can stay stays, and who can't is offered another time. */
import type { Appointment } from '../../domain/appointment.ts';
import { decideReplan, standingPlan } from '../../domain/booking.ts';
import type { AccountId, CommandId } from '../../domain/ids.ts';
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import { replan } from '../../domain/agenda/replan.ts';
import { type Instant, type LocalDay, boundsOf } from '../../domain/time.ts';
import {
	absentOn,
	deleteAbsence,
	deleteDifferentDay,
	insertAbsence,
	saveDifferentDay
} from '../db/absences.ts';
import { differentDaysOf, hallOn, rosteredIn } from '../db/agenda.ts';
import { agendaBetween, appointmentsBetween, touchDay } from '../db/appointments.ts';
import { findBranch, findRegion } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import type { Sql } from '../db/open.ts';
import { holidayOn } from '../holidays.ts';
import type { HallScope } from '../scope.ts';
import { type Shell, acting } from '../shell.ts';
import { type AgendaRow, rowsOf } from './agenda.ts';
import { erasedAt, isReachedByMail, writeLetters } from './booking.ts';

type LeadScope = HallScope<'lead-hall'>;

export interface Rostered {
	clerkId: AccountId;
	name: string;
	startsAt: Instant;
	endsAt: Instant;
	absent: boolean;
}

export interface DayState {
	closed: boolean;
	/** A day of its own: `closed` was decided for it. */
	different: boolean;
	rostered: Rostered[];
	booked: number;
	/** Those that get another clerk. */
	reassigned: number;
	/** Those that can't stay as the day is now. */
	affected: AgendaRow[];
	/** Those that were told, and have not chosen yet. */
	displaced: AgendaRow[];
}

type OfHall = Pick<LeadScope, 'regionId' | 'branchId'>;

async function planOf(sql: Sql, scope: OfHall, day: LocalDay) {
	const branch = await findBranch(sql, scope.branchId);
	if (!branch) return null;
	const { timeZone } = await findRegion(sql, scope.regionId);
	const bounds = boundsOf(day, timeZone);
	const hall = await hallOn(sql, branch, bounds, timeZone, holidayOn(day) !== null);
	const all = (await appointmentsBetween(sql, branch.id, day, day)).get(day) ?? [];
	return { branch, bounds, hall, all };
}

/** A day of a hall: who works, what is booked, and what of it can't stay. Nothing is changed by looking. */
export const dayState = (shell: Shell, scope: LeadScope, day: LocalDay): Promise<DayState | null> =>
	shell.db.snapshot(async (sql) => {
		const now = shell.now();
		const plan = await planOf(sql, scope, day);
		if (!plan) return null;
		const { branch, bounds, hall, all } = plan;
		const standing = standingPlan({ day: bounds, hall, appointments: all }, now);
		const { assignment, without } = replan(standing.plan);
		const gone = new Set<string>(without.map(({ id }) => id));
		const known = await agendaBetween(sql, [branch.id], day, day);
		const rows = async (keep: (one: Appointment) => boolean) =>
			rowsOf(
				sql,
				scope.regionId,
				known.filter((one) => keep(one.appointment)),
				now
			);
		const absent = await absentOn(sql, scope.regionId, day);
		const different = (await differentDaysOf(sql, branch.id)).some((one) => one.day === day);
		return {
			closed: hall.open.length === 0,
			different,
			rostered: (await rosteredIn(sql, branch.id, bounds)).map((one) => ({
				...one,
				absent: absent.has(one.clerkId)
			})),
			booked: standing.toCome.filter(({ state }) => state === 'booked').length,
			reassigned: [...assignment].filter(([id, clerk]) => standing.plan.assigned.get(id) !== clerk)
				.length,
			affected: await rows(({ id }) => gone.has(id)),
			displaced: await rows(({ state }) => state === 'displaced')
		};
	});

/** How many of a day's appointments nobody can help as it is planned now. */
export const cantStay = (shell: Shell, of: OfHall, day: LocalDay): Promise<number> =>
	shell.db.snapshot(async (sql) => {
		const plan = await planOf(sql, of, day);
		if (!plan || plan.all.length === 0) return 0;
		const { bounds, hall, all } = plan;
		const { plan: standing } = standingPlan({ day: bounds, hall, appointments: all }, shell.now());
		const gone = new Set<string>(replan(standing).without.map(({ id }) => id));
		return all.filter(({ id, state }) => state === 'booked' && gone.has(id)).length;
	});

/** How a day is set: outside of the queue, but a search looks at it anew at once. */
async function setDay(
	shell: Shell,
	{ branchId }: LeadScope,
	day: LocalDay,
	work: (sql: Sql) => Promise<unknown>
): Promise<void> {
	await shell.db.transaction(async (sql) => {
		await work(sql);
		await touchDay(sql, branchId, day);
	});
}

export const closeDay = (
	shell: Shell,
	scope: LeadScope,
	day: LocalDay,
	{ nl, en }: { nl: string; en: string }
): Promise<void> =>
	setDay(shell, scope, day, (sql) =>
		saveDifferentDay(sql, {
			branchId: scope.branchId,
			day,
			stretches: [],
			reasonNl: nl,
			reasonEn: en
		})
	);

/** Back to the hours of every week. Who was displaced meanwhile has been told, and chooses for themselves. */
export const openDay = (shell: Shell, scope: LeadScope, day: LocalDay): Promise<void> =>
	setDay(shell, scope, day, (sql) => deleteDifferentDay(sql, scope.branchId, day));

/** @returns refuses `unknown-colleague` for who is not rostered there on that day */
export async function setAbsent(
	shell: Shell,
	scope: LeadScope,
	day: LocalDay,
	{ clerkId, absent }: { clerkId: AccountId; absent: boolean }
): Promise<Outcome<null, 'unknown-colleague'>> {
	const state = await dayState(shell, scope, day);
	if (!state?.rostered.some((one) => one.clerkId === clerkId))
		return refuse({ code: 'unknown-colleague' });
	await setDay(shell, scope, day, (sql) =>
		absent
			? insertAbsence(sql, {
					accountId: clerkId,
					day,
					toldBy: scope.accountId,
					toldAt: shell.now()
				})
			: deleteAbsence(sql, clerkId, day)
	);
	return accept(null);
}

/**
 * Puts the day in order in one go: who can stay gets whoever can do it, who can't is told so, and where to choose another time.
 *
 * @returns how many stay with another clerk, how many were displaced, and how many of those have no mail address; refuses
 *   `nothing-changes` where the plan holds
 */
export const replanDay = (
	shell: Shell,
	scope: LeadScope,
	{ id, day }: { id: CommandId; day: LocalDay }
) =>
	acting(shell, scope, { id, name: 'replan-day', payload: [scope.branchId, day] }, async (tx) => {
		const plan = await planOf(tx.sql, scope, day);
		if (!plan) return refuse({ code: 'nothing-changes' });
		const outcome = decideReplan(
			{ day: plan.bounds, hall: plan.hall, appointments: plan.all },
			tx.at
		);
		if (!outcome.ok) return outcome;
		await record(tx, { actor: scope.actor, commandId: id }, outcome.value);
		let displaced = 0;
		let withoutMail = 0;
		for (const event of outcome.value) {
			if (event.type !== 'appointment-displaced') continue;
			displaced++;
			const one = plan.all.find((appointment) => appointment.id === event.appointmentId);
			if (one && (await isReachedByMail(tx, one.id)))
				await writeLetters(shell, tx, one.id, 'displaced', await erasedAt(tx, one));
			else withoutMail++;
		}
		const reassigned = outcome.value.filter(({ type }) => type === 'appointment-assigned').length;
		return accept({ reassigned, displaced, withoutMail });
	});
