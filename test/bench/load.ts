/** The load, in a process of its own: does what it is told, one job at a time, and answers with what it measured. */
import { next, tickets } from './load/commands.ts';
import { carry, putAway, tell } from './load/day.ts';
import { call, connect, cut, disconnect, free, weigh } from './load/hall.ts';
import { deskBytes } from './load/one-desk.ts';
import { pages } from './load/pages.ts';
import { rush } from './load/rush.ts';

const JOBS = {
	tickets,
	next,
	connect,
	call,
	free,
	cut,
	weigh,
	disconnect,
	deskBytes,
	rush,
	pages,
	carry,
	tell,
	putAway
};

export type Jobs = typeof JOBS;
export interface JobRequest {
	id: number;
	job: keyof Jobs;
	args: unknown[];
}
export type JobAnswer = { id: number } & ({ value: unknown } | { error: string });

const answer = (message: JobAnswer): void => {
	process.send?.(message);
};

process.on('message', ({ id, job, args }: JobRequest) => {
	const run = JOBS[job] as (...given: unknown[]) => Promise<unknown>;
	run(...args).then(
		(value) => answer({ id, value }),
		(error: unknown) =>
			answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
	);
});
