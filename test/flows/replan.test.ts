import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as schema from '../../src/lib/server/db/schema.ts';
import { mailsOf } from '../../src/lib/server/db/mails.ts';
import { agendaOn } from '../../src/lib/server/flows/agenda.ts';
import { book, cancelAppointment, move } from '../../src/lib/server/flows/booking.ts';
import { checkInByCode } from '../../src/lib/server/flows/checkin.ts';
import {
	closeDay,
	dayState,
	openDay,
	replanDay,
	setAbsent
} from '../../src/lib/server/flows/replan.ts';
import { OfferBook } from '../../src/lib/server/offers.ts';
import { type AgendaScope, appointmentScope } from '../../src/lib/server/scope.ts';
import { kioskMenu } from '../../src/lib/server/views/kiosk.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { HER, booked, citizen, giveOut, hold, march } from '../support/agenda.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;
const DAY = '2026-03-04';

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 3 },
			{ key: 'south', counters: 2 }
		],
		services: [
			{ key: 'passport', letter: 'P', minutes: 10 },
			{ key: 'nationality', letter: 'N', minutes: 60 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport', 'nationality'] },
			{ key: 'bram', skills: ['passport'] },
			{ key: 'carl', skills: ['passport'] }
		]
	});
	await giveOut(world, 'north');
	await giveOut(world, 'south');
	for (const [clerk, hall] of [
		['anna', 'north'],
		['bram', 'north'],
		['carl', 'south']
	] as const)
		await world.shift(clerk, hall, march(4, '09:00'), march(4, '17:00'));
});

afterEach(async () => {
	expect((await verify(world.db)).findings).toEqual([]);
	await world.close();
});

const lead = (hall = 'north') => world.lead('lead-hall', hall);
const state = async (hall = 'north') => {
	const found = await dayState(world.shell, lead(hall), DAY);
	if (!found) throw new Error('no such day');
	return found;
};
const put = (hall = 'north') =>
	replanDay(world.shell, lead(hall), { id: world.command(), day: DAY });
const ill = (clerk: string, absent = true) =>
	setAbsent(world.shell, lead(), DAY, { clerkId: world.clerk(clerk), absent });
const at = (time: string, services = ['passport'], hall = 'north') => ({
	hall,
	at: march(4, time),
	services
});
const rows = () => world.db.read.select().from(schema.appointment);
const stateOf = async (id: string) => (await rows()).find((row) => row.id === id)?.state;

