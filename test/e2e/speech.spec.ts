/** The hall speaks: recorded clips, in a real browser. What is heard is measured where the sound leaves the page. */
import type { Browser as Chromium, Page } from '@playwright/test';
import { LANGUAGES, type Language } from '../../src/lib/domain/visit.ts';
import type { DemoBranchSlug } from '../../src/lib/server/demo/region.ts';
import { DEMO_SERVICES } from '../../src/lib/server/demo/services.ts';
import type { Destination } from '../../src/lib/realtime/events.ts';
import { RATE, SPRITES } from '../../src/lib/ui/speech-index.ts';
import { PAUSE, sentence } from '../../src/lib/ui/speech.ts';
import { clerkAt, expect, pairedScreen, test } from '../support/e2e.ts';
import type { TestServer } from '../support/server.ts';

interface Probe {
	/** Clips that were told to start, and oscillators. */
	starts: { offset: number; when: number; length: number }[];
	tones: number;
	contexts: AudioContext[];
	/** Root mean square of the last moment, at the loudspeakers. */
	loudness(): number;
	/** The most of it since this was asked last: a chime is over before anybody looks. */
	loudest(): number;
}
declare global {
	interface Window {
		probe: Probe;
	}
}

/** Puts a measuring device between the page and the loudspeakers, before any script of the page. */
function listen(): void {
	const meters = new Map<BaseAudioContext, AnalyserNode>();
	const probe: Probe = {
		starts: [],
		tones: 0,
		contexts: [],
		loudness: () => {
			let sum = 0;
			let count = 0;
			for (const [context, meter] of meters) {
				if (context.state !== 'running') continue;
				const samples = new Float32Array(meter.fftSize);
				meter.getFloatTimeDomainData(samples);
				for (const sample of samples) sum += sample * sample;
				count += samples.length;
			}
			return Math.sqrt(sum / Math.max(1, count));
		},
		loudest: () => {
			const most = loudest;
			loudest = 0;
			return most;
		}
	};
	let loudest = 0;
	setInterval(() => (loudest = Math.max(loudest, probe.loudness())), 20);
	window.probe = probe;
	window.AudioContext = class extends AudioContext {
		constructor(options?: AudioContextOptions) {
			super(options);
			probe.contexts.push(this);
			// eslint-disable-next-line no-console -- how the page tells the test, which may not look into it
			console.debug('asked for sound');
		}
	};
	const startClip = AudioBufferSourceNode.prototype.start;
	AudioBufferSourceNode.prototype.start = function (when = 0, offset = 0, length = 0) {
		probe.starts.push({ when, offset, length });
		startClip.call(this, when, offset, length);
	};
	const startTone = OscillatorNode.prototype.start;
	OscillatorNode.prototype.start = function (when) {
		probe.tones += 1;
		startTone.call(this, when);
	};
	type Connect = (this: AudioNode, to: AudioNode) => AudioNode;
	const connect = AudioNode.prototype.connect as Connect;
	AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode): AudioNode {
		if (!(to instanceof AudioDestinationNode)) return connect.call(this, to);
		let meter = meters.get(this.context);
		if (!meter) {
			meter = new AnalyserNode(this.context, { fftSize: 2048 });
			connect.call(meter, to);
			meters.set(this.context, meter);
		}
		connect.call(this, meter);
		return to;
	} as typeof AudioNode.prototype.connect;
}

/** A display with the measuring device in it, at rest and with its clips loaded. */
async function displayOf(
	browser: Chromium,
	server: TestServer,
	slug: DemoBranchSlug
): Promise<Page> {
	const hall = await pairedScreen(browser, server, 'hall', slug);
	await hall.addInitScript(listen);
	await hall.reload();
	await expect(soundOff(hall)).toBeHidden();
	return hall;
}

const soundOff = (hall: Page) => hall.getByRole('button', { name: 'Geluid uit' });

/** Every hall gives it. */
const extract = DEMO_SERVICES.find(({ upl }) => upl === 'brp-uittreksel')!.id;

/** Takes a ticket, as the kiosk does. @returns its number */
async function take(
	browser: Chromium,
	server: TestServer,
	slug: DemoBranchSlug,
	lang: Language = 'nl'
): Promise<string> {
	const kiosk = await pairedScreen(browser, server, 'kiosk', slug);
	const answer = await kiosk.request.post(`/kiosk?/take&lang=${lang}`, {
		headers: { origin: server.url, accept: 'application/json' },
		form: { command: crypto.randomUUID(), service: extract }
	});
	const text = await answer.text();
	await kiosk.context().close();
	return /\\"([A-Z]\d{3})\\"/.exec(text)![1]!;
}

const started = (hall: Page) => hall.evaluate(() => window.probe.starts);
const loudness = (hall: Page) => hall.evaluate(() => window.probe.loudness());
const tones = (hall: Page) => hall.evaluate(() => window.probe.tones);

/** The clips that were started, by name; all are of one language. */
async function spoken(hall: Page, language: Language): Promise<string[]> {
	const names = new Map(
		Object.entries(SPRITES[language].clips).map(([name, [start]]) => [start, name])
	);
	return (await started(hall)).map(({ offset }) => names.get(offset) ?? `nothing at ${offset}`);
}

