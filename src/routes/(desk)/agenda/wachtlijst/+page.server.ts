import { error, redirect } from '@sveltejs/kit';
import type { CommandId, WaitlistId } from '$lib/domain/ids.ts';
import { app } from '$lib/server/app.ts';
import { commandOf } from '$lib/server/booker.ts';
import { agendaHalls } from '$lib/server/flows/agenda.ts';
import { listServices } from '$lib/server/flows/catalogue.ts';
import { takeOffWaitlist, waitlistRows } from '$lib/server/flows/waitlist.ts';
import { refused } from '$lib/server/forms.ts';
import { id, readForm } from '$lib/server/input.ts';
import { agendaScope } from '$lib/server/scope.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	if (!locals.who) redirect(303, '/signin?next=/agenda/wachtlijst');
	const scope = agendaScope(locals.who);
	if (!scope) error(403, 'forbidden');
	const { shell } = app();
	const dutch = locals.language === 'nl';
	const halls = new Map((await agendaHalls(shell, scope)).map(({ id: key, name }) => [key, name]));
	const services = new Map(
		(await listServices(shell, scope.regionId)).map((one) => [
			one.id,
			dutch ? one.nameNl : one.nameEn
		])
	);
	return {
		rows: (await waitlistRows(shell, scope)).map((row) => ({
			...row,
			hall: row.branchId && (halls.get(row.branchId) ?? ''),
			offer: row.offer && { ...row.offer, hall: halls.get(row.offer.branchId) ?? '' },
			services: row.services.map(({ serviceId, persons }) => ({
				name: services.get(serviceId) ?? '',
				persons
			}))
		})),
		commandId: shell.newId<'command'>()
	};
};

export const actions: Actions = {
	remove: async ({ locals, request }) => {
		const scope = agendaScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, { command: id<CommandId>(), place: id<WaitlistId>() });
		if (!input.ok) return refused(input.refusal);
		const { command, place } = input.value;
		const outcome = await takeOffWaitlist(app().shell, scope, {
			id: commandOf(command, place),
			waitlistId: place
		});
		return outcome.ok ? { removed: true } : refused(outcome.refusal);
	}
};
