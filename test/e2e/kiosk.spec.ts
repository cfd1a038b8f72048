/** The way to a number: the first question, the services, the search, the choice, and the ticket. */
import type { Page } from '@playwright/test';
import { LANGUAGES } from '../../src/lib/domain/visit.ts';
import { DEMO_SERVICES, demoServiceId } from '../../src/lib/server/demo/services.ts';
import { expect, newPage, pairedScreen, test } from '../support/e2e.ts';
import { Desk } from '../support/hall.ts';
import { Host, TOUCHES, numberOn, takeTicket, ticketOn } from '../support/kiosk.ts';

test.describe.configure({ timeout: 60_000 });

const heading = (kiosk: Page) => kiosk.getByRole('heading', { level: 1 });
const tile = (kiosk: Page, name: RegExp | string) =>
	kiosk.getByRole('list', { name: /^(Diensten|Services)$/ }).getByRole('link', { name });
const openServices = async (kiosk: Page, more = '') => {
	await kiosk.goto(`/kiosk?step=services${more}`);
	await expect(heading(kiosk)).toBeVisible();
};
/** Until the page listens to more than links: the hall's own time comes over the socket. */
const ready = (kiosk: Page) =>
	kiosk.waitForFunction(() => document.querySelector('[lang] footer nav'));

const FIRST = {
	nl: {
		question: 'Hebt u een afspraak?',
		yes: /^Ja/,
		open: 'Open tot 17:00',
		help: 'Hulp',
		welcome: 'Welkom in Stadskantoor Etten-Leur'
	},
	en: {
		question: 'Do you have an appointment?',
		yes: /^Yes/,
		open: 'Open until 17:00',
		help: 'Help',
		welcome: 'Welcome to Stadskantoor Etten-Leur'
	}
} as const;

for (const language of LANGUAGES) {
	test(`the first screen asks one thing, and says where one is: ${language}`, async ({
		browser,
		server
	}) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
		if (language === 'en') await kiosk.getByRole('link', { name: 'English' }).click();
		const { question, yes, open, help, welcome } = FIRST[language];
		await expect(heading(kiosk)).toHaveText(question);
		const { no } = TOUCHES[language];
		await expect(kiosk.getByRole('main').getByRole('link')).toHaveCount(2);
		for (const name of [yes, no]) {
			const box = await kiosk.getByRole('link', { name }).boundingBox();
			expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThan(300);
		}
		await expect(kiosk.getByRole('banner')).toContainText('Etten-Leur');
		await expect(kiosk.getByRole('banner')).toContainText(/^.*1\d:\d\d$/);
		for (const text of [welcome, open]) await expect(kiosk.getByText(text)).toBeVisible();
		await expect(
			kiosk.getByText(/wacht nu niemand|Nobody is waiting|wacht|waiting/).first()
		).toBeVisible();
		// By their own names, in every language.
		for (const name of ['Nederlands', 'English'])
			await expect(kiosk.getByRole('contentinfo').getByRole('link', { name })).toBeVisible();
		await expect(kiosk.getByRole('contentinfo').getByRole('button', { name: help })).toBeVisible();
	});

	test(`a ticket takes three touches: ${language}`, async ({ browser, server }) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
		if (language === 'en') await kiosk.goto('/kiosk?lang=en');
		const { no, give } = TOUCHES[language];
		await kiosk.getByRole('link', { name: no }).click();
		await tile(kiosk, language === 'nl' ? 'Paspoort aanvragen' : 'Apply for a passport').click();
		await kiosk.getByRole('button', { name: give }).click();
		const { address } = await ticketOn(kiosk);
		await expect(heading(kiosk)).toContainText(language === 'nl' ? 'Uw nummer' : 'Your number');
		// The telephone goes on in the language that was chosen here.
		expect(address.endsWith('?lang=en')).toBe(language === 'en');
		const phone = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
		await phone.goto(address);
		await expect(phone.locator('html')).toHaveAttribute('lang', language);
	});
}

