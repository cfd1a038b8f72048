/** An hour of a team lead at a counter, by keyboard alone: everything that the desk can do, and what it says. */
import { expect, live, newPage, clerkAt, test as base } from '../support/e2e.ts';
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
	tabTo,
	toRow,
	visitor
} from '../support/desk.ts';
import { type Day, startPrepared } from '../support/prepared.ts';
import type { TestServer } from '../support/server.ts';
import type { DemoUpl } from '../../src/lib/server/demo/services.ts';
import { minutes } from '../../src/lib/domain/time.ts';

const HALL = 'roosendaal';

/** Twenty-two visitors, the longest waiting first. */
async function fill(day: Day): Promise<void> {
	const walkIns: (DemoUpl | DemoUpl[])[] = [
		'rijbewijs',
		'paspoort',
		['paspoort', 'brp-uittreksel'],
		'verhuismelding',
		'identiteitskaart',
		'brp-uittreksel',
		'rijbewijs',
		'paspoort',
		'legalisatie document',
		'verhuismelding',
		'rijbewijs',
		'identiteitskaart',
		'brp-uittreksel',
		'paspoort',
		'rijbewijs',
		'verhuismelding',
		'identiteitskaart'
	];
	for (const [index, wish] of walkIns.entries()) {
		day.before(58 - index * 2);
		await day.arrive(HALL, wish);
	}
	const at = (n: number) => day.start + minutes(n);
	day.before(20);
	await day.arrive(HALL, 'paspoort', { slotStart: at(-15), name: 'mevrouw De Bruijn' });
	day.before(12);
	await day.arrive(HALL, 'rijbewijs', { priority: 'mobility', name: 'meneer Oomen' });
	day.before(10);
	await day.arrive(HALL, 'identiteitskaart', { slotStart: at(-5) });
	day.before(6);
	await day.arrive(HALL, 'paspoort', { slotStart: at(30), name: 'mevrouw Claassen' });
	day.before(4);
	await day.arrive(HALL, 'schuldhulp');
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

test('a clerk’s hour without a mouse', async ({ browser, hall }) => {
	test.setTimeout(600_000);
	const colleague = await clerkAt(browser, hall, 'hanneke', HALL, 2);
	const desk = await newPage(browser, hall, { viewport: { width: 1366, height: 768 } });
	await desk.addInitScript(() => {
		addEventListener('pointerdown', () => {
			document.documentElement.dataset['mouse'] = 'used';
		});
	});
	let helped = 0;

	/** Calls the next visitor, who must be the one that the desk expected. */
	const call = async (): Promise<string> => {
		const ticket = await nextUp(desk);
		await press(desk, 'n', `${ticket} opgeroepen`);
		await expect(visitor(desk).getByText(ticket, { exact: true })).toBeVisible();
		helped++;
		return ticket;
	};
	const serve = async (): Promise<string> => {
		const ticket = await call();
		await press(desk, 's', `${ticket} is er`);
		return ticket;
	};
	const finish = async (ticket: string, ...keys: string[]): Promise<void> => {
		await desk.keyboard.press('k');
		await expect(question(desk, /Hoe ging het/)).toBeVisible();
		for (const key of keys) await desk.keyboard.press(key);
		await said(desk, `${ticket} klaar`);
	};

	await test.step('sign in and open a counter', async () => {
		await desk.goto('/signin?next=/desk');
		await tabTo(desk, desk.getByLabel('Gebruikersnaam'));
		await desk.keyboard.type('lead');
		await desk.keyboard.press('Tab');
		await desk.keyboard.type('beurt-demo');
		await desk.keyboard.press('Enter');
		await expect(desk.getByRole('heading', { name: 'Waar werk je nu?' })).toBeVisible();
		await live(desk);
		const counters = desk.getByRole('region', { name: 'Stadskantoor Roosendaal' });
		await expect(counters.getByText('In gebruik door Hanneke Schrauwen')).toBeVisible();
		await tabTo(desk, counters.getByRole('button', { name: /Balie 3/ }));
		await desk.keyboard.press('Enter');
		await expect(desk.getByRole('heading', { level: 1 })).toHaveText(
			'Balie 3, Stadskantoor Roosendaal'
		);
		await said(desk, 'Je balie is open');
		await expect(visitor(desk)).toContainText('22');
		// Who comes with an appointment of later stands apart, with the time.
		await expect(later(desk)).toContainText('vanaf 11:00');
	});

	await test.step('call, call again, serve, finish', async () => {
		const ticket = await call();
		await expect(visitor(desk)).toContainText('mevrouw De Bruijn');
		await expect(know(desk)).toContainText('Afspraak 10:15');
		await press(desk, 'r', `${ticket} nog eens opgeroepen`);
		await expect(visitor(desk)).toContainText('1 keer herhaald');
		await press(desk, 's', `${ticket} is er`);
		await expect(know(desk).getByText('Nog eens opgeroepen')).toBeVisible();
		await finish(ticket, '1');
		await expect(visitor(desk)).toContainText('Geen bezoeker aan je balie');
	});

	await test.step('the whole way with one key', async () => {
		const ticket = await nextUp(desk);
		for (const answer of [`${ticket} opgeroepen`, `${ticket} is er`]) {
			await desk.waitForTimeout(ENTER_AGAIN);
			await press(desk, 'Enter', answer);
		}
		await desk.waitForTimeout(ENTER_AGAIN);
		await desk.keyboard.press('Enter');
		await expect(question(desk, 'Hoe ging het?')).toBeVisible();
		await desk.waitForTimeout(ENTER_AGAIN);
		await press(desk, 'Enter', `${ticket} klaar`);
		helped++;
	});

	await test.step('the second line has its turn, and the desk said so before', async () => {
		await expect(desk.getByText('De tweede rij is aan de beurt')).toBeVisible();
		const ticket = await serve();
		await expect(visitor(desk)).toContainText('beurt van de tweede rij');
		await desk.keyboard.press('k');
		await desk.keyboard.press('2');
		await expect(desk.getByRole('region', { name: 'Doorverwezen naar' })).toBeVisible();
		await press(desk, '3', `${ticket} klaar`);
	});

	await test.step('set aside, and taken up again', async () => {
		const ticket = await serve();
		await desk.keyboard.press('p');
		await press(desk, '1', `${ticket} even apart`);
		await expect(parked(desk)).toContainText(ticket);
		await expect(parked(desk)).toContainText('Nieuwe foto');
		await toRow(desk, ticket);
		await tabTo(desk, row(desk, ticket).getByRole('button', { name: /Verder helpen/ }));
		await desk.waitForTimeout(ENTER_AGAIN);
		await press(desk, 'Enter', `${ticket} weer verder`);
		// The focus is where the next step is.
		await expect(desk.getByRole('button', { name: /^Klaar/ })).toBeFocused();
		await finish(ticket, '3');
	});

	let gone = '';
	await test.step('not come, and come after all', async () => {
		gone = await call();
		await expect(desk.getByRole('button', { name: /Niet gekomen/ })).toHaveAttribute(
			'aria-disabled',
			'true'
		);
		await press(desk, 'a', 'Roep eerst nog eens op: 0 van 2 keer gedaan.');
		await press(desk, 'r', `${gone} nog eens opgeroepen`);
		await expect(visitor(desk)).toContainText('Roep eerst nog 1 keer');
		await desk.keyboard.press('r');
		await expect(visitor(desk)).toContainText('2 keer herhaald');
		await press(desk, 'a', `${gone} niet gekomen`);
		await expect(missed(desk)).toContainText(gone);
		await toRow(desk, gone);
		await desk.keyboard.press('Tab');
		await press(desk, 'Enter', `${gone} weer in de rij`);
		await expect(later(desk)).toContainText(gone);
		await expect(later(desk)).toContainText('Was er niet');
	});

	await test.step('several services, each with its own outcome', async () => {
		await expect.poll(() => nextUp(desk)).not.toBe(gone);
		const ticket = await serve();
		await desk.keyboard.press('e');
		await expect(question(desk, `Dienst erbij voor ${ticket}`)).toBeVisible();
		await desk.keyboard.type('legal');
		await desk.keyboard.press('Enter');
		await expect(question(desk, /hoeveel personen/)).toBeVisible();
		await press(desk, '1', `Dienst toegevoegd bij ${ticket}`);
		await expect(visitor(desk)).toContainText('dienst 1 van 3');
		await desk.keyboard.press('k');
		await expect(question(desk, /Hoe ging het/)).toContainText('Hierna nog: Uittreksel BRP');
		await press(desk, '1', `Eén dienst klaar van ${ticket}`);
		await expect(visitor(desk)).toContainText('dienst 2 van 3');
		await expect(know(desk).getByText('klaar', { exact: true })).toBeVisible();
		await desk.keyboard.press('k');
		await expect(question(desk, /Uittreksel BRP/)).toBeVisible();
		await desk.keyboard.press('2');
		await desk.keyboard.press('5');
		await expect(visitor(desk)).toContainText('dienst 3 van 3');
		await finish(ticket, '3');
	});

	await test.step('a note before the call, and with the visitor', async () => {
		const ticket = await nextUp(desk);
		await toRow(desk, ticket.replace(/\s/g, ''));
		await desk.keyboard.press('Enter');
		await press(desk, '1');
		await expect(question(desk, `Notitie bij ${ticket}`)).toBeVisible();
		await desk.keyboard.type('Komt met de kinderwagen.');
		await desk.waitForTimeout(ENTER_AGAIN);
		await press(desk, 'Enter', 'Notitie bewaard');
		await expect(row(desk, ticket)).toContainText('1 notitie');
		await serve();
		await expect(know(desk)).toContainText('Komt met de kinderwagen.');
		await desk.keyboard.press('o');
		await desk.keyboard.type('Wil liever morgen terugkomen.');
		await tabTo(desk, desk.getByRole('radio', { name: /klaar is/ }));
		await desk.keyboard.press('ArrowDown');
		await desk.waitForTimeout(ENTER_AGAIN);
		await press(desk, 'Enter', 'Notitie bewaard');
		await expect(know(desk)).toContainText('Wordt aan het eind van de dag gewist');
		await finish(ticket, '1');
	});

	await test.step('sent back because nobody came, and by hand', async () => {
		const absent = await call();
		await desk.keyboard.press('t');
		await press(desk, '1', `${absent} terug in de rij`);
		await expect(later(desk)).toContainText(absent);
		const other = await call();
		await desk.keyboard.press('t');
		await press(desk, '2', `${other} terug in de rij`);
		// Colleagues come first; so it is not the next for who sent it back.
		await expect(row(desk, other)).toContainText('Door jou teruggezet');
		await expect.poll(() => nextUp(desk)).not.toBe(other);
	});

	await test.step('handed to a colleague at a counter', async () => {
		const ticket = await serve();
		await desk.keyboard.press('d');
		await expect(question(desk, `${ticket} doorsturen`)).toBeVisible();
		await desk.keyboard.type('hanneke');
		await desk.keyboard.press('Enter');
		await expect(question(desk, `${ticket} doorsturen`)).toContainText('Balie 2');
		await press(desk, '1', `${ticket} doorgestuurd`);
		await expect(row(colleague, ticket)).toContainText('Voor jou gereserveerd');
		await expect(row(desk, ticket)).toContainText('Gereserveerd');
	});

	await test.step('quick help, without and with a visitor at the counter', async () => {
		await desk.keyboard.press('h');
		await expect(question(desk, /Snelle hulp/)).toBeVisible();
		await desk.keyboard.type('leven');
		await desk.keyboard.press('Enter');
		await press(desk, '5', /Snelle hulp opgeslagen/);
		const ticket = await serve();
		// The service that was used last is the first.
		await desk.keyboard.press('h');
		await desk.keyboard.press('1');
		await press(desk, '2', /Snelle hulp opgeslagen/);
		await expect(visitor(desk)).toContainText(ticket);
		await finish(ticket, '1');
	});

	await test.step('undone in time', async () => {
		await press(desk, 'n', /opgeroepen/);
		const ticket = await visitor(desk).locator('.number').innerText();
		await expect(
			desk.getByRole('button', { name: `Ongedaan maken: ${ticket} opgeroepen` })
		).toBeVisible();
		await press(desk, 'Control+z', `Teruggedraaid: ${ticket}`);
		await expect(visitor(desk)).toContainText('Geen bezoeker aan je balie');
		await expect(row(desk, ticket)).toBeVisible();
	});

	await test.step('a break', async () => {
		await desk.keyboard.press('w');
		await expect(question(desk, 'Waarom pauze?')).toBeVisible();
		await press(desk, '3', 'Je hebt pauze');
		await expect(visitor(desk)).toContainText('Overleg');
		await press(desk, 'n', 'Je hebt pauze. Ga eerst weer aan het werk.');
		await press(desk, 'w', 'Je bent weer aan het werk');
	});

	await test.step('the next one by itself', async () => {
		await desk.keyboard.press('u');
		await expect(desk.getByRole('switch')).toBeChecked();
		await press(desk, 'n', /opgeroepen/);
		helped++;
		const ticket = await visitor(desk).locator('.number').innerText();
		await press(desk, 's', `${ticket} is er`);
		await desk.keyboard.press('k');
		await press(desk, '1', new RegExp(`${ticket} klaar · .+ opgeroepen`));
		helped++;
		await desk.keyboard.press('u');
		await expect(desk.getByRole('switch')).not.toBeChecked();
		const called = await visitor(desk).locator('.number').innerText();
		await press(desk, 's', `${called} is er`);
		await finish(called, '1');
	});

	await test.step('out of turn, as a lead', async () => {
		const rows = desk.getByRole('region', { name: /^Tweede rij/ }).locator('[data-row]');
		const ticket = await rows.last().locator('strong').first().innerText();
		await toRow(desk, ticket.replace(/\s/g, ''));
		const pick = row(desk, ticket).getByRole('button', { name: /Oproepen/ });
		if ((await pick.getAttribute('aria-disabled')) === 'true') {
			// For what is not one's own service it stays off.
			await expect(row(desk, ticket)).toContainText('niet jouw dienst');
			await desk.keyboard.press('ArrowUp');
		}
		await desk.keyboard.press('Tab');
		await desk.waitForTimeout(ENTER_AGAIN);
		await press(desk, 'Enter', /opgeroepen/);
		helped++;
		await expect(visitor(desk)).toContainText('zelf gekozen');
		await expect(desk.getByRole('button', { name: /^Is er/ })).toBeFocused();
		const called = await visitor(desk).locator('.number').innerText();
		await press(desk, 's', `${called} is er`);
		await finish(called, '1');
	});

	await test.step('all calls held, and released', async () => {
		await tabTo(desk, desk.getByRole('button', { name: 'Alle oproepen tegenhouden' }));
		await desk.waitForTimeout(ENTER_AGAIN);
		await press(desk, 'Enter', 'Oproepen staan stil');
		await press(desk, 'n', 'Oproepen staan stil in deze hal.');
		await tabTo(desk, desk.getByRole('button', { name: 'Oproepen weer vrijgeven' }));
		await desk.waitForTimeout(ENTER_AGAIN);
		await press(desk, 'Enter', 'Oproepen gaan weer verder');
	});

	await test.step('the rest of the hall', async () => {
		while ((await desk.locator('.next-up strong').count()) > 0 && helped < 40) {
			const ticket = await serve();
			await finish(ticket, '1');
		}
		expect(helped).toBeGreaterThanOrEqual(20);
		// Who is left waits for a colleague, for another service or for later, and the desk says so.
		await expect(desk.getByText('Er is nu niemand voor jou.')).toBeVisible();
		await press(desk, 'n', 'Er wacht niemand die je nu kunt helpen.');
	});

	await test.step('all keys, and the end of the hour', async () => {
		await desk.keyboard.press('?');
		await expect(desk.getByRole('dialog', { name: 'Alle toetsen' })).toBeVisible();
		await desk.keyboard.press('Escape');
		await expect(desk.getByRole('dialog')).toBeHidden();
		await desk.keyboard.press('x');
		await expect(question(desk, 'Balie 3 sluiten?')).toBeVisible();
		await press(desk, '1');
		await expect(desk.getByRole('heading', { name: 'Waar werk je nu?' })).toBeVisible();
		await said(desk, 'Je bent klaar met werken');
	});

	expect(await desk.locator('html').getAttribute('data-mouse')).toBeNull();
});
