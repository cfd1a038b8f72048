/** What comes from outside is checked here, all fields at once, before a flow sees it. */
import * as v from 'valibot';
import { type FieldError, type Outcome, accept, refuse } from '../domain/refusal.ts';

/** Tab and newline are no harm in a text; other control characters are. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u2028\u2029]/;

/** A text of one line. The messages are the codes of FieldError. */
export const line = (max: number) =>
	v.pipe(
		v.string('missing'),
		v.trim(),
		v.nonEmpty('missing'),
		v.maxLength(max, 'too-long'),
		v.check((value) => !CONTROL.test(value), 'control-characters')
	);

/** A password: as typed, spaces included. */
export const secret = (max: number) =>
	v.pipe(v.string('missing'), v.nonEmpty('missing'), v.maxLength(max, 'too-long'));

/** An id of ours: a UUID, in the form that we write it. */
export const id = <K>() =>
	v.pipe(
		v.string('missing'),
		v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'not-an-id'),
		v.transform((value) => value as K)
	);

/** An id, or nothing: an empty choice in a form. */
export const optionalId = <K>() =>
	v.optional(
		v.union(
			[
				v.pipe(
					v.literal(''),
					v.transform(() => null)
				),
				id<K>()
			],
			'not-an-id'
		),
		''
	);

export const oneOf = <const T extends readonly string[]>(values: T) =>
	v.picklist(values, 'not-allowed');

export const wholeNumber = (min: number, max: number) =>
	v.pipe(
		v.string('missing'),
		v.regex(/^\d{1,6}$/, 'not-a-number'),
		v.rawCheck(({ dataset: { value }, addIssue }) => {
			if (Number(value) < min || Number(value) > max)
				addIssue({ message: 'out-of-range', expected: `${min}–${max}` });
		}),
		v.transform(Number)
	);

/** A line that may be left empty; null then. */
export const optionalLine = (max: number) =>
	v.pipe(
		v.optional(v.string('not-a-text'), ''),
		v.trim(),
		v.maxLength(max, 'too-long'),
		v.check((value) => !CONTROL.test(value), 'control-characters'),
		v.transform((value) => (value === '' ? null : value))
	);

/** A text of several lines, that may not be empty. Lines end as they do here, whatever the browser sends. */
export const text = (max: number) =>
	v.pipe(
		v.string('missing'),
		v.transform((value) => value.replace(/\r\n?/g, '\n')),
		v.trim(),
		v.nonEmpty('missing'),
		v.maxLength(max, 'too-long'),
		v.check((value) => !CONTROL.test(value), 'control-characters')
	);

/** The longest address that mail knows (RFC 5321, 4.5.3.1). */
const MAX_EMAIL = 254;

export const optionalEmail = () =>
	v.pipe(
		optionalLine(MAX_EMAIL),
		v.check((value) => value === null || v.safeParse(EMAIL, value).success, 'not-an-email')
	);
const EMAIL = v.pipe(v.string(), v.email());

/** Digits with what people write between them; fifteen is the most that a number has (ITU-T E.164). */
export const optionalPhone = () =>
	v.pipe(
		optionalLine(30),
		v.check((value) => value === null || isPhone(value), 'not-a-phone')
	);
const isPhone = (given: string): boolean =>
	/^\+?[\d\s().-]+$/.test(given) && /^\d{7,15}$/.test(given.replace(/\D/g, ''));

/** A ticked box: present or not. */
export const ticked = () =>
	v.pipe(
		v.optional(v.string('not-a-text'), ''),
		v.transform((value) => value === 'on' || value === 'true')
	);

/**
 * A field that a form repeats, in the order in which it stands there; of other fields the last one counts.
 *
 * @param least 1 for a list that can't be empty
 */
export const many = <S extends v.GenericSchema>(one: S, most: number, least: 0 | 1 = 0) =>
	v.pipe(
		v.array(one),
		v.check((list) => list.length >= least, 'missing'),
		v.maxLength(most, 'too-many')
	);

const CODES: readonly string[] = [
	'missing',
	'not-a-text',
	'not-a-number',
	'not-an-id',
	'too-long',
	'too-short',
	'too-many',
	'control-characters',
	'not-allowed',
	'out-of-range',
	'not-an-email',
	'not-a-phone'
] satisfies FieldError['code'][];

/** Reads a form by its schema. @returns refuses `invalid-input` with every field that is wrong */
export async function readForm<S extends v.ObjectEntries>(
	request: Request,
	entries: S
): Promise<Outcome<v.InferOutput<v.ObjectSchema<S, undefined>>, 'invalid-input'>> {
	const form = await readFormData(request);
	const raw: Record<string, unknown> = {};
	for (const [key, schema] of Object.entries(entries)) {
		const values = form?.getAll(key) ?? [];
		if (schema.type === 'array') raw[key] = values;
		else if (values.length > 0) raw[key] = values.at(-1);
	}
	return check(entries, raw);
}

/** A body that is no form is read as an empty one: its fields are then missing. */
async function readFormData(request: Request): Promise<FormData | null> {
	try {
		return await request.formData();
	} catch {
		return null;
	}
}

/** The bytes of a file that a form sends. @returns refuses `invalid-input` without one */
export async function uploaded(
	request: Request,
	field: string
): Promise<Outcome<Uint8Array, 'invalid-input'>> {
	const file = (await readFormData(request))?.get(field);
	if (file instanceof File && file.size > 0)
		return accept(new Uint8Array(await file.arrayBuffer()));
	return refuse({
		code: 'invalid-input',
		fields: [{ field, code: 'missing', given: '', allowed: '' }]
	});
}

export function check<S extends v.ObjectEntries>(
	entries: S,
	raw: unknown
): Outcome<v.InferOutput<v.ObjectSchema<S, undefined>>, 'invalid-input'> {
	const result = v.safeParse(v.object(entries), raw);
	if (result.success) return accept(result.output);
	const fields = new Map<string, FieldError>();
	for (const issue of result.issues) {
		const key = issue.path?.[0]?.key;
		const field = typeof key === 'string' ? key : '';
		if (!fields.has(field)) fields.set(field, toFieldError(field, issue));
	}
	return refuse({ code: 'invalid-input', fields: [...fields.values()] });
}

/** Never quoted back: it may stand on a screen that others see. */
const HIDDEN = new Set(['password', 'code']);

function toFieldError(field: string, issue: v.BaseIssue<unknown>): FieldError {
	const { input, message, requirement } = issue;
	const code = CODES.includes(message) ? (message as FieldError['code']) : 'missing';
	const allowed =
		'options' in issue && Array.isArray(issue.options)
			? issue.options.join(', ')
			: typeof requirement === 'number'
				? String(requirement)
				: issue.type === 'picklist' || code === 'out-of-range'
					? (issue.expected ?? '').replace(/["()]/g, '').replaceAll(' | ', ', ')
					: '';
	return {
		field,
		code: input === undefined ? 'missing' : code,
		given: typeof input === 'string' && !HIDDEN.has(field) ? input.slice(0, 40) : '',
		allowed
	};
}
