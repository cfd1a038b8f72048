/** `npm run simulate:faults`: lives through days, and prints what came of them. */
import { Counts } from './counts.ts';
import { readOptions } from './options.ts';
import { Run } from './run.ts';

/** Days in one database. */
const A_RUN = 5;
const TELL_EVERY = 10;

async function main(): Promise<number> {
	const { seed, days } = readOptions();
	const total = new Counts();
	const runs = Math.ceil(days / A_RUN);
	const begun = performance.now();
	for (let n = 0; n < runs; n++) {
		const run = new Run(seed + n);
		const length = Math.min(A_RUN, days - n * A_RUN);
		try {
			await run.live(length);
		} catch (error) {
			tell(seed + n, run, length, error);
			return 1;
		}
		total.add(run.counts);
		if ((n + 1) % TELL_EVERY === 0 || n + 1 === runs)
			console.error(`seed ${seed + n}: ${total.toString()}`);
	}
	const minutes = (performance.now() - begun) / 60_000;
	console.log(
		`seeds ${seed} to ${seed + runs - 1}: ${total.toString()}; nothing missing or doubled; ` +
			`${Math.round(total.hallDays / minutes)} hall-days a minute`
	);
	return 0;
}

function tell(seed: number, run: Run, days: number, error: unknown): void {
	console.error(run.history.last.join('\n'));
	console.error(error);
	console.error(
		`seed ${seed}, day ${run.counts.days + 1} of the run, ${run.day}. ` +
			`npm run simulate:faults -- --seed ${seed} --days ${days} has it again.`
	);
}

main().then(
	(code) => (process.exitCode = code),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
);
