/**
 * npm run test:mutants: breaks the code on purpose, one patch of test/mutants at a time, in a copy, and looks whether
 * the tests that the patch names fail. Arguments are names of patches, to run only those.
 */
import { spawnSync } from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	symlinkSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Expected, ROOT, TIMED_OUT, main, run, runBin, say } from './child.mjs';
import { ensureChromium } from './chromium.mjs';
import { NO_COUNTS, playwrightCounts, summary, vitestCounts } from './counts.mjs';
import { ensureInstalled, ensureNode } from './ensure.mjs';
import { startPostgres } from './postgres.mjs';

/** A mutant may loop for ever; that is being caught too. */
const TIMEOUT = 300_000;

/**
 * @typedef {object} Mutant
 * @property {string} name
 * @property {string} breaks what it breaks, in a sentence
 * @property {string} tests the arguments of vitest, or `e2e` and those of Playwright
 * @property {string} patch path of the file
 */

/**
 * @param {string} name
 * @returns {Mutant}
 */
function readMutant(name) {
	const patch = join(ROOT, 'test/mutants', `${name}.patch`);
	if (!existsSync(patch)) throw new Expected(`no mutant "${name}" in test/mutants.`);
	const [prose = ''] = readFileSync(patch, 'utf8').split(/^diff --git /m, 1);
	const [breaks = '', ...lines] = prose.trim().split('\n');
	const tests = lines.find((line) => line.startsWith('Run: '))?.slice('Run: '.length);
	if (!breaks || !tests)
		throw new Expected(
			`test/mutants/${name}.patch must begin with a line that says what it breaks, and a line "Run: " ` +
				'with the tests that must catch it.'
		);
	return { name, breaks, tests, patch };
}

/** @returns {string} a folder with what git has or would take, so that nobody's work here is touched */
function copyTree() {
	const copy = mkdtempSync(join(tmpdir(), 'beurt-mutants-'));
	const { stdout, status } = spawnSync(
		'git',
		['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
		{ cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }
	);
	if (status !== 0)
		throw new Expected('git can not list the files; mutants need a git repository.');
	for (const file of stdout.split('\0').filter(Boolean)) {
		const from = join(ROOT, file);
		// Deleted, but not yet in git; or a link to somewhere else.
		if (!lstatSync(from, { throwIfNoEntry: false })?.isFile()) continue;
		mkdirSync(dirname(join(copy, file)), { recursive: true });
		copyFileSync(from, join(copy, file));
	}
	symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
	return copy;
}

/** @param {string} line as in a shell: words, of which quotes keep blanks together */
const words = (line) =>
	[...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
		([, double, single, bare]) => double ?? single ?? bare ?? ''
	);

/**
 * @typedef {{ code: number, counts: import('./counts.mjs').Counts, log: string, built: boolean }} Result
 *
 * @param {string} copy
 * @param {string} tests
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Result>}
 */
async function runTests(copy, tests, env) {
	const [first, ...rest] = words(tests);
	const log = join(copy, 'test-results/mutant.log');
	const report = join(copy, 'test-results/mutant.json');
	const options = { cwd: copy, env, log, timeout: TIMEOUT };
	rmSync(report, { force: true });
	mkdirSync(dirname(log), { recursive: true });
	if (first !== 'e2e') {
		const json = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
		const code = await runBin('vitest', ['run', ...json, ...words(tests)], options);
		return { code, counts: vitestCounts(report), log, built: true };
	}
	const build = await run('npm', ['run', '--silent', 'build'], options);
	if (build !== 0) return { code: build, counts: NO_COUNTS, log, built: false };
	const withReport = { ...options, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } };
	const code = await runBin('playwright', ['test', '--reporter=list,json', ...rest], withReport);
	return { code, counts: playwrightCounts(report), log, built: true };
}

/**
 * @param {string} copy
 * @param {string} patch
 * @param {string[]} options
 */
const apply = (copy, patch, ...options) =>
	spawnSync('git', ['apply', ...options, patch], {
		cwd: copy,
		// A repository around the copy would have its own idea of the paths.
		env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(copy) },
		encoding: 'utf8'
	});

/**
 * @param {string} copy
 * @param {Mutant} mutant
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} `caught`, or how it got away
 */
async function tryMutant(copy, { patch, tests }, env) {
	const applied = apply(copy, patch);
	if (applied.status !== 0) return `does not apply: ${applied.stderr.split('\n', 1)[0]}`;
	const { code, counts, built } = await runTests(copy, tests, env);
	const reverted = apply(copy, patch, '--reverse');
	if (reverted.status !== 0)
		throw new Error(`${patch} can not be taken back: ${reverted.stderr.trim()}`);
	if (!built) return 'does not build, so no test could catch it';
	if (code === TIMED_OUT) return 'caught';
	if (counts.failed > counts.outside) return 'caught';
	// It can't even be loaded, as no mutant that someone could have written by mistake.
	return counts.passed > 0 && counts.failed === 0 ? 'SURVIVED' : 'does not load, or no test ran';
}

/**
 * The tests that the mutants name must pass without them, or their failing would say nothing.
 *
 * @param {string} copy
 * @param {Mutant[]} mutants
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Set<string>>} the tests that do
 */
async function passing(copy, mutants, env) {
	const pass = new Set();
	for (const tests of new Set(mutants.map((mutant) => mutant.tests))) {
		const { code, counts, log } = await runTests(copy, tests, env);
		if (code === 0 && counts.passed > 0 && counts.failed === 0) pass.add(tests);
		else console.log(`unbroken code fails "${tests}":\n${tail(readFileSync(log, 'utf8'))}`);
	}
	return pass;
}

/** @param {string} text */
const tail = (text) => text.trimEnd().split('\n').slice(-40).join('\n');

/** @param {string[]} names empty for all */
async function testMutants(names) {
	const folder = join(ROOT, 'test/mutants');
	const all = readdirSync(folder)
		.filter((file) => file.endsWith('.patch'))
		.map((file) => file.slice(0, -'.patch'.length))
		.sort();
	const mutants = (names.length > 0 ? names : all).map(readMutant);
	const env = { ...process.env };
	for (const name of ['DATABASE_URL', 'NODE_ENV']) delete env[name];
	if (mutants.some(({ tests }) => words(tests)[0] === 'e2e'))
		env['CHROMIUM_PATH'] = await ensureChromium();

	const total = { passed: 0, failed: 0 };
	const postgres = await startPostgres();
	env['TEST_DATABASE_URL'] = postgres.url;
	const copy = copyTree();
	try {
		await runBin('svelte-kit', ['sync'], { cwd: copy, env });
		say('running the tests that the mutants name, on unbroken code …');
		const pass = await passing(copy, mutants, env);
		say(`breaking the code; mutants: ${mutants.length} …`);
		for (const mutant of mutants) {
			const start = performance.now();
			const outcome = pass.has(mutant.tests)
				? await tryMutant(copy, mutant, env)
				: 'its tests fail without it';
			const seconds = ((performance.now() - start) / 1000).toFixed(1);
			console.log(`${outcome}  ${mutant.name} (${seconds} s): ${mutant.breaks}`);
			total[outcome === 'caught' ? 'passed' : 'failed']++;
		}
	} finally {
		await postgres.stop();
		rmSync(copy, { recursive: true, force: true });
	}
	console.log(summary(total));
	return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

await main(async () => {
	process.chdir(ROOT);
	ensureNode();
	await ensureInstalled({ dev: true });
	return testMutants(process.argv.slice(2));
});
