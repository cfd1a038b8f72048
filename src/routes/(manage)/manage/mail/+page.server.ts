import { error, redirect } from '@sveltejs/kit';
import type { MailId, MunicipalityId } from '$lib/domain/ids.ts';
import { BODY_LENGTH, MAIL_FIELDS, MAIL_KINDS, SUBJECT_LENGTH } from '$lib/domain/mail.ts';
import { LANGUAGES } from '$lib/domain/visit.ts';
import { app } from '$lib/server/app.ts';
import {
	type WhichText,
	checkText,
	mailState,
	municipalitiesOf,
	ownText,
	previewOf,
	resetText,
	sendAgain,
	setText
} from '$lib/server/flows/mail.ts';
import { refused } from '$lib/server/forms.ts';
import { id, line, oneOf, readForm, text } from '$lib/server/input.ts';
import { mailScope } from '$lib/server/scope.ts';
import { mailWords } from '$lib/text/mail/index.ts';
import type { Actions, PageServerLoad } from './$types';

const origin = (): string => app().config.origins[0] ?? '';

export const load: PageServerLoad = async ({ locals, url }) => {
	if (!locals.who) redirect(303, '/signin?next=/manage/mail');
	const scope = mailScope(locals.who);
	if (!scope) error(403, 'forbidden');
	const { shell, config } = app();
	const towns = await municipalitiesOf(shell, scope);
	const asked = url.searchParams;
	const town = towns.find(({ slug }) => slug === asked.get('town')) ?? towns[0];
	const state = await mailState(shell, scope);
	if (!town) return { towns: [], state, toFolder: !config.smtpUrl, text: null };
	const which: WhichText = {
		municipalityId: town.id,
		kind: MAIL_KINDS.find((kind) => kind === asked.get('kind')) ?? 'booked',
		language: LANGUAGES.find((one) => one === asked.get('in')) ?? 'nl'
	};
	const own = await ownText(shell, which);
	const words = own ?? mailWords(which.kind, which.language);
	return {
		towns: towns.map(({ slug, name }) => ({ slug, name })),
		state,
		toFolder: !config.smtpUrl,
		text: {
			...which,
			town: town.slug,
			own: own !== null,
			words,
			fields: MAIL_FIELDS,
			preview: await previewOf(shell, which, words, origin())
		}
	};
};

const whichText = {
	municipality: id<MunicipalityId>(),
	kind: oneOf(MAIL_KINDS),
	language: oneOf(LANGUAGES)
};
const words = { subject: line(SUBJECT_LENGTH), body: text(BODY_LENGTH) };

/** What was typed stands there again, whatever is wrong with it. */
async function typedIn(request: Request) {
	const form = await request
		.clone()
		.formData()
		.catch(() => new FormData());
	const field = (name: string) => {
		const value = form.get(name);
		return typeof value === 'string' ? value.slice(0, BODY_LENGTH * 2) : '';
	};
	return { typed: { subject: field('subject'), body: field('body') } };
}

export const actions: Actions = {
	preview: async ({ request, locals }) => {
		const scope = mailScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' }, { typed: null });
		const kept = await typedIn(request);
		const input = await readForm(request, { ...whichText, ...words });
		if (!input.ok) return refused(input.refusal, kept);
		const { municipality, subject, body, ...which } = input.value;
		const checked = checkText({ subject, body });
		if (!checked.ok) return refused(checked.refusal, kept);
		const { shell } = app();
		const of = { ...which, municipalityId: municipality };
		return { ...kept, preview: await previewOf(shell, of, { subject, body }, origin()) };
	},
	save: async ({ request, locals }) => {
		const scope = mailScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' }, { typed: null });
		const kept = await typedIn(request);
		const input = await readForm(request, { ...whichText, ...words });
		if (!input.ok) return refused(input.refusal, kept);
		const { municipality, subject, body, ...which } = input.value;
		const of = { ...which, municipalityId: municipality };
		const outcome = await setText(app().shell, scope, of, { subject, body });
		return outcome.ok ? { saved: true } : refused(outcome.refusal, kept);
	},
	reset: async ({ request, locals }) => {
		const scope = mailScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' }, { typed: null });
		const input = await readForm(request, whichText);
		if (!input.ok) return refused(input.refusal, { typed: null });
		const { municipality, ...which } = input.value;
		const of = { ...which, municipalityId: municipality };
		const outcome = await resetText(app().shell, scope, of);
		return outcome.ok ? { saved: true } : refused(outcome.refusal, { typed: null });
	},
	again: async ({ request, locals }) => {
		const scope = mailScope(locals.who);
		if (!scope) return refused({ code: 'forbidden' }, { typed: null });
		const input = await readForm(request, { mail: id<MailId>() });
		if (!input.ok) return refused(input.refusal, { typed: null });
		const outcome = await sendAgain(app().shell, scope, input.value.mail);
		return outcome.ok ? { again: true } : refused(outcome.refusal, { typed: null });
	}
};
