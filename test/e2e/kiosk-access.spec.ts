/** The kiosk for everyone: by keyboard, by ear, from a chair, in large letters, in any size, and without JavaScript. */
import type { Page } from '@playwright/test';
import { demoServiceId } from '../../src/lib/server/demo/services.ts';
import { expect, pairedScreen, test } from '../support/e2e.ts';
import { Host, faultsOn, numberOn, takeTicket, ticketOn, tooWide } from '../support/kiosk.ts';

const heading = (kiosk: Page) => kiosk.getByRole('heading', { level: 1 });
const PASSPORT = demoServiceId('paspoort');
const MOVE = demoServiceId('verhuismelding');

/** Shows one screen after the other. @returns its name */
async function* screens(kiosk: Page, language: 'nl' | 'en' = 'nl'): AsyncGenerator<string> {
	const lang = `lang=${language}`;
	const t =
		language === 'nl'
			? { search: 'Zoek wat', give: 'Geef mij een nummer' }
			: { search: 'Search for', give: 'Give me a number' };
	for (const [name, address] of [
		['start', ''],
		['appointment', '&step=appointment'],
		['services', '&step=services'],
		['last services', '&step=services&page=3'],
		['wish', `&service=${PASSPORT}`],
		['way', `&service=${MOVE}&persons=2`],
		['wishes', `&service=${PASSPORT}&persons=8&service=${MOVE}`],
		['more services', `&step=services&service=${PASSPORT}`]
	] as const) {
		await kiosk.goto(`/kiosk?${lang}${address}`);
		await expect(heading(kiosk)).toBeVisible();
		yield name;
	}
	await kiosk.goto(`/kiosk?${lang}&step=services`);
	const field = kiosk.getByLabel(t.search);
	await field.click();
	yield 'search';
	await field.fill('paspoort kwijt');
	yield 'found';
	await field.fill('zwembad');
	yield 'nothing found';
	await kiosk.goto(`/kiosk?${lang}&service=${PASSPORT}`);
	await kiosk.getByRole('button', { name: t.give }).click();
	await expect(numberOn(kiosk)).toBeVisible();
	yield 'number';
	await kiosk.goto(`/kiosk?${lang}&step=appointment`);
	await kiosk
		.getByRole('main')
		.getByRole('button', { name: /gastvrouw|host/ })
		.click();
	await expect(heading(kiosk)).toHaveText(/Er komt iemand|Someone is coming/);
	yield 'help';
}

/** So that the next test's kiosk has no call. */
async function answered(host: Host): Promise<void> {
	while (host.board.help.length > 0) {
		const left = host.board.help.length;
		await host.answer();
		await expect.poll(() => host.board.help.length).toBeLessThan(left);
	}
	host.leave();
}

// The look of each municipality, and the words of each language.
for (const [slug, language] of [
	['roosendaal', 'nl'],
	['bergen-op-zoom', 'en'],
	['etten-leur', 'nl']
] as const)
	test(`no screen has an accessibility fault, and all text stands out 7:1: ${slug}, ${language}`, async ({
		browser,
		server
	}) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', slug);
		const faults: string[] = [];
		for await (const name of screens(kiosk, language))
			faults.push(...(await faultsOn(kiosk)).map((fault) => `${name}: ${fault}`));
		expect(faults).toEqual([]);
		await answered(await Host.of(server, slug));
	});

/** Everything that can be touched, and how large it is. */
const touchable = (kiosk: Page) =>
	kiosk.evaluate(() =>
		[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select')].flatMap(
			(one) => {
				const { width, height, top } = (one.closest('label') ?? one).getBoundingClientRect();
				if (width === 0) return [];
				const name = one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 30);
				return [{ name, least: Math.min(width, height), top }];
			}
		)
	);

for (const [width, height, least] of [
	[1080, 1920, 60],
	[1920, 1080, 60],
	[768, 1024, 60],
	[390, 844, 44],
	[320, 640, 44]
] as const)
	test(`at ${width} by ${height} nothing is cut off, and all can be touched`, async ({
		browser,
		server
	}) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal', {
			viewport: { width, height }
		});
		const faults: string[] = [];
		for await (const name of screens(kiosk)) {
			faults.push(...(await tooWide(kiosk)).map((fault) => `${name}: ${fault}`));
			for (const one of await touchable(kiosk)) {
				if (one.least < least) faults.push(`${name}: ${one.name} is ${one.least} px`);
				// On a standing screen what is touched is below the upper third: for who sits, and for children.
				if (height === 1920 && one.top < height / 3)
					faults.push(`${name}: ${one.name} is at ${one.top} px`);
			}
		}
		expect(faults).toEqual([]);
		await answered(await Host.of(server, 'roosendaal'));
	});

