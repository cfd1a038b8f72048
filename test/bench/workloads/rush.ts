/** A day is opened, and twice as many want a place on it as there are. */
import { DEFAULT_AGENDA_RULE } from '../../../src/lib/domain/booking.ts';
import { atLocal, minutes } from '../../../src/lib/domain/time.ts';
import { serviceSlug } from '../../../src/lib/domain/wish.ts';
import { type Workload, inTurn, priced, runSide, sized } from '../bench.ts';
import { BENCH_SERVICES } from '../data/region.ts';
import { type Engine, type Template, prepare } from '../databases.ts';
import { PLACES_TABLE, PLACE_DAY } from '../floor/places.ts';
import { BENCH_ZONE, benchId, hallOfClerk } from '../ids.ts';
import { absolute, compared } from '../report.ts';
import type { SideName } from '../sides.ts';

const HALLS = 20;
/** Places at each start, in each hall. */
const CLERKS_EACH = 5;
const STARTS = 10;
const MINUTES = 10;
const LINES = 200;

const opens = atLocal(PLACE_DAY, '09:00', BENCH_ZONE);
const closes = opens + minutes(STARTS * MINUTES);
const starts = Array.from({ length: STARTS }, (_, n) => opens + minutes(n * MINUTES));

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index);
const values = (rows: readonly (readonly (string | number)[])[]): string =>
	rows
		.map((row) => `(${row.map((one) => (typeof one === 'string' ? `'${one}'` : one)).join()})`)
		.join();

/** A day with so many places for the product, and as many numbers for the floor. */
function openedDay(halls: number, clerks: number): string[] {
	const service = benchId('service', 0);
	const rule = DEFAULT_AGENDA_RULE;
	return [
		`update service set first_minutes = ${MINUTES}, extra_minutes = ${MINUTES}`,
		`update opening_hours set opens = '09:00', closes = '17:00'`,
		'delete from shift',
		`insert into skill (account_id, service_id) select id, '${service}' from account
			where true on conflict do nothing`,
		`insert into agenda_rule (branch_id, grid_minutes, lead_minutes, horizon_days, hold_minutes,
			cancel_delay_minutes, reminder_hours, offer_minutes) values ${values(
				upTo(halls).map((hall) => [
					benchId('branch', hall),
					MINUTES,
					rule.leadMinutes,
					rule.horizonDays,
					rule.holdMinutes,
					0,
					rule.reminderHours,
					rule.offerMinutes
				])
			)}`,
		`insert into shift (id, account_id, branch_id, starts_at, ends_at) values ${values(
			upTo(clerks).map((clerk) => [
				benchId('shift', clerk),
				benchId('account', clerk),
				benchId('branch', hallOfClerk(clerk, halls)),
				opens,
				closes
			])
		)}`,
		PLACES_TABLE,
		`insert into bare_place (branch_id, starts_at, places, taken) values ${values(
			upTo(halls).flatMap((hall) =>
				starts.map((at) => [benchId('branch', hall), at, CLERKS_EACH, 0])
			)
		)}`
	];
}

const ENGINES: Record<Engine, string> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

export const rush: Workload = async (bench) => {
	const halls = sized(bench, HALLS, 2);
	const clerks = halls * CLERKS_EACH;
	const places = clerks * STARTS;
	const citizens = places * 2;
	const service = BENCH_SERVICES[0];
	if (!service) throw new Error('no service');
	const times = `/meting/afspraak/tijd?dienst=${serviceSlug(service)}&personen=1`;
	const rows = [];
	for (const engine of ['sqlite', 'postgres'] as const) {
		const day = openedDay(halls, clerks);
		const template: Template = await prepare(engine, { halls, clerks, waiting: 0 }, day);
		const what = `rush, ${ENGINES[engine]}`;
		const run = (name: SideName) => async (round: number) => {
			const { value, counts } = await runSide(
				name,
				template,
				(side, load) =>
					priced(side, () =>
						load.do('rush', { url: side.url, times, citizens, halls, starts, lines: LINES })
					),
				// Each citizen has an address of their own.
				{
					verified: name === 'beurt' && round === 0,
					env: { ADDRESS_HEADER: 'x-forwarded-for' }
				}
			);
			const { booked, without, late } = value.value;
			bench.say(`${what}: ${name}, ${booked} booked, ${without} without, ${late} too late`);
			const stands = counts['appointment booked'] ?? 0;
			if (booked !== places || without !== citizens - places || stands !== places)
				throw new Error(`${name}: ${booked} told, ${stands} booked of ${places} places`);
			return value;
		};
		const runs = await inTurn(bench, what, { beurt: run('beurt'), floor: run('floor') });
		await template.remove();
		const each = (name: keyof typeof runs, of: 'perSecond' | 'p99' | 'late') =>
			runs[name].map(({ value }) => value[of]);
		const cost = (name: keyof typeof runs) => runs[name].map(({ cpuMs }) => cpuMs / citizens);
		const count = citizens.toLocaleString('en');
		rows.push(
			compared({
				what: `${what}: ${count} citizens at ${places.toLocaleString('en')} places`,
				unit: '/s',
				ours: each('beurt', 'perSecond'),
				against: each('floor', 'perSecond'),
				aim: { is: 'at least', value: 0.6 }
			}),
			compared({
				what: `${what}, p99 of holding or hearing that it is gone`,
				unit: ' ms',
				ours: each('beurt', 'p99'),
				against: each('floor', 'p99')
			}),
			compared({
				what: `${what}, processor time of each`,
				unit: ' ms',
				ours: cost('beurt'),
				against: cost('floor')
			}),
			absolute(`${what}, answers with other times`, '', each('beurt', 'late'))
		);
	}
	return rows;
};
