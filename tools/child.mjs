/** Child processes of the tools: started in this terminal, stopped with it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Exit code of a child that was stopped because it took too long; as timeout(1) has it. */
export const TIMED_OUT = 124;

/** @type {NodeJS.Signals[]} */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Someone asked the tool to stop while a child ran; the child got the same signal and has ended. */
export class Interrupted extends Error {
	/** @param {NodeJS.Signals} signal */
	constructor(signal) {
		super(`stopped by ${signal}`);
		this.exitCode = 128 + constants.signals[signal];
	}
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] default: the root of the repository
 * @property {NodeJS.ProcessEnv} [env] default: this process's
 * @property {boolean} [asks] it may ask the person at the terminal
 * @property {string} [log] a file for the output; default: this terminal
 * @property {number} [timeout] milliseconds, after which it is killed with all that it started
 */

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} the exit code. Rejects with `Interrupted`, or when the command can't be started
 */
export function run(command, args, { cwd = ROOT, env = process.env, asks, log, timeout } = {}) {
	return new Promise((resolve, reject) => {
		const output = log === undefined ? 'inherit' : openSync(log, 'w');
		// Only in a group of its own can it be killed with its workers. In the terminal's group Ctrl-C reaches it.
		const detached = timeout !== undefined;
		const child = spawn(command, args, {
			cwd,
			env,
			detached,
			stdio: [asks ? 'inherit' : 'ignore', output, output]
		});
		/** @type {NodeJS.Signals | undefined} */
		let stoppedBy;
		let timedOut = false;
		/** @param {NodeJS.Signals} signal */
		const kill = (signal) => {
			if (child.pid === undefined) return;
			try {
				process.kill(detached ? -child.pid : child.pid, signal);
			} catch {
				// It has just ended by itself.
			}
		};
		/** @param {NodeJS.Signals} signal */
		const forward = (signal) => {
			stoppedBy = signal;
			kill(signal);
		};
		for (const signal of STOP_SIGNALS) process.on(signal, forward);
		const timer =
			timeout === undefined
				? undefined
				: setTimeout(() => {
						timedOut = true;
						kill('SIGKILL');
					}, timeout);
		const settle = () => {
			clearTimeout(timer);
			for (const signal of STOP_SIGNALS) process.off(signal, forward);
			if (typeof output === 'number') closeSync(output);
		};
		child.on('error', (error) => {
			settle();
			reject(error);
		});
		child.on('close', (code) => {
			settle();
			if (stoppedBy) reject(new Interrupted(stoppedBy));
			else resolve(timedOut ? TIMED_OUT : (code ?? 1));
		});
	});
}

/**
 * Runs the program that an installed package brings, by its name in node_modules/.bin.
 *
 * @param {string} name
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export const runBin = (name, args, options) =>
	run(process.execPath, [`node_modules/.bin/${name}`, ...args], options);

/** @param {string} sentence */
export const say = (sentence) => {
	console.log(`beurt: ${sentence}`);
};

/**
 * Runs a tool: an error it expected is a sentence, and the exit code tells.
 *
 * @param {() => Promise<number | void>} tool returns the exit code; nothing when it goes on, as a server does
 */
export async function main(tool) {
	try {
		const code = await tool();
		if (code !== undefined) process.exitCode = code;
	} catch (error) {
		process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
		console.error(`beurt: ${error instanceof Expected ? error.message : stackOf(error)}`);
	}
}

/** An error whose message says all that the person at the terminal needs. */
export class Expected extends Error {}

/** @param {unknown} error */
const stackOf = (error) =>
	error instanceof Interrupted
		? error.message
		: error instanceof Error
			? (error.stack ?? error.message)
			: String(error);
