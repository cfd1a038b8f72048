/** What a kiosk says when something is otherwise: closed, refused, alone, without a line, or asked for a person. */
import type { Page } from '@playwright/test';
import { Browser } from '../../src/cli/demo/doors.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { demoServiceId } from '../../src/lib/server/demo/services.ts';
import { clerkAt, counterId, expect, pairedScreen, test } from '../support/e2e.ts';
import { Host, faultsOn, fill, numberOn, takeTicket, ticketOn } from '../support/kiosk.ts';
import { type TestServer, startServer } from '../support/server.ts';

const heading = (kiosk: Page) => kiosk.getByRole('heading', { level: 1 });
const PASSPORT = demoServiceId('paspoort');
const MOVE = demoServiceId('verhuismelding');

// Some start a server of their own.
test.describe.configure({ timeout: 60_000 });

/** A server of another time of the day. */
async function serverAt(time: string): Promise<TestServer> {
	return startServer({ env: { DEMO_CLOCK: `2026-03-03T${time}:00.000Z` } });
}

test('a closed hall says so, and when it opens, in either language', async ({ browser }) => {
	const night = await serverAt('19:00');
	const kiosk = await pairedScreen(browser, night, 'kiosk', 'roosendaal');
	await expect(heading(kiosk)).toHaveText('Deze hal is nu gesloten');
	await expect(kiosk.getByText('U bent weer welkom op woensdag 4 maart om 08:30.')).toBeVisible();
	await expect(kiosk.getByText('Welkom in Stadskantoor Roosendaal')).toBeVisible();
	await expect(kiosk.getByRole('main').getByRole('link')).toHaveCount(0);
	// Nobody is there who could come.
	await expect(kiosk.getByRole('button', { name: 'Hulp' })).toHaveCount(0);
	expect(await faultsOn(kiosk)).toEqual([]);
	await kiosk.getByRole('link', { name: 'English' }).click();
	await expect(heading(kiosk)).toHaveText('This hall is closed now');
	await expect(
		kiosk.getByText('You are welcome again on Wednesday 4 March at 08:30.')
	).toBeVisible();
	await night.remove();
});

test.describe('near closing time', () => {
	let late: TestServer;
	test.beforeAll(async () => {
		// 16:20 in Amsterdam; the halls close at five, and what is still to do fills the time.
		late = await serverAt('15:20');
		await fill(late, 'roosendaal', demoServiceId('naturalisatieverzoek'));
		await fill(late, 'etten-leur', PASSPORT, 8);
	});
	test.afterAll(() => late.remove());

	for (const [language, name, why, again, other] of [
		[
			'nl',
			'Nederlander worden',
			'Hiervoor is vandaag geen tijd meer',
			'woensdag 4 maart om',
			'Iets anders kiezen'
		],
		[
			'en',
			'Become a Dutch citizen',
			'No time left for this today',
			'Wednesday 4 March at',
			'Choose something else'
		]
	] as const)
		test(`a service without time left is quiet, says why and until when: ${language}`, async ({
			browser
		}) => {
			const kiosk = await pairedScreen(browser, late, 'kiosk', 'roosendaal');
			await kiosk.goto(`/kiosk?lang=${language}&step=services&page=3`);
			const tile = kiosk.getByRole('link', { name });
			await expect(tile).toContainText(why);
			await expect(tile).toContainText(again);
			expect(await faultsOn(kiosk)).toEqual([]);
			await tile.click();
			await expect(heading(kiosk)).toContainText(name);
			await expect(kiosk.getByRole('main')).toContainText(why);
			await expect(kiosk.getByRole('main')).toContainText(again);
			await expect(
				kiosk.getByRole('main').getByRole('button', { name: /^(Hulp|Help)/ })
			).toBeVisible();
			expect(await faultsOn(kiosk)).toEqual([]);
			// No way to a number that would be refused.
			await expect(kiosk.getByRole('button', { name: /nummer|number/ })).toHaveCount(0);
			await kiosk.getByRole('link', { name: other }).click();
			await expect(heading(kiosk)).toHaveText(/Waarvoor komt u|What have you come for/);
		});

	test('what no longer fits in the day is refused in words, and the choice is kept', async ({
		browser
	}) => {
		const kiosk = await pairedScreen(browser, late, 'kiosk', 'etten-leur');
		// There is time for one passport, not for eight.
		await kiosk.goto(`/kiosk?service=${PASSPORT}&persons=8`);
		await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
		await expect(kiosk.getByRole('alert')).toContainText('Dit lukt nu niet');
		await expect(kiosk.getByText('Hiervoor is vandaag geen tijd meer.')).toBeVisible();
		expect(await faultsOn(kiosk)).toEqual([]);
		await kiosk.getByRole('link', { name: 'Terug naar uw keuze' }).click();
		await expect(kiosk.getByText('8 personen')).toBeAttached();
		await kiosk.getByRole('button', { name: 'Een persoon minder' }).click({ clickCount: 7 });
		await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
		await ticketOn(kiosk);
	});
});

