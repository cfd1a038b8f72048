import { parseArgs } from 'node:util';

export const WORKLOADS = [
	'tickets',
	'next',
	'frame',
	'sockets',
	'telephones',
	'desk',
	'start',
	'slots',
	'rush',
	'page',
	'day'
] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

export interface BenchOptions {
	only: readonly WorkloadName[];
	/** How often each side runs. */
	runs: number;
	/** Part of the full size. */
	size: number;
	/** Fewer runs, and shorter ones. */
	quick: boolean;
}

const RUNS = 7;
const QUICK_RUNS = 3;

/** Throws a sentence about an option that can't be used. */
export function readOptions(): BenchOptions {
	const { values } = parseArgs({
		options: {
			only: { type: 'string' },
			quick: { type: 'boolean', default: false },
			long: { type: 'boolean', default: false },
			runs: { type: 'string' },
			size: { type: 'string', default: '1' }
		}
	});
	const asked = values.only?.split(',').map((name) => name.trim());
	const wrong = asked?.find((name) => !(WORKLOADS as readonly string[]).includes(name));
	if (wrong !== undefined)
		throw new Error(`--only knows no "${wrong}"; there are ${WORKLOADS.join(', ')}.`);
	const size = Number(values.size);
	if (!(size > 0 && size <= 1))
		throw new Error(`--size is "${values.size}", but must be above 0, up to 1.`);
	const runs = Number(values.runs ?? (values.quick ? QUICK_RUNS : RUNS));
	if (!Number.isInteger(runs) || runs < 1)
		throw new Error(`--runs is "${values.runs ?? ''}", but must be a whole number from 1.`);
	return {
		only:
			(asked as WorkloadName[] | undefined) ??
			WORKLOADS.filter((name) => name !== 'day' || values.long),
		runs,
		size,
		quick: values.quick
	};
}
