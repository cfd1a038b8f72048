import { parseArgs } from 'node:util';

export interface Options {
	/** Of the first run; the runs after it count on. */
	seed: number;
	days: number;
}

function whole(name: string, given: string): number {
	const value = Number(given);
	if (!Number.isSafeInteger(value) || value < 1)
		throw new Error(`--${name} is "${given}", but must be a whole number from 1.`);
	return value;
}

/** Throws a sentence about an option that can't be used. */
export function readOptions(): Options {
	const { values } = parseArgs({
		options: {
			seed: { type: 'string', default: '1' },
			days: { type: 'string', default: '5' }
		}
	});
	return { seed: whole('seed', values.seed), days: whole('days', values.days) };
}
