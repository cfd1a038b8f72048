/** Rosters and skills as sheets: what a line says, and all that is wrong with a sheet at once. */
import type { AccountId, BranchId, ServiceId } from './ids.ts';
import { type Outcome, accept, refuse } from './refusal.ts';
import { HOUR, type Instant, type LocalDay, type LocalTime, atLocal, nextDay } from './time.ts';

/** As they stand above the columns, in the words of those who fill them. */
export const ROSTER_COLUMNS = [
	'medewerker',
	'hal',
	'datum',
	'van',
	'tot',
	'pauze van',
	'pauze tot'
] as const;
export const SKILL_COLUMNS = ['medewerker', 'dienst'] as const;

export type RosterColumn = (typeof ROSTER_COLUMNS)[number];
export type SkillColumn = (typeof SKILL_COLUMNS)[number];

export interface SheetLine<C extends string> {
	/** As a spreadsheet counts them. */
	line: number;
	/** Without spaces around; empty where nothing stands. */
	cells: Record<C, string>;
}

/** What is wrong with a cell. */
export interface LineFault {
	line: number;
	column: RosterColumn | SkillColumn;
	code:
		| 'missing'
		| 'unknown'
		| 'not-a-day'
		| 'not-a-time'
		| 'past'
		| 'not-after'
		| 'too-long'
		| 'outside'
		| 'overlaps';
	/** As it stands there, shortened. */
	given: string;
	/** What is meant: an example, a limit, or the line that it collides with. */
	allowed: string;
}

interface Stretch {
	startsAt: Instant;
	endsAt: Instant;
}

export interface PlannedShift extends Stretch {
	clerkId: AccountId;
	/** null: wherever they are needed. */
	branchId: BranchId | null;
	day: LocalDay;
	breaks: Stretch[];
}

/** A day of somebody; without shifts it is a day off. */
export interface PlannedDay {
	clerkId: AccountId;
	day: LocalDay;
	shifts: PlannedShift[];
}

export interface RosterFacts {
	/** By the name with which they sign in. */
	clerks: ReadonlyMap<string, AccountId>;
	/** By the name in their address. */
	halls: ReadonlyMap<string, BranchId>;
	today: LocalDay;
	timeZone: string;
}

const GIVEN = 40;
/** Nobody works longer without going home. */
const LONGEST = 16 * HOUR;

/**
 * Reads a roster. Each day of somebody that stands in it is planned anew, and no other; a line without times is a day off.
 *
 * @returns days in the order in which they are first told; refuses `wrong-lines` with what is wrong in all of them, and `no-lines`
 */
export function readRoster(
	lines: readonly SheetLine<RosterColumn>[],
	facts: RosterFacts
): Outcome<PlannedDay[], 'wrong-lines' | 'no-lines'> {
	const faults: LineFault[] = [];
	const days = new Map<string, PlannedDay>();
	const told = new Map<AccountId, { line: number; shift: PlannedShift }[]>();
	for (const one of lines) {
		const read = readLine(one, facts, faults);
		if (!read) continue;
		const { clerkId, day, shift } = read;
		const planned = days.get(`${clerkId} ${day}`) ?? { clerkId, day, shifts: [] };
		days.set(`${clerkId} ${day}`, planned);
		if (!shift) continue;
		planned.shifts.push(shift);
		const theirs = told.get(clerkId) ?? [];
		told.set(clerkId, theirs);
		const other = theirs.find((before) => overlap(before.shift, shift));
		if (other) faults.push(faultOf(one, 'van', 'overlaps', String(other.line)));
		theirs.push({ line: one.line, shift });
	}
	if (faults.length > 0) return wrongLines(faults);
	if (days.size === 0) return refuse({ code: 'no-lines' });
	return accept([...days.values()]);
}

/** More than these nobody reads; a wrong column is wrong in every line. */
const SHOWN_FAULTS = 50;

const wrongLines = (faults: readonly LineFault[]) =>
	refuse({ code: 'wrong-lines', faults: faults.slice(0, SHOWN_FAULTS), all: faults.length });

const overlap = (a: Stretch, b: Stretch): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;

const faultOf = <C extends RosterColumn | SkillColumn>(
	{ line, cells }: SheetLine<C>,
	column: C,
	code: LineFault['code'],
	allowed = ''
): LineFault => ({ line, column, code, given: cells[column].slice(0, GIVEN), allowed });

