/** The host's tablet at work: numbers by hand, calls for help, finding and helping whoever stands there. */
import type { Browser as Chromium, Page } from '@playwright/test';
import { Browser } from '../../src/cli/demo/doors.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { type DemoBranchSlug, demoBranchId } from '../../src/lib/server/demo/region.ts';
import { clerkAt, counterId, expect, newPage, test } from '../support/e2e.ts';
import { visitor } from '../support/desk.ts';
import { type TestServer, startServer } from '../support/server.ts';

const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true };

async function tabletOf(
	browser: Chromium,
	server: TestServer,
	login: string,
	options: Parameters<Chromium['newContext']>[0] = {}
): Promise<Page> {
	const page = await newPage(browser, server, { ...TABLET, ...options });
	await page.request.post('/signin?/in', {
		headers: { origin: server.url },
		form: { login, password: DEMO_PASSWORD },
		maxRedirects: 0
	});
	await page.goto('/host');
	// The sound button is there once scripts run.
	if (options.javaScriptEnabled !== false) await page.getByText('Geluid staat').waitFor();
	return page;
}

const tile = (tablet: Page, service: string) => tablet.getByRole('checkbox', { name: service });
const give = (tablet: Page) => tablet.getByRole('button', { name: 'Geef nummer' }).click();
const said = (tablet: Page, text: string | RegExp) =>
	expect(tablet.getByRole('status').filter({ hasText: text }).first()).toBeVisible();
const row = (tablet: Page, text: string) =>
	tablet.getByRole('listitem').filter({ hasText: text }).locator('[data-row]');
/** The number as screens show it: letter and digits apart. */
const shown = (ticket: string) => `${ticket.slice(0, -3)}\u00a0${ticket.slice(-3)}`;

/** Gives a number for a service. @returns `P001` */
async function walkIn(tablet: Page, service = 'Paspoort aanvragen'): Promise<string> {
	await tile(tablet, service).check();
	await give(tablet);
	const heading = tablet.getByRole('heading', { name: /^Het nummer is/ });
	await expect(heading).toBeFocused();
	return (await heading.locator('strong').innerText()).replace(/\s/g, '');
}
const nextVisitor = (tablet: Page) =>
	tablet.getByRole('link', { name: 'Volgende bezoeker' }).click();

/** A kiosk with a name that says where it stands. */
async function kioskNamed(
	server: TestServer,
	slug: DemoBranchSlug,
	name: string
): Promise<Browser> {
	const admin = new Browser(server.url);
	await admin.submit('/signin?/in', { login: 'admin', password: DEMO_PASSWORD });
	const minted = await admin.submit('/manage/devices?/mint', {
		name,
		branch: demoBranchId(slug),
		role: 'kiosk'
	});
	const { code } = (minted.ok ? minted.data['minted'] : {}) as { code: string };
	const kiosk = new Browser(server.url);
	expect((await kiosk.submit('/pair/kiosk?/code', { code })).ok).toBe(true);
	return kiosk;
}

test('a host lands in the own hall, a lead chooses one, and nobody else comes in', async ({
	browser,
	server
}) => {
	const page = await newPage(browser, server, TABLET);
	await page.goto('/host');
	expect(new URL(page.url()).pathname).toBe('/signin');
	await page.getByLabel('Gebruikersnaam').fill('host-e');
	await page.getByLabel('Wachtwoord').fill(DEMO_PASSWORD);
	await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Stadskantoor Etten-Leur');
	// Another's hall, or one that does not exist: the answer is the same.
	for (const hall of ['roosendaal', demoBranchId('roosendaal'), 'nergens', '%00'])
		expect((await page.goto(`/host?hall=${hall}`))?.status(), hall).toBe(403);

	const lead = await newPage(browser, server, TABLET);
	const clerk = await newPage(browser, server, TABLET);
	for (const [one, login] of [
		[lead, 'lead'],
		[clerk, 'anna']
	] as const)
		await one.request.post('/signin?/in', {
			headers: { origin: server.url },
			form: { login, password: DEMO_PASSWORD },
			maxRedirects: 0
		});
	expect((await clerk.goto('/host'))?.status()).toBe(403);
	await lead.goto('/host');
	await lead.getByRole('link', { name: /Buurtpunt Halsteren/ }).click();
	await expect(lead.getByRole('heading', { level: 1 })).toHaveText('Buurtpunt Halsteren');
	expect(new URL(lead.url()).searchParams.get('hall')).toBe('halsteren');
});

