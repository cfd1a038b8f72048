import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppointmentId, CommandId } from '../../src/lib/domain/ids.ts';
import type { DayPart } from '../../src/lib/domain/wish.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { cancelAppointment } from '../../src/lib/server/flows/booking.ts';
import { wantEarlier } from '../../src/lib/server/flows/earlier.ts';
import { mailState } from '../../src/lib/server/flows/mail.ts';
import { offerFree } from '../../src/lib/server/flows/offering.ts';
import {
	type WaitlistState,
	declineOffer,
	joinWaitlist,
	leaveWaitlist,
	ownPlace,
	takeOffWaitlist,
	takeOffer,
	waitlistByLink,
	waitlistCount,
	waitlistRows
} from '../../src/lib/server/flows/waitlist.ts';
import { clean } from '../../src/lib/server/jobs.ts';
import { type Sender, sendDue } from '../../src/lib/server/mail/outbox.ts';
import { smtpPost } from '../../src/lib/server/mail/post.ts';
import { OfferBook } from '../../src/lib/server/offers.ts';
import {
	type AgendaScope,
	agendaScope,
	appointmentScope,
	mailScope
} from '../../src/lib/server/scope.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { HER, booked, citizen, giveOut, hold, march } from '../support/agenda.ts';
import { MailSink } from '../support/mail-sink.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

const DAY_MINUTES = 24 * 60;

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
		services: [
			{ key: 'passport', letter: 'P', minutes: 30 },
			{ key: 'licence', letter: 'L', minutes: 30 }
		],
		clerks: [
			{ key: 'anna', skills: ['passport'] },
			{ key: 'bram', skills: ['passport'] }
		]
	});
	await giveOut(world, 'north', { gridMinutes: 30 });
	await giveOut(world, 'south', { gridMinutes: 30 });
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

interface Waits {
	hall?: string;
	part?: DayPart;
	email?: string;
	service?: string;
	id?: CommandId;
}

const join = async ({ hall, part, email, service, id }: Waits = {}) => {
	const [town] = await world.db.read.select().from(schema.municipality);
	if (!town) throw new Error('no municipality');
	return joinWaitlist(world.shell, citizen(world, email), {
		id: id ?? world.command(),
		municipalityId: town.id,
		branchId: hall ? world.hall(hall) : null,
		part: part ?? null,
		services: [{ serviceId: world.service(service ?? 'passport'), persons: 1 }],
		details: { ...HER, email: email ?? 'jansen@voorbeeld.nl' }
	});
};
const joined = async (waits: Waits = {}): Promise<string> => value(await join(waits)).link;
const place = async (link: string): Promise<WaitlistState> => {
	const state = await waitlistByLink(world.shell, link);
	if (!state) throw new Error('no such place');
	return state;
};
const ask = () => offerFree(world.shell, offers);
const work = (day: number, from: string, to: string, hall = 'north', clerk = 'anna') =>
	world.shift(clerk, hall, march(day, from), march(day, to));
const offered = async (link: string): Promise<AppointmentId> => {
	const { offer } = await place(link);
	if (!offer) throw new Error('no offer');
	return offer.id;
};
const take = async (link: string, offer: AppointmentId, id = world.command()) =>
	takeOffer(world.shell, ownPlace(await place(link)), { id, appointmentId: offer });
const letters = async () => {
	await sendDue(world.shell, sender);
	return sink.letters.splice(0).map(({ subject }) => subject);
};

