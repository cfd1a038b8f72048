/** The machine's clock is set, by hand or by the law; or its time zone is wrong. */
import { type TestContext, afterAll, describe, expect, test } from 'vitest';
import { Browser } from '../../src/cli/demo/doors.ts';
import { HOUR, MINUTE, SECOND, atLocal, nextDay } from '../../src/lib/domain/time.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { DEMO_BRANCHES, demoBranchId } from '../../src/lib/server/demo/region.ts';
import { Life, verified } from './kill/life.ts';
import { say, settled, sleep } from './kill/rounds.ts';
import { type Row, reading, writing } from './kill/rows.ts';
import { MachineClock } from './machine/clock.ts';
import { HALL, PASSPORT, clerkAt, kioskAt, send, ticketAt } from './machine/desk.ts';
import { Wall } from './machine/wall.ts';
import { buildShim } from './power/shim.ts';

const ZONE = 'Europe/Amsterdam';
const TARGET = 15 * MINUTE;
/** How often the jobs look at the clock. */
const JOBS = 20 * SECOND;

const shim = buildShim('test/faults/machine/clock.c');
if (shim.file === null) say(`the machine's clock can't be set: ${shim.why}`);
afterAll(() => shim.remove());

/** A Beurt in earnest, on the clock of its machine, with the demo's people and screens in it. */
async function inEarnest(at: number, later: TestContext['onTestFinished']) {
	const life = await Life.begin('sqlite', { DEMO_CLOCK: new Date(at).toISOString() });
	later(() => life.remove());
	await life.start();
	const kiosk = await kioskAt(life.url);
	const display = new Browser(life.url);
	await display.submit('/pair/hall?/demo', { branch: demoBranchId(HALL) });
	await life.stop();
	await writing(life.place, ['update account set demo = false']);
	const clock = new MachineClock(shim.file ?? '', at);
	later(() => clock.remove());
	life.env = { DEMO: 'off', DEMO_CLOCK: '', LOG_LEVEL: 'info', ...clock.env };
	await life.start();
	return { life, clock, kiosk, display };
}

const rows = (life: Life, sql: string): Promise<Row[]> => reading(life.place, (all) => all(sql));

/** Everything happened after what happened before it, and nobody waited less than nothing. */
async function inOrder(life: Life): Promise<void> {
	const at = (await rows(life, 'select at from journal order by seq')).map((row) =>
		Number(row['at'])
	);
	expect(at).toEqual([...at].sort((a, b) => a - b));
	for (const visit of await rows(life, 'select * from visit')) {
		const when = (field: string) => (visit[field] === null ? Infinity : Number(visit[field]));
		expect(Number(visit['waited_ms'])).toBeGreaterThanOrEqual(0);
		expect(when('first_called_at')).toBeGreaterThanOrEqual(when('arrived_at'));
		expect(when('ended_at')).toBeGreaterThanOrEqual(when('arrived_at'));
		if (visit['slot_start'] === null) expect(when('due')).toBe(when('arrived_at') + TARGET);
	}
	expect(await verified(life.place)).toBeNull();
}

