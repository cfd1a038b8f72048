import { redirect } from '@sveltejs/kit';
import QRCode from 'qrcode';
import type { CommandId, ServiceId } from '$lib/domain/ids.ts';
import { MAX_PERSONS } from '$lib/domain/service.ts';
import { app } from '$lib/server/app.ts';
import { takeTicket } from '$lib/server/flows/kiosk.ts';
import { peopleAhead } from '$lib/server/flows/ticket.ts';
import { refused } from '$lib/server/forms.ts';
import { id, readForm, ticked, wholeNumber } from '$lib/server/input.ts';
import { deviceScope } from '$lib/server/scope.ts';
import { kioskMenu } from '$lib/server/views/kiosk.ts';
import * as v from 'valibot';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { shell } = app();
	const scope = deviceScope(locals.kiosk, 'kiosk');
	if (!scope) redirect(303, '/pair/kiosk');
	const menu = await shell.db.snapshot((sql) => kioskMenu(sql, scope.branchId, shell.now()));
	if (!menu) redirect(303, '/pair/kiosk');
	// A fresh id for each form: without JavaScript, pressing twice sends the same one.
	return { menu, commandId: shell.newId<'command'>() };
};

export const actions: Actions = {
	take: async ({ request, locals }) => {
		const { shell, config } = app();
		const scope = deviceScope(locals.kiosk, 'kiosk');
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, {
			command: id<CommandId>(),
			service: id<ServiceId>(),
			persons: v.optional(wholeNumber(1, MAX_PERSONS), '1'),
			video: ticked()
		});
		if (!input.ok) return refused(input.refusal);
		const { command, service, persons, video } = input.value;
		const outcome = await takeTicket(shell, scope, {
			id: command,
			services: [{ serviceId: service, persons }],
			language: locals.language,
			videoOk: video,
			fetchInPerson: false,
			priority: null
		});
		if (!outcome.ok) return refused(outcome.refusal);
		const { ticket, link, visitId } = outcome.value;
		// The telephone goes on in the language that was chosen here.
		const path = `/t/${link}${locals.language === 'nl' ? '' : `?lang=${locals.language}`}`;
		const address = `${config.origins[0]}${path}`;
		return {
			issued: {
				ticket,
				address,
				path,
				ahead: await peopleAhead(shell, visitId),
				qr: await QRCode.toString(address, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' })
			}
		};
	}
};
