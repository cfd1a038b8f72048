/** The pictures in README, made from a hall at work. `npm run screenshots` renders them anew. */
import { spawn } from 'node:child_process';
import type { Page } from '@playwright/test';
import { clerkAt, expect, newPage, pairedScreen, signedIn, test } from '../support/e2e.ts';
import { takeTicket } from '../support/kiosk.ts';

const FOLDER = 'docs/pictures';

/** Without the demo's banner: the pictures show the product. */
async function shoot(page: Page, name: string): Promise<void> {
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

async function take(kiosk: Page, service: string): Promise<string> {
	return (await takeTicket(kiosk, service)).address;
}

test('a hall at work', async ({ browser, server }) => {
	test.setTimeout(120_000);
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const hall = await pairedScreen(browser, server, 'hall', 'roosendaal');
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
	await expect(first?.getByText('is er').first() ?? hall.locator('body')).toBeVisible();
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

/** Two hours of the demo's day in a minute. */
const SPEED = 120;

test("the demo's day, side by side", async ({ browser, server }) => {
	test.setTimeout(240_000);
	const demo = spawn(
		process.execPath,
		['build/node/demo.js', '--url', server.url, '--speed', String(SPEED), '--seed', '7'],
		{ stdio: 'ignore' }
	);
	try {
		const hall = await pairedScreen(browser, server, 'hall', 'bergen-op-zoom');
		await hall.waitForTimeout(80_000);
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom');
		const desk = await clerkAt(browser, server, 'lead', 'bergen-op-zoom', 8);
		await desk.keyboard.press('n');
		await desk.keyboard.press('s');
		const address = await take(kiosk, 'Paspoort aanvragen');
		const phone = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
		await phone.goto(address);
		await kiosk.goto('/kiosk');
		await expect(phone.getByRole('heading', { level: 1 })).toBeVisible();
		const [kioskShot, hallShot, deskShot, phoneShot] = await Promise.all(
			[kiosk, hall, desk, phone].map(async (page) => (await page.screenshot()).toString('base64'))
		);
		const wall = await browser.newPage({ viewport: { width: 1900, height: 1000 } });
		await wall.setContent(`<style>
			body { margin: 0; padding: 40px; background: #dfe5ec; display: grid; gap: 32px;
				grid-template: 'kiosk hall phone' 1fr 'kiosk desk phone' 1fr / auto 1fr auto; height: 920px }
			img { display: block; border-radius: 12px; box-shadow: 0 8px 32px #0003; min-height: 0; object-fit: contain }
			.kiosk { grid-area: kiosk; height: 920px } .hall { grid-area: hall; height: 444px; justify-self: center }
			.desk { grid-area: desk; height: 444px; justify-self: center } .phone { grid-area: phone; height: 760px; align-self: center }
		</style>
		<img class=kiosk src="data:image/png;base64,${kioskShot}"><img class=hall src="data:image/png;base64,${hallShot}">
		<img class=desk src="data:image/png;base64,${deskShot}"><img class=phone src="data:image/png;base64,${phoneShot}">`);
		await shoot(wall, 'day');
	} finally {
		demo.kill();
	}
});
