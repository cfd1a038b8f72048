/**
 * A display runs for months: what it holds after thousands of calls is what it held after the first ones. As many as
 * `HALL_CALLS` says; the figures are printed.
 */
import { expect, pairedScreen, test } from '../support/e2e.ts';
import { fastHall } from '../support/fast-hall.ts';
import { NOW, board } from '../support/hall.ts';

const CALLS = Number(process.env['HALL_CALLS'] ?? 2000);
/** Enough for everything that is made once: fonts, code that was compiled, clips. */
const WARM_UP = Math.min(1000, CALLS / 4);
/** Longer than a call is spoken, twice. */
const APART_MS = 16_000;

const KILOBYTE = 1024;

test('a display grows neither in memory nor in elements over thousands of calls', async ({
	browser,
	server
}) => {
	test.setTimeout(60_000 + CALLS * 150);
	// Small, as what is measured is not how long drawing takes.
	const hall = await pairedScreen(browser, server, 'hall', 'roosendaal', {
		viewport: { width: 480, height: 270 }
	});
	const faults: string[] = [];
	hall.on('pageerror', (error) => faults.push(error.message));
	const wait = { now: { from: 10, to: 20 }, services: [], rows: [] };
	await hall.addInitScript(fastHall, { now: NOW, board: board(), wait });
	await hall.reload();
	await expect(hall.getByText('10 tot 20 minuten')).toBeVisible();

	const cdp = await hall.context().newCDPSession(hall);
	await cdp.send('HeapProfiler.enable');
	const measure = async () => {
		// What still sounds has to fall silent first.
		await hall.waitForTimeout(1500);
		for (let time = 0; time < 3; time++) await cdp.send('HeapProfiler.collectGarbage');
		const { usedSize } = await cdp.send('Runtime.getHeapUsage');
		const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
		return { heap: Math.round(usedSize / KILOBYTE), nodes, listeners: jsEventListeners };
	};
	const callMany = (count: number) =>
		hall.evaluate(([n, apart]) => window.callMany(n, apart), [count, APART_MS] as const);

	await callMany(WARM_UP);
	await expect(hall.locator('main').getByRole('listitem')).toHaveCount(5);
	const before = await measure();
	const started = performance.now();
	await callMany(CALLS - WARM_UP);
	await expect(hall.locator('main').getByRole('listitem')).toHaveCount(5);
	const after = await measure();
	const seconds = Math.round((performance.now() - started) / 1000);
	const told = ({ heap, nodes, listeners }: typeof before) =>
		`${heap} kB, ${nodes} nodes, ${listeners} listeners`;
	// eslint-disable-next-line no-console -- the figures are what this test is for
	console.log(
		`after ${WARM_UP} calls: ${told(before)}; after ${CALLS}: ${told(after)} (${seconds} s)`
	);

	expect(faults).toEqual([]);
	// The same picture may stand on a few more or fewer nodes: a call in English has one line more.
	expect(Math.abs(after.nodes - before.nodes)).toBeLessThan(60);
	expect(after.listeners).toBeLessThanOrEqual(before.listeners + 2);
	expect(after.heap - before.heap).toBeLessThan(400);
});