for (const [width, height] of [
	[1080, 1920],
	[1920, 1080],
	[768, 1024]
] as const)
	test(`with letters twice as large nothing is lost: ${width}`, async ({ browser, server }) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal', {
			viewport: { width, height }
		});
		await kiosk.addInitScript(() => {
			addEventListener('DOMContentLoaded', () => {
				// What a browser's own setting does: the length of a rem.
				const sheet = new CSSStyleSheet();
				sheet.replaceSync('html { font-size: 200% }');
				document.adoptedStyleSheets = [sheet];
			});
		});
		const faults: string[] = [];
		for await (const name of screens(kiosk, 'en')) {
			faults.push(...(await tooWide(kiosk)).map((fault) => `${name}: ${fault}`));
			// What stands outside can be scrolled to.
			const lost = await kiosk.evaluate(() =>
				[...document.querySelectorAll('main :is(a, button, h1)')]
					.filter((one) => one.getClientRects().length > 0)
					.filter((one) => {
						one.scrollIntoView({ block: 'center' });
						const { top, bottom, left, right } = one.getBoundingClientRect();
						return bottom <= 0 || top >= innerHeight || left < -1 || right > innerWidth + 1;
					})
					.map((one) => one.textContent.trim())
			);
			faults.push(...lost.map((text) => `${name}: ${text} can’t be reached`));
		}
		expect(faults).toEqual([]);
		await answered(await Host.of(server, 'roosendaal'));
	});

for (const [width, height, fits] of [
	[1080, 1920, true],
	[1920, 1080, true],
	[768, 1024, false]
] as const)
	test(`all that was chosen and is needed is in view, or a button says that more follows: ${width}`, async ({
		browser,
		server
	}) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal', {
			viewport: { width, height }
		});
		for (const language of ['nl', 'en'] as const) {
			const wish = [PASSPORT, MOVE, demoServiceId('rijbewijs')].map((one) => `&service=${one}`);
			await kiosk.goto(`/kiosk?lang=${language}${wish.join('')}`);
			const needs = kiosk.getByRole('region', { name: /^(Dit hebt u nodig|What you need)$/ });
			await expect(needs.getByRole('listitem').last()).toBeInViewport({ ratio: 1 });
			const last = kiosk.getByRole('group', { name: /rijbewijs|driving licence/i });
			const more = kiosk.getByRole('button', { name: /^(Meer|More)$/ });
			const up = kiosk.getByRole('button', { name: /^(Naar boven|Back to the top)$/ });
			if (fits) {
				await expect(more).toHaveCount(0);
				await expect(last).toBeInViewport({ ratio: 1 });
				continue;
			}
			await expect(last).not.toBeInViewport({ ratio: 1 });
			expect(await faultsOn(kiosk)).toEqual([]);
			await expect(async () => {
				if ((await more.count()) > 0) await more.press('Enter');
				await expect(up).toBeVisible({ timeout: 1000 });
			}).toPass();
			await expect(last).toBeInViewport({ ratio: 1 });
			// It is the same button, which keeps the focus.
			await expect(up).toBeFocused();
			await kiosk.keyboard.press('Enter');
			await expect(more).toBeFocused();
		}
	});

/** Tab by Tab, until the focus is on what is called so. */
async function tabTo(kiosk: Page, name: RegExp): Promise<void> {
	for (let n = 0; n < 30; n++) {
		await kiosk.keyboard.press('Tab');
		const focused = await kiosk.evaluate(
			() =>
				document.activeElement?.getAttribute('aria-label') ??
				document.activeElement?.textContent.trim() ??
				''
		);
		if (name.test(focused)) return;
	}
	throw new Error(`no Tab leads to ${name}`);
}

