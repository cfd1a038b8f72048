import { error } from '@sveltejs/kit';
import type { CommandId } from '$lib/domain/ids.ts';
import { app } from '$lib/server/app.ts';
import { appointmentByLink, cancelAppointment } from '$lib/server/flows/booking.ts';
import { ticketOfVisit } from '$lib/server/flows/ticket.ts';
import { branchName, listServices } from '$lib/server/flows/catalogue.ts';
import { townOfBranch } from '$lib/server/flows/front.ts';
import { refused } from '$lib/server/forms.ts';
import { id, readForm } from '$lib/server/input.ts';
import { qrOf } from '$lib/server/qr.ts';
import { appointmentScope } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals }) => {
	const { shell } = app();
	const known = await appointmentByLink(shell, params.link);
	if (!known) error(404, 'not-found');
	const { appointment, citizen } = known;
	const services = await listServices(shell, appointment.regionId);
	const dutch = locals.language === 'nl';
	const place = await branchName(shell, appointment.branchId);
	const town = await townOfBranch(shell, appointment.branchId);
	if (!place || !town) error(404, 'not-found');
	return {
		known: {
			link: params.link,
			just: url.searchParams.has('gemaakt')
				? ('made' as const)
				: url.searchParams.has('verzet')
					? ('moved' as const)
					: null,
			state: appointment.state,
			/** Not begun yet. */
			open: appointment.state === 'booked' && shell.now() < appointment.startsAt,
			/** Its number in the hall, and the secret of that number's own page. */
			ticket: appointment.visitId && (await ticketOfVisit(shell, appointment.visitId)),
			startsAt: appointment.startsAt,
			minutes: (appointment.endsAt - appointment.startsAt) / 60_000,
			place: place.name,
			town,
			code: citizen.code,
			qr: await qrOf(citizen.code),
			services: appointment.services.map(({ serviceId, persons }) => {
				const service = services.find((one) => one.id === serviceId);
				return {
					name: (dutch ? service?.nameNl : service?.nameEn) ?? '',
					persons,
					bring: (dutch ? service?.bringNl : service?.bringEn) ?? []
				};
			})
		},
		theme: await branchTheme(shell, appointment.branchId),
		commandId: shell.newId<'command'>()
	};
};

export const actions: Actions = {
	cancel: async ({ params, request }) => {
		const { shell } = app();
		const known = await appointmentByLink(shell, params.link);
		if (!known) return refused({ code: 'unknown-appointment' });
		const input = await readForm(request, { command: id<CommandId>() });
		if (!input.ok) return refused(input.refusal);
		const { regionId, id: appointmentId } = known.appointment;
		const scope = appointmentScope(regionId, appointmentId);
		const outcome = await cancelAppointment(shell, scope, input.value.command);
		return outcome.ok ? { done: true } : refused(outcome.refusal);
	}
};