test('a service whose counter is closed can be had by video screen, and all with it', async ({
	browser
}) => {
	// 15:50 at the point that closes at four: the one who works there has no time left, others from afar have.
	const late = await serverAt('14:50');
	await fill(late, 'halsteren', MOVE);
	const kiosk = await pairedScreen(browser, late, 'kiosk', 'halsteren');
	await kiosk.goto('/kiosk?step=services');
	const tile = kiosk.getByRole('link', { name: 'Verhuizing doorgeven' });
	await expect(tile).toContainText('Hiervoor is vandaag geen tijd meer');
	await expect(tile).toContainText('Kan nu wel via een beeldscherm');
	await tile.click();
	await kiosk.getByRole('link', { name: /^Via een beeldscherm/ }).click();
	await expect(kiosk.getByText('Dit kan nu alleen via een beeldscherm.')).toBeVisible();
	await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
	await ticketOn(kiosk);
	await late.remove();
});

test('while calls are held the kiosk goes on giving numbers', async ({ browser, server }) => {
	const lead = new Browser(server.url);
	await lead.submit('/signin?/in', { login: 'lead', password: DEMO_PASSWORD });
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'halsteren');
	await lead.submit('/desk?/open', { counter: counterId('halsteren', 1) });
	expect((await lead.submit('/desk?/hold')).ok).toBe(true);
	await takeTicket(kiosk, 'Parkeervergunning');
	expect((await lead.submit('/desk?/release')).ok).toBe(true);
	await lead.submit('/desk?/end');
});

test('a form that is wrong is told all that is wrong with it, and gives no number', async ({
	server
}) => {
	const kiosk = new Browser(server.url);
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId('etten-leur') });
	const send = async (...fields: [string, string][]) => {
		const response = await fetch(`${server.url}/kiosk?/take&lang=nl`, {
			method: 'POST',
			headers: {
				origin: server.url,
				cookie: kiosk.cookie,
				accept: 'text/html',
				'content-type': 'application/x-www-form-urlencoded'
			},
			body: new URLSearchParams([['command', crypto.randomUUID()], ...fields])
		});
		return { status: response.status, page: await response.text() };
	};
	const five = Array.from({ length: 5 }, (): [string, string] => ['service', crypto.randomUUID()]);
	const wrong = await send(...five, ['persons', '1'], ['persons', '9']);
	expect(wrong.status).toBe(400);
	for (const words of ['Dienst:', 'Hooguit 4', 'Aantal personen:', 'Kies een getal van 1–8'])
		expect(wrong.page).toContain(words);
	const twice = await send(
		['service', PASSPORT],
		['service', PASSPORT],
		['persons', '1'],
		['persons', '1'],
		['persons', '1']
	);
	expect(twice.status).toBe(400);
	expect(twice.page).toContain('Dienst:');
	expect(twice.page).toContain('Aantal personen:');
	expect((await send(['persons', '1'])).page).toContain('Dienst:');
});