/** A call as it should be: said, and said again. */
function twice(ticket: string, counter: number): string[] {
	const to: Destination = { kind: 'counter', number: counter };
	const once = sentence({ ticket, to }).filter((name) => name !== PAUSE);
	return [...once, ...once];
}

async function silent(hall: Page): Promise<void> {
	await expect.poll(() => loudness(hall), { timeout: 20_000, intervals: [100] }).toBeLessThan(1e-4);
	await hall.evaluate(() => window.probe.loudest());
}
const heard = (hall: Page) =>
	expect.poll(() => hall.evaluate(() => window.probe.loudest())).toBeGreaterThan(0.02);

test.describe.configure({ mode: 'parallel' });

test('the browser decodes every clip to a word between silences, also if it leaves in the encoder’s delay', async ({
	browser,
	server
}) => {
	const page = await pairedScreen(browser, server, 'hall', 'halsteren');
	for (const language of LANGUAGES) {
		const { file, clips, seconds } = SPRITES[language];
		const faults = await page.evaluate(
			async ({ file, clips, seconds, rate }) => {
				const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
				const context = new OfflineAudioContext(1, 1, rate);
				// The first frame is silent and tells of the delay; without it a decoder knows of none.
				const FRAME = Math.floor((72 * 32_000) / rate) + ((bytes[2]! >> 1) & 1);
				const found: string[] = [];
				for (const [how, from] of [
					['as it is', 0],
					['delayed', FRAME]
				] as const) {
					const decoded = await context.decodeAudioData(bytes.slice(from).buffer);
					const samples = decoded.getChannelData(0);
					if (Math.abs(decoded.duration - seconds) > 0.2)
						found.push(`${how}: ${decoded.duration} s instead of ${seconds} s`);
					const level = (start: number, end: number) => {
						const part = samples.subarray(Math.round(start * rate), Math.round(end * rate));
						return Math.sqrt(part.reduce((sum, one) => sum + one * one, 0) / part.length);
					};
					for (const [name, [start, length]] of Object.entries(clips)) {
						const word = level(start + 0.05, start + length - 0.05);
						if (!(word > 0.08)) found.push(`${how}: ${name} is as quiet as ${word}`);
						// What is played begins and ends in silence, so that it neither cracks nor cuts a word.
						const edges = Math.max(
							level(start, start + 0.004),
							level(start + length - 0.004, start + length)
						);
						if (!(edges < 0.01)) found.push(`${how}: ${name} has ${edges} at its edges`);
					}
				}
				return found;
			},
			{ file, clips: clips as Record<string, [number, number, number]>, seconds, rate: RATE }
		);
		expect(faults, language).toEqual([]);
	}
});

test('a call chimes, is said twice in the ticket’s language, and is heard; so is a recall', async ({
	browser,
	server
}) => {
	const hall = await displayOf(browser, server, 'roosendaal');
	const desk = await clerkAt(browser, server, 'hanneke', 'roosendaal', 1);
	const ticket = await take(browser, server, 'roosendaal');
	expect(await loudness(hall)).toBe(0);

	await desk.keyboard.press('n');
	await heard(hall);
	expect(await spoken(hall, 'nl')).toEqual(twice(ticket, 1));
	expect(await tones(hall)).toBe(2);
	// One behind the other on the audio clock, with a breath before the counter and before it is said again.
	const starts = await started(hall);
	const gaps = starts.slice(1).map(({ when }, n) => when - starts[n]!.when - starts[n]!.length);
	const half = starts.length / 2;
	for (const [n, gap] of gaps.entries()) {
		const pause = n === half - 1 ? 0.7 : n % half === half - 3 ? 0.25 : 0;
		expect(gap, `after clip ${n}`).toBeCloseTo(pause, 3);
	}
	// Also in the second saying.
	const last = starts.at(-1)!;
	await hall.waitForFunction((when) => window.probe.contexts[0]!.currentTime > when, last.when);
	await heard(hall);
	await silent(hall);

	await desk.keyboard.press('r');
	await heard(hall);
	expect(await spoken(hall, 'nl')).toEqual([...twice(ticket, 1), ...twice(ticket, 1)]);
	expect(await tones(hall)).toBe(4);

	// It is still being said when an English ticket is called: that waits.
	const english = await take(browser, server, 'roosendaal', 'en');
	const colleague = await clerkAt(browser, server, 'ibrahim', 'roosendaal', 4);
	await hall.evaluate(() => (window.probe.starts = []));
	await colleague.keyboard.press('n');
	await expect.poll(() => spoken(hall, 'en'), { timeout: 20_000 }).toEqual(twice(english, 4));
});

