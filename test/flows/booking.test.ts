import { asc } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as schema from '../../src/lib/server/db/schema.ts';
import {
	book,
	cancelAppointment,
	extendHold,
	letGo,
	move
} from '../../src/lib/server/flows/booking.ts';
import { clean } from '../../src/lib/server/jobs.ts';
import { appointmentScope } from '../../src/lib/server/scope.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { within } from '../../src/lib/server/flows/limits.ts';
import { HER, agent, booked, citizen, giveOut, hold, keepBack, march } from '../support/agenda.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 2 },
			{ key: 'south', counters: 1 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10 },
			{ key: 'birth', letter: 'B', minutes: 15 },
			{ key: 'nationality', letter: 'N', minutes: 60 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport', 'birth', 'nationality'] },
			{ key: 'bram', skills: ['passport', 'birth'] },
			{ key: 'carl', skills: ['passport'] }
		]
	});
	await giveOut(world, 'north');
	await giveOut(world, 'south');
});

afterEach(async () => {
	// Whatever a test did, the tables are what the journal tells.
	expect((await verify(world.db)).findings).toEqual([]);
	await world.close();
});

const works = (clerk: string, hall: string, from: string, to: string, day = 4) =>
	world.shift(clerk, hall, march(day, from), march(day, to));
const passportAt = (at: number, hall = 'north') => ({ hall, at });
const rows = () =>
	world.db.read.select().from(schema.appointment).orderBy(asc(schema.appointment.startsAt));
const blocks = () => world.db.read.select().from(schema.agendaBlock);

describe('a slot is held', () => {
	test('where a rostered clerk can do it, and not twice', async () => {
		await works('carl', 'north', '09:00', '12:00');
		const held = value(await hold(world, citizen(world, 'a'), passportAt(march(4, '09:00'))));
		expect(held).toMatchObject({
			startsAt: march(4, '09:00'),
			endsAt: march(4, '09:10'),
			until: world.now() + 10 * 60_000
		});
		expect(code(await hold(world, citizen(world, 'b'), passportAt(march(4, '09:00'))))).toBe(
			'slot-gone'
		);
		expect(code(await hold(world, citizen(world, 'b'), passportAt(march(4, '09:05'))))).toBe(
			'slot-gone'
		);
		expect(code(await hold(world, citizen(world, 'b'), passportAt(march(4, '09:10'))))).toBe('ok');
	});

	test('only for what somebody there can do, for the whole time', async () => {
		await works('carl', 'north', '09:00', '10:00');
		await works('anna', 'south', '09:00', '10:00');
		const birth = { hall: 'north', services: ['birth'] };
		expect(code(await hold(world, citizen(world), { ...birth, at: march(4, '09:00') }))).toBe(
			'slot-gone'
		);
		const nationality = { hall: 'south', services: ['nationality'] };
		expect(code(await hold(world, citizen(world), { ...nationality, at: march(4, '09:05') }))).toBe(
			'slot-gone'
		);
		expect(code(await hold(world, citizen(world), { ...nationality, at: march(4, '09:00') }))).toBe(
			'ok'
		);
	});

	test('not in a break, not before the lead time, not past the horizon, not off the grid', async () => {
		await works('carl', 'north', '09:00', '12:00');
		await works('carl', 'north', '08:00', '20:00', 3);
		const [shift] = await world.db.read.select().from(schema.shift);
		await world.db.transaction((sql) =>
			sql.insert(schema.shiftBreak).values({
				shiftId: shift!.id,
				startsAt: march(4, '10:00'),
				endsAt: march(4, '10:15')
			})
		);
		const at = async (time: number) =>
			code(await hold(world, citizen(world, String(time)), passportAt(time)));
		expect(await at(march(4, '09:55'))).toBe('slot-gone');
		expect(await at(march(4, '10:15'))).toBe('ok');
		// It is ten now, and the public books an hour ahead.
		expect(await at(march(3, '10:55'))).toBe('slot-gone');
		expect(await at(march(3, '11:00'))).toBe('ok');
		expect(await at(march(4, '09:02'))).toBe('slot-gone');
		await works('carl', 'north', '09:00', '12:00', 31);
		world.setNow(march(3, '10:00') - 40 * 86_400_000);
		expect(await at(march(31, '09:00'))).toBe('slot-gone');
	});

	test('for as many as there are counters, and no more', async () => {
		for (const clerk of ['anna', 'bram', 'carl']) await works(clerk, 'north', '09:00', '12:00');
		const at = march(4, '09:00');
		expect(code(await hold(world, citizen(world, 'a'), passportAt(at)))).toBe('ok');
		expect(code(await hold(world, citizen(world, 'b'), passportAt(at)))).toBe('ok');
		expect(code(await hold(world, citizen(world, 'c'), passportAt(at)))).toBe('slot-gone');
	});

	test('as long as the share of the hour that is given out allows', async () => {
		await works('carl', 'north', '09:00', '10:00');
		await keepBack(world, 'north', 50, 25);
		const at = async (time: string) =>
			code(await hold(world, citizen(world, time), passportAt(march(4, time))));
		// Twelve units, of which the public gets three.
		expect(await at('09:00')).toBe('ok');
		expect(await at('09:30')).toBe('slot-gone');
	});

	test('also where somebody else has to take over what was planned', async () => {
		await works('anna', 'north', '09:00', '12:00');
		await booked(world, passportAt(march(4, '10:00')));
		// Bram comes to work as well: the passport is Anna's, until her hour is asked for.
		await works('bram', 'north', '09:00', '12:00');
		const nationality = { hall: 'north', services: ['nationality'], at: march(4, '10:00') };
		value(await hold(world, citizen(world), nationality));
		const plan = (await rows()).map(({ plannedFor }) => plannedFor);
		expect(plan.sort()).toEqual([world.clerk('anna'), world.clerk('bram')].sort());
	});
});