/* Presses that are doubled, lost or unanswered */

test('a double touch, and answers that are lost on the way, give one number', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	const host = await Host.of(server, 'etten-leur');
	const before = host.board.rows.length;
	const commands: (string | null)[] = [];
	await kiosk.route('**/kiosk?/take**', async (route) => {
		commands.push(new URLSearchParams(route.request().postData() ?? '').get('command'));
		// Heard and done, but the answer never comes back; the third time it does.
		if (commands.length < 3) {
			await route.fetch();
			await route.abort('connectionreset');
		} else await route.continue();
	});
	await kiosk.goto(`/kiosk?service=${MOVE}&persons=2&service=${PASSPORT}&persons=3`);
	await kiosk.getByRole('radio').first().waitFor({ state: 'detached' });
	await expect(kiosk.getByRole('group')).toHaveCount(2);
	await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).dblclick();
	await expect(kiosk.getByRole('button', { name: 'Uw nummer wordt gemaakt …' })).toBeVisible();
	const { ticket } = await ticketOn(kiosk);
	expect(commands).toHaveLength(3);
	expect(new Set(commands).size).toBe(1);
	await expect.poll(() => host.board.rows.length).toBe(before + 1);
	expect(host.board.rows.find((row) => row.ticket === ticket)?.services).toEqual([MOVE, PASSPORT]);
	host.leave();
});

test('without any answer the kiosk says so, and the same press later is still one number', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	const host = await Host.of(server, 'etten-leur');
	const before = host.board.rows.length;
	let lost = true;
	await kiosk.route('**/kiosk?/take**', async (route) => {
		if (!lost) return route.continue();
		await route.fetch();
		await route.abort('connectionreset');
	});
	await kiosk.goto(`/kiosk?service=${PASSPORT}`);
	await expect(kiosk.getByRole('group')).toBeVisible();
	await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
	await expect(kiosk.getByRole('alert').filter({ hasText: 'krijgt geen antwoord' })).toBeVisible({
		timeout: 20_000
	});
	lost = false;
	await kiosk.getByRole('button', { name: 'Geef mij een nummer' }).click();
	await ticketOn(kiosk);
	await expect.poll(() => host.board.rows.length).toBe(before + 1);
	host.leave();
});

test('without a line the kiosk sends visitors to a person, and gives numbers again after', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom');
	const choosing = await pairedScreen(browser, server, 'kiosk', 'bergen-op-zoom');
	await choosing.goto(`/kiosk?service=${PASSPORT}`);
	await expect(choosing.getByRole('group')).toBeVisible();
	await kiosk.context().setOffline(true);
	await choosing.context().setOffline(true);
	await expect(heading(kiosk)).toHaveText('Even geen verbinding', { timeout: 30_000 });
	await expect(kiosk.getByText(/Loop naar een medewerker/)).toBeVisible();
	await expect(choosing.getByRole('status').filter({ hasText: 'geen nummers geven' })).toBeVisible({
		timeout: 30_000
	});
	await expect(choosing.getByRole('button', { name: 'Geef mij een nummer' })).toBeDisabled();
	expect([...(await faultsOn(kiosk)), ...(await faultsOn(choosing))]).toEqual([]);
	// Nobody can be called: that is said at once, not after a wait.
	await kiosk.getByRole('button', { name: 'Hulp' }).click();
	await expect(heading(kiosk)).toHaveText('We kunnen nu niemand roepen');
	await expect(kiosk.getByText(/Loop naar een medewerker/)).toBeVisible();
	await kiosk.getByRole('link', { name: 'Ga verder' }).click();
	await expect(heading(kiosk)).toHaveText('Even geen verbinding');
	await kiosk.context().setOffline(false);
	await choosing.context().setOffline(false);
	await expect(heading(kiosk)).toHaveText('Hebt u een afspraak?', { timeout: 15_000 });
	await choosing.getByRole('button', { name: 'Geef mij een nummer' }).click();
	await ticketOn(choosing);
});

