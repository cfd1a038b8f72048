/** Somebody with an appointment comes in: checked in at a kiosk or by the host, expected before, and called. */
import { type Browser as Chromium, type Page, chromium } from '@playwright/test';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { installedChromium } from '../../tools/chromium.mjs';
import { later, first, press, visitor } from '../support/desk.ts';
import {
	clerkAt,
	expect,
	newPage,
	pairedScreen,
	signedIn,
	testAlone as test,
	violations
} from '../support/e2e.ts';
import { filmOf } from '../support/film.ts';
import { faultsOn, ticketOn } from '../support/kiosk.ts';
import type { TestServer } from '../support/server.ts';

const heading = (page: Page) => page.getByRole('heading', { level: 1 });
const codeField = (kiosk: Page) => kiosk.getByLabel('De code van uw afspraak');

/** Books a passport today in Roosendaal. @returns its code and time on the wall */
async function bookedToday(
	browser: Chromium,
	server: TestServer,
	name: string,
	nth: number
): Promise<{ code: string; time: string; page: Page }> {
	const page = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
	await page.goto(`/roosendaal/afspraak/tijd?dienst=paspoort&hal=${demoBranchId('roosendaal')}`);
	const slots = page.getByRole('region', { name: 'dinsdag 3 maart' }).locator('button[name=slot]');
	const slot = slots.nth(nth);
	const time = (await slot.innerText()).slice(0, 5);
	await slot.click();
	await page.getByLabel('Naam').fill(name);
	await page.getByLabel('E-mailadres').fill('bezoeker@voorbeeld.nl');
	await page.getByLabel('Opmerking').fill('Ik kom met mijn hond.');
	await page.getByLabel('Ik kom met een rolstoel').check();
	await page.getByRole('button', { name: 'Controleer' }).click();
	await page.getByRole('button', { name: 'Bevestig de afspraak' }).click();
	await expect(page.getByRole('heading', { name: 'Uw afspraak staat' })).toBeVisible();
	return { code: await page.locator('.letters').innerText(), time, page };
}

/** Goes on to a time of today. */
async function clockTo(admin: Page, time: string): Promise<void> {
	const answer = await admin.request.post('/api/demo/clock', {
		data: { at: Date.parse(`2026-03-03T${time}:00+01:00`), speed: 1 }
	});
	expect(answer.status()).toBe(200);
}

const minutesBefore = (time: string, minutes: number): string => {
	const [hour = 0, minute = 0] = time.split(':').map(Number);
	const at = hour * 60 + minute - minutes;
	return [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, '0')).join(':');
};

test('an appointment is expected, checked in with its code, called at its time, and helped', async ({
	browser,
	server
}) => {
	const admin = await signedIn(browser, server, 'admin');
	const desk = await clerkAt(browser, server, 'anna', 'roosendaal', 1);
	const booked = await bookedToday(browser, server, 'Fatima de Groot', 0);
	await expect(later(desk)).toContainText('Fatima de Groot');

	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	await kiosk.getByRole('link', { name: /^Ja/ }).click();
	await expect(heading(kiosk)).toHaveText('Meld u aan');
	expect(await faultsOn(kiosk)).toEqual([]);
	await kiosk.screenshot({ path: 'test-results/checkin-code.png' });

	// Too early: from when, and what to do until then.
	for (const key of booked.code.replace(' ', ''))
		await kiosk.getByRole('button', { name: key, exact: true }).click();
	await expect(codeField(kiosk)).toHaveValue(booked.code.replace(' ', ''));
	await kiosk.getByRole('button', { name: 'Ik ben er' }).click();
	await expect(
		kiosk.getByText(`Aanmelden kan vanaf ${minutesBefore(booked.time, 60)}.`)
	).toBeVisible();
	expect(await faultsOn(kiosk)).toEqual([]);
	await kiosk.screenshot({ path: 'test-results/checkin-early.png' });

	await clockTo(admin, minutesBefore(booked.time, 20));
	await kiosk.getByRole('link', { name: 'Terug naar het begin' }).click();
	await kiosk.getByRole('link', { name: /^Ja/ }).click();
	await codeField(kiosk).fill(booked.code.toLowerCase());
	await kiosk.getByRole('button', { name: 'Ik ben er' }).click();
	const { ticket } = await ticketOn(kiosk);
	await expect(kiosk.getByText(`U wordt opgeroepen vanaf ${booked.time}`).first()).toBeVisible();
	expect(await faultsOn(kiosk)).toEqual([]);
	await kiosk.screenshot({ path: 'test-results/checkin-done.png' });

	// At home the appointment says so, and leads to the ticket.
	await booked.page.reload();
	await expect(booked.page.getByText(ticket.replace(/^(.)/, '$1\u00a0'))).toBeVisible();
	expect(await violations(booked.page)).toEqual([]);

	await clockTo(admin, booked.time);
	await expect(first(desk)).toContainText('Fatima de Groot');
	await press(desk, 'n', /opgeroepen/);
	await expect(visitor(desk)).toContainText('Fatima de Groot');
	await expect(desk.getByText(/Rolstoel, Ik kom met mijn hond/)).toBeVisible();
	await desk.screenshot({ path: 'test-results/checkin-desk.png' });
});

