import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancelAppointment, move } from '../../src/lib/server/flows/booking.ts';
import { checkInByCode } from '../../src/lib/server/flows/checkin.ts';
import { lateness, sayLate } from '../../src/lib/server/flows/delay.ts';
import { findAppointment } from '../../src/lib/server/db/appointments.ts';
import { appointmentScope } from '../../src/lib/server/scope.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { hallLines } from '../../src/lib/server/views/desk.ts';
import { booked, citizen, giveOut, hold, march } from '../support/agenda.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [{ key: 'north', counters: 2 }],
		services: [{ key: 'passport', letter: 'P', minutes: 10, target: 15 }],
		clerks: [{ key: 'anna', skills: ['passport'] }]
	});
	await giveOut(world, 'north');
	await world.shift('anna', 'north', march(3, '09:00'), march(3, '17:00'));
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '17:00'));
});

afterEach(async () => {
	expect((await verify(world.db)).findings).toEqual([]);
	await world.close();
});

const twelve = () => booked(world, { hall: 'north', at: march(3, '12:00') });
const scopeOf = (made: Awaited<ReturnType<typeof twelve>>) =>
	appointmentScope(world.regionId, made.appointmentId);
const late = (made: Awaited<ReturnType<typeof twelve>>, byMinutes: number, id = world.command()) =>
	sayLate(world.shell, scopeOf(made), { id, byMinutes });
const appointmentOf = async (made: Awaited<ReturnType<typeof twelve>>) => {
	const found = await findAppointment(world.db.read, made.appointmentId);
	if (!found) throw new Error('no such appointment');
	return found;
};
const expectedAtDesk = async () => {
	const lines = await world.db.snapshot((sql) => hallLines(sql, world.hall('north'), world.now()));
	return lines?.expected;
};

test('whoever says so is looked out for until the grace after that, and no longer', async () => {
	const made = await twelve();
	expect(await expectedAtDesk()).toMatchObject([{ expectedAt: null }]);
	expect(value(await late(made, 30))).toEqual({ expectedAt: march(3, '12:30') });
	expect(await expectedAtDesk()).toMatchObject([
		{ startsAt: march(3, '12:00'), expectedAt: march(3, '12:30') }
	]);
	world.setNow(march(3, '12:40'));
	expect(await expectedAtDesk()).toHaveLength(1);
	world.setNow(march(3, '12:40') + 1);
	expect(await expectedAtDesk()).toHaveLength(0);
});

test('it moves nothing: after the grace they stand in line as who walks in', async () => {
	const made = await twelve();
	value(await late(made, 20));
	expect(await lateness(world.shell, await appointmentOf(made))).toEqual({
		keptUntil: march(3, '12:10'),
		expectedAt: march(3, '12:20')
	});
	world.setNow(march(3, '12:20'));
	const kiosk = world.kiosk('north');
	const arrived = await checkInByCode(world.shell, kiosk, {
		id: world.command(),
		code: made.code
	});
	expect(value(arrived)).toMatchObject({ late: true });
	// They are here: nobody asks any more.
	expect(await lateness(world.shell, await appointmentOf(made))).toBeNull();
	expect(code(await late(made, 10))).toBe('appointment-over');
});

test('the last word counts; the same press twice counts once, and what has passed means now', async () => {
	const made = await twelve();
	const id = world.command();
	value(await late(made, 60, id));
	value(await late(made, 10));
	value(await late(made, 60, id));
	expect(await appointmentOf(made)).toMatchObject({ expectedAt: march(3, '12:10') });
	world.setNow(march(3, '13:00'));
	expect(value(await late(made, 20))).toEqual({ expectedAt: march(3, '13:00') });
});

test('on another day, or of what is cancelled, nothing is said', async () => {
	const made = await booked(world, { hall: 'north', at: march(4, '12:00') });
	expect(code(await late(made, 10))).toBe('appointment-other-day');
	expect(await lateness(world.shell, await appointmentOf(made))).toBeNull();
	value(await cancelAppointment(world.shell, scopeOf(made), world.command()));
	expect(code(await late(made, 10))).toBe('appointment-over');
});

test('a new time is a new start', async () => {
	const made = await twelve();
	value(await late(made, 30));
	const again = citizen(world, 'again');
	const to = { hall: 'north', at: march(3, '14:00'), moves: made.appointmentId };
	const { appointmentId } = value(await hold(world, again, to));
	value(await move(world.shell, again, { id: world.command(), appointmentId }));
	expect(await appointmentOf(made)).toMatchObject({
		startsAt: march(3, '14:00'),
		expectedAt: null
	});
});
