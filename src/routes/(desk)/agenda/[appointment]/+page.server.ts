import { error, redirect } from '@sveltejs/kit';
import type { AppointmentId, CommandId } from '$lib/domain/ids.ts';
import { NOTE_LENGTH } from '$lib/domain/note.ts';
import { app } from '$lib/server/app.ts';
import { agendaHalls, noteAppointment, oneAppointment } from '$lib/server/flows/agenda.ts';
import { cancelAppointment } from '$lib/server/flows/booking.ts';
import { listServices } from '$lib/server/flows/catalogue.ts';
import { townOfBranch } from '$lib/server/flows/front.ts';
import { refused } from '$lib/server/forms.ts';
import { id, optionalLine, readForm } from '$lib/server/input.ts';
import { agendaScope, appointmentByStaff } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	if (!locals.who) redirect(303, '/signin?next=/agenda');
	const scope = agendaScope(locals.who);
	if (!scope) error(403, 'forbidden');
	const { shell } = app();
	const one = await oneAppointment(shell, scope, params.appointment as AppointmentId);
	if (!one) error(404, 'not-found');
	const { row, link, mails } = one;
	const halls = await agendaHalls(shell, scope);
	const dutch = locals.language === 'nl';
	const asked = url.searchParams;
	return {
		row,
		just: asked.has('gemaakt')
			? ('made' as const)
			: asked.has('verzet')
				? ('moved' as const)
				: null,
		hall: halls.find((hall) => hall.id === row.branchId)?.name ?? '',
		/** Not begun, and nobody has come. */
		open:
			row.standing === 'displaced' || (row.standing === 'expected' && shell.now() < row.startsAt),
		/** Where it can be moved. */
		moves: `/${(await townOfBranch(shell, row.branchId)) ?? ''}/afspraak/tijd?verzet=${link}&team`,
		services: (await listServices(shell, scope.regionId)).map(
			({ id: serviceId, nameNl, nameEn }) => ({
				id: serviceId,
				name: dutch ? nameNl : nameEn
			})
		),
		mails: mails.map(({ id: mailId, kind, sentAt, gaveUpAt, dueAt, problem }) => ({
			id: mailId,
			kind,
			sentAt,
			gaveUpAt,
			dueAt,
			problem
		})),
		theme: await branchTheme(shell, row.branchId),
		commandId: shell.newId<'command'>()
	};
};

export const actions: Actions = {
	cancel: async ({ locals, params, request }) => {
		const scope = agendaScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' });
		const { shell } = app();
		const one = await oneAppointment(shell, scope, params.appointment as AppointmentId);
		const own = one && appointmentByStaff(scope, { id: one.row.id, regionId: scope.regionId });
		if (!own) return refused({ code: 'unknown-appointment' });
		const input = await readForm(request, { command: id<CommandId>() });
		if (!input.ok) return refused(input.refusal);
		const outcome = await cancelAppointment(shell, own, input.value.command);
		return outcome.ok ? { cancelled: true } : refused(outcome.refusal);
	},
	note: async ({ locals, params, request }) => {
		const scope = agendaScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, { note: optionalLine(NOTE_LENGTH) });
		if (!input.ok) return refused(input.refusal);
		const { note } = input.value;
		const appointment = params.appointment as AppointmentId;
		const outcome = await noteAppointment(app().shell, scope, appointment, note);
		return outcome.ok ? { noted: true } : refused(outcome.refusal);
	}
};