test('two calls within a tenth of a second are said one after the other', async ({
	browser,
	server
}) => {
	const hall = await displayOf(browser, server, 'etten-leur');
	const one = await clerkAt(browser, server, 'mehmet', 'etten-leur', 1);
	const other = await clerkAt(browser, server, 'noor', 'etten-leur', 2);
	const tickets = [
		await take(browser, server, 'etten-leur'),
		await take(browser, server, 'etten-leur')
	];
	await Promise.all([one.keyboard.press('n'), other.keyboard.press('n')]);
	const both = async () => {
		const names = await spoken(hall, 'nl');
		return [names.slice(0, names.length / 2), names.slice(names.length / 2)];
	};
	await expect.poll(async () => (await started(hall)).length, { timeout: 30_000 }).toBe(28);
	const [first, second] = await both();
	const possible = tickets.map((ticket, n) => [
		[twice(ticket, 1), twice(tickets[1 - n]!, 2)],
		[twice(ticket, 2), twice(tickets[1 - n]!, 1)]
	]);
	expect(possible.flat()).toContainEqual([first, second]);
	// The second chimes when the first has been said.
	const starts = await started(hall);
	expect(starts[14]!.when - (starts[13]!.when + starts[13]!.length)).toBeGreaterThan(1);
	expect(await tones(hall)).toBe(4);
});

test('a withdrawn call falls silent at once', async ({ browser, server }) => {
	const hall = await displayOf(browser, server, 'bergen-op-zoom');
	const desk = await clerkAt(browser, server, 'esra', 'bergen-op-zoom', 5);
	await take(browser, server, 'bergen-op-zoom');
	await desk.keyboard.press('n');
	await heard(hall);
	const before = (await started(hall)).length;
	expect(before).toBeGreaterThan(0);
	await desk.keyboard.press('z');
	await expect(hall.getByText(/is ingetrokken/).first()).toBeVisible();
	await hall.waitForTimeout(200);
	for (let time = 0; time < 20; time++) {
		expect(await loudness(hall)).toBe(0);
		await hall.waitForTimeout(100);
	}
	expect((await started(hall)).length).toBe(before);
});

test('a display that may not make sound says so, and a touch brings it', async ({
	playwright,
	launchOptions,
	server
}) => {
	const cautious = await playwright.chromium.launch({
		...launchOptions,
		args: (launchOptions.args ?? []).filter((arg) => !arg.startsWith('--autoplay-policy'))
	});
	try {
		// So does a test; and a reload passes it on. A tab of its own, left alone until it has asked for sound.
		const paired = await pairedScreen(cautious, server, 'hall', 'roosendaal');
		const hall = await paired.context().newPage();
		await hall.addInitScript(listen);
		const asked = hall.waitForEvent('console', (message) => message.text() === 'asked for sound');
		await hall.goto('/hall', { waitUntil: 'commit' });
		await asked;
		await expect(soundOff(hall)).toBeVisible();
		const desk = await clerkAt(cautious, server, 'joost', 'roosendaal', 3);
		const ticket = await take(cautious, server, 'roosendaal');
		// Called out all the same: it is seen.
		await desk.keyboard.press('n');
		await expect(
			hall.getByText(`${ticket.slice(0, 1)}\u00a0${ticket.slice(1)}`).first()
		).toBeVisible();
		await hall.waitForTimeout(3500);
		expect(await started(hall)).toEqual([]);

		await hall.mouse.click(400, 300);
		await expect(soundOff(hall)).toBeHidden();
		await desk.keyboard.press('r');
		await heard(hall);
		expect(await spoken(hall, 'nl')).toEqual(twice(ticket, 3));

		// Taken away again, as by a call on the same machine: a key brings it back.
		await hall.evaluate(() => window.probe.contexts[0]!.suspend());
		await expect(soundOff(hall)).toBeVisible();
		await hall.keyboard.press('Shift');
		await expect(soundOff(hall)).toBeHidden();
		// What was being said does not go on in the middle.
		await hall.waitForTimeout(300);
		for (let time = 0; time < 10; time++) {
			expect(await loudness(hall)).toBe(0);
			await hall.waitForTimeout(100);
		}
	} finally {
		await cautious.close();
	}
});

test('without its clips a display says so, chimes and shows, and speaks once it has them', async ({
	browser,
	server
}) => {
	// Where nobody else calls: what was called a moment ago would chime as well.
	const hall = await pairedScreen(browser, server, 'hall', 'halsteren');
	await hall.addInitScript(listen);
	// Cut off on their way: they decode, but not to all words.
	await hall.route('**/speech/*.mp3', async (route) => {
		const response = await route.fetch();
		await route.fulfill({ response, body: (await response.body()).subarray(0, 100_000) });
	});
	await hall.reload();
	await expect(soundOff(hall)).toBeVisible();
	const desk = await clerkAt(browser, server, 'petra', 'halsteren', 1);
	const ticket = await take(browser, server, 'halsteren');
	await desk.keyboard.press('n');
	await expect.poll(() => tones(hall)).toBe(2);
	await heard(hall);
	expect(await started(hall)).toEqual([]);
	await expect(hall.getByText('Balie 1').first()).toBeVisible();

	await hall.unroute('**/speech/*.mp3');
	await soundOff(hall).click();
	await expect(soundOff(hall)).toBeHidden();
	await desk.keyboard.press('r');
	await expect.poll(() => spoken(hall, 'nl')).toEqual(twice(ticket, 1));
});
