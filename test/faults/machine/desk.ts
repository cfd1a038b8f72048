/** One kiosk and one clerk, whose every answer is looked at as it is. */
import { Browser } from '../../../src/cli/demo/doors.ts';
import { DEMO_PASSWORD } from '../../../src/lib/server/demo/people.ts';
import { demoBranchId, demoId } from '../../../src/lib/server/demo/region.ts';
import { demoServiceId } from '../../../src/lib/server/demo/services.ts';

/** An answer as it came over the line. */
export interface Told {
	status: number;
	/** Milliseconds. */
	after: number;
	retryAfter: string | null;
	text: string;
}

/** The hall that these tests work in. */
export const HALL = 'roosendaal';
export const PASSPORT = demoServiceId('paspoort');

/**
 * Sends a form.
 *
 * @param as a screen with scripts gets JSON; without them a page
 */
export async function send(
	browser: Browser,
	path: string,
	fields: Record<string, string>,
	as: 'script' | 'page' = 'script',
	language = 'nl'
): Promise<Told> {
	const start = performance.now();
	const response = await fetch(browser.base + path, {
		method: 'POST',
		redirect: 'manual',
		headers: {
			origin: browser.base,
			cookie: browser.cookie,
			'accept-language': language,
			'content-type': 'application/x-www-form-urlencoded',
			...(as === 'script'
				? { accept: 'application/json', 'x-sveltekit-action': 'true' }
				: { accept: 'text/html' })
		},
		body: new URLSearchParams({ command: crypto.randomUUID(), ...fields })
	});
	const text = await response.text();
	const after = performance.now() - start;
	return { status: response.status, after, retryAfter: response.headers.get('retry-after'), text };
}

export async function kioskAt(url: string): Promise<Browser> {
	const kiosk = new Browser(url);
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId(HALL) });
	return kiosk;
}

export async function clerkAt(url: string, login: string, counter: number): Promise<Browser> {
	const clerk = new Browser(url);
	const signedIn = await clerk.submit('/signin?/in', { login, password: DEMO_PASSWORD });
	if (!signedIn.ok) throw new Error(`${login} can't sign in: ${signedIn.code}`);
	const opened = await clerk.submit('/desk?/open', {
		counter: demoId('counter', `${HALL}/${counter}`)
	});
	if (!opened.ok) throw new Error(`${login} can't open a counter: ${opened.code}`);
	return clerk;
}

/** Takes a ticket that must be given. @returns its number */
export async function ticketAt(kiosk: Browser, command: string = crypto.randomUUID()) {
	const answer = await kiosk.submit('/kiosk?/take', { service: PASSPORT, command });
	if (!answer.ok) throw new Error(`no ticket: ${answer.code}`);
	return answer.data['issued'] as { ticket: string; path: string; at: number };
}

/** What a server has logged, without what it printed otherwise. */
export const logged = (output: string): Record<string, unknown>[] =>
	output
		.split('\n')
		.filter((line) => line.startsWith('{'))
		.map((line) => JSON.parse(line) as Record<string, unknown>);
