/** What end-to-end tests of the desk do and see, in a clerk's words. */
import type { Locator, Page } from '@playwright/test';
import { spacedTicket } from '../../src/lib/text/format.ts';
import { expect } from './e2e.ts';

/** As the desk shows it: letter and digits apart. */
export const shown = (ticket: string): string => spacedTicket(ticket);

/** The line that says what happened, or why not. */
export const said = (desk: Page, text: string | RegExp): Promise<void> =>
	expect(desk.getByRole('status').filter({ hasText: text }).first()).toBeVisible();

/** Presses a key, and waits until the desk has said this. */
export async function press(desk: Page, key: string, answer?: string | RegExp): Promise<void> {
	await desk.keyboard.press(key);
	if (answer !== undefined) await said(desk, answer);
}

export const visitor = (desk: Page): Locator => desk.getByRole('region', { name: 'Mijn bezoeker' });
export const question = (desk: Page, name: string | RegExp): Locator =>
	desk.getByRole('region', { name });
export const line = (desk: Page, name: RegExp): Locator => desk.getByRole('region', { name });
export const first = (desk: Page): Locator => line(desk, /^Eerste rij/);
export const second = (desk: Page): Locator => line(desk, /^Tweede rij/);
export const later = (desk: Page): Locator => line(desk, /^Straks verwacht/);
export const parked = (desk: Page): Locator => line(desk, /^Even apart/);
export const missed = (desk: Page): Locator => line(desk, /^Niet gekomen/);
export const know = (desk: Page): Locator => desk.getByRole('region', { name: 'Om te weten' });

/** The row of a visit, in whatever list it stands. */
export const row = (desk: Page, ticket: string): Locator =>
	desk.locator('[data-row]').filter({ has: desk.getByText(shown(ticket), { exact: true }) });

/** Whom the desk expects next. */
export const nextUp = async (desk: Page): Promise<string> =>
	desk.locator('.next-up strong').innerText();

/** Goes on with Tab until this has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator, back = false): Promise<void> {
	for (let tries = 0; tries < 120; tries++) {
		if (await target.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
	}
	throw new Error(`Tab never came to ${String(target)}`);
}

/** Goes into the list and along it until the row of this visit has the focus. */
export async function toRow(desk: Page, ticket: string): Promise<void> {
	const summary = row(desk, ticket).locator('summary');
	const focused = () => summary.evaluate((element) => element === document.activeElement);
	await desk.keyboard.press('j');
	await desk.keyboard.press('Home');
	for (let tries = 0; tries < 80; tries++) {
		if (await focused()) return;
		await desk.keyboard.press('ArrowDown');
	}
	throw new Error(`the arrows never came to ${ticket}`);
}

/** Longer than two presses that count as one. */
export const ENTER_AGAIN = 300;
