/**
 * npm run test:faults: the fault tests at length, on both engines. Arguments are those of vitest, such as a file.
 *
 * `FAULT_ROUNDS` is how many faults of each kind (200), `FAULT_SEED` runs the chance of an earlier time again.
 */
import { Expected, ROOT, main, runBin } from './child.mjs';
import { ensureBuilt, ensureInstalled, ensureNode } from './ensure.mjs';
import { startPostgres } from './postgres.mjs';

const ROUNDS = '200';

await main(async () => {
	process.chdir(ROOT);
	ensureNode();
	await ensureInstalled({ dev: true });
	await ensureBuilt();
	const rounds = process.env['FAULT_ROUNDS'] ?? ROUNDS;
	if (!/^[1-9]\d*$/.test(rounds))
		throw new Expected(`FAULT_ROUNDS is "${rounds}", but must be a whole number from 1.`);
	const postgres = await startPostgres();
	try {
		const env = { ...process.env, FAULT_ROUNDS: rounds, TEST_DATABASE_URL: postgres.url };
		return await runBin(
			'vitest',
			['run', '--project', 'faults', '--reporter=verbose', ...process.argv.slice(2)],
			{ env }
		);
	} finally {
		await postgres.stop();
	}
});
