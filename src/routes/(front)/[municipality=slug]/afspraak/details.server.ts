/** What somebody tells of themselves, as a form sends it. */
import * as v from 'valibot';
import { HELP_WANTED } from '$lib/domain/appointment.ts';
import type { CommandId } from '$lib/domain/ids.ts';
import { LANGUAGES } from '$lib/domain/visit.ts';
import { refused } from '$lib/server/forms.ts';
import {
	id,
	line,
	many,
	oneOf,
	optionalEmail,
	optionalLine,
	optionalPhone,
	readForm
} from '$lib/server/input.ts';

const MAX_NAME = 80;
const MAX_REMARKS = 500;
/** Of what is far too long this much is shown again. */
const MOST_KEPT = 1000;

const FIELDS = {
	command: id<CommandId>(),
	name: line(MAX_NAME),
	language: v.optional(oneOf(LANGUAGES), 'nl'),
	email: optionalEmail(),
	phone: optionalPhone(),
	remarks: optionalLine(MAX_REMARKS),
	// No person sees it.
	website: v.optional(v.string('not-a-text'), ''),
	help: many(oneOf(HELP_WANTED), HELP_WANTED.length)
};

/** As typed, to be shown again whatever is wrong with it. */
export async function typed(request: Request) {
	const form = await request
		.clone()
		.formData()
		.catch(() => new FormData());
	const text = (name: string) => {
		const value = form.get(name);
		return typeof value === 'string' ? value.slice(0, MOST_KEPT) : '';
	};
	const kept: Record<string, string> = {
		name: text('name'),
		email: text('email'),
		phone: text('phone'),
		language: text('language'),
		remarks: text('remarks'),
		help: HELP_WANTED.filter((one) => form.getAll('help').includes(one)).join(' ')
	};
	return { kept, checked: text('checked') === 'yes' };
}

/** @param reach how they must be reached: by one of the two, or by mail */
export async function readDetails(request: Request, reach: 'either' | 'mail') {
	const { kept } = await typed(request);
	const input = await readForm(request, FIELDS);
	const fields = input.ok ? [] : input.refusal.fields;
	const hasMail = Boolean(kept['email']?.trim());
	if (reach === 'mail' ? !hasMail : !hasMail && !kept['phone']?.trim()) {
		const field = reach === 'mail' ? 'email' : 'contact';
		fields.push({ field, code: 'missing', given: '', allowed: '' });
	}
	if (input.ok && input.value.website !== '')
		return { kept, failure: refused({ code: 'not-by-hand' }, { kept, checked: false }) };
	if (input.ok && fields.length === 0) {
		const { command, website: _, ...told } = input.value;
		return { kept, value: { command, told } };
	}
	return { kept, failure: refused({ code: 'invalid-input', fields }, { kept, checked: false }) };
}