/* Help */

for (const [language, help, asked, since, coming, onTheWay, goOn] of [
	[
		'nl',
		'Hulp',
		'Er komt iemand naar u toe',
		/^Gevraagd om 1\d:\d\d$/,
		'Hulp komt eraan',
		'Er is iemand onderweg naar u',
		'Ga verder'
	],
	[
		'en',
		'Help',
		'Someone is coming to you',
		/^Asked at 1\d:\d\d$/,
		'Help is coming',
		'Someone is on the way to you',
		'Continue'
	]
] as const)
	test(`help is called once, and the kiosk says when somebody comes: ${language}`, async ({
		browser,
		server
	}) => {
		const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
		const host = await Host.of(server, 'roosendaal');
		await kiosk.goto(`/kiosk?lang=${language}&step=services&page=2`);
		const dock = kiosk.getByRole('contentinfo');
		await dock.getByRole('button', { name: help }).dblclick();
		await expect(heading(kiosk)).toHaveText(asked);
		await expect(kiosk.getByText(since)).toBeVisible();
		await expect.poll(() => host.board.help.length).toBe(1);
		expect(host.board.help[0]?.reason).toBe('help');
		// Meanwhile one can go on, and the button says that help is on its way.
		await kiosk.getByRole('link', { name: goOn }).click();
		await expect(kiosk.getByText(/Pagina 2 van 3|Page 2 of 3/)).toBeVisible();
		await dock.getByRole('button', { name: coming }).click();
		await expect(heading(kiosk)).toHaveText(asked);
		expect(host.board.help).toHaveLength(1);
		await host.answer();
		await expect(heading(kiosk)).toHaveText(onTheWay);
		// And back to where one was, by itself.
		await expect(kiosk.getByText(/Pagina 2 van 3|Page 2 of 3/)).toBeVisible({ timeout: 12_000 });
		await expect(dock.getByRole('button', { name: help })).toBeVisible();
		host.leave();
	});

test('another kiosk’s call is not this one’s', async ({ browser, server }) => {
	const one = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	const other = await pairedScreen(browser, server, 'kiosk', 'etten-leur');
	const host = await Host.of(server, 'etten-leur');
	await one.getByRole('button', { name: 'Hulp' }).click();
	await expect(heading(one)).toHaveText('Er komt iemand naar u toe');
	await expect.poll(() => host.board.help.length).toBe(1);
	await expect(other.getByRole('button', { name: 'Hulp', exact: true })).toBeVisible();
	await host.answer();
	host.leave();
});

/* Left alone */

test('left alone, it asks whether somebody is there, and a touch anywhere is enough', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	await kiosk.clock.install();
	// It opens its line when its scripts run.
	const line = kiosk.waitForEvent('websocket');
	await kiosk.goto('/kiosk?lang=en&step=services&page=2');
	await line;
	await kiosk.clock.runFor(41_000);
	const question = kiosk.getByRole('dialog', { name: 'Are you still there?' });
	await expect(question).toBeVisible();
	await expect(question).toContainText(/starts again in (20|19|18) seconds/);
	await kiosk.clock.runFor(5_000);
	await expect(question).toContainText(/starts again in 1[3-5] seconds/);
	await kiosk.mouse.click(10, 10);
	await expect(question).toBeHidden();
	await expect(kiosk.getByText('Page 2 of 3')).toBeVisible();
	// As often as one likes; by its button too.
	await kiosk.clock.runFor(41_000);
	await question.getByRole('button', { name: 'Yes, I am still here' }).click();
	await expect(question).toBeHidden();
	await kiosk.clock.runFor(41_000);
	await expect(question).toBeVisible();
	await kiosk.clock.runFor(21_000);
	await expect(question).toBeHidden();
	await expect(kiosk).toHaveURL(/\/kiosk$/);
	await expect(heading(kiosk)).toHaveText('Hebt u een afspraak?');
});

