/** What a hall display makes of what it is told: rare states, several halls, and what no server should ever say. */
import type { Browser as Chromium, Page } from '@playwright/test';
import type { Announcement, HallBoard, WaitBoard } from '../../src/lib/realtime/events.ts';
import { expect, newPage, pairedScreen, test, violations } from '../support/e2e.ts';
import { NOW, board, call, hallState } from '../support/hall.ts';
import { Line } from '../support/line.ts';
import type { TestServer } from '../support/server.ts';

test.describe.configure({ mode: 'parallel' });

const MINUTE = 60_000;
const WAIT: WaitBoard = { now: { from: 10, to: 20 }, services: [], rows: [] };

/** A display that is told what the test says. */
async function told(
	browser: Chromium,
	server: TestServer,
	first: HallBoard,
	{ wait = WAIT, ...options }: Parameters<Chromium['newContext']>[0] & { wait?: WaitBoard } = {}
): Promise<{ hall: Page; line: Line; show: (more: Partial<HallBoard>) => void }> {
	const hall = await pairedScreen(browser, server, 'hall', 'roosendaal', options);
	const line = await Line.of(hall, { hall: first, wait }, NOW);
	await hall.reload();
	await expect.poll(() => line.joined.includes('hall') && line.joined.includes('wait')).toBe(true);
	return { hall, line, show: (more) => line.show('hall', board(more)) };
}

const announcement = (id: number, more: Partial<Announcement> = {}): Announcement => ({
	id,
	kind: 'call',
	ticket: 'P042',
	hall: 'R',
	to: { kind: 'counter', number: 3 },
	language: 'nl',
	at: NOW,
	...more
});
const calls = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => call(`P04${n}`, n));
const main = (hall: Page) => hall.locator('main');

test('below stand the wait as a range, how many wait, the time, and what staff let it say', async ({
	browser,
	server
}) => {
	const { hall, line, show } = await told(
		browser,
		server,
		board({ messages: [{ id: 'm', nl: 'Vrijdag zijn wij dicht.', en: 'We close on Friday.' }] })
	);
	const below = hall.locator('footer');
	await expect(below.getByText('10 tot 20 minuten')).toBeVisible();
	await expect(below.getByText('12', { exact: true })).toBeVisible();
	await expect(below.getByText('Vrijdag zijn wij dicht.')).toBeVisible();
	await expect(below.locator('[lang=en]')).toHaveText('We close on Friday.');
	await expect(hall.getByText('10:30')).toBeVisible();
	await expect(hall.getByText('dinsdag 3 maart')).toBeVisible();

	line.show('wait', { ...WAIT, now: { from: null, to: 15 } });
	await expect(below.getByText('minder dan 15 minuten')).toBeVisible();
	line.show('wait', { ...WAIT, now: null });
	await expect(below.getByText('Wachttijd')).toHaveCount(0);

	// From half an hour before, that the doors close; nothing long before.
	show({ halls: [hallState({ open: { open: true, closesAt: NOW + 31 * MINUTE } })] });
	await expect(hall.getByText(/sluit om/)).toHaveCount(0);
	show({ halls: [hallState({ open: { open: true, closesAt: NOW + 29 * MINUTE } })] });
	await expect(hall.getByText('De hal sluit om 10:59')).toBeVisible();
});

test('several messages take turns', async ({ browser, server }) => {
	const hall = await pairedScreen(browser, server, 'hall', 'roosendaal');
	await hall.clock.install({ time: NOW });
	const messages = ['Eerste', 'Tweede'].map((nl) => ({ id: nl, nl, en: nl }));
	await Line.of(hall, { hall: board({ messages }), wait: WAIT }, NOW);
	await hall.reload();
	await expect(hall.getByText('Eerste')).toBeVisible();
	await hall.clock.runFor(12_500);
	await expect(hall.getByText('Tweede')).toBeVisible();
	await expect(hall.getByText('Eerste')).toHaveCount(0);
	await hall.clock.runFor(12_500);
	await expect(hall.getByText('Eerste')).toBeVisible();
});

