/** What routes share between a form and a flow: the outcome as Kit's answer, and the way to sign in. */
import { type ActionFailure, fail } from '@sveltejs/kit';
import type { Refusal, RefusalCode } from '../domain/refusal.ts';

/** What a form gets back when it was refused; the page renders the words. */
export interface Refused {
	refusal: Refusal;
}

const STATUS: Partial<Record<RefusalCode, number>> = {
	'invalid-input': 400,
	forbidden: 403,
	'sign-in-failed': 401,
	'too-many-tries': 429,
	'unknown-branch': 404,
	'unknown-visit': 404,
	'unknown-service': 404,
	'unknown-counter': 404,
	'unknown-appointment': 404,
	'unknown-mail': 404,
	'unknown-municipality': 404
};

/**
 * A refusal as the answer to a form: the request was understood, and nothing was done.
 *
 * @param kept what the form shows again, so that nobody types it twice
 */
export const refused = <K extends object = { login?: string }>(
	refusal: Refusal,
	kept?: K
): ActionFailure<Refused & K> =>
	fail(STATUS[refusal.code] ?? 409, { refusal, ...kept } as Refused & K);
