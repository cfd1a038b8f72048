/** The desk, one promise a test. Each test has a hall of its own, or leaves it as it was. */
import type { Page } from '@playwright/test';
import { minutes } from '../../src/lib/domain/time.ts';
import { clerkAt, counterId, expect, live, signedIn, test as base } from '../support/e2e.ts';
import {
	ENTER_AGAIN,
	know,
	later,
	missed,
	nextUp,
	parked,
	press,
	question,
	row,
	said,
	second,
	tabTo,
	toRow,
	visitor
} from '../support/desk.ts';
import { type Day, startPrepared } from '../support/prepared.ts';
import type { TestServer } from '../support/server.ts';

async function fill(day: Day): Promise<void> {
	const at = (n: number) => day.start + minutes(n);
	for (const ago of [40, 38, 36, 34, 32, 30, 28, 26, 24, 22]) {
		day.before(ago);
		await day.arrive('bergen-op-zoom', 'paspoort');
	}
	day.before(20);
	await day.arrive('bergen-op-zoom', 'naturalisatieverzoek');
	// Etten-Leur: one of each kind.
	day.before(30);
	await day.arrive('etten-leur', 'rijbewijs');
	day.before(28);
	await day.arrive('etten-leur', ['paspoort', 'brp-uittreksel'], {
		name: 'mevrouw Van Dongen',
		contact: '06 12 34 56 78',
		language: 'en',
		note: { text: 'Spreekt liever Engels.', keep: 'visit' }
	});
	day.before(25);
	await day.arrive('etten-leur', 'identiteitskaart', { slotStart: at(-20) });
	day.before(20);
	await day.arrive('etten-leur', 'paspoort', { priority: 'pregnant' });
	day.before(15);
	await day.arrive('etten-leur', 'paspoort', { slotStart: at(45) });
	day.before(10);
	await day.arrive('etten-leur', 'rijbewijs', { fetchInPerson: true });
	// Roosendaal: for nobody who works there today but Fatima.
	day.before(20);
	await day.arrive('roosendaal', 'naturalisatieverzoek');
	await day.arrive('roosendaal', 'naturalisatieverzoek');
	await day.arrive('roosendaal', 'schuldhulp');
}

const test = base.extend<object, { hall: TestServer }>({
	hall: [
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			const server = await startPrepared(fill);
			await use(server);
			await server.remove();
		},
		{ scope: 'worker' }
	]
});

const number = (desk: Page): Promise<string> => visitor(desk).locator('.number').innerText();

test('a visitor is welcomed by name, with how to reach them, their language, notes and what happened', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'mehmet', 'etten-leur', 1);
	// Before the call already: who comes next, and what to know of them.
	await expect(know(desk)).toContainText('Waarschijnlijk hierna');
	await expect(row(desk, 'P001')).toContainText('mevrouw Van Dongen');
	await expect(row(desk, 'P001')).toContainText('1 notitie');
	for (let calls = 0; calls < 6; calls++) {
		await press(desk, 'n', /opgeroepen/);
		if ((await number(desk)).endsWith('001') && (await number(desk)).startsWith('P')) break;
		await press(desk, 's', /is er/);
		await desk.keyboard.press('k');
		await press(desk, '1', /klaar/);
	}
	await expect(visitor(desk)).toContainText('mevrouw Van Dongen');
	await expect(know(desk)).toContainText('06 12 34 56 78');
	await expect(know(desk)).toContainText('Bezoeker koos Engels');
	await expect(know(desk)).toContainText('Spreekt liever Engels.');
	await expect(know(desk)).toContainText('Marloes Kerstens, 10:02');
	await expect(know(desk)).toContainText('Wordt gewist als het bezoek klaar is');
	await expect(know(desk).getByRole('listitem').filter({ hasText: 'Opgeroepen' })).toContainText(
		'Mehmet Aksoy'
	);
	// Over the norm is said in words, beside the colour.
	await expect(visitor(desk)).toContainText('boven 15 min');
	await expect(visitor(desk)).toContainText('norm 2 min');
	await press(desk, 's', /is er/);
	await desk.keyboard.press('t');
	await press(desk, '2', /terug in de rij/);
});

