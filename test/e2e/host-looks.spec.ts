/** The host's tablet in every state and size: accessible, by touch and by keyboard. */
import type { Browser as Chromium, Page } from '@playwright/test';
import { Browser } from '../../src/cli/demo/doors.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { DEMO_SERVICES } from '../../src/lib/server/demo/services.ts';
import { counterId, expect, newPage, test, violations } from '../support/e2e.ts';
import { type TestServer, startServer } from '../support/server.ts';

async function tabletOf(
	browser: Chromium,
	server: TestServer,
	login: string,
	options: Parameters<Chromium['newContext']>[0] = {},
	path = '/host'
): Promise<Page> {
	const page = await newPage(browser, server, {
		viewport: { width: 1024, height: 768 },
		hasTouch: true,
		...options
	});
	await page.request.post('/signin?/in', {
		headers: { origin: server.url },
		form: { login, password: DEMO_PASSWORD },
		maxRedirects: 0
	});
	await page.goto(path);
	await page.getByText(/Geluid staat|Sound is/).waitFor();
	return page;
}

async function signedIn(server: TestServer, login: string): Promise<Browser> {
	const browser = new Browser(server.url);
	await browser.submit('/signin?/in', { login, password: DEMO_PASSWORD });
	return browser;
}

const service = (upl: string) => DEMO_SERVICES.find((one) => one.upl === upl)?.id ?? '';

/** A visitor with everything that can be said about one. @returns the id */
async function someone(server: TestServer, login: string, name: string): Promise<string> {
	const host = await signedIn(server, login);
	const given = await host.submit('/host?/ticket', {
		service: service('paspoort'),
		priority: 'mobility',
		fetch: 'on',
		slot: '10:40',
		name,
		contact: '06 1234 5678',
		note: 'Hoort slecht, praat rustig en duidelijk'
	});
	if (!given.ok) throw new Error(given.code);
	return (given.data['value'] as { visitId: string }).visitId;
}

const noSidewaysScroll = async (page: Page, what: string) =>
	expect(
		await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
		what
	).toBeLessThanOrEqual(0);

/** What can be touched is at least as large as a fingertip. */
const tooSmall = (page: Page) =>
	page.evaluate(() =>
		[
			...document.querySelectorAll<HTMLElement>(
				'a, button, input, select, summary, label:has(input)'
			)
		]
			.filter((one) => one.checkVisibility({ checkVisibilityCSS: true }))
			// Hidden for the eye, or reached through the label around it.
			.filter((one) => !one.closest('.visually-hidden, .nl-skip-link, [aria-label="Demo"]'))
			.filter((one) => !(one.matches('[type=checkbox], [type=radio]') && one.closest('label, div')))
			.map((one) => ({ box: one.getBoundingClientRect(), is: one.outerHTML.slice(0, 80) }))
			.filter(({ box }) => box.width > 0 && (box.height < 47.5 || box.width < 47.5))
			.map(({ box, is }) => `${Math.round(box.width)} x ${Math.round(box.height)} ${is}`)
	);

/** Where one can be; V stands for a visitor. */
const PANES = [
	'',
	'&panel=new',
	'&panel=messages',
	'&visit=V',
	...['priority', 'move', 'cancel', 'note', 'visitor', 'slip'].map((ask) => `&visit=V&ask=${ask}`)
];

test('every part of it is accessible, in light and in dark', async ({ browser, server }) => {
	const visit = await someone(server, 'host-b', 'Johanna van der Meer-Oosterhout');
	for (const colorScheme of ['light', 'dark'] as const) {
		const page = await tabletOf(browser, server, 'host-b', { colorScheme });
		for (const pane of PANES) {
			await page.goto(`/host?hall=bergen-op-zoom${pane.replace('V', visit)}`);
			await page.getByText('Geluid staat').waitFor();
			if (pane.endsWith('slip')) await page.locator('[data-slip]').waitFor();
			expect(await violations(page), `${colorScheme} ${pane}`).toEqual([]);
		}
	}
});

test('nothing scrolls sideways, and everything is as large as a fingertip, at every size', async ({
	browser,
	server
}) => {
	const visit = await someone(server, 'host-r', 'Maximiliaan Oosterbaan-Verhoeckx');
	for (const [width, height] of [
		[1024, 768],
		[768, 1024],
		[1366, 768],
		[390, 844],
		[320, 640]
	] as const)
		for (const lang of ['nl', 'en']) {
			const page = await tabletOf(browser, server, 'host-r', { viewport: { width, height } });
			for (const pane of PANES) {
				await page.goto(`/host?hall=roosendaal${pane.replace('V', visit)}&lang=${lang}`);
				await page.getByText(/Geluid staat|Sound is/).waitFor();
				const what = `${width} ${lang} ${pane}`;
				await noSidewaysScroll(page, what);
				expect(await tooSmall(page), what).toEqual([]);
			}
			await page.context().close();
		}
});