test('the five before the newest stand beside it, and of the others a word', async ({
	browser,
	server
}) => {
	const { hall, show } = await told(browser, server, board({ calls, secondScreen: true }));
	await expect(hall.locator('.ticket')).toContainText('P\u00a0041');
	await expect(main(hall).getByRole('listitem')).toHaveCount(5);
	await expect(hall.getByText('+2 op het tweede scherm')).toBeVisible();
	// Without a second screen they are told here, smaller.
	show({ calls });
	await expect(hall.getByText(/P\u00a0047.*7/)).toBeVisible();
	await expect(hall.getByText(/P\u00a0048.*8/)).toBeVisible();
	await expect(hall.getByText('tweede scherm')).toHaveCount(0);
});

test('held, closed and quiet halls say what to do', async ({ browser, server }) => {
	const { hall, show } = await told(browser, server, board());
	await expect(hall.getByText('Welkom')).toBeVisible();
	await expect(hall.getByText('Neem een nummer bij de zuil')).toBeVisible();

	show({ halls: [hallState({ held: true })], calls: [call('P042', 3)] });
	await expect(hall.getByText('Even geen oproepen')).toBeVisible();
	await expect(hall.getByText('Volg de aanwijzingen')).toBeVisible();
	// Who was called before can still read where.
	await expect(hall.getByText('P\u00a0042')).toBeVisible();
	await expect(hall.getByText('Wachttijd')).toHaveCount(0);

	const closed = hallState({ waiting: 0, open: { open: false, opensAt: NOW + 22 * 60 * MINUTE } });
	show({ halls: [closed] });
	await expect(hall.getByText('De hal is gesloten')).toBeVisible();
	await expect(hall.getByText(/weer welkom op woensdag 4 maart om 08:30/)).toBeVisible();
	// Inside, people are still being called.
	show({ halls: [closed], calls: [call('P042', 3)] });
	await expect(hall.getByText('De hal is gesloten')).toBeVisible();
	await expect(hall.locator('.ticket')).toContainText('P\u00a0042');
});

test('of several halls each call names its own, also when two call the same number', async ({
	browser,
	server
}) => {
	const halls = [
		hallState(),
		hallState({ id: 'H', name: 'Buurtpunt Halsteren', waiting: 3 }),
		hallState({ id: 'B', name: 'Stadhuis Bergen op Zoom', held: true })
	];
	const { hall } = await told(
		browser,
		server,
		board({ halls, calls: [call('P042', 3), call('P042', 1, { hall: 'H' })] })
	);
	await expect(main(hall).getByText('P\u00a0042')).toHaveCount(2);
	const other = main(hall).getByRole('listitem');
	await expect(other).toContainText('Balie 1');
	await expect(other).toContainText('Buurtpunt Halsteren');
	await expect(hall.getByText('Stadhuis Bergen op Zoom: even geen oproepen')).toBeVisible();
	await expect(hall.getByText('Wachttijd nu in Stadskantoor Roosendaal')).toBeVisible();
});

test('a call in English stands in English too', async ({ browser, server }) => {
	const { hall } = await told(
		browser,
		server,
		board({
			calls: [call('P042', 3)],
			announcements: [announcement(7, { language: 'en' })]
		})
	);
	await expect(hall.locator('[lang=en]')).toHaveText('Number P\u00a0042: Counter 3');
});

