/** How long it takes, from the thread that estimates it to the screens that show it. */
import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Browser, type Watched } from '../../src/cli/demo/doors.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { type TestServer, startServer } from '../support/server.ts';
import { counterId } from '../support/e2e.ts';

/** Tuesday 3 March 2026, 10:30 in Amsterdam, where every test server starts. */
const NOW = Date.parse('2026-03-03T09:30:00.000Z');

let server: TestServer;
const open: Browser[] = [];

test.beforeAll(async () => {
	server = await startServer();
});
test.afterAll(async () => {
	await server.stop();
	// Neither a thread that was lost nor an estimate that failed.
	expect(server.output()).not.toContain('estimate.');
	await server.remove();
});
test.afterEach(() => {
	for (const browser of open.splice(0)) browser.close();
});

const browser = () => {
	const one = new Browser(server.url);
	open.push(one);
	return one;
};

async function kioskOf(slug: 'etten-leur' | 'halsteren') {
	const kiosk = browser();
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId(slug) });
	const menu = await kiosk.watch({ view: 'kiosk' });
	const service = menu.view.services.find((each) => each.closed === null)?.id ?? '';
	return {
		kiosk,
		service,
		take: async (): Promise<{ ticket: string; path: string }> => {
			const answer = await kiosk.submit('/kiosk?/take', { service });
			if (!answer.ok) throw new Error(answer.code);
			return answer.data['issued'] as { ticket: string; path: string };
		}
	};
}

async function clerkAt(login: string, slug: 'etten-leur' | 'halsteren', number: number) {
	const clerk = browser();
	await clerk.submit('/signin?/in', { login, password: DEMO_PASSWORD });
	const opened = await clerk.submit('/desk?/open', { counter: counterId(slug, number) });
	expect(opened.ok).toBe(true);
	return clerk;
}

const numbers = (board: Watched<'wait'>) => board.view.rows.map(({ id }) => id);

test('the build has the thread in which waits are estimated', () => {
	expect(existsSync('build/node/estimates.js')).toBe(true);
});

test('a kiosk sees the range grow with each ticket, and shrink with each call and each clerk', async () => {
	const clerk = await clerkAt('mehmet', 'etten-leur', 1);
	const { kiosk, service, take } = await kioskOf('etten-leur');
	const board = await kiosk.watch({ view: 'wait' });
	expect(board.view.rows).toEqual([]);
	const ofService = () => board.view.services.find(({ id }) => id === service);
	const empty = ofService()?.to ?? Infinity;
	expect(empty).toBeLessThanOrEqual(10);
	expect(board.view.now?.to).toBeLessThanOrEqual(10);

	const tickets = [];
	for (let i = 0; i < 5; i++) tickets.push((await take()).ticket);
	await expect.poll(() => numbers(board)).toEqual(tickets);
	const before = ofService()?.to ?? 0;
	expect(before).toBeGreaterThan(empty);
	// Nothing was measured yet: only before when.
	expect(ofService()?.from).toBeNull();
	const ends = board.view.rows.map(({ to }) => to);
	expect(ends).toEqual(ends.toSorted((a, b) => a - b));
	expect(ends[4]).toBeGreaterThan(NOW + 15 * 60_000);

	expect((await clerk.submit('/desk?/next')).ok).toBe(true);
	await expect.poll(() => numbers(board)).toEqual(tickets.slice(1));
	await clerkAt('noor', 'etten-leur', 2);
	await expect.poll(() => ofService()?.to ?? 0).toBeLessThan(before);
});

test('a telephone and a display see their own hall’s, and a stranger none', async () => {
	await clerkAt('petra', 'halsteren', 1);
	const { take } = await kioskOf('halsteren');
	const { ticket, path } = await take();
	const link = path.split('/').at(-1)?.split('?')[0] ?? '';
	const telephone = await browser().watch({ view: 'wait', link });
	expect(numbers(telephone)).toEqual([ticket]);

	const display = browser();
	await display.submit('/pair/hall?/demo', { branch: demoBranchId('halsteren') });
	expect(numbers(await display.watch({ view: 'wait' }))).toEqual([ticket]);

	await expect(browser().watch({ view: 'wait' })).rejects.toThrow('forbidden');
	await expect(browser().watch({ view: 'wait', link: 'x'.repeat(22) })).rejects.toThrow(
		'forbidden'
	);
});
