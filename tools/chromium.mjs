/** The browser of the end-to-end tests: one that is installed, or else one that we install. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Expected, ROOT, run, runBin, say } from './child.mjs';

const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable'
];

/** Half an hour of retries without a network tells no more than two minutes. */
const DOWNLOAD_TIMEOUT = 120_000;

/**
 * A Chromium of this machine: the one that `CHROMIUM_PATH` names, or one in a usual place.
 *
 * @returns {string | undefined} its path; nothing where only Playwright's own can be used
 */
export function installedChromium() {
	const given = process.env['CHROMIUM_PATH'];
	if (given && !existsSync(given))
		throw new Expected(`CHROMIUM_PATH is ${given}, where there is no file.`);
	return given ?? PLACES.find((path) => existsSync(path));
}

/**
 * Finds a Chromium that starts, and installs one when there is none.
 *
 * @returns {Promise<string>} its path
 */
export async function ensureChromium() {
	const found = [installedChromium(), ...PLACES, await playwrightsOwn()].find(starts);
	if (found) return found;

	say('no Chromium found; downloading the one of Playwright …');
	await runBin('playwright', ['install', 'chromium'], { timeout: DOWNLOAD_TIMEOUT });
	const downloaded = await playwrightsOwn();
	if (starts(downloaded)) return downloaded;

	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		say('that did not work; installing the chromium of the distribution (apt-get) …');
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		await run('apt-get', ['update', '-qq'], { env });
		await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
		const packaged = PLACES.find(starts);
		if (packaged) return packaged;
	}
	throw new Expected(
		'no Chromium for the end-to-end tests: install one, or name one in CHROMIUM_PATH.'
	);
}

async function playwrightsOwn() {
	if (!existsSync(join(ROOT, 'node_modules/@playwright/test'))) return undefined;
	const { chromium } = await import('@playwright/test');
	return chromium.executablePath();
}

/**
 * A path may lead to a stub that only tells what to install, or to a program that misses its libraries.
 *
 * @param {string | undefined} path
 * @returns {path is string}
 */
const starts = (path) =>
	path !== undefined &&
	existsSync(path) &&
	spawnSync(path, ['--version', '--no-sandbox'], { timeout: 20_000 }).status === 0;
