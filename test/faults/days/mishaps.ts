/** What goes wrong, and how often. */
import type { Random } from '../../../src/cli/demo/random.ts';
import type { Plan, Power, Side } from './power.ts';

const side = (random: Random): Side => random.pick(['before', 'after']);

/** A command has some ten to sixty statements, a start more; a plan that is not reached waits for the next. */
const statements = (random: Random): number => 1 + Math.floor(random.between(0, 50));

const failure = (random: Random): Plan =>
	random.weighted<() => Plan>([
		[() => ({ what: 'statement', left: statements(random), side: side(random) }), 45],
		[() => ({ what: 'commit', side: side(random) }), 25],
		[() => ({ what: 'announcement', side: side(random) }), 15],
		[() => ({ what: 'answer' }), 15]
	])();

const fullDisk = (random: Random): Plan => ({
	what: 'full',
	left: 1 + Math.floor(random.between(0, 8)),
	rolledBack: random.chance(0.5)
});

export type Moment = 'command' | 'job' | 'start';
const OFTEN = {
	command: { failure: 0.012, full: 0.004 },
	job: { failure: 0.06, full: 0.02 },
	start: { failure: 0.15, full: 0 }
} as const satisfies Record<Moment, { failure: number; full: number }>;

export function tempt(random: Random, power: Power, moment: Moment): void {
	if (power.planned) return;
	const often = OFTEN[moment];
	if (random.chance(often.failure)) power.plan(failure(random));
	else if (random.chance(often.full)) power.plan(fullDisk(random));
}