test('the whole way goes by keyboard, and each screen begins at its heading', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	await kiosk.waitForTimeout(500);
	await tabTo(kiosk, /^Nee/);
	await kiosk.keyboard.press('Enter');
	await expect(heading(kiosk)).toBeFocused();
	await expect(heading(kiosk)).toHaveText('Waarvoor komt u?');
	// The search is on the way, and does not take the services away.
	await kiosk.keyboard.press('Tab');
	await expect(kiosk.getByRole('textbox')).toBeFocused();
	await tabTo(kiosk, /^Verhuizing doorgeven/);
	await kiosk.keyboard.press('Enter');
	await expect(heading(kiosk)).toBeFocused();
	await tabTo(kiosk, /^Een persoon meer/);
	await kiosk.keyboard.press('Space');
	await expect(kiosk.getByText('2 personen')).toBeAttached();
	await kiosk.keyboard.press('Tab');
	await expect(kiosk.getByRole('radio', { name: /^Aan een balie/ })).toBeFocused();
	await kiosk.keyboard.press('ArrowDown');
	await expect(kiosk.getByRole('radio', { name: /^Via een beeldscherm/ })).toBeChecked();
	await tabTo(kiosk, /^Geef mij een nummer/);
	await kiosk.keyboard.press('Enter');
	await expect(numberOn(kiosk)).toBeVisible();
	await expect(heading(kiosk)).toBeFocused();
	await tabTo(kiosk, /^Klaar/);
	await kiosk.keyboard.press('Enter');
	await expect(heading(kiosk)).toHaveText('Hebt u een afspraak?');
	await expect(heading(kiosk)).toBeFocused();
});

test('the keys on the screen are one stop for Tab, and the arrows go from key to key', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	// It opens its line when its scripts run.
	const line = kiosk.waitForEvent('websocket');
	await kiosk.goto('/kiosk?step=services');
	await line;
	await kiosk.getByRole('textbox').click();
	await tabTo(kiosk, /^q$/);
	for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter'])
		await kiosk.keyboard.press(key);
	await expect(kiosk.getByRole('textbox')).toHaveValue('d');
	await kiosk.keyboard.press('ArrowUp');
	await kiosk.keyboard.press('Space');
	await expect(kiosk.getByRole('textbox')).toHaveValue('de');
	await kiosk.keyboard.press('Tab');
	await expect(
		kiosk.getByRole('contentinfo').getByRole('link', { name: 'Nederlands' })
	).toBeFocused();
});

test('a screen reader is told the whole way: what is asked, what can be had, and the number', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	const body = kiosk.locator('body');
	await expect(body).toMatchAriaSnapshot(`
    - banner:
      - text: Etten-Leur
    - main:
      - heading "Hebt u een afspraak?" [level=1]
      - paragraph: Welkom in Stadskantoor Etten-Leur
      - list:
        - listitem: Open tot 17:00
      - list:
        - listitem:
          - link "Ja Ik heb een afspraak"
        - listitem:
          - link "Nee Ik wil een nummer"
    - contentinfo:
      - navigation "Taal":
        - list:
          - listitem:
            - link "Nederlands"
          - listitem:
            - link "English"
      - button "Hulp"
  `);
	await kiosk.getByRole('link', { name: /^Nee/ }).click();
	await expect(body).toMatchAriaSnapshot(`
    - main:
      - heading "Waarvoor komt u?" [level=1]
      - search:
        - textbox "Zoek wat u wilt regelen"
      - status
      - list "Diensten":
        - listitem:
          - link /^Paspoort, ID-kaart of rijbewijs ophalen/
        - listitem:
          - link /^Paspoort aanvragen/
      - navigation "Meer diensten":
        - text: Pagina 1 van 3
        - link "Andere diensten"
    - contentinfo:
      - link "Terug"
  `);
	await kiosk.getByRole('link', { name: 'Verhuizing doorgeven' }).click();
	await expect(body).toMatchAriaSnapshot(`
    - main:
      - heading "Dit gaat u regelen" [level=1]
      - region "Dit hebt u nodig":
        - heading "Dit hebt u nodig" [level=2]
        - list:
          - listitem: Uw paspoort, ID-kaart of rijbewijs (geldig)
      - list:
        - listitem:
          - heading "Verhuizing doorgeven" [level=2]
          - paragraph: Voor hoeveel personen?
          - group "Aantal personen voor Verhuizing doorgeven":
            - button "Een persoon minder" [disabled]
            - status: 1 persoon
            - button "Een persoon meer"
      - group "Hoe wilt u geholpen worden?":
        - radio /Aan een balie/ [checked]
        - radio /Via een beeldscherm/
      - button "Nog iets regelen?"
      - button "Geef mij een nummer"
  `);
	await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
	await expect(body).toMatchAriaSnapshot(`
    - main:
      - status:
        - heading /Uw nummer V\\s\\d{3}/ [level=1]
        - list:
          - listitem: /als eerste aan de beurt|bezoekers? voor u/
      - paragraph:
        - strong: Let op het scherm in de hal
      - region "Volg uw beurt op uw telefoon":
        - img "QR-code met het adres van uw nummer"
      - region "Liever op papier?":
        - button "Print het bonnetje"
      - paragraph: /Over \\d+ seconden begint dit scherm opnieuw/
      - button "Ik lees nog even"
      - link "Klaar"
  `);
});

