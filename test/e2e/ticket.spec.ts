/** The ticket on a visitor's own telephone: how long still, and "it's your turn"; also on a poor line. */
import type { Browser as Chromium, Page } from '@playwright/test';
import type {
	Destination,
	QueueRow,
	TicketFeed,
	WaitBoard
} from '../../src/lib/realtime/events.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { expect, newPage, testAlone as test, violations } from '../support/e2e.ts';
import { Desk, NOW, type Taken, spaced, take } from '../support/hall.ts';
import { Line } from '../support/line.ts';
import type { TestServer } from '../support/server.ts';

test.describe.configure({ mode: 'parallel' });

const PHONE = { viewport: { width: 390, height: 844 } };
const MINUTE = 60_000;

async function phoneOf(
	browser: Chromium,
	server: TestServer,
	{ path }: Taken,
	options: Parameters<Chromium['newContext']>[0] = {}
): Promise<Page> {
	const phone = await newPage(browser, server, { ...PHONE, ...options });
	await phone.goto(path);
	return phone;
}

const row = (
	id: string,
	state: QueueRow['state'] = 'waiting',
	to: Destination | null = null
): QueueRow => ({ id, state, to });
const counter = (number: number): Destination => ({ kind: 'counter', number });
const feed = (rows: QueueRow[], more: Partial<TicketFeed> = {}): TicketFeed => ({
	branch: 'Stadskantoor Roosendaal',
	rows,
	open: { open: true, closesAt: NOW + 360 * MINUTE },
	held: false,
	...more
});
const wait = (id: string, from: number | null, to: number): WaitBoard => ({
	now: null,
	services: [],
	rows: [{ id, from: from === null ? null : NOW + from * MINUTE, to: NOW + to * MINUTE }]
});

/** A telephone that is told what the test says. */
async function told(
	browser: Chromium,
	server: TestServer,
	options: Parameters<Chromium['newContext']>[0] = {}
) {
	const taken = await take(server, 'roosendaal');
	const { ticket } = taken;
	const phone = await newPage(browser, server, { ...PHONE, ...options });
	const line = await Line.of(
		phone,
		{ ticket: feed([row('P900'), row(ticket)]), wait: wait(ticket, 12, 18) },
		NOW
	);
	await phone.addInitScript(() => {
		const heard = { tones: 0, buzzes: 0 };
		Object.assign(window, { heard });
		const start = OscillatorNode.prototype.start;
		OscillatorNode.prototype.start = function (when) {
			heard.tones += 1;
			start.call(this, when);
		};
		Object.assign(navigator, { vibrate: () => (heard.buzzes += 1) > 0 });
	});
	await phone.goto(taken.path);
	await expect
		.poll(() => line.joined.includes('ticket') && line.joined.includes('wait'))
		.toBe(true);
	const show = (rows: QueueRow[], more: Partial<TicketFeed> = {}) =>
		line.show('ticket', feed(rows, more));
	return { phone, line, show, ticket, taken };
}

const heard = (phone: Page) =>
	phone.evaluate(() => ({ ...(window as unknown as { heard: Record<string, number> }).heard }));

test('place and wait are live, in the order in which is really called', async ({
	browser,
	server
}) => {
	const first = await take(server, 'halsteren', { wish: 'Uittreksel' });
	const second = await take(server, 'halsteren', { wish: 'Uittreksel' });
	const third = await take(server, 'halsteren', { wish: 'Uittreksel' });
	const desk = await Desk.at(server, 'petra', 'halsteren', 1);
	const phone = await phoneOf(browser, server, third);
	await expect(phone.getByText('Nog 2 bezoekers voor u')).toBeVisible();
	await expect(phone.getByText(/^(Over \d+ tot|Binnen) \d+ minuten$/)).toBeVisible();
	await expect(phone.getByText(/^(rond|voor) \d\d:\d\d/)).toBeVisible();
	await expect(phone.getByText('Deze pagina werkt zichzelf bij, 10:3')).toBeVisible();

	for (const { ticket } of [first, second]) {
		const called = await desk.act('next');
		expect((called['value'] as { ticket: string }).ticket).toBe(ticket);
		await desk.act('serve');
		await desk.act('finish', { outcome: 'answered' });
	}
	await expect(phone.getByText('als eerste aan de beurt')).toBeVisible();
	await desk.act('next');
	await expect(phone.getByText('U bent aan de beurt')).toBeVisible();
	await expect(phone.getByText('Balie 1')).toBeVisible();
	await desk.act('serve');
	await expect(phone.getByText('U wordt geholpen')).toBeVisible();
	await desk.act('finish', { outcome: 'answered' });
	await expect(phone.getByText('Dit bezoek is klaar')).toBeVisible();
});

