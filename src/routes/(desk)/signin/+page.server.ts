import { redirect } from '@sveltejs/kit';
import { type Grant, mayAnywhere } from '$lib/domain/permission.ts';
import { app } from '$lib/server/app.ts';
import { DEMO_PASSWORD } from '$lib/server/demo/people.ts';
import { endDuty } from '$lib/server/flows/duty.ts';
import { listDemoAccounts, signIn, signOut, whoIs } from '$lib/server/flows/signin.ts';
import { refused } from '$lib/server/forms.ts';
import { line, readForm, secret } from '$lib/server/input.ts';
import { type SignedIn, deskScope } from '$lib/server/scope.ts';
import { COOKIES, cookieOptions } from '$lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types';

/** Where somebody's work is. */
const workOf = (grants: readonly Grant[]): string =>
	mayAnywhere(grants, 'work-at-counter')
		? '/desk'
		: mayAnywhere(grants, 'host-hall')
			? '/host'
			: '/manage/devices';

/** Only pages of our own: an address from outside never becomes a redirect. */
const safeNext = (next: string | null, who: SignedIn | null): string =>
	next !== null && /^\/(?![/\\])[\w/-]*$/.test(next) ? next : workOf(who?.grants ?? []);

export const load: PageServerLoad = async ({ locals, url }) => {
	const next = url.searchParams.get('next');
	if (locals.who && next !== null) redirect(303, safeNext(next, locals.who));
	const { config, shell } = app();
	return {
		accounts: config.demo ? await listDemoAccounts(shell) : [],
		password: config.demo ? DEMO_PASSWORD : ''
	};
};

export const actions: Actions = {
	in: async ({ request, cookies, url, getClientAddress }) => {
		const input = await readForm(request, { login: line(64), password: secret(200) });
		if (!input.ok) return refused(input.refusal);
		const { shell, config } = app();
		const outcome = await signIn(
			shell,
			{ ...input.value, address: getClientAddress() },
			config.demo
		);
		// The name stays in the form, also without JavaScript; the password does not.
		if (!outcome.ok) return refused(outcome.refusal, { login: input.value.login });
		const { token } = outcome.value;
		cookies.set(COOKIES.session, token, cookieOptions(url.protocol === 'https:'));
		redirect(303, safeNext(url.searchParams.get('next'), await whoIs(shell, token, config.demo)));
	},
	out: async ({ cookies, locals }) => {
		const token = cookies.get(COOKIES.session);
		const scope = deskScope(locals.who);
		const { shell, realtime } = app();
		// Who signs out is not at work any more. With a visitor at the counter the duty stays, and so does the visit.
		const left = scope && (await endDuty(shell, scope, shell.newId<'command'>()));
		const visitOpen = left?.ok === false && left.refusal.code === 'visit-open';
		shell.log.info('sign-in.ended', { visitOpen });
		if (token) await signOut(shell, token);
		cookies.delete(COOKIES.session, { path: '/' });
		await realtime.reprove();
		redirect(303, '/');
	}
};
