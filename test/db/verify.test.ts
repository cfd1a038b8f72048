import { eq, getTableColumns, getTableName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DomainEvent, EventType } from '../../src/lib/domain/events.ts';
import { HOUR, MINUTE, SECOND } from '../../src/lib/domain/time.ts';
import type { CommandId, VisitId } from '../../src/lib/domain/ids.ts';
import type { AnyOutcome } from '../../src/lib/domain/refusal.ts';
import { engine } from '../../src/lib/server/db/columns.ts';
import { isUniqueViolation } from '../../src/lib/server/db/connection.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { cancelAppointment, extendHold, letGo, move } from '../../src/lib/server/flows/booking.ts';
import { endDay, holdCalls, releaseCalls } from '../../src/lib/server/flows/day.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import {
	endDuty,
	openCounter,
	pause,
	setAutoNext,
	unpause
} from '../../src/lib/server/flows/duty.ts';
import { answerHelp, askHelp } from '../../src/lib/server/flows/help.ts';
import { quickService } from '../../src/lib/server/flows/quick.ts';
import { openHelpCalls } from '../../src/lib/server/db/help.ts';
import * as host from '../../src/lib/server/flows/host.ts';
import { type Ticket, hostTicket, takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { undo } from '../../src/lib/server/flows/undo.ts';
import { checkInByCode, checkInByHost, undoCheckIn } from '../../src/lib/server/flows/checkin.ts';
import { sayLate } from '../../src/lib/server/flows/delay.ts';
import { closeDay, replanDay } from '../../src/lib/server/flows/replan.ts';
import { appointmentScope, ticketScope } from '../../src/lib/server/scope.ts';
import { type Finding, verify } from '../../src/lib/server/verify.ts';
import { value } from '../flows/outcome.ts';
import { agent, booked, citizen, giveOut, hold, march } from '../support/agenda.ts';
import { checkIn } from '../support/commands.ts';
import { type World, openWorld } from '../support/world.ts';

/** Every type there is; a new one that is not named here does not compile. */
const EVENT_TYPES = Object.keys({
	'ticket-issued': true,
	'visit-called': true,
	'visit-recalled': true,
	'serving-started': true,
	'service-finished': true,
	'visit-finished': true,
	'quick-served': true,
	'visit-missed': true,
	'visit-reinstated': true,
	'visit-requeued': true,
	'visit-parked': true,
	'visit-resumed': true,
	'visit-transferred': true,
	'service-added': true,
	'visit-cancelled': true,
	'visit-abandoned': true,
	'priority-given': true,
	'visit-marked': true,
	'time-asked': true,
	'reservation-lapsed': true,
	'visit-restored': true,
	'duty-started': true,
	'duty-moved': true,
	'duty-ended': true,
	'duty-paused': true,
	'duty-resumed': true,
	'auto-next-set': true,
	'calls-held': true,
	'calls-released': true,
	'day-ended': true,
	'help-asked': true,
	'help-answered': true,
	'slot-held': true,
	'hold-extended': true,
	'hold-ended': true,
	'appointment-booked': true,
	'appointment-moved': true,
	'appointment-assigned': true,
	'appointment-displaced': true,
	'appointment-delayed': true,
	'appointment-arrived': true,
	'arrival-undone': true,
	'appointment-cancelled': true
} satisfies Record<EventType, true>) as EventType[];

let world: World;
let back: BackDoor;

beforeAll(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 3 },
			{ key: 'south', counters: 1, booths: 2 },
			{ key: 'west', counters: 1 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10 },
			{ key: 'licence', letter: 'R', minutes: 5, target: 10, byVideo: true },
			// Only for the agenda.
			{ key: 'name', letter: 'P', minutes: 10 }
		],
		// The check-in of the tests needs somebody called c0.
		clerks: ['anna', 'bert', 'cees', 'dora', 'emma', 'fons', 'gert', 'c0'].map((key) => ({
			key,
			skills: ['passport', 'licence']
		}))
	});
	await playDay(world);
	back = await openBackDoor(world);
});

afterAll(async () => {
	await back.close();
	await world.close();
});

