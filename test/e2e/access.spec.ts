/** What the other specs of a screen leave open: ends of a visit on the telephone, and pages by keyboard. */
import type { Browser as Chromium, Locator, Page } from '@playwright/test';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { tabTo } from '../support/desk.ts';
import { expect, newPage, signedIn, test, violations } from '../support/e2e.ts';
import { Desk, type Taken, spaced, take } from '../support/hall.ts';
import type { TestServer } from '../support/server.ts';

const PHONE = { viewport: { width: 320, height: 700 } };

const phoneOf = async (
	browser: Chromium,
	server: TestServer,
	{ path }: Taken,
	options: Parameters<Chromium['newContext']>[0] = {}
): Promise<Page> => {
	const phone = await newPage(browser, server, { ...PHONE, ...options });
	await phone.goto(path);
	return phone;
};

/** Goes there and presses it, as somebody without a mouse or a finger does. */
async function pressOn(page: Page, target: Locator, key = 'Enter'): Promise<void> {
	await tabTo(page, target);
	await page.keyboard.press(key);
}

test('however a visit ends or waits, the telephone says it without accessibility faults', async ({
	browser,
	server
}) => {
	// What Halsteren gives too, for who is sent on.
	const wish = { wish: 'Uittreksel' };
	const [missed, done, sentOn, asked, abandoned] = [
		await take(server, 'etten-leur', wish),
		await take(server, 'etten-leur', wish),
		await take(server, 'etten-leur', wish),
		await take(server, 'etten-leur', wish),
		await take(server, 'etten-leur', wish)
	];
	const faults: string[] = [];
	const look = async (state: string, taken: Taken, says: RegExp | string): Promise<void> => {
		for (const [colorScheme, forcedColors] of [
			['light', 'none'],
			['dark', 'none'],
			['light', 'active']
		] as const) {
			const phone = await phoneOf(browser, server, taken, { colorScheme, forcedColors });
			await expect(phone.getByText(says).first()).toBeVisible();
			const at = `${state}, ${colorScheme}, forced colours ${forcedColors}`;
			faults.push(...(await violations(phone)).map((fault) => `${at}: ${fault}`));
			const over = await phone.evaluate(
				() => document.documentElement.scrollWidth - document.documentElement.clientWidth
			);
			if (over > 0) faults.push(`${at}: ${over} px too wide`);
			await phone.context().close();
		}
	};

	const desk = await Desk.at(server, 'mehmet', 'etten-leur', 1);
	await desk.next();
	await desk.act('recall');
	await desk.act('recall');
	await desk.act('miss');
	await look('missed', missed, 'U was er niet');
	await desk.next();
	await desk.act('serve');
	await desk.act('finish', { outcome: 'answered' });
	await look('finished', done, 'Dit bezoek is klaar');
	await desk.next();
	await desk.act('transfer', { branch: demoBranchId('halsteren') });
	await look('sent on', sentOn, 'Buurtpunt Halsteren');

	const phone = await phoneOf(browser, server, asked);
	await phone.getByText('Ik heb een paar minuten nodig').click();
	await phone.getByRole('button', { name: 'Ja, geef mij 5 minuten' }).click();
	await look('time asked', asked, /Uw plaats blijft bewaard/);
	await phone.getByText('Ik ga weg').click();
	await phone.getByRole('button', { name: 'Ja, trek mijn nummer in' }).click();
	await look('cancelled', asked, 'Dit nummer is ingetrokken.');

	const lead = await Desk.at(server, 'lead', 'etten-leur', 2);
	await lead.act('endday');
	await look('abandoned', abandoned, spaced(abandoned.ticket));
	expect(faults).toEqual([]);
});

test('a screen is made, paired, set and taken back without a mouse', async ({
	browser,
	server
}) => {
	const admin = await signedIn(browser, server, 'admin');
	await admin.goto('/manage/devices');
	await tabTo(admin, admin.getByLabel('Naam'));
	await admin.keyboard.type('Scherm bij de lift');
	await tabTo(admin, admin.getByLabel('Hal', { exact: true }));
	await admin.keyboard.type('Stadskantoor R');
	await admin.keyboard.press('Tab');
	await admin.keyboard.press('ArrowDown');
	await expect(admin.getByRole('radio', { name: 'Hal-scherm' })).toBeChecked();
	await pressOn(admin, admin.getByRole('button', { name: 'Maak code' }));
	const code = (await admin.locator('.code').innerText()).replace(/\s/g, '');

	const hall = await newPage(browser, server, { viewport: { width: 1920, height: 1080 } });
	await hall.goto('/pair/hall');
	await tabTo(hall, hall.getByLabel('Koppelcode'));
	await hall.keyboard.type('WRONG');
	await hall.keyboard.press('Enter');
	await expect(hall.getByRole('alert')).toBeVisible();
	await tabTo(hall, hall.getByLabel('Koppelcode'));
	await hall.keyboard.press('Control+a');
	await hall.keyboard.type(code);
	await hall.keyboard.press('Enter');
	await expect(hall.getByText('Welkom')).toBeVisible();

	await admin.reload();
	const item = admin.getByRole('listitem').filter({ hasText: 'Scherm bij de lift' });
	await pressOn(admin, item.locator('summary'));
	// Of a choice, Tab comes to what is chosen; the arrows choose.
	await tabTo(admin, item.getByRole('radio', { checked: true }));
	for (let tries = 0; tries < 5; tries++) {
		if (await item.getByRole('radio', { name: /Tweede scherm/ }).isChecked()) break;
		await admin.keyboard.press('ArrowDown');
	}
	await expect(item.getByRole('radio', { name: /Tweede scherm/ })).toBeChecked();
	await pressOn(admin, item.getByRole('button', { name: 'Opslaan' }));
	await expect(item.getByText('Opgeslagen.')).toBeVisible();
	await pressOn(admin, item.getByRole('button', { name: /Scherm bij de lift/ }));
	await expect(item).toHaveCount(0);
	await expect(hall.getByLabel('Koppelcode')).toBeVisible({ timeout: 20_000 });
});

test('on the telephone, time is asked for and the number given back by keyboard', async ({
	browser,
	server
}) => {
	const phone = await phoneOf(browser, server, await take(server, 'roosendaal'));
	await pressOn(phone, phone.locator('summary', { hasText: 'Ik heb een paar minuten nodig' }));
	await pressOn(phone, phone.getByRole('button', { name: 'Ja, geef mij 5 minuten' }));
	await expect(phone.getByText(/Uw plaats blijft bewaard/)).toBeVisible();
	await pressOn(phone, phone.locator('summary', { hasText: 'Ik ga weg' }));
	await pressOn(phone, phone.getByRole('button', { name: 'Ja, trek mijn nummer in' }));
	await expect(phone.getByText('Dit nummer is ingetrokken.')).toBeVisible();
});
