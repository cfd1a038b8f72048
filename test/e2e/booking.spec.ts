/** A citizen at home: from a municipality's front to an appointment, and back again. */
import type { Page } from '@playwright/test';
import { tabTo } from '../support/desk.ts';
import { expect, newPage, signedIn, test, violations } from '../support/e2e.ts';

/** Ten in the morning on a Tuesday; the tests of a file share a server, so each books on a day of its own. */
const day = (page: Page, date: string) => page.getByRole('region', { name: date });
const times = (page: Page) => page.locator('button[name=slot]');

async function tooWide(page: Page): Promise<number> {
	return page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth
	);
}

/** As far as the form, with a time held. */
async function holding(page: Page, query: string): Promise<string> {
	await page.goto(`/roosendaal/afspraak/tijd?${query}`);
	const first = times(page).first();
	const time = await first.innerText();
	await first.click();
	await expect(page.getByRole('heading', { name: 'Uw gegevens' })).toBeVisible();
	return time;
}

async function fillIn(page: Page): Promise<void> {
	await page.getByLabel('Naam').fill('Fatima de Groot');
	await page.getByLabel('E-mailadres').fill('fatima@voorbeeld.nl');
	await page.getByRole('button', { name: 'Controleer' }).click();
	await expect(page.getByRole('heading', { name: 'Klopt dit?' })).toBeVisible();
}

async function booked(page: Page, query: string): Promise<void> {
	await holding(page, query);
	await fillIn(page);
	await page.getByRole('button', { name: 'Bevestig de afspraak' }).click();
	await expect(page.getByRole('heading', { name: 'Uw afspraak staat' })).toBeVisible();
}

for (const javaScriptEnabled of [true, false])
	test(`the whole way, ${javaScriptEnabled ? 'with' : 'without'} scripts, on a narrow telephone`, async ({
		browser,
		server
	}) => {
		const page = await newPage(browser, server, {
			javaScriptEnabled,
			viewport: { width: 320, height: 700 }
		});
		const faults: string[] = [];
		const look = async (step: string): Promise<void> => {
			if (javaScriptEnabled)
				faults.push(...(await violations(page)).map((fault) => `${step}: ${fault}`));
			const over = await tooWide(page).catch(() => 0);
			if (over > 0) faults.push(`${step}: ${over} px too wide`);
		};
		await page.goto('/roosendaal');
		await look('front');
		await page.getByRole('link', { name: 'Afspraak maken' }).click();
		await expect(page.getByRole('heading', { name: 'Waarvoor komt u?' })).toBeVisible();
		await look('what for');

		// By everyday words; what was chosen stays while something else is looked for.
		await page.getByLabel(/^Zoek/).fill('pasport kwijt');
		await page.getByRole('button', { name: 'Zoek', exact: true }).click();
		await page.getByRole('button', { name: /^Paspoort aanvragen/ }).click();
		await page.getByLabel(/^Paspoort aanvragen: voor hoeveel/).selectOption('2');
		await page.getByText('Neem mee').click();
		await expect(page.getByText('Een pasfoto die niet ouder is dan 6 maanden')).toBeVisible();
		await look('chosen');
		await page.getByRole('button', { name: 'Kies een dag en tijd' }).click();

		await expect(page.getByRole('heading', { name: 'Kies een dag en tijd' })).toBeVisible();
		await expect(page.getByText('Paspoort aanvragen (2 personen)')).toBeVisible();
		// Of halls that are as early the own one is first.
		await expect(day(page, 'woensdag 4 maart').locator('h3').first()).toHaveText(
			'Stadskantoor Roosendaal'
		);
		await look('times');
		await page.getByLabel('Waar').selectOption('Stadskantoor Etten-Leur');
		await page.getByLabel('Wanneer op de dag').selectOption('Middag');
		await page.getByRole('button', { name: 'Toon tijden' }).click();
		const slot = day(page, 'woensdag 4 maart').getByRole('button', { name: /^13:00/ });
		await slot.click();

		await expect(page.getByRole('heading', { name: 'Uw gegevens' })).toBeVisible();
		await expect(page.getByText(/Wij houden deze tijd/).first()).toBeVisible();
		await look('details');
		// All that is wrong at once, and nothing typed is lost.
		await page.getByLabel('Telefoonnummer').fill('nul zes');
		await page.getByLabel('Opmerking').fill('Ik kom met mijn zoon.');
		await page.getByLabel('Ik kom met een rolstoel').check();
		await page.getByRole('button', { name: 'Controleer' }).click();
		await expect(page.getByRole('alert')).toContainText('Naam: Vul dit in.');
		await expect(page.getByRole('alert')).toContainText('Dit is geen telefoonnummer');
		await expect(page.getByLabel('Opmerking')).toHaveValue('Ik kom met mijn zoon.');
		await expect(page.getByLabel('Ik kom met een rolstoel')).toBeChecked();
		await look('details with faults');
		await page.getByLabel('Telefoonnummer').fill('06 12345678');
		await fillIn(page);
		await look('check');
		await expect(page.getByText('Ik kom met een rolstoel')).toBeVisible();
		await page.getByRole('button', { name: 'Wijzig gegevens' }).click();
		await expect(page.getByLabel('Naam')).toHaveValue('Fatima de Groot');
		await fillIn(page);
		await page.getByRole('button', { name: 'Bevestig de afspraak' }).click();

		await expect(page.getByRole('heading', { name: 'Uw afspraak staat' })).toBeVisible();
		await expect(page.getByText('woensdag 4 maart')).toBeVisible();
		await expect(page.locator('.time')).toHaveText('13:00');
		await expect(page.locator('.letters')).toHaveText(/^[A-Z2-9]{3} [A-Z2-9]{3}$/);
		await look('made');

		// Nobody else gets that time; it is free again when it is cancelled.
		await page.getByText('Zeg de afspraak af', { exact: true }).click();
		await page.getByRole('button', { name: 'Ja, zeg de afspraak af' }).click();
		await expect(page.getByRole('heading', { name: 'Deze afspraak is afgezegd' })).toBeVisible();
		await look('cancelled');
		expect(faults).toEqual([]);
		await page.context().close();
	});

