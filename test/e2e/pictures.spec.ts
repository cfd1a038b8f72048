/**
 * How a few quiet screens look, picture against picture: what a change of the design does by accident, somebody sees.
 * Few, because each wanted change of looks makes them anew (`npm run screenshots`).
 */
import type { Page } from '@playwright/test';
import { expect, newPage, pairedScreen, testAlone as test } from '../support/e2e.ts';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1366, height: 768 };

/** Letters are drawn a little differently from machine to machine. */
const CLOSE = { animations: 'disabled', maxDiffPixelRatio: 0.02 } as const;

/** Without what counts: the time. */
async function looks(page: Page, name: string): Promise<void> {
	await page.evaluate(() => document.fonts.ready);
	await expect(page).toHaveScreenshot(`${name}.png`, {
		...CLOSE,
		mask: [page.locator('header .figures, header time, header strong')]
	});
}

for (const [slug, name] of [
	['bergen-op-zoom', 'Bergen op Zoom'],
	['roosendaal', 'Roosendaal']
] as const)
	test(`the kiosk and the display of ${name} look as they did`, async ({ browser, server }) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', slug);
		await looks(kiosk, `kiosk-${slug}`);
		await kiosk.goto('/kiosk?step=services');
		await looks(kiosk, `kiosk-services-${slug}`);
		const hall = await pairedScreen(browser, server, 'hall', slug);
		await expect(hall.getByText('Welkom')).toBeVisible();
		await looks(hall, `hall-${slug}`);
	});

test('the way in looks as it did, wide and narrow, by day and in the dark', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server, { viewport: DESK });
	await page.goto('/');
	await looks(page, 'home');
	await page.setViewportSize(PHONE);
	await looks(page, 'home-phone');
	await page.setViewportSize(DESK);
	await page.goto('/signin');
	await looks(page, 'signin');
	await page.emulateMedia({ colorScheme: 'dark' });
	await looks(page, 'signin-dark');
});