/** The appointments of another day: made, moved, given to somebody else, given back, left alone, and cancelled. */
async function playAgenda(world: World): Promise<void> {
	const { shell } = world;
	await giveOut(world, 'north');
	await giveOut(world, 'south', { cancelDelayMinutes: 30 });
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '12:00'));
	const at = (time: string) => ({ hall: 'north', at: march(4, time) });
	await booked(world, at('09:00'));
	const early = await booked(world, at('10:00'), 'mover' as CommandId);
	const mover = citizen(world, 'mover');
	const later = value(await hold(world, mover, { ...at('11:00'), moves: early.appointmentId }));
	value(await move(shell, mover, { ...later, id: world.command() }));
	value(await hold(world, mover, { ...at('11:30'), moves: early.appointmentId }));
	const slow = citizen(world, 'slow');
	const theirs = value(await hold(world, slow, { ...at('10:30'), language: 'en' }));
	value(await extendHold(shell, slow, { ...theirs, id: world.command() }));
	const quick = value(await hold(world, slow, at('10:45')));
	value(await letGo(shell, slow, { ...quick, id: world.command() }));
	const cancelled = await booked(world, at('09:30'));
	value(
		await cancelAppointment(
			shell,
			appointmentScope(world.regionId, cancelled.appointmentId),
			world.command()
		)
	);
	world.setNow(world.now() + SECOND);
	await world.shift('bert', 'south', march(5, '09:00'), march(5, '12:00'));
	await booked(world, { hall: 'south', at: march(5, '09:00') });
	// Who can do more is asked for what only they can do: the passport that they had goes to somebody else.
	await world.shift('c0', 'north', march(4, '09:00'), march(4, '12:00'));
	await world.db.transaction((sql) =>
		sql
			.insert(schema.skill)
			.values({ accountId: world.clerk('anna'), serviceId: world.service('name') })
	);
	value(await hold(world, agent(world, 'anna'), { ...at('09:00'), services: ['name'] }));
	await closeDay(shell, world.lead('lead-hall', 'south'), '2026-03-05', { nl: '', en: '' });
	const closed = { id: world.command(), day: '2026-03-05' };
	value(await replanDay(shell, world.lead('lead-hall', 'south'), closed));
	// Two who come today; one of them was somebody else.
	await giveOut(world, 'west', { leadMinutes: 0 });
	await world.shift('gert', 'west', march(3, '10:00'), march(3, '20:00'));
	const [comes, other] = [
		await booked(world, { hall: 'west', at: march(3, '10:30') }),
		await booked(world, { hall: 'west', at: march(3, '10:40') })
	];
	const kiosk = world.kiosk('west');
	value(await checkInByCode(shell, kiosk, { id: world.command(), code: comes.code }));
	value(
		await sayLate(shell, appointmentScope(world.regionId, other.appointmentId), {
			id: world.command(),
			byMinutes: 20
		})
	);
	const host = world.lead('host-hall', 'west');
	const { appointmentId } = other;
	const { visitId } = value(
		await checkInByHost(shell, host, { id: world.command(), appointmentId })
	);
	value(await undoCheckIn(shell, host, { id: world.command(), visitId }));
}

