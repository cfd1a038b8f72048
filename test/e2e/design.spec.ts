/** The one design: every component in every theme, and the stylesheets of the municipalities. */
import type { Locator, Page } from '@playwright/test';
import { clerkAt, expect, newPage, pairedScreen, test, violations } from '../support/e2e.ts';
import { startServer } from '../support/server.ts';

const THEMES = ['', 'bergen-op-zoom', 'etten-leur', 'roosendaal'];

for (const theme of THEMES)
	for (const scheme of ['light', 'dark'])
		test(`every component passes in ${theme || 'Beurt’s own look'}, ${scheme}`, async ({
			browser,
			server
		}) => {
			// All components at once take axe a while.
			test.slow();
			const page = await newPage(browser, server);
			await page.goto(`/styleguide?theme=${theme}&scheme=${scheme}`);
			await expect(page.locator('html[dir=ltr]')).toBeAttached();
			expect(await violations(page)).toEqual([]);
			await page.context().close();
		});

test('a dialog gives the focus back to what opened it', async ({ browser, server }) => {
	test.slow();
	const page = await newPage(browser, server);
	await page.goto('/styleguide');
	// Opened by a script, of which this page has the most.
	await page.waitForLoadState('networkidle');
	const opener = page.getByRole('button', { name: 'Demo intrekken' });
	await opener.click();
	await expect(page.getByRole('dialog', { name: 'Demo intrekken' })).toBeVisible();
	expect(await violations(page)).toEqual([]);
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await expect(opener).toBeFocused();
	await page.context().close();
});

test('a hint that was read stays away', async ({ browser, server }) => {
	const page = await newPage(browser, server);
	await page.goto('/styleguide');
	await page.getByRole('button', { name: 'Begrepen' }).click();
	await expect(page.getByRole('button', { name: 'Begrepen' })).toHaveCount(0);
	await page.reload();
	await expect(page.getByRole('button', { name: 'Sluiten' }).first()).toBeVisible();
	await expect(page.getByRole('button', { name: 'Begrepen' })).toHaveCount(0);
	await page.context().close();
});

test('a radio group that is emptied goes back to its first choice', async ({ browser, server }) => {
	const page = await newPage(browser, server);
	await page.request.post('/signin?/in', {
		headers: { origin: server.url },
		form: { login: 'admin', password: 'beurt-demo' },
		maxRedirects: 0
	});
	await page.goto('/manage/devices');
	await page.getByLabel('Naam').fill('Bij de deur');
	await page.getByRole('radio', { name: 'Hal-scherm' }).check();
	await page.getByRole('button', { name: 'Maak code' }).click();
	await expect(page.getByText('Koppelcode: Bij de deur')).toBeVisible();
	await expect(page.getByRole('radio', { name: 'Aanmeldzuil' })).toBeChecked();
	expect(await violations(page)).toEqual([]);
	await page.context().close();
});

for (const path of ['/', '/styleguide?theme=etten-leur', '/signin', '/pair/hall'])
	test(`nothing runs off the side of a small telephone, nor with large text: ${path}`, async ({
		browser,
		server
	}) => {
		const page = await newPage(browser, server, { viewport: { width: 320, height: 640 } });
		await page.goto(path);
		const sideways = () =>
			page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		expect(await sideways()).toBeLessThanOrEqual(0);
		await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
		expect(await sideways()).toBeLessThanOrEqual(0);
		await page.context().close();
	});

test('written from right to left, screens are turned around and nothing runs off their side', async ({
	browser,
	server
}) => {
	const turned = async (page: Page, first: Locator, second: Locator): Promise<void> => {
		const startsAt = async (place: Locator) => (await place.boundingBox())?.x ?? NaN;
		expect(await startsAt(first)).toBeLessThan(await startsAt(second));
		await page.evaluate(() => (document.documentElement.dir = 'rtl'));
		expect(await startsAt(first)).toBeGreaterThan(await startsAt(second));
		const sideways = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth
		);
		expect(sideways).toBeLessThanOrEqual(0);
		await page.context().close();
	};
	const home = await newPage(browser, server, { viewport: { width: 1366, height: 768 } });
	await home.goto('/');
	const header = home.locator('header').first();
	await turned(home, header.getByText('Beurt'), header.getByText('English'));
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	await kiosk.goto('/kiosk?step=services');
	const tiles = kiosk.getByRole('region', { name: 'Diensten' }).or(kiosk.locator('main')).first();
	await turned(kiosk, tiles.getByRole('listitem').nth(0), tiles.getByRole('listitem').nth(1));
	const hall = await pairedScreen(browser, server, 'hall', 'etten-leur');
	const steps = hall.locator('main').getByRole('listitem');
	await expect(steps).toHaveCount(3);
	await turned(hall, steps.nth(0), steps.nth(1));
	const desk = await clerkAt(browser, server, 'noor', 'etten-leur', 1);
	const place = (name: string) => desk.getByRole('region', { name });
	await turned(desk, place('Mijn bezoeker'), place('Om te weten'));
});

