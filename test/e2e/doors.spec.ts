/**
 * Every door, tried by everyone: each page, action, endpoint and socket view with every role and with none. What
 * stands in the source but not in this list fails, so that no door is added without its lock.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { io } from 'socket.io-client';
import { Browser } from '../../src/cli/demo/doors.ts';
import type { JoinRequest, ViewName } from '../../src/lib/realtime/events.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { DESK_ACTIONS, FOR_LEADS, HOST_ACTIONS } from '../support/doors.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { expect, test } from '../support/e2e.ts';
import type { TestServer } from '../support/server.ts';

type Visitor = 'nobody' | 'clerk' | 'host' | 'lead' | 'administrator' | 'kiosk' | 'hall' | 'ticket';
const EVERYONE: Visitor[] = [
	'nobody',
	'clerk',
	'host',
	'lead',
	'administrator',
	'kiosk',
	'hall',
	'ticket'
];
const AT_COUNTER: Visitor[] = ['clerk', 'lead'];
const IN_HALL: Visitor[] = ['host', 'lead'];

/** Who gets in. A page or action that says no redirects to a door, or refuses. */
const PAGES: Record<string, Visitor[]> = {
	'/': EVERYONE,
	'/health': EVERYONE,
	'/signin': EVERYONE,
	'/theme/roosendaal': EVERYONE,
	// In development and in the demo only; this server is one.
	'/styleguide': EVERYONE,
	'/pair/kiosk': EVERYONE,
	'/pair/hall': EVERYONE,
	'/kiosk': ['kiosk'],
	'/hall': ['hall'],
	'/desk': AT_COUNTER,
	'/host': IN_HALL,
	'/agenda': [...AT_COUNTER, 'host'],
	'/agenda/wachtlijst': [...AT_COUNTER, 'host'],
	// Of nobody, or of another region: it is not there.
	'/agenda/APPOINTMENT': [],
	'/agenda/dag/roosendaal/2026-03-04': ['lead'],
	'/manage/devices': ['administrator'],
	'/manage/mail': ['administrator'],
	'/manage/roster': ['administrator'],
	'/manage/roster/taken.csv': ['administrator'],
	'/manage/roster/2026-03': ['administrator'],
	// In the demo only, where all of it is invented; this server is one.
	'/demo/mail': EVERYONE,
	'/t/TICKET': EVERYONE,
	'/t/not-a-ticket': [],
	'/roosendaal': EVERYONE,
	'/roosendaal/insluiten': EVERYONE,
	'/roosendaal/afspraak': EVERYONE,
	// Without knowing what for it leads back.
	'/roosendaal/afspraak/tijd': [],
	'/roosendaal/afspraak/tijd?dienst=paspoort': EVERYONE,
	// Without a slot that this browser holds it says so.
	'/roosendaal/afspraak/gegevens': EVERYONE,
	'/roosendaal/afspraak/wachtlijst': [],
	'/roosendaal/afspraak/wachtlijst?dienst=paspoort': EVERYONE,
	'/wachtlijst/TICKET': [],
	'/afspraak/TICKET': [],
	'/afspraak/TICKET/afspraak.ics': []
};