test('languages and help stay in view on every screen, and the choice survives a change of language', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom');
	await openServices(kiosk, '&page=2');
	await kiosk.getByRole('link', { name: 'English' }).click();
	await expect(heading(kiosk)).toHaveText('What have you come for?');
	await expect(kiosk.getByText('Page 2 of 3')).toBeVisible();
	await kiosk.getByRole('link', { name: 'Previous' }).click();
	await tile(kiosk, 'Apply for a passport').click();
	await kiosk.getByRole('button', { name: 'One person more' }).click();
	await kiosk.getByRole('link', { name: 'Nederlands' }).click();
	await expect(heading(kiosk)).toHaveText('Dit gaat u regelen');
	await expect(kiosk.getByRole('status').filter({ hasText: '2 personen' })).toBeAttached();
	await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
	await ticketOn(kiosk);
	await kiosk.getByRole('link', { name: 'English' }).click();
	await expect(heading(kiosk)).toContainText('Your number');
	await expect(kiosk.getByRole('button', { name: 'Help' })).toBeVisible();
});

test('who has an appointment but no code calls the host to this kiosk, or goes on to a number', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const host = await Host.of(server, 'roosendaal');
	await kiosk.getByRole('link', { name: /^Ja/ }).click();
	await expect(heading(kiosk)).toHaveText('Meld u aan');
	await kiosk.getByRole('button', { name: /^Roep de gastvrouw of gastheer/ }).click();
	await expect(heading(kiosk)).toHaveText('Er komt iemand naar u toe');
	await expect.poll(() => host.board.help.map(({ reason }) => reason)).toEqual(['appointment']);
	await kiosk.getByRole('link', { name: 'Ik neem een nummer' }).click();
	await expect(heading(kiosk)).toHaveText('Waarvoor komt u?');
	await host.answer();
	host.leave();
});

test('services stand most used first, at most eight a page', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	await openServices(kiosk);
	const names: string[] = [];
	for (const page of [1, 2, 3]) {
		await expect(kiosk.getByText(`Pagina ${page} van 3`)).toBeVisible();
		const links = tile(kiosk, /./);
		expect(await links.count()).toBeLessThanOrEqual(8);
		for (const link of await links.all())
			names.push((await link.locator('.name').innerText()).trim());
		if (page < 3) await kiosk.getByRole('link', { name: 'Andere diensten' }).click();
	}
	const given = DEMO_SERVICES.map(({ nameNl }) => nameNl);
	expect(names).toEqual(given);
	await kiosk.getByRole('link', { name: 'Vorige' }).click();
	await expect(kiosk.getByText('Pagina 2 van 3')).toBeVisible();
});

test('a service is found as one types on the screen, in everyday words and with slips', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	await openServices(kiosk);
	const field = kiosk.getByRole('textbox', { name: 'Zoek wat u wilt regelen' });
	await expect(kiosk.getByRole('toolbar', { name: 'Toetsenbord' })).toHaveCount(0);
	await field.click();
	const keys = kiosk.getByRole('toolbar', { name: 'Toetsenbord' });
	await expect(keys).toBeVisible();
	for (const key of await keys.getByRole('button').all()) {
		const box = await key.boundingBox();
		expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(60);
	}
	for (const letter of 'verhuisen')
		await keys.getByRole('button', { name: letter, exact: true }).click();
	await expect(field).toHaveValue('verhuisen');
	await expect(field).toBeFocused();
	await expect(tile(kiosk, /./).first()).toContainText('Verhuizing doorgeven');
	await expect(kiosk.getByRole('status').filter({ hasText: 'gevonden' })).toBeVisible();
	await keys.getByRole('button', { name: 'Laatste letter wissen' }).click();
	await expect(field).toHaveValue('verhuise');
	// In the middle of the word too.
	await field.press('Home');
	await keys.getByRole('button', { name: 'ë' }).click();
	await expect(field).toHaveValue('ëverhuise');
	await keys.getByRole('button', { name: 'Alles wissen' }).click();
	await expect(field).toHaveValue('');
	for (const word of ['paspoort', 'kwijt']) {
		for (const letter of word)
			await keys.getByRole('button', { name: letter, exact: true }).click();
		await keys.getByRole('button', { name: 'Spatie' }).click();
	}
	await expect(tile(kiosk, /./).first()).toContainText('Paspoort aanvragen');
	await tile(kiosk, /./).first().click();
	await expect(heading(kiosk)).toHaveText('Dit gaat u regelen');
});

