/** The first page of a booking: on a slow telephone with a slow line, and how many of them the server makes. */
import { type Browser, chromium } from '@playwright/test';
import { type Workload, inTurn, runSide } from '../bench.ts';
import { prepare } from '../databases.ts';
import { absolute, compared } from '../report.ts';
import type { SideName } from '../sides.ts';
import { median } from '../stats.ts';

/** The same on both sides. */
const PATH = '/meting/afspraak';
const LINES = 16;
const PAGES = 2000;
/** Loads of one run; the middle one counts. */
const LOADS = 3;
/** A telephone on the road. */
const BITS_A_SECOND = 1_600_000;
const LATENCY_MS = 150;
const CPU_SLOWER = 4;
const REST_MS = 1500;

interface Loaded {
	/** Until the largest thing on the page stood there, in milliseconds. */
	lcp: number;
	requests: number;
	/** As they came over the line, with their headers. */
	bytes: number;
}

async function load(browser: Browser, url: string): Promise<Loaded> {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		locale: 'nl-NL'
	});
	const page = await context.newPage();
	const line = await context.newCDPSession(page);
	await line.send('Network.enable');
	await line.send('Network.emulateNetworkConditions', {
		offline: false,
		latency: LATENCY_MS,
		downloadThroughput: BITS_A_SECOND / 8,
		uploadThroughput: BITS_A_SECOND / 8
	});
	await line.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
	const told = { requests: 0, bytes: 0 };
	line.on('Network.requestWillBeSent', ({ request }) => {
		if (request.url.startsWith('http')) told.requests++;
	});
	line.on('Network.loadingFinished', ({ encodedDataLength }) => {
		told.bytes += encodedDataLength;
	});
	await page.goto(url + PATH, { waitUntil: 'networkidle' });
	// Whatever stands there first is in place by now, and so is what a script would have put there.
	await new Promise((rested) => setTimeout(rested, REST_MS));
	const lcp = await page.evaluate(
		() =>
			new Promise<number>((found) => {
				new PerformanceObserver((list) =>
					found(list.getEntries().at(-1)?.startTime ?? NaN)
				).observe({
					type: 'largest-contentful-paint',
					buffered: true
				});
			})
	);
	await context.close();
	return { lcp, ...told };
}

export const page: Workload = async (bench) => {
	const count = bench.quick ? PAGES / 4 : PAGES;
	const template = await prepare('sqlite', { halls: 4, clerks: 20, waiting: 0 }, [
		`insert into agenda_rule (branch_id, grid_minutes, lead_minutes, horizon_days, hold_minutes,
			cancel_delay_minutes, reminder_hours, offer_minutes)
			select id, 10, 60, 60, 10, 0, 24, 120 from branch`
	]);
	const executablePath = process.env['CHROMIUM_PATH'];
	const browser = await chromium.launch({
		...(executablePath ? { executablePath } : {}),
		args: ['--no-sandbox', '--disable-gpu']
	});
	const measure = (name: SideName) => () =>
		runSide(name, template, async ({ url }, { do: press }) => {
			await press('pages', { url, path: PATH, count: count / 4, lines: LINES });
			const perSecond = await press('pages', { url, path: PATH, count, lines: LINES });
			const loads: Loaded[] = [];
			for (let n = 0; n < LOADS; n++) loads.push(await load(browser, url));
			const middle = (of: keyof Loaded) => median(loads.map((one) => one[of]));
			return {
				perSecond,
				lcp: middle('lcp'),
				requests: middle('requests'),
				kilobytes: middle('bytes') / 1000
			};
		});
	const runs = await inTurn(bench, 'page', { beurt: measure('beurt'), floor: measure('floor') });
	await browser.close();
	await template.remove();
	type Figure = 'perSecond' | 'lcp' | 'requests' | 'kilobytes';
	const of = (name: SideName, figure: Figure) => runs[name].map(({ value }) => value[figure]);
	const sides = (figure: Figure) => ({ ours: of('beurt', figure), against: of('floor', figure) });
	const what = 'booking, first page';
	return [
		compared({
			what: `${what}: largest thing in place`,
			unit: ' ms',
			...sides('lcp'),
			aim: { is: 'at most', value: 1.2 }
		}),
		absolute(`${what}: largest thing in place, by the clock`, ' ms', of('beurt', 'lcp'), {
			is: 'at most',
			value: 800
		}),
		absolute(`${what}: over the line`, ' kB', of('beurt', 'kilobytes'), {
			is: 'at most',
			value: 55
		}),
		absolute(`${what}: requests`, '', of('beurt', 'requests'), { is: 'at most', value: 15 }),
		compared({
			what: `${what}, made by the server`,
			unit: '/s',
			...sides('perSecond'),
			aim: { is: 'at least', value: 0.7 }
		})
	];
};