test('a wait is a range in words, and never a single false minute', async ({ browser, server }) => {
	const { phone, line, ticket } = await told(browser, server);
	const says = async (from: number | null, to: number, range: string | RegExp, also?: string) => {
		line.show('wait', wait(ticket, from, to));
		await expect(phone.getByText(range)).toBeVisible();
		if (also) await expect(phone.getByText(also, { exact: true })).toBeVisible();
	};
	await says(12, 18, 'Over 10 tot 20 minuten', 'rond 10:42–10:48');
	await says(3, 8, 'Binnen 10 minuten', 'rond 10:33–10:38');
	await says(null, 15, 'Binnen 15 minuten', 'voor 10:45');
	await says(52, 70, 'Over 50 tot 75 minuten');
	await says(110, 130, 'rond 12:20–12:40', 'over ongeveer 2 uur');
	await says(0, 1, 'U bent bijna aan de beurt');
	await says(-10, 0, 'U bent bijna aan de beurt');
	line.show('wait', { now: null, services: [], rows: [] });
	await expect(phone.getByText('bijna aan de beurt')).toHaveCount(0);
	await expect(phone.getByText('Nog 1 bezoeker voor u')).toBeVisible();
});

test('a call rings and buzzes, again when it is called again, until it is noticed', async ({
	browser,
	server
}) => {
	const { phone, show, ticket } = await told(browser, server);
	await phone.mouse.click(200, 5);
	expect(await heard(phone)).toEqual({ tones: 0, buzzes: 0 });
	show([row(ticket, 'called', counter(3))]);
	await expect(phone.getByText('U bent aan de beurt')).toBeVisible();
	await expect(phone.getByText('Balie 3')).toBeVisible();
	await expect.poll(() => heard(phone)).toEqual({ tones: 2, buzzes: 1 });
	// It goes on by itself.
	await expect.poll(() => heard(phone), { timeout: 8000 }).toEqual({ tones: 4, buzzes: 2 });
	// Back in line it is quiet; called once more it rings anew, and again when it is sent elsewhere.
	show([row(ticket)]);
	await expect(phone.getByText('als eerste aan de beurt')).toBeVisible();
	show([row(ticket, 'called', counter(3))]);
	await expect.poll(() => heard(phone)).toEqual({ tones: 6, buzzes: 3 });
	show([row(ticket, 'called', counter(5))]);
	await expect(phone.getByText('Balie 5')).toBeVisible();
	await expect.poll(() => heard(phone)).toEqual({ tones: 8, buzzes: 4 });
	// Who touches it has noticed.
	await phone.mouse.click(200, 5);
	await phone.waitForTimeout(5000);
	expect(await heard(phone)).toEqual({ tones: 8, buzzes: 4 });
});

test('a screen reader is told the number, the place and the wait, and is told at once where to go', async ({
	browser,
	server
}) => {
	const { phone, show, ticket } = await told(browser, server);
	const main = phone.locator('main');
	await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Uw nummer ${spaced(ticket)}" [level=1]
      - paragraph: Nog 1 bezoeker voor u
      - paragraph:
        - strong: Over 10 tot 20 minuten
        - text: rond 10:42–10:48
      - region "Dit hebt u nodig":
        - heading "Dit hebt u nodig" [level=2]
        - list
      - group: Ik heb een paar minuten nodig
      - group: Ik ga weg
  `);
	show([row(ticket, 'called', counter(3))]);
	await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Uw nummer ${spaced(ticket)}" [level=1]
      - paragraph: U bent aan de beurt
      - paragraph:
        - text: Ga nu naar
        - strong: Balie 3
      - group: Ik heb een paar minuten nodig
      - group: Ik ga weg
  `);
	// Read out by itself, whatever the reader was doing.
	const said = main.locator('[aria-live=assertive]');
	await expect(said).toContainText('U bent aan de beurt');
	await expect(said).toContainText('Balie 3');
});

test('sound is offered until the browser allows it', async ({
	playwright,
	launchOptions,
	server
}) => {
	const cautious = await playwright.chromium.launch({
		...launchOptions,
		args: (launchOptions.args ?? []).filter((arg) => !arg.startsWith('--autoplay-policy'))
	});
	try {
		const { path } = await take(server, 'roosendaal');
		const phone = await newPage(cautious, server, PHONE);
		await phone.addInitScript(() => {
			window.AudioContext = class extends AudioContext {
				constructor() {
					super();
					// eslint-disable-next-line no-console -- how the page tells the test, which may not look into it
					console.debug('asked for sound');
				}
			};
		});
		// A look into the page would be a touch to the browser.
		const asked = phone.waitForEvent('console', (message) => message.text() === 'asked for sound');
		await phone.goto(path, { waitUntil: 'commit' });
		await asked;
		const offer = phone.getByRole('button', { name: 'Tik om geluid aan te zetten' });
		await expect(offer).toBeVisible({ timeout: 15_000 });
		expect(await violations(phone)).toEqual([]);
		await offer.click();
		await expect(offer).toBeHidden();
	} finally {
		await cautious.close();
	}
});

