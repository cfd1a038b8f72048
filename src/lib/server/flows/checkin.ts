/** Whoever has an appointment arrives: at a kiosk by its code, or with the host. */
import type { Appointment } from '../../domain/appointment.ts';
import { type CheckInDesk, decideCheckIn, decideUndoCheckIn } from '../../domain/checkin.ts';
import type { AppointmentId, BranchId, CommandId, ServiceId, VisitId } from '../../domain/ids.ts';
import { accept, refuse } from '../../domain/refusal.ts';
import type { Instant } from '../../domain/time.ts';
import { type Language, type Visit, ticketNumber } from '../../domain/visit.ts';
import { appointmentIn, appointmentOfVisit } from '../db/appointments.ts';
import { citizenOf, findByCode } from '../db/citizens.ts';
import { findBranch } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { insertVisitor } from '../db/notes.ts';
import { readsIn, visitIn } from '../db/rows.ts';
import type { DeviceScope, HallScope } from '../scope.ts';
import { newLink, normalizeCode } from '../secrets.ts';
import { type CommandScope, type Shell, type Tx, acting } from '../shell.ts';
import { deciding } from './deciding.ts';
import { type Ticket, asGiven, loadHallFacts } from './kiosk.ts';

export interface CheckedIn extends Ticket {
	startsAt: Instant;
	/** After the hall's grace: stands in line as one who walks in now. */
	late: boolean;
	language: Language;
	services: ServiceId[];
}

/** @param code as typed or scanned */
export const checkInByCode = (
	shell: Shell,
	scope: DeviceScope<'kiosk'>,
	{ id, code }: { id: CommandId; code: string }
) =>
	acting(shell, scope, { id, name: 'check-in', payload: normalizeCode(code) }, async (tx) => {
		const known = await findByCode(tx.sql, tx.regionId, normalizeCode(code));
		return checkIn(shell, tx, scope, id, known?.appointment, 'kiosk');
	});

export const checkInByHost = (
	shell: Shell,
	scope: HallScope<'host-hall'>,
	{ id, appointmentId }: { id: CommandId; appointmentId: AppointmentId }
) =>
	acting(shell, scope, { id, name: 'check-in', payload: appointmentId }, async (tx) => {
		const found = await appointmentIn(tx, appointmentId);
		const known = found?.regionId === tx.regionId ? found : undefined;
		return checkIn(shell, tx, scope, id, known, 'host');
	});

async function checkIn(
	shell: Shell,
	tx: Tx,
	scope: CommandScope & { branchId: BranchId },
	commandId: CommandId,
	appointment: Appointment | undefined,
	by: CheckInDesk['by']
) {
	const facts = await loadHallFacts(readsIn(tx), scope.branchId, tx.at);
	if (!facts) return refuse({ code: 'unknown-branch' });
	const { today, catalogue } = facts;
	const [first] = appointment?.services ?? [];
	const letter = (first && catalogue.get(first.serviceId)?.letter) ?? '';
	const earlier = appointment?.visitId ?? null;
	const visitId = shell.newId<'visit'>();
	const outcome = decideCheckIn(
		visitId,
		appointment,
		{
			...facts,
			today: today.day,
			lastNumber: await tx.memory.lastNumber(tx.sql, scope.branchId, today.day, letter),
			hall: (appointment && (await findBranch(tx.sql, appointment.branchId))) ?? facts.branch,
			earlier: earlier === null ? undefined : await visitIn(tx, earlier),
			by
		},
		tx.at
	);
	if (!outcome.ok) return outcome;
	const link = newLink();
	await record(tx, { actor: scope.actor, commandId }, outcome.value, new Map([[visitId, link]]));
	const visit = await visitIn(tx, visitId);
	if (!visit || !appointment) throw new Error(`ticket of visit ${visitId} was not written`);
	await tellOf(tx, appointment, visit, today.end);
	return accept<CheckedIn>({
		...(await asGiven(tx, facts, visit, link)),
		startsAt: appointment.startsAt,
		late: visit.line === 2,
		language: visit.language,
		services: appointment.services.map(({ serviceId }) => serviceId)
	});
}

/** Staff know by what name to welcome them, and what they asked for. */
async function tellOf(tx: Tx, { id }: Appointment, visit: Visit, eraseAt: Instant): Promise<void> {
	const citizen = await citizenOf(tx.sql, id);
	if (!citizen) return;
	const { name, phone, email, remarks, help, note } = citizen;
	await insertVisitor(tx.sql, {
		visitId: visit.id,
		name,
		contact: phone ?? email,
		remarks: [remarks, note].filter(Boolean).join(' – ') || null,
		help: help.length > 0 ? help : null,
		eraseAt
	});
}

/** They are still to come after all: it was somebody else, or a mistake. */
export const undoCheckIn = (
	shell: Shell,
	scope: HallScope<'host-hall'>,
	{ id, visitId }: { id: CommandId; visitId: VisitId }
) =>
	deciding(
		shell,
		scope,
		{ id, name: 'undo-check-in', payload: visitId },
		async (tx) => {
			const visit = await visitIn(tx, visitId);
			if (visit?.branchId !== scope.branchId) return refuse({ code: 'unknown-visit' });
			return decideUndoCheckIn(visit, await appointmentOfVisit(tx.sql, visitId));
		},
		async (tx) => {
			const visit = await visitIn(tx, visitId);
			return { visitId, ticket: visit ? ticketNumber(visit) : '' };
		}
	);
