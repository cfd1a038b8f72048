import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as schema from '../../src/lib/server/db/schema.ts';
import { cancelAppointment } from '../../src/lib/server/flows/booking.ts';
import { checkInByCode, checkInByHost, undoCheckIn } from '../../src/lib/server/flows/checkin.ts';
import { callNext } from '../../src/lib/server/flows/desk.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import { undo } from '../../src/lib/server/flows/undo.ts';
import { appointmentScope } from '../../src/lib/server/scope.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { hallLines } from '../../src/lib/server/views/desk.ts';
import { hostBoard } from '../../src/lib/server/views/host.ts';
import { booked, giveOut, march } from '../support/agenda.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2 },
			{ key: 'south', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10, target: 15 }],
		clerks: [
			{ key: 'anna', skills: ['passport'] },
			{ key: 'bram', skills: ['passport'] }
		]
	});
	await giveOut(world, 'north');
	await giveOut(world, 'south');
	await world.shift('anna', 'north', march(3, '09:00'), march(3, '17:00'));
	await world.shift('bram', 'south', march(3, '09:00'), march(3, '17:00'));
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '17:00'));
});

afterEach(async () => {
	expect((await verify(world.db)).findings).toEqual([]);
	await world.close();
});

/** At the kiosk of a hall, by the code. */
const arrive = (given: string, hall = 'north') =>
	checkInByCode(world.shell, world.kiosk(hall), { id: world.command(), code: given });
const host = (hall = 'north') => world.lead('host-hall', hall);
const visits = () => world.db.read.select().from(schema.visit);
const twelve = () => booked(world, { hall: 'north', at: march(3, '12:00') });
const refusalOf = async (outcome: ReturnType<typeof arrive>) => {
	const answer = await outcome;
	return answer.ok ? null : answer.refusal;
};

describe('whoever arrives in time', () => {
	test('gets a ticket in the first line, due five minutes after the appointment, and is not called before it', async () => {
		const made = await twelve();
		world.setNow(march(3, '11:40'));
		const ticket = value(await arrive(made.code));
		expect(ticket).toMatchObject({ ticket: 'P001', late: false, startsAt: march(3, '12:00') });
		const [visit] = await visits();
		expect(visit).toMatchObject({
			line: 1,
			due: march(3, '12:05'),
			notBefore: march(3, '12:00'),
			slotStart: march(3, '12:00')
		});
	});

	test('goes before who walked in, once the time has come', async () => {
		const made = await twelve();
		await world.sit('anna', 'north', 1);
		world.setNow(march(3, '11:58'));
		value(
			await takeTicket(world.shell, world.kiosk('north'), {
				id: world.command(),
				services: [{ serviceId: world.service('passport'), persons: 1 }],
				language: 'nl',
				videoOk: false,
				fetchInPerson: false,
				priority: null
			})
		);
		value(await arrive(made.code));
		world.setNow(march(3, '12:00'));
		const called = value(await callNext(world.shell, world.desk('anna'), world.command()));
		expect(called).toMatchObject({ ticket: 'P002' });
	});

	test('is in time until the end of the grace', async () => {
		const made = await twelve();
		world.setNow(march(3, '12:10'));
		expect(value(await arrive(made.code))).toMatchObject({ late: false });
		const [visit] = await visits();
		expect(visit).toMatchObject({ line: 1, due: march(3, '12:10') });
	});

	test('types the code as they like', async () => {
		const made = await twelve();
		world.setNow(march(3, '11:40'));
		const typed = ` ${made.code.slice(0, 3).toLowerCase()}-${made.code.slice(3)} `;
		expect(value(await arrive(typed))).toMatchObject({ ticket: 'P001' });
	});

	test('is known by name, and what they asked for is told', async () => {
		const made = await twelve();
		await world.db.transaction((sql) =>
			sql
				.update(schema.citizen)
				.set({ remarks: 'met hond', help: ['wheelchair'] })
				.where(eq(schema.citizen.appointmentId, made.appointmentId))
		);
		world.setNow(march(3, '11:40'));
		value(await arrive(made.code));
		const board = await hostBoard(world.db.read, world.hall('north'), world.now());
		expect(board?.rows).toMatchObject([
			{
				name: 'mevrouw Jansen',
				contact: 'jansen@voorbeeld.nl',
				told: { remarks: 'met hond', help: ['wheelchair'] }
			}
		]);
	});
});

describe('whoever comes late', () => {
	test('waits with those who walk in, from now', async () => {
		const made = await twelve();
		world.setNow(march(3, '12:11'));
		expect(value(await arrive(made.code))).toMatchObject({ late: true });
		const [visit] = await visits();
		expect(visit).toMatchObject({ line: 2, due: march(3, '12:26'), slotStart: march(3, '12:00') });
	});

	test('is taken all day, however long it was past its time', async () => {
		const made = await booked(world, { hall: 'north', at: march(3, '11:00') });
		world.setNow(march(3, '16:00'));
		expect(value(await arrive(made.code))).toMatchObject({ late: true });
	});
});

