/** The hall display: who goes where. In real browsers, with the hall at work behind it. */
import type { Browser as Chromium, Page } from '@playwright/test';
import type { DemoBranchSlug } from '../../src/lib/server/demo/region.ts';
import { expect, pairedScreen, signedIn, testAlone as test } from '../support/e2e.ts';
import { Desk, spaced, take } from '../support/hall.ts';
import { type TestServer, freePort, startServer } from '../support/server.ts';

test.describe.configure({ mode: 'parallel' });

/** A display that is connected. */
async function display(
	browser: Chromium,
	server: TestServer,
	slug: DemoBranchSlug,
	options: Parameters<Chromium['newContext']>[0] = {}
): Promise<Page> {
	const hall = await pairedScreen(browser, server, 'hall', slug, options);
	await connected(hall);
	return hall;
}
/** A first call shows that the line is there; before, a page looks the same. */
const connected = (hall: Page) => hall.waitForLoadState('networkidle');

const newest = (hall: Page) => hall.locator('main .ticket');
const beside = (hall: Page) => hall.getByRole('region', { name: 'Ook opgeroepen' });

test('a call is seen within a second, and in its own hall only', async ({ browser, server }) => {
	const here = await display(browser, server, 'roosendaal');
	const there = await display(browser, server, 'halsteren');
	const { ticket } = await take(server, 'roosendaal');
	const desk = await Desk.at(server, 'hanneke', 'roosendaal', 1);
	const seen = here.evaluate(
		(text) =>
			new Promise<number>((done) => {
				const look = () => {
					if (document.querySelector('main')?.innerText.includes(text)) done(Date.now());
					else requestAnimationFrame(look);
				};
				look();
			}),
		spaced(ticket)
	);
	const pressed = Date.now();
	await desk.next();
	expect((await seen) - pressed).toBeLessThan(1000);
	await expect(newest(here)).toContainText(spaced(ticket));
	await expect(here.getByText('Balie 1')).toBeVisible();
	await expect(there.getByText('Welkom')).toBeVisible();
	await expect(there.getByText(spaced(ticket))).toHaveCount(0);
});

test('a recall flashes again, and a call leaves when service starts', async ({
	browser,
	server
}) => {
	const hall = await display(browser, server, 'roosendaal', { reducedMotion: 'no-preference' });
	const { ticket } = await take(server, 'roosendaal');
	const desk = await Desk.at(server, 'kim', 'roosendaal', 5);
	await desk.next();
	const card = hall.locator('.flash').filter({ hasText: spaced(ticket) });
	// Another call may be announced before.
	await expect(card).toBeVisible({ timeout: 25_000 });
	// What flashes next is another element, so that it begins anew.
	await card.evaluate((element) => (element.id = 'before'));
	await desk.act('recall');
	await expect(
		hall.locator('.flash:not(#before)').filter({ hasText: spaced(ticket) })
	).toBeVisible();
	await expect(hall.locator('#before')).toHaveCount(0);
	// Another colour, and back again.
	const colour = () => card.evaluate((element) => getComputedStyle(element).backgroundColor);
	const seen = new Set<string>();
	await expect.poll(async () => seen.add(await colour()).size, { intervals: [200] }).toBe(2);

	await desk.act('serve');
	await expect(hall.getByText(spaced(ticket))).toHaveCount(0, { timeout: 20_000 });
});

test('two calls in the same moment are both shown and announced, one after the other', async ({
	browser,
	server
}) => {
	const hall = await display(browser, server, 'etten-leur');
	await hall.evaluate(() => {
		const told: string[] = [];
		Object.assign(window, { told });
		new MutationObserver(() => {
			const text = document.querySelector('.flash .ticket strong')?.textContent;
			if (text && told.at(-1) !== text) told.push(text);
		}).observe(document.body, { childList: true, subtree: true, characterData: true });
	});
	const first = await take(server, 'etten-leur');
	const second = await take(server, 'etten-leur');
	const one = await Desk.at(server, 'mehmet', 'etten-leur', 1);
	const other = await Desk.at(server, 'noor', 'etten-leur', 2);
	await Promise.all([one.next(), other.next()]);
	const tickets = [first, second].map(({ ticket }) => spaced(ticket));
	// Both at once: the one in its turn, the other beside it.
	for (const ticket of tickets) await expect(hall.getByText(ticket)).toBeVisible();
	await expect(beside(hall).getByRole('listitem')).toHaveCount(1);
	const told = () => hall.evaluate(() => (window as unknown as { told: string[] }).told);
	await expect.poll(told, { timeout: 30_000 }).toHaveLength(2);
	expect([...(await told())].sort()).toEqual([...tickets].sort());
});

test('a withdrawn call is said so', async ({ browser, server }) => {
	const hall = await display(browser, server, 'halsteren');
	const { ticket } = await take(server, 'halsteren', { wish: 'Uittreksel' });
	const desk = await Desk.at(server, 'petra', 'halsteren', 1);
	const undo = await desk.next();
	await expect(newest(hall)).toContainText(spaced(ticket));
	await undo();
	await expect(hall.getByText(`De oproep van ${spaced(ticket)} is ingetrokken`)).toBeVisible();
	await expect(newest(hall)).toHaveCount(0);
});