test('a note can be taken away by who wrote it, and by nobody else', async ({ browser, hall }) => {
	const desk = await clerkAt(browser, hall, 'anna', 'bergen-op-zoom', 1);
	const other = await clerkAt(browser, hall, 'fatima', 'bergen-op-zoom', 2);
	await toRow(desk, 'P004');
	await desk.keyboard.press('Enter');
	await press(desk, '1');
	await desk.keyboard.type('Wacht op een familielid.');
	await press(desk, 'Enter', 'Notitie bewaard');
	// The focus is back at the row.
	await expect(row(desk, 'P004').getByRole('button', { name: 'Notitie' })).toBeFocused();
	await row(other, 'P004').locator('summary').press('Enter');
	await expect(row(other, 'P004')).toContainText('Wacht op een familielid.');
	await expect(row(other, 'P004')).toContainText('Anna de Wit, 10:3');
	await expect(row(other, 'P004').getByRole('button', { name: 'Weghalen' })).toHaveCount(0);
	await row(desk, 'P004').getByRole('button', { name: 'Weghalen' }).press('Enter');
	await said(desk, 'Notitie weggehaald');
	await expect(row(other, 'P004').getByText('Wacht op een familielid.')).toHaveCount(0);
});

test('what is being written, the question that is open and the undo survive a reload', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'bram', 'bergen-op-zoom', 3);
	await press(desk, 'n', /opgeroepen/);
	const ticket = await number(desk);
	await desk.keyboard.press('o');
	await desk.keyboard.type('Half geschreven');
	await expect(desk).toHaveURL(/panel=note/);
	await desk.reload();
	await live(desk);
	await expect(visitor(desk)).toContainText(ticket);
	await expect(question(desk, `Notitie bij ${ticket}`).getByRole('textbox')).toHaveValue(
		'Half geschreven'
	);
	await desk.keyboard.press('Escape');
	await expect(question(desk, /Notitie bij/)).toHaveCount(0);
	await expect(desk).not.toHaveURL(/panel=/);
	await expect(desk.getByRole('button', { name: /^Notitie/ })).toBeFocused();
	await press(desk, 's', `${ticket} is er`);
	await desk.reload();
	await live(desk);
	// The undo has the line to itself: nothing pushes the buttons down.
	await expect(desk.getByRole('button', { name: /^Ongedaan maken/ })).toBeVisible();
	await expect(desk.getByText('Wat je doet, staat hier')).toHaveCount(0);
	await press(desk, 'Control+z', `Teruggedraaid: ${ticket}`);
	await expect(visitor(desk)).toContainText('Opgeroepen');
	await desk.keyboard.press('t');
	await press(desk, '2', /terug in de rij/);
});

test('a question does not come back with the next visitor', async ({ browser, hall }) => {
	const desk = await clerkAt(browser, hall, 'carmen', 'bergen-op-zoom', 4);
	await press(desk, 'n', /opgeroepen/);
	await press(desk, 's', /is er/);
	await desk.keyboard.press('k');
	await expect(question(desk, 'Hoe ging het?')).toBeVisible();
	const tab = await desk.context().newPage();
	await tab.goto('/desk');
	await live(tab);
	await tab.keyboard.press('p');
	await press(tab, '2', /even apart/);
	// The other tab shows the same desk.
	await expect(visitor(desk)).toContainText('Geen bezoeker');
	await expect(question(desk, 'Hoe ging het?')).toHaveCount(0);
	await press(tab, 'n', /opgeroepen/);
	await press(tab, 's', /is er/);
	await expect(visitor(desk)).toContainText('Aan de balie');
	await expect(question(desk, 'Hoe ging het?')).toHaveCount(0);
	await tab.keyboard.press('k');
	await press(tab, '1', /klaar/);
	// Whoever is set aside can wait again.
	const aside = parked(desk).locator('[data-row]').first();
	await aside.locator('summary').press('Enter');
	await tabTo(desk, aside.getByRole('button', { name: 'Terug in de rij' }));
	await press(desk, 'Enter', /weer verder/);
});

test('the focus stays in the list when rows come and go', async ({ browser, hall }) => {
	const desk = await clerkAt(browser, hall, 'gijs', 'bergen-op-zoom', 5);
	const other = await clerkAt(browser, hall, 'daan', 'bergen-op-zoom', 6);
	const ticket = await nextUp(other);
	await toRow(desk, ticket.replace(/\s/g, ''));
	const rows = second(desk).locator('[data-row]');
	const neighbour = await rows.nth(1).locator('strong').first().innerText();
	await press(other, 'n', `${ticket} opgeroepen`);
	await expect(rows.first().locator('summary')).toBeFocused();
	expect(await rows.first().locator('strong').first().innerText()).toBe(neighbour);
	// A row that comes back before it does not take the focus along.
	await press(other, 'z', /Teruggedraaid/);
	await expect(rows.nth(1).locator('summary')).toBeFocused();
	// One stop for Tab: the next one is no other row.
	await desk.keyboard.press('Tab');
	await expect(desk.locator('summary:focus')).toHaveCount(0);
});