/** As fast as a scanner types, whatever else this machine does. */
const scan = (kiosk: Page, code: string): Promise<void> =>
	kiosk.evaluate(
		(keys) => {
			for (const key of keys)
				document.body.dispatchEvent(
					new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
				);
		},
		[...Array.from(code.replace(' ', '')), 'Enter']
	);

test('who will be late says so, and those who wait for them see it', async ({
	browser,
	server
}) => {
	const { page, time } = await bookedToday(browser, server, 'Fatima de Groot', 0);
	const expectedAt = minutesBefore(time, -20);
	const host = await signedIn(browser, server, 'host-r');
	await host.goto('/host?hall=roosendaal');
	await expect(host.getByText('Fatima de Groot')).toBeVisible();
	await page.getByRole('button', { name: '20 minuten later' }).click();
	await expect(page.getByText(`Wij weten het: u komt rond ${expectedAt}.`)).toBeVisible();
	expect(await violations(page)).toEqual([]);
	await expect(host.getByText(`Komt rond ${expectedAt}`)).toBeVisible();
	// Past the grace they are still looked out for.
	const admin = await signedIn(browser, server, 'admin');
	await clockTo(admin, minutesBefore(time, -15));
	await expect(host.getByText(`Komt rond ${expectedAt}`)).toBeVisible();
	await expect(host.getByText('Te laat')).toHaveCount(0);
});

test('a scanner is heard on the first screen', async ({ browser, server }) => {
	const admin = await signedIn(browser, server, 'admin');
	const booked = await bookedToday(browser, server, 'Jan de Wit', 1);
	await clockTo(admin, minutesBefore(booked.time, 20));
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	await expect(heading(kiosk)).toHaveText('Hebt u een afspraak?');
	await kiosk.waitForLoadState('networkidle');
	await scan(kiosk, booked.code);
	await ticketOn(kiosk);

	// Scanned again: the number that was given, and nothing more.
	await kiosk.getByRole('link', { name: 'Klaar' }).click();
	await expect(heading(kiosk)).toHaveText('Hebt u een afspraak?');
	await scan(kiosk, booked.code);
	await expect(kiosk.getByText(/al aangemeld/)).toBeVisible();
});

/** A browser whose camera sees a code, and nothing else. */
const browserThatSees = (text: string, film: string): Promise<Chromium> => {
	filmOf(text, film);
	const executablePath = installedChromium();
	return chromium.launch({
		...(executablePath ? { executablePath } : {}),
		args: [
			'--use-fake-ui-for-media-stream',
			'--use-fake-device-for-media-stream',
			`--use-file-for-fake-video-capture=${film}`
		]
	});
};

