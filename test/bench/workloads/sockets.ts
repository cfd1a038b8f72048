/** From a clerk's key to the last of the 342 screens of one hall. */
import { type Workload, inTurn, runSide, sized } from '../bench.ts';
import type { Bytes } from '../bytes.ts';
import { mustEqual, prepare } from '../databases.ts';
import { compared } from '../report.ts';
import type { Load, Side } from '../sides.ts';
import { median } from '../stats.ts';

const TELEPHONES = 300;
const DESKS = 40;
const DISPLAYS = 2;
/** Before the clock runs. */
const WARM = 3;
/** Until the estimate, and whatever else a change brings, has come too. */
const QUIET_MS = 400;

export const sockets: Workload = async (bench) => {
	const telephones = sized(bench, TELEPHONES, 20);
	const desks = sized(bench, DESKS, 4);
	const presses = bench.quick ? 8 : 25;
	// Those with a telephone come last, so that nobody of them is called meanwhile.
	const before = 4 * (presses + WARM) + 20;
	const template = await prepare('sqlite', {
		halls: 1,
		clerks: desks,
		waiting: before + telephones,
		displays: DISPLAYS
	});
	const screens = { halls: 1, telephones, desks, displays: DISPLAYS, before };
	const total = telephones + desks + DISPLAYS;

	const measure =
		(weighed: boolean) =>
		async ({ url }: Side, load: Load) => {
			await load.do('connect', { ...screens, url, weighed });
			const last: number[] = [];
			for (let press = 0; press < WARM + presses; press++) {
				const clerk = press % desks;
				const heard = await load.do('call', clerk, 1);
				if (heard.length !== total)
					throw new Error(`${heard.length} of ${total} screens were there`);
				if (press >= WARM) last.push(Math.max(...heard));
				await load.do('free', clerk);
				await new Promise((quiet) => setTimeout(quiet, QUIET_MS));
			}
			const bytes = await load.do('weigh');
			await load.do('disconnect');
			return { ms: median(last), bytes };
		};
	const { value } = await runSide('beurt', template, measure(true));
	const { bytes }: { bytes: Bytes } = value;
	bench.say(`sockets: the product's messages are ${JSON.stringify(bytes)}`);
	const runs = await inTurn(bench, 'sockets', {
		beurt: (round) => runSide('beurt', template, measure(false), { verified: round === 0 }),
		floor: () => runSide('floor', template, measure(false), { bytes })
	});
	for (const round of runs.beurt.keys())
		mustEqual(runs.beurt[round]!.counts, runs.floor[round]!.counts);
	await template.remove();
	const times = (name: keyof typeof runs) => runs[name].map((run) => run.value.ms);
	return [
		compared({
			what: `key to the last of ${total} sockets in one hall`,
			unit: ' ms',
			ours: times('beurt'),
			against: times('floor'),
			aim: { is: 'at most', value: 2 }
		})
	];
};
