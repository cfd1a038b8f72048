/**
 * Months of a hall display within a minute: its timers and its line are replaced inside of the page, so that thousands
 * of calls are shown, announced, spoken and taken away as fast as the page can. Everything else is the real page.
 */
import type { HallBoard, WaitBoard } from '../../src/lib/realtime/events.ts';

declare global {
	interface Window {
		/** Lets so many calls happen, `apart` milliseconds from each other on the page's clock. */
		callMany(count: number, apart: number): Promise<void>;
	}
}

/** What a page gets before its own scripts. It is written out in the page, so it uses nothing from outside. */
export function fastHall({
	now,
	board,
	wait
}: {
	now: number;
	board: HallBoard;
	wait: WaitBoard;
}): void {
	/* Time */

	interface Timer {
		at: number;
		every: number | null;
		run: () => void;
	}
	const later = window.setTimeout.bind(window);
	const timers = new Map<number, Timer>();
	let time = 0;
	let lastTimer = 1e6;
	const add = (run: unknown, ms: number, every: number | null, args: unknown[]): number => {
		const id = (lastTimer += 1);
		timers.set(id, {
			at: time + ms,
			every,
			run: () => (run as (...all: unknown[]) => void)(...args)
		});
		return id;
	};
	const remove = (id?: number) => void timers.delete(id ?? 0);
	const own = {
		setTimeout: (run: unknown, ms = 0, ...args: unknown[]) => add(run, ms, null, args),
		setInterval: (run: unknown, ms = 0, ...args: unknown[]) => add(run, ms, Math.max(1, ms), args),
		clearTimeout: remove,
		clearInterval: remove
	};
	Object.assign(window, own);
	performance.now = () => time;
	Date.now = () => now + time;
	async function advance(ms: number): Promise<void> {
		const end = time + ms;
		for (;;) {
			let next: [number, Timer] | undefined;
			for (const one of timers)
				if (one[1].at <= end && (!next || one[1].at < next[1].at)) next = one;
			if (!next) break;
			const [id, timer] = next;
			time = Math.max(time, timer.at);
			if (timer.every === null) timers.delete(id);
			else timer.at = time + timer.every;
			timer.run();
			await Promise.resolve();
		}
		time = end;
	}

	/* The line */

	let line: Socket | undefined;
	class Socket extends EventTarget {
		binaryType = '';
		readyState = 1;
		onopen: (() => void) | null = null;
		onclose: (() => void) | null = null;
		onerror: (() => void) | null = null;
		onmessage: ((event: { data: string }) => void) | null = null;

		constructor() {
			super();
			// eslint-disable-next-line @typescript-eslint/no-this-alias
			line = this;
			later(() => {
				this.onopen?.();
				this.say(
					`0${JSON.stringify({ sid: 'x', upgrades: [], pingInterval: 1e12, pingTimeout: 1e12, maxPayload: 1e6 })}`
				);
			}, 0);
		}

		say(data: string): void {
			this.onmessage?.({ data });
		}

		/** A server answers later, never in the middle of being asked. */
		send(data: string): void {
			later(() => this.answer(data), 0);
		}

		answer(data: string): void {
			if (data === '40') {
				this.say('40{"sid":"x"}');
				this.say(`42${JSON.stringify(['clock', { now: now + time, speed: 1 }])}`);
			}
			const [, id, body] = /^42(\d+)(\[.*\])$/s.exec(data) ?? [];
			if (!id || !body) return;
			const [, { view: name }] = JSON.parse(body) as [string, { view: string }];
			const view = name === 'hall' ? board : wait;
			this.say(`43${id}${JSON.stringify([{ ok: true, room: name, sequence: 0, view }])}`);
		}

		close(): void {
			this.onclose?.();
		}
	}
	Object.assign(window, { WebSocket: Socket });

	/* The hall */

	const HELD = 6;
	let called = 0;
	let sequence = 0;
	const shown: string[] = [];
	const heard: number[] = [];
	window.callMany = async (count, apart) => {
		for (let n = 0; n < count; n++) {
			called += 1;
			const ticket = `${'ABDEPRV'.charAt(called % 7)}${String(called % 1000).padStart(3, '0')}`;
			const to = { kind: 'counter', number: (called % 8) + 1 };
			const id = `R/${ticket}`;
			const at = now + time;
			const language = called % 3 === 0 ? 'en' : 'nl';
			const announcements = [
				[heard.length, { id: called, kind: 'call', ticket, hall: 'R', to, language, at }]
			];
			shown.unshift(id);
			heard.push(called);
			const gone = shown.splice(HELD);
			const silent = heard.splice(0, Math.max(0, heard.length - 4));
			const from = sequence;
			sequence += 1;
			const patch = {
				set: { messages: called % 50 === 0 ? [{ id: String(called), nl: 'Ja', en: 'Yes' }] : [] },
				lists: {
					calls: { gone, put: [[0, { id, ticket, hall: 'R', to, calledAt: at, recalls: 0 }]] },
					announcements: { gone: silent, put: announcements }
				}
			};
			line?.say(`42${JSON.stringify(['patch', { room: 'hall', from, to: sequence, patch }])}`);
			await advance(apart);
			// The page draws and the loudspeaker stops in their own time.
			if (called % 4 === 0) await new Promise((done) => later(done, 4));
		}
	};
}
