import {
	type Handle,
	type HandleServerError,
	type RequestEvent,
	type ServerInit,
	error,
	json,
	redirect
} from '@sveltejs/kit';
import type { Language } from '$lib/domain/visit.ts';
import type { PairedDevice } from '$lib/server/scope.ts';
import { building } from '$app/environment';
import { app, startApp } from '$lib/server/app.ts';
import { compressed } from '$lib/server/compress.ts';
import { readConfig } from '$lib/server/config.ts';
import { framedBy, spokenAt } from '$lib/server/flows/front.ts';
import { whichDevice } from '$lib/server/flows/devices.ts';
import { whoIs } from '$lib/server/flows/signin.ts';
import { greeting } from '$lib/server/greeting.ts';
import { lifecycle } from '$lib/server/lifecycle.ts';
import { isOwnOrigin, townOfHost } from '$lib/server/origins.ts';
import { COOKIES, cookieOptions } from '$lib/server/session.ts';
import { directionOf, isLanguage, preferredLanguage } from '$lib/text/format.ts';

export const init: ServerInit = async () => {
	if (building) return;
	const server = lifecycle();
	const config = readConfig(process.env);
	// In development a changed module starts the app anew in the same process; the first time this does nothing.
	await server.stop(Promise.resolve());
	const started = await startApp(config, server.http);
	server.stop = (requestsEnded) => started.stop(requestsEnded);
	server.greeting = await greeting(started);
	server.phase = 'ready';
	started.shell.log.info('server.ready', { engine: started.shell.db.engine });
};

/** A choice of language is asked for again after a year. */
const LANGUAGE_COOKIE_SECONDS = 365 * 24 * 3600;

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/**
 * True for a request that another site may have made a visitor's browser send. A browser always names the origin
 * of what it posts; a program that names none can't send a form, only JSON.
 */
async function isForeign(request: Request): Promise<boolean> {
	if (SAFE_METHODS.includes(request.method)) return false;
	const origin = request.headers.get('origin');
	const { shell, config } = app();
	if (origin !== null) return !(await isOwnOrigin(shell, config.origins, origin));
	const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
	return type === '' || FORM_TYPES.includes(type);
}

const HEADERS = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'permissions-policy': 'camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'x-frame-options': 'DENY'
};

/**
 * The language of whoever looks. A choice is remembered, but not on a kiosk: it speaks Dutch to each next visitor.
 * A hall display speaks to everybody, whatever its own browser prefers.
 */
function languageOf({ url, route, cookies, request }: RequestEvent): Language {
	const asked = url.searchParams.get('lang');
	if (route.id === '/(kiosk)/kiosk') return isLanguage(asked) ? asked : 'nl';
	if (isLanguage(asked)) {
		const options = cookieOptions(url.protocol === 'https:', LANGUAGE_COOKIE_SECONDS);
		cookies.set(COOKIES.language, asked, options);
		return asked;
	}
	const remembered = cookies.get(COOKIES.language);
	if (isLanguage(remembered)) return remembered;
	if (route.id === '/(hall)/hall') return 'nl';
	return preferredLanguage(request.headers.get('accept-language') ?? '');
}

/** A front can speak fewer languages than Beurt does. */
async function spokenHere({ route, params }: RequestEvent, asked: Language): Promise<Language> {
	const { municipality } = params;
	const isOfTown = route.id?.startsWith('/(front)/[municipality=slug]') && municipality;
	return isOfTown ? spokenAt(app().shell, municipality, asked) : asked;
}

/** The one page that other sites may show within theirs, and only those that the municipality named. */
const EMBEDDED = '/(front)/[municipality=slug]/insluiten';

async function allowFrames(slug: string | undefined, { headers }: Response): Promise<void> {
	const sites = slug === undefined ? [] : await framedBy(app().shell, slug);
	const policy = headers.get('content-security-policy');
	if (sites.length === 0 || policy === null) return;
	headers.delete('x-frame-options');
	headers.set('cross-origin-resource-policy', 'cross-origin');
	headers.set(
		'content-security-policy',
		policy.replace("frame-ancestors 'none'", `frame-ancestors ${sites.join(' ')}`)
	);
}

/** A municipality's own pages, as long as nobody has begun to book. */
const FRONTS = ['', '/afspraak', '/afspraak/tijd'].map(
	(page) => `/(front)/[municipality=slug]${page}`
);

const isFront = ({ route }: RequestEvent): boolean =>
	route.id !== null && FRONTS.includes(route.id);

const RETRY_AFTER_SECONDS = '5';

export const handle: Handle = async (input) => {
	try {
		const response = await answer(input);
		if (!input.event.locals.unavailable) return response;
		// Kit knows 500 only for what a page or a form did not expect.
		const headers = new Headers(response.headers);
		headers.set('retry-after', RETRY_AFTER_SECONDS);
		return new Response(response.body, { status: 503, headers });
	} catch (thrown) {
		if (!app().shell.db.notice(thrown)) throw thrown;
		// Not even who asks could be read.
		if (input.event.request.headers.has('x-sveltekit-action')) return unavailableAction();
		error(503, 'unavailable');
	}
};

/** What a form with scripts understands; anything else it would take for no answer at all, and say nothing. */
const unavailableAction = (): Response =>
	json(
		{ type: 'error', error: { message: 'unavailable' } },
		{ status: 503, headers: { 'retry-after': RETRY_AFTER_SECONDS, 'cache-control': 'no-store' } }
	);

const answer: Handle = async ({ event, resolve }) => {
	const { shell, config } = app();
	if (await isForeign(event.request)) {
		shell.log.warn('request.refused', { reason: 'origin', route: event.route.id });
		return json({ message: 'Forms from other sites are not accepted.' }, { status: 403 });
	}
	if (event.url.pathname === '/' && event.request.method === 'GET') {
		// At an address of its own a municipality's front comes first.
		const town = await townOfHost(shell, event.request.headers.get('host'));
		if (town !== null) redirect(307, `/${town}${event.url.search}`);
	}
	const { cookies, locals } = event;
	const token = cookies.get(COOKIES.session);
	const device = async (role: 'kiosk' | 'hall'): Promise<PairedDevice | null> => {
		const deviceToken = cookies.get(COOKIES[role]);
		const found = deviceToken ? await whichDevice(shell, deviceToken) : null;
		return found?.role === role ? found : null;
	};
	locals.who = token ? await whoIs(shell, token, config.demo) : null;
	locals.kiosk = await device('kiosk');
	locals.hall = await device('hall');
	locals.language = await spokenHere(event, languageOf(event));

	const response = await resolve(event, {
		transformPageChunk: ({ html }) =>
			html.replace('%lang%', locals.language).replace('%dir%', directionOf(locals.language))
	});
	for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
	if (event.route.id === EMBEDDED) await allowFrames(event.params['municipality'], response);
	if (event.url.protocol === 'https:')
		response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
	// What a person sees here is theirs; only hashed assets, which don't pass here, may be kept.
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
	return isFront(event) ? compressed(event.request, response) : response;
};

export const handleError: HandleServerError = ({ error: thrown, event, status }) => {
	const { shell } = app();
	if (shell.db.notice(thrown)) {
		event.locals.unavailable = true;
		return { message: 'unavailable' };
	}
	if (status >= 500) shell.log.error('request.failed', thrown, { route: event.route.id, status });
	return { message: status === 404 ? 'not-found' : 'failed' };
};