test('a keyboard of one’s own finds services as well, live, in either language', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	for (const [language, asked, found] of [
		['nl', 'pasport', 'Paspoort aanvragen'],
		['nl', 'id kaart', 'ID-kaart aanvragen'],
		['nl', 'rijbewijs halen', 'Paspoort, ID-kaart of rijbewijs ophalen'],
		['en', 'moving house', 'Report a move'],
		['en', 'drivers lisence', 'Apply for a driving licence']
	] as const) {
		await openServices(kiosk, `&lang=${language}`);
		await ready(kiosk);
		const field = kiosk.getByRole('textbox');
		await field.focus();
		await kiosk.keyboard.type(asked);
		await expect(tile(kiosk, /./).first()).toContainText(found);
		// No keys are drawn for who has them.
		await expect(kiosk.getByRole('toolbar')).toHaveCount(0);
	}
	await kiosk.keyboard.press('Enter');
	await expect(tile(kiosk, /./).first()).toBeFocused();
	await kiosk.getByRole('textbox').focus();
	await kiosk.keyboard.press('Escape');
	await expect(kiosk.getByText('Page 1 of 3')).toBeVisible();
});

for (const [language, nothing, help] of [
	['nl', 'Niets gevonden voor ‘zwembad’', 'Hulp'],
	['en', 'Nothing found for ‘zwembad’', 'Help']
] as const)
	test(`nothing found says so, and offers help: ${language}`, async ({ browser, server }) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
		await openServices(kiosk, `&lang=${language}`);
		await kiosk.getByRole('textbox').click();
		await kiosk.keyboard.type('zwembad');
		const main = kiosk.getByRole('main');
		await expect(main.getByText(nothing).last()).toBeVisible();
		await expect(main.getByRole('button', { name: help })).toBeVisible();
		await main.getByRole('button', { name: /Alle diensten|All services/ }).click();
		await expect(tile(kiosk, /./).first()).toBeVisible();
	});

test('several services for several people are one ticket, with what to bring for all', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const host = await Host.of(server, 'roosendaal');
	await openServices(kiosk);
	await tile(kiosk, 'Paspoort aanvragen').click();
	const passport = kiosk.getByRole('group', { name: 'Aantal personen voor Paspoort aanvragen' });
	await passport.getByRole('button', { name: 'Een persoon meer' }).dblclick();
	await expect(passport).toContainText('3 personen');
	await kiosk.getByRole('button', { name: 'Nog iets regelen?' }).click();
	await expect(heading(kiosk)).toHaveText('Wat wilt u nog meer regelen?');
	await expect(kiosk.getByText('U koos: Paspoort aanvragen')).toBeVisible();
	// What was chosen can't be chosen twice.
	await expect(tile(kiosk, 'Paspoort aanvragen')).toHaveCount(0);
	await tile(kiosk, 'Rijbewijs aanvragen').click();
	await kiosk.getByRole('button', { name: 'Nog iets regelen?' }).click();
	await tile(kiosk, /^Uittreksel BRP/).click();
	await kiosk.getByRole('button', { name: 'Nog iets regelen?' }).click();
	await tile(kiosk, 'Verhuizing doorgeven').click();
	await expect(kiosk.getByText('U kunt 4 dingen tegelijk regelen.')).toBeVisible();
	await expect(kiosk.getByRole('button', { name: 'Nog iets regelen?' })).toHaveCount(0);
	await kiosk.getByRole('link', { name: 'Rijbewijs aanvragen weghalen' }).click();
	await expect(kiosk.getByRole('heading', { level: 2, name: 'Rijbewijs aanvragen' })).toHaveCount(
		0
	);
	await expect(passport).toContainText('3 personen');
	const bring = kiosk.getByRole('region', { name: 'Dit hebt u nodig' });
	await expect(bring).toContainText('Een pasfoto');
	await expect(bring).toContainText('Uw huurcontract of koopcontract');
	await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
	const { ticket } = await ticketOn(kiosk);
	await expect
		.poll(() => host.board.rows.find((row) => row.ticket === ticket))
		.toMatchObject({
			services: [
				demoServiceId('paspoort'),
				demoServiceId('brp-uittreksel'),
				demoServiceId('verhuismelding')
			],
			persons: 3,
			videoOk: false
		});
	host.leave();
});

