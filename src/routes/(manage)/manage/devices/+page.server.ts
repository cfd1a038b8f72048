import { error, fail, redirect } from '@sveltejs/kit';
import type { BranchId, DeviceId } from '$lib/domain/ids.ts';
import { DEVICE_ROLES } from '$lib/domain/permission.ts';
import { app } from '$lib/server/app.ts';
import { branchesFor, hallsOf } from '$lib/server/flows/catalogue.ts';
import { devicesOf, mintDevice, revoke, setDisplay } from '$lib/server/flows/devices.ts';
import { refused } from '$lib/server/forms.ts';
import { id, line, oneOf, readForm } from '$lib/server/input.ts';
import { manageScope } from '$lib/server/scope.ts';
import type { Actions, PageServerLoad } from './$types';
import { readDisplay } from './display.server.ts';

export const load: PageServerLoad = async ({ locals }) => {
	if (!locals.who) redirect(303, '/signin?next=/manage/devices');
	const scope = manageScope(locals.who);
	if (!scope) error(403, 'forbidden');
	const { shell } = app();
	const branches = await branchesFor(shell, scope.regionId, locals.who.grants, 'manage-devices');
	return {
		allowed: true as const,
		branches,
		halls: await hallsOf(shell, scope.regionId),
		devices: await devicesOf(shell, scope)
	};
};

export const actions: Actions = {
	mint: async ({ request, locals }) => {
		const scope = manageScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, {
			name: line(60),
			branch: id<BranchId>(),
			role: oneOf(DEVICE_ROLES)
		});
		if (!input.ok) return refused(input.refusal);
		const { name, branch, role } = input.value;
		const outcome = await mintDevice(app().shell, scope, { name, branchId: branch, role });
		if (!outcome.ok) return refused(outcome.refusal);
		const { code, expiresAt } = outcome.value;
		return { minted: { name, code, expiresAt } };
	},
	revoke: async ({ request, locals }) => {
		const scope = manageScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' });
		const input = await readForm(request, { device: id<DeviceId>() });
		if (!input.ok) return refused(input.refusal);
		const { shell, realtime } = app();
		const outcome = await revoke(shell, scope, input.value.device);
		if (!outcome.ok) return refused(outcome.refusal);
		// The screen learns it now, not at its next proof.
		await realtime.reprove();
		return { revoked: true };
	},
	display: async ({ request, locals }) => {
		const scope = manageScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' });
		// Also a form with faults tells of which display it is, so that they are shown there.
		const which = await readForm(request.clone(), { device: id<DeviceId>() });
		const device = which.ok ? which.value.device : '';
		const input = await readDisplay(request);
		const { shell, realtime } = app();
		const outcome = input.ok
			? await setDisplay(shell, scope, input.value.device, input.value.settings)
			: input;
		if (!outcome.ok) {
			const { status, data } = refused(outcome.refusal);
			return fail(status, { ...data, display: device });
		}
		// The screen takes it up now, not at its next proof.
		await realtime.reprove();
		return { set: device };
	}
};
