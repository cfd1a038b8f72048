/** Sixteen kiosks give tickets in twenty halls, with nobody waiting and with a full house. */
import { type Workload, inTurn, priced, runSide, sized } from '../bench.ts';
import { type Template, mustEqual, prepare } from '../databases.ts';
import { absolute, compared } from '../report.ts';
import type { SideName } from '../sides.ts';
import { bareSql } from './bare-sql.ts';

const HALLS = 20;
const CLERKS = 200;
const KIOSKS = 16;

export const tickets: Workload = async (bench) => {
	const count = sized(bench, bench.quick ? 2000 : 8000, 160);
	const warm = Math.min(400, count);
	const region = { halls: HALLS, clerks: CLERKS };
	const empty = await prepare('sqlite', { ...region, waiting: 0 });
	const waiting = sized(bench, 20_000, 400);
	const full = await prepare('sqlite', { ...region, waiting });
	const give = (name: SideName, template: Template) => (round: number) =>
		runSide(
			name,
			template,
			async (side, load) => {
				const job = { url: side.url, kiosks: KIOSKS, halls: HALLS };
				await load.do('tickets', { ...job, count: warm });
				return priced(side, () => load.do('tickets', { ...job, count }));
			},
			{ verified: name === 'beurt' && round === 0 }
		);
	const runs = await inTurn(bench, 'tickets', {
		beurt: give('beurt', empty),
		floor: give('floor', empty),
		beurtFull: give('beurt', full),
		floorFull: give('floor', full)
	});
	for (const round of runs.beurt.keys()) {
		mustEqual(runs.beurt[round]!.counts, runs.floor[round]!.counts);
		mustEqual(runs.beurtFull[round]!.counts, runs.floorFull[round]!.counts);
	}
	const bare = await bareSql(bench, empty, { command: 'take', count, clerks: CLERKS, lanes: 1 });
	await empty.remove();
	await full.remove();
	const rates = (name: keyof typeof runs) => runs[name].map(({ value }) => value.value.perSecond);
	const p99 = (name: keyof typeof runs) => runs[name].map(({ value }) => value.value.p99);
	const cost = (name: keyof typeof runs) => runs[name].map(({ value }) => value.cpuMs / count);
	const where = `${KIOSKS} kiosks, ${HALLS} halls, ${count} tickets`;
	return [
		absolute('tickets, bare SQL, nobody waiting', '/s', bare),
		compared({
			what: `tickets, nobody waiting (${where})`,
			unit: '/s',
			ours: rates('beurt'),
			against: rates('floor'),
			aim: { is: 'at least', value: 0.6 }
		}),
		compared({
			what: `tickets, ${waiting.toLocaleString('en')} waiting`,
			unit: '/s',
			ours: rates('beurtFull'),
			against: rates('floorFull'),
			aim: { is: 'at least', value: 0.6 }
		}),
		compared({
			what: `tickets, ${waiting.toLocaleString('en')} waiting against nobody`,
			unit: '/s',
			ours: rates('beurtFull'),
			against: rates('beurt'),
			aim: { is: 'at least', value: 0.9 }
		}),
		compared({ what: 'tickets, p99', unit: ' ms', ours: p99('beurt'), against: p99('floor') }),
		compared({
			what: 'tickets, processor time of each',
			unit: ' ms',
			ours: cost('beurt'),
			against: cost('floor')
		}),
		compared({
			what: `tickets, processor time of each, ${waiting.toLocaleString('en')} waiting`,
			unit: ' ms',
			ours: cost('beurtFull'),
			against: cost('floorFull')
		})
	];
};