describe('a hold ends', () => {
	beforeEach(() => works('carl', 'north', '09:00', '12:00'));
	const at = () => march(4, '09:00');

	test('at its very end, without anything having to happen', async () => {
		value(await hold(world, citizen(world, 'a'), passportAt(at())));
		world.setNow(world.now() + 10 * 60_000 - 1);
		expect(code(await hold(world, citizen(world, 'b'), passportAt(at())))).toBe('slot-gone');
		world.setNow(world.now() + 1);
		expect(code(await hold(world, citizen(world, 'b'), passportAt(at())))).toBe('ok');
		expect(await rows()).toHaveLength(1);
	});

	test('later, if they ask for more time; once', async () => {
		const scope = citizen(world, 'a');
		const { appointmentId } = value(await hold(world, scope, passportAt(at())));
		world.pass(9);
		const more = value(
			await extendHold(world.shell, scope, { id: world.command(), appointmentId })
		);
		expect(more.until).toBe(world.now() + 10 * 60_000);
		expect(code(await extendHold(world.shell, scope, { id: world.command(), appointmentId }))).toBe(
			'hold-extended-before'
		);
		world.pass(9);
		expect(code(await hold(world, citizen(world, 'b'), passportAt(at())))).toBe('slot-gone');
		expect(
			code(await book(world.shell, scope, { id: world.command(), appointmentId, details: HER }))
		).toBe('ok');
	});

	test('when it is given back', async () => {
		const scope = citizen(world, 'a');
		const { appointmentId } = value(await hold(world, scope, passportAt(at())));
		value(await letGo(world.shell, scope, { id: world.command(), appointmentId }));
		expect(await blocks()).toEqual([]);
		expect(code(await hold(world, citizen(world, 'b'), passportAt(at())))).toBe('ok');
	});

	test('and is nobody else’s to book, nor anybody’s when it is over', async () => {
		const scope = citizen(world, 'a');
		const { appointmentId } = value(await hold(world, scope, passportAt(at())));
		const bookBy = (who: string) =>
			book(world.shell, citizen(world, who), { id: world.command(), appointmentId, details: HER });
		expect(code(await bookBy('b'))).toBe('hold-ended');
		world.pass(10);
		expect(code(await bookBy('a'))).toBe('hold-ended');
	});

	test('one browser holds two at most', async () => {
		const scope = citizen(world, 'a');
		expect(code(await hold(world, scope, passportAt(march(4, '09:00'))))).toBe('ok');
		expect(code(await hold(world, scope, passportAt(march(4, '09:10'))))).toBe('ok');
		expect(code(await hold(world, scope, passportAt(march(4, '09:20'))))).toBe('too-many-holds');
	});
});

