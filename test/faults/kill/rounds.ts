/** How long the fault tests run, and the chance that they run by. */
import { Random } from '../../../src/cli/demo/random.ts';

const asked = process.env['FAULT_ROUNDS'];

/** `npm run test:faults` sets the number of faults; `npm test` takes the few that a test names. */
export const isLong = asked !== undefined && asked !== '';
export const rounds = (few: number): number => (isLong ? Number(asked) : few);

/** One that was printed, to try the same again, or a new one. */
export function seeded(what: string): { seed: number; random: Random } {
	const given = process.env['FAULT_SEED'];
	const seed = given ? Number(given) : Math.floor(Math.random() * 1_000_000);
	say(`${what}: seed ${seed} (FAULT_SEED=${seed} runs it again)`);
	return { seed, random: new Random(seed) };
}

/** Past the runner, which holds back what a test prints until the test is over. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

export const sleep = (ms: number): Promise<void> => new Promise((over) => setTimeout(over, ms));

/**
 * Asks until the answer is right.
 *
 * @param wrong says what is not right yet; null once it is
 * @returns milliseconds until then. Throws what was wrong last when `within` is over
 */
export async function settled(
	within: number,
	wrong: () => string | null | Promise<string | null>
): Promise<number> {
	const start = performance.now();
	for (;;) {
		const problem = await wrong();
		const passed = performance.now() - start;
		if (problem === null) return passed;
		if (passed > within) throw new Error(`${problem}, after ${Math.round(passed)} ms`);
		await sleep(20);
	}
}