test('a letter presses its button, and letters can be turned off', async ({ browser, hall }) => {
	const desk = await clerkAt(browser, hall, 'esra', 'bergen-op-zoom', 7);
	await desk.keyboard.press('?');
	const help = desk.getByRole('dialog', { name: 'Alle toetsen' });
	await expect(help).toContainText('Laat die Enter sturen');
	await help.getByRole('checkbox', { name: 'Losse letters als toets' }).press('Space');
	await desk.keyboard.press('Escape');
	await expect(desk.getByRole('button', { name: 'Toetsen' })).toBeFocused();
	await desk.keyboard.press('n');
	await expect(visitor(desk)).toContainText('Geen bezoeker');
	// Enter and Ctrl Z are no letters.
	await desk.getByRole('button', { name: /^Volgende/ }).focus();
	await press(desk, 'Enter', /opgeroepen/);
	await press(desk, 'Control+z', /Teruggedraaid/);
	await desk.reload();
	await live(desk);
	await expect(desk.getByRole('button', { name: /^Volgende/ }).locator('kbd')).toHaveCount(0);
});

test('a button that bounces does one step', async ({ browser, hall }) => {
	const desk = await clerkAt(browser, hall, 'anna', 'bergen-op-zoom', 1);
	await desk.waitForTimeout(ENTER_AGAIN);
	await desk.keyboard.press('Enter');
	await desk.keyboard.press('Enter');
	await said(desk, /opgeroepen/);
	await desk.waitForTimeout(ENTER_AGAIN);
	await expect(visitor(desk)).toContainText('Opgeroepen');
	await press(desk, 'z', /Teruggedraaid/);
});

test('what was said last is not always what is undone: the button tells what it takes back', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'bram', 'bergen-op-zoom', 3);
	await press(desk, 'n', /opgeroepen/);
	const ticket = await number(desk);
	await press(desk, 'k', `${ticket} is intussen opgeroepen.`);
	const undo = desk.getByRole('button', { name: /^Ongedaan maken/ });
	await expect(undo).toContainText(`${ticket} opgeroepen`);
	await expect(undo.locator('svg')).toContainText(/^\d+$/);
	await press(desk, 'z', /Teruggedraaid/);
	await expect(undo).toHaveCount(0);
});

test('without a line the last truth stays, and every action says why not', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'carmen', 'bergen-op-zoom', 4);
	const waiting = await second(desk).locator('[data-row]').count();
	await desk.context().setOffline(true);
	await expect(desk.getByText('Geen verbinding', { exact: true })).toBeVisible({ timeout: 40_000 });
	await expect(second(desk).locator('[data-row]')).toHaveCount(waiting);
	await press(desk, 'n', 'Geen verbinding. Je ziet de laatste stand. Oproepen kan nu niet.');
	await expect(visitor(desk)).toContainText('Geen bezoeker');
	await desk.context().setOffline(false);
	await live(desk);
	// With the line back, nothing says any more that there is none.
	await expect(desk.getByText(/Geen verbinding/)).toHaveCount(0);
	await press(desk, 'n', /opgeroepen/);
	await press(desk, 'z', /Teruggedraaid/);
});

test('who waits for others: the desk says what they need, and calls nobody', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'daan', 'roosendaal', 1);
	await expect(visitor(desk)).toContainText('Er wachten bezoekers, maar niet voor jou');
	await expect(visitor(desk)).toContainText('Nederlander worden (2)');
	await expect(row(desk, 'N001')).toContainText('niet jouw dienst');
	await expect(desk.getByText('Er is nu niemand voor jou.')).toBeVisible();
});