describe('an appointment', () => {
	beforeEach(() => works('carl', 'north', '09:00', '12:00'));

	test('is made once, however often the answer is lost', async () => {
		const scope = citizen(world, 'a');
		const { appointmentId } = value(await hold(world, scope, passportAt(march(4, '09:00'))));
		const command = { id: world.command(), appointmentId, details: HER };
		const made = value(await book(world.shell, scope, command));
		expect(value(await book(world.shell, scope, command))).toEqual(made);
		expect(made.code).toMatch(/^[A-Z2-9]{6}$/);
		world.pass(60 * 12);
		expect((await blocks()).map(({ until }) => until)).toEqual([null, null]);
		expect(await world.db.read.select().from(schema.citizen)).toMatchObject([
			{ name: 'mevrouw Jansen', code: made.code, link: made.link, eraseAt: march(6, '00:00') }
		]);
	});

	test('tells the journal nothing of who comes', async () => {
		await booked(world, passportAt(march(4, '09:00')));
		const lines = JSON.stringify(await world.db.read.select().from(schema.journal));
		expect(lines).not.toContain('Jansen');
		expect(lines).not.toContain('voorbeeld.nl');
	});

	test('moves in one step: never without a time, and never with two', async () => {
		const made = await booked(world, passportAt(march(4, '09:00')), 'a' as never);
		const scope = citizen(world, 'a');
		const { appointmentId } = value(
			await hold(world, scope, { ...passportAt(march(4, '11:00')), moves: made.appointmentId })
		);
		const taken = () => hold(world, citizen(world, 'b'), passportAt(march(4, '09:00')));
		expect(code(await taken())).toBe('slot-gone');
		value(await move(world.shell, scope, { id: world.command(), appointmentId }));
		expect(await rows()).toMatchObject([
			{ id: made.appointmentId, state: 'booked', startsAt: march(4, '11:00') }
		]);
		expect((await blocks()).map(({ at }) => at)).toEqual([march(4, '11:00'), march(4, '11:05')]);
		expect(code(await taken())).toBe('ok');
	});

	test('that was cancelled meanwhile does not move', async () => {
		const made = await booked(world, passportAt(march(4, '09:00')), 'a' as never);
		const scope = citizen(world, 'a');
		const { appointmentId } = value(
			await hold(world, scope, { ...passportAt(march(4, '11:00')), moves: made.appointmentId })
		);
		value(
			await cancelAppointment(
				world.shell,
				appointmentScope(world.regionId, made.appointmentId),
				world.command()
			)
		);
		expect(code(await move(world.shell, scope, { id: world.command(), appointmentId }))).toBe(
			'appointment-over'
		);
	});

	test('that is cancelled is free for others at once, or after the hall’s delay', async () => {
		const cancel = async (at: number, hall = 'north') => {
			const made = await booked(world, passportAt(at, hall));
			const scope = appointmentScope(world.regionId, made.appointmentId);
			value(await cancelAppointment(world.shell, scope, world.command()));
			expect(code(await cancelAppointment(world.shell, scope, world.command()))).toBe(
				'appointment-over'
			);
		};
		await cancel(march(4, '09:00'));
		expect(code(await hold(world, citizen(world), passportAt(march(4, '09:00'))))).toBe('ok');

		await works('bram', 'south', '09:00', '12:00');
		await world.db.transaction((sql) =>
			sql.update(schema.agendaRule).set({ cancelDelayMinutes: 15 })
		);
		await cancel(march(4, '09:00'), 'south');
		const again = () => hold(world, citizen(world, 'b'), passportAt(march(4, '09:00'), 'south'));
		expect(code(await again())).toBe('slot-gone');
		world.pass(15);
		expect(code(await again())).toBe('ok');
	});
});