describe('whoever found nothing free', () => {
	test('is written to when they join, and when a time becomes free that is held for them', async () => {
		const link = await joined();
		expect(await letters()).toEqual(['U staat op de wachtlijst']);
		expect(await ask()).toBe(0);
		await work(4, '09:00', '10:00');
		expect(await ask()).toBe(1);
		expect((await place(link)).offer).toMatchObject({
			startsAt: march(4, '09:00'),
			until: world.now() + 120 * 60_000
		});
		expect(
			code(await hold(world, citizen(world, 'new'), { hall: 'north', at: march(4, '09:00') }))
		).toBe('slot-gone');
		await sendDue(world.shell, sender);
		const [letter] = sink.letters;
		expect(letter?.subject).toBe('Er is een tijd vrij: woensdag 4 maart om 09:00');
		expect(letter?.text).toContain(`https://x.example.nl/wachtlijst/${link}`);
		expect(letter?.calendar).toBe('');
	});

	test('has an appointment with one press, with all that they told, and waits no more', async () => {
		const link = await joined();
		await work(4, '09:00', '10:00');
		await ask();
		await letters();
		const made = value(await take(link, await offered(link)));
		const [told] = await world.db.read
			.select()
			.from(schema.citizen)
			.where(eq(schema.citizen.appointmentId, made.appointmentId));
		expect(told).toMatchObject({ name: HER.name, email: HER.email, link: made.link });
		expect((await place(link)).took).toBe(made.link);
		expect(await letters()).toEqual(['Uw afspraak op woensdag 4 maart om 09:00']);
		await work(5, '09:00', '10:00');
		expect(await ask()).toBe(0);
		// What is known of them stands with the appointment, and nowhere else.
		const [{ name, email, mailbox } = {}] = await world.db.read.select().from(schema.waitlist);
		expect([name, email, mailbox]).toEqual(['', '', '']);
	});

	test('gets one appointment for a press that is heard twice', async () => {
		const link = await joined();
		await work(4, '09:00', '11:00');
		await ask();
		const offer = await offered(link);
		const press = world.command();
		const once = await take(link, offer, press);
		expect(await take(link, offer, press)).toEqual(once);
		expect(code(await take(link, offer))).toBe('hold-ended');
		const rows = await world.db.read.select().from(schema.appointment);
		expect(rows.filter(({ state }) => state === 'booked')).toHaveLength(1);
	});

	test('is on the list once for a press that is heard twice', async () => {
		const id = world.command();
		const link = await joined({ id });
		expect(await joined({ id })).toBe(link);
		expect(await world.db.read.select().from(schema.waitlist)).toHaveLength(1);
	});

	test('can’t take what is held for somebody else', async () => {
		const first = await joined({ email: 'a@voorbeeld.nl' });
		const second = await joined({ email: 'b@voorbeeld.nl' });
		await work(4, '09:00', '09:30');
		await ask();
		expect(code(await take(second, await offered(first)))).toBe('hold-ended');
	});

	test('is on the list four times at most', async () => {
		for (let n = 0; n < 4; n++)
			await joined({ email: n % 2 ? 'X@voorbeeld.nl' : 'x@voorbeeld.nl' });
		expect(await join({ email: 'x@voorbeeld.nl' })).toEqual({
			ok: false,
			refusal: { code: 'too-many-listed', allowed: 4 }
		});
		expect(code(await join({ email: 'y@voorbeeld.nl' }))).toBe('ok');
	});
});

describe('the order', () => {
	test('whoever waits longest is asked first, with an appointment or without', async () => {
		await work(6, '09:00', '10:00');
		const has = await booked(world, { hall: 'north', at: march(6, '09:00') });
		await booked(world, { hall: 'north', at: march(6, '09:30') });
		const first = await joined({ email: 'a@voorbeeld.nl' });
		world.pass(1);
		const scope = appointmentScope(world.regionId, has.appointmentId);
		value(await wantEarlier(world.shell, scope, { onlyHere: false }));
		world.pass(1);
		const last = await joined({ email: 'b@voorbeeld.nl' });
		await work(4, '09:00', '10:00');
		expect(await ask()).toBe(2);
		expect((await place(first)).offer?.startsAt).toBe(march(4, '09:00'));
		expect((await place(last)).offer).toBeNull();
		const held = await world.db.read
			.select()
			.from(schema.appointment)
			.where(eq(schema.appointment.moves, has.appointmentId));
		expect(held).toMatchObject([{ startsAt: march(4, '09:30') }]);
	});

	test('who says no waits on, and the next in turn is asked', async () => {
		const first = await joined({ email: 'a@voorbeeld.nl' });
		world.pass(1);
		const second = await joined({ email: 'b@voorbeeld.nl' });
		await work(4, '09:00', '09:30');
		await ask();
		const scope = ownPlace(await place(first));
		const appointmentId = await offered(first);
		value(await declineOffer(world.shell, scope, { id: world.command(), appointmentId }));
		expect(await ask()).toBe(1);
		expect((await place(first)).offer).toBeNull();
		expect((await place(second)).offer?.startsAt).toBe(march(4, '09:00'));
		await work(5, '09:00', '09:30');
		expect(await ask()).toBe(1);
		expect((await place(first)).offer?.startsAt).toBe(march(5, '09:00'));
	});
});

describe('nobody is asked', () => {
	test('about another hall, or another part of the day, than they wait for', async () => {
		const link = await joined({ hall: 'north', part: 'afternoon' });
		await work(4, '09:00', '10:00');
		await work(4, '13:00', '14:00', 'south', 'bram');
		expect(await ask()).toBe(0);
		await work(5, '13:00', '14:00');
		expect(await ask()).toBe(1);
		expect((await place(link)).offer?.startsAt).toBe(march(5, '13:00'));
	});

	test('about a time that is too soon to answer and to come', async () => {
		await joined();
		// It is ten: free for who books now, and gone before anybody who reads their mail.
		await work(3, '12:00', '12:30');
		expect(await ask()).toBe(0);
		await work(3, '13:00', '13:30');
		expect(await ask()).toBe(1);
	});

	test('who left; what was held for them is free, and nothing of them is kept', async () => {
		const link = await joined();
		await work(4, '09:00', '09:30');
		await ask();
		value(await leaveWaitlist(world.shell, ownPlace(await place(link)), world.command()));
		expect(await ask()).toBe(0);
		expect(await letters()).toEqual([]);
		expect(await place(link)).toMatchObject({ offer: null, listed: { name: '', email: '' } });
		expect(
			code(await hold(world, citizen(world, 'new'), { hall: 'north', at: march(4, '09:00') }))
		).toBe('ok');
		// Again is no harm.
		value(await leaveWaitlist(world.shell, ownPlace(await place(link)), world.command()));
	});

	test('any more who took none of three, and they are told', async () => {
		const link = await joined();
		await work(4, '09:00', '17:00');
		for (let n = 0; n < 3; n++) {
			expect(await ask(), String(n)).toBe(1);
			world.pass(121);
			await clean(world.shell);
		}
		await letters();
		expect(await ask()).toBe(0);
		expect((await place(link)).listed.endedAt).toBe(world.now());
		expect(await letters()).toEqual(['U staat niet meer op de wachtlijst']);
	});

	test('after sixty days; two days later nobody knows who it was', async () => {
		const link = await joined();
		await letters();
		world.pass(60 * DAY_MINUTES);
		await ask();
		expect(await letters()).toEqual(['U staat niet meer op de wachtlijst']);
		world.pass(2 * DAY_MINUTES);
		await clean(world.shell);
		expect(await waitlistByLink(world.shell, link)).toBeNull();
		expect(await world.db.read.select().from(schema.mail)).toEqual([]);
	});
});

