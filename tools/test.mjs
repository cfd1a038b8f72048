/**
 * npm test: everything that must hold, from a fresh clone. A step that fails doesn't stop the others.
 *
 * `--quick` leaves the faults and the end-to-end tests out. The last line of the output counts: tests by themselves, and
 * each other step only when it fails.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted, ROOT, main, run, runBin, say } from './child.mjs';
import { ensureChromium } from './chromium.mjs';
import { NO_COUNTS, playwrightCounts, summary, vitestCounts } from './counts.mjs';
import { ensureInstalled, ensureNode } from './ensure.mjs';
import { startPostgres } from './postgres.mjs';

const VITEST_REPORT = 'test-results/vitest.json';
const FAULTS_REPORT = 'test-results/faults.json';
const PLAYWRIGHT_REPORT = 'test-results/playwright.json';

const quick = process.argv.includes('--quick');
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const times = [];
/** Told again at the end: whoever sees only the end of a long output must see why it failed. @type {string[]} */
const failures = [];

/** Node itself and the tests choose the engine and the mode; a developer's settings must not. */
const env = { ...process.env };
for (const name of ['DATABASE_URL', 'NODE_ENV', 'npm_config_loglevel']) delete env[name];

/**
 * @param {string} name
 * @param {() => Promise<number>} work returns an exit code
 * @param {() => import('./counts.mjs').Counts} [countsOf] of a step that consists of tests
 */
async function step(name, work, countsOf = () => NO_COUNTS) {
	say(`${name} …`);
	const start = performance.now();
	const code = await work().catch((/** @type {unknown} */ error) => {
		if (error instanceof Interrupted) throw error;
		console.error(error instanceof Error ? error.message : error);
		return 1;
	});
	const counts = { ...countsOf() };
	// A runner can fail without a failing test: no tests found, a rejection that nobody awaited.
	if (code !== 0 && counts.failed === 0) counts.failed = 1;
	total.passed += counts.passed;
	total.failed += counts.failed;
	total.skipped += counts.skipped;
	failures.push(...counts.failures);
	const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(7);
	const unsteady = counts.unsteady > 0 ? `, ${counts.unsteady} of them not at once` : '';
	times.push(`${seconds} s  ${counts.failed === 0 ? 'ok    ' : 'FAILED'}  ${name}${unsteady}`);
}

/**
 * Runs commands until one fails.
 *
 * @param {(() => Promise<number>)[]} commands
 */
async function each(...commands) {
	for (const command of commands) {
		const code = await command();
		if (code !== 0) return code;
	}
	return 0;
}

/**
 * @param {string} name
 * @param {string[]} args
 */
const bin = (name, ...args) => runBin(name, args, { env });

async function testAll() {
	for (const report of [VITEST_REPORT, FAULTS_REPORT, PLAYWRIGHT_REPORT])
		rmSync(join(ROOT, report), { force: true });

	// The types of the routes, which linting needs too.
	await step('prepare', () => bin('svelte-kit', 'sync'));
	await step('format', () => bin('prettier', '--check', '.'));
	await step('lint', () =>
		each(
			() => bin('eslint', '.'),
			() => bin('stylelint', 'src/**/*.{css,svelte}')
		)
	);
	await step('types', () =>
		each(
			() => run('npm', ['run', '--silent', 'check'], { env }),
			() => bin('tsc', '--noEmit', '-p', 'tools')
		)
	);
	await step('migrations', () =>
		run(process.execPath, ['tools/generate-migrations.mjs', '--check'], { env })
	);
	await step('build', () => run('npm', ['run', '--silent', 'build'], { env }));

	/** @type {import('./postgres.mjs').Postgres | undefined} */
	let postgres;
	try {
		await step('database', async () => {
			postgres = await startPostgres();
			env['TEST_DATABASE_URL'] = postgres.url;
			return 0;
		});
		await step(
			'tests',
			() =>
				bin(
					'vitest',
					'run',
					...['--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`],
					'--project=!faults',
					...(postgres ? [] : ['--project=!postgres'])
				),
			() => vitestCounts(join(ROOT, VITEST_REPORT))
		);
		// A few rounds of each; npm run test:faults does hundreds.
		if (!quick)
			await step(
				'faults',
				() =>
					bin(
						'vitest',
						'run',
						'--project=faults',
						...['--reporter=default', '--reporter=json', `--outputFile.json=${FAULTS_REPORT}`]
					),
				() => vitestCounts(join(ROOT, FAULTS_REPORT))
			);
		if (!quick)
			await step(
				'end to end',
				async () => {
					env['CHROMIUM_PATH'] = await ensureChromium();
					env['PLAYWRIGHT_JSON_OUTPUT_NAME'] = PLAYWRIGHT_REPORT;
					return bin('playwright', 'test', '--reporter=list,json');
				},
				() => playwrightCounts(join(ROOT, PLAYWRIGHT_REPORT))
			);
	} finally {
		await postgres?.stop();
	}
}

await main(async () => {
	process.chdir(ROOT);
	ensureNode();
	await ensureInstalled({ dev: true });
	await testAll();
	for (const failure of failures) console.log(`\n${failure}`);
	console.log(`\n${times.join('\n')}\n`);
	if (total.passed === 0) console.log('no test ran');
	console.log(summary(total));
	return total.failed > 0 || total.passed === 0 ? 1 : 0;
});
