/** Builds the shim, and gives a server to which it is loaded. */
import { spawnSync } from 'node:child_process';
import {
	closeSync,
	existsSync,
	fstatSync,
	mkdtempSync,
	openSync,
	readFileSync,
	readSync,
	rmSync,
	writeFileSync,
	writeSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from '../kill/rounds.ts';

export interface Shim {
	/** Its path; null where it can't be built or loaded. */
	file: string | null;
	/** Why not. */
	why: string;
	remove(): void;
}

export function buildShim(source: string): Shim {
	const folder = mkdtempSync(join(tmpdir(), 'beurt-shim-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const none = (why: string): Shim => ({ file: null, why, remove });
	if (process.platform !== 'linux') return none('LD_PRELOAD is for Linux');
	const file = join(folder, 'shim.so');
	const { status, stderr, error } = spawnSync(
		'gcc',
		['-O2', '-shared', '-fPIC', '-o', file, source, '-ldl'],
		{ encoding: 'utf8' }
	);
	if (status !== 0) return none(`no gcc that builds it: ${error?.message ?? stderr}`);
	const loads = spawnSync(process.execPath, ['--version'], {
		env: { LD_PRELOAD: file },
		encoding: 'utf8'
	});
	return loads.status === 0 ? { file, why: '', remove } : none(`it does not load: ${loads.stderr}`);
}

/** What the shim and the test share. */
export class Recorder {
	readonly #folder: string;
	readonly #log: string;
	readonly #control: number;
	#read = 0;
	readonly env: Record<string, string>;

	constructor(shim: string) {
		this.#folder = mkdtempSync(join(tmpdir(), 'beurt-record-'));
		this.#log = join(this.#folder, 'log');
		const control = join(this.#folder, 'control');
		writeFileSync(control, Buffer.alloc(16));
		this.#control = openSync(control, 'r+');
		this.env = { LD_PRELOAD: shim, SHIM_LOG: this.#log, SHIM_CONTROL: control };
	}

	/** After so many more operations on any of its files, or on the database alone, the server stops. */
	stopAfter(operations: number, which: 'any' | 'database'): void {
		this.#set(which === 'any' ? 0 : 8, operations);
	}

	forget(): void {
		this.#set(0, 0);
		this.#set(8, 0);
	}

	#set(at: number, value: number): void {
		const bytes = Buffer.alloc(8);
		bytes.writeBigInt64LE(BigInt(value));
		writeSync(this.#control, bytes, 0, 8, at);
	}

	/** What was recorded since it was read last. */
	read(): Buffer {
		if (!existsSync(this.#log)) return Buffer.alloc(0);
		const log = openSync(this.#log, 'r');
		try {
			const bytes = Buffer.alloc(fstatSync(log).size - this.#read);
			readSync(log, bytes, 0, bytes.length, this.#read);
			this.#read += bytes.length;
			return bytes;
		} finally {
			closeSync(log);
		}
	}

	remove(): void {
		closeSync(this.#control);
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

const isStopped = (pid: number): boolean =>
	/^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

/** Waits until the process has stopped itself; stops it when that takes too long. */
export async function stopped(pid: number, patience: number): Promise<void> {
	const until = performance.now() + patience;
	let asked = false;
	while (!isStopped(pid)) {
		if (!asked && performance.now() > until) {
			process.kill(pid, 'SIGSTOP');
			asked = true;
		}
		await sleep(2);
	}
}
