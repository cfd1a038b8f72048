/** The start after a crash: with years of visits, without any, and a SvelteKit app that does nothing. */
import { type Workload, inTurn, sized } from '../bench.ts';
import { type Place, prepareOnce } from '../databases.ts';
import { benchId } from '../ids.ts';
import { Forms, cookieOf } from '../load/forms.ts';
import { compared } from '../report.ts';
import { type Side, startBeurt, startFloor } from '../sides.ts';

const HALLS = 20;
const OPEN = 5000;
const OLD = 10_000_000;
/** What the log of a crashed server still holds. */
const TICKETS = 20;

/** By the real time, as a server in use. */
const IN_USE = { DEMO: 'off', DEMO_CLOCK: '' };

async function crash({ url, kill }: Side): Promise<void> {
	const forms = new Forms(url, 1);
	for (let n = 0; n < TICKETS; n++)
		await forms.post('/kiosk?/take', cookieOf('kiosk', n % HALLS), {
			service: benchId('service', n)
		});
	forms.close();
	await kill();
}

export const start: Workload = async (bench) => {
	const region = { halls: HALLS, clerks: 100, waiting: sized(bench, OPEN, 100), now: Date.now() };
	const history = sized(bench, OLD, 1000);
	bench.say(`start: writing ${history.toLocaleString('en')} old visits`);
	const empty = await prepareOnce(region);
	const old = await prepareOnce({ ...region, history });
	const restart = (place: Place) => async () => {
		const side = await startBeurt(place, IN_USE);
		const { startedIn } = side;
		await crash(side);
		return startedIn;
	};
	for (const { place } of [empty, old]) await crash(await startBeurt(place, IN_USE));
	const runs = await inTurn(bench, 'start', {
		old: restart(old.place),
		empty: restart(empty.place),
		floor: async () => {
			const side = await startFloor(null);
			await side.kill();
			return side.startedIn;
		}
	});
	await empty.remove();
	await old.remove();
	const what = `start after a kill, ${history.toLocaleString('en')} old visits and ${region.waiting} open`;
	return [
		compared({
			what: `${what}, against a bare SvelteKit`,
			unit: ' ms',
			ours: runs.old,
			against: runs.floor,
			aim: { is: 'at most', value: 3 }
		}),
		compared({
			what: `${what}, against no history`,
			unit: ' ms',
			ours: runs.old,
			against: runs.empty,
			aim: { is: 'at most', value: 1.1 }
		})
	];
};
