/** Staff at the telephone: who comes, booking and moving for a citizen, and a day that changes. */
import type { Browser as Chromium, Page } from '@playwright/test';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { expect, newPage, signedIn, testAlone as test, violations } from '../support/e2e.ts';
import type { TestServer } from '../support/server.ts';

/** Books a passport in Roosendaal on the fourth. */
async function booked(
	browser: Chromium,
	server: TestServer,
	name: string,
	nth: number
): Promise<Page> {
	const page = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
	const hall = demoBranchId('roosendaal');
	await page.goto(`/roosendaal/afspraak/tijd?dienst=paspoort&hal=${hall}&vanaf=2026-03-04`);
	await page.locator('button[name=slot]').nth(nth).click();
	await page.getByLabel('Naam').fill(name);
	await page.getByLabel('E-mailadres').fill(`${name.split(' ')[0]?.toLowerCase()}@voorbeeld.nl`);
	await page.getByRole('button', { name: 'Controleer' }).click();
	await page.getByRole('button', { name: 'Bevestig de afspraak' }).click();
	await expect(page.getByRole('heading', { name: 'Uw afspraak staat' })).toBeVisible();
	return page;
}

const row = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(name) });

test('finds, notes, moves and cancels for a citizen', async ({ browser, server }) => {
	const theirs = await booked(browser, server, 'Fatima de Groot', 0);
	const clerk = await signedIn(browser, server, 'anna');
	await clerk.goto('/agenda?day=2026-03-04');
	await expect(row(clerk, 'Fatima de Groot')).toContainText('Paspoort aanvragen');
	expect(await violations(clerk)).toEqual([]);
	await clerk.goto('/agenda?day=2026-03-04&view=week');
	await expect(row(clerk, 'Fatima de Groot')).toBeVisible();

	// By a part of the name; what was asked stands in no address.
	await clerk.getByLabel('Zoek een afspraak').fill('groot');
	await clerk.getByRole('button', { name: 'Zoeken' }).click();
	const found = clerk.getByRole('region', { name: '1 bezoeker gevonden' });
	await expect(found).toContainText('Fatima de Groot');
	expect(clerk.url()).not.toContain('groot');
	await row(clerk, 'Fatima de Groot').first().click();
	await expect(clerk.getByRole('heading', { name: 'Fatima de Groot' })).toBeVisible();
	expect(await violations(clerk)).toEqual([]);

	await clerk.getByLabel('Notitie').fill('Belt terug over het adres');
	await clerk.getByRole('button', { name: 'Bewaar' }).click();
	await expect(clerk.getByText('De notitie is bewaard.')).toBeVisible();

	await clerk.getByRole('link', { name: 'Verzetten' }).click();
	await expect(clerk.getByText('Je maakt een afspraak voor een inwoner.')).toBeVisible();
	await clerk.getByLabel('Waar').selectOption('Stadskantoor Etten-Leur');
	await clerk.getByRole('button', { name: 'Toon tijden' }).click();
	await clerk.locator('button[name=slot]').nth(3).click();
	await clerk.getByRole('button', { name: 'Verzet naar deze tijd' }).click();
	await expect(clerk.getByText(/De afspraak is verzet/)).toBeVisible();
	await expect(clerk.getByText('Stadskantoor Etten-Leur')).toBeVisible();
	await theirs.reload();
	await expect(theirs.getByText('Stadskantoor Etten-Leur').first()).toBeVisible();

	await clerk.getByText('Afzeggen', { exact: true }).click();
	await clerk.getByRole('button', { name: 'Ja, zeg af' }).click();
	await expect(clerk.getByText('Afgezegd').first()).toBeVisible();
	await theirs.reload();
	await expect(theirs.getByRole('heading', { name: 'Deze afspraak is afgezegd' })).toBeVisible();
});

for (const javaScriptEnabled of [true, false])
	test(`books for who calls, ${javaScriptEnabled ? 'with' : 'without'} scripts, in room that citizens do not see`, async ({
		browser,
		server
	}) => {
		const clerk = await newPage(browser, server, { javaScriptEnabled });
		await clerk.request.post('/signin?/in', {
			headers: { origin: server.url },
			form: { login: 'anna', password: 'beurt-demo' },
			maxRedirects: 0
		});
		await clerk.goto('/agenda');
		await clerk.getByRole('link', { name: 'Nieuwe afspraak' }).click();
		await clerk.getByRole('button', { name: /^Paspoort aanvragen/ }).click();
		await clerk.getByRole('button', { name: 'Kies een dag en tijd' }).click();
		// Staff book until the last moment: also within the hour.
		const today = clerk.getByRole('region', { name: 'dinsdag 3 maart' });
		const first = await today.locator('button[name=slot]').first().innerText();
		expect(first < '11:30').toBe(true);
		await today.locator('button[name=slot]').first().click();
		await clerk.getByLabel('Naam').fill('Jan de Wit');
		await clerk.getByLabel('Telefoonnummer').fill('06 12345678');
		await clerk.getByRole('button', { name: 'Controleer' }).click();
		await clerk.getByRole('button', { name: 'Bevestig de afspraak' }).click();
		await expect(clerk.getByRole('heading', { name: 'Jan de Wit' })).toBeVisible();
		await expect(clerk.getByText('Geen brieven: er is geen mailadres.')).toBeVisible();
	});

