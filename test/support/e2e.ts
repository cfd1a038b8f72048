/** What end-to-end tests start from: a server of their own, and people who know their way. */
import AxeBuilder from '@axe-core/playwright';
import {
	type Browser as Chromium,
	type BrowserContext,
	type Page,
	test as base
} from '@playwright/test';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import type { DemoBranchSlug } from '../../src/lib/server/demo/region.ts';
import { DEMO_COUNTERS } from '../../src/lib/server/demo/region.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { type TestServer, startServer } from './server.ts';

/** The servers of a worker: one for each file, so that no file finds what another left. */
class Servers {
	#file = '';
	#server: TestServer | null = null;
	readonly #start: () => Promise<TestServer>;

	constructor(start: () => Promise<TestServer>) {
		this.#start = start;
	}

	async of(file: string): Promise<TestServer> {
		if (this.#server && this.#file === file) return this.#server;
		await this.remove();
		this.#server = await this.#start();
		this.#file = file;
		return this.#server;
	}

	async remove(): Promise<void> {
		await this.#server?.remove();
		this.#server = null;
	}
}

interface Fixtures {
	/** What a test opened would go on, and make the next one slow. */
	closed: undefined;
	/** One server for the tests of a file; each test works in a hall of its own or cleans up. */
	server: TestServer;
}

export const test = base.extend<Fixtures, { servers: Servers }>({
	servers: [
		// Playwright reads the fixtures that one needs from this pattern; this one needs none.
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			const servers = new Servers(() => startServer());
			await use(servers);
			await servers.remove();
		},
		{ scope: 'worker' }
	],
	server: async ({ servers }, use, { file }) => use(await servers.of(file)),
	closed: [
		async ({ browser }, use) => {
			await use(undefined);
			for (const context of browser.contexts()) await context.close();
		},
		{ auto: true }
	]
});

/** For tests that need a day on which nothing has happened yet: a server each. */
export const testAlone = test.extend({
	// As above.
	// eslint-disable-next-line no-empty-pattern
	server: async ({}, use) => {
		const server = await startServer();
		await use(server);
		await server.remove();
	}
});

export { expect } from '@playwright/test';

/** Violations of WCAG 2.2 AA on what is shown now, in a form that a failing test prints well. */
export async function violations(page: Page): Promise<string[]> {
	const { violations: found } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	return found.map(
		({ id, nodes }) =>
			`${id}: ${nodes.map(({ target, any }) => `${target.join(' ')} (${any[0]?.message ?? ''})`).join(', ')}`
	);
}

export async function newPage(
	browser: Chromium,
	server: TestServer,
	options: Parameters<Chromium['newContext']>[0] = {}
): Promise<Page> {
	const context: BrowserContext = await browser.newContext({
		baseURL: server.url,
		locale: 'nl-NL',
		reducedMotion: 'reduce',
		...options
	});
	return context.newPage();
}

/** A kiosk or display of a hall, paired by the demo's button. */
export async function pairedScreen(
	browser: Chromium,
	server: TestServer,
	role: 'kiosk' | 'hall',
	slug: DemoBranchSlug,
	options: Parameters<Chromium['newContext']>[0] = {}
): Promise<Page> {
	const page = await newPage(browser, server, {
		viewport: role === 'kiosk' ? { width: 1080, height: 1920 } : { width: 1920, height: 1080 },
		...options
	});
	await page.request.post(`/pair/${role}?/demo`, {
		headers: { origin: server.url },
		form: { branch: demoBranchId(slug) },
		maxRedirects: 0
	});
	await page.goto(`/${role}`);
	return page;
}

export const counterId = (slug: DemoBranchSlug, number: number): string => {
	const branchId = demoBranchId(slug);
	const counter = DEMO_COUNTERS.find((one) => one.branchId === branchId && one.number === number);
	if (!counter) throw new Error(`${slug} has no counter ${number}`);
	return counter.id;
};

/** A clerk who is signed in and has a counter open, at the desk page. */
export async function clerkAt(
	browser: Chromium,
	server: TestServer,
	login: string,
	slug: DemoBranchSlug,
	number: number
): Promise<Page> {
	const page = await signedIn(browser, server, login);
	await page.request.post('/desk?/open', {
		headers: { origin: server.url },
		form: { command: crypto.randomUUID(), counter: counterId(slug, number) }
	});
	await page.goto('/desk');
	await live(page);
	return page;
}

/** Until the desk listens to keys and is connected. */
export const live = (desk: Page): Promise<void> =>
	desk.getByText('Verbonden', { exact: true }).waitFor();

export async function signedIn(
	browser: Chromium,
	server: TestServer,
	login: string
): Promise<Page> {
	const page = await newPage(browser, server, { viewport: { width: 1366, height: 768 } });
	await page.request.post('/signin?/in', {
		headers: { origin: server.url },
		form: { login, password: DEMO_PASSWORD },
		maxRedirects: 0
	});
	return page;
}
