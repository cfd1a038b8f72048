import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DemoClock, SteadyClock, watchClock } from '../../src/lib/server/clock.ts';

const NINE = Date.UTC(2026, 2, 3, 9);
const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'], now: NINE + 5 * HOUR }));
afterEach(() => void vi.useRealTimers());

describe('the demo’s clock', () => {
	test('starts where it is told, whatever the time is, and runs with it', () => {
		const clock = new DemoClock(NINE);
		expect(clock.reading()).toEqual({ now: NINE, speed: 1 });
		vi.advanceTimersByTime(HOUR);
		expect(clock.now()).toBe(NINE + HOUR);
	});

	test('runs at any speed, also none, from the moment that it is said', () => {
		const clock = new DemoClock(NINE);
		vi.advanceTimersByTime(1000);
		expect(clock.set(null, 60)).toEqual({ now: NINE + 1000, speed: 60 });
		vi.advanceTimersByTime(1000);
		expect(clock.now()).toBe(NINE + 61_000);
		clock.set(null, 0);
		vi.advanceTimersByTime(HOUR);
		expect(clock.now()).toBe(NINE + 61_000);
	});

	test('is put forward, and never back', () => {
		const clock = new DemoClock(NINE);
		expect(clock.set(NINE + HOUR, 1).now).toBe(NINE + HOUR);
		expect(clock.set(NINE, 1).now).toBe(NINE + HOUR);
		vi.advanceTimersByTime(5);
		expect(clock.now()).toBe(NINE + HOUR + 5);
	});

	test('reads whole milliseconds, as the journal keeps them', () => {
		const clock = new DemoClock(NINE);
		clock.set(null, 1 / 3);
		vi.advanceTimersByTime(1000);
		expect(Number.isInteger(clock.now())).toBe(true);
	});
});

/** Only the time of day: nothing has passed. */
const set = (by: number) => vi.setSystemTime(Date.now() + by);
const MINUTE = 60_000;

describe('the clock in earnest', () => {
	test('is the machine’s, also when that is put forward', () => {
		const clock = new SteadyClock(0);
		expect(clock.reading()).toEqual({ now: NINE + 5 * HOUR, speed: 1 });
		vi.advanceTimersByTime(1000);
		expect(clock.now()).toBe(Date.now());
		set(10 * MINUTE);
		expect(clock.now()).toBe(NINE + 5 * HOUR + 1000 + 10 * MINUTE);
		expect(clock.reading().speed).toBe(1);
	});

	test('runs at half speed, and never back, until a machine that was put back has caught up', () => {
		const clock = new SteadyClock(0);
		const before = clock.now();
		set(-10 * MINUTE);
		expect(clock.reading()).toEqual({ now: before, speed: 0.5 });
		vi.advanceTimersByTime(10 * MINUTE);
		expect(clock.now()).toBe(before + 5 * MINUTE);
		vi.advanceTimersByTime(11 * MINUTE);
		expect(clock.reading()).toEqual({ now: Date.now(), speed: 1 });
	});

	test('does not begin before what the journal tells', () => {
		const clock = new SteadyClock(Date.now() + MINUTE);
		expect(clock.now()).toBe(Date.now() + MINUTE);
		vi.advanceTimersByTime(3 * MINUTE);
		expect(clock.now()).toBe(Date.now());
	});

	test('follows a machine that was far ahead, and was put right', () => {
		const clock = new SteadyClock(0);
		set(365 * 24 * HOUR);
		clock.now();
		set(-365 * 24 * HOUR);
		expect(clock.now()).toBe(Date.now());
		expect(new SteadyClock(Date.now() + 365 * 24 * HOUR).now()).toBe(Date.now());
	});
});

describe('a watch on a clock', () => {
	test('tells when a screen that counts on would be wrong, and not otherwise', () => {
		vi.useRealTimers();
		vi.useFakeTimers({ toFake: ['performance', 'Date', 'setInterval', 'clearInterval'] });
		let told = 0;
		const stop = watchClock(new SteadyClock(0), () => told++);
		vi.advanceTimersByTime(10 * MINUTE);
		expect(told).toBe(0);
		set(10 * MINUTE);
		vi.advanceTimersByTime(MINUTE);
		expect(told).toBe(1);
		// Half speed for twenty minutes, and whole again.
		set(-10 * MINUTE);
		vi.advanceTimersByTime(30 * MINUTE);
		expect(told).toBe(3);
		stop();
		set(HOUR);
		vi.advanceTimersByTime(MINUTE);
		expect(told).toBe(3);
	});
});
