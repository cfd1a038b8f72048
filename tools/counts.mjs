/** What the reports of the test runners say, in numbers. */
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} outside how many of the failures are of no test: a file that can't be loaded, say
 * @property {number} unsteady how many of those that passed failed at first
 */

/** @type {Readonly<Counts>} */
export const NO_COUNTS = { passed: 0, failed: 0, skipped: 0, outside: 0, unsteady: 0 };

/**
 * @param {string} file vitest's JSON report
 * @returns {Counts} a file that could not be loaded is one failure. Nothing but zeros without a report
 */
export function vitestCounts(file) {
	/** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */
	const { testResults } = read(file) ?? { testResults: [] };
	const counts = { ...NO_COUNTS };
	for (const { status, assertionResults } of testResults) {
		const before = counts.failed;
		for (const test of assertionResults)
			if (test.status === 'passed') counts.passed++;
			else if (test.status === 'failed') counts.failed++;
			else counts.skipped++;
		if (status !== 'failed' || counts.failed > before) continue;
		counts.failed++;
		counts.outside++;
	}
	return counts;
}

/**
 * @param {string} file Playwright's JSON report
 * @returns {Counts} an error outside of any test is one failure. Nothing but zeros without a report
 */
export function playwrightCounts(file) {
	/** @typedef {{ expected: number, unexpected: number, flaky: number, skipped: number }} Stats */
	/** @type {{ stats: Stats, errors: unknown[] } | undefined} */
	const report = read(file);
	if (!report) return NO_COUNTS;
	const { stats, errors } = report;
	return {
		passed: stats.expected + stats.flaky,
		failed: stats.unexpected + errors.length,
		skipped: stats.skipped,
		outside: errors.length,
		unsteady: stats.flaky
	};
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
