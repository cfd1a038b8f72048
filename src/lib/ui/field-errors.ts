import type { Refusal } from '../domain/refusal.ts';
import type { Language } from '../domain/visit.ts';
import { fieldErrorText } from '../text/index.ts';

/** What is wrong with each field of a refused form, in words, by the field's name. */
export const fieldErrors = (
	refusal: Refusal | undefined,
	language: Language
): Partial<Record<string, string>> =>
	refusal?.code === 'invalid-input'
		? Object.fromEntries(
				refusal.fields.map((error) => [error.field, fieldErrorText(error, language)])
			)
		: {};