test('signing in brings everyone to their own work', async ({ browser, server }) => {
	for (const [login, path] of [
		['host-b', '/host'],
		['anna', '/desk'],
		['admin', '/manage/devices']
	]) {
		const page = await newPage(browser, server);
		await page.goto('/signin');
		await page.getByLabel('Gebruikersnaam').fill(login ?? '');
		await page.getByLabel('Wachtwoord').fill(DEMO_PASSWORD);
		await page.getByRole('button', { name: 'Inloggen', exact: true }).click();
		await page.waitForURL((url) => url.pathname === path);
	}
});

test('a walk-in has a number after two touches, with a code to follow it and a slip to print', async ({
	browser,
	server
}) => {
	const tablet = await tabletOf(browser, server, 'host-r');
	const ticket = await walkIn(tablet);
	expect(ticket).toMatch(/^P\d{3}$/);
	await expect(tablet.getByRole('img', { name: /QR-code/ }).first()).toBeVisible();
	await said(tablet, `${shown(ticket)} gegeven`);
	await expect(row(tablet, shown(ticket))).toBeVisible();

	// On paper there is the slip, and nothing else of the page.
	await tablet.emulateMedia({ media: 'print' });
	await expect(tablet.locator('[data-slip]')).toBeVisible();
	await expect(tablet.getByRole('banner').first()).toBeHidden();
	await expect(tablet.getByRole('button', { name: 'Geef nummer' })).toBeHidden();
	await tablet.emulateMedia({ media: 'screen' });
	const printed = tablet.evaluate(
		() => new Promise((done) => (window.print = () => done('printed')))
	);
	await tablet.getByRole('button', { name: 'Bon printen' }).click();
	expect(await printed).toBe('printed');

	await nextVisitor(tablet);
	await expect(tablet.getByRole('heading', { name: 'Wie staat er voor je?' })).toBeVisible();
	await expect(tile(tablet, 'Paspoort aanvragen')).not.toBeChecked();
});

test('undo withdraws the number that was just given', async ({ browser, server }) => {
	const tablet = await tabletOf(browser, server, 'host-r');
	const ticket = await walkIn(tablet, 'Geboorte aangeven');
	await tablet.getByRole('button', { name: /^Ongedaan maken/ }).click();
	await said(tablet, `Teruggedraaid: ${shown(ticket)}`);
	await expect(tablet.getByRole('heading', { name: 'Wie staat er voor je?' })).toBeVisible();
	await expect(row(tablet, shown(ticket))).toHaveCount(0);
	await tablet.getByLabel('Zoek een bezoeker').fill(ticket);
	await expect(row(tablet, shown(ticket))).toContainText('Ingetrokken');
});

test('all that a visitor says goes into one form: services, people, priority, appointment, name and note', async ({
	browser,
	server
}) => {
	const tablet = await tabletOf(browser, server, 'host-e');
	await tablet.getByLabel('Zoek een dienst').fill('rybewijs kwijt');
	await tile(tablet, 'Rijbewijs aanvragen').check();
	// The search is ready for the next word.
	await expect(tablet.getByLabel('Zoek een dienst')).toHaveValue('');
	await tile(tablet, 'Paspoort aanvragen').check();
	const passport = 'Paspoort aanvragen';
	await tablet.getByRole('button', { name: `Eén persoon meer: ${passport}` }).click();
	await tablet.getByRole('button', { name: `Eén persoon meer: ${passport}` }).click();
	await tablet.getByRole('button', { name: `Eén persoon minder: ${passport}` }).click();
	await tablet.getByRole('checkbox', { name: 'Ophalen', exact: true }).check();
	await tablet.getByRole('radio', { name: 'English' }).check();
	await tablet.getByLabel('Voorrang').selectOption('Zwanger');
	await tablet.getByLabel('Heeft een afspraak om').fill('10:35');
	await expect(tablet.getByText('Te vroeg: aan de beurt vanaf 10:35.')).toBeVisible();
	await tablet.getByText('Naam, telefoon of notitie').click();
	await tablet.getByLabel('Naam', { exact: true }).fill('Zoë Şahin');
	await tablet.getByLabel('Telefoon of e-mail').fill('06 8765 4321');
	await tablet.getByLabel('Notitie', { exact: true }).fill('Heeft een rolstoel bij zich');
	await tablet.getByText('Tot het eind van de dag').click();
	await give(tablet);
	await expect(tablet.getByRole('heading', { name: /^Het nummer is\s+R/ })).toBeVisible();

	await tablet.getByRole('link', { name: 'Bekijk deze bezoeker' }).click();
	const pane = tablet.locator('#pane');
	for (const text of [
		'Zoë Şahin',
		'Voorrang: Zwanger',
		'Persoonlijk ophalen',
		'Rijbewijs aanvragen',
		'Paspoort aanvragen',
		'10:35',
		'English',
		'06 8765 4321',
		'Heeft een rolstoel bij zich',
		'Afspraak: wordt opgeroepen vanaf 10:35'
	])
		await expect(pane.getByText(text).first(), text).toBeVisible();
	await expect(row(tablet, 'Zoë Şahin')).toContainText('2 personen');
});

