/**
 * What nearly every command needs of a region, remembered from one to the next: who works where, which halls hold their
 * calls, whom each clerk has, the last numbers, and who waits in the halls that were asked for.
 *
 * It is exact, because nothing of it changes without a line of the journal. Whoever writes one has the region's lock and
 * tells what came of it; what other processes' lines are about is read anew before the next commands act.
 */
import { and, asc, eq, gte, inArray, sql as raw } from 'drizzle-orm';
import type { Appointment } from '../../domain/appointment.ts';
import type { Duty } from '../../domain/duty.ts';
import { isHallType } from '../../domain/events.ts';
import type { Hall } from '../../domain/hall.ts';
import type { AccountId, AppointmentId, BranchId, RegionId, VisitId } from '../../domain/ids.ts';
import type { LocalDay } from '../../domain/time.ts';
import type { Visit } from '../../domain/visit.ts';
import { type Waiting, WaitingHall } from '../../domain/waiting.ts';
import type { Sql } from './connection.ts';
import { hot } from './hot.ts';
import { appointment, duty, hall, journal, series, visit } from './schema.ts';
import { changesOfSetup } from './setup.ts';
import { visitColumns } from './visits.ts';

/** What a count of the waiting needs of them; an index holds it. */
const waitingColumns = {
	id: visit.id,
	branchId: visit.branchId,
	openServiceId: visit.openServiceId,
	openMinutes: visit.openMinutes,
	videoOk: visit.videoOk,
	line: visit.line,
	due: visit.due,
	arrivedAt: visit.arrivedAt,
	notBefore: visit.notBefore
};

/** Further behind than this, it is read from the start. Lines. */
const FAR_BEHIND = 200;

/** So many days of halls are remembered. */
const MOST_DAYS = 400;

const agendaKey = (branchId: BranchId, day: LocalDay): string => `${branchId} ${day}`;

const isBusy = ({ state }: Visit): boolean => state === 'called' || state === 'serving';

export class RegionMemory {
	readonly #regionId: RegionId;
	/** The last line of the journal that it knows of; null for nothing. */
	#seq: number | null = null;
	#setup = 0;
	#duties: Map<AccountId, Duty> | null = null;
	#halls: Map<BranchId, Hall> | null = null;
	/** Called or being served. */
	#busy: Map<VisitId, Visit> | null = null;
	#waiting = new Map<BranchId, WaitingHall>();
	/** By hall and letter, of the day that was asked for last. */
	#numbers = new Map<string, { day: LocalDay; number: number }>();
	/** By hall and day; the days that were asked for last. */
	#agenda = new Map<string, Map<AppointmentId, Appointment>>();

	constructor(regionId: RegionId) {
		this.#regionId = regionId;
	}

