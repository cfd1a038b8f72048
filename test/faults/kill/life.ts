/** A server that is killed and started again, at one address and on one database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestPostgres, createPostgres, freePort, spawnServer } from '../../support/server.ts';
import { sleep } from './rounds.ts';

const START_MS = 60_000;

const IN_MEMORY = '/dev/shm';
const ENOUGH = 1 << 29;

/**
 * A folder for data, in memory where there is room: neither a kill nor what the tests do to a disk asks for a real one,
 * and whatever else the machine writes then does not slow them.
 */
export function newFolder(): string {
	const roomy = (folder: string) => {
		try {
			const { bavail, bsize } = statfsSync(folder);
			return bavail * bsize > ENOUGH;
		} catch {
			return false;
		}
	};
	return mkdtempSync(join(roomy(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'beurt-faults-'));
}

export interface Place {
	dataDir: string;
	/** PostgreSQL; undefined on SQLite. */
	databaseUrl: string | undefined;
}

export class Life {
	readonly url: string;
	readonly place: Place;
	readonly #port: number;
	/** What the next start is told. */
	env: Record<string, string>;
	readonly #postgres: TestPostgres | null;
	#child: ChildProcess | null = null;
	#output: () => string = () => '';

	private constructor(
		place: Place,
		port: number,
		env: Record<string, string>,
		postgres: TestPostgres | null
	) {
		this.place = place;
		this.url = `http://127.0.0.1:${port}`;
		this.#port = port;
		this.env = env;
		this.#postgres = postgres;
	}

	static async begin(
		engine: 'sqlite' | 'postgres',
		env: Record<string, string> = {},
		dataDir = newFolder()
	): Promise<Life> {
		const postgres = engine === 'postgres' ? await createPostgres() : null;
		return new Life({ dataDir, databaseUrl: postgres?.url }, await freePort(), env, postgres);
	}

	/** One of several on a database that is there already. */
	static async on(databaseUrl: string, env: Record<string, string> = {}): Promise<Life> {
		return new Life({ dataDir: newFolder(), databaseUrl }, await freePort(), env, null);
	}

	get pid(): number {
		return this.#child?.pid ?? 0;
	}

	/** What the process that runs, or ran last, printed. */
	get output(): string {
		return this.#output();
	}

	/** Starts it without waiting for it. */
	spawn(): void {
		const { dataDir, databaseUrl } = this.place;
		const { process: child, output } = spawnServer({
			port: this.#port,
			dataDir,
			env: this.env,
			...(databaseUrl ? { databaseUrl } : {})
		});
		this.#child = child;
		this.#output = output;
	}

	/** Starts it. @returns milliseconds until it answered */
	async start(): Promise<number> {
		const start = performance.now();
		this.spawn();
		while ((await this.health()).status !== 200) {
			if (this.#child?.exitCode !== null || performance.now() - start > START_MS)
				throw new Error(`the server did not start:\n${this.output}`);
			await sleep(10);
		}
		return performance.now() - start;
	}

	async health(): Promise<{ status: number; body: Record<string, unknown> }> {
		try {
			const response = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(5000) });
			return {
				status: response.status,
				body: (await response.json()) as Record<string, unknown>
			};
		} catch {
			return { status: 0, body: {} };
		}
	}

	/** kill -9. */
	kill(): Promise<number | null> {
		return this.#end('SIGKILL');
	}

	/** As an operator does. @returns its exit code */
	stop(): Promise<number | null> {
		return this.#end('SIGTERM');
	}

	async #end(signal: NodeJS.Signals): Promise<number | null> {
		const child = this.#child;
		if (!child || child.exitCode !== null || child.signalCode !== null)
			return child?.exitCode ?? null;
		const ended = new Promise<number | null>((done) => child.once('exit', done));
		child.kill(signal);
		return ended;
	}

	async remove(): Promise<void> {
		await this.kill();
		await this.#postgres?.remove();
		rmSync(this.place.dataDir, { recursive: true, force: true });
	}
}

/** `npm run verify` on a database. @returns null when it is clean, else what it said */
export async function verified({ dataDir, databaseUrl }: Place): Promise<string | null> {
	const child = spawn(process.execPath, ['build/node/verify.js'], {
		env: {
			PATH: process.env['PATH'] ?? '',
			DATA_DIR: dataDir,
			...(databaseUrl ? { DATABASE_URL: databaseUrl } : {})
		},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const code = await new Promise<number | null>((done) => child.once('close', done));
	return code === 0 ? null : `verify ended with ${code}: ${said}`;
}