/** A day in which everything happens that can, and which ends with rows in as many conditions as possible. */
async function playDay(world: World): Promise<void> {
	const { shell } = world;
	const good = async <T>(outcome: Promise<AnyOutcome>): Promise<T> => {
		const done = await outcome;
		if (!done.ok) throw new Error(`refused: ${JSON.stringify(done.refusal)}`);
		world.setNow(world.now() + 7 * SECOND);
		return done.value as T;
	};
	const by = (visitId: VisitId) => ({ id: world.command(), visitId });
	const ticket = async (hall: string, services: string[], more = {}): Promise<VisitId> => {
		const given = await good<Ticket>(
			takeTicket(shell, world.kiosk(hall), {
				id: world.command(),
				services: services.map((key) => ({ serviceId: world.service(key), persons: 1 })),
				language: 'nl',
				videoOk: false,
				fetchInPerson: false,
				priority: null,
				...more
			})
		);
		return given.visitId;
	};
	const call = (clerk: string, visitId: VisitId) =>
		good(desk.pick(shell, world.desk(clerk), world.lead('pick-visit', 'north'), by(visitId)));
	const serve = (clerk: string, visitId: VisitId) =>
		good(desk.serve(shell, world.desk(clerk), by(visitId)));
	const finish = (
		clerk: string,
		visitId: VisitId,
		how: Partial<Parameters<typeof desk.finish>[2]>
	) =>
		good(
			desk.finish(shell, world.desk(clerk), {
				...by(visitId),
				outcome: 'answered',
				passedOnTo: null,
				then: 'wait',
				endedAt: null,
				...how
			})
		);
	const sit = (clerk: string, hall: string, number: number) =>
		good(
			openCounter(shell, world.desk(clerk), {
				id: world.command(),
				counterId: world.counter(hall, number)
			})
		);
	const north = world.lead('host-hall', 'north');

	// Somebody is left over from the day before.
	world.setNow(world.now() - 24 * HOUR);
	await sit('dora', 'west', 1);
	await ticket('west', ['passport']);
	world.setNow(world.now() + 24 * HOUR);
	await sit('anna', 'north', 1);
	await sit('bert', 'north', 2);
	await sit('cees', 'south', 1);
	await sit('emma', 'north', 3);

	// Two services at one counter, and passed on at the end.
	const both = await ticket('north', ['passport', 'licence'], { language: 'en' });
	await good(desk.callNext(shell, world.desk('anna'), world.command()));
	await good(desk.recall(shell, world.desk('anna'), by(both)));
	await serve('anna', both);
	await finish('anna', both, { then: 'serve' });
	await finish('anna', both, { outcome: 'passed-on', passedOnTo: 'social-team' });

	// Waits again for the second service.
	const again = await ticket('north', ['licence', 'passport']);
	await call('anna', again);
	await serve('anna', again);
	await finish('anna', again, { then: 'wait' });

	// Absent, and back in time.
	const absent = await ticket('north', ['passport']);
	await call('bert', absent);
	await good(desk.recall(shell, world.desk('bert'), by(absent)));
	await good(desk.recall(shell, world.desk('bert'), by(absent)));
	await good(desk.miss(shell, world.desk('bert'), by(absent)));
	await good(host.reinstate(shell, north, by(absent)));

	// An appointment that was called by the rule, taken back, and called again; another stays taken back.
	const booked = await checkedIn('north', 'desk', world.now());
	const pressed = world.command();
	await good(desk.callNext(shell, world.desk('anna'), pressed));
	await good(undo(shell, world.desk('anna'), { id: world.command(), undoes: pressed }));
	await good(desk.callNext(shell, world.desk('anna'), world.command()));
	await serve('anna', booked);
	await finish('anna', booked, { outcome: 'follow-up' });
	const taken = by(await ticket('north', ['passport']));
	await good(desk.pick(shell, world.desk('bert'), world.lead('pick-visit', 'north'), taken));
	await good(undo(shell, world.desk('bert'), { id: world.command(), undoes: taken.id }));

	// Still absent when everything ends.
	const gone = await ticket('north', ['passport']);
	await call('bert', gone);
	await good(desk.recall(shell, world.desk('bert'), by(gone)));
	await good(desk.recall(shell, world.desk('bert'), by(gone)));
	await good(desk.miss(shell, world.desk('bert'), by(gone)));

	// Set aside: one is taken up again, one is not.
	const photo = await ticket('north', ['passport']);
	await call('bert', photo);
	await serve('bert', photo);
	await good(desk.park(shell, world.desk('bert'), { ...by(photo), reason: 'photo' }));
	const form = await ticket('north', ['passport']);
	await call('bert', form);
	await good(desk.park(shell, world.desk('bert'), { ...by(form), reason: 'form' }));
	await good(desk.resume(shell, world.desk('bert'), { ...by(form), to: 'waiting' }));

	// Sent back by hand, priority, marks, a few more minutes, another service, left.
	const back = await ticket('north', ['licence']);
	await call('bert', back);
	await good(desk.requeue(shell, world.desk('bert'), { ...by(back), why: 'by-hand' }));
	const frail = await ticket('north', ['licence'], { videoOk: true });
	await good(host.givePriority(shell, north, { ...by(frail), reason: 'mobility' }));
	const blind = await ticket('north', ['licence'], { videoOk: true });
	await good(host.mark(shell, north, { ...by(blind), videoOk: true, fetchInPerson: true }));
	const smoker = await ticket('north', ['passport']);
	await good(
		host.askTime(
			shell,
			ticketScope({ id: smoker, regionId: world.regionId, branchId: world.hall('north') }),
			world.command()
		)
	);
	await good(
		desk.addService(shell, world.desk('anna'), {
			...by(smoker),
			serviceId: world.service('licence'),
			persons: 2
		})
	);
	const left = await ticket('north', ['passport']);
	await good(host.cancel(shell, north, { ...by(left), reason: 'visitor-left' }));
	await good(
		hostTicket(shell, north, {
			id: world.command(),
			services: [{ serviceId: world.service('passport'), persons: 3 }],
			language: 'nl',
			videoOk: false,
			fetchInPerson: false,
			priority: 'pregnant'
		})
	);

	// Handed on: to a colleague who stays, and to one who goes home.
	const forEmma = await ticket('north', ['licence'], { videoOk: true });
	const to = { serviceId: null, branchId: null };
	await good(host.move(shell, north, { ...by(forEmma), ...to, clerkId: world.clerk('emma') }));
	const forDora = await ticket('north', ['licence'], { videoOk: true });
	await good(host.move(shell, north, { ...by(forDora), ...to, clerkId: world.clerk('dora') }));
	const moved = await ticket('north', ['passport']);
	await good(
		host.move(shell, north, {
			...by(moved),
			serviceId: world.service('licence'),
			branchId: world.hall('south'),
			clerkId: null
		})
	);

	await call('cees', moved);
	await serve('cees', moved);

	// By video from a booth of another hall, by telephone, and on paper.
	const video = await ticket('south', ['licence'], { videoOk: true });
	await call('bert', video);
	const other = await ticket('south', ['licence'], { videoOk: true });
	await call('anna', other);
	await checkedIn('south', 'telephone', world.now() + 40 * MINUTE);
	await checkedIn('south', 'document', null);

	// Kiosks asked for somebody, of whom one came; and work was done without a call.
	for (const [hall, reason] of [
		['north', 'help'],
		['south', 'appointment'],
		['west', 'help']
	] as const)
		await good(askHelp(shell, world.kiosk(hall), { id: world.command(), reason }));
	for (const hall of ['north', 'west'] as const) {
		const [call] = await openHelpCalls(world.db.read, world.hall(hall));
		const by = hall === 'north' ? north : world.lead('host-hall', hall);
		await good(answerHelp(shell, by, { id: world.command(), helpCallId: call!.id }));
		world.pass(1);
	}
	for (const outcome of ['answered', 'passed-on'] as const)
		await good(
			quickService(shell, world.desk('bert'), {
				id: world.command(),
				serviceId: world.service('licence'),
				mode: outcome === 'answered' ? 'desk' : 'document',
				minutes: 3,
				outcome,
				passedOnTo: 'social-team',
				branchId: null
			})
		);

	await playAgenda(world);

	// The west hall held its calls for a while, and ended its day with someone inside.
	await ticket('west', ['passport']);
	await good(holdCalls(shell, world.lead('lead-hall', 'west'), world.command()));
	await good(releaseCalls(shell, world.lead('lead-hall', 'west'), world.command()));
	await good(endDay(shell, world.lead('lead-hall', 'west'), world.command()));
	await good(holdCalls(shell, world.lead('lead-hall', 'south'), world.command()));
	await good(endDuty(shell, world.desk('dora'), world.command()));

	await good(setAutoNext(shell, world.desk('emma'), { id: world.command(), autoNext: true }));
	await good(pause(shell, world.desk('emma'), { id: world.command(), reason: 'meeting' }));
	await good(pause(shell, world.desk('cees'), { id: world.command(), reason: 'break' }));
	await good(unpause(shell, world.desk('cees'), world.command()));
	// Fons came, and moved home.
	await good(
		openCounter(shell, world.desk('fons'), {
			id: world.command(),
			counterId: world.counter('west', 1)
		})
	);
	await good(openCounter(shell, world.desk('fons'), { id: world.command(), counterId: null }));
	await good(setAutoNext(shell, world.desk('fons'), { id: world.command(), autoNext: true }));

	async function checkedIn(
		hall: string,
		mode: 'desk' | 'telephone' | 'document',
		slotStart: number | null
	): Promise<VisitId> {
		const given = await good<{ visitId: VisitId }>(
			checkIn(shell, world, hall, world.command(), {
				services: [{ serviceId: world.service('licence'), persons: 1 }],
				videoOk: false,
				mode,
				slotStart
			})
		);
		return given.visitId;
	}
}