test('a visitor asks for a few minutes once, and leaves', async ({ browser, server }) => {
	const taken = await take(server, 'etten-leur');
	const phone = await phoneOf(browser, server, taken);
	await phone.getByText('Ik heb een paar minuten nodig').click();
	await phone.getByRole('button', { name: 'Ja, geef mij 5 minuten' }).click();
	await expect(
		phone.getByText(/Uw plaats blijft bewaard. U wordt niet opgeroepen voor/)
	).toBeVisible();
	await expect(phone.getByText('Ik heb een paar minuten nodig')).toHaveCount(0);
	await phone.getByText('Ik ga weg').click();
	await phone.getByRole('button', { name: 'Ja, trek mijn nummer in' }).click();
	await expect(phone.getByText('Dit nummer is ingetrokken.')).toBeVisible();
	await expect(phone.getByText('Ik ga weg')).toHaveCount(0);
});

test('missed, back in line, set aside and sent to another hall: the telephone follows', async ({
	browser,
	server
}) => {
	// What both halls give.
	const taken = await take(server, 'etten-leur', { wish: 'Uittreksel' });
	const desk = await Desk.at(server, 'mehmet', 'etten-leur', 1);
	const phone = await phoneOf(browser, server, taken);
	await desk.next();
	await expect(phone.getByText('U bent aan de beurt')).toBeVisible();
	await desk.act('recall');
	await desk.act('recall');
	await desk.act('miss');
	await expect(phone.getByText('U was er niet', { exact: true })).toBeVisible();
	await desk.act('reinstate');
	await expect(phone.getByText('als eerste aan de beurt')).toBeVisible();
	const lead = await Desk.at(server, 'lead', 'etten-leur', 3);
	await lead.act('pick', { visit: desk.visit });
	await expect(phone.getByText('Balie 3')).toBeVisible();
	await lead.act('park', { reason: 'photo' });
	await expect(phone.getByText('Even wachten')).toBeVisible();
	await lead.act('resume', { to: 'here' });
	await expect(phone.getByText('U wordt geholpen')).toBeVisible();
	await lead.act('transfer', { branch: demoBranchId('halsteren') });
	await expect(phone.getByText('Buurtpunt Halsteren')).toBeVisible({ timeout: 15_000 });
	await expect(phone.getByRole('heading', { level: 1 })).toContainText(spaced(`E-${taken.ticket}`));
});

test('a number that is over opens no line, and tells nothing of the hall', async ({
	browser,
	server
}) => {
	const other = await take(server, 'bergen-op-zoom');
	const taken = await take(server, 'bergen-op-zoom');
	const first = await phoneOf(browser, server, taken, { javaScriptEnabled: false });
	await first.getByText('Ik ga weg').click();
	await first.getByRole('button', { name: 'Ja, trek mijn nummer in' }).click();
	await expect(first.getByText('Dit nummer is ingetrokken.')).toBeVisible();

	const phone = await newPage(browser, server, PHONE);
	let lines = 0;
	phone.on('websocket', () => (lines += 1));
	phone.on('request', (request) => {
		if (request.url().includes('socket.io')) lines += 1;
	});
	await phone.goto(taken.path);
	await expect(phone.getByText('Dit nummer is ingetrokken.')).toBeVisible();
	await phone.waitForTimeout(1500);
	expect(lines).toBe(0);
	expect(await phone.content()).not.toContain(other.ticket);
});

test('held calls and closing doors are said, with what that means', async ({ browser, server }) => {
	const { phone, show, ticket } = await told(browser, server);
	show([row(ticket)], { held: true });
	await expect(phone.getByText('Er worden nu even geen nummers opgeroepen.')).toBeVisible();
	await expect(phone.getByText(/^Over \d/)).toHaveCount(0);
	show([row(ticket)], { open: { open: true, closesAt: NOW + 20 * MINUTE } });
	await expect(phone.getByText('De hal sluit om 10:50.')).toBeVisible();
	show([row(ticket)], { open: { open: false, opensAt: null } });
	await expect(phone.getByText('De hal is dicht.')).toBeVisible();
});

test('on a lost line it says how old its truth is, and catches up by itself', async ({
	browser,
	server
}) => {
	const { phone, line, ticket } = await told(browser, server);
	await expect(phone.getByText('Nog 1 bezoeker voor u')).toBeVisible();
	line.cut();
	await expect(phone.getByText(/Geen verbinding. Dit was de stand van zojuist/)).toBeVisible();
	await expect(phone.getByText('Nog 1 bezoeker voor u')).toBeVisible();
	line.views['ticket'] = feed([row(ticket, 'called', counter(2))]);
	line.mend();
	await expect(phone.getByText('Balie 2')).toBeVisible({ timeout: 15_000 });
	await expect(phone.getByText(/Geen verbinding/)).toBeHidden();
	await expect.poll(() => heard(phone).then(({ tones }) => tones)).toBeGreaterThan(0);
});