function readLine(one: SheetLine<RosterColumn>, facts: RosterFacts, faults: LineFault[]) {
	const { cells } = one;
	const before = faults.length;
	const wrong = (column: RosterColumn, code: LineFault['code'], allowed = '') => {
		faults.push(faultOf(one, column, code, allowed));
	};
	const clerkId = facts.clerks.get(cells.medewerker.toLowerCase());
	if (cells.medewerker === '') wrong('medewerker', 'missing');
	else if (!clerkId) wrong('medewerker', 'unknown');
	const branchId = cells.hal === '' ? null : facts.halls.get(cells.hal.toLowerCase());
	if (branchId === undefined) wrong('hal', 'unknown', [...facts.halls.keys()].join(', '));
	const day = dayIn(cells.datum);
	if (cells.datum === '') wrong('datum', 'missing', facts.today);
	else if (!day) wrong('datum', 'not-a-day', facts.today);
	else if (day < facts.today) wrong('datum', 'past', facts.today);
	for (const column of ['van', 'tot', 'pauze van', 'pauze tot'] as const)
		if (cells[column] !== '' && !timeIn(cells[column])) wrong(column, 'not-a-time', '08:30');
	// What comes in twos.
	for (const [from, until] of [
		['van', 'tot'],
		['pauze van', 'pauze tot']
	] as const) {
		if (cells[from] !== '' && cells[until] === '') wrong(until, 'missing', '17:00');
		if (cells[from] === '' && cells[until] !== '') wrong(from, 'missing', '08:30');
	}
	if (cells.van === '' && cells.tot === '' && cells['pauze van'] !== '')
		wrong('pauze van', 'outside');
	if (faults.length > before || !clerkId || !day) return null;

	const stretch = (from: string, until: string): Stretch | null => {
		const [first, last] = [timeIn(from), timeIn(until)];
		if (!first || !last) return null;
		// Times that run backwards end on the next morning.
		const endDay = last > first ? day : nextDay(day, facts.timeZone);
		return {
			startsAt: atLocal(day, first, facts.timeZone),
			endsAt: atLocal(endDay, last, facts.timeZone)
		};
	};
	const worked = stretch(cells.van, cells.tot);
	if (!worked) return { clerkId, day, shift: null };
	if (cells.van === cells.tot) wrong('tot', 'not-after', cells.van);
	else if (worked.endsAt - worked.startsAt > LONGEST) wrong('tot', 'too-long', '16');
	const pause = stretch(cells['pauze van'], cells['pauze tot']);
	if (pause && (pause.startsAt < worked.startsAt || pause.endsAt > worked.endsAt))
		wrong('pauze van', 'outside', `${cells.van}–${cells.tot}`);
	if (faults.length > before) return null;
	const breaks = pause ? [pause] : [];
	return { clerkId, day, shift: { clerkId, branchId: branchId ?? null, day, ...worked, breaks } };
}

/** `2026-03-02`, or as a Dutch spreadsheet writes it: `2-3-2026`. */
function dayIn(given: string): LocalDay | null {
	const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(given);
	const dutch = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(given);
	const [year, month, date] = iso
		? [iso[1], iso[2], iso[3]]
		: dutch
			? [dutch[3], dutch[2], dutch[1]]
			: [];
	if (!year || !month || !date) return null;
	const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)));
	// 31 February would be a day of March.
	return at.getUTCDate() === Number(date) && at.getUTCMonth() === Number(month) - 1
		? at.toISOString().slice(0, 10)
		: null;
}

/** `8:30`, `08.30`, and `08:30:00`, which spreadsheets make of it. */
function timeIn(given: string): LocalTime | null {
	const [, hour = '', minute = ''] = /^(\d{1,2})[:.](\d{2})(?::00)?$/.exec(given) ?? [];
	if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return null;
	return `${hour.padStart(2, '0')}:${minute}`;
}

export interface SkillFacts {
	clerks: ReadonlyMap<string, AccountId>;
	/** By their name, in small letters. */
	services: ReadonlyMap<string, ServiceId>;
}

/**
 * Reads who can do what: a line for each. Whoever stands in it can do that from now on and nothing else; a line without a
 * service says that somebody can do nothing.
 *
 * @returns refuses `wrong-lines` with what is wrong in all of them, and `no-lines`
 */
export function readSkills(
	lines: readonly SheetLine<SkillColumn>[],
	{ clerks, services }: SkillFacts
): Outcome<Map<AccountId, Set<ServiceId>>, 'wrong-lines' | 'no-lines'> {
	const faults: LineFault[] = [];
	const skills = new Map<AccountId, Set<ServiceId>>();
	for (const one of lines) {
		const { medewerker, dienst } = one.cells;
		const clerkId = clerks.get(medewerker.toLowerCase());
		const serviceId = services.get(dienst.toLowerCase());
		if (medewerker === '') faults.push(faultOf(one, 'medewerker', 'missing'));
		else if (!clerkId) faults.push(faultOf(one, 'medewerker', 'unknown'));
		if (dienst !== '' && !serviceId) faults.push(faultOf(one, 'dienst', 'unknown'));
		if (!clerkId) continue;
		const can = skills.get(clerkId) ?? new Set();
		skills.set(clerkId, can);
		if (serviceId) can.add(serviceId);
	}
	if (faults.length > 0) return wrongLines(faults);
	if (skills.size === 0) return refuse({ code: 'no-lines' });
	return accept(skills);
}
