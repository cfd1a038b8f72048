import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandId } from '../../src/lib/domain/ids.ts';
import { HOUR } from '../../src/lib/domain/time.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { givenUp, mailsWaiting, saveText, tryAgain } from '../../src/lib/server/db/mails.ts';
import { cancelAppointment, move } from '../../src/lib/server/flows/booking.ts';
import { clean } from '../../src/lib/server/jobs.ts';
import { type Sender, sendDue } from '../../src/lib/server/mail/outbox.ts';
import { folderPost, smtpPost } from '../../src/lib/server/mail/post.ts';
import { appointmentScope } from '../../src/lib/server/scope.ts';
import { HER, booked, citizen, giveOut, hold, march } from '../support/agenda.ts';
import { MailSink } from '../support/mail-sink.ts';
import { type World, openWorld } from '../support/world.ts';
import { value } from './outcome.ts';

let world: World;
let sink: MailSink;
let sender: Sender;

beforeEach(async () => {
	world = await openWorld({
		halls: [{ key: 'north', counters: 2 }],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: [{ key: 'anna', skills: ['passport'] }]
	});
	await giveOut(world, 'north');
	await world.shift('anna', 'north', march(4, '09:00'), march(4, '17:00'));
	await world.shift('anna', 'north', march(6, '09:00'), march(6, '17:00'));
	sink = await MailSink.open();
	sender = {
		post: smtpPost(sink.url),
		origin: 'https://afspraak.example.nl',
		from: 'afspraken@example.nl'
	};
});

afterEach(async () => {
	sender.post.close();
	await sink.close();
	await world.close();
});

const nine = (day = 4, who = world.command()) =>
	booked(world, { hall: 'north', at: march(day, '09:00') }, who);
const send = () => sendDue(world.shell, sender);
const cancel = async (id: Awaited<ReturnType<typeof nine>>['appointmentId']) =>
	value(
		await cancelAppointment(world.shell, appointmentScope(world.regionId, id), world.command())
	);
const mails = () => world.db.read.select().from(schema.mail);

describe('a letter', () => {
	test('goes once an appointment is made: what, where, when, the code and the way to change it', async () => {
		const made = await nine();
		expect(await send()).toBe(1);
		const [letter] = sink.letters;
		expect(letter?.subject).toBe('Uw afspraak op woensdag 4 maart om 09:00');
		expect(letter?.to).toBe('jansen@voorbeeld.nl');
		expect(letter?.from).toBe('"Test" <afspraken@example.nl>');
		expect(letter?.text).toContain('Beste mevrouw Jansen,');
		expect(letter?.text).toContain('woensdag 4 maart om 09:00\nnorth\n');
		expect(letter?.text).toContain(`Uw code is ${made.code.slice(0, 3)} ${made.code.slice(3)}.`);
		expect(letter?.text).toContain(`https://afspraak.example.nl/afspraak/${made.link}`);
		expect(letter?.html).toContain(`href="https://afspraak.example.nl/afspraak/${made.link}"`);
		// Nothing to bring, so nothing is said about it.
		expect(letter?.text).not.toContain('Neem mee');
	});

	test('is in the language of who booked', async () => {
		await booked(world, { hall: 'north', at: march(4, '09:00'), language: 'en' });
		await send();
		expect(sink.letters[0]?.subject).toBe('Your appointment on Wednesday 4 March at 09:00');
	});

	test('goes once, however often it is looked for, by two at a time', async () => {
		await nine();
		const counts = await Promise.all([send(), send(), send(), send()]);
		expect(counts.reduce((sum, n) => sum + n, 0)).toBe(1);
		expect(await send()).toBe(0);
		expect(sink.letters).toHaveLength(1);
	});

	test('is not written where a telephone is all that is known', async () => {
		const scope = citizen(world, 'caller');
		const held = value(await hold(world, scope, { hall: 'north', at: march(4, '09:00') }));
		const { book } = await import('../../src/lib/server/flows/booking.ts');
		const details = { ...HER, email: null, phone: '0612345678' };
		value(await book(world.shell, scope, { ...held, id: world.command(), details }));
		expect(await mails()).toEqual([]);
	});

	test('holds what a citizen typed as text, never as a page', async () => {
		const scope = citizen(world, 'sly');
		const held = value(await hold(world, scope, { hall: 'north', at: march(4, '09:00') }));
		const { book } = await import('../../src/lib/server/flows/booking.ts');
		const details = { ...HER, name: '<img src=x onerror=alert(1)> {code}' };
		value(await book(world.shell, scope, { ...held, id: world.command(), details }));
		await send();
		const html = sink.letters[0]?.html ?? '';
		expect(html).not.toContain('<img');
		expect(html).toContain('&lt;img');
	});
});

