/** What the reports of the test runners say, in numbers. */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} outside how many of the failures are of no test: a file that can't be loaded, say
 * @property {number} unsteady how many of those that passed failed at first
 * @property {readonly string[]} failures the name of each test that failed, also if only at first, and why
 */

/** @type {Readonly<Counts>} */
export const NO_COUNTS = {
	passed: 0,
	failed: 0,
	skipped: 0,
	outside: 0,
	unsteady: 0,
	failures: []
};

/** What is told of one failure: the runner has printed the rest where it happened. */
const LINES = 20;

/**
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestTest
 * @typedef {{ status: string, name: string, message: string, assertionResults: VitestTest[] }} VitestFile
 */

/**
 * @param {string} file vitest's JSON report
 * @returns {Counts} a file that could not be loaded is one failure. Nothing but zeros without a report
 */
export function vitestCounts(file) {
	/** @type {{ testResults: VitestFile[] }} */
	const { testResults } = read(file) ?? { testResults: [] };
	const counts = { ...NO_COUNTS };
	const failures = [];
	for (const { status, name, message, assertionResults } of testResults) {
		const path = relative(process.cwd(), name);
		const before = counts.failed;
		for (const test of assertionResults)
			if (test.status === 'passed') {
				counts.passed++;
				if (test.failureMessages.length === 0) continue;
				counts.unsteady++;
				failures.push(failure(`${path} › ${test.fullName} (only at first)`, test.failureMessages));
			} else if (test.status === 'failed') {
				counts.failed++;
				failures.push(failure(`${path} › ${test.fullName}`, test.failureMessages));
			} else counts.skipped++;
		if (status !== 'failed' || counts.failed > before) continue;
		counts.failed++;
		counts.outside++;
		failures.push(failure(path, [message]));
	}
	return { ...counts, failures };
}

/**
 * @typedef {{ message?: string }} PlaywrightError
 * @typedef {{ status: string, results: { errors: PlaywrightError[] }[] }} PlaywrightTest
 * @typedef {{ title: string, file: string, line: number, tests: PlaywrightTest[] }} PlaywrightSpec
 * @typedef {{ specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 */

/**
 * @param {string} file Playwright's JSON report
 * @returns {Counts} an error outside of any test is one failure. Nothing but zeros without a report
 */
export function playwrightCounts(file) {
	/** @typedef {{ expected: number, unexpected: number, flaky: number, skipped: number }} Stats */
	/** @type {{ stats: Stats, errors: PlaywrightError[], suites: PlaywrightSuite[] } | undefined} */
	const report = read(file);
	if (!report) return NO_COUNTS;
	const { stats, errors, suites } = report;
	return {
		passed: stats.expected + stats.flaky,
		failed: stats.unexpected + errors.length,
		skipped: stats.skipped,
		outside: errors.length,
		unsteady: stats.flaky,
		failures: [
			...errors.map(({ message = '' }) => failure('outside of any test', [message])),
			...suites.flatMap(playwrightFailures)
		]
	};
}

/**
 * @param {PlaywrightSuite} suite
 * @returns {string[]}
 */
function playwrightFailures({ specs = [], suites = [] }) {
	const own = specs.flatMap(({ title, file, line, tests }) =>
		tests
			.filter(({ status }) => status === 'unexpected' || status === 'flaky')
			.map(({ status, results }) =>
				failure(
					`${file}:${line} › ${title}${status === 'flaky' ? ' (only at first)' : ''}`,
					results.flatMap(({ errors }) => errors.map(({ message = '' }) => message)).slice(0, 1)
				)
			)
	);
	return [...own, ...suites.flatMap(playwrightFailures)];
}

/**
 * @param {string} name
 * @param {string[]} messages
 */
function failure(name, messages) {
	const lines = stripVTControlCharacters(messages.join('\n')).split('\n');
	const told = lines.slice(0, LINES).map((line) => `    ${line}`.trimEnd());
	return [name, ...told].join('\n');
}

/** @param {string} file */
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

/**
 * The last line of a run, in the form that machines read.
 *
 * @param {{ passed: number, failed: number, skipped?: number }} counts
 */
export const summary = ({ passed, failed, skipped = 0 }) =>
	`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
