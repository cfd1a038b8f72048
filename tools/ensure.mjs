/**
 * What stands between a fresh clone and a running Beurt: the right Node, the installed packages, the build. Each
 * step is skipped when nothing changed since it was last done. Runs before anything is installed, so without packages.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Expected, ROOT, run, say } from './child.mjs';

/** What the second build makes: build/node/NAME.js from each. */
export const ENTRIES = {
	server: 'src/server.ts',
	verify: 'src/cli/verify.ts',
	demo: 'src/cli/demo.ts',
	// No program: a thread of the server.
	estimates: 'src/lib/server/estimate-worker.ts',
	offers: 'src/lib/server/offer-worker.ts'
};

const LOCK_STAMP = join(ROOT, 'node_modules/.beurt-lock');
const BUILD_STAMP = join(ROOT, 'build/.beurt-source');

/** Throws a sentence when this Node can't run Beurt. */
export function ensureNode(version = process.versions.node) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const tooOld = major < 20 || (major === 20 && minor < 19);
	if (tooOld || major >= 25)
		throw new Expected(
			`Node ${version} can't run Beurt; it needs 20.19 or newer, up to and including 24.`
		);
}

/**
 * Installs the packages that package-lock.json names, unless they are there.
 *
 * @param {{ dev?: boolean }} [options] `dev`: what tests and checks need too
 */
export async function ensureInstalled({ dev = false } = {}) {
	const lock = hashOf(['package-lock.json']);
	const complete = !dev || existsSync(join(ROOT, 'node_modules/vitest'));
	if (complete && read(LOCK_STAMP) === lock) return;
	if (!installedByHand(dev)) {
		say('installing packages (npm ci) …');
		const code = await run('npm', ['ci', ...(dev ? ['--include=dev'] : [])]);
		if (code !== 0) throw new Expected(`npm ci failed with exit code ${code}; see above.`);
	}
	writeFileSync(LOCK_STAMP, lock);
}

/**
 * True when an npm that we didn't start installed exactly what package-lock.json names. npm writes what it installed
 * into node_modules when it is done. Installing again would compile better-sqlite3 again.
 *
 * @param {boolean} dev
 */
function installedByHand(dev) {
	const written = read(join(ROOT, 'node_modules/.package-lock.json'));
	if (!written) return false;
	/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }} Locked */
	/** @type {Record<string, Locked>} */
	const installed = JSON.parse(written).packages;
	/** @type {Record<string, Locked>} */
	const locked = JSON.parse(read(join(ROOT, 'package-lock.json')) ?? '{}').packages;
	const same = Object.entries(installed).every(
		([path, { version }]) => locked[path]?.version === version
	);
	const whole = Object.entries(locked).every(
		([path, entry]) =>
			path === '' ||
			path in installed ||
			entry.optional ||
			(!dev && (entry.dev || entry.devOptional))
	);
	return same && whole;
}

/** Builds, unless the build was made from what the source is now. */
export async function ensureBuilt() {
	const source = sourceHash();
	if (read(BUILD_STAMP) === source) return;
	say(existsSync(BUILD_STAMP) ? 'the source changed; building …' : 'building …');
	const code = await run('npm', ['run', '--silent', 'build']);
	if (code !== 0) throw new Expected(`the build failed with exit code ${code}; see above.`);
	// The build stamps itself at its end. What was edited while it ran is not in it.
	stampBuild(source);
}

/** Says in the build what it was made from. */
export const stampBuild = (source = sourceHash()) => writeFileSync(BUILD_STAMP, source);

/** Of everything that the build is made from. Contents, not times: a fresh clone has new times. */
export function sourceHash() {
	const configs = readdirSync(ROOT).filter((name) => /^vite.*\.config\.ts$/.test(name));
	const folders = ['src', 'static', 'kiosk'].flatMap(filesIn);
	return hashOf([...folders, ...configs, 'svelte.config.js', 'package-lock.json']);
}

/** @param {string} folder */
const filesIn = (folder) =>
	existsSync(join(ROOT, folder))
		? readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
		: [];

/** @param {string[]} files relative to the root */
function hashOf(files) {
	const hash = createHash('sha256');
	for (const file of files.sort()) {
		const content = readFileSync(join(ROOT, file));
		hash.update(`${file}\0${content.length}\0`).update(content);
	}
	return hash.digest('hex');
}

/** @param {string} file */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/**
 * Installs, builds and then becomes the program: in this process, so that signals reach it as they are.
 *
 * @param {string} name one of `ENTRIES`
 * @param {string[]} args
 */
export async function become(name, args) {
	if (!Object.hasOwn(ENTRIES, name))
		throw new Expected(`no program "${name}"; there are ${Object.keys(ENTRIES).join(', ')}.`);
	process.chdir(ROOT);
	ensureNode();
	await ensureInstalled();
	await ensureBuilt();
	const file = join(ROOT, 'build/node', `${name}.js`);
	process.argv = [process.execPath, file, ...args];
	await import(pathToFileURL(file).href);
}