/** A connection past the application, on which no foreign key is checked. */
interface BackDoor {
	/** Runs a statement with `?` for its values. */
	run(statement: string, ...values: unknown[]): Promise<void>;
	rows(statement: string, ...values: unknown[]): Promise<Record<string, unknown>[]>;
	close(): Promise<void>;
}

async function openBackDoor({ test }: World): Promise<BackDoor> {
	if (engine === 'sqlite') {
		const connection = new Database(join(test.dataDir, 'beurt.db'));
		connection.pragma('foreign_keys = OFF');
		return {
			run: async (statement, ...values) => void connection.prepare(statement).run(...values),
			rows: async (statement, ...values) =>
				connection.prepare(statement).all(...values) as Record<string, unknown>[],
			close: async () => {
				connection.close();
			}
		};
	}
	const client = new pg.Client({ connectionString: test.url });
	await client.connect();
	await client.query('set session_replication_role = replica');
	const numbered = (statement: string) => {
		let n = 0;
		return statement.replaceAll('?', () => `$${String(++n)}`);
	};
	return {
		run: async (statement, ...values) => {
			await client.query(numbered(statement), values);
		},
		rows: async (statement, ...values) => {
			const { rows } = await client.query<Record<string, unknown>>(numbered(statement), values);
			return rows.map((row) =>
				Object.fromEntries(
					// A json column comes parsed; it goes back as text.
					Object.entries(row).map(([name, value]) => [
						name,
						typeof value === 'object' && value !== null ? JSON.stringify(value) : value
					])
				)
			);
		},
		close: () => client.end()
	};
}