describe('what the letter says is so', () => {
	test('a moved appointment: the new time, and no word of the old', async () => {
		const made = await nine(4, 'mover' as CommandId);
		await send();
		const scope = citizen(world, 'mover');
		const held = value(
			await hold(world, scope, {
				hall: 'north',
				at: march(6, '10:30'),
				moves: made.appointmentId
			})
		);
		value(await move(world.shell, scope, { ...held, id: world.command() }));
		await send();
		expect(sink.letters[1]?.subject).toBe('Uw afspraak is verzet naar vrijdag 6 maart om 10:30');
		expect(sink.letters[1]?.text).not.toContain('4 maart');
	});

	test('cancelled before the first letter went: only that it is cancelled', async () => {
		const made = await nine();
		await cancel(made.appointmentId);
		await send();
		expect(sink.letters.map(({ subject }) => subject)).toEqual([
			'Uw afspraak op woensdag 4 maart is afgezegd'
		]);
	});
});

describe('a calendar', () => {
	const eventOf = (text: string | undefined) => {
		const calendar = new ICAL.Component(ICAL.parse(text ?? '') as unknown[]);
		const event = calendar.getFirstSubcomponent('vevent');
		if (!event) throw new Error('no event');
		return {
			method: calendar.getFirstPropertyValue('method'),
			event: new ICAL.Event(event),
			status: event.getFirstPropertyValue('status')
		};
	};

	test('gets the appointment in universal time, and a later letter changes the same one', async () => {
		const made = await nine(4, 'mover' as CommandId);
		await send();
		const { event, method } = eventOf(sink.letters[0]?.calendar);
		expect(method).toBe('PUBLISH');
		expect(event.uid).toBe(made.appointmentId);
		expect(event.startDate.toString()).toBe('2026-03-04T08:00:00Z');
		expect(event.endDate.toString()).toBe('2026-03-04T08:10:00Z');
		expect(event.location).toBe('north');

		world.pass(5);
		const scope = citizen(world, 'mover');
		const there = { hall: 'north', at: march(6, '10:30'), moves: made.appointmentId };
		const held = value(await hold(world, scope, there));
		value(await move(world.shell, scope, { ...held, id: world.command() }));
		await send();
		const moved = eventOf(sink.letters[1]?.calendar);
		expect(moved.event.uid).toBe(made.appointmentId);
		expect(moved.event.sequence).toBeGreaterThan(event.sequence);
		expect(moved.event.startDate.toString()).toBe('2026-03-06T09:30:00Z');

		world.pass(5);
		await cancel(made.appointmentId);
		await send();
		const gone = eventOf(sink.letters[2]?.calendar);
		expect([gone.method, gone.status, gone.event.uid]).toEqual([
			'CANCEL',
			'CANCELLED',
			made.appointmentId
		]);
	});
});

describe('a reminder', () => {
	test('goes the day before, once', async () => {
		await nine(6);
		await send();
		world.setNow(march(5, '08:59'));
		expect(await send()).toBe(0);
		world.setNow(march(5, '09:00'));
		expect(await send()).toBe(1);
		expect(sink.letters.at(-1)?.subject).toBe(
			'Denkt u aan uw afspraak op vrijdag 6 maart om 09:00?'
		);
		expect(await send()).toBe(0);
	});

	test('is not for who books less than a day before', async () => {
		await nine(4);
		await send();
		world.setNow(march(4, '08:00'));
		expect(await send()).toBe(0);
	});

	test('moves along, and goes with what was cancelled', async () => {
		const made = await nine(6, 'mover' as CommandId);
		await send();
		const scope = citizen(world, 'mover');
		const there = { hall: 'north', at: march(6, '15:00'), moves: made.appointmentId };
		const held = value(await hold(world, scope, there));
		value(await move(world.shell, scope, { ...held, id: world.command() }));
		await send();
		const due = (await mails()).filter(({ kind }) => kind === 'reminder');
		expect(due).toMatchObject([{ dueAt: march(5, '15:00') }]);
		await cancel(made.appointmentId);
		await send();
		world.setNow(march(5, '16:00'));
		expect(await send()).toBe(0);
	});
});