test('moved by its address: the old time stays until the new one is confirmed', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server);
	await booked(page, 'dienst=rijbewijs&vanaf=2026-03-10');
	const address = page.url().replace(/\?.*/, '');
	const before = (await page.locator('.day').textContent()) ?? '';
	await page.getByRole('link', { name: 'Verzet de afspraak' }).click();
	await expect(page.getByText(/U verzet uw afspraak van/)).toBeVisible();
	await page.goto(`${page.url()}&vanaf=2026-03-12`);
	await times(page).first().click();
	await page.getByRole('button', { name: 'Laat het zoals het was' }).click();
	await expect(page.locator('.day')).toHaveText(before);

	await page.goto(`/roosendaal/afspraak/tijd?verzet=${address.split('/').at(-1)}&vanaf=2026-03-12`);
	await times(page).first().click();
	await page.getByRole('button', { name: 'Verzet naar deze tijd' }).click();
	await expect(page.getByRole('heading', { name: 'Uw afspraak is verzet' })).toBeVisible();
	await expect(page.locator('.day')).toHaveText(/donderdag 12 maart/i);
});

for (const javaScriptEnabled of [true, false])
	test(`a month as a calendar, ${javaScriptEnabled ? 'with' : 'without'} scripts: a day leads to its times`, async ({
		browser,
		server
	}) => {
		const page = await newPage(browser, server, {
			javaScriptEnabled,
			viewport: { width: 320, height: 700 }
		});
		await page.goto('/roosendaal/afspraak/tijd?dienst=paspoort');
		await page.getByRole('link', { name: 'Bekijk als kalender' }).click();
		const month = page.getByRole('table', { name: 'maart 2026' });
		await expect(month).toBeVisible();
		// What is over can’t be chosen.
		await expect(month.getByRole('link', { name: /^maandag 2 maart/ })).toHaveCount(0);
		if (javaScriptEnabled) expect(await violations(page)).toEqual([]);
		const wide = () => document.documentElement.scrollWidth > innerWidth;
		if (javaScriptEnabled) expect(await page.evaluate(wide)).toBe(false);
		await expect(page.getByRole('link', { name: 'februari 2026' })).toHaveCount(0);
		await page.getByRole('link', { name: 'april 2026' }).click();
		await expect(page.getByRole('table', { name: 'april 2026' })).toBeVisible();
		await page.getByRole('link', { name: 'maart 2026' }).click();
		await page.getByLabel('Waar').selectOption('Stadskantoor Etten-Leur');
		await page.getByRole('button', { name: 'Toon tijden' }).click();
		await page.getByRole('link', { name: /^donderdag 12 maart: \d+ tijden vrij/ }).click();
		const day = page.getByRole('region', { name: 'donderdag 12 maart' });
		await day.locator('button[name=slot]').first().click();
		await expect(page.getByRole('heading', { name: 'Uw gegevens' })).toBeVisible();
	});