const ACTIONS: Record<string, Visitor[]> = {
	'/signin?/in': EVERYONE,
	'/signin?/out': EVERYONE,
	'/pair/kiosk?/code': EVERYONE,
	'/pair/kiosk?/demo': EVERYONE,
	'/kiosk?/take': ['kiosk'],
	'/kiosk?/checkin': ['kiosk'],
	'/kiosk?/help': ['kiosk'],
	'/manage/mail?/preview': ['administrator'],
	'/manage/mail?/save': ['administrator'],
	'/manage/mail?/reset': ['administrator'],
	'/manage/mail?/again': ['administrator'],
	'/manage/roster?/roster': ['administrator'],
	'/manage/roster?/skills': ['administrator'],
	'/manage/devices?/mint': ['administrator'],
	'/manage/devices?/revoke': ['administrator'],
	'/manage/devices?/display': ['administrator'],
	// The address is the right.
	'/t/TICKET?/leave': EVERYONE,
	'/t/TICKET?/time': EVERYONE,
	'/t/not-a-ticket?/leave': [],
	'/t/not-a-ticket?/time': [],
	'/roosendaal/afspraak/tijd?/hold': EVERYONE,
	...Object.fromEntries(
		['check', 'edit', 'book', 'more', 'move', 'keep'].map((name) => [
			`/roosendaal/afspraak/gegevens?/${name}`,
			EVERYONE
		])
	),
	'/roosendaal/afspraak/wachtlijst?/join': EVERYONE,
	...Object.fromEntries(
		['take', 'decline', 'leave'].map((name) => [`/wachtlijst/TICKET?/${name}`, []])
	),
	...Object.fromEntries(
		['cancel', 'late', 'earlier', 'stay', 'accept', 'decline'].map((name) => [
			`/afspraak/TICKET?/${name}`,
			[]
		])
	),
	'/agenda?/find': [...AT_COUNTER, 'host'],
	'/agenda/wachtlijst?/remove': [...AT_COUNTER, 'host'],
	'/agenda/APPOINTMENT?/cancel': [],
	'/agenda/APPOINTMENT?/note': [],
	...Object.fromEntries(
		['close', 'open', 'absent', 'replan'].map((name) => [
			`/agenda/dag/roosendaal/2026-03-04?/${name}`,
			['lead'] satisfies Visitor[]
		])
	),
	...Object.fromEntries(HOST_ACTIONS.map((name) => [`/host?/${name}`, IN_HALL])),
	...Object.fromEntries(DESK_ACTIONS.map((name) => [`/desk?/${name}`, AT_COUNTER])),
	...Object.fromEntries(FOR_LEADS.map((name) => [`/desk?/${name}`, ['lead'] satisfies Visitor[]]))
};

const ENDPOINTS: Record<string, Visitor[]> = { 'POST /api/demo/clock': ['administrator'] };

const VIEWS: Record<ViewName, Visitor[]> = {
	hall: ['hall'],
	kiosk: ['kiosk'],
	desk: AT_COUNTER,
	line: AT_COUNTER,
	ticket: EVERYONE,
	// By a ticket's address.
	wait: EVERYONE,
	host: IN_HALL
};

const LOGINS: Partial<Record<Visitor, string>> = {
	clerk: 'anna',
	host: 'host-b',
	lead: 'lead',
	administrator: 'admin'
};

async function enter(server: TestServer, visitor: Visitor): Promise<Browser> {
	const browser = new Browser(server.url);
	const login = LOGINS[visitor];
	if (login) await browser.submit('/signin?/in', { login, password: DEMO_PASSWORD });
	if (visitor === 'kiosk' || visitor === 'hall')
		await browser.submit(`/pair/${visitor}?/demo`, { branch: demoBranchId('etten-leur') });
	return browser;
}

async function ticketPath(server: TestServer): Promise<string> {
	const kiosk = await enter(server, 'kiosk');
	const menu = await kiosk.watch({ view: 'kiosk' });
	kiosk.close();
	const service = menu.view.services.find((one) => one.closed === null);
	const taken = await kiosk.submit('/kiosk?/take', { service: service?.id ?? '' });
	if (!taken.ok) throw new Error(taken.code);
	return (taken.data['issued'] as { path: string }).path;
}

function filesNamed(name: string, folder = 'src/routes'): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.name === name)
		.map((entry) => join(entry.parentPath, entry.name));
}

/** The address of a route's folder, as this file writes it. */
const addressOf = (file: string): string =>
	`/${relative('src/routes', file)}`
		.replace(/\/\+[^/]*$/, '')
		.replace(/\/\([^)]*\)/g, '')
		.replace('[role=deviceRole]', 'kiosk')
		.replace('[slug=slug]', 'roosendaal')
		.replace('[municipality=slug]', 'roosendaal')
		.replace('[hall=slug]', 'roosendaal')
		.replace('[day]', '2026-03-04')
		.replace('[month=month]', '2026-03')
		.replace('[appointment]', 'APPOINTMENT')
		.replace('[link]', 'TICKET') || '/';

