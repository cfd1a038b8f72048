/** A whole Beurt in a process of its own, as `npm start` runs it, on a free port and an empty database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Tuesday 3 March 2026, 10:30 in Amsterdam: the demo's halls are open. */
export const DEMO_TIME = '2026-03-03T09:30:00.000Z';

const START_TIMEOUT_MS = 25_000;

export interface TestServer {
	url: string;
	dataDir: string;
	process: ChildProcess;
	/** Everything that the process printed. */
	output(): string;
	/** Ends it as an operator does. @returns its exit code */
	stop(): Promise<number | null>;
	/** Stops it if it runs, and removes its data. */
	remove(): Promise<void>;
}

export interface ServerOptions {
	env?: Record<string, string>;
	/** PostgreSQL instead of SQLite. */
	databaseUrl?: string;
	dataDir?: string;
	port?: number;
}

export async function freePort(): Promise<number> {
	return new Promise((found, failed) => {
		const probe = createServer();
		probe.once('error', failed);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = typeof address === 'object' && address ? address.port : 0;
			probe.close(() => found(port));
		});
	});
}

/** Starts the built server without waiting for it. */
export function spawnServer(options: ServerOptions & { port: number; dataDir: string }): {
	process: ChildProcess;
	output: () => string;
} {
	const child = spawn(process.execPath, ['build/node/server.js'], {
		env: {
			PATH: process.env['PATH'] ?? '',
			HOST: '127.0.0.1',
			PORT: String(options.port),
			DATA_DIR: options.dataDir,
			DEMO_CLOCK: DEMO_TIME,
			LOG_LEVEL: 'warn',
			...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : {}),
			...options.env
		},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	return { process: child, output: () => output };
}

/** Starts a server and waits until it answers. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
	const port = options.port ?? (await freePort());
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'beurt-e2e-'));
	const { process: child, output } = spawnServer({ ...options, port, dataDir });
	const url = `http://127.0.0.1:${port}`;
	const ended = new Promise<number | null>((done) => child.once('exit', done));

	const deadline = Date.now() + START_TIMEOUT_MS;
	for (;;) {
		const ready = await fetch(`${url}/health`).then(
			(response) => response.ok,
			() => false
		);
		if (ready) break;
		if (child.exitCode !== null || Date.now() > deadline) {
			child.kill('SIGKILL');
			throw new Error(`the server did not start:\n${output()}`);
		}
		await new Promise((done) => setTimeout(done, 50));
	}

	const stop = async (): Promise<number | null> => {
		if (child.exitCode === null) child.kill('SIGTERM');
		const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
		const code = await ended;
		clearTimeout(patience);
		return code;
	};
	return {
		url,
		dataDir,
		process: child,
		output,
		stop,
		remove: async () => {
			await stop();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}

/* PostgreSQL, for tests of several processes */

const postgresServer = (): string => {
	const url = process.env['TEST_DATABASE_URL'];
	if (!url) throw new Error('TEST_DATABASE_URL is not set; npm test sets it');
	return url;
};

export async function onPostgres<T>(
	url: string,
	work: (client: pg.Client) => Promise<T>
): Promise<T> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

export interface TestPostgres {
	url: string;
	/** Ends the connection that listens for other processes, as a network does. @returns how many were ended */
	cutListeners(): Promise<number>;
	remove(): Promise<void>;
}

/** An empty database of its own. */
export async function createPostgres(server = postgresServer()): Promise<TestPostgres> {
	const name = `beurt_e2e_${randomBytes(6).toString('hex')}`;
	await onPostgres(server, (client) => client.query(`create database ${name}`));
	const url = new URL(server);
	url.pathname = `/${name}`;
	return {
		url: url.toString(),
		cutListeners: () =>
			onPostgres(url.toString(), async (client) => {
				const cut = await client.query(
					`select pg_terminate_backend(pid) from pg_stat_activity
					where datname = $1 and application_name = 'beurt-listener'`,
					[name]
				);
				return cut.rowCount ?? 0;
			}),
		remove: async () => {
			await onPostgres(server, (client) =>
				client.query(`drop database if exists ${name} with (force)`)
			);
		}
	};
}
