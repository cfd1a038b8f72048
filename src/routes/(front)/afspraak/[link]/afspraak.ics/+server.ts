import { error } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import { appointmentByLink } from '$lib/server/flows/booking.ts';
import { calendarOfAppointment } from '$lib/server/mail/own.ts';
import type { RequestHandler } from './$types';

/** The appointment for one's own calendar. */
export const GET: RequestHandler = async ({ params }) => {
	const { shell, config } = app();
	const known = await appointmentByLink(shell, params.link);
	const [origin = ''] = config.origins;
	const calendar = known && (await calendarOfAppointment(shell, known, origin));
	if (!calendar) error(404, 'not-found');
	return new Response(calendar, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': 'attachment; filename="afspraak.ics"',
			'cache-control': 'private, no-store'
		}
	});
};