describe.skipIf(shim.file === null)('the machine’s clock', () => {
	test.concurrent(
		'is set ten minutes forward and back: nobody is passed over, and every call is announced',
		async ({ onTestFinished: later }) => {
			const day = '2026-03-03';
			const { life, clock, kiosk, display } = await inEarnest(atLocal(day, '10:30', ZONE), later);
			const clerk = await clerkAt(life.url, 'hanneke', 1);
			const wall = await Wall.hang(display);
			later(() => wall.takeDown());

			/** Calls the next and helps them. @returns the number, once the display has it, young enough to be spoken */
			const call = async (): Promise<string> => {
				const called = await clerk.submit('/desk?/next');
				if (!called.ok) throw new Error(`nobody to call: ${called.code}`);
				const { ticket, visitId } = called.data['value'] as { ticket: string; visitId: string };
				await settled(2000, () =>
					wall.last?.ticket === ticket ? null : `${ticket} is not announced`
				);
				// A display leaves out what is older than 20 seconds.
				const age = wall.now() - (wall.last?.at ?? 0);
				expect(Math.abs(age)).toBeLessThan(5 * SECOND);
				await clerk.submit('/desk?/serve', { visit: visitId });
				await clerk.submit('/desk?/finish', { visit: visitId, outcome: 'answered', then: 'wait' });
				return ticket;
			};
			/** Until the display's clock is the server's. */
			const told = (speed: number) =>
				settled(4000, () =>
					wall.speed === speed ? null : `the display's clock runs at ${wall.speed}`
				);

			const pass = (ms: number) => {
				clock.pass(ms);
				wall.pass(ms);
			};

			await ticketAt(kiosk);
			await ticketAt(kiosk);
			expect(await call()).toBe('P001');

			clock.jump(10 * MINUTE);
			await settled(4000, () => {
				const off = wall.now() - clock.now();
				return Math.abs(off) < SECOND ? null : `the display is ${Math.round(off)} ms off`;
			});
			const third = await ticketAt(kiosk);
			expect(await call()).toBe('P002');

			clock.jump(-10 * MINUTE);
			await told(0.5);
			const fourth = await ticketAt(kiosk);
			expect(fourth.at).toBeGreaterThanOrEqual(third.at);
			// Came "ten minutes from now", and is called all the same.
			expect(await call()).toBe('P003');

			pass(MINUTE);
			const fifth = await ticketAt(kiosk);
			expect(fifth.at - fourth.at).toBeGreaterThan(MINUTE / 2 - SECOND);
			expect(await call()).toBe('P004');

			pass(25 * MINUTE);
			await told(1);
			const right = await ticketAt(kiosk);
			expect(Math.abs(right.at - clock.now())).toBeLessThan(3 * SECOND);
			expect(await call()).toBe('P005');

			await life.stop();
			clock.jump(-10 * MINUTE);
			await life.start();
			const started = await ticketAt(kiosk);
			expect(started.at).toBeGreaterThanOrEqual(right.at);
			await settled(5000, () =>
				wall.now() < started.at - SECOND ? 'the display is behind' : null
			);
			expect(await call()).toBe('P006');
			expect(await call()).toBe('P007');

			expect(await rows(life, 'select distinct day from visit')).toEqual([{ day }]);
			await inOrder(life);
		}
	);

	// Each at 01:00 UTC: two o'clock becomes three, and three o'clock two.
	test.concurrent.for([
		['spring', '2026-03-29', '2026-03-29T06:30:00Z'],
		['autumn', '2026-10-25', '2026-10-25T07:30:00Z']
	] as const)(
		'changes in %s: days begin and end once, at the time on the wall',
		async ([, day, opens], { onTestFinished: later }) => {
			const before = nextDay(day, ZONE, -1);
			const { life, clock, kiosk } = await inEarnest(atLocal(before, '16:30', ZONE), later);
			const endedDays = () =>
				rows(life, "select branch_id, event from journal where type = 'day-ended' order by seq");
			/** Once each of the jobs was there. */
			const jobs = async () => {
				clock.pass(JOBS + SECOND);
				await life.health();
				await sleep(150);
				await life.health();
			};
			const ended = async (days: string[]) => {
				const found = (await endedDays()).map(({ branch_id, event }) => [
					branch_id,
					(JSON.parse(String(event)) as { day: string }).day
				]);
				const expected = days.flatMap((one) => DEMO_BRANCHES.map(({ id }) => [id, one]));
				expect(found.sort()).toEqual(expected.sort());
			};
			const to = (local: string, time: string) =>
				clock.jump(atLocal(local, time, ZONE) - clock.now());

			expect((await ticketAt(kiosk)).ticket).toBe('P001');
			to(before, '23:58');
			await jobs();
			await ended([]);
			to(before, '23:59');
			await jobs();
			await ended([before]);
			await jobs();
			await jobs();
			// A quarter of an hour into the new day somebody sets the clock back into the old one.
			to(day, '00:05');
			await jobs();
			clock.jump(-10 * MINUTE);
			await jobs();
			await jobs();
			await ended([before]);
			expect(await rows(life, 'select state, day from visit')).toEqual([
				{ state: 'abandoned', day: before }
			]);

			clock.jump(Date.parse(`${day}T00:59:50Z`) - clock.now());
			await jobs();
			clock.pass(30 * MINUTE);
			await jobs();
			await ended([before]);

			clock.jump(Date.parse(opens) - 30 * SECOND - clock.now());
			const menu = await kiosk.watch({ view: 'kiosk' });
			expect(menu.view.open).toEqual({ open: false, opensAt: Date.parse(opens) });
			kiosk.close();
			expect(await kiosk.submit('/kiosk?/take', { service: PASSPORT })).toMatchObject({
				ok: false,
				code: 'hall-closed'
			});
			clock.pass(31 * SECOND);
			expect((await ticketAt(kiosk)).ticket).toBe('P001');

			const host = new Browser(life.url);
			await host.submit('/signin?/in', { login: 'host-r', password: DEMO_PASSWORD });
			const slot = await host.submit('/host?/ticket', { service: PASSPORT, slot: '09:00' });
			expect(slot.ok).toBe(true);
			const nine = Date.parse(opens) + HOUR / 2;
			expect(
				await rows(
					life,
					`select day, number, slot_start, due from visit where day = '${day}' order by number`
				)
			).toMatchObject([
				{ day, number: 1, slot_start: null },
				{ day, number: 2, slot_start: nine, due: nine + 5 * MINUTE }
			]);

			to(day, '16:59');
			await ticketAt(kiosk);
			to(day, '17:00');
			expect((await send(kiosk, '/kiosk?/take', { service: PASSPORT })).text).toContain(
				'hall-closed'
			);
			to(day, '23:59');
			await jobs();
			await jobs();
			await ended([before, day]);
			await inOrder(life);
		}
	);
});