describe('a mail server that', () => {
	test('is away is tried again, ever less often, and gets the same letter', async () => {
		await nine();
		await sink.close();
		expect(await send()).toBe(0);
		expect(await mails()).toMatchObject([{ tries: 1, problem: 'unreachable', gaveUpAt: null }]);
		expect(await send()).toBe(0);
		expect((await mails())[0]?.tries).toBe(1);
		world.pass(1);
		await send();
		expect((await mails())[0]?.tries).toBe(2);
		sink = await MailSink.open(sink.port);
		world.pass(1);
		expect(await send()).toBe(0);
		world.pass(1);
		expect(await send()).toBe(1);
		expect(sink.letters).toHaveLength(1);
		expect(await mails()).toMatchObject([{ tries: 3, problem: null, nextAt: null }]);
	});

	test('says later is asked later', async () => {
		await nine();
		sink.answers(451);
		await send();
		expect(await mails()).toMatchObject([{ problem: 'later', gaveUpAt: null }]);
		sink.answers(null);
		world.pass(1);
		expect(await send()).toBe(1);
	});

	test('refuses the address is asked no more; staff see it, and can have it tried again', async () => {
		await nine();
		sink.answers(550);
		await send();
		world.pass(60);
		expect(await send()).toBe(0);
		const [given] = await givenUp(world.db.read, world.regionId);
		expect(given?.mail).toMatchObject({ problem: 'refused', tries: 1 });
		sink.answers(null);
		const again = await world.db.transaction((sql) =>
			tryAgain(sql, world.regionId, given?.mail.id as never, world.now())
		);
		expect(again).toBe(true);
		expect(await send()).toBe(1);
	});

	test('is away for a day is given up', async () => {
		await nine(6);
		await sink.close();
		for (let hour = 0; hour <= 26; hour++) {
			await send();
			world.setNow(world.now() + HOUR);
		}
		const given = await givenUp(world.db.read, world.regionId);
		expect(given.map(({ mail }) => [mail.kind, mail.problem])).toEqual([['booked', 'unreachable']]);
		sink = await MailSink.open();
	});

	test('said yes, but nobody heard it, gets it again under the same name', async () => {
		await nine();
		// What a process does that dies between the server's yes and its own mark.
		const [before] = await mails();
		await send();
		await world.db.transaction((sql) =>
			sql.update(schema.mail).set({ sentAt: null, nextAt: before?.nextAt ?? null, tries: 1 })
		);
		await send();
		expect(sink.letters).toHaveLength(2);
		expect(new Set(sink.letters.map(({ messageId }) => messageId)).size).toBe(1);
		expect(sink.letters[0]?.messageId).toMatch(/@example\.nl>$/);
	});
});

test('how many wait is told, with since when', async () => {
	await nine();
	const since = world.now();
	world.pass(3);
	expect(await mailsWaiting(world.db.read, world.regionId, world.now())).toEqual({
		count: 1,
		since
	});
});

test('a municipality says it in its own words', async () => {
	await nine();
	const [{ id } = { id: '' as never }] = await world.db.read.select().from(schema.municipality);
	await world.db.transaction((sql) =>
		saveText(sql, {
			municipalityId: id,
			kind: 'booked',
			language: 'nl',
			subject: 'Tot {date}, {name}',
			body: 'Wij zien u in {place}.\n\nMee: {bring}'
		})
	);
	await send();
	expect(sink.letters[0]?.subject).toBe('Tot woensdag 4 maart, mevrouw Jansen');
	expect(sink.letters[0]?.text.trim()).toBe('Wij zien u in north.');
});

test('letters are forgotten with whom they were to', async () => {
	await nine();
	await send();
	world.setNow(march(6, '00:00'));
	await clean(world.shell);
	expect(await mails()).toEqual([]);
});

test('without a mail server letters are files that nobody else reads', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'beurt-mail-'));
	try {
		await nine();
		const post = folderPost(join(folder, 'mail'));
		expect(await sendDue(world.shell, { ...sender, post })).toBe(1);
		const [name = ''] = readdirSync(join(folder, 'mail'));
		const path = join(folder, 'mail', name);
		expect(readFileSync(path, 'utf8')).toContain('To: mevrouw Jansen <jansen@voorbeeld.nl>');
		expect(statSync(path).mode & 0o077).toBe(0);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