test('what gives no tickets any more says why; an appointment that was promised is given one', async ({
	browser
}) => {
	// Four minutes to five: those who know it have less than an hour left, all together.
	const server = await startServer({ env: { DEMO_CLOCK: '2026-03-03T15:56:00.000Z' } });
	try {
		const tablet = await tabletOf(browser, server, 'host-r');
		const button = tablet.getByRole('button', { name: 'Geef nummer' });
		await expect(button).toBeDisabled();
		await expect(tablet.getByText('Kies eerst een dienst.')).toBeVisible();
		await tablet.getByText(/^Alle \d+ diensten$/).click();
		const hour = tile(tablet, 'Nederlander worden Hiervoor is vandaag geen tijd meer');
		await hour.check();
		await expect(button).toBeDisabled();
		await expect(
			tablet.getByText('Nederlander worden: Hiervoor is vandaag geen tijd meer.')
		).toBeVisible();
		await tablet.getByLabel('Heeft een afspraak om').fill('16:50');
		await expect(tablet.getByText('Op tijd: eerste rij.')).toBeVisible();
		await button.click();
		await expect(tablet.getByRole('heading', { name: /^Het nummer is/ })).toBeVisible();

		// Of what is fine when it is pressed and not any more when it arrives, the answer is in the same place.
		await nextVisitor(tablet);
		for (const service of ['Paspoort aanvragen', 'ID-kaart aanvragen']) {
			await tile(tablet, service).check();
			const more = tablet.getByRole('button', { name: `Eén persoon meer: ${service}` });
			for (let n = 0; n < 7; n++) await more.click();
			await expect(more).toBeDisabled();
		}
		await button.click();
		await expect(tablet.getByRole('alert').filter({ hasText: 'geen tijd meer' })).toBeVisible();
		await expect(tablet.getByText('8 personen')).toHaveCount(2);
	} finally {
		await server.remove();
	}
});

test('a kiosk’s call for help is seen, heard, felt and named in the title, until somebody goes', async ({
	browser,
	server
}) => {
	const tablet = await tabletOf(browser, server, 'host-b');
	const other = await tabletOf(browser, server, 'host-b');
	const elsewhere = await tabletOf(browser, server, 'host-e');
	await tablet.evaluate(() => {
		const felt: unknown[] = [];
		Object.assign(window, { felt });
		navigator.vibrate = (pattern) => Boolean(felt.push(pattern));
	});
	const kiosk = await kioskNamed(server, 'bergen-op-zoom', 'Zuil bij de trap');
	await kiosk.submit('/kiosk?/help', { reason: 'appointment' });

	const call = tablet.getByRole('region', { name: 'Hulp gevraagd' });
	await expect(call.getByText('Zuil bij de trap')).toBeVisible();
	await expect(call.getByText('Heeft een afspraak')).toBeVisible();
	await expect(call.locator('time')).toHaveText(/^0:0\d$/);
	await expect(tablet.getByRole('alert').filter({ hasText: 'Zuil bij de trap' })).toBeAttached();
	await expect(tablet).toHaveTitle(/^\(1\) Hulp gevraagd: Zuil bij de trap/);
	expect(await tablet.evaluate(() => (window as unknown as { felt: unknown[] }).felt.length)).toBe(
		1
	);
	await expect(elsewhere.getByText('Zuil bij de trap')).toHaveCount(0);

	const second = other.getByRole('button', { name: 'Ik ga: Zuil bij de trap' });
	await expect(second).toBeVisible();
	// Both press: one goes, the other is told who does.
	await other.context().setOffline(true);
	await tablet.getByRole('button', { name: 'Ik ga: Zuil bij de trap' }).click();
	await expect(call).toHaveCount(0);
	await said(tablet, 'Je collega’s zien dat jij gaat.');
	await expect(tablet).toHaveTitle(/^Ontvangst/);
	await other.context().setOffline(false);
	await expect(second).toHaveCount(0);
});