const findings = async (): Promise<Finding[]> => (await verify(world.db)).findings;

/* What verify looks at */

const PROJECTED = {
	visit: schema.visit,
	duty: schema.duty,
	hall: schema.hall,
	help_call: schema.helpCall,
	series: schema.series,
	appointment: schema.appointment
} satisfies Record<Exclude<Finding['table'], 'journal' | 'agenda_block'>, PgTable>;
type Projected = keyof typeof PROJECTED;
const TABLES = Object.keys(PROJECTED) as Projected[];

/** The columns that name a row. */
const KEYS: Record<Projected, string[]> = {
	visit: ['id'],
	duty: ['clerk_id'],
	hall: ['branch_id'],
	help_call: ['id'],
	series: ['branch_id', 'day', 'letter'],
	appointment: ['id']
};

/** How a finding names the row. */
const keyOf = (table: Projected, row: Record<string, unknown>): string =>
	KEYS[table].map((column) => String(row[column])).join(' ');

const columnsOf = (table: Projected): [field: string, column: PgColumn][] =>
	(Object.entries(getTableColumns(PROJECTED[table])) as [string, PgColumn][]).filter(
		([field, { name }]) => !KEYS[table].includes(name) && !(table === 'visit' && field === 'link')
	);

const whereKey = (table: Projected) => KEYS[table].map((column) => `${column} = ?`).join(' and ');
const keyValues = (table: Projected, row: Record<string, unknown>) =>
	KEYS[table].map((column) => row[column]);

/** Writes one value over another, and puts the old one back afterwards. */
async function withValue<T>(
	table: Projected,
	row: Record<string, unknown>,
	column: string,
	value: unknown,
	look: () => Promise<T>
): Promise<T> {
	const statement = `update ${table} set ${column} = ? where ${whereKey(table)}`;
	await back.run(statement, value, ...keyValues(table, row));
	try {
		return await look();
	} finally {
		await back.run(statement, row[column], ...keyValues(table, row));
	}
}

/** A second region, whose id a row might carry by mistake. */
const OTHER_REGION = '00000000-0000-7000-8000-999999999999';

/**
 * Puts into some row a value that the same column has in another: as plausible as a wrong value can be. Where an
 * index forbids it, another row or value is taken.
 */
async function corrupted(
	table: Projected,
	column: string
): Promise<{ key: string; found: Finding[] }> {
	const rows = await back.rows(`select * from ${table}`);
	const values = [...new Set(rows.map((row) => row[column]))];
	// All rows are of one region.
	if (column === 'region_id') values.push(OTHER_REGION);
	for (const row of rows)
		for (const value of values) {
			if (value === row[column]) continue;
			try {
				const found = await withValue(table, row, column, value, findings);
				return { key: keyOf(table, row), found };
			} catch (error) {
				if (!isUniqueViolation(error)) throw error;
			}
		}
	throw new Error(`the day has no two rows of ${table} that differ in ${column}`);
}

describe('a day in which everything happened', () => {
	test('holds an event of every type', async () => {
		const rows = await world.db.read
			.selectDistinct({ type: schema.journal.type })
			.from(schema.journal);
		expect(rows.map((row) => row.type).sort()).toEqual([...EVENT_TYPES].sort());
	});

	test('is clean, and all of it was looked at', async () => {
		const { entries, visits, findings } = await verify(world.db);
		expect(findings).toEqual([]);
		expect(entries).toBe((await world.db.read.select().from(schema.journal)).length);
		expect(visits).toBe((await world.db.read.select().from(schema.visit)).length);
	});
});

