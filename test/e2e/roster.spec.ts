/** Planning the team from spreadsheets. */
import { readFile } from 'node:fs/promises';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { expect, newPage, signedIn, testAlone as test, violations } from '../support/e2e.ts';

const HEAD = 'medewerker;hal;datum;van;tot;pauze van;pauze tot';
const sheet = (...rows: string[]) => ({
	name: 'rooster.csv',
	mimeType: 'text/csv',
	buffer: Buffer.from([HEAD, ...rows].join('\r\n'))
});

test('faults are told by line, then it is taken over, and appointments that can’t stay are told of', async ({
	browser,
	server
}) => {
	const citizen = await newPage(browser, server);
	const hall = demoBranchId('roosendaal');
	await citizen.goto(`/roosendaal/afspraak/tijd?dienst=paspoort&hal=${hall}&vanaf=2026-03-04`);
	await citizen.locator('button[name=slot]').first().click();
	await citizen.getByLabel('Naam').fill('Fatima de Groot');
	await citizen.getByLabel('E-mailadres').fill('fatima@voorbeeld.nl');
	await citizen.getByRole('button', { name: 'Controleer' }).click();
	await citizen.getByRole('button', { name: 'Bevestig de afspraak' }).click();
	await expect(citizen.getByRole('heading', { name: 'Uw afspraak staat' })).toBeVisible();

	const admin = await signedIn(browser, server, 'admin');
	await admin.goto('/');
	await admin.getByRole('link', { name: /Rooster en taken/ }).click();
	await expect(admin.getByRole('heading', { name: 'Rooster en taken' })).toBeVisible();
	expect(await violations(admin)).toEqual([]);

	const file = admin.locator('#roster-file');
	await file.setInputFiles(
		sheet('anna;roosendaal;2026-03-04;9 uur;17:00', 'niemand;breda;31-2-2026;09:00;17:00')
	);
	await admin.getByRole('button', { name: 'Neem over' }).first().click();
	await expect(admin.getByText('Er is niets overgenomen.')).toBeVisible();
	await expect(admin.getByText('Er kloppen 4 dingen niet.')).toBeVisible();
	await expect(admin.getByRole('row', { name: /^2 van Dit is geen tijd/ })).toBeVisible();
	await expect(admin.getByRole('row', { name: /^3 medewerker Dit kennen we niet/ })).toBeVisible();
	expect(await violations(admin)).toEqual([]);

	// Everybody who can help with a passport has that day off.
	const [download] = await Promise.all([
		admin.waitForEvent('download'),
		admin.getByRole('link', { name: 'maart 2026' }).click()
	]);
	const now = await readFile(await download.path(), 'utf8');
	expect(now).toContain('anna;');
	const people = new Set(
		now
			.split('\n')
			.slice(1)
			.map((line) => line.split(';')[0] ?? '')
			.filter(Boolean)
	);
	await file.setInputFiles(sheet(...[...people].map((login) => `${login};;2026-03-04;;;;`)));
	await admin.getByRole('button', { name: 'Neem over' }).first().click();
	await expect(admin.getByRole('status')).toContainText(
		/Overgenomen: geen werktijd van \d+ medewerkers/
	);
	await expect(
		admin.getByText('Stadskantoor Roosendaal, woensdag 4 maart: 1 afspraak')
	).toBeVisible();
	expect(await violations(admin)).toEqual([]);

	// Nothing is given out there any more.
	await citizen.goto(`/roosendaal/afspraak/tijd?dienst=paspoort&hal=${hall}&vanaf=2026-03-04`);
	await expect(citizen.getByRole('region', { name: 'woensdag 4 maart' })).toHaveCount(0);
});

test('without scripts too; and a file that is too large is told before it is sent', async ({
	browser,
	server
}) => {
	const plain = await newPage(browser, server, { javaScriptEnabled: false });
	await plain.request.post('/signin?/in', {
		headers: { origin: server.url },
		form: { login: 'admin', password: 'beurt-demo' },
		maxRedirects: 0
	});
	await plain.goto('/manage/roster');
	await plain.locator('#skills-file').setInputFiles({
		name: 'taken.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from('medewerker,dienst\nanna,Paspoort aanvragen\n')
	});
	await plain.getByRole('button', { name: 'Neem over' }).last().click();
	await expect(plain.getByText('Overgenomen, voor 1 medewerker.')).toBeVisible();

	const admin = await signedIn(browser, server, 'admin');
	await admin.goto('/manage/roster');
	await admin.locator('#roster-file').setInputFiles(sheet('x'.repeat(70_000)));
	await expect(admin.getByText(/Dit bestand is groter dan 60 kB/)).toBeVisible();
	await expect(admin.getByRole('button', { name: 'Neem over' }).first()).toBeDisabled();
	expect(await violations(admin)).toEqual([]);
});