test('anyone of today is found by number or name, whatever became of them', async ({
	browser,
	server
}) => {
	const tablet = await tabletOf(browser, server, 'host-r');
	await tablet.getByText('Naam, telefoon of notitie').click();
	await tablet.getByLabel('Naam', { exact: true }).fill('Wijnand Quist');
	const ticket = await walkIn(tablet, 'Verhuizing doorgeven');
	await nextVisitor(tablet);
	const search = tablet.getByLabel('Zoek een bezoeker');
	const number = String(Number(ticket.slice(1)));
	for (const asked of [
		ticket,
		ticket.toLowerCase(),
		`v${number}`,
		`v ${number}`,
		'quist',
		'WIJN'
	]) {
		await search.fill(asked);
		await expect(row(tablet, 'Wijnand Quist'), asked).toBeVisible();
	}
	await search.fill('niemand heet zo');
	await expect(tablet.getByText('Niemand gevonden')).toBeVisible();

	const desk = await clerkAt(browser, server, 'hanneke', 'roosendaal', 3);
	await search.fill('quist');
	await row(tablet, 'Wijnand Quist').click();
	await expect(
		tablet
			.locator('#pane')
			.getByText(/in de rij|aan de beurt/)
			.first()
	).toBeVisible();
	// Called, served and done: the open card follows.
	for (let tries = 0; tries < 9; tries++) {
		await desk.request.post('/desk?/next', {
			headers: { origin: server.url },
			form: { command: crypto.randomUUID() }
		});
		await desk.reload();
		const called = await visitor(desk).innerText();
		if (called.includes('Wijnand Quist')) break;
		const visit = /name="visit" value="([^"]+)"/.exec(await desk.content())?.[1] ?? '';
		for (const action of ['serve', 'finish'])
			await desk.request.post(`/desk?/${action}`, {
				headers: { origin: server.url },
				form: { command: crypto.randomUUID(), visit, outcome: 'answered' }
			});
	}
	await expect(tablet.locator('#pane').getByText('Nu naar Balie 3')).toBeVisible();
	const visit = new URL(tablet.url()).searchParams.get('visit') ?? '';
	for (const action of ['serve', 'finish'])
		await desk.request.post(`/desk?/${action}`, {
			headers: { origin: server.url },
			form: { command: crypto.randomUUID(), visit, outcome: 'answered' }
		});
	await expect(tablet.locator('#pane').getByText('Klaar', { exact: true })).toBeVisible();
	await expect(tablet.getByRole('group', { name: 'Acties' })).toHaveCount(0);
	await search.fill(ticket);
	await expect(row(tablet, shown(ticket))).toContainText('Klaar');
	// What is typed stays out of the address, and so out of histories and logs.
	expect(tablet.url()).not.toMatch(/quist|wijn/i);
});

test('a number may stand in the address; what looks like a name is not even looked at there', async ({
	browser,
	server
}) => {
	const tablet = await tabletOf(browser, server, 'host-r');
	await tablet.getByText('Naam, telefoon of notitie').click();
	await tablet.getByLabel('Naam', { exact: true }).fill('Odette Prins');
	const ticket = await walkIn(tablet, 'ID-kaart aanvragen');
	await tablet.goto(`/host?hall=roosendaal&q=${ticket}`);
	await expect(tablet.getByLabel('Zoek een bezoeker')).toHaveValue(ticket);
	await expect(row(tablet, 'Odette Prins')).toBeVisible();
	await tablet.goto('/host?hall=roosendaal&q=Prins');
	await expect(tablet.getByLabel('Zoek een bezoeker')).toHaveValue('');
});

