/** What the workloads share: a run of one side with the load beside it, and runs in turn. */
import type { BenchOptions } from './args.ts';
import type { Bytes } from './bytes.ts';
import { type Counts, type Place, type Template, countRows, verify } from './databases.ts';
import type { Row } from './report.ts';
import { type Load, type Side, type SideName, startBeurt, startFloor, startLoad } from './sides.ts';

export interface Bench extends BenchOptions {
	say(text: string): void;
}

export type Workload = (bench: Bench) => Promise<Row[]>;

/** So many of the full number, but no fewer than say something. */
export const sized = ({ size }: BenchOptions, full: number, least: number): number =>
	Math.max(Math.min(least, full), Math.round(full * size));

export interface Run<T> {
	value: T;
	counts: Counts;
}

export interface RunOptions {
	/** How long the floor's messages are. */
	bytes?: Bytes;
	/** Hold the tables against the journal afterwards. */
	verified?: boolean;
	/** Of the product. */
	env?: Record<string, string>;
}

/** One run of one side on a fresh copy, which is counted when it is over. */
export async function runSide<T>(
	name: SideName,
	template: Template,
	work: (side: Side, load: Load, place: Place) => Promise<T>,
	{ bytes, verified = false, env = {} }: RunOptions = {}
): Promise<Run<T>> {
	const copy = await template.copy();
	try {
		const side = await (name === 'beurt'
			? startBeurt(copy.place, env)
			: startFloor(copy.place, bytes));
		const load = startLoad();
		try {
			const value = await work(side, load, copy.place);
			await load.end();
			await side.stop();
			if (verified) await verify(copy.place);
			return { value, counts: await countRows(copy.place) };
		} catch (error) {
			console.error(side.said());
			throw error;
		} finally {
			await load.end();
			await side.kill();
		}
	} finally {
		await copy.remove();
	}
}

/** A figure, and what it cost the server. */
export interface Priced<T> {
	value: T;
	/** Processor milliseconds. */
	cpuMs: number;
}

export async function priced<T>(side: Side, work: () => Promise<T>): Promise<Priced<T>> {
	const before = await side.measure();
	const value = await work();
	const after = await side.measure();
	return { value, cpuMs: after.cpuMs - before.cpuMs };
}

/**
 * Runs all sides in turn, so often; each time round in the other order, so that none is always first.
 *
 * @param run given the number of the round, from 0
 */
export async function inTurn<K extends string, T>(
	{ runs, say }: Bench,
	what: string,
	sides: Readonly<Record<K, (round: number) => Promise<T>>>
): Promise<Record<K, T[]>> {
	const names = Object.keys(sides) as K[];
	const results = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>;
	for (let round = 0; round < runs; round++)
		for (const name of round % 2 === 0 ? names : names.toReversed()) {
			const start = performance.now();
			results[name].push(await sides[name](round));
			const seconds = ((performance.now() - start) / 1000).toFixed(1);
			say(`${what}: ${name}, run ${round + 1} of ${runs}, ${seconds} s`);
		}
	return results;
}