test('what is over is taken away, and who came is forgotten', async () => {
	await works('carl', 'north', '09:00', '12:00');
	await booked(world, passportAt(march(4, '09:00')));
	value(await hold(world, citizen(world), passportAt(march(4, '10:00'))));
	world.pass(10);
	await clean(world.shell);
	expect(await rows()).toMatchObject([{ state: 'booked' }]);
	expect(await blocks()).toHaveLength(2);
	world.setNow(march(6, '00:00') - 1);
	await clean(world.shell);
	expect(await world.db.read.select().from(schema.citizen)).toHaveLength(1);
	world.setNow(march(6, '00:00'));
	await clean(world.shell);
	expect(await world.db.read.select().from(schema.citizen)).toEqual([]);
	// What it was for stays, without who.
	expect(await rows()).toHaveLength(1);
});

test('two hundred who rush at thirty-six places get exactly those, each clerk one at a time', async () => {
	await works('anna', 'north', '09:00', '12:00');
	await works('carl', 'north', '09:00', '12:00');
	const times = Array.from({ length: 18 }, (_, n) => march(4, '09:00') + n * 600_000);
	const rush = await Promise.all(
		Array.from({ length: 200 }, async (_, n) => {
			const scope = citizen(world, `rush ${n}`);
			const held = await hold(world, scope, passportAt(times[n % times.length]!));
			if (!held.ok) return code(held);
			const { appointmentId } = held.value;
			const details = { ...HER, email: `rush${n}@voorbeeld.nl` };
			return code(await book(world.shell, scope, { id: world.command(), appointmentId, details }));
		})
	);
	expect(rush.filter((one) => one === 'ok')).toHaveLength(36);
	expect(rush.filter((one) => one !== 'ok' && one !== 'slot-gone')).toEqual([]);
	expect(await blocks()).toHaveLength(72);
});

describe('nobody takes what is there for all', () => {
	const bookAs = async (
		at: number,
		told: Partial<typeof HER>,
		key: string,
		scope = citizen(world, key)
	) => {
		const held = value(await hold(world, scope, passportAt(at)));
		const details = { ...HER, email: null, ...told };
		return book(world.shell, scope, { ...held, id: world.command(), details });
	};
	const times = ['09:00', '09:15', '09:30', '09:45'];

	test('one mail address or telephone number has four appointments to come, however it is typed', async () => {
		await works('carl', 'north', '09:00', '12:00');
		for (const [n, time] of times.entries())
			value(
				await bookAs(march(4, time), { email: 'jan@voorbeeld.nl', phone: '06-12345678' }, `b${n}`)
			);
		const at = march(4, '11:00');
		expect(code(await bookAs(at, { email: 'JAN@voorbeeld.nl' }, 'x'))).toBe(
			'too-many-appointments'
		);
		expect(code(await bookAs(march(4, '11:15'), { phone: '+31 6 1234 5678' }, 'y'))).toBe(
			'too-many-appointments'
		);
		expect(code(await bookAs(march(4, '11:30'), { email: 'piet@voorbeeld.nl' }, 'z'))).toBe('ok');
	});

	test('staff give more, and what is over does not count', async () => {
		await works('carl', 'north', '09:00', '12:00');
		const email = 'jan@voorbeeld.nl';
		for (const [n, time] of times.entries())
			value(await bookAs(march(4, time), { email }, `b${n}`));
		const anna = agent(world, 'anna');
		expect(code(await bookAs(march(4, '11:00'), { email }, '', anna))).toBe('ok');
		await works('carl', 'north', '09:00', '12:00', 5);
		world.setNow(march(4, '09:20'));
		// Three of the citizen's are still to come; so this one may be.
		value(
			await cancelAppointment(
				world.shell,
				appointmentScope(world.regionId, (await rows())[4]?.id as never),
				world.command()
			)
		);
		expect(code(await bookAs(march(5, '09:00'), { email }, 'later'))).toBe('ok');
	});

	test('one address holds sixty slots in ten minutes', () => {
		for (let n = 0; n < 60; n++) expect(code(within(world.shell, 'hold', '10.0.0.1'))).toBe('ok');
		const refused = within(world.shell, 'hold', '10.0.0.1');
		expect(refused.ok ? null : refused.refusal).toEqual({
			code: 'too-many-tries',
			retryAt: world.now() + 10 * 60_000
		});
		expect(code(within(world.shell, 'hold', '10.0.0.2'))).toBe('ok');
		world.pass(10);
		expect(code(within(world.shell, 'hold', '10.0.0.1'))).toBe('ok');
	});
});
