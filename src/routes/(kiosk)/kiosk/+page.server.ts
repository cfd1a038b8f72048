import { redirect } from '@sveltejs/kit';
import type { CommandId, ServiceId } from '$lib/domain/ids.ts';
import { HELP_REASONS } from '$lib/domain/help.ts';
import { MAX_PERSONS, MAX_SERVICES } from '$lib/domain/service.ts';
import { app } from '$lib/server/app.ts';
import type { Instant } from '$lib/domain/time.ts';
import type { Language } from '$lib/domain/visit.ts';
import { checkInByCode } from '$lib/server/flows/checkin.ts';
import { askHelp } from '$lib/server/flows/help.ts';
import { type Ticket, takeTicket } from '$lib/server/flows/kiosk.ts';
import { refused } from '$lib/server/forms.ts';
import { id, line, many, oneOf, readForm, ticked, wholeNumber } from '$lib/server/input.ts';
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

/** More than a code with spaces is no code. */
const CODE_TYPED = 40;

/** What the last screen shows of a ticket. */
function issuedAs(
	{ ticket, link, ahead }: Ticket,
	services: ServiceId[],
	language: Language,
	appointment: { startsAt: Instant; late: boolean } | null
) {
	const { shell, config } = app();
	// The telephone goes on in the language that was chosen here.
	const path = `/t/${link}${language === 'nl' ? '' : `?lang=${language}`}`;
	const address = `${config.origins[0]}${path}`;
	const qr = qrOf(address);
	return { ticket, address, path, services, at: shell.now(), ahead, qr, appointment };
}

export const actions: Actions = {
	take: async ({ request, locals }) => {
		const { shell } = app();
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
		return { issued: issuedAs(outcome.value, service, locals.language, null) };
	},

	checkin: async ({ request, locals }) => {
		const { shell } = app();
		const scope = deviceScope(locals.kiosk, 'kiosk');
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, { command: id<CommandId>(), booked: line(CODE_TYPED) });
		if (!input.ok) return refused(input.refusal);
		const { command, booked: code } = input.value;
		const outcome = await checkInByCode(shell, scope, { id: command, code });
		if (!outcome.ok) return refused(outcome.refusal);
		const { services, startsAt, late } = outcome.value;
		const appointment = { startsAt, late };
		return { issued: issuedAs(outcome.value, services, locals.language, appointment) };
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
