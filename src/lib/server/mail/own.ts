/** What goes into a calendar, by mail or straight from an appointment's page. */
import type { Instant } from '../../domain/time.ts';
import type { Known } from '../db/citizens.ts';
import type { Shell } from '../shell.ts';
import { calendarOf } from './calendar.ts';
import { type About, aboutAppointment } from './facts.ts';

export const calendarFor = (
	{ appointment }: Pick<Known, 'appointment'>,
	{ summary, facts }: About,
	writtenAt: Instant
): string =>
	calendarOf({
		appointment,
		summary,
		place: facts.place,
		description: facts.bring,
		link: facts.link,
		writtenAt
	});

/** @returns null for one that is not booked */
export async function calendarOfAppointment(
	shell: Shell,
	{ appointment, citizen }: Known,
	origin: string
): Promise<string | null> {
	if (appointment.state !== 'booked') return null;
	const about = await shell.db.snapshot((sql) =>
		aboutAppointment(sql, 'booked', appointment, citizen, origin)
	);
	return about && calendarFor({ appointment }, about, shell.now());
}
