/**
 * `npm run screenshots`: every screen in its sizes, looks, languages and states, from halls at work, on one sheet.
 * The pictures stand in test-results/screens; the sheet in docs/pictures.
 */
import type { Browser as Chromium, Page } from '@playwright/test';
import { Browser } from '../../src/cli/demo/doors.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import type { DemoBranchSlug } from '../../src/lib/server/demo/region.ts';
import { demoServiceId } from '../../src/lib/server/demo/services.ts';
import { counterId, expect, newPage, pairedScreen, test } from '../support/e2e.ts';
import { type TestServer, startServer } from '../support/server.ts';
import { TOUCHES } from '../support/kiosk.ts';
import { Album } from './album.ts';

const SHEET = 'docs/pictures/contact-sheet.jpg';
const album = new Album('test-results/screens');

const HALLS = [
	'bergen-op-zoom',
	'etten-leur',
	'roosendaal'
] as const satisfies readonly DemoBranchSlug[];
const LANGUAGES = ['nl', 'en'] as const;
const PORTRAIT = { width: 1080, height: 1920 };
const LANDSCAPE = { width: 1920, height: 1080 };
const UHD = { width: 3840, height: 2160 };
const DESK = { width: 1366, height: 768 };
const TABLET = { width: 1024, height: 768 };
const PHONE = { width: 390, height: 844 };
const SMALL = { width: 320, height: 640 };

const PASSPORT = demoServiceId('paspoort');
const COLLECT = demoServiceId('ophalen reisdocument of rijbewijs');
const LICENCE = demoServiceId('rijbewijs');
const MOVE = demoServiceId('verhuismelding');

/** Someone who is signed in and sends forms. */
async function staff(server: TestServer, login: string): Promise<Browser> {
	const door = new Browser(server.url);
	await door.submit('/signin?/in', { login, password: DEMO_PASSWORD });
	return door;
}

async function pageOf(
	browser: Chromium,
	server: TestServer,
	login: string,
	options: Parameters<Chromium['newContext']>[0]
): Promise<Page> {
	const page = await newPage(browser, server, options);
	await page.request.post('/signin?/in', {
		headers: { origin: server.url },
		form: { login, password: DEMO_PASSWORD },
		maxRedirects: 0
	});
	return page;
}

interface AtWork {
	/** The addresses of tickets in Roosendaal, in the order in which they were given. */
	links: string[];
	/** A kiosk of Roosendaal. */
	kiosk: Browser;
}

/** Each hall with people who wait, are called and are helped; Roosendaal with everything there is. */
async function fill(server: TestServer): Promise<AtWork> {
	const links: string[] = [];
	let roosendaal: Browser | null = null;
	for (const slug of HALLS) {
		const kiosk = new Browser(server.url);
		await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId(slug) });
		if (slug === 'roosendaal') roosendaal = kiosk;
		for (const service of [
			...[PASSPORT, COLLECT, LICENCE, PASSPORT, MOVE, COLLECT],
			...[PASSPORT, LICENCE, COLLECT, PASSPORT, MOVE, PASSPORT]
		]) {
			const given = await kiosk.submit('/kiosk?/take', { service, persons: '1' });
			if (!given.ok) throw new Error(`no ticket: ${given.code}`);
			const { path } = given.data['issued'] as { path: string };
			if (slug === 'roosendaal') links.push(path);
		}
	}
	const host = await staff(server, 'host-r');
	const walkIn = (fields: Record<string, string>) =>
		host.submit('/host?/ticket&hall=roosendaal', { language: 'nl', persons: '1', ...fields });
	await walkIn({ service: PASSPORT, priority: 'mobility', fetch: 'on', name: 'Mevrouw Van Dam' });
	await walkIn({ service: MOVE, note: 'Heeft het huurcontract al bij zich.', keep: 'visit' });
	await host.submit('/host?/message&hall=roosendaal', {
		nl: 'De pasfotoautomaat is vandaag buiten gebruik.',
		en: 'The photo booth is out of order today.',
		when: 'day'
	});
	for (const [login, slug, number] of [
		['ibrahim', 'roosendaal', 2],
		['joost', 'roosendaal', 3],
		['kim', 'roosendaal', 5],
		['anna', 'bergen-op-zoom', 1],
		['bram', 'bergen-op-zoom', 4]
	] as const) {
		const clerk = await staff(server, login);
		await clerk.submit('/desk?/open', { counter: counterId(slug, number) });
		await clerk.submit('/desk?/next');
	}
	if (!roosendaal) throw new Error('no kiosk');
	return { links, kiosk: roosendaal };
}