test('text at 200 % still fits', async ({ browser, server }) => {
	const visit = await someone(server, 'host-r', 'Philippina Adriaansen');
	for (const width of [1366, 1024, 640]) {
		const page = await tabletOf(browser, server, 'host-r', { viewport: { width, height: 768 } });
		for (const pane of PANES) {
			await page.goto(`/host?hall=roosendaal${pane.replace('V', visit)}`);
			await page.evaluate(() => {
				document.documentElement.style.fontSize = '200%';
			});
			await noSidewaysScroll(page, `${width} ${pane}`);
		}
	}
});

test('a hall without visitors, a search without a find, a visitor of nowhere', async ({
	browser
}) => {
	const server = await startServer();
	try {
		const page = await tabletOf(browser, server, 'host-e');
		await expect(page.getByText('Er wacht niemand')).toBeVisible();
		expect(await violations(page)).toEqual([]);
		await page.getByLabel('Zoek een bezoeker').fill('P999');
		await expect(page.getByText('Niemand gevonden')).toBeVisible();
		expect(await violations(page)).toEqual([]);
		await page.goto(`/host?hall=etten-leur&visit=${crypto.randomUUID()}`);
		await expect(page.getByText('Deze bezoeker is hier niet').first()).toBeVisible();
		expect(await violations(page)).toEqual([]);
		for (const visit of ['x', '%00', "'%20or%201=1"]) {
			const answer = await page.goto(`/host?hall=etten-leur&visit=${visit}`);
			expect(answer?.status(), visit).toBe(200);
		}
	} finally {
		await server.remove();
	}
});

test('after closing no numbers are given, and the tablet says when it opens again', async ({
	browser
}) => {
	// Tuesday, nine in the evening.
	const server = await startServer({ env: { DEMO_CLOCK: '2026-03-03T20:00:00.000Z' } });
	try {
		const page = await tabletOf(browser, server, 'host-b');
		await expect(page.getByText('De hal is gesloten')).toBeVisible();
		await expect(page.getByText(/weer open op woensdag 4 maart om 08:30/).first()).toBeVisible();
		await expect(page.getByRole('button', { name: 'Geef nummer' })).toHaveCount(0);
		expect(await violations(page)).toEqual([]);
	} finally {
		await server.remove();
	}
});

test('calls on hold, a line that is down and a session that ended are said at once', async ({
	browser,
	server
}) => {
	const page = await tabletOf(browser, server, 'host-e');
	const lead = await signedIn(server, 'lead');
	await lead.submit('/desk?/open', { counter: counterId('etten-leur', 2) });
	await lead.submit('/desk?/hold');
	await expect(
		page.getByText('Oproepen staan stil. Een teamleider heeft dat gezet.')
	).toBeVisible();
	expect(await violations(page)).toEqual([]);
	await lead.submit('/desk?/release');
	await expect(page.getByText('Oproepen staan stil. Een teamleider heeft dat gezet.')).toHaveCount(
		0
	);

	await page.getByRole('checkbox', { name: 'Paspoort aanvragen' }).check();
	await page.context().setOffline(true);
	await expect(page.getByText(/Geen verbinding\. Je ziet de stand van 10:3\d/)).toBeVisible({
		timeout: 40_000
	});
	await expect(page.getByRole('button', { name: 'Geef nummer' })).toBeDisabled();
	expect(await violations(page)).toEqual([]);
	await page.context().setOffline(false);
	await expect(page.getByText(/Geen verbinding/)).toHaveCount(0, { timeout: 15_000 });
	// What was chosen is still there.
	await expect(page.getByRole('checkbox', { name: 'Paspoort aanvragen' })).toBeChecked();
	await expect(page.getByRole('button', { name: 'Geef nummer' })).toBeEnabled();

	await page.request.post('/signin?/out', {
		headers: { origin: server.url },
		form: {},
		maxRedirects: 0
	});
	await expect(page.getByText('Je bent uitgelogd.')).toBeVisible();
	expect(await violations(page)).toEqual([]);
	await page.getByRole('link', { name: 'Inloggen' }).click();
	await expect(page.getByLabel('Gebruikersnaam')).toBeVisible();
});

test('an answer that never comes is said, and pressed again it is one number', async ({
	browser,
	server
}) => {
	const page = await tabletOf(browser, server, 'host-b');
	await page.getByRole('checkbox', { name: 'Verhuizing doorgeven' }).check();
	let cut = true;
	await page.route(/%2Fticket|\/ticket/, async (route) => {
		if (!cut) return route.continue();
		cut = false;
		// It arrives, and the answer is lost.
		await route.fetch();
		await route.abort();
	});
	await page.getByRole('button', { name: 'Geef nummer' }).click();
	await expect(page.getByText(/^Geen antwoord gekregen/)).toBeVisible();
	const before = await page
		.locator('[data-row]')
		.filter({ hasText: /^.*V\s/ })
		.count();
	await page.getByRole('button', { name: 'Geef nummer' }).click();
	await expect(page.getByRole('heading', { name: /^Het nummer is\s+V/ })).toBeVisible();
	expect(
		await page
			.locator('[data-row]')
			.filter({ hasText: /^.*V\s/ })
			.count()
	).toBe(before);
});