test('on a slow line the page is small, and there within seconds', async ({ browser, server }) => {
	const taken = await take(server, 'roosendaal');
	const phone = await newPage(browser, server, PHONE);
	const cdp = await phone.context().newCDPSession(phone);
	await cdp.send('Network.enable');
	// Slow 3G, as browsers' own tools have it.
	await cdp.send('Network.emulateNetworkConditions', {
		offline: false,
		latency: 400,
		downloadThroughput: 50_000,
		uploadThroughput: 50_000
	});
	const sizes = new Map<string, number>();
	const kinds = new Map<string, string>();
	cdp.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
	cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const kind = kinds.get(requestId) ?? 'Other';
		sizes.set(kind, (sizes.get(kind) ?? 0) + encodedDataLength);
	});
	const began = Date.now();
	await phone.goto(taken.path, { waitUntil: 'commit' });
	await expect(phone.getByText('als eerste aan de beurt')).toBeVisible({ timeout: 20_000 });
	const readable = Date.now() - began;
	await expect(phone.getByText('Deze pagina werkt zichzelf bij')).toBeVisible({ timeout: 30_000 });
	const live = Date.now() - began;
	const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
	// eslint-disable-next-line no-console -- the figures are what this test is for
	console.log(
		`ticket page: ${Math.round(total / 1000)} kB (${[...sizes].map(([kind, size]) => `${kind} ${Math.round(size / 1000)}`).join(', ')}); readable after ${readable} ms, live after ${live} ms`
	);
	expect(total).toBeLessThan(250_000);
});

test('without JavaScript the page tells the same and fetches itself anew', async ({
	browser,
	server
}) => {
	const taken = await take(server, 'halsteren', { wish: 'Uittreksel' });
	const phone = await phoneOf(browser, server, taken, { javaScriptEnabled: false });
	await expect(phone.getByRole('heading', { level: 1 })).toContainText(spaced(taken.ticket));
	await expect(phone.getByText(/aan de beurt|voor u/).first()).toBeVisible();
	await expect(phone.getByText('Dit hebt u nodig')).toBeVisible();
	await expect(phone.getByText(/Bijgewerkt om 10:3/)).toBeVisible();
	expect(await phone.locator('meta[http-equiv=refresh]').getAttribute('content')).toBe('20');
	await phone.getByRole('link', { name: 'English' }).click();
	await expect(phone.getByText('What you need')).toBeVisible();
	await phone.getByText('I need a few minutes').click();
	await phone.getByRole('button', { name: /5 minutes/ }).click();
	await expect(phone.getByText(/Your place is kept/)).toBeVisible();
});

test('every state is clean of accessibility faults and fits a telephone, in light and dark', async ({
	browser,
	server
}) => {
	const faults: string[] = [];
	for (const [colorScheme, lang, width, size] of [
		['light', 'nl', 390, 100],
		['dark', 'en', 390, 100],
		['light', 'en', 320, 100],
		['dark', 'nl', 320, 200]
	] as const) {
		const { phone, line, show, ticket, taken } = await told(browser, server, {
			colorScheme,
			viewport: { width, height: 844 }
		});
		await phone.goto(`${taken.path}?lang=${lang}`);
		await expect.poll(() => line.joined.filter((name) => name === 'ticket').length).toBe(2);
		await phone.evaluate((text) => (document.documentElement.style.fontSize = `${text}%`), size);
		const states: Record<string, () => void> = {
			waiting: () => show([row('P900'), row(ticket)]),
			held: () => show([row(ticket)], { held: true }),
			called: () => show([row(ticket, 'called', counter(12))]),
			booth: () => show([row(ticket, 'called', { kind: 'booth', number: 1 })]),
			nowhere: () => show([row(ticket, 'called')]),
			serving: () => show([row(ticket, 'serving', counter(3))]),
			parked: () => show([row(ticket, 'parked')]),
			offline: () => line.cut()
		};
		for (const [name, enter] of Object.entries(states)) {
			enter();
			await phone.waitForTimeout(150);
			const at = `${name}, ${colorScheme} ${lang} ${width} ${size} %`;
			faults.push(...(await violations(phone)).map((fault) => `${at}: ${fault}`));
			const over = await phone.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			if (over > 0) faults.push(`${at}: ${over} px too wide`);
		}
		await phone.context().close();
	}
	expect(faults).toEqual([]);
});