describe('nobody is taken who', () => {
	test('is an hour early or more, at a kiosk; a host can', async () => {
		const made = await twelve();
		world.setNow(march(3, '10:59'));
		expect(await refusalOf(arrive(made.code))).toEqual({
			code: 'too-early',
			startsAt: march(3, '12:00'),
			from: march(3, '11:00')
		});
		const { appointmentId } = made;
		const taken = await checkInByHost(world.shell, host(), { id: world.command(), appointmentId });
		expect(value(taken)).toMatchObject({ late: false });
	});

	test('is in another hall', async () => {
		const made = await twelve();
		world.setNow(march(3, '11:40'));
		expect(await refusalOf(arrive(made.code, 'south'))).toEqual({
			code: 'appointment-elsewhere',
			hall: 'north',
			startsAt: march(3, '12:00')
		});
	});

	test('comes on another day', async () => {
		const made = await booked(world, { hall: 'north', at: march(4, '12:00') });
		expect(await refusalOf(arrive(made.code))).toEqual({
			code: 'appointment-other-day',
			startsAt: march(4, '12:00')
		});
		world.setNow(march(5, '12:00'));
		expect(code(await arrive(made.code))).toBe('appointment-other-day');
	});

	test('cancelled', async () => {
		const made = await twelve();
		const scope = appointmentScope(world.regionId, made.appointmentId);
		value(await cancelAppointment(world.shell, scope, world.command()));
		world.setNow(march(3, '11:40'));
		expect(await refusalOf(arrive(made.code))).toEqual({
			code: 'appointment-over',
			state: 'cancelled'
		});
	});

	test('is here already: they are told their number again', async () => {
		const made = await twelve();
		world.setNow(march(3, '11:40'));
		value(await arrive(made.code));
		expect(await refusalOf(arrive(made.code))).toEqual({
			code: 'already-arrived',
			ticket: 'P001'
		});
		expect(await visits()).toHaveLength(1);
	});

	test('has no such code', async () => {
		expect(code(await arrive('ZZZZZZ'))).toBe('unknown-appointment');
	});

	test('two kiosks at once make one visit', async () => {
		const made = await twelve();
		world.setNow(march(3, '11:40'));
		const answers = await Promise.all(Array.from({ length: 8 }, () => arrive(made.code)));
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
		expect(await visits()).toHaveLength(1);
	});

	test('a press that was heard twice gives one ticket and the same answer', async () => {
		const made = await twelve();
		world.setNow(march(3, '11:40'));
		const press = { id: world.command(), code: made.code };
		const first = await checkInByCode(world.shell, world.kiosk('north'), press);
		expect(await checkInByCode(world.shell, world.kiosk('north'), press)).toEqual(first);
		expect(await visits()).toHaveLength(1);
	});
});

describe('staff see who is expected', () => {
	const expected = async (hall = 'north') =>
		(await hostBoard(world.db.read, world.hall(hall), world.now()))?.expected ?? [];

	test('until they arrive, the first to come first, and only in their hall', async () => {
		const late = await booked(world, { hall: 'north', at: march(3, '12:30') });
		const early = await twelve();
		await booked(world, { hall: 'north', at: march(4, '12:00') });
		expect(await expected()).toMatchObject([
			{ id: early.appointmentId, startsAt: march(3, '12:00'), name: 'mevrouw Jansen' },
			{ id: late.appointmentId }
		]);
		expect(await expected('south')).toEqual([]);
		world.setNow(march(3, '11:40'));
		value(await arrive(early.code));
		expect(await expected()).toMatchObject([{ id: late.appointmentId }]);
	});

	test('at a desk those who can still come in time, and how many did not come at all', async () => {
		await twelve();
		const late = await booked(world, { hall: 'north', at: march(3, '12:30') });
		world.setNow(march(3, '12:11'));
		const lines = await hallLines(world.db.read, world.hall('north'), world.now());
		expect(lines?.expected.map(({ id }) => id)).toEqual([late.appointmentId]);
		expect(lines?.expectedCount).toBe(2);
	});
});

describe('a check-in is taken back', () => {
	test('long after: who has the appointment is expected again, and can arrive with another number', async () => {
		const made = await twelve();
		world.setNow(march(3, '11:40'));
		const { visitId } = value(await arrive(made.code));
		world.pass(10);
		value(await undoCheckIn(world.shell, host(), { id: world.command(), visitId }));
		const board = await hostBoard(world.db.read, world.hall('north'), world.now());
		expect(board?.rows).toEqual([]);
		expect(board?.expected).toMatchObject([{ id: made.appointmentId }]);
		expect(value(await arrive(made.code))).toMatchObject({ ticket: 'P002', late: false });
	});

	test('within seconds by undo', async () => {
		const made = await twelve();
		const id = world.command();
		const { appointmentId } = made;
		value(await checkInByHost(world.shell, host(), { id, appointmentId }));
		value(await undo(world.shell, host(), { id: world.command(), undoes: id }));
		const [row] = await world.db.read.select().from(schema.appointment);
		expect(row).toMatchObject({ state: 'booked', visitId: null, arrivedAt: null });
		expect(await visits()).toMatchObject([{ state: 'cancelled' }]);
	});

	test('not once the visitor is at a counter, and not of who walked in', async () => {
		const made = await twelve();
		await world.sit('anna', 'north', 1);
		world.setNow(march(3, '12:00'));
		const { visitId } = value(await arrive(made.code));
		value(await callNext(world.shell, world.desk('anna'), world.command()));
		const walkIn = value(
			await takeTicket(world.shell, world.kiosk('north'), {
				id: world.command(),
				services: [{ serviceId: world.service('passport'), persons: 1 }],
				language: 'nl',
				videoOk: false,
				fetchInPerson: false,
				priority: null
			})
		);
		const back = (id: typeof visitId, hall = 'north') =>
			undoCheckIn(world.shell, host(hall), { id: world.command(), visitId: id });
		expect(code(await back(walkIn.visitId))).toBe('unknown-appointment');
		expect(code(await back(visitId, 'south'))).toBe('unknown-visit');
		// Called, but not there yet: it may have been somebody else who was called.
		expect(code(await back(visitId))).toBe('ok');
	});
});
