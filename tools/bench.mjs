/**
 * npm run bench: builds what is measured and what it is measured against, starts a PostgreSQL that keeps its promises,
 * and measures. `--only tickets,next`, `--quick`, `--long`, `--runs N`, `--size 0.1`; docs/performance.md says how to read the table.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Expected, ROOT, main, run, runBin } from './child.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureBuilt, ensureInstalled, ensureNode } from './ensure.mjs';
import { startPostgres } from './postgres.mjs';

const args = process.argv.slice(2);
/** A workload that is not asked for needs nothing. */
const only = args[args.indexOf('--only') + 1]?.split(',');
const wanted = (/** @type {string} */ name) => !args.includes('--only') || only?.includes(name);

const CONFIGS = ['test/bench/floor/vite.config.ts', 'test/bench/programs.vite.config.ts'];

/** The floor and the bench's programs, beside the product's build. What the tools say is shown only when they fail. */
async function build() {
	mkdirSync(join(ROOT, 'test-results'), { recursive: true });
	const log = join(ROOT, 'test-results/bench-build.log');
	for (const config of CONFIGS) {
		const code = await runBin('vite', ['build', '--config', config], { log });
		if (code !== 0) throw new Expected(`the floor does not build:\n${readFileSync(log, 'utf8')}`);
	}
}

await main(async () => {
	process.chdir(ROOT);
	ensureNode();
	await ensureInstalled({ dev: true });
	await ensureBuilt();
	await build();

	const env = { ...process.env };
	for (const name of ['DATABASE_URL', 'NODE_ENV']) delete env[name];
	if (wanted('frame') || wanted('page')) env['CHROMIUM_PATH'] = await ensureChromium();
	const postgres =
		wanted('next') || wanted('rush') ? await startPostgres({ durable: true }) : undefined;
	if (postgres) env['BENCH_DATABASE_URL'] = postgres.url;
	try {
		return await run(process.execPath, ['build/bench/programs/main.js', ...args], { env });
	} finally {
		await postgres?.stop();
	}
});