test('the keyboard goes everywhere: search, list, visitor, question and back', async ({
	browser,
	server
}) => {
	const visit = await someone(server, 'host-e', 'Cornelis Bruijn');
	const page = await tabletOf(browser, server, 'host-e', { hasTouch: false });
	const { keyboard } = page;
	await keyboard.press('/');
	const search = page.getByLabel('Zoek een bezoeker');
	await expect(search).toBeFocused();
	await keyboard.type('bruijn');
	await expect(page.locator('[data-row]')).toHaveCount(1);
	await keyboard.press('ArrowDown');
	await expect(page.locator(`[data-row="${visit}"]`)).toBeFocused();
	await keyboard.press('Enter');
	await expect(page.locator('#pane-title')).toBeFocused();
	await expect(page.locator('#pane').getByText('Cornelis Bruijn')).toBeVisible();
	await page.getByRole('link', { name: 'Doorsturen' }).press('Enter');
	await expect(page.getByRole('heading', { name: 'Waarheen?' })).toBeFocused();
	await keyboard.press('Escape');
	await expect(page.getByRole('link', { name: 'Doorsturen' })).toBeFocused();
	await keyboard.press('Escape');
	await expect(page.locator(`[data-row="${visit}"]`)).toBeFocused();
	await keyboard.press('ArrowUp');
	await expect(search).toBeFocused();
	await keyboard.press('Escape');
	await expect(search).toHaveValue('');

	// A slash is a letter where one types, and the shortcut can be turned off.
	await keyboard.type('1/2');
	await expect(search).toHaveValue('1/2');
	await page.getByText('Thijs Bogaerts').first().click();
	await page.getByLabel('Sneltoets / om te zoeken').uncheck();
	await page.getByRole('heading', { level: 1 }).click();
	await keyboard.press('/');
	await expect(search).not.toBeFocused();

	// A number by keyboard alone.
	await page.getByLabel('Zoek een dienst').focus();
	await keyboard.type('paspoort aanvr');
	await keyboard.press('Enter');
	await expect(page.getByRole('list', { name: 'Gekozen' })).toContainText('Paspoort aanvragen');
	await page.getByRole('button', { name: 'Geef nummer' }).press('Enter');
	await expect(page.getByRole('heading', { name: /^Het nummer is/ })).toBeFocused();
	await keyboard.press('Escape');
	await expect(page.getByLabel('Zoek een dienst')).toBeFocused();
});

test('the browser’s back and forward follow what was opened', async ({ browser, server }) => {
	const visit = await someone(server, 'host-e', 'Trijntje Snel');
	const page = await tabletOf(browser, server, 'host-e', { viewport: { width: 390, height: 844 } });
	await page.locator(`[data-row="${visit}"]`).click();
	await expect(page.locator('#pane').getByText('Trijntje Snel')).toBeVisible();
	await page.goBack();
	await expect(page.locator('#pane')).toBeHidden();
	await expect(page.locator(`[data-row="${visit}"]`)).toBeVisible();
	await page.goForward();
	await expect(page.locator('#pane').getByText('Trijntje Snel')).toBeVisible();
	await page.reload();
	await expect(page.locator('#pane').getByText('Trijntje Snel')).toBeVisible();
});

test('a first-time hint goes away for good', async ({ browser, server }) => {
	const page = await tabletOf(browser, server, 'host-r');
	await page.getByRole('button', { name: 'Begrepen' }).click();
	await page.reload();
	await page.getByText('Geluid staat').waitFor();
	await expect(page.getByText('Tik in de lijst op een bezoeker')).toHaveCount(0);
});

test('sound can be turned off, and that is remembered', async ({ browser, server }) => {
	const page = await tabletOf(browser, server, 'host-r');
	await page.getByRole('button', { name: 'Geluid staat aan' }).click();
	await expect(page.getByRole('button', { name: 'Geluid staat uit' })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('button', { name: 'Geluid staat uit' })).toBeVisible();
});

test('a choice of halls is accessible too', async ({ browser, server }) => {
	const page = await newPage(browser, server, { viewport: { width: 320, height: 640 } });
	await page.request.post('/signin?/in', {
		headers: { origin: server.url },
		form: { login: 'lead', password: DEMO_PASSWORD },
		maxRedirects: 0
	});
	await page.goto('/host');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await noSidewaysScroll(page, 'choice');
	expect(await violations(page)).toEqual([]);
});

test('what is on or chosen is seen without colours', async ({ browser, server }) => {
	const visit = await someone(server, 'host-b', 'Wim Kok-Maas');
	const page = await tabletOf(browser, server, 'host-b', { forcedColors: 'active' });
	await page.getByRole('checkbox', { name: 'Paspoort aanvragen' }).check();
	await expect(page.locator('.tile.chosen svg').first()).toBeVisible();
	await page.goto(`/host?hall=bergen-op-zoom&visit=${visit}`);
	await expect(page.getByRole('button', { name: 'Persoonlijk ophalen' })).toHaveAttribute(
		'aria-pressed',
		'true'
	);
	expect(await violations(page)).toEqual([]);
});