describe('somebody is ill', () => {
	test('nothing is changed by looking: those who can stay are counted, the others listed', async () => {
		await booked(world, at('09:00', ['nationality']), 'first' as never);
		await booked(world, at('09:00'), 'second' as never);
		expect(code(await ill('anna'))).toBe('ok');
		const before = await rows();
		expect(await state()).toMatchObject({
			booked: 2,
			affected: [
				{ startsAt: march(4, '09:00'), services: [{ serviceId: world.service('nationality') }] }
			],
			rostered: [
				{ name: 'anna', absent: true },
				{ name: 'bram', absent: false }
			]
		});
		expect(await rows()).toEqual(before);
	});

	test('what they had goes to a colleague who can do it, and nobody is written to about that', async () => {
		const made = await booked(world, at('09:00'));
		const [before] = await rows();
		const planned = before?.plannedFor === world.clerk('anna') ? 'anna' : 'bram';
		value(await ill(planned));
		expect(await state()).toMatchObject({ affected: [], reassigned: 1 });
		expect(value(await put())).toEqual({ reassigned: 1, displaced: 0, withoutMail: 0 });
		const [after] = await rows();
		expect(after).toMatchObject({ state: 'booked', startsAt: march(4, '09:00') });
		expect(after?.plannedFor).not.toBe(before?.plannedFor);
		expect((await mailsOf(world.db.read, made.appointmentId)).map(({ kind }) => kind)).toEqual([
			'booked'
		]);
	});

	test('whoever booked first keeps their time', async () => {
		await world.shift('carl', 'north', march(4, '09:00'), march(4, '12:00'));
		const ids = [];
		for (let n = 0; n < 3; n++) {
			ids.push((await booked(world, at('09:00'))).appointmentId);
			world.pass(1);
		}
		value(await ill('anna'));
		value(await ill('carl'));
		expect(value(await put())).toMatchObject({ displaced: 2 });
		expect(await Promise.all(ids.map(stateOf))).toEqual(['booked', 'displaced', 'displaced']);
	});

	test('back again, the plan holds as it was', async () => {
		await booked(world, at('09:00', ['nationality']));
		value(await ill('anna'));
		expect((await state()).affected).toHaveLength(1);
		value(await ill('anna', false));
		expect(await state()).toMatchObject({ affected: [], reassigned: 0 });
		expect(code(await put())).toBe('nothing-changes');
	});

	test('no new times are offered with them, and kiosks count without them', async () => {
		const offers = new OfferBook(world.db);
		const service = (await world.db.read.select().from(schema.service)).find(
			({ id }) => id === world.service('nationality')
		);
		const free = async () =>
			(
				await offers.search(
					{
						regionId: world.regionId,
						services: [{ service: service as never, persons: 1 }],
						channel: 'public',
						from: DAY,
						days: 1
					},
					world.now()
				)
			).days[0]?.halls.length;
		expect(await free()).toBe(1);
		value(await ill('anna'));
		expect(await free()).toBe(0);
		world.setNow(march(4, '10:00'));
		const menu = await kioskMenu(world.db.read, world.hall('north'), world.now());
		expect(menu?.services.find(({ id }) => id === world.service('nationality'))?.closed).toBe(
			'nobody-skilled'
		);
	});

	test('only who is rostered there can be', async () => {
		expect(code(await ill('carl'))).toBe('unknown-colleague');
	});
});

describe('a hall is closed on a day', () => {
	test('forty appointments are offered other times in one press, each by a letter with a link', async () => {
		const ids = [];
		for (let n = 0; n < 40; n++) {
			const scope = citizen(world, `c${n}`);
			const when = march(4, '09:00') + n * 600_000;
			const held = value(await hold(world, scope, { hall: 'north', at: when }));
			const email = n === 7 ? null : `c${n}@voorbeeld.nl`;
			const details = { ...HER, email, phone: n === 7 ? '0612345678' : null };
			value(await book(world.shell, scope, { ...held, id: world.command(), details }));
			ids.push(held.appointmentId);
		}
		await closeDay(world.shell, lead(), DAY, { nl: 'Verbouwing', en: '' });
		expect(await state()).toMatchObject({ closed: true, different: true, booked: 40 });
		expect((await state()).affected).toHaveLength(40);
		expect(await world.db.read.select().from(schema.agendaBlock)).not.toEqual([]);
		expect(value(await put())).toEqual({ reassigned: 0, displaced: 40, withoutMail: 1 });
		expect(new Set(await Promise.all(ids.map(stateOf)))).toEqual(new Set(['displaced']));
		expect(await world.db.read.select().from(schema.agendaBlock)).toEqual([]);
		const letters = await world.db.read.select().from(schema.mail);
		expect(letters.filter(({ kind }) => kind === 'displaced')).toHaveLength(39);
		// A second press has nothing to do: nobody is written to twice.
		expect(code(await put())).toBe('nothing-changes');
		expect((await state()).displaced).toHaveLength(40);
	});

	test('whoever was displaced chooses another time, in any hall, and keeps their code', async () => {
		const made = await booked(world, at('09:00'), 'mover' as never);
		await closeDay(world.shell, lead(), DAY, { nl: '', en: '' });
		value(await put());
		const scope = citizen(world, 'mover');
		const held = value(
			await hold(world, scope, { ...at('11:00', ['passport'], 'south'), moves: made.appointmentId })
		);
		value(await move(world.shell, scope, { ...held, id: world.command() }));
		expect(await rows()).toMatchObject([
			{ id: made.appointmentId, state: 'booked', branchId: world.hall('south') }
		]);
		world.setNow(march(4, '11:00'));
		const kiosk = world.kiosk('south');
		expect(
			code(await checkInByCode(world.shell, kiosk, { id: world.command(), code: made.code }))
		).toBe('ok');
	});

	test('or cancels; and a kiosk tells who comes all the same', async () => {
		const made = await booked(world, at('09:00'));
		await closeDay(world.shell, lead(), DAY, { nl: '', en: '' });
		value(await put());
		const kiosk = world.kiosk('north');
		const come = await checkInByCode(world.shell, kiosk, { id: world.command(), code: made.code });
		expect(come.ok ? null : come.refusal).toEqual({
			code: 'appointment-over',
			state: 'displaced'
		});
		const own = appointmentScope(world.regionId, made.appointmentId);
		expect(code(await cancelAppointment(world.shell, own, world.command()))).toBe('ok');
	});

	test('kiosks are closed then, nothing is offered, and nothing can be held', async () => {
		const free = { ...at('11:00') };
		await closeDay(world.shell, lead(), DAY, { nl: '', en: '' });
		expect(code(await hold(world, citizen(world), free))).toBe('slot-gone');
		world.setNow(march(4, '10:00'));
		const menu = await kioskMenu(world.db.read, world.hall('north'), world.now());
		expect(menu?.open.open).toBe(false);
		await openDay(world.shell, lead(), DAY);
		const again = await kioskMenu(world.db.read, world.hall('north'), world.now());
		expect(again?.open.open).toBe(true);
	});

	test('what is held for somebody who is filling in a form is let go', async () => {
		const scope = citizen(world, 'slow');
		const held = value(await hold(world, scope, at('09:00')));
		await closeDay(world.shell, lead(), DAY, { nl: '', en: '' });
		value(await put());
		const details = HER;
		expect(code(await book(world.shell, scope, { ...held, id: world.command(), details }))).toBe(
			'hold-ended'
		);
	});
});