test('what is done for a visitor is said, and undone within ten seconds', async ({
	browser,
	server
}) => {
	const tablet = await tabletOf(browser, server, 'host-b');
	const ticket = await walkIn(tablet, 'Uittreksel BRP');
	await tablet.getByRole('link', { name: 'Bekijk deze bezoeker' }).click();
	const pane = tablet.locator('#pane');
	const undo = async () => {
		await tablet.getByRole('button', { name: /^Ongedaan maken/ }).click();
		await said(tablet, `Teruggedraaid: ${shown(ticket)}`);
	};

	await pane.getByRole('link', { name: 'Voorrang geven' }).click();
	await expect(tablet.getByRole('heading', { name: 'Waarom voorrang?' })).toBeFocused();
	await pane.getByRole('button', { name: 'Slecht ter been' }).click();
	await said(tablet, `${shown(ticket)} heeft voorrang`);
	await expect(pane.getByText('Voorrang: Slecht ter been')).toBeVisible();
	await expect(pane.getByRole('link', { name: 'Voorrang geven' })).toBeFocused();
	await undo();
	await expect(pane.getByText('Voorrang: Slecht ter been')).toHaveCount(0);

	for (const mark of ['Persoonlijk ophalen', 'Video mag']) {
		const button = pane.getByRole('button', { name: mark });
		await button.click();
		await expect(button).toHaveAttribute('aria-pressed', 'true');
		await said(tablet, `${shown(ticket)} aangepast`);
	}
	await undo();
	await expect(pane.getByRole('button', { name: 'Video mag' })).toHaveAttribute(
		'aria-pressed',
		'false'
	);
	await expect(pane.getByRole('button', { name: 'Persoonlijk ophalen' })).toHaveAttribute(
		'aria-pressed',
		'true'
	);

	await pane.getByRole('button', { name: 'Paar minuten extra' }).click();
	await said(tablet, '5 minuten extra');
	await expect(pane.getByText('Wordt niet opgeroepen voor 10:3')).toBeVisible();
	const again = pane.getByRole('button', { name: /Paar minuten extra/ });
	await expect(again).toHaveAttribute('aria-disabled', 'true');
	await expect(again).toContainText('Dit kan één keer');
	await again.click({ force: true });
	await said(tablet, 'Dit kan één keer, en dat is al gedaan.');

	await pane.getByRole('link', { name: 'Notitie', exact: true }).click();
	await pane.getByRole('textbox', { name: 'Notitie' }).fill('Komt voor haar moeder');
	await pane.getByRole('button', { name: 'Opslaan' }).click();
	await said(tablet, `Notitie bij ${shown(ticket)} bewaard`);
	await expect(pane.getByText('Komt voor haar moeder')).toBeVisible();
	await pane.getByRole('button', { name: 'Notitie wissen' }).click();
	await said(tablet, 'Notitie gewist');
	await expect(pane.getByText('Komt voor haar moeder')).toHaveCount(0);

	await pane.getByRole('link', { name: 'Naam en contact' }).click();
	await pane.getByLabel('Naam', { exact: true }).fill('Hetty Vos');
	await pane.getByRole('button', { name: 'Opslaan' }).click();
	await expect(row(tablet, 'Hetty Vos')).toBeVisible();

	await pane.getByRole('link', { name: 'Bon opnieuw' }).click();
	await expect(tablet.locator('[data-slip]')).toContainText(shown(ticket));
	await tablet.keyboard.press('Escape');

	await pane.getByRole('link', { name: 'Doorsturen' }).click();
	await pane.getByRole('button', { name: 'Doorsturen' }).click();
	await said(tablet, 'Er verandert zo niets.');
	await pane.getByLabel('Naar hal').selectOption('Stadskantoor Roosendaal');
	await pane.getByRole('button', { name: 'Doorsturen' }).click();
	await said(tablet, `${shown(ticket)} doorgestuurd`);
	await expect(pane.getByText('Niet meer in deze hal')).toBeVisible();
	await undo();
	await expect(row(tablet, 'Hetty Vos')).toBeVisible();

	await pane.getByRole('link', { name: 'Nummer intrekken' }).click();
	await pane.getByRole('button', { name: 'Is weggegaan' }).click();
	await said(tablet, `${shown(ticket)} ingetrokken`);
	await expect(pane.getByText('Ingetrokken', { exact: true })).toBeVisible();
	await undo();
	await expect(pane.getByRole('link', { name: 'Nummer intrekken' })).toBeVisible();
});

