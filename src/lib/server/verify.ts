/**
 * Holds the tables against the journal: replays every region from its first line, and compares each row, field
 * by field, with what the journal tells. Also checks what must always be true of the rows themselves.
 */
import { isDeepStrictEqual } from 'node:util';
import { UNIT_MINUTES } from '../domain/agenda/units.ts';
import type { Appointment } from '../domain/appointment.ts';
import { BrokenJournal } from '../domain/broken.ts';
import { type Projection, emptyProjection, evolve } from '../domain/evolve.ts';
import { EVENT_VERSION } from '../domain/events.ts';
import type { AppointmentId, RegionId } from '../domain/ids.ts';
import { minutes } from '../domain/time.ts';
import { allRegions } from './db/halls.ts';
import { columnsOf, wholeJournal } from './db/journal.ts';
import type { ReadDb, Sql } from './db/open.ts';
import { type Block, blocksOf } from './db/appointments.ts';
import { projectedRows } from './db/projected.ts';

export interface Finding {
	table:
		'journal' | 'visit' | 'duty' | 'hall' | 'help_call' | 'series' | 'appointment' | 'agenda_block';
	/** The row's key, or the place in the journal. */
	key: string;
	problem: string;
}

export interface Verification {
	entries: number;
	visits: number;
	findings: Finding[];
}

/** Verifies the whole database in one snapshot. Ids, codes and instants only: safe to print. */
export const verify = (db: ReadDb): Promise<Verification> => db.snapshot(verifySnapshot);

async function verifySnapshot(sql: Sql): Promise<Verification> {
	const findings: Finding[] = [];
	let entries = 0;
	let visits = 0;
	for (const { id } of await allRegions(sql)) {
		const told = emptyProjection();
		entries += await replay(sql, id, told, findings);
		const written = await projectedRows(sql, id);
		visits += written.visits.size;
		compare('visit', told.visits, written.visits, findings);
		compare('duty', told.duties, written.duties, findings);
		compare('hall', told.halls, written.halls, findings);
		compare('help_call', told.helpCalls, written.helpCalls, findings);
		compare('series', told.series, written.series, findings);
		compare('appointment', told.appointments, written.appointments, findings);
		findings.push(...misplaced(written.appointments, await blocksOf(sql, id)));
		findings.push(...broken(written));
	}
	return { entries, visits, findings };
}

async function replay(
	sql: Sql,
	regionId: RegionId,
	projection: Projection,
	findings: Finding[]
): Promise<number> {
	let expected = 1;
	for await (const page of wholeJournal(sql, regionId)) {
		for (const { seq, at, event, version, columns } of page) {
			const missing = (problem: string) =>
				findings.push({ table: 'journal', key: String(seq), problem });
			if (seq !== expected) missing(`lines ${expected} to ${seq - 1} are missing`);
			expected = seq + 1;
			if (!isDeepStrictEqual(columns, columnsOf(event)))
				missing('the line is filed under something else than its event says');
			if (version > EVENT_VERSION) missing(`version ${version} is newer than this program knows`);
			try {
				evolve(projection, event, at);
			} catch (error) {
				if (!(error instanceof BrokenJournal)) throw error;
				missing(error.message);
			}
		}
	}
	return expected - 1;
}

function compare<T>(
	table: Finding['table'],
	told: ReadonlyMap<string, T>,
	written: ReadonlyMap<string, T>,
	findings: Finding[]
): void {
	for (const key of new Set([...told.keys(), ...written.keys()])) {
		const a = told.get(key);
		const b = written.get(key);
		if (isDeepStrictEqual(a, b)) continue;
		const problem =
			a === undefined
				? 'is in the table, but the journal does not tell of it'
				: b === undefined
					? 'is told by the journal, but not in the table'
					: differences(a, b);
		findings.push({ table, key, problem });
	}
}

function differences(told: unknown, written: unknown): string {
	if (typeof told !== 'object' || typeof written !== 'object' || !told || !written)
		return `the journal tells ${String(told)}, the table has ${String(written)}`;
	return Object.entries(told)
		.filter(
			([field, value]) => !isDeepStrictEqual(value, (written as Record<string, unknown>)[field])
		)
		.map(
			([field, value]) =>
				`${field}: the journal tells ${JSON.stringify(value)}, the table has ${JSON.stringify((written as Record<string, unknown>)[field])}`
		)
		.join('; ');
}

/** What the indexes of the database keep true, counted once more. */
function broken({ visits, duties }: Projection): Finding[] {
	const findings: Finding[] = [];
	const once = (table: Finding['table'], what: string, key: string | null, seen: Set<string>) => {
		if (key === null) return;
		if (seen.has(key)) findings.push({ table, key, problem: `${what} more than once` });
		seen.add(key);
	};
	const clerks = new Set<string>();
	const booths = new Set<string>();
	const numbers = new Set<string>();
	const counters = new Set<string>();
	for (const visit of visits.values()) {
		once(
			'visit',
			'a number was given',
			`${visit.issuedBranchId} ${visit.day} ${visit.letter}${visit.number}`,
			numbers
		);
		if (visit.state !== 'called' && visit.state !== 'serving') continue;
		once('visit', 'a clerk has a visit', visit.clerkId, clerks);
		once('visit', 'a booth is held', visit.boothId, booths);
	}
	for (const duty of duties.values()) once('duty', 'a counter is open', duty.counterId, counters);
	return findings;
}

/**
 * Each appointment has all of its time, with the clerk of the plan, and nobody has any other. What was held or kept back may
 * have lost some of it to who came after.
 */
function misplaced(
	appointments: ReadonlyMap<AppointmentId, Appointment>,
	blocks: readonly Block[]
): Finding[] {
	const findings: Finding[] = [];
	const found = new Map<AppointmentId, number>();
	for (const { appointmentId, clerkId, at, until } of blocks) {
		const whose = appointments.get(appointmentId);
		const fits =
			whose?.plannedFor === clerkId &&
			whose.startsAt <= at &&
			at < whose.endsAt &&
			whose.until === until;
		if (fits) found.set(appointmentId, (found.get(appointmentId) ?? 0) + 1);
		else
			findings.push({
				table: 'agenda_block',
				key: `${clerkId} ${at}`,
				problem: `is not of appointment ${appointmentId} as it stands`
			});
	}
	for (const { id, state, startsAt, endsAt } of appointments.values()) {
		const all = (endsAt - startsAt) / minutes(UNIT_MINUTES);
		const has = found.get(id) ?? 0;
		if ((state === 'booked' || state === 'arrived') && has !== all)
			findings.push({
				table: 'agenda_block',
				key: id,
				problem: `has ${has} of its ${all} units`
			});
	}
	return findings;
}
