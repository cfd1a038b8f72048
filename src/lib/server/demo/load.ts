/** Puts the demo region into an empty database, and keeps its roster ahead of the calendar. */
import { and, eq, gt, lt } from 'drizzle-orm';
import {
	type Instant,
	type LocalDay,
	localDay,
	nextDay,
	startOfLocalDay
} from '../../domain/time.ts';
import { chunksOf } from '../db/chunks.ts';
import { isUniqueViolation } from '../db/connection.ts';
import type { Sql } from '../db/open.ts';
import {
	account,
	agendaRule,
	agendaShare,
	booth,
	branch,
	branchService,
	counter,
	front,
	municipality,
	openingHours,
	region,
	roleGrant,
	service,
	serviceGroup,
	shift,
	shiftBreak,
	skill
} from '../db/schema.ts';
import { hashPassword } from '../secrets.ts';
import type { Shell } from '../shell.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_SKILLS, demoBreaksOf, demoShiftsOn } from './people.ts';
import {
	DEMO_AGENDA_RULES,
	DEMO_AGENDA_SHARES,
	DEMO_BOOTHS,
	DEMO_BRANCHES,
	DEMO_COUNTERS,
	DEMO_FRONTS,
	DEMO_MUNICIPALITIES,
	DEMO_OPENING_HOURS,
	DEMO_REGION
} from './region.ts';
import { DEMO_BRANCH_SERVICES, DEMO_SERVICES, DEMO_SERVICE_GROUPS } from './services.ts';

/** How far ahead of today the demo team is rostered. */
export const DEMO_ROSTER_DAYS = 365;

/**
 * Loads the demo region, its team and their shifts, all or nothing.
 *
 * @returns true when it did; false, with nothing written, when the database holds any region already. Of two
 *   processes that start at once, one loads and the other gets false.
 */
export async function loadDemoRegion(shell: Shell): Promise<boolean> {
	const { db } = shell;
	// Asked first without a transaction, so that an ordinary start does not pay for the hash.
	if (await anyRegion(db.read)) return false;
	// One hash for all: everyone may know the password, so that two accounts show the same hash tells nothing,
	// and a hash for each of them would cost the first start half a second.
	const passwordHash = await hashPassword(DEMO_PASSWORD);
	const now = shell.now();
	try {
		return await db.transaction(async (sql) => {
			if (await anyRegion(sql)) return false;
			await insertRegion(sql);
			await insertCatalogue(sql);
			await insertPeople(sql, passwordHash);
			await fillShifts(sql, now);
			return true;
		});
	} catch (error) {
		if (isUniqueViolation(error)) return false;
		throw error;
	}
}

/**
 * Rosters the demo team from today until `DEMO_ROSTER_DAYS` ahead, where it is not rostered yet; to be called at
 * every start in demo mode. Does nothing where the demo region was not loaded.
 *
 * A day on which any of the team has a shift counts as rostered: what was changed by hand stays changed.
 */
export async function extendDemoShifts(shell: Shell): Promise<void> {
	const now = shell.now();
	const [known] = await shell.db.read
		.select({ id: region.id })
		.from(region)
		.where(eq(region.id, DEMO_REGION.id));
	if (!known) return;
	if ((await daysWithoutShifts(shell.db.read, now)).length === 0) return;
	await shell.db.transaction((sql) => fillShifts(sql, now));
}

const anyRegion = async (sql: Sql): Promise<boolean> =>
	(await sql.select({ id: region.id }).from(region).limit(1)).length > 0;

async function insertRegion(sql: Sql): Promise<void> {
	await sql.insert(region).values(DEMO_REGION);
	await sql.insert(municipality).values([...DEMO_MUNICIPALITIES]);
	await sql.insert(front).values([...DEMO_FRONTS]);
	await sql.insert(branch).values([...DEMO_BRANCHES]);
	await sql.insert(openingHours).values([...DEMO_OPENING_HOURS]);
	await sql.insert(counter).values([...DEMO_COUNTERS]);
	await sql.insert(booth).values([...DEMO_BOOTHS]);
	await sql.insert(agendaRule).values([...DEMO_AGENDA_RULES]);
	await sql.insert(agendaShare).values(DEMO_AGENDA_SHARES);
}

async function insertCatalogue(sql: Sql): Promise<void> {
	await sql.insert(serviceGroup).values([...DEMO_SERVICE_GROUPS]);
	// `letter` is a column of the group; an insert leaves out what its table has no column for.
	await sql.insert(service).values([...DEMO_SERVICES]);
	for (const rows of chunksOf(DEMO_BRANCH_SERVICES)) await sql.insert(branchService).values(rows);
}

async function insertPeople(sql: Sql, passwordHash: string): Promise<void> {
	await sql.insert(account).values(
		DEMO_ACCOUNTS.map(({ id, login, name }) => ({
			id,
			regionId: DEMO_REGION.id,
			login,
			name,
			passwordHash,
			demo: true
		}))
	);
	await sql.insert(roleGrant).values(
		DEMO_ACCOUNTS.map(({ id, grant }) => ({
			accountId: id,
			role: grant.role,
			level: grant.level,
			placeId: grant.id
		}))
	);
	for (const rows of chunksOf(DEMO_SKILLS)) await sql.insert(skill).values(rows);
}

async function fillShifts(sql: Sql, now: Instant): Promise<void> {
	const shifts = (await daysWithoutShifts(sql, now)).flatMap(demoShiftsOn);
	for (const rows of chunksOf(shifts)) await sql.insert(shift).values(rows).onConflictDoNothing();
	for (const rows of chunksOf(shifts.flatMap(demoBreaksOf)))
		await sql.insert(shiftBreak).values(rows).onConflictDoNothing();
}

/** Days from today until `DEMO_ROSTER_DAYS` ahead on which nobody of the demo team has a shift. */
async function daysWithoutShifts(sql: Sql, now: Instant): Promise<LocalDay[]> {
	const { timeZone } = DEMO_REGION;
	const today = localDay(now, timeZone);
	const days = Array.from({ length: DEMO_ROSTER_DAYS + 1 }, (_, ahead) => {
		const day = nextDay(today, timeZone, ahead);
		return {
			day,
			start: startOfLocalDay(day, timeZone),
			end: startOfLocalDay(nextDay(day, timeZone), timeZone)
		};
	});
	const starts = await sql
		.selectDistinct({ at: shift.startsAt })
		.from(shift)
		.innerJoin(account, eq(account.id, shift.accountId))
		.where(
			and(
				eq(account.regionId, DEMO_REGION.id),
				eq(account.demo, true),
				gt(shift.endsAt, startOfLocalDay(today, timeZone)),
				lt(shift.startsAt, startOfLocalDay(nextDay(today, timeZone, days.length), timeZone))
			)
		);
	return days
		.filter(({ start, end }) => !starts.some(({ at }) => start <= at && at < end))
		.map(({ day }) => day);
}