test('one to eight persons, and the buttons say where it ends', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom');
	await openServices(kiosk);
	await tile(kiosk, 'Paspoort aanvragen').click();
	const [fewer, more] = ['Een persoon minder', 'Een persoon meer'].map((name) =>
		kiosk.getByRole('button', { name })
	) as [ReturnType<Page['getByRole']>, ReturnType<Page['getByRole']>];
	await expect(fewer).toHaveAttribute('aria-disabled', 'true');
	// Forced: it is not disabled, it says that it does nothing.
	for (let n = 0; n < 10; n++) await more.click({ force: true });
	await expect(kiosk.getByText('8 personen')).toBeAttached();
	await expect(more).toHaveAttribute('aria-disabled', 'true');
	await fewer.click();
	await expect(kiosk.getByText('7 personen')).toBeAttached();
});

test('where it can, help by video screen is a choice, and the number keeps it', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const host = await Host.of(server, 'roosendaal');
	await openServices(kiosk);
	await tile(kiosk, 'Paspoort aanvragen').click();
	await expect(kiosk.getByRole('radio')).toHaveCount(0);
	await kiosk.getByRole('link', { name: 'Terug' }).click();
	await tile(kiosk, 'Verhuizing doorgeven').click();
	const video = kiosk.getByRole('radio', { name: /^Via een beeldscherm/ });
	await expect(kiosk.getByRole('radio', { name: /^Aan een balie/ })).toBeChecked();
	await video.check();
	await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
	const { ticket } = await ticketOn(kiosk);
	await expect.poll(() => host.board.rows.find((row) => row.ticket === ticket)?.videoOk).toBe(true);
	// With a service that needs a counter, the counter it is.
	await openServices(kiosk);
	await tile(kiosk, 'Verhuizing doorgeven').click();
	await kiosk.getByRole('radio', { name: /^Via een beeldscherm/ }).check();
	await kiosk.getByRole('button', { name: 'Nog iets regelen?' }).click();
	await tile(kiosk, 'Paspoort aanvragen').click();
	await expect(kiosk.getByRole('radio')).toHaveCount(0);
	host.leave();
});

test('one step back leads to where one came from', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	const back = kiosk.getByRole('link', { name: 'Terug' });
	await expect(back).toHaveCount(0);
	await kiosk.getByRole('link', { name: /^Nee/ }).click();
	await tile(kiosk, 'Paspoort aanvragen').click();
	await kiosk.getByRole('button', { name: 'Nog iets regelen?' }).click();
	await tile(kiosk, 'Rijbewijs aanvragen').click();
	await back.click();
	await expect(kiosk.getByText('U koos: Paspoort aanvragen')).toBeVisible();
	await back.click();
	await expect(heading(kiosk)).toHaveText('Dit gaat u regelen');
	await back.click();
	await expect(heading(kiosk)).toHaveText('Waarvoor komt u?');
	await back.click();
	await expect(heading(kiosk)).toHaveText('Hebt u een afspraak?');
});

