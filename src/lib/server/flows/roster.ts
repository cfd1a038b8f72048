/** Who works when, and who can do what: taken over from sheets, and given out as such. */
import { format } from 'date-fns';
import { TZDate } from '@date-fns/tz';
import type { BranchId, RegionId } from '../../domain/ids.ts';
import { accept } from '../../domain/refusal.ts';
import {
	type PlannedDay,
	ROSTER_COLUMNS,
	SKILL_COLUMNS,
	readRoster,
	readSkills
} from '../../domain/roster.ts';
import {
	type Instant,
	type LocalDay,
	boundsOf,
	localDay,
	startOfLocalDay
} from '../../domain/time.ts';
import { bookedDays, touchDay } from '../db/appointments.ts';
import { branchesOf, findRegion, servicesOf } from '../db/halls.ts';
import type { Sql } from '../db/open.ts';
import {
	allSkills,
	deleteShifts,
	insertShifts,
	lastShift,
	replaceSkills,
	rosterBetween,
	teamOf
} from '../db/rosters.ts';
import type { TeamScope } from '../scope.ts';
import { readSheet, writeSheet } from '../sheet.ts';
import type { Shell } from '../shell.ts';
import { inSlices } from '../slices.ts';
import { cantStay } from './replan.ts';

/** A day of a hall whose appointments want another look. */
export interface BrokenDay {
	hall: { slug: string; name: string };
	day: LocalDay;
	/** Those that nobody can help as the day is planned now. */
	cantStay: number;
}

export interface Planned {
	people: number;
	shifts: number;
	from: LocalDay;
	until: LocalDay;
	broken: BrokenDay[];
}

/**
 * Plans each day of somebody that stands in a sheet, in place of what was planned for it; all or nothing.
 *
 * @returns what stands now; refuses `not-a-sheet`, `missing-columns`, `no-lines`, and `wrong-lines` with every fault
 */
export async function importRoster(shell: Shell, { regionId }: TeamScope, bytes: Uint8Array) {
	const sheet = readSheet(bytes, ROSTER_COLUMNS);
	if (!sheet.ok) return sheet;
	const { read } = shell.db;
	const { timeZone } = await findRegion(read, regionId);
	const halls = await branchesOf(read, regionId);
	const planned = readRoster(sheet.value, {
		clerks: await loginsOf(read, regionId),
		halls: new Map(halls.map(({ slug, id }) => [slug, id])),
		today: localDay(shell.now(), timeZone),
		timeZone
	});
	if (!planned.ok) return planned;
	const byDay = new Map<LocalDay, PlannedDay[]>();
	for (const one of planned.value) byDay.set(one.day, [...(byDay.get(one.day) ?? []), one]);
	const touched = await shell.db.transaction(async (sql) => {
		const all: { branchId: BranchId; day: LocalDay }[] = [];
		for (const [day, people] of byDay) {
			const bounds = boundsOf(day, timeZone);
			const shifts = people.flatMap((one) => one.shifts);
			const before = await deleteShifts(
				sql,
				people.map(({ clerkId }) => clerkId),
				bounds
			);
			await insertShifts(sql, shifts, shell.newId);
			const after = shifts.flatMap(({ branchId }) => branchId ?? []);
			for (const branchId of new Set([...before, ...after])) all.push({ branchId, day });
		}
		for (const { branchId, day } of all) await touchDay(sql, branchId, day);
		return all;
	});
	const broken = await brokenAmong(shell, regionId, touched);
	return accept<Planned>({ ...summaryOf(planned.value), broken });
}

/** Those of some days on which appointments can't stay. */
async function brokenAmong(
	shell: Shell,
	regionId: RegionId,
	days: readonly { branchId: BranchId; day: LocalDay }[]
): Promise<BrokenDay[]> {
	const halls = new Map((await branchesOf(shell.db.read, regionId)).map((one) => [one.id, one]));
	const broken: BrokenDay[] = [];
	// A year of twenty halls is some seconds of work, and clerks press their keys meanwhile.
	await inSlices(days, async ({ branchId, day }) => {
		const count = await cantStay(shell, { regionId, branchId }, day);
		const hall = halls.get(branchId);
		if (hall && count > 0)
			broken.push({ hall: { slug: hall.slug, name: hall.name }, day, cantStay: count });
	});
	return broken.sort((a, b) => (a.day < b.day ? -1 : 1));
}

function summaryOf(days: readonly PlannedDay[]): Omit<Planned, 'broken'> {
	const told = days.map(({ day }) => day).sort();
	return {
		people: new Set(days.map(({ clerkId }) => clerkId)).size,
		shifts: days.reduce((sum, { shifts }) => sum + shifts.length, 0),
		from: told[0] ?? '',
		until: told.at(-1) ?? ''
	};
}