test('whoever missed the call is put back by one touch', async ({ browser, server }) => {
	const tablet = await tabletOf(browser, server, 'host-e');
	const desk = new Browser(server.url);
	await desk.submit('/signin?/in', { login: 'noor', password: DEMO_PASSWORD });
	await desk.submit('/desk?/open', { counter: counterId('etten-leur', 3) });
	await tablet.getByLabel('Voorrang').selectOption('In nood');
	const ticket = await walkIn(tablet, 'Verklaring omtrent');
	let visit = '';
	for (let tries = 0; tries < 9; tries++) {
		const called = await desk.submit('/desk?/next');
		const { value } = (called.ok ? called.data : {}) as {
			value?: { visitId: string; ticket: string };
		};
		visit = value?.visitId ?? '';
		if (value?.ticket === ticket) break;
		await desk.submit('/desk?/serve', { visit });
		await desk.submit('/desk?/finish', { visit, outcome: 'answered' });
	}
	// Whether on the way or at the counter already.
	await expect(tablet.getByRole('heading', { name: /^Aan de beurt/ })).toBeVisible();
	for (let n = 0; n < 2; n++) await desk.submit('/desk?/recall', { visit });
	expect(await desk.submit('/desk?/miss', { visit })).toMatchObject({ ok: true });

	await tablet.getByLabel('Zoek een bezoeker').fill(ticket);
	await row(tablet, shown(ticket)).click();
	const pane = tablet.locator('#pane');
	await expect(pane.getByText('Niet gekomen', { exact: true })).toBeVisible();
	await expect(pane.getByRole('button', { name: /Voorrang geven/ })).toContainText('Is er nu niet');
	await pane.getByRole('button', { name: 'Is er nu', exact: true }).click();
	await said(tablet, `${shown(ticket)} weer in de rij`);
	await expect(pane.getByText(/Wordt niet opgeroepen voor/)).toBeVisible();
});

test('a message stands on the displays for as long as it was written for, and is taken away', async ({
	browser,
	server
}) => {
	const tablet = await tabletOf(browser, server, 'host-r');
	const display = new Browser(server.url);
	await display.submit('/pair/hall?/demo', { branch: demoBranchId('roosendaal') });
	const hall = await display.watch({ view: 'hall' });
	await tablet.getByRole('link', { name: 'Berichten' }).click();
	await tablet.getByLabel('In het Nederlands').fill('De lift is stuk. Neem de trap.');
	await tablet.getByRole('radio', { name: 'Zelf kiezen' }).check();
	await tablet.getByRole('button', { name: 'Zet op de schermen' }).click();
	await expect(tablet.getByLabel('Tot', { exact: true })).toHaveAttribute('aria-invalid', 'true');
	await tablet.getByLabel('Tot', { exact: true }).fill('09:00');
	await tablet.getByRole('button', { name: 'Zet op de schermen' }).click();
	await expect(tablet.getByRole('alert').filter({ hasText: 'Tot' })).toBeVisible();
	// Nothing that was typed is lost.
	await expect(tablet.getByLabel('In het Nederlands')).toHaveValue(
		'De lift is stuk. Neem de trap.'
	);
	await tablet.getByRole('radio', { name: 'Vandaag' }).check();
	await tablet.getByRole('button', { name: 'Zet op de schermen' }).click();
	await said(tablet, 'Het bericht staat op de schermen');
	await expect(tablet.getByRole('listitem').filter({ hasText: 'Neem de trap' })).toContainText(
		'Tot 00:00'
	);
	await expect(tablet.getByLabel('In het Nederlands')).toHaveValue('');
	await expect
		.poll(() => hall.view.messages.map(({ nl }) => nl))
		.toEqual(['De lift is stuk. Neem de trap.']);
	await tablet.getByRole('button', { name: /^Weghalen: De lift/ }).click();
	await said(tablet, 'Het bericht is weg');
	await expect.poll(() => hall.view.messages).toEqual([]);
	display.close();
});

