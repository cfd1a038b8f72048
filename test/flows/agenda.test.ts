import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	agendaHalls,
	agendaOn,
	findAppointments,
	noteAppointment,
	oneAppointment
} from '../../src/lib/server/flows/agenda.ts';
import { book, cancelAppointment, move } from '../../src/lib/server/flows/booking.ts';
import { checkInByCode } from '../../src/lib/server/flows/checkin.ts';
import { clean } from '../../src/lib/server/jobs.ts';
import { type AgendaScope, agendaScope, appointmentByStaff } from '../../src/lib/server/scope.ts';
import { hostBoard } from '../../src/lib/server/views/host.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { HER, agent, booked, citizen, giveOut, hold, keepBack, march } from '../support/agenda.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;
let scope: AgendaScope;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2 },
			{ key: 'south', counters: 1 },
			{ key: 'closed', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: [
			{ key: 'anna', skills: ['passport'] },
			{ key: 'bram', skills: ['passport'] }
		]
	});
	await giveOut(world, 'north');
	await giveOut(world, 'south');
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '17:00'));
	await world.shift('anna', 'north', march(3, '09:00'), march(3, '17:00'));
	await world.shift('bram', 'south', march(4, '09:00'), march(4, '17:00'));
	scope = staff();
});

afterEach(async () => {
	expect((await verify(world.db)).findings).toEqual([]);
	await world.close();
});

function staff(): AgendaScope {
	const minted = agendaScope({
		accountId: world.clerk('anna'),
		regionId: world.regionId,
		name: 'anna',
		login: 'anna',
		demo: false,
		grants: [{ role: 'clerk', level: 'region', id: world.regionId }]
	});
	if (!minted) throw new Error('anna may not see the agenda');
	return minted;
}

const named = async (name: string, hall: string, at: number, more: Partial<typeof HER> = {}) => {
	const booker = citizen(world, name);
	const held = value(await hold(world, booker, { hall, at }));
	const details = { ...HER, name, ...more };
	const made = value(await book(world.shell, booker, { ...held, id: world.command(), details }));
	return { ...held, ...made };
};
const on = (day: string, halls = ['north', 'south']) =>
	agendaOn(world.shell, scope, halls.map(world.hall), day, day);
const namesIn = (rows: Awaited<ReturnType<typeof on>>) => rows.map(({ who }) => who?.name);
const found = async (asked: string) => namesIn(await findAppointments(world.shell, scope, asked));

describe('a day', () => {
	test('shows who comes to which hall, in order, with the clerk of the plan', async () => {
		await named('De Wit', 'south', march(4, '10:00'));
		await named('Jansen', 'north', march(4, '09:00'));
		const rows = await on('2026-03-04');
		expect(rows).toMatchObject([
			{ who: { name: 'Jansen' }, clerk: 'anna', standing: 'expected', internal: false },
			{ who: { name: 'De Wit' }, clerk: 'bram' }
		]);
		expect(namesIn(await on('2026-03-04', ['south']))).toEqual(['De Wit']);
		expect(await on('2026-03-05')).toEqual([]);
	});

	test('leaves out what is only held, and what was cancelled', async () => {
		const made = await named('Jansen', 'north', march(4, '09:00'));
		value(await hold(world, citizen(world, 'other'), { hall: 'north', at: march(4, '10:00') }));
		const own = appointmentByStaff(scope, { id: made.appointmentId, regionId: world.regionId });
		value(await cancelAppointment(world.shell, own as never, world.command()));
		expect(await on('2026-03-04')).toEqual([]);
	});

	test('tells who is here and who did not come', async () => {
		const here = await named('Jansen', 'north', march(3, '12:00'));
		await named('De Wit', 'north', march(3, '12:10'));
		await named('Bakker', 'north', march(3, '12:40'));
		world.setNow(march(3, '12:00'));
		value(
			await checkInByCode(world.shell, world.kiosk('north'), {
				id: world.command(),
				code: here.code
			})
		);
		world.setNow(march(3, '12:21'));
		expect((await on('2026-03-03')).map(({ standing }) => standing)).toEqual([
			'arrived',
			'missed',
			'expected'
		]);
	});

	test('is of halls that are booked', async () => {
		expect((await agendaHalls(world.shell, scope)).map(({ slug }) => slug).sort()).toEqual([
			'north',
			'south'
		]);
	});
});

