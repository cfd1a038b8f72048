import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyWeek } from '../../src/lib/domain/agenda/calendar.ts';
import { openStateAt, whyClosed } from '../../src/lib/domain/closing.ts';
import type { Id, ServiceId } from '../../src/lib/domain/ids.ts';
import { DEFAULT_HALL_RULE } from '../../src/lib/domain/region.ts';
import {
	HOUR,
	type Instant,
	type LocalDay,
	MINUTE,
	atLocal,
	dayOf,
	nextDay,
	startOfLocalDay,
	weekdayOf
} from '../../src/lib/domain/time.ts';
import { type Roster, rosterOf } from '../../src/lib/server/db/duties.ts';
import {
	allBranches,
	allRegions,
	boothsOf,
	countersOf,
	givenAt,
	hoursOf,
	municipalitiesOf,
	servicesOf
} from '../../src/lib/server/db/halls.ts';
import type { Db } from '../../src/lib/server/db/open.ts';
import { demoAccounts, findAccount } from '../../src/lib/server/db/people.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import {
	DEMO_ROSTER_DAYS,
	extendDemoShifts,
	loadDemoRegion
} from '../../src/lib/server/demo/load.ts';
import {
	DEMO_ACCOUNTS,
	DEMO_CLERKS,
	DEMO_PASSWORD,
	DEMO_SKILLS,
	demoShiftsOn
} from '../../src/lib/server/demo/people.ts';
import { DEMO_BRANCHES, DEMO_REGION, demoId } from '../../src/lib/server/demo/region.ts';
import { DEMO_SERVICES, DEMO_SERVICE_GROUPS } from '../../src/lib/server/demo/services.ts';
import { verifyPassword } from '../../src/lib/server/secrets.ts';
import type { Shell } from '../../src/lib/server/shell.ts';
import { type TestDb, openTestDb } from '../support/database.ts';

const ZONE = DEMO_REGION.timeZone;
/** A Monday. The clock goes forward on the 29th, within the year. */
const MONDAY = '2026-03-02';
const MONDAY_TEN = atLocal(MONDAY, '10:00', ZONE);

const shellOn = (db: Db, now: () => Instant): Shell => ({
	db,
	now,
	newId: () => {
		throw new Error('the demo region makes its own ids');
	},
	announce: () => undefined,
	log: { info: () => undefined, warn: () => undefined, error: () => undefined }
});

const weekFrom = (day: LocalDay): LocalDay[] =>
	Array.from({ length: 7 }, (_, ahead) => nextDay(day, ZONE, ahead));

/** Every row of the tables that the demo region fills, in an order that does not depend on the engine. */
async function everything(db: Db): Promise<string[]> {
	const tables = [
		schema.region,
		schema.municipality,
		schema.branch,
		schema.openingHours,
		schema.counter,
		schema.booth,
		schema.serviceGroup,
		schema.service,
		schema.branchService,
		schema.account,
		schema.roleGrant,
		schema.skill,
		schema.shift
	];
	const rows: string[] = [];
	for (const table of tables)
		for (const row of await db.read.select().from(table)) rows.push(JSON.stringify(row));
	return rows.sort();
}

const shiftsIn = (roster: Roster) =>
	[...roster.shifts].flatMap(([accountId, shifts]) =>
		shifts.map((shift) => ({ accountId, ...shift }))
	);

