/** Random and wrong bodies to every action and endpoint: a refusal in clear words, never a 500, nothing lost. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { io } from 'socket.io-client';
import { Browser } from '../../src/cli/demo/doors.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { DEMO_SERVICES } from '../../src/lib/server/demo/services.ts';
import { DESK_ACTIONS, HOST_ACTIONS } from '../support/doors.ts';
import { counterId, expect, test } from '../support/e2e.ts';
import type { TestServer } from '../support/server.ts';

const ACTIONS = [
	'/signin?/in',
	'/pair/kiosk?/code',
	'/pair/hall?/code',
	'/pair/kiosk?/demo',
	'/kiosk?/take',
	'/kiosk?/checkin',
	'/kiosk?/help',
	'/t/x?/leave',
	'/t/x?/time',
	'/manage/devices?/mint',
	'/manage/devices?/revoke',
	...['preview', 'save', 'reset', 'again'].map((name) => `/manage/mail?/${name}`),
	...['roster', 'skills'].map((name) => `/manage/roster?/${name}`),
	'/roosendaal/afspraak/tijd?dienst=paspoort&/hold',
	...['check', 'edit', 'book', 'more', 'move', 'keep'].map(
		(name) => `/roosendaal/afspraak/gegevens?dienst=paspoort&/${name}`
	),
	...['cancel', 'late', 'earlier', 'stay', 'accept', 'decline'].map(
		(name) => `/afspraak/APPOINTMENT?/${name}`
	),
	'/roosendaal/afspraak/wachtlijst?dienst=paspoort&/join',
	...['take', 'decline', 'leave'].map((name) => `/wachtlijst/PLACE?/${name}`),
	'/agenda?/find',
	'/agenda/wachtlijst?/remove',
	...['cancel', 'note'].map((name) => `/agenda/x?/${name}`),
	...['close', 'open', 'absent', 'replan'].map(
		(name) => `/agenda/dag/roosendaal/2026-03-10?/${name}`
	),
	// Ending the hall's day would close the doors that come after.
	...DESK_ACTIONS.filter((name) => name !== 'endday').map((name) => `/desk?/${name}`),
	...HOST_ACTIONS.map((name) => `/host?hall=etten-leur&/${name}`)
];

const FIELDS = [
	'command',
	'visit',
	'service',
	'branch',
	'clerk',
	'counter',
	'reason',
	'outcome',
	'passedOnTo',
	'then',
	'endedAt',
	'why',
	'to',
	'persons',
	'video',
	'undoes',
	'login',
	'password',
	'code',
	'name',
	'role',
	'device',
	'on',
	'asked',
	'help',
	'message',
	'note',
	'text',
	'keep',
	'contact',
	'slot',
	'priority',
	'language',
	'nl',
	'en',
	'when',
	'from',
	'until',
	'late',
	'offer',
	'here',
	'email',
	'phone',
	'remarks',
	'municipality',
	'kind',
	'subject',
	'body',
	'mail',
	'appointment',
	'place',
	'absent',
	'file'
];

/** Values that have broken systems like this one, beside random ones and right ones. */
const value = fc.oneof(
	fc.constantFrom(
		'',
		' ',
		'\u0000',
		'a\u0000b',
		'<script>alert(1)</script>',
		"'; drop table visit; --",
		'__proto__',
		'constructor',
		'-1',
		'0',
		'1e9',
		'NaN',
		'999999999999999999999',
		'../../etc/passwd',
		'👍'.repeat(50),
		'\u202e\ud800',
		'x'.repeat(5000),
		'2026-02-31T25:61',
		'2026-03-29T02:30',
		'here',
		'answered',
		'passed-on',
		'photo',
		'absent',
		'serve',
		'kiosk',
		'on',
		demoBranchId('roosendaal'),
		counterId('roosendaal', 1),
		DEMO_SERVICES[0]?.id ?? ''
	),
	fc.string({ maxLength: 60 }),
	fc.string({ unit: 'binary', maxLength: 30 }),
	fc.uuid(),
	fc.constant(null).map(() => crypto.randomUUID())
);

const body = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 10 });

/** Whoever may do the most at each address, and somebody's appointment. */
interface Everyone {
	cookieFor: (action: string) => string;
	/** An action's address, with the appointment's in it. */
	address: (action: string) => string;
}

async function everyone(server: TestServer): Promise<Everyone> {
	const browser = new Browser(server.url);
	await browser.submit('/signin?/in', { login: 'lead', password: DEMO_PASSWORD });
	await browser.submit('/pair/kiosk?/demo', { branch: demoBranchId('etten-leur') });
	await browser.submit('/desk?/open', { counter: counterId('etten-leur', 2) });
	const admin = new Browser(server.url);
	await admin.submit('/signin?/in', { login: 'admin', password: DEMO_PASSWORD });
	const { link, cookie } = await appointment(server);
	const place = await waiting(server);
	return {
		cookieFor: (action) =>
			action.startsWith('/manage/') ? admin.cookie : `${browser.cookie}; ${cookie}`,
		address: (action) => action.replace('APPOINTMENT', link).replace('PLACE', place)
	};
}

const post = (server: TestServer, cookie: string, action: string, type: string, content: string) =>
	fetch(server.url + action, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin: server.url, cookie, 'content-type': type, accept: 'text/html' },
		body: content
	});

const FORM = 'application/x-www-form-urlencoded';

