import type * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { FieldError } from '../../src/lib/domain/refusal.ts';
import {
	check,
	id,
	line,
	many,
	oneOf,
	optionalId,
	readForm,
	secret,
	ticked,
	wholeNumber
} from '../../src/lib/server/input.ts';
import { fieldErrorText } from '../../src/lib/text/index.ts';

const AN_ID = '01900000-0000-7000-8000-0123456789ab';

/** The one field that is wrong. */
function wrong(schema: v.GenericSchema, value: unknown, name = 'name'): FieldError | null {
	const outcome = check({ [name]: schema }, value === undefined ? {} : { [name]: value });
	return outcome.ok ? null : outcome.refusal.fields[0]!;
}
const right = (schema: v.GenericSchema, value: unknown): unknown => {
	const outcome = check({ name: schema }, value === undefined ? {} : { name: value });
	return outcome.ok ? outcome.value['name'] : outcome.refusal;
};

const form = (fields: [string, string | File][]): Request => {
	const body = new FormData();
	for (const [name, value] of fields) body.append(name, value);
	return new Request('http://localhost/', { method: 'POST', body });
};

describe('a form', () => {
	const entries = {
		login: line(10),
		password: secret(20),
		persons: wholeNumber(1, 8),
		service: id<'service'>(),
		reason: oneOf(['photo', 'form'])
	};

	test('is read field by field', async () => {
		const given = form([
			['login', ' anna '],
			['password', ' with spaces '],
			['persons', '3'],
			['service', AN_ID],
			['reason', 'form'],
			['other', 'not asked for']
		]);
		expect(await readForm(given, entries)).toEqual({
			ok: true,
			value: {
				login: 'anna',
				password: ' with spaces ',
				persons: 3,
				service: AN_ID,
				reason: 'form'
			}
		});
	});

	test('tells all that is wrong at once, one error a field, in the order of the form', async () => {
		const given = form([
			['login', 'much too long for a name'],
			['persons', '9'],
			['service', 'passport'],
			['reason', 'because']
		]);
		const outcome = await readForm(given, entries);
		expect(outcome).toEqual({
			ok: false,
			refusal: {
				code: 'invalid-input',
				fields: [
					{ field: 'login', code: 'too-long', given: 'much too long for a name', allowed: '10' },
					{ field: 'password', code: 'missing', given: '', allowed: '' },
					{ field: 'persons', code: 'out-of-range', given: '9', allowed: '1–8' },
					{ field: 'service', code: 'not-an-id', given: 'passport', allowed: '' },
					{ field: 'reason', code: 'not-allowed', given: 'because', allowed: 'photo, form' }
				]
			}
		});
	});

	test('that gives a field twice means the last', async () => {
		const twice = form([
			['name', 'one'],
			['name', 'two']
		]);
		expect(await readForm(twice, { name: line(10) })).toEqual({ ok: true, value: { name: 'two' } });
	});

	test.each([
		['no body', undefined, 'text/plain'],
		['JSON', '{"name":"anna"}', 'application/json'],
		['half a form', '--x', 'multipart/form-data; boundary=x']
	])('that is none is one in which all is missing: %s', async (_what, body, type) => {
		const request = new Request('http://localhost/', {
			method: 'POST',
			headers: { 'content-type': type },
			...(body === undefined ? {} : { body })
		});
		expect(await readForm(request, { name: line(10) })).toEqual({
			ok: false,
			refusal: {
				code: 'invalid-input',
				fields: [{ field: 'name', code: 'missing', given: '', allowed: '' }]
			}
		});
	});

	test('in which a file stands for a text has no such text', async () => {
		const outcome = await readForm(form([['name', new File(['x'], 'x.txt')]]), { name: line(10) });
		expect(outcome).toMatchObject({
			refusal: { fields: [{ field: 'name', code: 'missing', given: '' }] }
		});
	});
});

describe('what was given', () => {
	test('is quoted, but not more than 40 characters of it', () => {
		expect(wrong(id(), 'x'.repeat(41))).toMatchObject({ given: 'x'.repeat(40) });
		expect(wrong(line(5), 'y'.repeat(10_000))).toMatchObject({ given: 'y'.repeat(40) });
	});

	test.each(['password', 'code'])('is never quoted when it is a secret: %s', (field) => {
		expect(wrong(secret(5), 'geheim!', field)).toEqual({
			field,
			code: 'too-long',
			given: '',
			allowed: '5'
		});
		expect(wrong(line(5), 'geheim!', field)).toMatchObject({ given: '' });
	});
});