test('without JavaScript a number is given, a visitor found and helped, and nothing typed is lost', async ({
	browser,
	server
}) => {
	const tablet = await tabletOf(browser, server, 'host-b', { javaScriptEnabled: false });
	const pane = tablet.locator('#pane');
	await pane.getByText('Naam, telefoon of notitie').click();
	await pane.getByLabel('Naam', { exact: true }).fill('Agnes Loos');
	await give(tablet);
	await expect(pane.getByRole('alert')).toContainText('Dienst: Vul dit in.');
	await expect(pane.getByLabel('Naam', { exact: true })).toHaveValue('Agnes Loos');
	await tile(tablet, 'ID-kaart aanvragen').check();
	await pane.getByLabel('Aantal personen').fill('2');
	await give(tablet);
	await expect(pane.getByRole('heading', { name: /^Het nummer is/ })).toBeVisible();
	await pane.getByRole('link', { name: 'Volgende bezoeker' }).click();

	await tablet.getByLabel('Zoek een bezoeker').fill('loos');
	await tablet.getByRole('button', { name: 'Zoeken' }).click();
	await row(tablet, 'Agnes Loos').click();
	await expect(pane.getByText('Agnes Loos')).toBeVisible();
	await pane.getByRole('link', { name: 'Voorrang geven' }).click();
	await pane.getByRole('button', { name: 'Zwanger' }).click();
	await expect(pane.getByText('Voorrang: Zwanger')).toBeVisible();
	await tablet.getByRole('button', { name: 'Ongedaan maken' }).click();
	await expect(pane.getByText('Voorrang: Zwanger')).toHaveCount(0);
	await pane.getByRole('link', { name: 'Bon opnieuw' }).click();
	await pane.getByRole('button', { name: 'Toon de bon' }).click();
	await expect(tablet.locator('[data-slip]')).toBeVisible();
	expect(tablet.url()).not.toMatch(/loos/i);
});

test('a name, a telephone or a note never reaches the log or an address', async ({ browser }) => {
	const server = await startServer({ env: { LOG_LEVEL: 'debug' } });
	try {
		const tablet = await tabletOf(browser, server, 'host-b');
		const addresses: string[] = [];
		tablet.on('request', (request) => addresses.push(request.url()));
		await tablet.getByText('Naam, telefoon of notitie').click();
		await tablet.getByLabel('Naam', { exact: true }).fill('Barbara Zilverschoon');
		await tablet.getByLabel('Telefoon of e-mail').fill('0687651234');
		await tablet.getByLabel('Notitie', { exact: true }).fill('Vergeetachtig');
		await walkIn(tablet);
		await nextVisitor(tablet);
		await tablet.getByLabel('Zoek een bezoeker').fill('zilverschoon');
		await row(tablet, 'Barbara Zilverschoon').click();
		await tablet.getByRole('link', { name: 'Notitie', exact: true }).click();
		await tablet.getByRole('textbox', { name: 'Notitie' }).fill(`Vergeetachtig ${'x'.repeat(300)}`);
		await tablet.getByRole('button', { name: 'Opslaan' }).click();
		await said(tablet, /bewaard/);
		// Wrong, and sent by hand: it comes back to who sent it only.
		await tablet.request.post('/host?/visitor', {
			headers: { origin: server.url },
			form: { visit: 'x', name: 'Zilverschoon', contact: '0687651234' }
		});
		for (const secret of [/zilverschoon/i, /0687651234/, /vergeetachtig/i]) {
			expect(server.output()).not.toMatch(secret);
			expect(addresses.filter((one) => secret.test(one))).toEqual([]);
			expect(tablet.url()).not.toMatch(secret);
		}
	} finally {
		await server.remove();
	}
});

test('the hall’s wait is told to its host, and to no one who may not host it', async ({
	server
}) => {
	const joins = async (login: string, slug: DemoBranchSlug) => {
		const browser = new Browser(server.url);
		await browser.submit('/signin?/in', { login, password: DEMO_PASSWORD });
		const joined = await browser.watch({ view: 'wait', branchId: demoBranchId(slug) }).then(
			() => true,
			() => false
		);
		browser.close();
		return joined;
	};
	expect(await joins('host-e', 'etten-leur')).toBe(true);
	expect(await joins('lead', 'etten-leur')).toBe(true);
	expect(await joins('host-e', 'roosendaal')).toBe(false);
	expect(await joins('anna', 'etten-leur')).toBe(false);
});
