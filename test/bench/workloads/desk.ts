/** What a desk gets over its line in a hall of 360. Sizes, so there is nothing to repeat. */
import { type Workload, runSide } from '../bench.ts';
import { prepare } from '../databases.ts';
import { type Row, absolute } from '../report.ts';

const WAITING = 360;
const CLERKS = 20;
const KILO = 1000;

export const desk: Workload = async (bench) => {
	const template = await prepare('sqlite', { halls: 1, clerks: CLERKS, waiting: WAITING });
	const { value } = await runSide('beurt', template, ({ url }, load) =>
		load.do('deskBytes', { url, rounds: bench.quick ? 3 : 10 })
	);
	await template.remove();
	const changes = Object.entries(value.changes);
	return [
		absolute(`desk in a hall of ${WAITING}: the largest change`, ' B', [value.largest], {
			is: 'at most',
			value: KILO
		}),
		...changes.map(([what, bytes]): Row =>
			absolute(`desk in a hall of ${WAITING}: all changes after ${what}`, ' B', bytes)
		),
		absolute(`desk in a hall of ${WAITING}: first view`, ' kB', [value.first / KILO]),
		absolute(
			`desk in a hall of ${WAITING}: first view, compressed`,
			' kB',
			[value.firstCompressed / KILO],
			{
				is: 'at most',
				value: 40
			}
		),
		absolute(`desk in a hall of ${WAITING}: its page, compressed`, ' kB', [value.page / KILO], {
			is: 'at most',
			value: 40
		})
	];
};
