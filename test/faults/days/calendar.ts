/** When a run begins, and how its clock moves on. */
import type { Random } from '../../../src/cli/demo/random.ts';
import {
	type Instant,
	type LocalDay,
	MINUTE,
	SECOND,
	nextDay
} from '../../../src/lib/domain/time.ts';
import { ZONE } from './cast.ts';

/** Fridays before the clock changes. */
const BEFORE_CHANGES: readonly LocalDay[] = ['2026-03-27', '2026-10-23'];
const YEAR = '2026-01-01';

export const firstDay = (random: Random): LocalDay =>
	random.chance(0.3)
		? random.pick(BEFORE_CHANGES)
		: nextDay(YEAR, ZONE, Math.floor(random.between(0, 365)));

/** Mostly seconds, as when somebody presses twice in a row. Milliseconds. */
export const step = (random: Random): Instant =>
	Math.round(
		random.weighted([
			[() => random.between(0.2, 9) * SECOND, 46],
			[() => random.between(9, 60) * SECOND, 24],
			[() => random.between(1, 7) * MINUTE, 29],
			[() => 30 * MINUTE, 0.5]
		] as const)()
	);
