import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DemoClock, realClock } from '../../src/lib/server/clock.ts';

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

test('the real clock is the machine’s', () => {
	expect(realClock.reading()).toEqual({ now: NINE + 5 * HOUR, speed: 1 });
	expect(realClock.now()).toBe(NINE + 5 * HOUR);
});
