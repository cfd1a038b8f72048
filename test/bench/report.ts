/** The table: what was measured, on what. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type as system } from 'node:os';
import type { BenchOptions } from './args.ts';
import { type Aim, type Spread, type Verdict, judge, ratios, spreadOf } from './stats.ts';

export interface Row {
	what: string;
	ours: string;
	/** What it is held against. */
	against: string;
	ratio: string;
	aim: string;
	verdict: Verdict | 'reported';
}

/** Three figures are as many as a shared machine gives. */
const figure = (value: number): string =>
	!Number.isFinite(value)
		? '–'
		: Math.abs(value) >= 100
			? Math.round(value).toLocaleString('en')
			: String(Number(value.toPrecision(3)));

const inUnits = ({ median, low, high }: Spread, unit: string): string =>
	`${figure(median)}${unit} (${figure(low)}–${figure(high)})`;

const aimed = ({ is, value }: Aim, unit: string): string => `${is} ${figure(value)}${unit}`;

export interface Compared {
	what: string;
	unit: string;
	ours: readonly number[];
	/** Of the same runs, in the same order. */
	against: readonly number[];
	/** Nothing, where the figure is only told. */
	aim?: Aim;
}

/** Ours as a multiple of the other side's. */
export function compared({ what, unit, ours, against, aim }: Compared): Row {
	const ratio = spreadOf(ratios(ours, against));
	return {
		what,
		ours: inUnits(spreadOf(ours), unit),
		against: inUnits(spreadOf(against), unit),
		ratio: inUnits(ratio, '×'),
		aim: aim ? aimed(aim, '×') : '',
		verdict: aim ? judge(ratio, aim) : 'reported'
	};
}

/** A figure with an aim of its own. */
export function absolute(what: string, unit: string, ours: readonly number[], aim?: Aim): Row {
	const spread = spreadOf(ours);
	return {
		what,
		ours: inUnits(spread, unit),
		against: '',
		ratio: '',
		aim: aim ? aimed(aim, unit) : '',
		verdict: aim ? judge(spread, aim) : 'reported'
	};
}

const git = (...args: string[]): string => {
	try {
		return execFileSync('git', args, {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore']
		}).trim();
	} catch {
		return '';
	}
};

export interface Machine {
	commit: string;
	cores: number;
	model: string;
	memory: string;
	system: string;
	node: string;
	load: string;
}

export const load = (): string =>
	loadavg()
		.map((average) => average.toFixed(1))
		.join(' ');

export function machine(): Machine {
	const all = cpus();
	const changed = git('status', '--porcelain') === '' ? '' : ' with changes';
	return {
		commit: (git('rev-parse', '--short', 'HEAD') || 'unknown') + changed,
		cores: all.length,
		model: all[0]?.model.trim() ?? 'unknown',
		memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
		system: `${system()} ${release()}`,
		node: process.version,
		load: load()
	};
}

/** As it stands in docs/performance.md. */
export function print(
	rows: readonly Row[],
	about: Machine,
	options: BenchOptions,
	notes: string[]
): string {
	// An aim is about the full size.
	const verdictOf = ({ verdict, aim }: Row): string =>
		options.size < 1 && aim !== '' ? 'not at full size' : verdict;
	const cells = rows.map((row) => [
		row.what,
		row.ours,
		row.against,
		row.ratio,
		row.aim,
		verdictOf(row)
	]);
	const head = ['Workload', 'Beurt', 'Against', 'Ratio', 'Aim', 'Verdict'];
	const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
	const how = [
		`${options.runs} runs a side${options.quick ? ' (quick)' : ''}`,
		...(options.size < 1 ? [`at ${options.size} of the size`] : [])
	];
	return [
		`Commit ${about.commit}. ${about.cores} cores (${about.model}), ${about.memory}, ${about.system}, Node ${about.node}.`,
		`Load average ${about.load} at the start, ${load()} at the end. ${how.join(', ')}.`,
		...notes,
		'',
		line(head),
		line(head.map(() => '---')),
		...cells.map(line)
	].join('\n');
}
