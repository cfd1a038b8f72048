import type { Actions } from '@sveltejs/kit';
import { COOKIES } from '../../../../../src/lib/server/session.ts';
import { numberInToken } from '../../../ids.ts';
import { floor, floorRows, textOf } from '../../floor.ts';

export const actions: Actions = {
	take: async ({ request, cookies, url }) => {
		const form = await request.formData();
		const service = textOf(form, 'service');
		const hall = numberInToken(cookies.get(COOKIES.kiosk) ?? '');
		const { ticket, link } = await floorRows().take(hall, service, textOf(form, 'command'));
		const path = `/t/${link}`;
		return {
			issued: {
				ticket,
				address: `${url.origin}${path}`,
				path,
				services: [service],
				at: Date.now(),
				ahead: 0,
				qr: floor().qr
			}
		};
	}
};