test('one broken row never takes the screen down, whatever is wrong with it', async ({
	browser,
	server
}) => {
	const { hall, line } = await told(browser, server, board({ calls: [call('P042', 3)] }));
	const faults: string[] = [];
	hall.on('pageerror', (error) => faults.push(error.message));
	const good = call('P099', 9);
	const broken: unknown[] = [
		null,
		'a text',
		{},
		{ ...call('P001', 1), to: null },
		{ ...call('P002', 1), to: { kind: 'counter' } },
		{ ...call('P003', 1), to: { kind: 'lift', number: 2 } },
		{ ...call('P004', 1), to: { kind: 'counter', number: 1e21 } },
		{ ...call('P005', 1), to: { kind: 'counter', number: NaN } },
		{ ...call('P006', 1), ticket: null },
		{ ...call('P007', 1), ticket: 'P'.repeat(500) },
		{ ...call('P008', 1), hall: 12, calledAt: 'soon', recalls: {} },
		{ ...call('P009', 1), calledAt: 9e99 },
		// Twice the same id: a list on a screen can't have that.
		call('P010', 4),
		call('P010', 4)
	];
	let id = 0;
	for (const row of broken) {
		id += 1;
		line.show('hall', board({ calls: [row as never, good] }));
		await expect(hall.getByText('P\u00a0099')).toBeVisible();
		await expect(hall.getByText('Balie 9')).toBeVisible();
		line.show(
			'hall',
			board({
				calls: [good],
				announcements: [
					row as never,
					announcement(id, { ticket: 'P099', to: { kind: 'counter', number: 9 } })
				],
				halls: [row as never, hallState()],
				messages: [row as never, { id: 'm', nl: 'Goed bericht', en: 'Good message' }]
			})
		);
		await expect(hall.getByText('P\u00a0099')).toBeVisible();
		await expect(hall.getByText('Goed bericht')).toBeVisible();
	}
	// All of them in one.
	line.show('hall', board({ calls: [...(broken as never[]), good] }));
	await expect(hall.getByText('P\u00a0010')).toHaveCount(1);
	await expect(hall.getByText('P\u00a0099')).toBeVisible();
	// Whole fields that are not there, or of another kind.
	for (const field of ['branch', 'halls', 'calls', 'announcements', 'messages', 'layout'])
		for (const value of [null, 7, 'text', {}, [[]]]) {
			line.show('hall', { ...board({ calls: [good] }), [field]: value });
			await expect(hall.locator('footer')).toBeVisible();
			if (field !== 'calls') await expect(hall.getByText('P\u00a0099')).toBeVisible();
		}
	for (const now of [null, [], 'soon', { from: 'x', to: -3 }, { to: 1e9 }]) {
		line.show('wait', { ...WAIT, now });
		await expect(hall.getByText('Wachttijd')).toHaveCount(0);
	}
	line.show('wait', WAIT);
	await expect(hall.getByText('10 tot 20 minuten')).toBeVisible();
	expect(faults).toEqual([]);
});

test('what it is told is text, whatever it looks like', async ({ browser, server }) => {
	const evil = '<img src=x onerror="document.title=1">';
	const { hall } = await told(
		browser,
		server,
		board({
			branch: evil,
			halls: [hallState({ name: evil }), hallState({ id: 'H', name: '<b>Halsteren</b>' })],
			calls: [{ ...call('P042', 3), ticket: '<b>P1</b>' }],
			messages: [{ id: 'm', nl: `Let op ${evil}`, en: '<script>alert(1)</script>' }]
		})
	);
	await expect(hall.getByText('<b>P1</b>')).toBeVisible();
	await expect(hall.getByText(`Let op ${evil}`)).toBeVisible();
	await expect(hall.getByText('<script>alert(1)</script>')).toBeVisible();
	expect(await hall.locator('.room img, .room b').count()).toBe(0);
});

test('a display without a line says since when, keeps what it knew, and comes back whole', async ({
	browser,
	server
}) => {
	const { hall, line } = await told(browser, server, board({ calls: [call('P042', 3)] }));
	line.cut();
	await expect(hall.getByText('Geen verbinding sinds 10:30')).toBeVisible();
	await expect(hall.locator('.ticket')).toContainText('P\u00a0042');
	// Meanwhile, one long ago and one just now.
	line.views['hall'] = board({
		calls: [call('P044', 5), call('P043', 4)],
		announcements: [
			announcement(8, { ticket: 'P043', at: NOW - 30_000 }),
			announcement(9, { ticket: 'P044', to: { kind: 'counter', number: 5 } })
		]
	});
	line.mend();
	await expect(hall.getByText(/Geen verbinding/)).toBeHidden({ timeout: 15_000 });
	await expect(hall.locator('.flash .ticket')).toContainText('P\u00a0044');
	await expect(main(hall).getByRole('listitem')).toContainText('P\u00a0043');
	// The old one is read, not announced: after the fresh one there is nothing more to say.
	await expect(hall.locator('.flash')).toHaveCount(0, { timeout: 25_000 });
	await expect(hall.locator('.ticket')).toContainText('P\u00a0044');
});

test('told to show something else, it asks anew; a new version is taken up at rest', async ({
	browser,
	server
}) => {
	const { hall, line } = await told(browser, server, board());
	line.views['hall'] = board({ layout: 'list', calls: [call('P042', 3)] });
	line.end('hall');
	await expect(hall.getByRole('heading', { name: 'Opgeroepen', exact: true })).toBeVisible();
	expect(new URL(hall.url()).pathname).toBe('/hall');

	await hall.evaluate(() => Object.assign(window, { old: true }));
	await hall.route('**/_app/version.json', (route) => route.fulfill({ json: { version: 'new' } }));
	line.cut();
	await expect(hall.getByText(/Geen verbinding/)).toBeVisible();
	line.mend();
	await hall.waitForFunction(() => !('old' in window), undefined, { timeout: 25_000 });
});