test('what stands for a choice is seen in forced colours', async ({ browser, server }) => {
	const page = await newPage(browser, server, { forcedColors: 'active' });
	await page.goto('/styleguide');
	const look = (name: string) =>
		page
			.locator(name)
			.evaluate((element) => getComputedStyle(element).getPropertyValue('appearance'));
	expect(await look('#radio-plain-kiosk')).not.toBe('none');
	const field = page.locator('#text-plain');
	// Scripts that start can take the focus away.
	await expect(async () => {
		await field.focus();
		expect(await field.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
	}).toPass();
	await page.context().close();
});

test('a theme is a stylesheet that is kept for good under the address of its content', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server);
	await page.goto('/styleguide?theme=roosendaal');
	const href = await page.locator('link[href^="/theme/roosendaal"]').getAttribute('href');
	const kept = await fetch(`${server.url}${href ?? ''}`);
	expect(kept.status).toBe(200);
	expect(kept.headers.get('content-type')).toBe('text/css; charset=utf-8');
	expect(kept.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
	expect(await kept.text()).toContain('--brand:');
	const other = await fetch(`${server.url}/theme/roosendaal?v=old`);
	expect(other.headers.get('cache-control')).toBe('public, no-cache');
	const again = await fetch(`${server.url}/theme/roosendaal`, {
		headers: { 'if-none-match': other.headers.get('etag') ?? '' }
	});
	expect(again.status).toBe(304);
	for (const slug of ['nowhere', 'Roosendaal', '..%2fetc', '%00', "x'%5D%7B", 'a'.repeat(3000)])
		expect((await fetch(`${server.url}/theme/${slug}`)).status, slug).toBe(404);
	const brand = await page.evaluate(() =>
		getComputedStyle(document.documentElement).getPropertyValue('--brand').trim()
	);
	expect(brand).toBe('#74174f');
	await page.context().close();
});

test('the style guide is not there outside the demo', async () => {
	const real = await startServer({ env: { DEMO: 'off', DEMO_CLOCK: '' } });
	try {
		expect((await fetch(`${real.url}/styleguide`)).status).toBe(404);
		expect((await fetch(`${real.url}/`)).status).toBe(200);
	} finally {
		await real.remove();
	}
});

for (const colorScheme of ['light', 'dark'] as const)
	test(`the ways in are clean of faults and of breaches of the content policy, ${colorScheme}`, async ({
		browser,
		server
	}) => {
		test.slow();
		const page = await newPage(browser, server, {
			colorScheme,
			viewport: { width: 390, height: 844 }
		});
		const said: string[] = [];
		page.on('console', (message) => {
			if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
		});
		for (const path of ['/', '/signin', '/pair/kiosk']) {
			await page.goto(path);
			expect(await violations(page), path).toEqual([]);
		}
		expect(said).toEqual([]);
		const ground = await page.evaluate(
			() => getComputedStyle(document.body.parentElement!).backgroundColor
		);
		expect(ground).toBe(colorScheme === 'dark' ? 'rgb(14, 21, 29)' : 'rgb(243, 245, 248)');
		await page.goto('/no-such-page');
		expect(await violations(page)).toEqual([]);
		await page.context().close();
	});

test('from the way in, a hall’s kiosk opens in the look of its municipality', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server, { viewport: { width: 1080, height: 1920 } });
	await page.goto('/');
	await page.getByRole('button', { name: 'Aanmeldzuil van Stadskantoor Roosendaal' }).click();
	await expect(page).toHaveURL(/\/kiosk$/);
	await expect(page.locator('link[href^="/theme/roosendaal"]')).toBeAttached();
	await page.context().close();
});
