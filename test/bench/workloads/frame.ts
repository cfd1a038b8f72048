/** From a clerk's key to the frame in which a display shows the number, both in a real browser. */
import { type Browser, type Page, chromium } from '@playwright/test';
import { type Workload, inTurn, runSide } from '../bench.ts';
import type { Bytes } from '../bytes.ts';
import { mustEqual, prepare } from '../databases.ts';
import { Forms, cookieOf, readDesk } from '../load/forms.ts';
import { compared } from '../report.ts';
import type { Side, SideName } from '../sides.ts';
import { median } from '../stats.ts';

declare global {
	interface Window {
		/** When the last key went down. */
		pressedAt: number;
		/** When the frame with each number was drawn. */
		drawnAt: Map<string, number>;
	}
}

const WAITING = 360;
/** Until the scripts of all three are compiled: a display has run for months. */
const WARM = 25;
/** A display's call and a desk's buttons are at rest again. */
const REST_MS = 700;
const PATIENCE_MS = 10_000;
/** A display's change after a call, and its view; about as long as the product's. */
const BYTES: Bytes = { join: { hall: 400 }, patch: { hall: 500 } };

const PATHS: Record<SideName, { desk: string; display: string }> = {
	beurt: { desk: '/desk', display: '/hall' },
	floor: { desk: '/bare/desk', display: '/bare/display' }
};

/** Runs in the desk's page, before its own scripts. */
function watchKeys(): void {
	window.addEventListener(
		'keydown',
		() => {
			window.pressedAt = Date.now();
		},
		true
	);
}

/** Runs in the display's page. A timer set within a frame ends after that frame is drawn. */
function watchNumbers(): void {
	window.drawnAt = new Map();
	const seen = new Set<string>();
	new MutationObserver(() => {
		for (const [number] of document.documentElement.textContent.matchAll(/[A-Z]\u00a0\d{3,}/g)) {
			if (seen.has(number)) continue;
			seen.add(number);
			requestAnimationFrame(() => {
				setTimeout(() => window.drawnAt.set(number, Date.now()));
			});
		}
	}).observe(document, { subtree: true, childList: true, characterData: true });
}

async function pageOf(
	browser: Browser,
	side: Side,
	cookie: string,
	path: string,
	script: () => void
): Promise<Page> {
	const context = await browser.newContext({
		viewport: { width: 1366, height: 768 },
		locale: 'nl-NL'
	});
	const [name = '', value = ''] = cookie.split('=');
	await context.addCookies([{ name, value, url: side.url }]);
	const page = await context.newPage();
	await page.addInitScript(script);
	await page.goto(side.url + path);
	return page;
}

/** @returns milliseconds from key to frame, and frees the clerk */
async function press(desk: Page, display: Page, forms: Forms): Promise<number> {
	const [response] = await Promise.all([
		desk.waitForResponse((one) => one.url().endsWith('/desk?/next'), { timeout: PATIENCE_MS }),
		desk.keyboard.press('n')
	]);
	const { data } = (await response.json()) as { data: string };
	const { visitId, ticket } = readDesk({ ms: 0, data });
	const shown = `${ticket.slice(0, 1)}\u00a0${ticket.slice(1)}`;
	const drawn = await display.waitForFunction((number) => window.drawnAt.get(number), shown, {
		timeout: PATIENCE_MS,
		polling: 20
	});
	const pressed = await desk.evaluate(() => window.pressedAt);
	const ms = ((await drawn.jsonValue()) ?? NaN) - pressed;
	const cookie = cookieOf('clerk', 0);
	await forms.post('/desk?/serve', cookie, { visit: visitId });
	await forms.post('/desk?/finish', cookie, { visit: visitId, outcome: 'answered' });
	await new Promise((rested) => setTimeout(rested, REST_MS));
	return ms;
}

export const frame: Workload = async (bench) => {
	const presses = bench.quick ? 6 : 25;
	const template = await prepare('sqlite', { halls: 1, clerks: 1, waiting: WAITING });
	const executablePath = process.env['CHROMIUM_PATH'];
	const browser = await chromium.launch({
		...(executablePath ? { executablePath } : {}),
		args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required']
	});
	const measure = (name: SideName) => (round: number) =>
		runSide(
			name,
			template,
			async (side) => {
				const forms = new Forms(side.url, 2);
				const { desk: deskPath, display: displayPath } = PATHS[name];
				const desk = await pageOf(browser, side, cookieOf('clerk', 0), deskPath, watchKeys);
				const display = await pageOf(browser, side, cookieOf('hall', 0), displayPath, watchNumbers);
				// Both are at rest and on their lines.
				await new Promise((rested) => setTimeout(rested, 2 * REST_MS));
				const times: number[] = [];
				for (let n = 0; n < WARM + presses; n++) {
					const ms = await press(desk, display, forms);
					if (n >= WARM) times.push(ms);
				}
				await desk.context().close();
				await display.context().close();
				forms.close();
				return median(times);
			},
			{ bytes: BYTES, verified: name === 'beurt' && round === 0 }
		);
	const runs = await inTurn(bench, 'frame', { beurt: measure('beurt'), floor: measure('floor') });
	await browser.close();
	await template.remove();
	for (const round of runs.beurt.keys())
		mustEqual(runs.beurt[round]!.counts, runs.floor[round]!.counts);
	return [
		compared({
			what: "clerk's key to the drawn frame on a display",
			unit: ' ms',
			ours: runs.beurt.map(({ value }) => value),
			against: runs.floor.map(({ value }) => value),
			aim: { is: 'at most', value: 2 }
		})
	];
};
