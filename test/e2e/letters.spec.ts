/** Letters on their way: a real mail server gets them, once, and again only when nobody can know. */
import ICAL from 'ical.js';
import { test as plain } from '@playwright/test';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { MailSink } from '../support/mail-sink.ts';
import { expect, newPage } from '../support/e2e.ts';
import { type TestServer, startServer } from '../support/server.ts';

const serverWith = (sink: MailSink, more: Parameters<typeof startServer>[0] = {}) =>
	startServer({
		...more,
		env: { SMTP_URL: sink.url, MAIL_FROM: 'afspraken@example.nl', ...more.env }
	});

plain(
	'a citizen’s whole way: booked, written to, put into a calendar, and found again by the letter',
	async ({ browser }) => {
		const sink = await MailSink.open();
		const server = await serverWith(sink);
		try {
			const page = await newPage(browser, server, { viewport: { width: 390, height: 844 } });
			await page.goto(
				`/roosendaal/afspraak/tijd?dienst=paspoort&hal=${demoBranchId('roosendaal')}`
			);
			await page.getByRole('button', { name: /^09:00, woensdag 4 maart/ }).click();
			await page.getByLabel('Naam').fill('Fatima de Groot');
			await page.getByLabel('E-mailadres').fill('fatima@voorbeeld.nl');
			await page.getByLabel('English').check();
			await page.getByRole('button', { name: 'Controleer' }).click();
			await page.getByRole('button', { name: 'Bevestig de afspraak' }).click();
			await expect(page.getByRole('heading', { name: 'Uw afspraak staat' })).toBeVisible();
			const code = await page.locator('.letters').innerText();

			await expect.poll(() => sink.letters.length, { timeout: 15_000 }).toBe(1);
			const [letter] = sink.letters;
			expect(letter).toMatchObject({
				to: 'fatima@voorbeeld.nl',
				from: '"Roosendaal" <afspraken@example.nl>',
				subject: 'Your appointment on Wednesday 4 March at 09:00'
			});
			expect(letter?.text).toContain(code);
			const event = new ICAL.Event(
				new ICAL.Component(ICAL.parse(letter?.calendar ?? '') as unknown[]).getFirstSubcomponent(
					'vevent'
				) ?? undefined
			);
			expect(event.startDate.toString()).toBe('2026-03-04T08:00:00Z');

			// The same from the page.
			const [download] = await Promise.all([
				page.waitForEvent('download'),
				page.getByRole('link', { name: 'Zet in uw agenda' }).click()
			]);
			expect(download.suggestedFilename()).toBe('afspraak.ics');

			const link = /http:\/\/\S+\/afspraak\/\S+/.exec(letter?.text ?? '')?.[0] ?? '';
			const later = await newPage(browser, server, {});
			await later.goto(link);
			await expect(later.locator('.letters')).toHaveText(code);
		} finally {
			await server.remove();
			await sink.close();
		}
	}
);

plain(
	'killed between the server’s yes and its own mark, it sends the same letter again, and no other',
	async ({ browser }) => {
		const sink = await MailSink.open();
		let server: TestServer = await serverWith(sink);
		try {
			const page = await newPage(browser, server, {});
			await page.goto(
				`/roosendaal/afspraak/tijd?dienst=paspoort&hal=${demoBranchId('roosendaal')}`
			);
			await page.locator('button[name=slot]').first().click();
			await page.getByLabel('Naam').fill('Fatima de Groot');
			await page.getByLabel('E-mailadres').fill('fatima@voorbeeld.nl');
			await page.getByRole('button', { name: 'Controleer' }).click();
			// Dead as soon as the letter is taken.
			sink.onTaken(() => server.process.kill('SIGKILL'));
			await page.getByRole('button', { name: 'Bevestig de afspraak' }).click();
			await expect.poll(() => server.process.signalCode, { timeout: 20_000 }).toBe('SIGKILL');
			sink.onTaken(() => undefined);
			expect(sink.letters).toHaveLength(1);

			// Two minutes later by the demo's clock: a try of which nothing was heard is over by then.
			const at = new Date(Date.parse('2026-03-03T09:30:00.000Z') + 180_000).toISOString();
			server = await serverWith(sink, { dataDir: server.dataDir, env: { DEMO_CLOCK: at } });
			await expect.poll(() => sink.letters.length, { timeout: 20_000 }).toBe(2);
			await new Promise((done) => setTimeout(done, 5000));
			expect(sink.letters).toHaveLength(2);
			expect(sink.letters[1]?.messageId).toBe(sink.letters[0]?.messageId);
		} finally {
			await server.remove();
			await sink.close();
		}
	}
);
