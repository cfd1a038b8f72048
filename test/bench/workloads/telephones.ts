/** Five thousand telephones in fifty halls: what each costs, how soon all of a hall hear of a call, and a cut of all lines. */
import { type Workload, inTurn, runSide, sized } from '../bench.ts';
import { mustEqual, prepare } from '../databases.ts';
import { compared } from '../report.ts';
import type { Load, Memory, Side } from '../sides.ts';
import { quantile } from '../stats.ts';

const TELEPHONES = 5000;
const HALLS = 50;
/** So many parts of them come first. */
const FIRST_PART = 5;
const CALLS = 60;
/** Not counted: a server's first commands find nothing compiled and no statement prepared. */
const WARM_CALLS = 5;
const BETWEEN_MS = 1000;
/** Until every hall has its first estimate. */
const SETTLE_MS = 8000;

export const telephones: Workload = async (bench) => {
	const halls = sized(bench, HALLS, 4);
	const inHall = Math.round(sized(bench, TELEPHONES, 80) / halls);
	const calls = bench.quick ? 20 : CALLS;
	// One call each: nobody is helped to the end, so that every telephone keeps its visit.
	const clerks = halls * Math.ceil((WARM_CALLS + calls + 1) / halls);
	const template = await prepare('sqlite', { halls, clerks, waiting: halls * inHall, displays: 0 });

	const measure =
		(weighed: boolean) =>
		async ({ url, measure: weighMemory }: Side, load: Load) => {
			const connect = (first: number, count: number) =>
				load.do('connect', {
					url,
					halls,
					telephones: count,
					desks: 0,
					displays: 0,
					before: first,
					weighed
				});
			// What a server needs for the first of them is no part of what each costs.
			const some = Math.ceil(inHall / FIRST_PART);
			await connect(0, some);
			await new Promise((settled) => setTimeout(settled, SETTLE_MS));
			const before = await weighMemory();
			const count = await connect(some, inHall - some);
			await new Promise((settled) => setTimeout(settled, SETTLE_MS));
			const after = await weighMemory();
			const each = (memory: (one: Memory) => number) =>
				(memory(after) - memory(before)) / count / 1000;
			const heard: number[] = [];
			for (let one = 0; one < WARM_CALLS + calls; one++) {
				const start = performance.now();
				const these = await load.do('call', one, halls);
				if (one >= WARM_CALLS) heard.push(...these);
				const left = BETWEEN_MS - (performance.now() - start);
				await new Promise((later) => setTimeout(later, left));
			}
			const bytes = await load.do('weigh');
			const back = await load.do('cut');
			await load.do('disconnect');
			return {
				bytes,
				kilobytes: each(({ rss }) => rss),
				heap: each(({ heapUsed, external }) => heapUsed + external),
				p99: quantile(heard, 0.99),
				back
			};
		};
	const { value } = await runSide('beurt', template, measure(true));
	const { bytes } = value;
	bench.say(`telephones: the product's messages are ${JSON.stringify(bytes)}`);
	const runs = await inTurn(bench, 'telephones', {
		beurt: (round) => runSide('beurt', template, measure(false), { verified: round === 0 }),
		floor: () => runSide('floor', template, measure(false), { bytes })
	});
	for (const round of runs.beurt.keys())
		mustEqual(runs.beurt[round]!.counts, runs.floor[round]!.counts);
	await template.remove();
	const all = (name: keyof typeof runs, what: 'kilobytes' | 'heap' | 'p99' | 'back') =>
		runs[name].map((run) => run.value[what]);
	const where = `${(halls * inHall).toLocaleString('en')} telephones in ${halls} halls`;
	return [
		compared({
			what: `${where}: memory each`,
			unit: ' kB',
			ours: all('beurt', 'kilobytes'),
			against: all('floor', 'kilobytes'),
			aim: { is: 'at most', value: 1.5 }
		}),
		compared({
			what: `${where}: heap each`,
			unit: ' kB',
			ours: all('beurt', 'heap'),
			against: all('floor', 'heap')
		}),
		compared({
			what: `${where}, a call a second: fan-out p99`,
			unit: ' ms',
			ours: all('beurt', 'p99'),
			against: all('floor', 'p99'),
			aim: { is: 'at most', value: 2 }
		}),
		compared({
			what: `${where}: all back after a cut`,
			unit: ' ms',
			ours: all('beurt', 'back'),
			against: all('floor', 'back'),
			aim: { is: 'at most', value: 2 }
		})
	];
};
