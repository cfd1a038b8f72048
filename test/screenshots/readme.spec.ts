/** The pictures in README, made from a hall at work. `npm run screenshots` renders them anew. */
import { spawn } from 'node:child_process';
import type { Page } from '@playwright/test';
import { minutes } from '../../src/lib/domain/time.ts';
import type { DemoUpl } from '../../src/lib/server/demo/services.ts';
import { clerkAt, expect, newPage, pairedScreen, signedIn, test } from '../support/e2e.ts';
import { takeTicket } from '../support/kiosk.ts';
import { type Arrival, type Day, startPrepared } from '../support/prepared.ts';

const FOLDER = 'docs/pictures';

/** Without the demo's banner: the pictures show the product. */
async function shoot(page: Page, name: string): Promise<void> {
	await page.evaluate(() => document.fonts.ready);
	await page.screenshot({ path: `${FOLDER}/${name}.png` });
}

async function take(kiosk: Page, service: string): Promise<string> {
	return (await takeTicket(kiosk, service)).address;
}

/** Forty minutes of a morning in Roosendaal. */
async function morning(day: Day): Promise<void> {
	const at = (n: number) => day.start + minutes(n);
	const arrivals: [number, DemoUpl | DemoUpl[], Arrival?][] = [
		[38, 'paspoort'],
		[35, 'ophalen reisdocument of rijbewijs'],
		[33, 'rijbewijs'],
		[31, 'paspoort', { persons: 2 }],
		[27, 'verhuismelding'],
		[25, 'ophalen reisdocument of rijbewijs'],
		[22, 'paspoort', { slotStart: at(-5), name: 'Mevrouw Van Dam' }],
		[19, 'rijbewijs', { note: { text: 'Komt terug met een nieuwe pasfoto.', keep: 'day' } }],
		[14, ['paspoort', 'verhuismelding']],
		[12, 'huwelijksaangifte', { slotStart: at(15), name: 'De heer Quist', language: 'en' }],
		[9, 'ophalen reisdocument of rijbewijs'],
		[7, 'verhuismelding', { priority: 'mobility', fetchInPerson: true }],
		[4, 'paspoort'],
		[2, 'rijbewijs']
	];
	for (const [ago, wish, how] of arrivals) {
		day.before(ago);
		await day.arrive('roosendaal', wish, how);
	}
}

test('a hall at work', async ({ browser }) => {
	const server = await startPrepared(morning);
	try {
		for (const [login, number] of [
			['ibrahim', 2],
			['joost', 3],
			['kim', 5]
		] as const) {
			const desk = await clerkAt(browser, server, login, 'roosendaal', number);
			await desk.keyboard.press('n');
			await expect(desk.getByText('opgeroepen').first()).toBeVisible();
		}
		const desk = await clerkAt(browser, server, 'hanneke', 'roosendaal', 1);
		await desk.getByRole('button', { name: 'Begrepen' }).click();
		const hall = await pairedScreen(browser, server, 'hall', 'roosendaal');
		await desk.keyboard.press('n');
		await desk.getByText('opgeroepen').first().waitFor();
		// The announcement has been made; the newest call stays.
		await hall.waitForTimeout(20_000);
		await shoot(hall, 'hall');
		await desk.keyboard.press('s');
		await desk.getByText('is er').first().waitFor();
		await desk.waitForTimeout(11_000);
		await shoot(desk, 'desk');

		const host = await signedIn(browser, server, 'host-r');
		await host.setViewportSize({ width: 1024, height: 576 });
		await host.goto('/host');
		await host.getByRole('button', { name: 'Begrepen' }).click();
		await host.locator('[data-row]').nth(1).click();
		await expect(host.locator('#pane').getByRole('heading').first()).toBeVisible();
		await shoot(host, 'host');

		const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur', {
			viewport: { width: 1366, height: 768 }
		});
		await kiosk.goto('/kiosk?step=services');
		await shoot(kiosk, 'kiosk-wide');
	} finally {
		await server.remove();
	}
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

test('a front of each municipality', async ({ browser, server }) => {
	const page = await newPage(browser, server, { viewport: { width: 720, height: 900 } });
	const [bergen, roosendaal] = ['/bergen-op-zoom', '/roosendaal/afspraak/tijd?dienst=paspoort'];
	for (const [path, name] of [
		[bergen, 'front-bergen-op-zoom'],
		['/etten-leur/afspraak?dienst=paspoort&personen=2', 'front-etten-leur'],
		[roosendaal, 'front-roosendaal']
	] as const) {
		await page.goto(path);
		// Not before the scripts run, which would put it back.
		await page.waitForLoadState('networkidle');
		await page.evaluate(() => document.querySelector('[aria-label=Demo]')?.remove());
		await shoot(page, name);
	}
});