test('what moves stops for who asked for that, and what is chosen is seen without colours', async ({
	browser,
	server
}) => {
	const moving = await pairedScreen(browser, server, 'kiosk', 'roosendaal', {
		reducedMotion: 'no-preference'
	});
	await takeTicket(moving, 'Paspoort aanvragen');
	const bar = moving.locator('.bar');
	await expect(bar).toBeVisible();
	expect(await bar.evaluate((one) => getComputedStyle(one).animationDuration)).toBe('30s');
	await moving.emulateMedia({ reducedMotion: 'reduce' });
	await expect(bar).toBeHidden();
	await expect(moving.getByText(/Over \d+ seconden begint/)).toBeVisible();

	await moving.emulateMedia({ forcedColors: 'active' });
	await moving.goto(`/kiosk?service=${MOVE}`);
	const way = moving.locator('label').filter({ hasText: 'Via een beeldscherm' });
	await way.click();
	const edge = (one: Element) => getComputedStyle(one).outlineStyle;
	expect(await way.evaluate(edge)).toBe('solid');
	const other = moving.locator('label').filter({ hasText: 'Aan een balie' });
	expect(await other.evaluate(edge)).toBe('none');
});

test('in a dark room’s browser the kiosk stays light', async ({ browser, server }) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal', { colorScheme: 'dark' });
	await kiosk.goto('/kiosk?step=services');
	expect(await faultsOn(kiosk)).toEqual([]);
	const paper = await kiosk
		.getByRole('link', { name: 'Paspoort aanvragen' })
		.evaluate((one) => getComputedStyle(one).backgroundColor);
	expect(paper).toBe('rgb(255, 255, 255)');
});

test('without JavaScript: search, several services, persons, number and help', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom', {
		javaScriptEnabled: false
	});
	const host = await Host.of(server, 'bergen-op-zoom');
	await kiosk.getByRole('link', { name: /^Nee/ }).click();
	await kiosk.getByRole('textbox').fill('pasport kwijt');
	await kiosk.getByRole('button', { name: 'Zoek', exact: true }).click();
	await expect(kiosk.getByText(/diensten? gevonden/)).toBeVisible();
	await kiosk.getByRole('list', { name: 'Diensten' }).getByRole('link').first().click();
	await kiosk.getByRole('combobox', { name: /Paspoort aanvragen/ }).selectOption('3 personen');
	await kiosk.getByRole('button', { name: 'Nog iets regelen?' }).click();
	await kiosk.getByRole('link', { name: 'Andere diensten' }).click();
	await kiosk.getByRole('link', { name: 'Vorige' }).click();
	await kiosk.getByRole('link', { name: 'Verhuizing doorgeven' }).click();
	await expect(kiosk.getByRole('combobox', { name: /Paspoort aanvragen/ })).toHaveValue('3');
	await kiosk.getByRole('link', { name: 'English' }).click();
	await kiosk.getByRole('button', { name: 'Give me a number' }).click();
	const { ticket } = await ticketOn(kiosk);
	await expect
		.poll(() => host.board.rows.find((row) => row.ticket === ticket))
		.toMatchObject({ services: [PASSPORT, MOVE], persons: 3, language: 'en' });
	await expect(kiosk.getByText(/before you|first in line/).first()).toBeVisible();
	// Nothing leads away from a number that would be lost.
	await expect(kiosk.getByRole('link', { name: 'Nederlands' })).toHaveCount(0);
	await kiosk.getByRole('link', { name: 'Done' }).click();
	await kiosk.getByRole('link', { name: /^Ja/ }).click();
	await kiosk.getByRole('button', { name: /^Roep de gastvrouw/ }).click();
	await expect(heading(kiosk)).toHaveText('Er komt iemand naar u toe');
	await expect.poll(() => host.board.help.at(-1)?.reason).toBe('appointment');
	await kiosk.getByRole('link', { name: 'Ga verder' }).click();
	await expect(heading(kiosk)).toHaveText('Meld u aan');
	await answered(host);
});

test('a telephone’s own keys are used where there are such', async ({ browser, server }) => {
	const phone = await pairedScreen(browser, server, 'kiosk', 'roosendaal', {
		viewport: { width: 390, height: 844 }
	});
	await phone.goto('/kiosk?step=services');
	await phone.waitForTimeout(300);
	await phone.getByRole('textbox').click();
	await expect(phone.getByRole('toolbar')).toHaveCount(0);
	expect(await phone.getByRole('textbox').getAttribute('inputmode')).toBe('search');
});
