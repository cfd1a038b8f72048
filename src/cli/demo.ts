/**
 * `npm run demo`: plays a day of the demo region against a running Beurt, through the doors that people use.
 * `--url`, `--speed` (demo minutes a minute, 1 to 600), `--seed`. Prints a summary and stops by itself.
 */
import { parseArgs } from 'node:util';
import { everyWeek } from '../lib/domain/agenda/calendar.ts';
import { openStateAt } from '../lib/domain/closing.ts';
import type { Branch } from '../lib/domain/region.ts';
import { type Instant, MINUTE, atLocal, localDay, nextDay } from '../lib/domain/time.ts';
import type { ClockReading } from '../lib/realtime/events.ts';
import { DEMO_CLERKS, DEMO_PASSWORD } from '../lib/server/demo/people.ts';
import { DEMO_BRANCHES, DEMO_OPENING_HOURS } from '../lib/server/demo/region.ts';
import { TIME_ZONE, clockTime, longDate } from '../lib/text/format.ts';
import { FastClock } from './demo/clock.ts';
import { type DayContext, playClerk, playVisitors } from './demo/day.ts';
import { Browser } from './demo/doors.ts';
import { Random } from './demo/random.ts';
import { newCount, summaryTable } from './demo/summary.ts';

const STARTS = '08:20';

interface Options {
	url: string;
	speed: number;
	seed: number;
}

function readOptions(): Options {
	const { values } = parseArgs({
		options: {
			url: { type: 'string', default: 'http://127.0.0.1:3000' },
			speed: { type: 'string', default: '60' },
			seed: { type: 'string', default: '1' }
		}
	});
	const speed = Number(values.speed);
	const seed = Number(values.seed);
	if (!(speed >= 1 && speed <= 600))
		throw new Error(`--speed is "${values.speed}", but must be a number from 1 to 600.`);
	if (!Number.isInteger(seed) || seed < 0)
		throw new Error(`--seed is "${values.seed}", but must be a whole number from 0.`);
	return { url: new URL(values.url).origin, speed, seed };
}

async function signInAsAdministrator(url: string): Promise<Browser> {
	const admin = new Browser(url);
	const answer = await admin
		.submit('/signin?/in', { login: 'admin', password: DEMO_PASSWORD })
		.catch(() => null);
	if (!answer) throw new Error(`Nothing answers at ${url}. Start Beurt first: npm start.`);
	if (!answer.ok)
		throw new Error(`${url} runs no demo (DEMO=on): its administrator can't sign in.`);
	return admin;
}

/** Goes to the next morning that is still ahead on the demo's clock. */
async function startMorning(admin: Browser, speed: number): Promise<ClockReading> {
	const set = (at: Instant | null, by: number) =>
		admin.post('/api/demo/clock', { at, speed: by }) as Promise<ClockReading>;
	const { now } = await set(null, 1);
	const today = localDay(now, TIME_ZONE);
	const morning = atLocal(today, STARTS, TIME_ZONE);
	return set(
		now <= morning ? morning : atLocal(nextDay(today, TIME_ZONE), STARTS, TIME_ZONE),
		speed
	);
}

function closingTimes(morning: Instant): Map<Branch, Instant> {
	return new Map(
		DEMO_BRANCHES.map((branch) => {
			const hours = DEMO_OPENING_HOURS.filter((one) => one.branchId === branch.id);
			const state = openStateAt(everyWeek(hours), morning + 3 * 60 * MINUTE, TIME_ZONE, null);
			return [branch, state.open ? state.closesAt : morning];
		})
	);
}

async function main(): Promise<void> {
	const { url, speed, seed } = readOptions();
	const admin = await signInAsAdministrator(url);
	const reading = await startMorning(admin, speed);
	const clock = new FastClock(reading);
	const closing = closingTimes(reading.now);
	const counts = new Map(DEMO_BRANCHES.map(({ name }) => [name, newCount(name)]));
	const context: DayContext = {
		base: url,
		clock,
		counts,
		closesAt: (branch) => closing.get(branch) ?? reading.now,
		log: (line) => {
			console.log(`${clockTime(clock.now(), 'en')}  ${line}`);
		}
	};
	console.log(
		`Playing ${longDate(reading.now, 'en')} from ${clockTime(reading.now, 'en')} at ${speed}x, seed ${seed}, against ${url}.`
	);
	const random = new Random(seed);
	const hourly = setInterval(
		() => {
			const tickets = [...counts.values()].reduce((sum, count) => sum + count.tickets, 0);
			const finished = [...counts.values()].reduce((sum, count) => sum + count.finished, 0);
			context.log(`${tickets} tickets given, ${finished} services finished`);
		},
		(60 * MINUTE) / speed
	);
	try {
		await Promise.all([
			...DEMO_BRANCHES.map((branch) => playVisitors(context, branch, random.fork())),
			...DEMO_CLERKS.map((clerk) => playClerk(context, clerk, random.fork()))
		]);
	} finally {
		clearInterval(hourly);
		// The first session is over by the demo's own clock.
		const again = await signInAsAdministrator(url);
		await again.post('/api/demo/clock', { at: null, speed: 1 });
	}
	console.log(`\n${summaryTable([...counts.values()])}`);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
