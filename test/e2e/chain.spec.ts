/** The main job, in real browsers: a ticket is taken, called, seen in the hall and on a telephone, served and done. */
import type { Browser as Chromium, Page } from '@playwright/test';
import {
	clerkAt,
	counterId,
	expect,
	live,
	newPage,
	pairedScreen,
	signedIn,
	test,
	violations
} from '../support/e2e.ts';
import { takeTicket as take } from '../support/kiosk.ts';
import type { TestServer } from '../support/server.ts';

/** The number as screens show it: letter and digits apart. */
const shown = (ticket: string) => `${ticket.slice(0, -3)}\u00a0${ticket.slice(-3)}`;

const key = (desk: Page, name: string) => desk.keyboard.press(name);
const status = (desk: Page, text: string) =>
	expect(desk.getByRole('status').filter({ hasText: text })).toBeVisible();

async function phoneOf(browser: Chromium, server: TestServer, address: string): Promise<Page> {
	const phone = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
	await phone.goto(address);
	return phone;
}

test('kiosk, desk, hall and telephone follow one visit together', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const hall = await pairedScreen(browser, server, 'hall', 'roosendaal');
	const desk = await clerkAt(browser, server, 'hanneke', 'roosendaal', 1);
	await expect(hall.getByText('Welkom')).toBeVisible();

	const { ticket, address } = await take(kiosk, /^Paspoort aanvragen/);
	const phone = await phoneOf(browser, server, address);
	await expect(phone.getByText('als eerste aan de beurt')).toBeVisible();
	await expect(desk.getByText(shown(ticket)).first()).toBeVisible();

	await key(desk, 'n');
	await status(desk, `${shown(ticket)} opgeroepen`);
	await expect(hall.getByText(shown(ticket))).toBeVisible();
	await expect(hall.getByText('Balie 1')).toBeVisible();
	await expect(phone.getByText('U bent aan de beurt')).toBeVisible();
	await expect(phone.getByText('Balie 1')).toBeVisible();

	await key(desk, 'r');
	await status(desk, `${shown(ticket)} nog eens opgeroepen`);

	await key(desk, 's');
	await status(desk, `${shown(ticket)} is er`);
	// A call leaves the display when service starts.
	await expect(hall.getByText(shown(ticket))).toBeHidden({ timeout: 15_000 });
	await expect(phone.getByText('U wordt geholpen')).toBeVisible();

	await key(desk, 'k');
	await key(desk, '1');
	await status(desk, `${shown(ticket)} klaar`);
	await expect(phone.getByText(/Dit bezoek is klaar|Bedankt/).first()).toBeVisible();
});

test('undo withdraws a call, and display and telephone say so', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	const hall = await pairedScreen(browser, server, 'hall', 'etten-leur');
	const desk = await clerkAt(browser, server, 'mehmet', 'etten-leur', 1);
	const { ticket, address } = await take(kiosk, /^Paspoort aanvragen/);
	const phone = await phoneOf(browser, server, address);

	await key(desk, 'n');
	await expect(hall.getByText(shown(ticket))).toBeVisible();
	await key(desk, 'z');
	await status(desk, 'Teruggedraaid');
	await expect(hall.getByText(`De oproep van ${shown(ticket)} is ingetrokken`)).toBeVisible();
	await expect(phone.getByText('als eerste aan de beurt')).toBeVisible();

	// The visitor leaves by telephone; the desk sees the line become empty.
	await phone.getByText('Ik ga weg').click();
	await phone.getByRole('button', { name: 'Ja, trek mijn nummer in' }).click();
	await expect(phone.getByText(/ingetrokken/).first()).toBeVisible();
	await expect(desk.getByRole('listitem').filter({ hasText: shown(ticket) })).toHaveCount(0);
});

test('no-show is offered after the recalls, and a visitor who comes after all is back in line', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	const desk = await clerkAt(browser, server, 'noor', 'etten-leur', 2);
	const { ticket } = await take(kiosk, /^Verklaring Omtrent|^Verklaring omtrent/i);
	await key(desk, 'n');
	await status(desk, `${shown(ticket)} opgeroepen`);
	await expect(desk.getByRole('button', { name: /Niet gekomen/ })).toHaveAttribute(
		'aria-disabled',
		'true'
	);
	await key(desk, 'r');
	await status(desk, `${shown(ticket)} nog eens opgeroepen`);
	await expect(desk.getByText('Roep eerst nog 1 keer')).toBeVisible();
	await key(desk, 'r');
	await expect(desk.getByText('Roep eerst nog 1 keer')).toBeHidden();
	await key(desk, 'a');
	await status(desk, `${shown(ticket)} niet gekomen`);
	await desk.getByRole('button', { name: /Is er nu/ }).click();
	await status(desk, `${shown(ticket)} weer in de rij`);
});