export interface Skilled {
	people: number;
	broken: BrokenDay[];
}

/**
 * Who can do what from now on, of everyone who stands in a sheet.
 *
 * @returns refuses like `importRoster`
 */
export async function importSkills(shell: Shell, { regionId }: TeamScope, bytes: Uint8Array) {
	const sheet = readSheet(bytes, SKILL_COLUMNS);
	if (!sheet.ok) return sheet;
	const services = await servicesOf(shell.db.read, regionId);
	const skills = readSkills(sheet.value, {
		clerks: await loginsOf(shell.db.read, regionId),
		services: new Map(services.map(({ nameNl, id }) => [nameNl.toLowerCase(), id]))
	});
	if (!skills.ok) return skills;
	await shell.db.transaction((sql) => replaceSkills(sql, skills.value));
	const { timeZone } = await findRegion(shell.db.read, regionId);
	const days = await bookedDays(shell.db.read, regionId, localDay(shell.now(), timeZone));
	const broken = await brokenAmong(shell, regionId, days);
	return accept<Skilled>({ people: skills.value.size, broken });
}

const loginsOf = async (sql: Sql, regionId: RegionId) =>
	new Map((await teamOf(sql, regionId)).map(({ login, id }) => [login.toLowerCase(), id]));

export interface TeamState {
	people: { login: string; name: string }[];
	halls: { slug: string; name: string }[];
	services: string[];
	/** Months from this one in which anybody is planned, as `2026-03`. */
	months: string[];
}

export async function teamState(shell: Shell, { regionId }: TeamScope): Promise<TeamState> {
	const { read } = shell.db;
	const { timeZone } = await findRegion(read, regionId);
	const now = shell.now();
	const last = await lastShift(read, regionId, now);
	const months: string[] = [];
	for (
		let month = localDay(now, timeZone).slice(0, 7);
		last !== null && month <= localDay(last, timeZone).slice(0, 7);
		month = monthAfter(month)
	)
		months.push(month);
	return {
		people: (await teamOf(read, regionId)).map(({ login, name }) => ({ login, name })),
		halls: (await branchesOf(read, regionId)).map(({ slug, name }) => ({ slug, name })),
		services: (await servicesOf(read, regionId)).map(({ nameNl }) => nameNl),
		months
	};
}

function monthAfter(month: string): string {
	const [year = 0, number = 0] = month.split('-').map(Number);
	return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** @param month such as `2026-03` */
export async function rosterSheet(
	shell: Shell,
	{ regionId }: TeamScope,
	month: string
): Promise<string> {
	const { timeZone } = await findRegion(shell.db.read, regionId);
	const rows = await rosterBetween(
		shell.db.read,
		regionId,
		startOfLocalDay(`${month}-01`, timeZone),
		startOfLocalDay(`${monthAfter(month)}-01`, timeZone)
	);
	const local = (at: Instant, what: string) => format(new TZDate(at, timeZone), what);
	return writeSheet(
		ROSTER_COLUMNS,
		rows.flatMap(({ login, hall, startsAt, endsAt, breaks }) =>
			inParts(startsAt, endsAt, breaks).map(({ from, until, pause }) => ({
				medewerker: login,
				hal: hall ?? '',
				datum: local(startsAt, 'yyyy-MM-dd'),
				van: local(from, 'HH:mm'),
				tot: local(until, 'HH:mm'),
				'pauze van': pause ? local(pause.startsAt, 'HH:mm') : '',
				'pauze tot': pause ? local(pause.endsAt, 'HH:mm') : ''
			}))
		)
	);
}

/** A line has room for one break: a shift with more of them is told in parts. */
function inParts(
	startsAt: Instant,
	endsAt: Instant,
	[first, ...others]: { startsAt: Instant; endsAt: Instant }[]
) {
	const parts: { from: Instant; until: Instant; pause: typeof first }[] = [];
	let from = startsAt;
	let pause = first;
	for (const one of others) {
		parts.push({ from, until: one.startsAt, pause });
		from = one.endsAt;
		pause = undefined;
	}
	parts.push({ from, until: endsAt, pause });
	return parts;
}

export const skillSheet = async (shell: Shell, { regionId }: TeamScope): Promise<string> =>
	writeSheet(
		SKILL_COLUMNS,
		(await allSkills(shell.db.read, regionId)).map(({ login, service }) => ({
			medewerker: login,
			dienst: service
		}))
	);
