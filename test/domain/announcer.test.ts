import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Announcer, FRESH_FOR, type Voice } from '../../src/routes/(hall)/hall/announcer.svelte.ts';
import type { Announcement } from '../../src/lib/realtime/events.ts';

// Without a screen nobody looks at the state: a rune is the value itself.
vi.stubGlobal('$state', { raw: (value: unknown) => value });

const NOW = Date.UTC(2026, 2, 3, 9);
let ids = 0;
const make = (kind: Announcement['kind'], ticket: string, hall = 'R', at = NOW): Announcement => ({
	id: ++ids,
	kind,
	ticket,
	hall,
	to: kind === 'withdrawn' ? null : { kind: 'counter', number: 3 },
	language: 'nl',
	at
});
const call = (ticket: string, hall?: string) => make('call', ticket, hall);

/** A voice that needs so long to chime, and to say a call once; it writes down what it said. */
class FakeVoice implements Voice {
	log: string[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;
	#ended: (() => void) | undefined;
	say(one: Announcement, times: number): Promise<void> {
		this.log.push(`${one.ticket} ${times}x`);
		return new Promise((ended) => {
			this.#ended = ended;
			this.#timer = setTimeout(
				() => {
					this.log.push(`${one.ticket} said`);
					ended();
				},
				1000 + 4500 * times
			);
		});
	}
	stop(): void {
		this.log.push('silence');
		clearTimeout(this.#timer);
		this.#ended?.();
	}
}

let voice: FakeVoice;
let announcer: Announcer;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
	vi.useFakeTimers();
	voice = new FakeVoice();
	announcer = new Announcer(voice);
});
afterEach(() => {
	vi.useRealTimers();
});

test('a call owns the screen until it has been said twice', async () => {
	announcer.hear([call('P001')], NOW);
	await pass(9900);
	expect(announcer.current?.ticket).toBe('P001');
	await pass(200);
	expect(announcer.current).toBeNull();
	expect(voice.log).toEqual(['P001 2x', 'P001 said']);
	expect(vi.getTimerCount()).toBe(0);
});

test('two calls within a tenth of a second are both shown and said, one after the other', async () => {
	const first = call('P001');
	announcer.hear([first], NOW);
	await pass(100);
	announcer.hear([first, call('P002')], NOW + 100);
	expect(announcer.current?.ticket).toBe('P001');
	await pass(10_000);
	expect(announcer.current?.ticket).toBe('P002');
	await pass(10_000);
	expect(announcer.current).toBeNull();
	expect(voice.log).toEqual(['P001 2x', 'P001 said', 'P002 2x', 'P002 said']);
});

test('without a voice a call is shown for eight seconds, or four when others wait', async () => {
	voice.say = () => Promise.resolve();
	announcer.hear([call('P001'), call('P002')], NOW);
	await pass(3900);
	expect(announcer.current?.ticket).toBe('P001');
	await pass(200);
	expect(announcer.current?.ticket).toBe('P002');
	await pass(7700);
	expect(announcer.current?.ticket).toBe('P002');
	await pass(400);
	expect(announcer.current).toBeNull();

	// Who comes later shortens the time of who is there.
	announcer.hear([call('P003')], NOW);
	await pass(5000);
	announcer.hear([call('P004')], NOW);
	expect(announcer.current?.ticket).toBe('P004');
});

test('a voice that fails costs nobody their turn', async () => {
	voice.say = () => Promise.reject(new Error('no sound'));
	announcer.hear([call('P001'), call('P002')], NOW);
	await pass(4000);
	expect(announcer.current?.ticket).toBe('P002');
	voice.say = () => {
		throw new Error('no sound at all');
	};
	announcer.hear([call('P003')], NOW);
	await pass(4000);
	expect(announcer.current?.ticket).toBe('P003');
	await pass(8000);
	expect(announcer.current).toBeNull();
});

test('a call that is no longer fresh is not announced; one that was, is, however long it waits', async () => {
	announcer.hear([make('call', 'P000', 'R', NOW - FRESH_FOR)], NOW);
	expect(announcer.current).toBeNull();
	const all = [call('P001'), call('P002'), call('P003'), call('P004')];
	announcer.hear(all, NOW + FRESH_FOR - 1);
	// The same board comes again with each change in the hall, ever older.
	for (let second = 1; second < 40; second++) {
		await pass(1000);
		announcer.hear(all, NOW + FRESH_FOR + second * 1000);
	}
	expect(voice.log.filter((line) => line.endsWith('said'))).toEqual([
		'P001 said',
		'P002 said',
		'P003 said',
		'P004 said'
	]);
});

test('where many wait a call is said once, until the hall has caught up', async () => {
	announcer.hear(
		['P001', 'P002', 'P003', 'P004', 'P005'].map((one) => call(one)),
		NOW
	);
	await pass(60_000);
	expect(voice.log.filter((line) => line.endsWith('x'))).toEqual([
		'P001 1x',
		'P002 1x',
		'P003 2x',
		'P004 2x',
		'P005 2x'
	]);
});