test('handed to a counter, to another service and hall, and more persons added', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'anna', 'bergen-op-zoom', 1);
	const other = await clerkAt(browser, hall, 'fatima', 'bergen-op-zoom', 2);
	await press(desk, 'n', /opgeroepen/);
	const ticket = await number(desk);
	await desk.keyboard.press('d');
	// Counters come first: a digit is enough.
	await expect(
		question(desk, /doorsturen/)
			.getByRole('option')
			.first()
	).toContainText('Balie 2');
	await desk.keyboard.press('1');
	await press(desk, '1', `${ticket} doorgestuurd`);
	await expect(row(other, ticket)).toContainText('Voor jou gereserveerd');

	// A visitor who still waits, straight from the row: another service, in another hall.
	await toRow(desk, 'N001');
	await desk.keyboard.press('Enter');
	await desk.keyboard.press('3');
	await expect(question(desk, 'Dienst erbij voor N 001')).toBeVisible();
	await desk.keyboard.type('paspoort aan');
	await desk.keyboard.press('Enter');
	await press(desk, '2', 'Dienst toegevoegd bij N 001');
	await expect(row(desk, 'N001')).toContainText('Nederlander worden + Paspoort aanvragen');
	await desk.keyboard.press('2');
	await expect(question(desk, 'N 001 doorsturen')).toBeVisible();
	await desk.keyboard.type('kantoor roosendaal');
	await desk.keyboard.press('Enter');
	await expect(question(desk, 'N 001 doorsturen')).toContainText('Stadskantoor Roosendaal');
	await press(desk, '1', 'N 001 doorgestuurd');
	await expect(row(desk, 'N001')).toHaveCount(0);
	await press(other, 'n', /opgeroepen/);
	await other.keyboard.press('t');
	await press(other, '2', /terug in de rij/);
});

test('from home, quick help is entered for a hall that must be chosen', async ({
	browser,
	hall
}) => {
	const desk = await signedIn(browser, hall, 'yara');
	await desk.request.post('/desk?/home', {
		headers: { origin: hall.url },
		form: { command: crypto.randomUUID() }
	});
	await desk.goto('/desk');
	await live(desk);
	await expect(desk.getByRole('heading', { level: 1 })).toHaveText('Thuis of elders');
	await desk.keyboard.press('h');
	await desk.keyboard.type('uittreksel');
	await desk.keyboard.press('Enter');
	const panel = question(desk, /Uittreksel/);
	await expect(panel.getByRole('radio', { name: 'Op papier' })).toBeChecked();
	// The browser itself asks for the hall.
	await desk.keyboard.press('5');
	await expect(panel.getByRole('combobox', { name: 'Voor welke hal?' })).toBeFocused();
	await panel.getByRole('combobox', { name: 'Voor welke hal?' }).selectOption({ index: 1 });
	await desk.keyboard.press('Tab');
	await press(desk, '5', /Snelle hulp opgeslagen/);
	await desk.keyboard.press('x');
	await press(desk, '1', 'Je bent klaar met werken');
});

test('a key that is meant for what is shown counts, also before the answer is there', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'noor', 'etten-leur', 2);
	let release = () => {};
	const released = new Promise<void>((resolve) => (release = resolve));
	await desk.route('**/desk?/next', async (route) => {
		const response = await route.fetch();
		await released;
		await route.fulfill({ response });
	});
	await desk.keyboard.press('n');
	await expect(visitor(desk)).toContainText('Opgeroepen');
	await desk.keyboard.press('s');
	release();
	await said(desk, /is er/);

	// So does one that opens a question: the question before it has gone when its answer is seen.
	const added = new Promise<void>((resolve) => (release = resolve));
	await desk.route('**/desk?/add', async (route) => {
		const response = await route.fetch();
		await added;
		await route.fulfill({ response });
	});
	await desk.keyboard.press('e');
	await desk.keyboard.type('verhuis');
	await desk.keyboard.press('Enter');
	await desk.keyboard.press('1');
	await expect(know(desk)).toContainText('Verhuizing doorgeven');
	await expect(question(desk, /Dienst erbij/)).toBeHidden();
	await desk.keyboard.press('k');
	release();
	await expect(question(desk, /Hoe ging het/)).toBeVisible();
	await desk.keyboard.press('Escape');
	await desk.keyboard.press('t');
	await press(desk, '2', /terug in de rij/);
});