describe('a text of one line', () => {
	test('is taken without the blanks around it, in any script', () => {
		expect(right(line(20), '  Zoë Öztürk 李  ')).toBe('Zoë Öztürk 李');
	});

	test.each(['', '   ', '\t\n'])('is missing when there is nothing in it: %j', (value) => {
		expect(wrong(line(20), value)).toMatchObject({ code: 'missing' });
	});

	test('has a longest length, and says it', () => {
		expect(right(line(3), 'abc')).toBe('abc');
		expect(wrong(line(3), 'abcd')).toMatchObject({ code: 'too-long', allowed: '3' });
	});

	test.each(['\u0000', '\u0007', '\u001b', '\u007f', '\u2028', '\u2029'])(
		'has no control characters in it: %j',
		(character) => {
			expect(wrong(line(20), `a${character}b`)).toMatchObject({ code: 'control-characters' });
		}
	);
});

describe('an id', () => {
	test('is one that we wrote', () => {
		expect(right(id(), AN_ID)).toBe(AN_ID);
		for (const value of ['', 'x', AN_ID.toUpperCase(), ` ${AN_ID}`, `${AN_ID}0`, `{${AN_ID}}`])
			expect(wrong(id(), value), value).toMatchObject({ code: 'not-an-id' });
		expect(wrong(id(), undefined)).toMatchObject({ code: 'missing' });
		expect(wrong(id(), 7)).toMatchObject({ code: 'missing' });
	});

	test('may be left out where a form offers that', () => {
		expect(right(optionalId(), AN_ID)).toBe(AN_ID);
		expect(right(optionalId(), '')).toBeNull();
		expect(right(optionalId(), undefined)).toBeNull();
		expect(wrong(optionalId(), 'x')).toMatchObject({ code: 'not-an-id', given: 'x' });
	});
});

describe('a whole number', () => {
	test('is written in digits and lies within its bounds, both included', () => {
		expect(right(wholeNumber(1, 8), '1')).toBe(1);
		expect(right(wholeNumber(1, 8), '8')).toBe(8);
		for (const value of ['0', '9', '999999'])
			expect(wrong(wholeNumber(1, 8), value), value).toMatchObject({ code: 'out-of-range' });
		for (const value of ['', ' 3', '-1', '+3', '3.0', '3e0', '0x3', '٣', 'three', '1'.repeat(400)])
			expect(wrong(wholeNumber(1, 8), value), value).toMatchObject({ code: 'not-a-number' });
	});

	test('that is out of its bounds is told which they are, in words', () => {
		const error = wrong(wholeNumber(1, 8), '9')!;
		expect(error.allowed).toBe('1–8');
		expect(fieldErrorText(error, 'nl')).toBe('Kies een getal van 1–8. Ingevuld: 9');
	});
});

describe('a repeated field', () => {
	const entries = {
		service: many(id<'service'>(), 2, 1),
		persons: many(wholeNumber(1, 8), 2),
		name: line(10)
	};
	const OTHER_ID = '01900000-0000-7000-8000-0123456789ac';
	const read = (fields: [string, string][]) =>
		readForm(form([...fields, ['name', 'anna']]), entries);

	test('is read whole, in its order', async () => {
		const given = [
			['service', OTHER_ID],
			['persons', '2'],
			['service', AN_ID],
			['persons', '1']
		] satisfies [string, string][];
		expect(await read(given)).toEqual({
			ok: true,
			value: { service: [OTHER_ID, AN_ID], persons: [2, 1], name: 'anna' }
		});
	});

	test('given once is a list of one; not given, an empty list where that may be', async () => {
		expect(await read([['service', AN_ID]])).toEqual({
			ok: true,
			value: { service: [AN_ID], persons: [], name: 'anna' }
		});
	});

	test('is told as one field that is wrong, beside the others', async () => {
		const wrongFields = async (fields: [string, string][]) => {
			const outcome = await read(fields);
			return outcome.ok ? [] : outcome.refusal.fields;
		};
		expect(await wrongFields([])).toEqual([
			{ field: 'service', code: 'missing', given: '', allowed: '' }
		]);
		const three = Array.from({ length: 3 }, (): [string, string] => ['service', AN_ID]);
		expect(await wrongFields([...three, ['persons', '1'], ['persons', '9']])).toEqual([
			{ field: 'service', code: 'too-many', given: '', allowed: '2' },
			{ field: 'persons', code: 'out-of-range', given: '9', allowed: '1–8' }
		]);
		expect(
			await wrongFields([
				['service', AN_ID],
				['service', 'passport']
			])
		).toEqual([{ field: 'service', code: 'not-an-id', given: 'passport', allowed: '' }]);
	});
});

test('a box is ticked or not', () => {
	for (const value of ['on', 'true']) expect(right(ticked(), value), value).toBe(true);
	for (const value of [undefined, '', 'off', 'yes'])
		expect(right(ticked(), value), String(value)).toBe(false);
});

test('a choice is one of those offered, and they are named', () => {
	const choice = oneOf(['photo', 'form']);
	expect(right(choice, 'form')).toBe('form');
	expect(wrong(choice, 'Form')).toMatchObject({ code: 'not-allowed', allowed: 'photo, form' });
	expect(wrong(choice, '')).toMatchObject({ code: 'not-allowed' });
	expect(wrong(choice, undefined)).toMatchObject({ code: 'missing' });
});