/** Books the first free time. @returns the secret of its address, and the cookie of who holds what */
async function appointment(server: TestServer): Promise<{ link: string; cookie: string }> {
	const times = '/roosendaal/afspraak/tijd?dienst=paspoort';
	const page = await (await fetch(server.url + times)).text();
	const [, slot = ''] = /name="slot" value="([^"]+)"/.exec(page) ?? [];
	const held = await post(
		server,
		'',
		`${times}&/hold`,
		FORM,
		new URLSearchParams({ command: crypto.randomUUID(), slot }).toString()
	);
	const [cookie = ''] = held.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
	const form = held.headers.get('location') ?? '';
	const details = await (await fetch(server.url + form, { headers: { cookie } })).text();
	const hidden = [...details.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
	const fields = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]));
	for (const [name, value] of Object.entries({ name: 'Fatima', email: 'f@voorbeeld.nl' }))
		fields.set(name, value);
	const booked = await post(server, cookie, `${form}&/book`, FORM, fields.toString());
	const [, link] = /\/afspraak\/([\w-]+)/.exec(booked.headers.get('location') ?? '') ?? [];
	if (!link) throw new Error(`not booked: ${booked.status}`);
	return { link, cookie };
}

/** Takes a place on the waiting list. @returns the secret of its address */
async function waiting(server: TestServer): Promise<string> {
	const form = new URLSearchParams({
		command: crypto.randomUUID(),
		name: 'Omar',
		email: 'o@voorbeeld.nl'
	});
	const list = '/roosendaal/afspraak/wachtlijst?dienst=paspoort&/join';
	const joined = await post(server, '', list, FORM, form.toString());
	const [, link] = /\/wachtlijst\/([\w-]+)/.exec(joined.headers.get('location') ?? '') ?? [];
	if (!link) throw new Error(`not on the list: ${joined.status}`);
	return link;
}

test('random forms to every action are answered, never with a 500', async ({ server }) => {
	const { cookieFor, address } = await everyone(server);
	const seed = Number(process.env['BEURT_SEED'] ?? 4711);
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...ACTIONS), body, async (action, fields) => {
			const form = new URLSearchParams(fields).toString();
			const response = await post(server, cookieFor(action), address(action), FORM, form);
			await response.arrayBuffer();
			expect(response.status, `${action} ${form}`).toBeLessThan(500);
		}),
		{ numRuns: 900, seed }
	);
	expect((await fetch(`${server.url}/health`)).status).toBe(200);
	expect(server.output()).not.toContain('request.failed');
	// Nothing was lost or bent: the journal still tells exactly what stands in the tables.
	const verified = spawnSync(process.execPath, ['build/node/verify.js'], {
		env: { PATH: process.env['PATH'], DATA_DIR: server.dataDir },
		encoding: 'utf8'
	});
	expect(verified.stdout).toContain('Clean.');
});

test('bodies that are no form are answered too', async ({ server }) => {
	const { cookieFor, address } = await everyone(server);
	const bodies: [string, string][] = [
		[FORM, '%%%=%zz&&&==='],
		[FORM, 'command[]=1&command[]=2'],
		['multipart/form-data; boundary=x', '--x\r\nbroken'],
		['multipart/form-data', 'no boundary'],
		['application/json', '{"command":'],
		['text/plain', 'hello'],
		[FORM, `name=${'x'.repeat(200_000)}`]
	];
	for (const action of ACTIONS)
		for (const [type, content] of bodies) {
			const response = await post(server, cookieFor(action), address(action), type, content);
			await response.arrayBuffer();
			expect(response.status, `${action} ${type} ${content.slice(0, 20)}`).toBeLessThan(500);
		}
});

test('an endpoint and a socket answer nonsense with a refusal', async ({ server }) => {
	const admin = new Browser(server.url);
	await admin.submit('/signin?/in', { login: 'admin', password: DEMO_PASSWORD });
	for (const content of [
		'',
		'{',
		'[]',
		'{"at":"x","speed":1}',
		'{"at":null,"speed":1e9}',
		'null'
	]) {
		const response = await fetch(`${server.url}/api/demo/clock`, {
			method: 'POST',
			headers: { cookie: admin.cookie, 'content-type': 'application/json' },
			body: content
		});
		expect(response.status, content).toBe(400);
	}
	const socket = io(server.url, {
		transports: ['websocket'],
		extraHeaders: { cookie: admin.cookie, origin: server.url }
	});
	for (const request of [null, 7, 'hall', {}, { view: 'x' }, { view: 'ticket', link: 7 }])
		expect(await socket.emitWithAck('join', request)).toEqual({ ok: false, reason: 'invalid' });
	// Without an answer to give, and far too long: the first is ignored, the second ends the line.
	socket.emit('join', { view: 'desk' });
	socket.emit('leave', { not: 'a room' });
	socket.emit('join', { view: 'ticket', link: 'x'.repeat(100_000) });
	await new Promise((done) => socket.once('disconnect', done));
	socket.close();
	expect((await fetch(`${server.url}/health`)).status).toBe(200);
});

test('a wrong form says all that is wrong with it at once, in words', async ({ server }) => {
	const admin = new Browser(server.url);
	await admin.submit('/signin?/in', { login: 'admin', password: DEMO_PASSWORD });
	const response = await post(
		server,
		admin.cookie,
		'/manage/devices?/mint',
		FORM,
		new URLSearchParams({ name: ' ', branch: 'nowhere', role: 'printer' }).toString()
	);
	const page = await response.text();
	expect(response.status).toBe(400);
	for (const words of ['Vul dit in', 'printer', 'nowhere']) expect(page).toContain(words);
});