test('a display that gets an error instead of its page tries again by itself', async ({
	browser,
	server
}) => {
	const hall = await newPage(browser, server, { viewport: { width: 1920, height: 1080 } });
	await hall.goto('/pair/hall');
	let broken = true;
	await hall.route('**/hall/__data.json*', (route) =>
		broken
			? route.fulfill({
					json: {
						type: 'data',
						nodes: [
							{ type: 'skip' },
							{ type: 'skip' },
							{ type: 'error', error: { message: 'failed' }, status: 500 }
						]
					}
				})
			: route.continue()
	);
	await hall.route('**/hall', (route) => (broken ? route.abort() : route.continue()));
	// Before its scripts follow links, the browser would go there itself.
	await hall.waitForFunction(() => history.scrollRestoration === 'manual');
	await hall.evaluate(() => {
		const link = document.createElement('a');
		link.href = '/hall';
		document.body.append(link);
		link.click();
	});
	await expect(hall.getByText('Dit scherm is er zo weer')).toBeVisible();
	broken = false;
	// This one was never paired: it ends where it can be.
	await expect(hall).toHaveURL(/\/pair\/hall/, { timeout: 20_000 });
});

const STATES: Record<string, Partial<HallBoard>> = {
	quiet: { messages: [{ id: 'm', nl: 'Een bericht', en: 'A message' }] },
	calls: { calls, announcements: [announcement(3, { ticket: 'P041', language: 'en' })] },
	held: { halls: [hallState({ held: true })], calls },
	closed: { halls: [hallState({ open: { open: false, opensAt: NOW + 60 * MINUTE } })] },
	closing: { halls: [hallState({ open: { open: true, closesAt: NOW + 20 * MINUTE } })], calls },
	several: {
		halls: [hallState(), hallState({ id: 'H', name: 'Buurtpunt Halsteren', held: true })],
		calls: [...calls, call('P042', 1, { hall: 'H' })]
	},
	list: { layout: 'list', calls }
};

test('every state is clean of accessibility faults', async ({ browser, server }) => {
	const { hall, line, show } = await told(browser, server, board());
	const faults: string[] = [];
	for (const [name, state] of Object.entries(STATES)) {
		show(state);
		await hall.waitForTimeout(200);
		faults.push(...(await violations(hall)).map((fault) => `${name}: ${fault}`));
	}
	line.cut();
	await expect(hall.getByText(/Geen verbinding/)).toBeVisible();
	faults.push(...(await violations(hall)).map((fault) => `offline: ${fault}`));
	expect(faults).toEqual([]);
});

test('every state fits: a wall without scrolling, anything else without sideways scrolling', async ({
	browser,
	server
}) => {
	const { hall, show } = await told(browser, server, board());
	const wide: string[] = [];
	for (const [width, height, text, lang] of [
		[1920, 1080, 100, 'nl'],
		[3840, 2160, 100, 'en'],
		[1080, 1920, 100, 'nl'],
		[1366, 768, 100, 'nl'],
		[1920, 1080, 200, 'nl'],
		[960, 540, 100, 'en'],
		[640, 480, 200, 'nl'],
		[320, 640, 100, 'nl'],
		[320, 640, 200, 'en']
	] as const) {
		await hall.setViewportSize({ width, height });
		await hall.goto(`/hall?lang=${lang}`);
		await hall.evaluate((size) => (document.documentElement.style.fontSize = `${size}%`), text);
		for (const [name, state] of Object.entries(STATES)) {
			show(state);
			await hall.waitForTimeout(100);
			const [over, below] = await hall.evaluate(() => {
				const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
				return [scrollWidth - clientWidth, scrollHeight - clientHeight] as const;
			});
			const wall = width >= 1080 && text === 100;
			if (over > 0 || (wall && below > 0))
				wide.push(`${name} at ${width}x${height}, ${text} %: ${over}, ${below}`);
		}
	}
	expect(wide).toEqual([]);
});