	/** The journal's last number. */
	get seq(): number {
		if (this.#seq === null) throw new Error('the memory of a region was not caught up');
		return this.#seq;
	}

	/** Called when all that it was told of may have been taken back. */
	forget(): void {
		this.#seq = null;
		this.#duties = null;
		this.#halls = null;
		this.#busy = null;
		this.#waiting = new Map();
		this.#numbers = new Map();
		this.#agenda = new Map();
	}

	/** Under the region's lock: forgets what was taken back. */
	async startAnew(sql: Sql): Promise<void> {
		this.forget();
		this.#seq = await lastSeqOf(sql, this.#regionId);
	}

	/** Under the region's lock: makes it know what the journal holds now. */
	async catchUp(sql: Sql): Promise<void> {
		// What is written outside of the queue may be a whole region, as when the demo is loaded.
		if (this.#setup !== changesOfSetup()) this.forget();
		this.#setup = changesOfSetup();
		const known = this.#seq;
		if (known === null) return this.startAnew(sql);
		const found = await linesFrom(sql, this.#regionId, known);
		const lines = found.filter(({ seq }) => seq > known);
		const isSameJournal = known === 0 || found[0]?.seq === known;
		if (!isSameJournal || lines.length >= FAR_BEHIND) return this.startAnew(sql);
		if (lines.length > 0) await this.#lookAgain(sql, lines);
		this.#seq = lines.at(-1)?.seq ?? known;
	}

	async #lookAgain(sql: Sql, lines: readonly Line[]): Promise<void> {
		if (lines.some(({ type }) => isHallType(type))) this.#halls = null;
		if (lines.some(({ type }) => type === 'ticket-issued')) this.#numbers = new Map();
		// Where they stood before, the lines don't tell.
		if (lines.some(({ appointmentId }) => appointmentId !== null)) this.#agenda = new Map();
		const clerks = [...new Set(lines.flatMap(({ clerkId }) => clerkId ?? []))];
		if (this.#duties && clerks.length > 0)
			for (const row of await sql.select().from(duty).where(inArray(duty.clerkId, clerks)))
				this.#duties.set(row.clerkId, row);
		const visits = [...new Set(lines.flatMap(({ visitId }) => visitId ?? []))];
		if (visits.length > 0)
			for (const row of await sql.select(visitColumns).from(visit).where(inArray(visit.id, visits)))
				this.sawVisit(row);
	}

	/* Told by whoever writes */

	/** @returns the number of a new line of the journal */
	nextSeq(): number {
		return (this.#seq = this.seq + 1);
	}

	sawDuty(row: Duty): void {
		this.#duties?.set(row.clerkId, row);
	}

	sawHall(row: Hall): void {
		this.#halls?.set(row.branchId, row);
	}

	sawVisit(row: Visit): void {
		if (isBusy(row)) this.#busy?.set(row.id, row);
		else this.#busy?.delete(row.id);
		for (const hall of this.#waiting.values()) hall.remove(row.id);
		if (row.state === 'waiting') this.#waiting.get(row.branchId)?.add(row);
	}

	sawNumber(branchId: BranchId, day: LocalDay, letter: string, number: number): void {
		this.#numbers.set(`${branchId} ${letter}`, { day, number });
	}

	/** null for a hold that is gone. */
	sawAppointment(before: Appointment | undefined, after: Appointment | null): void {
		if (before) this.#agenda.get(agendaKey(before.branchId, before.day))?.delete(before.id);
		if (after) this.#agenda.get(agendaKey(after.branchId, after.day))?.set(after.id, after);
	}

	/* Asked under the lock */

	/** Of everyone in the region who ever worked. */
	async duties(sql: Sql): Promise<ReadonlyMap<AccountId, Duty>> {
		return (this.#duties ??= await loadDuties(sql, this.#regionId));
	}

	async halls(sql: Sql): Promise<ReadonlyMap<BranchId, Hall>> {
		return (this.#halls ??= await loadHalls(sql, this.#regionId));
	}

	/** The visits that clerks called or serve. */
	async busy(sql: Sql): Promise<ReadonlyMap<VisitId, Visit>> {
		return (this.#busy ??= await loadBusy(sql, this.#regionId));
	}

	async waiting(sql: Sql, branchId: BranchId): Promise<Pick<WaitingHall, 'minutes' | 'around'>> {
		let hall = this.#waiting.get(branchId);
		if (!hall) this.#waiting.set(branchId, (hall = await loadWaiting(sql, branchId)));
		return hall;
	}

	/** All of a hall's appointments and holds of a day, whatever became of them. */
	async agenda(
		sql: Sql,
		branchId: BranchId,
		day: LocalDay
	): Promise<ReadonlyMap<AppointmentId, Appointment>> {
		const key = agendaKey(branchId, day);
		let known = this.#agenda.get(key);
		if (!known) {
			if (this.#agenda.size >= MOST_DAYS) this.#agenda.clear();
			this.#agenda.set(key, (known = await loadAgenda(sql, branchId, day)));
		}
		return known;
	}

	/** The last number given by a hall on a day with a letter; 0 before the first. */
	async lastNumber(sql: Sql, branchId: BranchId, day: LocalDay, letter: string): Promise<number> {
		const known = this.#numbers.get(`${branchId} ${letter}`);
		if (known?.day === day) return known.number;
		const number = await loadNumber(sql, branchId, day, letter);
		this.sawNumber(branchId, day, letter, number);
		return number;
	}
}

async function lastSeqOf(sql: Sql, regionId: RegionId): Promise<number> {
	const find = hot(sql, 'last_seq', (db, name) =>
		db
			.select({ seq: raw<number>`coalesce(max(${journal.seq}), 0)`.mapWith(Number) })
			.from(journal)
			.where(eq(journal.regionId, raw.placeholder('regionId')))
			.prepare(name)
	);
	const [row] = await find.execute({ regionId });
	return row?.seq ?? 0;
}

type Line = Awaited<ReturnType<typeof linesFrom>>[number];

/** The line that is known, which shows that the journal is still the same one, and those after it. */
function linesFrom(sql: Sql, regionId: RegionId, seq: number) {
	const find = hot(sql, 'lines_from', (db, name) =>
		db
			.select({
				seq: journal.seq,
				type: journal.type,
				visitId: journal.visitId,
				clerkId: journal.clerkId,
				appointmentId: journal.appointmentId
			})
			.from(journal)
			.where(
				and(
					eq(journal.regionId, raw.placeholder('regionId')),
					gte(journal.seq, raw.placeholder('seq'))
				)
			)
			.orderBy(asc(journal.seq))
			.limit(FAR_BEHIND + 1)
			.prepare(name)
	);
	return find.execute({ regionId, seq });
}

async function loadDuties(sql: Sql, regionId: RegionId): Promise<Map<AccountId, Duty>> {
	const rows = await sql.select().from(duty).where(eq(duty.regionId, regionId));
	return new Map(rows.map((row) => [row.clerkId, row]));
}

async function loadHalls(sql: Sql, regionId: RegionId): Promise<Map<BranchId, Hall>> {
	const rows = await sql.select().from(hall).where(eq(hall.regionId, regionId));
	return new Map(rows.map((row) => [row.branchId, row]));
}

async function loadBusy(sql: Sql, regionId: RegionId): Promise<Map<VisitId, Visit>> {
	const rows = await sql
		.select(visitColumns)
		.from(visit)
		.where(and(eq(visit.regionId, regionId), raw`${visit.state} in ('called', 'serving')`));
	return new Map(rows.map((row) => [row.id, row]));
}

async function loadWaiting(sql: Sql, branchId: BranchId): Promise<WaitingHall> {
	const rows: Waiting[] = await sql
		.select(waitingColumns)
		.from(visit)
		.where(and(eq(visit.branchId, branchId), raw`${visit.state} = 'waiting'`));
	return new WaitingHall(rows);
}

async function loadAgenda(
	sql: Sql,
	branchId: BranchId,
	day: LocalDay
): Promise<Map<AppointmentId, Appointment>> {
	const find = hot(sql, 'agenda_of_day', (db, name) =>
		db
			.select()
			.from(appointment)
			.where(
				and(
					eq(appointment.branchId, raw.placeholder('branchId')),
					eq(appointment.day, raw.placeholder('day'))
				)
			)
			.prepare(name)
	);
	return new Map((await find.execute({ branchId, day })).map((row) => [row.id, row]));
}

async function loadNumber(
	sql: Sql,
	branchId: BranchId,
	day: LocalDay,
	letter: string
): Promise<number> {
	const [row] = await sql
		.select({ lastNumber: series.lastNumber })
		.from(series)
		.where(and(eq(series.branchId, branchId), eq(series.day, day), eq(series.letter, letter)));
	return row?.lastNumber ?? 0;
}