test('two who want the same time: one gets it, the other is told and sees what is left', async ({
	browser,
	server
}) => {
	const query = 'dienst=naturalisatieverzoek&vanaf=2026-03-17';
	const [one, two] = [await newPage(browser, server), await newPage(browser, server)];
	await one.goto(`/bergen-op-zoom/afspraak/tijd?${query}`);
	const slot = await times(one).first().getAttribute('value');
	// Everybody who can do it is taken at that time.
	for (let taken = 0; taken < 12; taken++) {
		const page = await newPage(browser, server);
		await page.goto(`/bergen-op-zoom/afspraak/tijd?${query}`);
		const button = page.locator(`button[value="${slot ?? ''}"]`);
		if ((await button.count()) === 0) break;
		await two.goto(`/bergen-op-zoom/afspraak/tijd?${query}`);
		await button.click();
		await expect(page.getByRole('heading', { name: 'Uw gegevens' })).toBeVisible();
		await page.context().close();
	}
	// It was still on the screen of the second one, if that one looked before the last place went.
	await two.locator(`button[value="${slot ?? ''}"]`).click();
	await expect(two.getByRole('alert')).toContainText('Die tijd is net bezet');
	await expect(two.locator(`button[value="${slot ?? ''}"]`)).toHaveCount(0);
	await expect(times(two).first()).toBeVisible();
});

test('going back and choosing another time lets the first one go', async ({ browser, server }) => {
	const page = await newPage(browser, server);
	const query = 'dienst=schuldhulp&vanaf=2026-03-24';
	await holding(page, query);
	await page.goBack();
	await times(page).nth(1).click();
	await expect(page.getByRole('heading', { name: 'Uw gegevens' })).toBeVisible();
	await page.getByRole('button', { name: 'Ik heb meer tijd nodig' }).click();
	await expect(page.getByRole('button', { name: 'Ik heb meer tijd nodig' })).toHaveCount(0);
});

test('a hold that is over says so, and what was chosen stays', async ({ browser, server }) => {
	const page = await newPage(browser, server);
	await holding(page, 'dienst=rijbewijs&personen=2');
	const other = await newPage(browser, server);
	await other.goto(page.url());
	await expect(other.getByText('Wij houden deze tijd niet meer voor u vast.')).toBeVisible();
	await other.getByRole('link', { name: 'Kies een andere tijd' }).click();
	await expect(other.getByText('Rijbewijs aanvragen (2 personen)')).toBeVisible();
});

test('by keyboard alone, from the front to the form', async ({ browser, server }) => {
	const page = await newPage(browser, server);
	await page.goto('/etten-leur');
	await tabTo(page, page.getByRole('link', { name: 'Afspraak maken' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Waarvoor komt u?' })).toBeVisible();
	await tabTo(page, page.getByRole('button', { name: /^Rijbewijs aanvragen/ }));
	await page.keyboard.press('Enter');
	await tabTo(page, page.getByRole('button', { name: 'Kies een dag en tijd' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Kies een dag en tijd' })).toBeVisible();
	await tabTo(page, times(page).first());
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Uw gegevens' })).toBeVisible();
	await tabTo(page, page.getByLabel('Naam'));
	await page.keyboard.type('Jan');
});

test('what can’t be is said: an unknown municipality, service, appointment', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server, { locale: 'en-GB' });
	expect((await page.goto('/nergens'))?.status()).toBe(404);
	await page.goto('/roosendaal/afspraak?dienst=koffie');
	await expect(page.getByText('A service in the link does not exist')).toBeVisible();
	await page.goto('/roosendaal/afspraak/tijd');
	await expect(page.getByRole('alert')).toContainText('Choose first what you come for.');
	await page.goto('/afspraak/bestaat-niet');
	await expect(
		page.getByRole('heading', { name: 'This appointment does not exist (any more)' })
	).toBeVisible();
});

test('a line that is lost while the form is sent loses nothing, and a second tap books once', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
	await holding(page, 'dienst=paspoort&vanaf=2026-03-12');
	// The form's page is the first one with a script.
	await page.waitForLoadState('networkidle');
	await page.getByLabel('Naam').fill('Fatima de Groot');
	await page.getByLabel('E-mailadres').fill('tweemaal@voorbeeld.nl');
	await page.context().setOffline(true);
	await page.getByRole('button', { name: 'Controleer' }).click();
	await expect(page.getByText(/Er kwam geen antwoord/)).toBeVisible();
	await expect(page.getByLabel('Naam')).toHaveValue('Fatima de Groot');
	expect(await violations(page)).toEqual([]);
	await page.context().setOffline(false);
	await page.getByRole('button', { name: 'Controleer' }).click();
	await expect(page.getByRole('heading', { name: 'Klopt dit?' })).toBeVisible();
	await page.getByRole('button', { name: 'Bevestig de afspraak' }).dblclick();
	await expect(page.getByRole('heading', { name: 'Uw afspraak staat' })).toBeVisible();
	const clerk = await signedIn(browser, server, 'anna');
	await clerk.goto('/agenda');
	await clerk.getByLabel('Zoek een afspraak').fill('tweemaal@voorbeeld.nl');
	await clerk.getByRole('button', { name: 'Zoeken' }).click();
	await expect(clerk.getByRole('heading', { name: '1 bezoeker gevonden' })).toBeVisible();
});
