/** The two sides: the product as `npm start` runs it, and the floor. Each is a process that is started for one run. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import type { Bytes } from './bytes.ts';
import type { Place } from './databases.ts';
import { BENCH_TIME } from './ids.ts';
import type { JobAnswer, JobRequest, Jobs } from './load.ts';

export type SideName = 'beurt' | 'floor';

export interface Memory {
	rss: number;
	heapUsed: number;
	external: number;
	/** Open files and sockets. */
	handles: number;
	timers: number;
	/** Processor time since its start, of all its threads. */
	cpuMs: number;
}

export interface Side {
	url: string;
	/** Milliseconds from its start to its first answer. */
	startedIn: number;
	/** What it printed: warnings and errors. */
	said(): string;
	/** After a collection. */
	measure(): Promise<Memory>;
	/** As a crash ends it. */
	kill(): Promise<void>;
	stop(): Promise<void>;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;
/** How often a starting server is asked. */
const ASK_MS = 3;

export const programOf = (name: string): string => resolve('build/bench/programs', `${name}.js`);

const freePort = (): Promise<number> =>
	new Promise((found, failed) => {
		const probe = createServer();
		probe.once('error', failed);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = typeof address === 'object' && address ? address.port : 0;
			probe.close(() => found(port));
		});
	});

async function start(program: string, env: Record<string, string>): Promise<Side> {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const begun = performance.now();
	const child = spawn(
		process.execPath,
		['--expose-gc', '--import', resolve('test/bench/probe.mjs'), program],
		{
			env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: String(port), ...env },
			stdio: ['ignore', 'pipe', 'pipe', 'ipc']
		}
	);
	let output = '';
	for (const stream of [child.stdout, child.stderr])
		stream?.on('data', (chunk: Buffer) => {
			if (output.length < 20_000) output += chunk.toString();
		});
	const ended = new Promise<void>((done) => child.once('exit', () => done()));
	const startedIn = await firstAnswer(url, begun, child, () => output);
	const endWith = async (signal: NodeJS.Signals): Promise<void> => {
		if (child.exitCode === null) child.kill(signal);
		const patience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
		await ended;
		clearTimeout(patience);
	};
	return {
		url,
		startedIn,
		said: () => output,
		measure: () =>
			new Promise((told) => {
				child.once('message', (message) => told(message as unknown as Memory));
				child.send('measure');
			}),
		kill: () => endWith('SIGKILL'),
		stop: () => endWith('SIGTERM')
	};
}

async function firstAnswer(
	url: string,
	begun: number,
	child: ChildProcess,
	output: () => string
): Promise<number> {
	for (;;) {
		const ready = await fetch(`${url}/health`).then(
			(response) => response.ok,
			() => false
		);
		if (ready) return performance.now() - begun;
		if (child.exitCode !== null || performance.now() - begun > START_TIMEOUT_MS) {
			child.kill('SIGKILL');
			throw new Error(`a side did not start:\n${output()}`);
		}
		await new Promise((later) => setTimeout(later, ASK_MS));
	}
}

const placeEnv = ({ dataDir, databaseUrl }: Place): Record<string, string> => ({
	DATA_DIR: dataDir,
	...(databaseUrl ? { DATABASE_URL: databaseUrl } : {})
});

export const startBeurt = (place: Place, env: Record<string, string> = {}): Promise<Side> =>
	start(resolve('build/node/server.js'), {
		DEMO: 'on',
		DEMO_CLOCK: BENCH_TIME,
		LOG_LEVEL: 'warn',
		...placeEnv(place),
		...env
	});

/** @param place null for a floor that has no database and is only started */
export const startFloor = (place: Place | null, bytes?: Bytes): Promise<Side> =>
	start(programOf('floor'), {
		...(place ? placeEnv(place) : {}),
		...(bytes ? { FLOOR_BYTES: JSON.stringify(bytes) } : {})
	});

export interface Load {
	do<J extends keyof Jobs>(job: J, ...args: Parameters<Jobs[J]>): ReturnType<Jobs[J]>;
	end(): Promise<void>;
}

/** The load: one process, which presses all buttons and holds all lines. */
export function startLoad(): Load {
	const child = fork(programOf('load'), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	const waiting = new Map<number, (answer: JobAnswer) => void>();
	let last = 0;
	child.on('message', (message) => {
		const answer = message as unknown as JobAnswer;
		waiting.get(answer.id)?.(answer);
		waiting.delete(answer.id);
	});
	const ended = new Promise<void>((done) => child.once('exit', () => done()));
	child.once('exit', () => {
		for (const [id, failed] of waiting) failed({ id, error: 'the load ended' });
	});
	return {
		do: ((job: keyof Jobs, ...args: unknown[]) =>
			new Promise<unknown>((done, failed) => {
				const id = ++last;
				waiting.set(id, (answer) =>
					'error' in answer ? failed(new Error(answer.error)) : done(answer.value)
				);
				child.send({ id, job, args } satisfies JobRequest);
			})) as unknown as Load['do'],
		end: () => {
			child.kill();
			return ended;
		}
	};
}