describe('a wrong value is found', () => {
	describe.each(TABLES)('in %s', (table) => {
		test.each(columnsOf(table))('in its field %s', async (field, column) => {
			const { key, found } = await corrupted(table, column.name);
			const ofRow = found.filter((one) => one.table === table && one.key === key);
			expect(ofRow.length, JSON.stringify(found)).toBeGreaterThan(0);
			const problems = ofRow.map((one) => one.problem).join('\n');
			if (field === 'regionId')
				expect(problems).toMatch(/told by the journal, but not in the table/);
			else if (table === 'series')
				expect(problems).toMatch(/the journal tells \d+, the table has \d+/);
			else expect(problems).toContain(`${field}: the journal tells `);
			expect(await findings(), 'after it was put back').toEqual([]);
		});
	});

	test('also in a row that was moved to another region, where nothing tells of it', async () => {
		await back.run(
			`insert into region (id, code, name, time_zone) values (?, 'OTH', 'Other', 'Europe/Amsterdam')`,
			OTHER_REGION
		);
		try {
			const { key, found } = await corrupted('visit', 'region_id');
			expect(found.filter((one) => one.key === key).map((one) => one.problem)).toEqual([
				'is told by the journal, but not in the table',
				'is in the table, but the journal does not tell of it'
			]);
		} finally {
			await back.run('delete from region where id = ?', OTHER_REGION);
		}
	});

	test('but the secret of a ticket’s address is not in the journal, and not missed', async () => {
		const [row] = await back.rows('select * from visit');
		expect(await withValue('visit', row!, 'link', 'another', findings)).toEqual([]);
	});
});