test('a ticket can be taken without JavaScript, and a second press gives no second ticket', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'halsteren', {
		javaScriptEnabled: false
	});
	const first = await take(kiosk, /^Uittreksel BRP/);
	await kiosk.reload();
	expect((await kiosk.getByRole('heading', { level: 1 }).innerText()).replace(/\s/g, '')).toContain(
		first.ticket
	);
	const phone = await newPage(browser, server, {
		javaScriptEnabled: false,
		viewport: { width: 390, height: 844 }
	});
	await phone.goto(first.address);
	await expect(phone.getByText('als eerste aan de beurt')).toBeVisible();
});

test('a clerk can work without JavaScript', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom');
	const { ticket } = await take(kiosk, /^Paspoort aanvragen/);
	const desk = await newPage(browser, server, { javaScriptEnabled: false });
	await desk.goto('/signin?next=/desk');
	await desk.getByLabel('Gebruikersnaam').fill('esra');
	await desk.getByLabel('Wachtwoord').fill('beurt-demo');
	await desk.getByRole('button', { name: 'Inloggen' }).click();
	await desk
		.getByRole('region', { name: 'Stadhuis Bergen op Zoom' })
		.getByRole('button', { name: /Balie 5/ })
		.click();
	await desk.getByRole('button', { name: /^Volgende/ }).click();
	await expect(
		desk.getByRole('status').filter({ hasText: `${shown(ticket)} opgeroepen` })
	).toBeVisible();
	await desk.getByRole('button', { name: /^Is er/ }).click();
	await expect(
		desk.getByRole('status').filter({ hasText: `${shown(ticket)} is er` })
	).toBeVisible();
});

test('a display that lost its line is whole again, and telephones say how old their truth is', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom');
	const hall = await pairedScreen(browser, server, 'hall', 'bergen-op-zoom');
	const desk = await clerkAt(browser, server, 'fatima', 'bergen-op-zoom', 6);
	const { ticket, address } = await take(kiosk, /^ID-kaart aanvragen/);
	const phone = await phoneOf(browser, server, address);
	await hall.context().setOffline(true);
	await phone.context().setOffline(true);
	await expect(hall.getByText(/Geen verbinding/)).toBeVisible({ timeout: 30_000 });
	await expect(phone.getByText(/Geen verbinding/).first()).toBeVisible({ timeout: 30_000 });
	await desk.getByRole('button', { name: /^Volgende/ }).click();
	await status(desk, 'opgeroepen');
	await hall.context().setOffline(false);
	await phone.context().setOffline(false);
	await expect(hall.getByText(/Geen verbinding/)).toBeHidden({ timeout: 15_000 });
	const called = await desk.getByRole('heading', { level: 2 }).first().innerText();
	expect(called).toBeTruthy();
	await expect(hall.getByText('Balie 6')).toBeVisible();
	await expect(phone.getByText(/Geen verbinding/)).toBeHidden({ timeout: 15_000 });
	expect(ticket).toMatch(/^[A-Z]\d{3}$/);
});

test('a second tab and a reload show the same desk', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const desk = await clerkAt(browser, server, 'joost', 'roosendaal', 3);
	const { ticket } = await take(kiosk, /^Rijbewijs/);
	await key(desk, 'n');
	await status(desk, 'opgeroepen');
	const tab = await desk.context().newPage();
	await tab.goto('/desk');
	await live(tab);
	await expect(tab.getByRole('button', { name: /^Is er/ })).toBeEnabled();
	await tab.keyboard.press('s');
	await expect(desk.getByText('Aan de balie').first()).toBeVisible();
	await desk.reload();
	await live(desk);
	await desk.keyboard.press('k');
	await desk.keyboard.press('1');
	await expect(tab.getByText(/Geen bezoeker/).first()).toBeVisible();
	expect(ticket).toBeTruthy();
});

