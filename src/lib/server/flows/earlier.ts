/** Coming earlier: who has an appointment, and is asked when an earlier time becomes free. Who asks them is offering.ts. */
import { takesTime } from '../../domain/appointment.ts';
import type { Appointment } from '../../domain/appointment.ts';
import type { AppointmentId } from '../../domain/ids.ts';
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import { findAppointment } from '../db/appointments.ts';
import { citizenOf } from '../db/citizens.ts';
import { type EarlierWish, deleteWish, insertWish, offerOf, wishOf } from '../db/earlier.ts';
import { type AppointmentScope, type BookerScope, bookerScope } from '../scope.ts';
import type { Shell } from '../shell.ts';

/** Their hold is theirs by the appointment, whose address is the proof. */
export const holderOf = (id: AppointmentId): string => `earlier ${id}`;

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
