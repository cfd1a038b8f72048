import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandId } from '../../src/lib/domain/ids.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { cancelAppointment, letGo, move } from '../../src/lib/server/flows/booking.ts';
import {
	earlierBooker,
	earlierState,
	wantEarlier,
	wantNoMore
} from '../../src/lib/server/flows/earlier.ts';
import { offerFree } from '../../src/lib/server/flows/offering.ts';
import { clean } from '../../src/lib/server/jobs.ts';
import { type Sender, sendDue } from '../../src/lib/server/mail/outbox.ts';
import { smtpPost } from '../../src/lib/server/mail/post.ts';
import { OfferBook } from '../../src/lib/server/offers.ts';
import { appointmentScope } from '../../src/lib/server/scope.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { booked, citizen, giveOut, hold, march } from '../support/agenda.ts';
import { MailSink } from '../support/mail-sink.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

let world: World;
let offers: OfferBook;
let sink: MailSink;
let sender: Sender;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 1 },
			{ key: 'south', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 30 }],
		clerks: [
			{ key: 'anna', skills: ['passport'] },
			{ key: 'bram', skills: ['passport'] }
		]
	});
	await giveOut(world, 'north', { gridMinutes: 30 });
	await giveOut(world, 'south', { gridMinutes: 30 });
	// Two places on the fourth, and a later day with room.
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '10:00'));
	await world.shift('anna', 'north', march(6, '09:00'), march(6, '12:00'));
	offers = new OfferBook(world.db);
	sink = await MailSink.open();
	sender = { post: smtpPost(sink.url), origin: 'https://x.example.nl', from: 'a@example.nl' };
});

afterEach(async () => {
	sender.post.close();
	await sink.close();
	expect((await verify(world.db)).findings).toEqual([]);
	await world.close();
});

const scopeOf = (id: Awaited<ReturnType<typeof booked>>['appointmentId']) =>
	appointmentScope(world.regionId, id);
const at = (day: number, time: string) => ({ hall: 'north', at: march(day, time) });
const want = (id: Parameters<typeof scopeOf>[0], onlyHere = false) =>
	wantEarlier(world.shell, scopeOf(id), { onlyHere });
const ask = () => offerFree(world.shell, offers);
const cancel = async (id: Parameters<typeof scopeOf>[0]) =>
	value(await cancelAppointment(world.shell, scopeOf(id), world.command()));
const offerTo = async (id: Parameters<typeof scopeOf>[0]) =>
	(await earlierState(world.shell, id)).offer;
const take = async (id: Parameters<typeof scopeOf>[0]) => {
	const offer = await offerTo(id);
	if (!offer) throw new Error('no offer');
	const wish = { id: world.command(), appointmentId: offer.id };
	return move(world.shell, earlierBooker(scopeOf(id)), wish);
};

/** Two on the fourth, and whoever waits on the sixth. */
async function full() {
	const first = await booked(world, at(4, '09:00'));
	const second = await booked(world, at(4, '09:30'));
	const waits = [await booked(world, at(6, '09:00')), await booked(world, at(6, '10:00'))] as const;
	return { first, second, waits };
}

describe('whoever wants to come earlier', () => {
	test('is asked nothing while nothing is free, and is written to when something is', async () => {
		const { first, waits } = await full();
		expect(code(await want(waits[0].appointmentId))).toBe('ok');
		expect(await ask()).toBe(0);
		await sendDue(world.shell, sender);
		sink.letters.length = 0;
		await cancel(first.appointmentId);
		expect(await ask()).toBe(1);
		expect(await offerTo(waits[0].appointmentId)).toMatchObject({
			startsAt: march(4, '09:00'),
			until: world.now() + 120 * 60_000
		});
		await sendDue(world.shell, sender);
		const letter = sink.letters.find(({ subject }) => subject.startsWith('Wilt u eerder'));
		expect(letter?.subject).toBe('Wilt u eerder komen? woensdag 4 maart om 09:00');
		expect(letter?.text).toContain(`https://x.example.nl/afspraak/${waits[0].link}`);
		// Nobody's yet, so in nobody's calendar.
		expect(letter?.calendar).toBe('');
	});

	test('takes it with one press, and their own time is free for others', async () => {
		const { first, waits } = await full();
		value(await want(waits[0].appointmentId));
		await cancel(first.appointmentId);
		await ask();
		expect(code(await take(waits[0].appointmentId))).toBe('ok');
		const rows = await world.db.read.select().from(schema.appointment);
		expect(rows.find(({ id }) => id === waits[0].appointmentId)).toMatchObject({
			state: 'booked',
			startsAt: march(4, '09:00')
		});
		expect(code(await hold(world, citizen(world, 'new'), at(6, '09:00')))).toBe('ok');
	});

	test('has it held: nobody else can take it meanwhile, and afterwards everybody can', async () => {
		const { first, waits } = await full();
		value(await want(waits[0].appointmentId));
		await cancel(first.appointmentId);
		await ask();
		expect(code(await hold(world, citizen(world, 'new'), at(4, '09:00')))).toBe('slot-gone');
		world.pass(120);
		expect(
			code(await take(waits[0].appointmentId).catch(() => ({ ok: true, value: 'none' })))
		).toBe('ok');
		expect(code(await hold(world, citizen(world, 'new'), at(4, '09:00')))).toBe('ok');
	});

	test('keeps what they had when they do nothing', async () => {
		const { first, waits } = await full();
		value(await want(waits[0].appointmentId));
		await cancel(first.appointmentId);
		await ask();
		world.pass(121);
		await clean(world.shell);
		await ask();
		const rows = await world.db.read.select().from(schema.appointment);
		expect(rows.find(({ id }) => id === waits[0].appointmentId)).toMatchObject({
			state: 'booked',
			startsAt: march(6, '09:00')
		});
	});
});

