/** The waiting list: who found nothing free is told when something is, and has it with one press. */
import type { Page } from '@playwright/test';
import { expect, newPage, signedIn, test, violations } from '../support/e2e.ts';

const LIST = '/roosendaal/afspraak/wachtlijst?dienst=paspoort&personen=1';

/** The demo has room: what is free is offered within seconds. */
const offered = (page: Page) =>
	expect(async () => {
		await page.reload();
		await expect(page.getByRole('heading', { name: 'Er is een tijd voor u vrij' })).toBeVisible({
			timeout: 500
		});
	}).toPass({ timeout: 40_000 });

async function fillIn(page: Page, name: string): Promise<void> {
	await page.getByLabel('Naam').fill(name);
	await page.getByLabel('E-mailadres').fill(`${name.toLowerCase()}@voorbeeld.nl`);
	await page.getByRole('button', { name: 'Zet mij op de wachtlijst' }).click();
	await expect(page.getByRole('heading', { name: 'U staat op de wachtlijst' })).toBeVisible();
}

for (const javaScriptEnabled of [true, false])
	test(`from nothing free to an appointment, ${javaScriptEnabled ? 'with' : 'without'} scripts, on a narrow telephone`, async ({
		browser,
		server
	}) => {
		const page = await newPage(browser, server, {
			javaScriptEnabled,
			viewport: { width: 320, height: 700 }
		});
		const faults: string[] = [];
		const look = async (step: string): Promise<void> => {
			if (!javaScriptEnabled) return;
			faults.push(...(await violations(page)).map((fault) => `${step}: ${fault}`));
			const over = await page.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			if (over > 0) faults.push(`${step}: ${over} px too wide`);
		};

		// Far beyond the horizon nothing is free; what was chosen goes along.
		await page.goto(
			'/roosendaal/afspraak/tijd?dienst=paspoort&personen=1&deel=morning&vanaf=2027-01-01'
		);
		await expect(page.getByText('Nu kunt u een afspraak maken tot en met')).toBeVisible();
		await page.getByRole('link', { name: 'Zet mij op de wachtlijst' }).click();
		await expect(page.getByRole('heading', { name: 'Op de wachtlijst' })).toBeVisible();
		await expect(page.getByText('Paspoort aanvragen, 1 persoon')).toBeVisible();
		await expect(page.getByText('Ochtend')).toBeVisible();
		await look('form');
		await page.getByLabel('Telefoonnummer').fill('nul zes');
		await page.getByRole('button', { name: 'Zet mij op de wachtlijst' }).click();
		await expect(page.getByRole('alert')).toContainText('E-mailadres: Vul dit in.');
		await expect(page.getByRole('alert')).toContainText('Dit is geen telefoonnummer');
		await expect(page.getByLabel('Telefoonnummer')).toHaveValue('nul zes');
		await look('form with faults');
		await page.getByLabel('Telefoonnummer').fill('');
		await fillIn(page, javaScriptEnabled ? 'Fatima' : 'Piet');
		await look('on the list');

		await offered(page);
		await look('offered');
		await page.getByRole('button', { name: 'Neem deze tijd' }).click();
		await expect(page.getByRole('heading', { name: 'Uw afspraak staat' })).toBeVisible();
		expect(faults).toEqual([]);
	});

test('who says no waits on; who leaves is told so, also by the old address', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server);
	await page.goto(LIST);
	await fillIn(page, 'Omar');
	await offered(page);
	await page.getByRole('button', { name: 'Nee, ik wacht verder' }).click();
	await expect(page.getByText('Er is nu niets vrij.')).toBeVisible();
	await page.getByText('Haal mij van de lijst', { exact: true }).first().click();
	await page.getByRole('button', { name: 'Haal mij van de lijst' }).click();
	await expect(
		page.getByRole('heading', { name: 'U staat niet meer op de wachtlijst' })
	).toBeVisible();
	expect(await violations(page)).toEqual([]);
	await page.reload();
	await expect(page.getByText('Omar')).toHaveCount(0);
	await page.getByRole('link', { name: 'Bekijk de vrije tijden' }).click();
	await expect(page.getByText('Paspoort aanvragen')).toBeVisible();

	const answer = await page.goto('/wachtlijst/nergens');
	expect(answer?.status()).toBe(404);
	await expect(page.getByText('Deze plek op de wachtlijst kennen wij niet')).toBeVisible();
});

test('staff see who waits, and take somebody off the list who calls', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server);
	await page.goto(LIST);
	await fillIn(page, 'Samira');
	const staff = await signedIn(browser, server, 'host-r');
	await staff.goto('/agenda');
	await staff.getByRole('link', { name: /^Wachtlijst \(\d+\)/ }).click();
	const row = staff.getByRole('listitem').filter({ hasText: 'Samira' });
	await expect(row).toContainText('samira@voorbeeld.nl');
	await expect(row).toContainText('Paspoort aanvragen, 1 persoon');
	expect(await violations(staff)).toEqual([]);
	await staff.screenshot({ path: 'test-results/waitlist-staff.png' });
	await row.getByRole('button', { name: 'Haal Samira van de lijst' }).click();
	await expect(staff.getByText('De inwoner staat niet meer op de lijst.')).toBeVisible();
	await expect(row).toHaveCount(0);
	await page.reload();
	await expect(
		page.getByRole('heading', { name: 'U staat niet meer op de wachtlijst' })
	).toBeVisible();
});

test('two are taken off from one page, without scripts', async ({ browser, server }) => {
	for (const name of ['Noor', 'Daan']) {
		const page = await newPage(browser, server);
		await page.goto(LIST);
		await fillIn(page, name);
	}
	const staff = await newPage(browser, server, { javaScriptEnabled: false });
	await staff.request.post('/signin?/in', {
		headers: { origin: server.url },
		form: { login: 'host-r', password: 'beurt-demo' },
		maxRedirects: 0
	});
	for (const name of ['Noor', 'Daan']) {
		await staff.goto('/agenda/wachtlijst');
		await staff.getByRole('button', { name: `Haal ${name} van de lijst` }).click();
		await expect(staff.getByText('De inwoner staat niet meer op de lijst.')).toBeVisible();
		await expect(staff.getByText(name, { exact: true })).toHaveCount(0);
	}
});