test('an occupied counter is refused with the name of who has it', async ({ browser, server }) => {
	await clerkAt(browser, server, 'kim', 'roosendaal', 5);
	const other = await clerkAt(browser, server, 'lotte', 'roosendaal', 5);
	await expect(other.getByRole('heading', { name: 'Waar werk je nu?' })).toBeVisible();
	await expect(other.getByText(/Kim Nguyen/).first()).toBeVisible();
});

test('a lead holds all calls, and frees the counter of a colleague who went away', async ({
	browser,
	server
}) => {
	const hall = await pairedScreen(browser, server, 'hall', 'halsteren');
	const lead = await clerkAt(browser, server, 'lead', 'halsteren', 1);
	await lead.getByRole('button', { name: 'Alle oproepen tegenhouden' }).click();
	await expect(hall.getByText(/Volg de aanwijzingen/)).toBeVisible();
	await expect(lead.getByRole('button', { name: 'Oproepen weer vrijgeven' })).toBeVisible();
	await lead.keyboard.press('n');
	await expect(lead.getByText(/staan stil/).first()).toBeVisible();
	expect(await violations(lead)).toEqual([]);
	await lead.getByRole('button', { name: 'Oproepen weer vrijgeven' }).click();
	await expect(hall.getByText(/Volg de aanwijzingen/)).toBeHidden();

	const colleague = await clerkAt(browser, server, 'carmen', 'bergen-op-zoom', 7);
	await expect(colleague.getByRole('heading', { name: /Balie 7/ })).toBeVisible();
	await lead.request.post('/desk?/open', {
		headers: { origin: server.url },
		form: { command: crypto.randomUUID(), counter: counterId('bergen-op-zoom', 8) }
	});
	await lead.getByRole('button', { name: 'Balie 7 vrijgeven' }).click();
	await expect(colleague.getByRole('heading', { name: 'Waar werk je nu?' })).toBeVisible();
});

const LANGUAGES = ['nl', 'en'] as const;

test('every page is clean of accessibility faults, in both languages', async ({
	browser,
	server
}) => {
	test.setTimeout(600_000);
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const hall = await pairedScreen(browser, server, 'hall', 'roosendaal');
	const desk = await clerkAt(browser, server, 'ibrahim', 'roosendaal', 4);
	const admin = await signedIn(browser, server, 'admin');
	const visitor = await newPage(browser, server, { viewport: { width: 320, height: 640 } });
	const { address } = await take(kiosk, /^Paspoort aanvragen/);
	const faults: string[] = [];
	for (const lang of LANGUAGES) {
		const tour: [Page, string][] = [
			[visitor, '/'],
			[visitor, '/signin'],
			[visitor, '/pair/kiosk'],
			[visitor, '/pair/hall'],
			[visitor, '/no-such-page'],
			[visitor, '/t/not-a-ticket'],
			[visitor, address],
			[kiosk, '/kiosk'],
			[hall, '/hall'],
			[admin, '/desk'], // Not theirs: a page that says so.
			[admin, '/manage/devices'],
			[desk, '/desk']
		];
		for (const [page, path] of tour) {
			await page.goto(`${path}?lang=${lang}`);
			await expect(page.locator('html')).toHaveAttribute('lang', lang);
			faults.push(...(await violations(page)).map((fault) => `${lang} ${path}: ${fault}`));
			// Nothing is wider than the screen, also on the narrowest telephone.
			const wide = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			if (wide > 0) faults.push(`${lang} ${path}: ${wide} px too wide`);
		}
		await desk.keyboard.press('n');
		await expect(desk.getByRole('status').first()).not.toBeEmpty();
		faults.push(...(await violations(desk)).map((fault) => `${lang} desk called: ${fault}`));
		faults.push(...(await violations(hall)).map((fault) => `${lang} hall called: ${fault}`));
	}
	expect(faults).toEqual([]);
});

test('no page breaks its own content policy or logs an error', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	const desk = await clerkAt(browser, server, 'oscar', 'etten-leur', 3);
	const hall = await pairedScreen(browser, server, 'hall', 'etten-leur');
	const said: string[] = [];
	for (const page of [kiosk, desk, hall]) {
		page.on('console', (message) => {
			if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
		});
		page.on('pageerror', (error) => said.push(String(error)));
		await page.reload();
	}
	await take(kiosk, /^Paspoort aanvragen/);
	await desk.keyboard.press('n');
	await status(desk, 'opgeroepen');
	await expect(hall.getByText('Balie 3')).toBeVisible();
	await kiosk.getByRole('link', { name: /Klaar/ }).click();
	expect(said).toEqual([]);
});
