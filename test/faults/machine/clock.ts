/** The clocks of the machine that a server runs on, in the hands of a test. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NANOSECONDS = 1_000_000n;

export class MachineClock {
	readonly env: Record<string, string>;
	readonly #folder = mkdtempSync(join(tmpdir(), 'beurt-clock-'));
	readonly #control: number;
	/** What its two clocks are ahead of ours. Milliseconds. */
	#ahead: number;
	#counted = 0;

	constructor(shim: string, at: number) {
		const control = join(this.#folder, 'control');
		writeFileSync(control, Buffer.alloc(16));
		this.#control = openSync(control, 'r+');
		this.#ahead = at - Date.now();
		this.env = { LD_PRELOAD: shim, CLOCK_CONTROL: control };
		this.#write();
	}

	now(): number {
		return Date.now() + this.#ahead;
	}

	/** Somebody, or a time server, sets the clock: no time has passed. */
	jump(by: number): void {
		this.#ahead += by;
		this.#write();
	}

	/** Time passes, and everything that waits for it comes. */
	pass(ms: number): void {
		this.#ahead += ms;
		this.#counted += ms;
		this.#write();
	}

	#write(): void {
		const bytes = Buffer.alloc(16);
		bytes.writeBigInt64LE(BigInt(Math.round(this.#ahead)) * NANOSECONDS, 0);
		bytes.writeBigInt64LE(BigInt(Math.round(this.#counted)) * NANOSECONDS, 8);
		writeSync(this.#control, bytes, 0, bytes.length, 0);
	}

	remove(): void {
		closeSync(this.#control);
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