test('a time that somebody cancels goes to the list', async () => {
	await work(4, '09:00', '09:30');
	const has = await booked(world, { hall: 'north', at: march(4, '09:00') });
	const link = await joined({ email: 'a@voorbeeld.nl' });
	expect(await ask()).toBe(0);
	const scope = appointmentScope(world.regionId, has.appointmentId);
	value(await cancelAppointment(world.shell, scope, world.command()));
	expect(await ask()).toBe(1);
	expect((await place(link)).offer?.startsAt).toBe(march(4, '09:00'));
});

test('a letter that does not arrive is shown to who looks after letters', async () => {
	await joined({ hall: 'north' });
	sink.answers(550);
	await sendDue(world.shell, sender);
	const lead = mailScope({
		accountId: world.clerk('anna'),
		regionId: world.regionId,
		name: 'anna',
		login: 'anna',
		demo: false,
		grants: [{ role: 'administrator', level: 'region', id: world.regionId }]
	});
	if (!lead) throw new Error('may not look after letters');
	expect((await mailState(world.shell, lead)).undelivered).toMatchObject([
		{ kind: 'listed', startsAt: null }
	]);
});

test('a service that nobody gives is refused', async () => {
	const [town] = await world.db.read.select().from(schema.municipality);
	const outcome = await joinWaitlist(world.shell, citizen(world), {
		id: world.command(),
		municipalityId: town?.id as never,
		branchId: null,
		part: null,
		services: [{ serviceId: 'no-such' as never, persons: 1 }],
		details: { ...HER, email: 'x@voorbeeld.nl' }
	});
	expect(code(outcome)).toBe('unknown-service');
});

describe('staff', () => {
	const staff = (regionId = world.regionId): AgendaScope => {
		const scope = agendaScope({
			accountId: world.clerk('anna'),
			regionId,
			name: 'anna',
			login: 'anna',
			demo: false,
			grants: [{ role: 'clerk', level: 'region', id: regionId }]
		});
		if (!scope) throw new Error('may not keep the agenda');
		return scope;
	};

	test('see who waits, for what, and what was offered', async () => {
		await joined({ hall: 'north', part: 'morning' });
		expect(await waitlistCount(world.shell, staff())).toBe(1);
		await work(4, '09:00', '10:00');
		await ask();
		expect(await waitlistRows(world.shell, staff())).toMatchObject([
			{
				name: HER.name,
				branchId: world.hall('north'),
				part: 'morning',
				services: [{ serviceId: world.service('passport'), persons: 1 }],
				offer: { startsAt: march(4, '09:00'), until: world.now() + 120 * 60_000 }
			}
		]);
		// An offer that nobody took stands there no more.
		world.pass(121);
		expect((await waitlistRows(world.shell, staff()))[0]?.offer).toBeNull();
	});

	test('take off two, though both buttons came with one page', async () => {
		const first = (await place(await joined({ email: 'a@voorbeeld.nl' }))).listed.id;
		const second = (await place(await joined({ email: 'b@voorbeeld.nl' }))).listed.id;
		const id = world.command();
		value(await takeOffWaitlist(world.shell, staff(), { id, waitlistId: first }));
		// Never said to be done without being done.
		expect(code(await takeOffWaitlist(world.shell, staff(), { id, waitlistId: second }))).toBe(
			'command-reused'
		);
		value(await takeOffWaitlist(world.shell, staff(), { id: world.command(), waitlistId: second }));
		expect(await waitlistCount(world.shell, staff())).toBe(0);
	});

	test('take somebody off the list of their own region', async () => {
		const link = await joined();
		await work(4, '09:00', '09:30');
		await ask();
		const { id } = (await place(link)).listed;
		const remove = (scope: AgendaScope) =>
			takeOffWaitlist(world.shell, scope, { id: world.command(), waitlistId: id });
		expect(code(await remove(staff('another' as never)))).toBe('unknown-waitlist');
		expect(code(await remove(staff()))).toBe('ok');
		expect(await waitlistRows(world.shell, staff())).toEqual([]);
		expect(
			code(await hold(world, citizen(world, 'new'), { hall: 'north', at: march(4, '09:00') }))
		).toBe('ok');
	});
});