/** Sizes that a page for people at their own screen is looked at in. */
async function atSizes(
	page: Page,
	screen: string,
	name: string,
	sizes: readonly { width: number; height: number }[]
): Promise<void> {
	for (const size of sizes) {
		await page.setViewportSize(size);
		await album.take(page, screen, `${name} ${size.width}`);
	}
}

test('every screen', async ({ browser }) => {
	test.setTimeout(900_000);
	const server = await startServer();
	const closed = await startServer({ env: { DEMO_CLOCK: '2026-03-03T21:00:00.000Z' } });
	const { links, kiosk: door } = await fill(server);

	await test.step('the way in', async () => {
		const page = await newPage(browser, server);
		for (const language of LANGUAGES) {
			await page.goto(`/?lang=${language}`);
			await atSizes(page, 'Way in', language, [DESK, PHONE, SMALL]);
		}
		await page.goto('/signin?lang=nl');
		await atSizes(page, 'Way in', 'sign in', [DESK, PHONE]);
		await page.emulateMedia({ colorScheme: 'dark' });
		await atSizes(page, 'Way in', 'sign in, dark', [DESK]);
		await page.emulateMedia({ colorScheme: 'light' });
		await page.goto('/pair/kiosk');
		await atSizes(page, 'Way in', 'pairing', [DESK]);
		await page.goto('/nowhere');
		await atSizes(page, 'Way in', 'unknown address', [DESK, PHONE]);
		await page.context().close();
	});

	await test.step('kiosk', async () => {
		for (const slug of HALLS) {
			const page = await pairedScreen(browser, server, 'kiosk', slug);
			await album.take(page, 'Kiosk', `${slug} start`);
			await page.goto('/kiosk?step=services');
			await album.take(page, 'Kiosk', `${slug} services`);
			await page.setViewportSize(LANDSCAPE);
			await album.take(page, 'Kiosk', `${slug} services, lying`);
			await page.context().close();
		}
		const page = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
		for (const language of LANGUAGES)
			for (const size of [PORTRAIT, LANDSCAPE]) {
				await page.setViewportSize(size);
				for (const [state, address] of [
					['start', ''],
					['appointment', '&step=appointment'],
					['services', '&step=services'],
					['search', '&step=services&q=pasport+kwijt'],
					['nothing found', '&step=services&q=zwembad'],
					['one service', `&service=${PASSPORT}`],
					['two services', `&service=${PASSPORT}&persons=3&service=${MOVE}`]
				] as const) {
					await page.goto(`/kiosk?lang=${language}${address}`);
					await album.take(page, 'Kiosk', `${language} ${state} ${size.width}`);
				}
				await page.getByRole('button', { name: TOUCHES[language].give }).click();
				await expect(page.locator('main')).toContainText(/[A-Z]\s?\d{3}/);
				await album.take(page, 'Kiosk', `${language} number ${size.width}`);
			}
		await page.setViewportSize(PORTRAIT);
		await page.goto('/kiosk');
		await page.context().setOffline(true);
		await expect(page.getByText(/geen verbinding/i).first()).toBeVisible({ timeout: 30_000 });
		await album.take(page, 'Kiosk', 'offline');
		await page.context().close();
		const night = await pairedScreen(browser, closed, 'kiosk', 'roosendaal');
		await album.take(night, 'Kiosk', 'closed');
		await night.context().close();
	});

	await test.step('hall display', async () => {
		for (const slug of HALLS) {
			const page = await pairedScreen(browser, server, 'hall', slug);
			await page.waitForTimeout(1500);
			await album.take(page, 'Hall display', slug);
			if (slug === 'roosendaal') {
				await page.setViewportSize(UHD);
				await album.take(page, 'Hall display', `${slug} 4K`);
				await page.setViewportSize(LANDSCAPE);
				await page.goto('/hall?lang=en');
				await album.take(page, 'Hall display', `${slug} English`);
				await page.context().setOffline(true);
				await expect(page.getByText(/no connection/i).first()).toBeVisible({ timeout: 30_000 });
				await album.take(page, 'Hall display', `${slug} offline`);
			}
			await page.context().close();
		}
		const night = await pairedScreen(browser, closed, 'hall', 'etten-leur');
		await album.take(night, 'Hall display', 'closed');
		await night.context().close();
	});

	await test.step('ticket page', async () => {
		for (const [state, index] of [
			// Ibrahim, Joost and Kim have called: who collects comes before who applies.
			['called', 1],
			['waiting', 9]
		] as const) {
			const page = await newPage(browser, server, { viewport: PHONE });
			for (const language of LANGUAGES) {
				await page.goto(`${links[index] ?? ''}?lang=${language}`);
				await atSizes(page, 'Ticket page', `${state} ${language}`, [PHONE, SMALL]);
			}
			await page.emulateMedia({ colorScheme: 'dark' });
			await atSizes(page, 'Ticket page', `${state} dark`, [PHONE]);
			if (state === 'waiting') {
				await page.emulateMedia({ colorScheme: 'light' });
				await page.context().setOffline(true);
				await expect(page.getByText(/no connection/i).first()).toBeVisible({ timeout: 30_000 });
				await album.take(page, 'Ticket page', 'offline');
			}
			await page.context().close();
		}
	});

	await test.step('desk', async () => {
		const page = await pageOf(browser, server, 'hanneke', { viewport: DESK });
		await page.goto('/desk');
		await atSizes(page, 'Desk', 'choosing a counter', [DESK]);
		await page.request.post('/desk?/open', {
			headers: { origin: server.url },
			form: { command: crypto.randomUUID(), counter: counterId('roosendaal', 1) }
		});
		await page.goto('/desk');
		await page.getByText('Verbonden', { exact: true }).waitFor();
		await atSizes(page, 'Desk', 'free', [DESK, LANDSCAPE]);
		await page.keyboard.press('n');
		await expect(page.getByText(/opgeroepen/i).first()).toBeVisible();
		await atSizes(page, 'Desk', 'called', [DESK, LANDSCAPE, TABLET]);
		await page.keyboard.press('s');
		await expect(page.getByText(/is er/i).first()).toBeVisible();
		await atSizes(page, 'Desk', 'serving', [DESK, LANDSCAPE]);
		for (const panel of ['finish', 'park', 'transfer', 'note', 'quick']) {
			await page.goto(`/desk?panel=${panel}`);
			await album.take(page, 'Desk', `panel ${panel}`);
		}
		await page.goto('/desk');
		await page.emulateMedia({ colorScheme: 'dark' });
		await atSizes(page, 'Desk', 'serving, dark', [DESK]);
		await page.goto('/desk?lang=en');
		await atSizes(page, 'Desk', 'English, dark', [DESK, PHONE]);
		await page.context().close();
	});

	await test.step('host', async () => {
		await door.submit('/kiosk?/help', { reason: 'appointment' });
		const page = await pageOf(browser, server, 'host-r', { viewport: TABLET });
		for (const language of LANGUAGES)
			for (const [state, address] of [
				['hall', ''],
				['walk-in', '&panel=new'],
				['messages', '&panel=messages'],
				['found', '&q=3']
			] as const) {
				await page.goto(`/host?hall=roosendaal&lang=${language}${address}`);
				await album.take(page, 'Host', `${language} ${state}`);
			}
		await page.goto('/host?hall=roosendaal&lang=nl');
		await atSizes(page, 'Host', 'hall', [{ width: 768, height: 1024 }, PHONE]);
		await page.setViewportSize(TABLET);
		await page.emulateMedia({ colorScheme: 'dark' });
		await album.take(page, 'Host', 'dark');
		await page.context().close();
	});

	await test.step('manage', async () => {
		const page = await pageOf(browser, server, 'admin', { viewport: DESK });
		await page.goto('/manage/devices');
		await atSizes(page, 'Manage', 'devices', [DESK, PHONE]);
		await page.context().close();
	});

	await album.sheet(browser, SHEET);
	await server.remove();
	await closed.remove();
});