test('what has begun and who is here is left to the queue', async () => {
	const here = await booked(world, at('09:30'));
	const begun = await booked(world, at('09:00'));
	world.setNow(march(4, '09:10'));
	const kiosk = world.kiosk('north');
	value(await checkInByCode(world.shell, kiosk, { id: world.command(), code: here.code }));
	await closeDay(world.shell, lead(), DAY, { nl: '', en: '' });
	expect((await state()).affected).toEqual([]);
	expect(code(await put())).toBe('nothing-changes');
	expect([await stateOf(here.appointmentId), await stateOf(begun.appointmentId)]).toEqual([
		'arrived',
		'booked'
	]);
});

test('whoever is here keeps their clerk, and nobody else is given to that clerk meanwhile', async () => {
	await world.shift('carl', 'north', march(3, '11:30'), march(3, '13:00'));
	await world.shift('bram', 'north', march(3, '11:30'), march(3, '13:00'));
	const DAY_THREE = '2026-03-03';
	const here = await booked(world, { hall: 'north', at: march(3, '12:00') });
	world.pass(1);
	await booked(world, { hall: 'north', at: march(3, '12:00') });
	world.setNow(march(3, '11:40'));
	const kiosk = world.kiosk('north');
	value(await checkInByCode(world.shell, kiosk, { id: world.command(), code: here.code }));
	const mine = (await rows()).find(({ id }) => id === here.appointmentId)?.plannedFor;
	const other = mine === world.clerk('carl') ? 'bram' : 'carl';
	const wish = { clerkId: world.clerk(other), absent: true };
	value(await setAbsent(world.shell, lead(), DAY_THREE, wish));
	const put3 = await replanDay(world.shell, lead(), { id: world.command(), day: DAY_THREE });
	expect(value(put3)).toMatchObject({ displaced: 1, reassigned: 0 });
	expect(await stateOf(here.appointmentId)).toBe('arrived');
});

test('staff see who was displaced in the agenda', async () => {
	await booked(world, at('09:00'));
	await closeDay(world.shell, lead(), DAY, { nl: '', en: '' });
	value(await put());
	const scope = { ...lead() } as unknown as AgendaScope;
	expect(await agendaOn(world.shell, scope, [world.hall('north')], DAY, DAY)).toMatchObject([
		{ standing: 'displaced' }
	]);
});