test('a press that takes long shows that it is underway, and pressing again does not do it twice', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'anna', 'bergen-op-zoom', 1);
	let asked = 0;
	let release = () => {};
	const released = new Promise<void>((resolve) => (release = resolve));
	await desk.route('**/desk?/next', async (route) => {
		asked++;
		await released;
		await route.continue();
	});
	const next = desk.getByRole('button', { name: /^Volgende/ });
	await desk.keyboard.press('n');
	await said(desk, 'Bezig');
	await expect(next).toHaveAttribute('aria-disabled', 'true');
	await next.click({ force: true });
	release();
	await said(desk, /opgeroepen/);
	expect(asked).toBe(1);
	await press(desk, 'z', /Teruggedraaid/);
});

test('the counter is closed only after asking, and not with a visitor at it', async ({
	browser,
	hall
}) => {
	const desk = await clerkAt(browser, hall, 'noor', 'etten-leur', 2);
	await desk.keyboard.press('x');
	await expect(question(desk, 'Balie 2 sluiten?')).toBeVisible();
	await desk.keyboard.press('Escape');
	await press(desk, 'n', /opgeroepen/);
	const ticket = await number(desk);
	await press(desk, 'x', `Je helpt ${ticket} nog.`);
	// To another counter the visitor comes along.
	await desk.keyboard.press('v');
	await expect(question(desk, 'Waar werk je nu?')).toBeVisible();
	await tabTo(desk, desk.getByRole('button', { name: /Balie 3/ }).nth(1));
	await press(desk, 'Enter', 'Je balie is open');
	await expect(visitor(desk)).toContainText(ticket);
	await expect(desk.getByRole('heading', { level: 1 })).toContainText('Balie 3');
	await press(desk, 's', /is er/);
	await desk.keyboard.press('t');
	await press(desk, '2', /terug in de rij/);
});

test('who comes later, and who did not come, have their own places', async ({ browser, hall }) => {
	const desk = await clerkAt(browser, hall, 'mehmet', 'etten-leur', 1);
	await expect(later(desk)).toContainText('vanaf 11:15');
	await expect(later(desk)).toContainText('Afspraak, is er al');
	await expect(missed(desk)).toContainText('Niemand');
	const before = await later(desk).locator('[data-row]').count();
	await press(desk, 'n', /opgeroepen/);
	const ticket = await number(desk);
	await desk.keyboard.press('t');
	await press(desk, '1', `${ticket} terug in de rij`);
	await expect(later(desk).locator('[data-row]')).toHaveCount(before + 1);
	await expect(later(desk)).toContainText('Was er niet');
	await press(desk, 'z', /Teruggedraaid/);
	await press(desk, 's', /is er/);
	await desk.keyboard.press('t');
	await press(desk, '2', /terug in de rij/);
});

test('everything can be done without scripts', async ({ browser, hall }) => {
	const context = await browser.newContext({
		baseURL: hall.url,
		locale: 'nl-NL',
		javaScriptEnabled: false
	});
	const desk = await context.newPage();
	const post = (path: string, form: Record<string, string>) =>
		desk.request.post(path, { headers: { origin: hall.url }, form, maxRedirects: 0 });
	await post('/signin?/in', { login: 'gijs', password: 'beurt-demo' });
	await post('/desk?/open', {
		command: crypto.randomUUID(),
		counter: counterId('bergen-op-zoom', 5)
	});
	await desk.goto('/desk');
	const press_ = (name: string | RegExp) => desk.getByRole('button', { name }).first().click();
	await press_(/^Volgende/);
	await said(desk, /opgeroepen/);
	await press_('Notitie');
	await desk.getByRole('textbox').fill('Zonder scripts.');
	await press_('Bewaren');
	await said(desk, 'Notitie bewaard');
	await expect(know(desk)).toContainText('Zonder scripts.');
	await press_('Dienst erbij');
	await desk
		.getByRole('combobox', { name: 'Dienst' })
		.selectOption({ label: 'Uittreksel BRP (bewijs van adres)' });
	await press_('Toevoegen');
	await said(desk, /Dienst toegevoegd/);
	await press_('Snelle hulp');
	await press_('Opslaan');
	await said(desk, /Snelle hulp opgeslagen/);
	await press_('Doorsturen');
	await desk
		.getByRole('combobox', { name: 'Naar dienst' })
		.selectOption({ label: 'Rijbewijs aanvragen' });
	await press_('Doorsturen');
	await said(desk, /doorgestuurd/);
	await press_('Balie sluiten');
	await press_('Ja, sluit de balie');
	await said(desk, 'Je bent klaar met werken');
	await context.close();
});
