/** A few simulated days, and that a seed tells them all: `npm run simulate:faults` lives through hundreds. */
import { describe, expect, test } from 'vitest';
import { Run } from './run.ts';

async function lived(seed: number, days: number): Promise<Run> {
	const run = new Run(seed);
	try {
		await run.live(days);
	} catch (error) {
		const rerun = `npm run simulate:faults -- --seed ${seed} --days ${days}`;
		throw new Error(`${run.history.last.join('\n')}\n${rerun}`, { cause: error });
	}
	return run;
}

describe('simulated days', () => {
	test('nothing that anybody was told is lost or doubled, whatever fails', async () => {
		const { counts } = await lived(4, 2);
		expect(counts.days).toBe(2);
		expect(counts.powerFailures).toBeGreaterThan(5);
		expect(counts.fullDisks).toBeGreaterThan(0);
		expect(counts.answersLost).toBeGreaterThan(10);
		expect(counts.askedAgain).toBeGreaterThan(20);
	});

	test('a seed has the same days every time', async () => {
		const digest = async () => (await lived(7, 1)).history.digest();
		expect(await digest()).toBe(await digest());
	});
});