describe('the demo region', () => {
	let db: Db;
	let opened: TestDb;
	let now = MONDAY_TEN;
	let shell: Shell;

	beforeAll(async () => {
		opened = await openTestDb();
		db = opened.db;
		shell = shellOn(db, () => now);
		await extendDemoShifts(shell);
		expect(await everything(db), 'without the region there is nothing to roster').toEqual([]);
		expect(await loadDemoRegion(shell)).toBe(true);
	});
	afterAll(() => opened.close());

	test('is three municipalities with a hall each, and a neighbourhood point', async () => {
		const [region] = await allRegions(db.read);
		expect(region).toEqual(DEMO_REGION);
		const municipalities = await municipalitiesOf(db.read, DEMO_REGION.id);
		expect(municipalities.map(({ slug }) => slug)).toEqual([
			'bergen-op-zoom',
			'etten-leur',
			'roosendaal'
		]);
		const slugOf = new Map(municipalities.map(({ id, slug }) => [id, slug]));
		const places = await Promise.all(
			(await allBranches(db.read)).map(async (branch) => {
				expect(branch).toMatchObject(DEFAULT_HALL_RULE);
				const counters = (await countersOf(db.read, branch.id)).length;
				const booths = (await boothsOf(db.read, branch.id)).length;
				return [branch.code, branch.slug, slugOf.get(branch.municipalityId), counters, booths];
			})
		);
		expect(places.sort()).toEqual([
			['B', 'bergen-op-zoom', 'bergen-op-zoom', 8, 1],
			['E', 'etten-leur', 'etten-leur', 3, 1],
			['H', 'halsteren', 'bergen-op-zoom', 1, 1],
			['R', 'roosendaal', 'roosendaal', 6, 1]
		]);
	});

	test('is open every day of the week, and on Thursday evening in the halls', async () => {
		for (const branch of DEMO_BRANCHES) {
			const hours = await hoursOf(db.read, branch.id);
			for (const day of weekFrom(MONDAY)) {
				const state = openStateAt(everyWeek(hours), atLocal(day, '10:00', ZONE), ZONE, null);
				const closes =
					branch.kind === 'neighbourhood-point'
						? '16:00'
						: weekdayOf(day, ZONE) === 4
							? '20:00'
							: '17:00';
				expect(state).toEqual({ open: true, closesAt: atLocal(day, closes, ZONE) });
			}
		}
	});

	test('has eighteen services or more in five groups or more, each with Dutch and English words', async () => {
		const services = await servicesOf(db.read, DEMO_REGION.id);
		expect(services).toEqual(DEMO_SERVICES);
		expect(services.length).toBeGreaterThanOrEqual(18);
		expect(new Set(services.map(({ letter }) => letter)).size).toBeGreaterThanOrEqual(5);
		for (const group of DEMO_SERVICE_GROUPS) {
			expect(services.some(({ groupId }) => groupId === group.id)).toBe(true);
			expect(group.letter).toMatch(/^[A-Z]$/);
			expect(group.nameNl).not.toBe(group.nameEn);
		}
		for (const service of services) {
			expect(service.nameNl, service.upl).not.toBe(service.nameEn);
			expect(service.bringNl.length, service.upl).toBeGreaterThan(0);
			expect(service.bringEn.length, service.upl).toBe(service.bringNl.length);
			expect(service.searchWords.length, service.upl).toBeGreaterThan(5);
			expect(new Set(service.searchWords).size, service.upl).toBe(service.searchWords.length);
			for (const words of service.searchWords) expect(words).toBe(words.toLowerCase().trim());
			// A tile of the kiosk holds two lines of some twenty characters.
			expect(service.nameNl.length, service.nameNl).toBeLessThanOrEqual(42);
			expect(service.nameEn.length, service.nameEn).toBeLessThanOrEqual(42);
		}
	});

	test('gives by video nothing that takes a photo, an original or a signature', () => {
		const byVideo = DEMO_SERVICES.filter((service) => service.byVideo);
		expect(byVideo.map(({ upl }) => upl)).toEqual(
			expect.arrayContaining([
				'brp-uittreksel',
				'verhuismelding',
				'parkeervergunning',
				'schuldhulp'
			])
		);
		for (const service of byVideo)
			expect(service.bringNl.join(' '), service.upl).not.toMatch(/foto|origine|onderteken/i);
	});

	test('gives nearly everything in the halls and a handful in the neighbourhood point', async () => {
		for (const branch of DEMO_BRANCHES) {
			const given = (await givenAt(db.read, branch.id)).size;
			if (branch.kind === 'hall') expect(given).toBeGreaterThanOrEqual(DEMO_SERVICES.length - 1);
			else expect(given).toBe(6);
		}
	});

	test('has eighteen clerks, a host for each hall, a lead and an administrator, all with the demo password', async () => {
		const accounts = await demoAccounts(db.read);
		const count = (role: string) => accounts.filter((account) => account.role === role).length;
		expect(count('clerk')).toBe(18);
		expect(accounts.filter(({ role }) => role === 'host').map(({ login }) => login)).toEqual([
			'host-b',
			'host-e',
			'host-r'
		]);
		expect(count('lead')).toBe(1);
		expect(count('administrator')).toBe(1);
		expect(new Set(accounts.map(({ login }) => login)).size).toBe(DEMO_ACCOUNTS.length);
		const anna = await findAccount(db.read, 'anna');
		expect(anna?.demo).toBe(true);
		expect(await verifyPassword(anna?.passwordHash ?? '', DEMO_PASSWORD)).toBe(true);
	});

	test('has at least three clerks for every service, over at least two places, and a lead with skills', () => {
		for (const service of DEMO_SERVICES) {
			const able = DEMO_CLERKS.filter(({ skills }) => skills.includes(service.id));
			expect(able.length, service.upl).toBeGreaterThanOrEqual(3);
			const halls = new Set(able.map(({ branchId }) => branchId));
			for (const hall of DEMO_BRANCHES.filter(({ kind }) => kind === 'hall'))
				expect(halls.has(hall.id), `${service.upl} in ${hall.name}`).toBe(true);
		}
		expect(DEMO_SKILLS.some(({ accountId }) => accountId === demoId('account', 'lead'))).toBe(true);
	});

	test('has, at every hour of every weekday, a rostered clerk of the place for each service given there', async () => {
		const catalogue = new Map(DEMO_SERVICES.map((service) => [service.id, service]));
		for (const branch of DEMO_BRANCHES) {
			const hours = await hoursOf(db.read, branch.id);
			const given = await givenAt(db.read, branch.id);
			for (const day of weekFrom(nextDay(MONDAY, ZONE))) {
				const today = dayOf(startOfLocalDay(day, ZONE), ZONE);
				const roster = await rosterOf(db.read, DEMO_REGION.id, today, []);
				const shifts = shiftsIn(roster);
				for (let at = today.start; at < today.end; at += 30 * MINUTE) {
					const open = openStateAt(everyWeek(hours), at, ZONE, null);
					if (!open.open) continue;
					// Nobody counts who is rostered anywhere: at home they can't give most services to this hall.
					const team = shifts
						.filter((shift) => shift.branchId !== null && shift.endsAt > at)
						.map((shift) => ({
							clerkId: shift.accountId,
							skills: roster.skills.get(shift.accountId) ?? new Set<ServiceId>(),
							place: shift.branchId,
							minutesLeft: (shift.endsAt - at) / MINUTE
						}));
					for (const id of given) {
						const service = catalogue.get(id);
						if (!service) throw new Error(`a service outside the catalogue: ${id}`);
						if (at + service.firstMinutes * MINUTE > open.closesAt) continue;
						const capacity = { branchId: branch.id, hasBooth: true, team, waiting: [] };
						expect(
							whyClosed(
								{ service, minutes: service.firstMinutes, videoOk: false },
								capacity,
								catalogue
							),
							`${service.upl}, ${branch.name}, ${new Date(at).toISOString()}`
						).toBeNull();
					}
					const here = shifts.filter(
						(shift) => shift.branchId === branch.id && shift.startsAt <= at && at < shift.endsAt
					);
					expect(here.length, `${branch.name}, ${new Date(at).toISOString()}`).toBeGreaterThan(0);
					const counters = await countersOf(db.read, branch.id);
					expect(here.length).toBeLessThanOrEqual(counters.length);
				}
			}
		}
	});

	test('gives all its rows ids of the shape of a UUID, the same each time', () => {
		expect(demoId('branch', 'roosendaal')).toBe(demoId('branch', 'roosendaal'));
		expect(demoId('branch', 'roosendaal')).not.toBe(demoId('municipality', 'roosendaal'));
		const ids = [...DEMO_BRANCHES, ...DEMO_SERVICES, ...DEMO_ACCOUNTS, ...demoShiftsOn(MONDAY)].map(
			({ id }) => id as string
		);
		expect(new Set(ids).size).toBe(ids.length);
		for (const id of ids)
			expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	});

	test('changes nothing when it is loaded again, and is quick about it', async () => {
		const before = await everything(db);
		const started = performance.now();
		expect(await loadDemoRegion(shell)).toBe(false);
		await extendDemoShifts(shell);
		expect(performance.now() - started).toBeLessThan(200);
		expect(await everything(db)).toEqual(before);
	});

	test('is rostered from today until a year ahead, and further at a later start', async () => {
		const rosteredOn = async (day: LocalDay): Promise<number> =>
			shiftsIn(await rosterOf(db.read, DEMO_REGION.id, dayOf(startOfLocalDay(day, ZONE), ZONE), []))
				.length;
		const last = nextDay(MONDAY, ZONE, DEMO_ROSTER_DAYS);
		expect(await rosteredOn(nextDay(MONDAY, ZONE, -1))).toBe(0);
		for (let day = MONDAY; day <= last; day = nextDay(day, ZONE))
			expect(await rosteredOn(day), day).toBe(DEMO_CLERKS.length);
		expect(await rosteredOn(nextDay(last, ZONE))).toBe(0);

		// Also after the demo's clock ran ahead and came back: the gap is filled.
		now = atLocal(nextDay(MONDAY, ZONE, 800), '23:59', ZONE);
		await extendDemoShifts(shell);
		now = atLocal(nextDay(MONDAY, ZONE, 30), '00:00', ZONE);
		await extendDemoShifts(shell);
		now = MONDAY_TEN;
		expect(await rosteredOn(nextDay(MONDAY, ZONE, 395))).toBe(DEMO_CLERKS.length);
		expect(await rosteredOn(nextDay(MONDAY, ZONE, 396))).toBe(0);
		expect(await rosteredOn(nextDay(MONDAY, ZONE, 800))).toBe(DEMO_CLERKS.length);
	});

	test('has its shifts within the local hours of the days on which the clock changes', async () => {
		const clock = new Intl.DateTimeFormat('nl-NL', {
			timeZone: ZONE,
			hour: '2-digit',
			minute: '2-digit'
		});
		for (const [day, hours] of [
			['2026-03-29', 23],
			['2026-10-25', 25]
		] as const) {
			const bounds = dayOf(startOfLocalDay(day, ZONE), ZONE);
			expect((bounds.end - bounds.start) / HOUR).toBe(hours);
			now = atLocal(day, '09:00', ZONE);
			await extendDemoShifts(shell);
			const shifts = shiftsIn(await rosterOf(db.read, DEMO_REGION.id, bounds, []));
			expect(shifts.length).toBe(DEMO_CLERKS.length);
			for (const shift of shifts) {
				expect(shift.startsAt).toBeGreaterThanOrEqual(bounds.start);
				expect(shift.endsAt).toBeLessThanOrEqual(bounds.end);
				expect(['08:00', '08:45', '12:30']).toContain(clock.format(shift.startsAt));
				expect(['13:00', '16:15', '17:15']).toContain(clock.format(shift.endsAt));
			}
		}
		now = MONDAY_TEN;
	});

	test('leaves a roster that was changed by hand as it is', async () => {
		const [first] = demoShiftsOn(nextDay(MONDAY, ZONE, 3));
		if (!first) throw new Error('nobody is rostered');
		await db.transaction(async (sql) => {
			await sql.delete(schema.shiftBreak).where(eq(schema.shiftBreak.shiftId, first.id));
			await sql.delete(schema.shift).where(eq(schema.shift.id, first.id));
		});
		await extendDemoShifts(shell);
		expect(await db.read.select().from(schema.shift).where(eq(schema.shift.id, first.id))).toEqual(
			[]
		);
	});
});

test('of two starts at once, one loads the demo region', async () => {
	const opened = await openTestDb();
	const { db } = opened;
	try {
		const shell = shellOn(db, () => MONDAY_TEN);
		const loaded = await Promise.all([loadDemoRegion(shell), loadDemoRegion(shell)]);
		expect(loaded.sort()).toEqual([false, true]);
		expect(await allRegions(db.read)).toHaveLength(1);
	} finally {
		await opened.close();
	}
});

test('a database that holds another region gets no demo region', async () => {
	const opened = await openTestDb();
	const { db } = opened;
	try {
		const other = { id: 'other' as Id<'region'>, code: 'OTH', name: 'Other', timeZone: ZONE };
		await db.transaction((sql) => sql.insert(schema.region).values(other));
		const shell = shellOn(db, () => MONDAY_TEN);
		expect(await loadDemoRegion(shell)).toBe(false);
		await extendDemoShifts(shell);
		expect(await allRegions(db.read)).toEqual([other]);
		expect(await db.read.select().from(schema.account)).toEqual([]);
		expect(await db.read.select().from(schema.shift)).toEqual([]);
	} finally {
		await opened.close();
	}
});