for (const [width, height] of [
	[1080, 1920],
	[1920, 1080]
] as const)
	test(`the number fills a third of the screen, with what to know and do beside it: ${width}`, async ({
		browser,
		server
	}) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom', {
			viewport: { width, height }
		});
		// Somebody is at work, so that there is a wait to tell.
		await Desk.at(server, 'anna', 'bergen-op-zoom', 1);
		await takeTicket(kiosk, 'Paspoort aanvragen');
		const sign = await kiosk.locator('main .sign').boundingBox();
		expect(sign?.height).toBeGreaterThan(height / 3);
		const number = await numberOn(kiosk).boundingBox();
		expect((number?.width ?? 0) / (sign?.width ?? 1)).toBeGreaterThan(0.7);
		await expect(
			kiosk.getByText(/als eerste aan de beurt|bezoekers? voor u/).first()
		).toBeVisible();
		await expect(kiosk.getByText(/^Wachttijd: .*(minuten|uur)$/).first()).toBeVisible();
		await expect(kiosk.getByText('Let op het scherm in de hal', { exact: true })).toBeVisible();
		await expect(
			kiosk.getByRole('img', { name: 'QR-code met het adres van uw nummer' })
		).toBeInViewport({
			ratio: 1
		});
		for (const name of ['Print het bonnetje', 'Ik lees nog even'])
			await expect(kiosk.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
		await expect(kiosk.getByRole('link', { name: 'Klaar' })).toBeInViewport({ ratio: 1 });
	});

test('the slip is all that is printed, on paper of 80 mm', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom');
	await kiosk.addInitScript(() => {
		Object.assign(window, { printed: 0 });
		window.print = () => {
			(window as unknown as { printed: number }).printed++;
		};
	});
	await Desk.at(server, 'bram', 'bergen-op-zoom', 2);
	const { ticket } = await takeTicket(kiosk, 'Paspoort aanvragen');
	await kiosk.getByRole('button', { name: 'Print het bonnetje' }).click();
	expect(await kiosk.evaluate(() => (window as unknown as { printed: number }).printed)).toBe(1);
	await kiosk.emulateMedia({ media: 'print' });
	const slip = kiosk.locator('[data-slip]');
	await expect(slip).toBeVisible();
	for (const text of [
		'Stadhuis Bergen op Zoom',
		'Paspoort aanvragen',
		'Wachttijd',
		'Let op het scherm',
		'pasfoto',
		'dinsdag 3 maart'
	])
		await expect(slip).toContainText(text);
	expect((await slip.innerText()).replace(/\s/g, '')).toContain(ticket);
	await expect(kiosk.getByRole('button')).toHaveCount(0);
	await expect(kiosk.getByRole('contentinfo')).toHaveCount(0);
	// 80 mm are 302 px of CSS; nothing stands beside the paper, above it or below it.
	const box = await slip.boundingBox();
	expect(box?.x).toBe(0);
	expect(box?.width).toBeCloseTo((80 / 25.4) * 96, 0);
	const seen = await kiosk.evaluate(() =>
		[...document.querySelectorAll('body *')]
			.filter((one) => !one.closest('[data-slip]') && !one.querySelector('[data-slip]'))
			.filter((one) => one.getClientRects().length > 0)
			.map((one) => one.outerHTML.slice(0, 80))
	);
	expect(seen).toEqual([]);
	const paper = (await kiosk.pdf({ preferCSSPageSize: true })).toString('latin1');
	// One sheet, 80 mm wide: 226.8 points.
	expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
	expect(Number(/\/MediaBox\s*\[0 0 ([\d.]+)/.exec(paper)?.[1])).toBeCloseTo(226.8, 0);
});