test('every page, action and endpoint of the source stands in this list', () => {
	const pages = filesNamed('+page.svelte').map(addressOf);
	expect(Object.keys(PAGES)).toEqual(expect.arrayContaining(pages));
	const actions = filesNamed('+page.server.ts').flatMap((file) => {
		const source = readFileSync(file, 'utf8');
		const block = /export const actions: Actions = \{\n([\s\S]*?)\n\};/.exec(source)?.[1] ?? '';
		return [...block.matchAll(/^\t(\w+):/gm)].map(([, name]) => `${addressOf(file)}?/${name}`);
	});
	expect(actions.length).toBeGreaterThan(20);
	expect(Object.keys(ACTIONS)).toEqual(expect.arrayContaining(actions));
	const endpoints = filesNamed('+server.ts').flatMap((file) =>
		[...readFileSync(file, 'utf8').matchAll(/export const (GET|POST|PUT|PATCH|DELETE)/g)].map(
			([, method]) => `${method} ${addressOf(file)}`
		)
	);
	const known = [...Object.keys(ENDPOINTS), ...Object.keys(PAGES).map((path) => `GET ${path}`)];
	expect(known).toEqual(expect.arrayContaining(endpoints));
});

for (const visitor of EVERYONE) {
	test(`pages: ${visitor}`, async ({ server }) => {
		const browser = await enter(server, visitor);
		const ticket = await ticketPath(server);
		for (const [path, allowed] of Object.entries(PAGES)) {
			const response = await fetch(server.url + path.replace('/t/TICKET', ticket), {
				redirect: 'manual',
				headers: { cookie: browser.cookie, accept: 'text/html' }
			});
			await response.arrayBuffer();
			const inside = response.status === 200;
			expect(`${path} ${inside}`).toBe(`${path} ${allowed.includes(visitor)}`);
		}
	});

	test(`actions: ${visitor}`, async ({ server }) => {
		for (const [action, allowed] of Object.entries(ACTIONS)) {
			const browser = await enter(server, visitor);
			const ticket = action.includes('TICKET') ? await ticketPath(server) : '';
			const answer = await browser.submit(action.replace('/t/TICKET', ticket), {
				visit: crypto.randomUUID()
			});
			// Whoever may come in is told what is wrong with an empty form, or is served; others only that they may not.
			const code = answer.ok ? 'served' : answer.code;
			const outside = [
				'forbidden',
				'unknown-visit',
				'unknown-appointment',
				'unknown-waitlist',
				'error'
			];
			const inside = !outside.includes(code);
			const unknownVisit = code === 'unknown-visit' && /^\/(desk|host)/.test(action);
			expect(`${action} ${inside || unknownVisit}`, `answered ${code}`).toBe(
				`${action} ${allowed.includes(visitor)}`
			);
		}
	});

	test(`endpoints and socket views: ${visitor}`, async ({ server }) => {
		const browser = await enter(server, visitor);
		const ticket = await ticketPath(server);
		for (const [endpoint, allowed] of Object.entries(ENDPOINTS)) {
			const [method = '', path = ''] = endpoint.split(' ');
			const response = await fetch(server.url + path, {
				method,
				headers: { cookie: browser.cookie, 'content-type': 'application/json' },
				body: JSON.stringify({ at: null, speed: 1 })
			});
			expect(`${endpoint} ${response.status === 200}`).toBe(
				`${endpoint} ${allowed.includes(visitor)}`
			);
		}
		const requests: Record<ViewName, JoinRequest> = {
			hall: { view: 'hall' },
			kiosk: { view: 'kiosk' },
			desk: { view: 'desk' },
			line: { view: 'line', branchId: demoBranchId('roosendaal') },
			ticket: { view: 'ticket', link: ticket.replace('/t/', '') },
			wait: { view: 'wait', link: ticket.replace('/t/', '') },
			host: { view: 'host', branchId: demoBranchId('bergen-op-zoom') }
		};
		for (const [view, allowed] of Object.entries(VIEWS)) {
			const one = await enter(server, visitor);
			const joined = await one.watch(requests[view as ViewName]).then(
				() => true,
				() => false
			);
			one.close();
			expect(`${view} ${joined}`).toBe(`${view} ${allowed.includes(visitor)}`);
		}
	});
}

