import { redirect } from '@sveltejs/kit';
import type { CommandId, ServiceId } from '$lib/domain/ids.ts';
import { HELP_REASONS } from '$lib/domain/help.ts';
import { MAX_PERSONS, MAX_SERVICES } from '$lib/domain/service.ts';
import { app } from '$lib/server/app.ts';
import { askHelp } from '$lib/server/flows/help.ts';
import { takeTicket } from '$lib/server/flows/kiosk.ts';
import { refused } from '$lib/server/forms.ts';
import { id, many, oneOf, readForm, ticked, wholeNumber } from '$lib/server/input.ts';
import { qrOf } from '$lib/server/qr.ts';
import { deviceScope } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import { kioskMenu } from '$lib/server/views/kiosk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { shell, realtime } = app();
	const scope = deviceScope(locals.kiosk, 'kiosk');
	if (!scope) redirect(303, '/pair/kiosk');
	const menu = await shell.db.snapshot((sql) => kioskMenu(sql, scope.branchId, shell.now()));
	if (!menu) redirect(303, '/pair/kiosk');
	return {
		menu,
		wait: await realtime.waitBoard(scope.branchId),
		/** By it the kiosk knows its own call for help. */
		deviceId: scope.deviceId,
		theme: await branchTheme(shell, scope.branchId),
		// A fresh id for each form: without JavaScript, pressing twice sends the same one.
		commandId: shell.newId<'command'>()
	};
};

export const actions: Actions = {
	take: async ({ request, locals }) => {
		const { shell, config } = app();
		const scope = deviceScope(locals.kiosk, 'kiosk');
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, {
			command: id<CommandId>(),
			service: many(id<ServiceId>(), MAX_SERVICES, 1),
			// One for each service, in the same order; none means one person each.
			persons: many(wholeNumber(1, MAX_PERSONS), MAX_SERVICES),
			video: ticked()
		});
		if (!input.ok) return refused(input.refusal);
		const { command, service, persons, video } = input.value;
		const fields = [
			...(new Set(service).size < service.length ? ['service'] : []),
			...(persons.length > 0 && persons.length !== service.length ? ['persons'] : [])
		];
		if (fields.length > 0)
			return refused({
				code: 'invalid-input',
				fields: fields.map((field) => ({ field, code: 'not-allowed', given: '', allowed: '' }))
			});
		const outcome = await takeTicket(shell, scope, {
			id: command,
			services: service.map((serviceId, index) => ({ serviceId, persons: persons[index] ?? 1 })),
			language: locals.language,
			videoOk: video,
			fetchInPerson: false,
			priority: null
		});
		if (!outcome.ok) return refused(outcome.refusal);
		const { ticket, link, ahead } = outcome.value;
		// The telephone goes on in the language that was chosen here.
		const path = `/t/${link}${locals.language === 'nl' ? '' : `?lang=${locals.language}`}`;
		const address = `${config.origins[0]}${path}`;
		return {
			issued: {
				ticket,
				address,
				path,
				services: service,
				at: shell.now(),
				ahead,
				qr: await qrOf(address)
			}
		};
	},

	help: async ({ request, locals }) => {
		const { shell } = app();
		const scope = deviceScope(locals.kiosk, 'kiosk');
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, {
			command: id<CommandId>(),
			reason: oneOf(HELP_REASONS)
		});
		if (!input.ok) return refused(input.refusal);
		const { command, reason } = input.value;
		const outcome = await askHelp(shell, scope, { id: command, reason });
		return outcome.ok ? { helped: true } : refused(outcome.refusal);
	}
};