test('a day that is closed: everybody is offered another time in one press, and takes it', async ({
	browser,
	server
}) => {
	const fatima = await booked(browser, server, 'Fatima de Groot', 0);
	await booked(browser, server, 'Jan de Wit', 1);
	const lead = await signedIn(browser, server, 'lead');
	await lead.goto('/agenda?day=2026-03-04&hall=roosendaal');
	await lead.getByRole('link', { name: 'Dag aanpassen' }).click();
	await expect(lead.getByText('Alle afspraken kunnen doorgaan')).toBeVisible();
	await lead.getByText('Sluit de hal op deze dag').click();
	await lead.getByLabel('Waarom, voor inwoners').fill('Verbouwing');
	await lead.getByRole('button', { name: 'Sluit de hal' }).click();
	await expect(lead.getByText('2 afspraken kunnen niet blijven')).toBeVisible();
	expect(await violations(lead)).toEqual([]);
	await lead.getByRole('button', { name: /Verdeel opnieuw/ }).click();
	await expect(lead.getByText('2 krijgen een andere tijd aangeboden')).toBeVisible();
	await expect(lead.getByRole('heading', { name: 'Moeten nog kiezen' })).toBeVisible();
	expect(await violations(lead)).toEqual([]);

	await fatima.reload();
	await expect(
		fatima.getByRole('heading', { name: 'Uw afspraak kan niet doorgaan' })
	).toBeVisible();
	expect(await violations(fatima)).toEqual([]);
	await fatima.getByRole('link', { name: 'Verzet de afspraak' }).click();
	await fatima.locator('button[name=slot]').first().click();
	await fatima.getByRole('button', { name: 'Verzet naar deze tijd' }).click();
	await expect(fatima.getByRole('heading', { name: 'Uw afspraak is verzet' })).toBeVisible();

	await lead.reload();
	await expect(lead.getByRole('listitem').filter({ hasText: 'Jan de Wit' })).toBeVisible();
	await expect(lead.getByRole('listitem').filter({ hasText: 'Fatima' })).toHaveCount(0);
});

test('somebody who is ill is left out, and is back with one press', async ({ browser, server }) => {
	const lead = await signedIn(browser, server, 'lead');
	await lead.goto('/agenda/dag/roosendaal/2026-03-04');
	const kim = lead.getByRole('listitem').filter({ hasText: 'Kim Nguyen' });
	await kim.getByRole('button', { name: 'Kim Nguyen: Is er niet' }).click();
	await expect(kim.getByText('Afwezig')).toBeVisible();
	await kim.getByRole('button', { name: 'Kim Nguyen: Is er toch' }).click();
	await expect(kim.getByText('Afwezig')).toHaveCount(0);
	// A day that there is not, and one that is over.
	for (const day of ['2026-02-30', '2026-03-02', 'morgen']) {
		const answer = await lead.goto(`/agenda/dag/roosendaal/${day}`);
		expect(answer?.status(), day).toBe(404);
	}
});

test('whoever wants to come earlier takes what became free with one press', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
	const hall = demoBranchId('roosendaal');
	await page.goto(`/roosendaal/afspraak/tijd?dienst=paspoort&hal=${hall}&vanaf=2026-03-10`);
	await page.locator('button[name=slot]').first().click();
	await page.getByLabel('Naam').fill('Piet Bakker');
	await page.getByLabel('E-mailadres').fill('piet@voorbeeld.nl');
	await page.getByRole('button', { name: 'Controleer' }).click();
	await page.getByRole('button', { name: 'Bevestig de afspraak' }).click();
	await page.getByRole('button', { name: 'Laat het mij weten' }).click();
	await expect(page.getByText(/Wij mailen u als er ergens/)).toBeVisible();
	// The demo has room: what is free is offered within seconds.
	await expect(async () => {
		await page.reload();
		await expect(page.getByRole('heading', { name: 'Er is een eerdere tijd vrij' })).toBeVisible({
			timeout: 500
		});
	}).toPass({ timeout: 40_000 });
	expect(await violations(page)).toEqual([]);
	await page.getByRole('button', { name: 'Neem deze tijd' }).click();
	await expect(page.getByRole('heading', { name: 'Uw afspraak is verzet' })).toBeVisible();
	await expect(page.getByText('dinsdag 10 maart')).toHaveCount(0);
});

test('letters: what they say is changed, looked at before, and taken back', async ({
	browser,
	server
}) => {
	const admin = await signedIn(browser, server, 'admin');
	await admin.goto('/manage/mail?town=roosendaal&kind=booked&in=nl');
	await expect(admin.getByText('Er is geen mailserver ingesteld')).toBeVisible();
	expect(await violations(admin)).toEqual([]);
	await admin.getByLabel('Onderwerp').fill('Tot {datum}');
	await admin.getByRole('button', { name: 'Bewaar' }).click();
	await expect(admin.getByRole('alert')).toContainText('{datum}');
	await expect(admin.getByLabel('Onderwerp')).toHaveValue('Tot {datum}');
	await admin.getByLabel('Onderwerp').fill('Tot {date}, {name}');
	await admin.getByRole('button', { name: 'Voorbeeld' }).click();
	await expect(admin.getByText('Tot woensdag 4 maart, mevrouw De Vries')).toBeVisible();
	await admin.getByRole('button', { name: 'Bewaar' }).click();
	await expect(admin.getByText('Eigen tekst', { exact: true })).toBeVisible();

	await booked(browser, server, 'Fatima de Groot', 0);
	const anybody = await newPage(browser, server, {});
	await expect(async () => {
		await anybody.goto('/demo/mail');
		await expect(anybody.getByText('Tot woensdag 4 maart, Fatima de Groot')).toBeVisible({
			timeout: 500
		});
	}).toPass({ timeout: 20_000 });
	expect(await violations(anybody)).toEqual([]);
	await admin.getByRole('button', { name: 'Terug naar de tekst van Beurt' }).click();
	await expect(admin.getByText('Tekst van Beurt', { exact: true })).toBeVisible();
});