test('a form from another site is refused, whatever it carries', async ({ server }) => {
	const clerk = await enter(server, 'clerk');
	for (const origin of ['https://evil.example', 'null', ''])
		for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
			const response = await fetch(`${server.url}/desk?/home`, {
				method: 'POST',
				headers: {
					cookie: clerk.cookie,
					'content-type': type,
					...(origin ? { origin } : {})
				},
				body: 'command=x'
			});
			expect(response.status, `${origin} ${type}`).toBe(403);
		}
});

test('a socket from another site is refused', async ({ server }) => {
	const hall = await enter(server, 'hall');
	const socket = io(server.url, {
		transports: ['websocket'],
		reconnection: false,
		extraHeaders: { origin: 'https://evil.example', cookie: hall.cookie }
	});
	const connected = await new Promise((done) => {
		socket.on('connect', () => done(true));
		socket.on('connect_error', () => done(false));
	});
	socket.close();
	expect(connected).toBe(false);
});

test('a revoked display is told so at once, and gets nothing more', async ({ server }) => {
	const admin = await enter(server, 'administrator');
	const minted = await admin.submit('/manage/devices?/mint', {
		name: 'Bij de deur',
		branch: demoBranchId('etten-leur'),
		role: 'hall'
	});
	const { code } = (minted.ok ? minted.data['minted'] : {}) as { code: string };
	const display = new Browser(server.url);
	expect((await display.submit('/pair/hall?/code', { code })).ok).toBe(true);
	// A code works once.
	expect(await new Browser(server.url).submit('/pair/hall?/code', { code })).toEqual({
		ok: false,
		code: 'pairing-failed'
	});
	const socket = io(server.url, {
		transports: ['websocket'],
		extraHeaders: { cookie: display.cookie, origin: server.url }
	});
	await new Promise((done) => socket.emit('join', { view: 'hall' }, done));
	const ended = new Promise((done) => socket.on('ended', done));
	const page = await fetch(`${server.url}/manage/devices`, { headers: { cookie: admin.cookie } });
	const device = /name="device" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
	expect((await admin.submit('/manage/devices?/revoke', { device })).ok).toBe(true);
	await ended;
	const again = await new Promise((done) => socket.emit('join', { view: 'hall' }, done));
	expect(again).toEqual({ ok: false, reason: 'forbidden' });
	socket.close();
	expect(
		(await fetch(`${server.url}/hall`, { headers: { cookie: display.cookie }, redirect: 'manual' }))
			.status
	).toBe(303);
});

test('strict headers on every page', async ({ server }) => {
	for (const path of ['/', '/signin', '/pair/kiosk', '/no-such-page']) {
		const { headers } = await fetch(server.url + path);
		const policy = headers.get('content-security-policy') ?? '';
		expect(policy, path).toContain("default-src 'none'");
		expect(policy, path).toMatch(/script-src 'self' 'nonce-/);
		expect(policy, path).not.toMatch(/unsafe-(inline|eval)/);
		expect(headers.get('x-content-type-options'), path).toBe('nosniff');
		expect(headers.get('cache-control'), path).toBe('no-store');
	}
});

test('a sign-in never sends anyone to another site', async ({ server }) => {
	for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', '/desk?x=//e']) {
		const response = await fetch(`${server.url}/signin?/in&next=${encodeURIComponent(next)}`, {
			method: 'POST',
			redirect: 'manual',
			headers: {
				origin: server.url,
				'content-type': 'application/x-www-form-urlencoded',
				accept: 'text/html'
			},
			body: new URLSearchParams({ login: 'bram', password: DEMO_PASSWORD })
		});
		expect(response.headers.get('location'), next).toBe('/desk');
	}
});
