import { error, redirect } from '@sveltejs/kit';
import type { BranchId } from '$lib/domain/ids.ts';
import { DEVICE_ROLES, type DeviceRole } from '$lib/domain/permission.ts';
import { app } from '$lib/server/app.ts';
import { pair, pairDemoDevice } from '$lib/server/flows/devices.ts';
import { listBranches } from '$lib/server/flows/catalogue.ts';
import { refused } from '$lib/server/forms.ts';
import { id, line, readForm } from '$lib/server/input.ts';
import { COOKIES, DEVICE_COOKIE_SECONDS, cookieOptions } from '$lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types';

/** What a screen of the demo is called, as on the house's own list of devices. */
const NAMES: Record<DeviceRole, string> = { kiosk: 'Kiosk', hall: 'Scherm' };

const roleOf = (param: string): DeviceRole =>
	DEVICE_ROLES.find((role) => role === param) ?? error(404);

export const load: PageServerLoad = async ({ params }) => {
	const { config, shell } = app();
	return {
		role: roleOf(params.role),
		// In the demo a screen of any hall is one click away.
		branches: config.demo ? await listBranches(shell) : []
	};
};

export const actions: Actions = {
	code: async ({ request, params, cookies, getClientAddress, url }) => {
		const role = roleOf(params.role);
		const input = await readForm(request, { code: line(20) });
		if (!input.ok) return refused(input.refusal);
		const outcome = await pair(app().shell, {
			code: input.value.code,
			address: getClientAddress()
		});
		if (!outcome.ok) return refused(outcome.refusal);
		const { token, device } = outcome.value;
		const options = cookieOptions(url.protocol === 'https:', DEVICE_COOKIE_SECONDS);
		cookies.set(COOKIES[device.role], token, options);
		redirect(303, device.role === role ? `/${role}` : `/${device.role}`);
	},
	demo: async ({ request, params, cookies, url }) => {
		const role = roleOf(params.role);
		const { shell, config } = app();
		if (!config.demo) return refused({ code: 'forbidden' });
		const input = await readForm(request, { branch: id<BranchId>() });
		if (!input.ok) return refused(input.refusal);
		const outcome = await pairDemoDevice(shell, {
			branchId: input.value.branch,
			role,
			name: NAMES[role]
		});
		if (!outcome.ok) return refused(outcome.refusal);
		const options = cookieOptions(url.protocol === 'https:', DEVICE_COOKIE_SECONDS);
		cookies.set(COOKIES[role], outcome.value.token, options);
		redirect(303, `/${role}`);
	}
};