describe('somebody is found', () => {
	test('by part of a name, however it is typed, by number, address and code', async () => {
		const made = await named('Zoë van den Berg', 'north', march(4, '09:00'), {
			phone: '06-1234 5678'
		});
		await named('Jansen', 'south', march(4, '09:00'), { email: 'jan_100%@voorbeeld.nl' });
		for (const asked of ['zoe', 'van den berg', 'VANDENBERG', '0612345678', '06 12', made.code])
			expect(await found(asked), asked).toEqual(['Zoë van den Berg']);
		expect(await found('jan_100%')).toEqual(['Jansen']);
		expect(await found('_')).toEqual([]);
		expect(await found('%%')).toEqual([]);
		expect(await found('niemand')).toEqual([]);
	});

	test('also after they cancelled', async () => {
		const made = await named('Jansen', 'north', march(4, '09:00'));
		const own = appointmentByStaff(scope, { id: made.appointmentId, regionId: world.regionId });
		value(await cancelAppointment(world.shell, own as never, world.command()));
		expect(await findAppointments(world.shell, scope, 'jansen')).toMatchObject([
			{ standing: 'cancelled' }
		]);
	});

	test('not after they were forgotten', async () => {
		const made = await named('Jansen', 'north', march(4, '09:00'));
		world.setNow(march(6, '00:00'));
		await clean(world.shell);
		expect(await found('jansen')).toEqual([]);
		expect(await oneAppointment(world.shell, scope, made.appointmentId)).toBeNull();
	});
});

describe('staff act for a citizen', () => {
	test('in the room that is kept for them, and the citizen is written to', async () => {
		await keepBack(world, 'south', 0, 100);
		const at = march(4, '09:00');
		expect(code(await hold(world, citizen(world), { hall: 'south', at }))).toBe('slot-gone');
		const anna = agent(world, 'anna');
		const held = value(await hold(world, anna, { hall: 'south', at }));
		const made = value(
			await book(world.shell, anna, { ...held, id: world.command(), details: HER })
		);
		const one = await oneAppointment(world.shell, scope, made.appointmentId);
		expect(one?.row.internal).toBe(true);
		expect(one?.mails.map(({ kind }) => kind)).toEqual(['booked']);
	});

	test('moving what the citizen booked', async () => {
		const made = await named('Jansen', 'north', march(4, '09:00'));
		const anna = agent(world, 'anna');
		const there = { hall: 'south', at: march(4, '11:00'), moves: made.appointmentId };
		const held = value(await hold(world, anna, there));
		value(await move(world.shell, anna, { ...held, id: world.command() }));
		expect(await on('2026-03-04')).toMatchObject([
			{ id: made.appointmentId, startsAt: march(4, '11:00'), clerk: 'bram' }
		]);
	});

	test('cancelling, also what has begun', async () => {
		const made = await named('Jansen', 'north', march(3, '12:00'));
		world.setNow(march(3, '12:30'));
		const own = appointmentByStaff(scope, { id: made.appointmentId, regionId: world.regionId });
		expect(own?.by).toBe('staff');
		expect(code(await cancelAppointment(world.shell, own as never, world.command()))).toBe('ok');
	});

	test('noting something, which whoever helps sees with the visit', async () => {
		const made = await named('Jansen', 'north', march(3, '12:00'), { remarks: 'met hond' });
		const note = (text: string | null) =>
			noteAppointment(world.shell, scope, made.appointmentId, text);
		expect(code(await note('belt terug'))).toBe('ok');
		expect((await oneAppointment(world.shell, scope, made.appointmentId))?.row.who).toMatchObject({
			note: 'belt terug',
			remarks: 'met hond'
		});
		world.setNow(march(3, '12:00'));
		const kiosk = world.kiosk('north');
		value(await checkInByCode(world.shell, kiosk, { id: world.command(), code: made.code }));
		const board = await hostBoard(world.db.read, world.hall('north'), world.now());
		expect(board?.rows[0]?.told?.remarks).toBe('met hond – belt terug');
		expect(code(await noteAppointment(world.shell, scope, world.command() as never, 'x'))).toBe(
			'unknown-appointment'
		);
	});
});

test('another region sees and changes nothing of it', async () => {
	const made = await booked(world, { hall: 'north', at: march(4, '09:00') });
	const elsewhere = { ...scope, regionId: world.command() as never } as AgendaScope;
	expect(
		await agendaOn(world.shell, elsewhere, [world.hall('north')], '2026-03-04', '2026-03-04')
	).toEqual([]);
	expect(await findAppointments(world.shell, elsewhere, 'jansen')).toEqual([]);
	expect(await oneAppointment(world.shell, elsewhere, made.appointmentId)).toBeNull();
	expect(
		appointmentByStaff(elsewhere, { id: made.appointmentId, regionId: world.regionId })
	).toBeNull();
});