test('for the next visitor nothing is left: language, search, choice, page, scroll and focus', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal', {
		viewport: { width: 390, height: 844 }
	});
	await kiosk.clock.install();
	await kiosk.goto('/kiosk?lang=en&step=services');
	await kiosk.getByRole('link', { name: 'Report a move' }).click();
	await kiosk.getByRole('button', { name: 'One person more' }).click();
	await kiosk.getByRole('radio', { name: /^By video screen/ }).check();
	await kiosk.getByRole('button', { name: 'Anything else to arrange?' }).click();
	await kiosk.getByRole('textbox').fill('passport');
	await kiosk.mouse.wheel(0, 400);
	await kiosk.waitForTimeout(300);
	await kiosk.clock.runFor(41_000);
	await kiosk
		.getByRole('dialog', { name: 'Are you still there?' })
		.getByRole('button', { name: 'Start again' })
		.click();
	await expect(heading(kiosk)).toHaveText('Hebt u een afspraak?');
	await expect(kiosk).toHaveURL(/\/kiosk$/);
	expect(await kiosk.evaluate(() => window.scrollY)).toBe(0);
	await expect(heading(kiosk)).toBeFocused();
	await kiosk.getByRole('link', { name: /^Nee/ }).click();
	await expect(kiosk.getByRole('textbox')).toHaveValue('');
	await kiosk.getByRole('link', { name: 'Verhuizing doorgeven' }).click();
	await expect(kiosk.getByText('1 persoon')).toBeAttached();
	await expect(kiosk.getByRole('radio', { name: /^Aan een balie/ })).toBeChecked();
});

test('from help and from a closed hall it goes home as well', async ({ browser, server }) => {
	const night = await serverAt('19:00');
	// Somebody still works there, who can come.
	await clerkAt(browser, night, 'anna', 'bergen-op-zoom', 1);
	for (const [where, title] of [
		[server, 'Hebt u een afspraak?'],
		[night, 'Deze hal is nu gesloten']
	] as const) {
		const kiosk = await pairedScreen(browser, where, 'kiosk', 'bergen-op-zoom');
		await kiosk.clock.install();
		await kiosk.goto('/kiosk?lang=en');
		await kiosk.getByRole('button', { name: 'Help' }).click();
		await expect(heading(kiosk)).toHaveText('Someone is coming to you');
		await kiosk.waitForTimeout(300);
		await kiosk.clock.runFor(41_000);
		await expect(kiosk.getByRole('dialog', { name: 'Are you still there?' })).toBeVisible();
		await kiosk.clock.runFor(21_000);
		await expect(heading(kiosk)).toHaveText(title);
		await kiosk.context().close();
	}
	await night.remove();
	const host = await Host.of(server, 'bergen-op-zoom');
	await host.answer();
	host.leave();
});

test('the number stays for half a minute, longer when asked, and then is gone', async ({
	browser,
	server
}) => {
	const kiosk = await pairedScreen(browser, server, 'kiosk', 'roosendaal');
	await kiosk.clock.install();
	await takeTicket(kiosk, 'Apply for a passport', 'en');
	await expect(kiosk.getByText(/starts again in (30|29) seconds/)).toBeVisible();
	await kiosk.clock.runFor(20_000);
	await expect(kiosk.getByText(/starts again in (9|10) seconds/)).toBeVisible();
	await kiosk.getByRole('button', { name: 'I am still reading' }).click();
	await expect(kiosk.getByText(/starts again in (30|29) seconds/)).toBeVisible();
	await kiosk.clock.runFor(29_000);
	await expect(numberOn(kiosk)).toBeVisible();
	await kiosk.clock.runFor(2_000);
	await expect(heading(kiosk)).toHaveText('Hebt u een afspraak?');
	await expect(kiosk.locator('[data-slip]')).toHaveCount(0);
	await kiosk.goBack().catch(() => null);
	await expect(numberOn(kiosk)).toHaveCount(0);
});