describe('the order', () => {
	test('whoever waits longest is asked first; the next one when they say no', async () => {
		const { first, waits } = await full();
		value(await want(waits[1].appointmentId));
		world.pass(1);
		value(await want(waits[0].appointmentId));
		await cancel(first.appointmentId);
		expect(await ask()).toBe(1);
		const offer = await offerTo(waits[1].appointmentId);
		expect(offer).not.toBeNull();
		expect(await offerTo(waits[0].appointmentId)).toBeNull();
		value(
			await letGo(world.shell, earlierBooker(scopeOf(waits[1].appointmentId)), {
				id: world.command(),
				appointmentId: offer?.id as never
			})
		);
		// Not asked about the same time again.
		expect(await ask()).toBe(1);
		expect(await offerTo(waits[1].appointmentId)).toBeNull();
		expect(await offerTo(waits[0].appointmentId)).not.toBeNull();
	});

	test('two free times go to two who wait', async () => {
		const { first, second, waits } = await full();
		value(await want(waits[0].appointmentId));
		value(await want(waits[1].appointmentId));
		await cancel(first.appointmentId);
		await cancel(second.appointmentId);
		expect(await ask()).toBe(2);
		expect((await offerTo(waits[0].appointmentId))?.startsAt).not.toBe(
			(await offerTo(waits[1].appointmentId))?.startsAt
		);
	});
});

describe('nobody is asked', () => {
	test('about another hall who wants to come here', async () => {
		const { waits } = await full();
		value(await want(waits[0].appointmentId, true));
		await world.shift('bram', 'south', march(4, '09:00'), march(4, '10:00'));
		expect(await ask()).toBe(0);
		value(await want(waits[0].appointmentId, false));
		expect(await ask()).toBe(1);
	});

	test('any more who took none of three, or said so, or has come', async () => {
		const { waits } = await full();
		const id = waits[0].appointmentId;
		value(await want(id));
		await world.shift('bram', 'south', march(4, '09:00'), march(4, '17:00'));
		for (let n = 0; n < 3; n++) {
			expect(await ask(), String(n)).toBe(1);
			world.pass(121);
		}
		expect(await ask()).toBe(0);
		expect((await earlierState(world.shell, id)).wish).toBeNull();

		value(await want(id));
		await wantNoMore(world.shell, scopeOf(id));
		expect(await ask()).toBe(0);
		value(await want(id));
		await cancel(id);
		expect(await ask()).toBe(0);
		expect(await world.db.read.select().from(schema.earlierWish)).toEqual([]);
	});

	test('who can’t be written to', async () => {
		const { waits } = await full();
		await world.db.transaction((sql) => sql.update(schema.citizen).set({ email: null }));
		expect(code(await want(waits[0].appointmentId))).toBe('unknown-appointment');
	});
});

test('a press that is heard twice moves once', async () => {
	const { first, waits } = await full();
	value(await want(waits[0].appointmentId));
	await cancel(first.appointmentId);
	await ask();
	const offer = await offerTo(waits[0].appointmentId);
	const wish = { id: 'press' as CommandId, appointmentId: offer?.id as never };
	const booker = earlierBooker(scopeOf(waits[0].appointmentId));
	const once = await move(world.shell, booker, wish);
	expect(await move(world.shell, booker, wish)).toEqual(once);
	// Somebody else's address is no proof.
	const other = earlierBooker(scopeOf(waits[1].appointmentId));
	expect(code(await move(world.shell, other, { ...wish, id: world.command() }))).toBe('hold-ended');
});