describe('a row too few or too many is found', () => {
	describe.each(TABLES)('in %s', (table) => {
		test('when one is lost', async () => {
			const [row] = await back.rows(`select * from ${table}`);
			await back.run(`delete from ${table} where ${whereKey(table)}`, ...keyValues(table, row!));
			const found = await findings();
			await insert(table, row!);
			expect(found).toContainEqual({
				table,
				key: keyOf(table, row!),
				problem: 'is told by the journal, but not in the table'
			});
			expect(await findings(), 'after it was put back').toEqual([]);
		});

		test('when one was invented', async () => {
			const [row] = await back.rows(`select * from ${table}`);
			const free = { ...row, ...(await unused(table)) };
			await insert(table, free);
			const found = await findings();
			await back.run(`delete from ${table} where ${whereKey(table)}`, ...keyValues(table, free));
			expect(found).toEqual([
				{
					table,
					key: keyOf(table, free),
					problem: 'is in the table, but the journal does not tell of it'
				}
			]);
			expect(await findings(), 'after it was taken out').toEqual([]);
		});
	});

	async function insert(table: string, row: Record<string, unknown>): Promise<void> {
		const columns = Object.keys(row);
		await back.run(
			`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
			...Object.values(row)
		);
	}

	/** What a second row needs to be different in. */
	async function unused(table: Projected): Promise<Record<string, unknown>> {
		const none = '00000000-0000-7000-8000-888888888888';
		switch (table) {
			case 'visit':
				return { id: none, number: 900, link: none, state: 'finished', booth_id: null };
			case 'duty':
				return { clerk_id: none, counter_id: null };
			case 'hall':
				return { branch_id: none };
			case 'help_call':
				return { id: none, answered_at: 1 };
			case 'series':
				return { letter: 'Z' };
			case 'appointment':
				return { id: none, state: 'cancelled', visit_id: null };
		}
	}
});

/* The journal itself */

interface Line {
	seq: number;
	type: EventType;
	event: DomainEvent;
}

const journalLines = (): Promise<Line[]> =>
	world.db.read
		.select({
			seq: schema.journal.seq,
			type: schema.journal.type,
			event: schema.journal.event
		})
		.from(schema.journal)
		.orderBy(schema.journal.seq)
		.execute();

/** Takes a line out of the journal, and puts it back afterwards. */
async function without<T>(seq: number, look: () => Promise<T>): Promise<T> {
	const [row] = await back.rows('select * from journal where seq = ?', seq);
	await back.run('delete from journal where seq = ?', seq);
	try {
		return await look();
	} finally {
		const columns = Object.keys(row!);
		await back.run(
			`insert into journal (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
			...Object.values(row!)
		);
	}
}

/** Closes the gap after `seq`, as someone would who hides that a line is gone. */
async function renumbered<T>(seq: number, look: () => Promise<T>): Promise<T> {
	const shift = async (from: number, by: number) => {
		await back.run('update journal set seq = -(seq + ?) where seq > ?', by, from);
		await back.run('update journal set seq = -seq where seq < 0');
	};
	await shift(seq, -1);
	try {
		return await look();
	} finally {
		await shift(seq - 1, 1);
	}
}

/** Writes another payload over a line's own. */
async function told<T>(seq: number, event: unknown, look: () => Promise<T>): Promise<T> {
	const [row] = await back.rows('select event from journal where seq = ?', seq);
	await back.run('update journal set event = ? where seq = ?', JSON.stringify(event), seq);
	try {
		return await look();
	} finally {
		await back.run('update journal set event = ? where seq = ?', row!['event'], seq);
	}
}

describe('a lost line of the journal is found', () => {
	test.each(EVENT_TYPES)('by the gap it leaves: %s', async (type) => {
		const lines = await journalLines();
		const line = lines.find((one) => one.type === type && one !== lines.at(-1))!;
		expect(await without(line.seq, findings)).toContainEqual({
			table: 'journal',
			key: String(line.seq + 1),
			problem: `lines ${String(line.seq)} to ${String(line.seq)} are missing`
		});
	});

	test.each(EVENT_TYPES)('by the tables, when the gap was closed: %s', async (type) => {
		// Of some types a line leaves no trace once another followed; of none do they all.
		const lines = (await journalLines()).filter((one) => one.type === type);
		const found: Finding[] = [];
		for (const { seq } of lines.reverse())
			if (found.length === 0) found.push(...(await without(seq, () => renumbered(seq, findings))));
		expect(found).not.toEqual([]);
		expect(
			found.filter((one) => one.problem.endsWith('are missing')),
			'there is no gap'
		).toEqual([]);
		expect(await findings(), 'after it was put back').toEqual([]);
	});

	test('by the tables, when it is the last one', async () => {
		const last = (await journalLines()).at(-1)!;
		const found = await without(last.seq, findings);
		expect(found).toEqual([
			{
				table: 'duty',
				key: world.clerk('fons'),
				problem: expect.stringContaining('autoNext: ') as string
			}
		]);
	});

	test('by every row, when nothing of it is left', async () => {
		await back.run('update journal set region_id = ?', OTHER_REGION);
		const { entries, visits, findings } = await verify(world.db);
		await back.run('update journal set region_id = ?', world.regionId);
		expect(entries).toBe(0);
		expect(findings.filter((one) => one.table === 'visit')).toHaveLength(visits);
	});
});

describe('a changed line of the journal is found', () => {
	const changes: [EventType, Record<string, unknown>, Finding['table'], string][] = [
		['ticket-issued', { due: 1 }, 'visit', 'due'],
		['ticket-issued', { number: 77 }, 'series', 'the journal tells'],
		['visit-called', { clerkId: 'someone' }, 'visit', 'clerkId'],
		['visit-called', { streak: 9 }, 'duty', 'streak'],
		['visit-finished', { outcome: 'answered-twice' }, 'visit', 'outcome'],
		['visit-parked', { reason: 'payment' }, 'visit', 'parkedReason'],
		['visit-transferred', { toBranchId: 'nowhere' }, 'visit', 'branchId'],
		['priority-given', { due: 1 }, 'visit', 'due'],
		['time-asked', { notBefore: 1 }, 'visit', 'notBefore'],
		['duty-paused', { reason: 'back-office' }, 'duty', 'pauseReason'],
		['day-ended', { day: '2026-03-04' }, 'hall', 'endedDay']
	];

	test.each(changes)('%s told as %o', async (type, change, table, problem) => {
		const lines = (await journalLines()).filter((one) => one.type === type);
		const found: Finding[] = [];
		for (const { seq, event } of lines)
			found.push(...(await told(seq, { ...event, ...change }, findings)));
		expect(found.filter((one) => one.table === table).map((one) => one.problem)).toContainEqual(
			expect.stringContaining(problem)
		);
	});

	test.each(['type', 'branch_id', 'visit_id', 'clerk_id', 'counter_id'])(
		'when it is filed under another %s',
		async (column) => {
			const [call] = (await journalLines()).filter(
				(one) => one.type === 'visit-called' && 'counterId' in one.event && one.event.counterId
			);
			const [row] = await back.rows(
				`select ${column} as was from journal where seq = ?`,
				call!.seq
			);
			const set = (value: unknown) =>
				back.run(`update journal set ${column} = ? where seq = ?`, value, call!.seq);
			await set('duty-paused');
			const found = await findings();
			await set(row!['was']);
			expect(found).toEqual([
				{
					table: 'journal',
					key: String(call!.seq),
					problem: 'the line is filed under something else than its event says'
				}
			]);
		}
	);

	test('when it tells of a visit that was never issued', async () => {
		const [call] = (await journalLines()).filter((one) => one.type === 'visit-called');
		const found = await told(call!.seq, { ...call!.event, visitId: 'nobody' }, findings);
		expect(found).toContainEqual({
			table: 'journal',
			key: String(call!.seq),
			problem: 'visit-called for visit nobody, which was never issued'
		});
	});

	test('when it tells something that nobody knows', async () => {
		const [call] = (await journalLines()).filter((one) => one.type === 'visit-called');
		const found = await told(call!.seq, { ...call!.event, type: 'visit-vanished' }, findings);
		expect(found).toContainEqual({
			table: 'journal',
			key: String(call!.seq),
			problem: expect.stringContaining('unknown event') as string
		});
	});

	test('when a newer program wrote it', async () => {
		await back.run('update journal set version = 2 where seq = 5');
		const found = await findings();
		await back.run('update journal set version = 1 where seq = 5');
		expect(found).toEqual([
			{ table: 'journal', key: '5', problem: 'version 2 is newer than this program knows' }
		]);
	});

	test('when it happened at another time', async () => {
		const [issued] = await journalLines().then((lines) =>
			lines.filter((one) => one.type === 'ticket-issued')
		);
		await back.run('update journal set at = at - 1000 where seq = ?', issued!.seq);
		const found = await findings();
		await back.run('update journal set at = at + 1000 where seq = ?', issued!.seq);
		expect(found.map((one) => one.problem).join()).toContain('arrivedAt: ');
	});
});

test('what an index forbids is found all the same, when the index is gone', async () => {
	const { read } = world.db;
	const called = await read.select().from(schema.visit).where(eq(schema.visit.state, 'called'));
	expect(called.length, `${getTableName(schema.visit)} at the end of the day`).toBe(2);
	const indexes = ['visit_clerk', 'visit_number', 'visit_booth', 'duty_counter'];
	const definitions: string[] = [];
	for (const name of indexes) definitions.push(await indexDefinition(name));
	for (const name of indexes) await back.run(`drop index ${name}`);
	try {
		const [one, other] = called as [(typeof called)[0], (typeof called)[0]];
		const row = { id: one.id, clerk_id: one.clerkId, booth_id: one.boothId, number: one.number };
		const problems = async (column: string, value: unknown) =>
			(await withValue('visit', row, column, value, findings)).map((found) => found.problem);
		expect(await problems('clerk_id', other.clerkId)).toContain(
			'a clerk has a visit more than once'
		);
		expect(await problems('booth_id', other.boothId)).toContain('a booth is held more than once');
		expect(await problems('number', other.number)).toContain('a number was given more than once');
		const [anna] = await back.rows('select * from duty where clerk_id = ?', world.clerk('anna'));
		const found = await withValue('duty', anna!, 'counter_id', world.counter('north', 2), findings);
		expect(found.map((one) => one.problem)).toContain('a counter is open more than once');
	} finally {
		for (const definition of definitions) await back.run(definition);
	}
});

async function indexDefinition(name: string): Promise<string> {
	const [row] =
		engine === 'sqlite'
			? await back.rows('select sql from sqlite_master where name = ?', name)
			: await back.rows('select indexdef as sql from pg_indexes where indexname = ?', name);
	return String(row!['sql']);
}

test('a command counts once: none of the day’s was left without its line', async () => {
	const kept = await world.db.read.select({ id: schema.command.id }).from(schema.command);
	const lines = await world.db.read
		.select({ commandId: schema.journal.commandId })
		.from(schema.journal);
	const told = new Set(lines.map((line) => line.commandId as CommandId));
	expect(kept.filter(({ id }) => !told.has(id as CommandId))).toEqual([]);
});