test('a withdrawn call falls silent at once, and the next has its turn', async () => {
	announcer.hear([call('P001'), call('P002'), call('P003')], NOW);
	await pass(500);
	announcer.hear([make('withdrawn', 'P002')], NOW);
	announcer.hear([make('withdrawn', 'P001')], NOW);
	expect(voice.log).toEqual(['P001 2x', 'silence', 'P003 2x']);
	expect(announcer.current?.ticket).toBe('P003');
	expect(announcer.withdrawn?.ticket).toBe('P001');
	await pass(8000);
	expect(announcer.withdrawn).toBeNull();
	await pass(8000);
	expect(voice.log).toEqual(['P001 2x', 'silence', 'P003 2x', 'P003 said']);
});

test('a recall is announced like a call; begun anew when nobody waits, else in its turn', async () => {
	announcer.hear([call('P001')], NOW);
	await pass(11_000);
	announcer.hear([make('recall', 'P001')], NOW);
	expect(announcer.current?.kind).toBe('recall');
	await pass(2000);
	announcer.hear([make('recall', 'P001')], NOW);
	expect(voice.log).toEqual(['P001 2x', 'P001 said', 'P001 2x', 'P001 2x']);
	announcer.hear([call('P002'), make('recall', 'P001'), make('recall', 'P002')], NOW);
	expect(announcer.current?.ticket).toBe('P001');
	await pass(10_100);
	expect(announcer.current).toMatchObject({ ticket: 'P002', kind: 'recall' });
	await pass(10_100);
	expect(announcer.current).toMatchObject({ ticket: 'P001', kind: 'recall' });
});

test('the same number of two halls is two calls', async () => {
	announcer.hear([call('P001', 'R'), call('P001', 'E')], NOW);
	announcer.hear([make('withdrawn', 'P001', 'E')], NOW);
	expect(announcer.current?.hall).toBe('R');
	await pass(20_000);
	expect(voice.log).toEqual(['P001 2x', 'P001 said']);
});

test('a hall that holds its calls falls silent at once, and another does not', async () => {
	announcer.hear([call('P001', 'R'), call('P002', 'R'), call('P003', 'E')], NOW);
	await pass(500);
	announcer.hear([], NOW, ['R']);
	expect(voice.log).toEqual(['P001 2x', 'silence', 'P003 2x']);
	await pass(20_000);
	announcer.hear([], NOW, []);
	expect(announcer.current).toBeNull();
});

test('told to show another hall, what is not called there falls silent, and the rest has its turn', async () => {
	const [here, there, later] = [call('P001', 'H'), call('P001', 'R'), call('P002', 'R')];
	announcer.hear([here, there, later], NOW);
	await pass(2000);
	expect(announcer.current).toBe(here);
	announcer.keep([there, later]);
	expect(voice.log).toEqual(['P001 2x', 'silence', 'P001 2x']);
	expect(announcer.current).toBe(there);
	await pass(11_000);
	expect(announcer.current).toBe(later);
});

test('a screen that goes away leaves no timer and says nothing more', async () => {
	announcer.hear([call('P001'), call('P002'), make('withdrawn', 'P009')], NOW);
	announcer.stop();
	await pass(60_000);
	expect(vi.getTimerCount()).toBe(0);
	expect(voice.log).toEqual(['P001 2x', 'silence']);
});

test('ten thousand calls in months leave nothing behind', async () => {
	const made: WeakRef<Announcement>[] = [];
	let said = 0;
	let timers = 0;
	let board: Announcement[] = [];
	for (let n = 0; n < 10_000; n++) {
		const one = make(n % 7 === 3 ? 'recall' : 'call', `P${String(n % 500).padStart(3, '0')}`);
		one.at = NOW + n * 9000;
		made.push(new WeakRef(one));
		board = [...board, one].slice(-7);
		announcer.hear(board, one.at);
		if (n % 11 === 5) announcer.hear([make('withdrawn', one.ticket, 'R', one.at)], one.at);
		timers = Math.max(timers, vi.getTimerCount());
		// Two at once in eighteen seconds: hardly slower than they are said.
		if (n % 2 === 1) await pass(18_000);
		said += voice.log.splice(0).filter((line) => line.endsWith('said')).length;
	}
	await pass(60_000);
	board = [];
	expect(announcer.current).toBeNull();
	expect(said).toBeGreaterThan(9000);
	// The voice's own, that of the call and that of a withdrawal.
	expect(timers).toBeLessThanOrEqual(3);
	expect(vi.getTimerCount()).toBe(0);

	vi.useRealTimers();
	setFlagsFromString('--expose-gc');
	const collectGarbage = runInNewContext('gc') as () => void;
	await new Promise((next) => setTimeout(next, 10));
	collectGarbage();
	// The last withdrawal may still be held by its timer's memory.
	expect(made.filter((one) => one.deref()).length).toBeLessThan(10);
});

test('called faster than anyone could speak, each ticket waits once at most, and is said', async () => {
	const heard = new Set<string>();
	voice.say = async (one) => {
		heard.add(one.ticket);
		await new Promise((ended) => setTimeout(ended, 5500));
	};
	for (let n = 0; n < 10_000; n++) {
		const one = make('call', `P${String(n % 300).padStart(3, '0')}`);
		announcer.hear([one], NOW);
		await pass(100);
	}
	expect(vi.getTimerCount()).toBeLessThanOrEqual(2);
	await pass(300 * 5600);
	expect(announcer.current).toBeNull();
	expect(heard.size).toBe(300);
	expect(vi.getTimerCount()).toBe(0);
});