test('nobody’s name is on a display, nor in what it was sent', async ({ browser, server }) => {
	const hall = await pairedScreen(browser, server, 'hall', 'bergen-op-zoom');
	const sent: string[] = [];
	hall.on('websocket', (socket) =>
		socket.on('framereceived', ({ payload }) => sent.push(payload.toString()))
	);
	hall.on('response', (response) => {
		if (/\/hall$|__data/.test(response.url()))
			void response.text().then(
				(text) => sent.push(text),
				() => undefined
			);
	});
	await hall.reload();
	const { ticket } = await take(server, 'bergen-op-zoom');
	const desk = await Desk.at(server, 'anna', 'bergen-op-zoom', 4);
	await desk.next();
	await expect(hall.getByText('Balie 4')).toBeVisible();
	const everything = [...sent, await hall.content()].join('\n');
	expect(everything).toContain(ticket);
	for (const name of ['Anna', 'de Wit', 'anna']) expect(everything).not.toContain(name);
});

test('the administrator says what a display shows, and it takes that up by itself', async ({
	browser,
	server
}) => {
	const admin = await signedIn(browser, server, 'admin');
	await admin.goto('/manage/devices');
	await admin.getByLabel('Naam').fill('Scherm bij de trap');
	await admin.getByLabel('Hal', { exact: true }).selectOption({ label: 'Stadskantoor Roosendaal' });
	await admin.getByRole('radio', { name: 'Hal-scherm' }).check();
	await admin.getByRole('button', { name: 'Maak code' }).click();
	const code = (await admin.locator('.code').innerText()).replace(/\s/g, '');

	const context = await browser.newContext({ baseURL: server.url, locale: 'nl-NL' });
	const hall = await context.newPage();
	await hall.setViewportSize({ width: 1920, height: 1080 });
	await hall.goto('/pair/hall');
	await hall.getByLabel('Koppelcode').fill(code);
	await hall.getByRole('button', { name: 'Koppelen' }).click();
	await expect(hall.getByText('Welkom')).toBeVisible();

	await admin.reload();
	const settings = admin.getByRole('listitem').filter({ hasText: 'Scherm bij de trap' });
	const open = () => settings.getByText('Wat dit scherm laat zien').click();
	const save = () => settings.getByRole('button', { name: 'Opslaan' }).click();
	await open();

	// Every field that is wrong is told, and nothing is lost.
	await settings.getByLabel('Stadskantoor Roosendaal').uncheck();
	await settings.getByLabel('Vanaf balie').fill('nul');
	await settings.getByLabel('Tot en met balie').fill('100');
	await save();
	await expect(settings.getByText('Vul dit in.')).toBeVisible();
	await expect(settings.getByText(/heel getal zijn.*nul/)).toBeVisible();
	await expect(settings.getByText(/1–99.*100/)).toBeVisible();
	await expect(settings.getByLabel('Vanaf balie')).toHaveValue('nul');

	// Two halls, of which each call then tells its own; the same number in both.
	await settings.getByLabel('Stadskantoor Roosendaal').check();
	await settings.getByLabel('Buurtpunt Halsteren').check();
	await settings.getByLabel('Vanaf balie').fill('');
	await settings.getByLabel('Tot en met balie').fill('');
	await save();
	await expect(settings.getByText('Opgeslagen.')).toBeVisible();
	await expect(hall.getByText('Buurtpunt Halsteren')).toBeVisible();
	const here = await Desk.at(server, 'hanneke', 'roosendaal', 2);
	const there = await Desk.at(server, 'petra', 'halsteren', 1);
	await take(server, 'roosendaal');
	await take(server, 'halsteren', { wish: 'Uittreksel' });
	await here.next();
	await there.next();
	const calls = hall.locator('main');
	await expect(calls.getByText('Stadskantoor Roosendaal')).toBeVisible();
	await expect(calls.getByText('Buurtpunt Halsteren')).toBeVisible();

	// A part of the hall: another counter's calls are not for those who wait here.
	await open();
	await settings.getByLabel('Buurtpunt Halsteren').uncheck();
	await settings.getByLabel('Vanaf balie').fill('3');
	await settings.getByLabel('Tot en met balie').fill('4');
	await save();
	await expect(hall.getByText('Welkom')).toBeVisible({ timeout: 20_000 });

	// The second screen: all calls in columns, and no word of sound.
	await open();
	await settings.getByLabel('Vanaf balie').fill('');
	await settings.getByLabel('Tot en met balie').fill('');
	await settings.getByRole('radio', { name: /Tweede scherm/ }).check();
	await save();
	await expect(hall.getByRole('heading', { name: 'Opgeroepen', exact: true })).toBeVisible();
	await expect(hall.getByText('Balie 2')).toBeVisible();

	// Taken from its hall, it asks to be paired.
	await settings.getByRole('button', { name: /intrekken/ }).click();
	await expect(hall).toHaveURL(/\/pair\/hall/);
});

test('after a restart of the server a display is whole again by itself', async ({ browser }) => {
	const port = await freePort();
	let server = await startServer({ port });
	try {
		const hall = await display(browser, server, 'etten-leur');
		const one = await take(server, 'etten-leur');
		const other = await take(server, 'etten-leur');
		await (await Desk.at(server, 'mehmet', 'etten-leur', 1)).next();
		await expect(newest(hall)).toContainText(spaced(one.ticket));
		await server.stop();
		// It says so, since when, and keeps its last truth.
		await expect(hall.getByText(/Geen verbinding sinds 10:3\d/)).toBeVisible();
		await expect(newest(hall)).toContainText(spaced(one.ticket));

		server = await startServer({ port, dataDir: server.dataDir });
		await expect(hall.getByText(/Geen verbinding/)).toBeHidden({ timeout: 20_000 });
		await (await Desk.at(server, 'noor', 'etten-leur', 2)).next();
		await expect(newest(hall)).toContainText(spaced(other.ticket));
		await expect(beside(hall)).toContainText(spaced(one.ticket));
	} finally {
		await server.remove();
	}
});
