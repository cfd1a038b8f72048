/** The pictures in README, made from a hall at work. `npm run screenshots` renders them anew. */
import type { Page } from '@playwright/test';
import { clerkAt, expect, newPage, pairedScreen, signedIn, test } from '../support/e2e.ts';

const FOLDER = 'docs/pictures';

/** Without the demo's banner: the pictures show the product. */
async function shoot(page: Page, name: string): Promise<void> {
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

async function take(kiosk: Page, service: string): Promise<string> {
	await kiosk.goto('/kiosk');
	await kiosk.getByRole('button', { name: service }).first().click();
	await expect(kiosk.getByText('Uw nummer', { exact: true })).toBeVisible();
	const typed = await kiosk.getByText(/\/t\/[\w-]+$/).innerText();
	return `http://${typed.trim()}`;
}

test('a hall at work', async ({ browser, server }) => {
	test.setTimeout(120_000);
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const hall = await pairedScreen(browser, server, 'hall', 'roosendaal');
	await shoot(kiosk, 'kiosk-start');

	const wishes = [
		'Paspoort aanvragen',
		'Paspoort, ID-kaart of rijbewijs ophalen',
		'Rijbewijs aanvragen',
		'ID-kaart aanvragen',
		'Paspoort aanvragen',
		'Verhuizing doorgeven',
		'Uittreksel BRP',
		'Paspoort, ID-kaart of rijbewijs ophalen',
		'Rijbewijs aanvragen',
		'Paspoort aanvragen',
		'Verhuizing doorgeven'
	];
	let address = '';
	for (const wish of wishes) address = await take(kiosk, wish);
	await shoot(kiosk, 'kiosk');

	const desks: Page[] = [];
	for (const [login, number] of [
		['hanneke', 1],
		['ibrahim', 2],
		['joost', 3],
		['kim', 5]
	] as const) {
		const desk = await clerkAt(browser, server, login, 'roosendaal', number);
		await desk.keyboard.press('n');
		await expect(desk.getByText('opgeroepen').first()).toBeVisible();
		desks.push(desk);
	}
	const [first] = desks;
	await first?.keyboard.press('s');
	await expect(first?.getByText('is er') ?? hall.locator('body')).toBeVisible();
	// The announcements have been made; the newest call stays.
	await hall.waitForTimeout(17_000);
	await shoot(hall, 'hall');
	if (first) await shoot(first, 'desk');

	const phone = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
	await phone.goto(address);
	await expect(phone.getByText(/bezoekers? voor u/)).toBeVisible();
	await shoot(phone, 'ticket');
	const admin = await signedIn(browser, server, 'admin');
	await admin.goto('/manage/devices');
	await shoot(admin, 'devices');
});
