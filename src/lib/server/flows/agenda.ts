/** What staff see of the agenda, and what they note beside it. Booking, moving and cancelling are those of citizens. */
import { isMissed } from '../../domain/appointment.ts';
import type { Appointment } from '../../domain/appointment.ts';
import { squeezed } from '../../domain/find.ts';
import type { AccountId, AppointmentId, BranchId, RegionId } from '../../domain/ids.ts';
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import type { Branch } from '../../domain/region.ts';
import type { Instant, LocalDay } from '../../domain/time.ts';
import { agendaRuleOf } from '../db/agenda.ts';
import { agendaBetween } from '../db/appointments.ts';
import { type Citizen, type Known, findCitizens, knownById, setNote } from '../db/citizens.ts';
import { branchesOf } from '../db/halls.ts';
import { type Mail, mailsOf } from '../db/mails.ts';
import type { Sql } from '../db/open.ts';
import { namesOfAccounts } from '../db/people.ts';
import type { AgendaScope } from '../scope.ts';
import type { Shell } from '../shell.ts';

export type Standing = 'expected' | 'missed' | 'arrived' | 'displaced' | 'cancelled';

export interface AgendaRow {
	id: AppointmentId;
	branchId: BranchId;
	day: LocalDay;
	startsAt: Instant;
	endsAt: Instant;
	standing: Standing;
	language: Appointment['language'];
	/** By staff. */
	internal: boolean;
	services: { serviceId: Appointment['services'][number]['serviceId']; persons: number }[];
	/** Of the plan. */
	clerkId: AccountId;
	clerk: string;
	/** null once erased. */
	who: Pick<Citizen, 'name' | 'email' | 'phone' | 'code' | 'remarks' | 'help' | 'note'> | null;
}

/** Halls that are booked. */
export async function agendaHalls(shell: Shell, scope: AgendaScope): Promise<Branch[]> {
	const halls: Branch[] = [];
	for (const branch of await branchesOf(shell.db.read, scope.regionId))
		if (await agendaRuleOf(shell.db.read, branch.id)) halls.push(branch);
	return halls;
}

/** @param branches of the region; others are left out */
export const agendaOn = (
	shell: Shell,
	scope: AgendaScope,
	branches: readonly BranchId[],
	first: LocalDay,
	last: LocalDay
): Promise<AgendaRow[]> =>
	shell.db.snapshot(async (sql) => {
		const own = new Set((await branchesOf(sql, scope.regionId)).map(({ id }) => id));
		const covered = branches.filter((id) => own.has(id));
		const found = covered.length === 0 ? [] : await agendaBetween(sql, covered, first, last);
		return rowsOf(sql, scope.regionId, found, shell.now());
	});

export async function rowsOf(
	sql: Sql,
	regionId: RegionId,
	found: readonly { appointment: Appointment; citizen: Citizen | null }[],
	now: Instant
): Promise<AgendaRow[]> {
	const clerks = [...new Set(found.map(({ appointment }) => appointment.plannedFor))];
	const names = await namesOfAccounts(sql, clerks);
	const halls = new Map((await branchesOf(sql, regionId)).map((branch) => [branch.id, branch]));
	return found.map(({ appointment, citizen }) => {
		const { id, branchId, day, startsAt, endsAt, language, channel, plannedFor } = appointment;
		const grace = halls.get(branchId)?.graceMinutes ?? 0;
		return {
			id,
			branchId,
			day,
			startsAt,
			endsAt,
			standing: standingOf(appointment, grace, now),
			language,
			internal: channel === 'internal',
			services: appointment.services.map(({ serviceId, persons }) => ({ serviceId, persons })),
			clerkId: plannedFor,
			clerk: names.get(plannedFor) ?? '',
			who: citizen && {
				name: citizen.name,
				email: citizen.email,
				phone: citizen.phone,
				code: citizen.code,
				remarks: citizen.remarks,
				help: citizen.help,
				note: citizen.note
			}
		};
	});
}

function standingOf(appointment: Appointment, graceMinutes: number, now: Instant): Standing {
	const { state } = appointment;
	if (state === 'cancelled' || state === 'arrived' || state === 'displaced') return state;
	return isMissed(appointment, graceMinutes, now) ? 'missed' : 'expected';
}

/** Shorter finds half a region. */
export const LEAST_ASKED = 2;
/** Whoever is not among so many is asked for more precisely. */
export const MOST_FOUND = 50;

/** By name, number, address or code, whatever became of the appointment, as long as it is known who it is of. */
export async function findAppointments(
	shell: Shell,
	scope: AgendaScope,
	asked: string
): Promise<AgendaRow[]> {
	const wanted = squeezed(asked);
	if (wanted.length < LEAST_ASKED) return [];
	return shell.db.snapshot(async (sql) => {
		const found = await findCitizens(sql, scope.regionId, wanted, MOST_FOUND);
		return rowsOf(sql, scope.regionId, found, shell.now());
	});
}

export interface OneAppointment {
	row: AgendaRow;
	/** The secret of the citizen's own page; staff move by it as the citizen does. */
	link: string;
	mails: Mail[];
}

/** null for one of another region, and for one that nobody is known of any more. */
export const oneAppointment = (
	shell: Shell,
	scope: AgendaScope,
	id: AppointmentId
): Promise<OneAppointment | null> =>
	shell.db.snapshot(async (sql) => {
		const known = await ofRegion(sql, scope, id);
		if (!known) return null;
		const [row] = await rowsOf(sql, scope.regionId, [known], shell.now());
		if (!row) return null;
		return { row, link: known.citizen.link, mails: await mailsOf(sql, id) };
	});

async function ofRegion(sql: Sql, { regionId }: AgendaScope, id: AppointmentId) {
	const known: Known | undefined = await knownById(sql, id);
	return known?.appointment.regionId === regionId ? known : null;
}

/** Notes something beside an appointment, for whoever helps. Empty takes it away. */
export async function noteAppointment(
	shell: Shell,
	scope: AgendaScope,
	id: AppointmentId,
	note: string | null
): Promise<Outcome<null, 'unknown-appointment'>> {
	const known = await ofRegion(shell.db.read, scope, id);
	const done = known && (await shell.db.aside((sql) => setNote(sql, id, note)));
	return done ? accept(null) : refuse({ code: 'unknown-appointment' });
}