/** What is read on a page, but for what counts seconds, and for an estimate that may come later. */
const textOf = (html: string): string =>
	html
		.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.replace(/ \d:\d\d /g, ' ')
		.replace(/ Wachttijd( nu)?:? minder dan \d+ (uur|minuten)/g, '');

describe('a wrong time zone of the machine', () => {
	/** All that is read on the screens, and what is kept, on one day. */
	async function day(zone: string, night: string, morning: string) {
		const life = await Life.begin('sqlite', { TZ: zone, DEMO_CLOCK: night });
		try {
			await life.start();
			const admin = new Browser(life.url);
			await admin.submit('/signin?/in', { login: 'admin', password: DEMO_PASSWORD });
			// As good as standing still, so that no minute ends between two servers.
			const set = (at: string) => admin.post('/api/demo/clock', { at: Date.parse(at), speed: 0.1 });
			const kiosk = await kioskAt(life.url);
			const display = new Browser(life.url);
			await display.submit('/pair/hall?/demo', { branch: demoBranchId(HALL) });
			const read: string[] = [];
			const look = async (who: Browser, path: string) => {
				const page = await fetch(life.url + path, {
					headers: { cookie: who.cookie, 'accept-language': 'nl' }
				});
				expect(page.status, path).toBe(200);
				read.push(textOf(await page.text()));
			};
			await set(night);
			await look(kiosk, '/kiosk');
			await look(display, '/hall');

			await set(morning);
			const issued = await ticketAt(kiosk);
			const clerk = await clerkAt(life.url, 'hanneke', 1);
			const host = new Browser(life.url);
			await host.submit('/signin?/in', { login: 'host-r', password: DEMO_PASSWORD });
			await host.submit('/host?/ticket', { service: PASSPORT, slot: '09:30' });
			await clerk.submit('/desk?/next');
			for (const [who, path] of [
				[kiosk, '/kiosk'],
				[display, '/hall'],
				[clerk, '/desk'],
				[host, '/host'],
				[kiosk, issued.path]
			] as const)
				await look(who, path);
			const visits = await rows(life, 'select * from visit order by number');
			const kept = visits.map((visit) => ({
				day: visit['day'],
				number: visit['number'],
				slotStart: visit['slot_start'],
				// An appointment's due is an instant of its own; a walk-in's depends on when the test came to it.
				due: Number(visit['due']) - (visit['slot_start'] ? 0 : Number(visit['arrived_at']))
			}));
			return { read, kept };
		} finally {
			await life.remove();
		}
	}

	test.concurrent.for([
		['spring', '2026-03-28T23:30:20Z', '2026-03-29T06:40:20Z', '2026-03-29'],
		['autumn', '2026-10-24T22:30:20Z', '2026-10-25T07:40:20Z', '2026-10-25']
	] as const)(
		'changes no time on a screen, and no day, in %s',
		async ([, night, morning, today]) => {
			const [here, away] = await Promise.all(
				['Europe/Amsterdam', 'America/New_York'].map((zone) => day(zone, night, morning))
			);
			expect(here?.read.join('\n')).toContain('08:30');
			expect(away?.read).toEqual(here?.read);
			expect(away?.kept).toEqual(here?.kept);
			expect(here?.kept.map((visit) => visit.day)).toEqual([today, today]);
		}
	);
});
