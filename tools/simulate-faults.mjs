/**
 * npm run simulate:faults: lives through days of the demo region in which the power fails, the disk is full and answers
 * are lost. `--seed N` is the first run's, `--days D` how many days, five a run; docs/reliability.md says what is looked at.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Expected, ROOT, main, run, runBin } from './child.mjs';
import { ensureInstalled, ensureNode } from './ensure.mjs';

/** What Vite says is shown only when it fails. */
async function build() {
	mkdirSync(join(ROOT, 'test-results'), { recursive: true });
	const log = join(ROOT, 'test-results/days-build.log');
	const code = await runBin(
		'vite',
		['build', '--config', 'test/faults/days/program.vite.config.ts'],
		{
			log
		}
	);
	if (code !== 0) throw new Expected(`it does not build:\n${readFileSync(log, 'utf8')}`);
}

await main(async () => {
	process.chdir(ROOT);
	ensureNode();
	await ensureInstalled({ dev: true });
	await build();
	const env = { ...process.env };
	for (const name of ['DATABASE_URL', 'NODE_ENV']) delete env[name];
	return run(process.execPath, ['build/days/main.js', ...process.argv.slice(2)], { env });
});