test('the kiosk’s camera reads the code that is held up to it', async ({
	browser,
	server
}, info) => {
	const admin = await signedIn(browser, server, 'admin');
	const booked = await bookedToday(browser, server, 'Jan de Wit', 1);
	await clockTo(admin, minutesBefore(booked.time, 20));
	const atKiosk = async (text: string, film: string): Promise<[Chromium, Page]> => {
		const own = await browserThatSees(text, info.outputPath(film));
		const allowed = { permissions: ['camera'] };
		const kiosk = await pairedScreen(own, server, 'kiosk', 'roosendaal', allowed);
		await kiosk.getByRole('link', { name: /^Ja/ }).click();
		return [own, kiosk];
	};
	// Whatever is no code of ours leads nowhere.
	const [other, waiting] = await atKiosk('https://example.nl/', 'other.y4m');
	await expect(waiting.getByText('Houd uw code voor de camera')).toBeVisible();
	await expect(heading(waiting)).toHaveText('Meld u aan');
	expect(await faultsOn(waiting)).toEqual([]);
	await waiting.screenshot({ path: 'test-results/checkin-camera.png' });
	await other.close();

	const [own, kiosk] = await atKiosk(booked.code.replace(' ', ''), 'code.y4m');
	await ticketOn(kiosk);
	// It watches only where there is something to read.
	const watching = await kiosk.evaluate(() => document.querySelectorAll('video').length);
	expect(watching).toBe(0);
	await own.close();
});

test('the host checks in who is expected, and takes it back', async ({ browser, server }) => {
	const booked = await bookedToday(browser, server, 'Fatima de Groot', 0);
	const tablet = await signedIn(browser, server, 'host-r');
	await tablet.setViewportSize({ width: 1024, height: 768 });
	await tablet.goto('/host');
	await tablet.getByText('Geluid staat').waitFor();
	const expected = tablet.getByRole('region', { name: /^Verwacht/ });
	await expect(expected).toContainText('Fatima de Groot');
	await tablet.screenshot({ path: 'test-results/checkin-host.png' });
	expect(await violations(tablet)).toEqual([]);

	// By name, as whoever stands in front says it.
	await tablet.getByLabel('Zoek een bezoeker').fill('fatima');
	await tablet.getByRole('button', { name: /^Meld aan: .* Fatima/ }).click();
	await expect(tablet.getByRole('heading', { name: /^Het nummer is/ })).toBeFocused();
	await expect(tablet.getByText(/^Aangemeld: /)).toBeVisible();
	await tablet.getByLabel('Zoek een bezoeker').fill('');
	await expect(expected).toHaveCount(0);
	await tablet.getByRole('listitem').filter({ hasText: 'Fatima' }).locator('[data-row]').click();
	await expect(tablet.getByText('Ik kom met mijn hond.')).toBeVisible();
	await tablet.screenshot({ path: 'test-results/checkin-visitor.png' });

	await tablet.getByRole('button', { name: 'Nog niet hier' }).click();
	await expect(expected).toContainText(booked.time);
});

test('without scripts a code is typed and sent like any form', async ({ browser, server }) => {
	const admin = await signedIn(browser, server, 'admin');
	const booked = await bookedToday(browser, server, 'Jan de Wit', 0);
	await clockTo(admin, minutesBefore(booked.time, 30));
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal', {
		javaScriptEnabled: false
	});
	await kiosk.getByRole('link', { name: /^Ja/ }).click();
	await codeField(kiosk).fill('zzz zzz');
	await kiosk.getByRole('button', { name: 'Ik ben er' }).click();
	await expect(kiosk.getByText('Deze afspraak bestaat niet (meer).')).toBeVisible();
	await kiosk.getByRole('link', { name: 'Andere code typen' }).click();
	await codeField(kiosk).fill(booked.code);
	await kiosk.getByRole('button', { name: 'Ik ben er' }).click();
	await ticketOn(kiosk);
});
