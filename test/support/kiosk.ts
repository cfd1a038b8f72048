/** What visitors do at a kiosk, for tests of it and of what follows. */
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import { Browser } from '../../src/cli/demo/doors.ts';
import type { ServiceId } from '../../src/lib/domain/ids.ts';
import type { HostBoard } from '../../src/lib/realtime/events.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { type DemoBranchSlug, demoBranchId } from '../../src/lib/server/demo/region.ts';
import type { TestServer } from './server.ts';

/** What a visitor touches on the way to a number. */
export const TOUCHES = {
	nl: { no: /^Nee/, give: 'Geef mij een nummer', more: 'Nog iets regelen?' },
	en: { no: /^No/, give: 'Give me a number', more: 'Anything else to arrange?' }
} as const;

/** The number on the last screen. */
export const numberOn = (kiosk: Page) =>
	kiosk.getByRole('heading', { level: 1 }).getByText(/^[A-Z]\s\d{3}$/);

/** What is shown as the last screen of a ticket. @returns number and address */
export async function ticketOn(kiosk: Page): Promise<{ ticket: string; address: string }> {
	await expect(numberOn(kiosk)).toBeVisible();
	const ticket = (await numberOn(kiosk).innerText()).replace(/\s/g, '');
	const typed = await kiosk
		.getByText(/\/t\/[\w-]+(\?lang=\w+)?$/)
		.first()
		.innerText();
	return { ticket, address: `http://${typed.trim()}` };
}

/** Takes a ticket, from the first question on, for a service of the first page by its name. */
export async function takeTicket(
	kiosk: Page,
	service: RegExp | string,
	language: 'nl' | 'en' = 'nl'
): Promise<{ ticket: string; address: string }> {
	const { no, give } = TOUCHES[language];
	await kiosk.goto(language === 'nl' ? '/kiosk' : `/kiosk?lang=${language}`);
	await kiosk.getByRole('link', { name: no }).click();
	await kiosk.getByRole('link', { name: service }).click();
	await kiosk.getByRole('button', { name: give }).click();
	return ticketOn(kiosk);
}

/** Takes numbers for a service until no more of so many persons are given. @returns how many were given */
export async function fill(
	server: TestServer,
	slug: DemoBranchSlug,
	service: ServiceId,
	persons = 1
): Promise<number> {
	const kiosk = new Browser(server.url);
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId(slug) });
	for (let given = 0; ; given++) {
		const answer = await kiosk.submit('/kiosk?/take', { service, persons: String(persons) });
		if (answer.ok) continue;
		if (answer.code !== 'service-closed') throw new Error(answer.code);
		return given;
	}
}

/** Faults of WCAG 2.2 AA on what is shown now, and of the contrast of 7:1 that a hall's light asks for. */
export async function faultsOn(kiosk: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page: kiosk })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.options({ rules: { 'color-contrast-enhanced': { enabled: true } } })
		.analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.any[0]?.message ?? ''}`)
	);
}

/** What is wider than the screen or its own place, so that one would have to scroll sideways. */
export const tooWide = (kiosk: Page): Promise<string[]> =>
	kiosk.evaluate(() =>
		[document.documentElement, ...document.querySelectorAll('main, .work, .about, dialog[open]')]
			.filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
			.map((one) => `${one.tagName} ${one.className}: ${one.scrollWidth} > ${one.clientWidth}`)
	);

/** A host of a hall, without their tablet. */
export class Host {
	readonly #browser: Browser;
	readonly #watched: { view: HostBoard };

	private constructor(browser: Browser, watched: { view: HostBoard }) {
		this.#browser = browser;
		this.#watched = watched;
	}

	static async of(server: TestServer, slug: DemoBranchSlug): Promise<Host> {
		const browser = new Browser(server.url);
		await browser.submit('/signin?/in', { login: `host-${slug[0]}`, password: DEMO_PASSWORD });
		return new Host(browser, await browser.watch({ view: 'host', branchId: demoBranchId(slug) }));
	}

	get board(): HostBoard {
		return this.#watched.view;
	}

	/** Says that they go to the kiosk that called last. */
	async answer(): Promise<void> {
		const help = this.board.help.at(-1)?.id ?? '';
		const answer = await this.#browser.submit('/host?/answer', { help });
		if (!answer.ok) throw new Error(`not answered: ${answer.code}`);
	}

	leave(): void {
		this.#browser.close();
	}
}
