/** Two hundred clerks press "next", in one hall and over twenty, on both engines; and in queues of any length. */
import {
	type Bench,
	type Priced,
	type Run,
	type Workload,
	inTurn,
	priced,
	runSide,
	sized
} from '../bench.ts';
import { type Engine, type Template, mustEqual, prepare } from '../databases.ts';
import type { Measured } from '../load/commands.ts';
import { type Row, absolute, compared } from '../report.ts';
import type { SideName } from '../sides.ts';
import { bareSql } from './bare-sql.ts';

const LENGTHS = [400, 4000, 40_000] as const;
const LONGEST = 40_000;
const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];
const NAMES = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;
/** As many as PostgreSQL's pools have. */
const LANES = { sqlite: 1, postgres: 10 } as const;
/** Cost that does not follow the queue's length: a hundred times the length, and a tenth more for what else moves. */
const INDEPENDENT = 1.1;

const WARM = 2;
const roundsOf = ({ quick }: Bench): number => (quick ? 4 : 10);

const pressing =
	(bench: Bench, clerks: number, freed: 'finished' | 'undone') =>
	(name: SideName, template: Template) =>
	(round: number) =>
		runSide(
			name,
			template,
			async (side, load) => {
				const job = { url: side.url, clerks, freed };
				await load.do('next', { ...job, rounds: WARM });
				return priced(side, () => load.do('next', { ...job, rounds: roundsOf(bench) }));
			},
			{ verified: name === 'beurt' && round === 0 }
		);

type Pressed = readonly Run<Priced<Measured>>[];
const rates = (runs: Pressed) => runs.map(({ value }) => value.value.perSecond);
const p99 = (runs: Pressed) => runs.map(({ value }) => value.value.p99);
const costs = (runs: Pressed, commands: number) => runs.map(({ value }) => value.cpuMs / commands);

async function inHalls(bench: Bench, engine: Engine, halls: number): Promise<Row[]> {
	const clerks = sized(bench, 200, 20);
	const rounds = roundsOf(bench);
	const where = `next, ${halls === 1 ? 'one hall' : `${halls} halls`}, ${NAMES[engine]}`;
	// Enough for every round, the warm ones among them.
	const waiting = Math.max(sized(bench, LONGEST, 800), clerks * (rounds + WARM));
	const template = await prepare(engine, { halls, clerks, waiting });
	const press = pressing(bench, clerks, 'finished');
	const runs = await inTurn(bench, where, {
		beurt: press('beurt', template),
		floor: press('floor', template)
	});
	for (const round of runs.beurt.keys())
		mustEqual(runs.beurt[round]!.counts, runs.floor[round]!.counts);
	const lanes = LANES[engine];
	const bare = await bareSql(bench, template, {
		command: 'next',
		count: clerks * rounds,
		clerks,
		lanes
	});
	await template.remove();
	return [
		absolute(`${where}, bare SQL`, '/s', bare),
		compared({
			what: `${where} (${clerks} clerks, ${waiting.toLocaleString('en')} waiting)`,
			unit: '/s',
			ours: rates(runs.beurt),
			against: rates(runs.floor),
			aim: { is: 'at least', value: 0.6 }
		}),
		compared({
			what: `${where}, p99`,
			unit: ' ms',
			ours: p99(runs.beurt),
			against: p99(runs.floor),
			aim: { is: 'at most', value: 2 }
		}),
		// Calling, serving and finishing together: a server can't tell them apart.
		compared({
			what: `${where}, processor time of a visit`,
			unit: ' ms',
			ours: costs(runs.beurt, clerks * rounds),
			against: costs(runs.floor, clerks * rounds)
		})
	];
}

/** A call is taken back each time, so that the queue keeps its length. */
async function byLength(bench: Bench, engine: Engine): Promise<Row[]> {
	const clerks = sized(bench, 200, 20);
	const press = pressing(bench, clerks, 'undone');
	const lengths = LENGTHS.map((length) => Math.max(sized(bench, length, 40), clerks));
	const templates: Template[] = [];
	const sides: Record<string, (round: number) => Promise<Run<Priced<Measured>>>> = {};
	for (const waiting of lengths) {
		const template = await prepare(engine, { halls: 1, clerks, waiting });
		templates.push(template);
		sides[`${waiting} waiting`] = press('beurt', template);
	}
	const runs = await inTurn(bench, `next by length, ${NAMES[engine]}`, sides);
	for (const template of templates) await template.remove();
	const cost = (waiting: number) =>
		rates(runs[`${waiting} waiting`] ?? []).map((rate) => 1000 / rate);
	const [shortest = 0, ...longer] = lengths;
	return longer.map((waiting) =>
		compared({
			what: `next, ${waiting.toLocaleString('en')} waiting against ${shortest}, ${NAMES[engine]}`,
			unit: ' ms each',
			ours: cost(waiting),
			against: cost(shortest),
			aim: { is: 'at most', value: INDEPENDENT }
		})
	);
}

export const next: Workload = async (bench) => {
	const rows: Row[] = [];
	for (const engine of ENGINES) {
		rows.push(...(await inHalls(bench, engine, 1)));
		rows.push(...(await inHalls(bench, engine, 20)));
		rows.push(...(await byLength(bench, engine)));
	}
	return rows;
};
