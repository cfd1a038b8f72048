/** Whoever has an appointment says that they will be late. */
import type { Appointment } from '../../domain/appointment.ts';
import { decideDelay } from '../../domain/delay.ts';
import type { CommandId } from '../../domain/ids.ts';
import { accept } from '../../domain/refusal.ts';
import { type Instant, localDay, minutes } from '../../domain/time.ts';
import { appointmentIn } from '../db/appointments.ts';
import { findBranch, findRegion } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import type { AppointmentScope } from '../scope.ts';
import { type Shell, acting } from '../shell.ts';

/** What somebody can be told about being late; null where it is not the day, or nobody waits for them. */
export async function lateness(
	shell: Shell,
	appointment: Appointment
): Promise<{ keptUntil: Instant; expectedAt: Instant | null } | null> {
	const { state, day, regionId, branchId, startsAt, expectedAt } = appointment;
	const { read } = shell.db;
	const { timeZone } = await findRegion(read, regionId);
	const branch = await findBranch(read, branchId);
	if (!branch || state !== 'booked' || day !== localDay(shell.now(), timeZone)) return null;
	return { keptUntil: startsAt + minutes(branch.graceMinutes), expectedAt };
}

/** @returns when they are expected now; refuses what `decideDelay` does */
export const sayLate = (
	shell: Shell,
	scope: AppointmentScope,
	{ id, byMinutes }: { id: CommandId; byMinutes: number }
) =>
	acting(
		shell,
		scope,
		{ id, name: 'say-late', payload: [scope.appointmentId, byMinutes] },
		async (tx) => {
			const appointment = await appointmentIn(tx, scope.appointmentId);
			const { timeZone } = await findRegion(tx.sql, tx.regionId);
			const today = localDay(tx.at, timeZone);
			const outcome = decideDelay(appointment, byMinutes, today, tx.at);
			if (!outcome.ok) return outcome;
			await record(tx, { actor: scope.actor, commandId: id }, outcome.value);
			const told = await appointmentIn(tx, scope.appointmentId);
			return accept({ expectedAt: told?.expectedAt ?? null });
		}
	);
