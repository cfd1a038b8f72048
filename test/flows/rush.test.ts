/**
 * A day is opened, and twice as many want a place on it as there are: each gets one or is told so, and none is given twice.
 * `RUSH_ROUNDS=100` does it a hundred times, with 2,000 citizens at 1,000 places.
 */
import { expect, test } from 'vitest';
import * as schema from '../../src/lib/server/db/schema.ts';
import { book, holdSlot } from '../../src/lib/server/flows/booking.ts';
import { OfferBook } from '../../src/lib/server/offers.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { HER, citizen, giveOut, march } from '../support/agenda.ts';
import { openWorld } from '../support/world.ts';

const rounds = Number(process.env['RUSH_ROUNDS'] ?? 0);
const CLERKS = 10;
const STARTS = rounds > 0 ? 100 : 10;
const MINUTES = 5;
const PLACES = CLERKS * STARTS;

const names = Array.from({ length: CLERKS }, (_, n) => `clerk${n}`);
const starts = Array.from({ length: STARTS }, (_, n) => march(4, '08:00') + n * MINUTES * 60_000);

test.each(Array.from({ length: Math.max(1, rounds) }, (_, n) => n + 1))(
	'everybody at once, time %i',
	async (round) => {
		const world = await openWorld({
			halls: [{ key: 'north', counters: CLERKS }],
			services: [{ key: 'passport', letter: 'P', minutes: MINUTES }],
			clerks: names.map((key) => ({ key, skills: ['passport'] }))
		});
		await giveOut(world, 'north', { gridMinutes: MINUTES });
		const ends = march(4, '08:00') + STARTS * MINUTES * 60_000;
		for (const name of names) await world.shift(name, 'north', march(4, '08:00'), ends);
		const [service] = await world.db.read.select().from(schema.service);
		if (!service) throw new Error('no service');
		const offers = new OfferBook(world.db);
		const left = async (): Promise<readonly number[]> => {
			const found = await offers.search(
				{
					regionId: world.regionId,
					services: [{ service: { ...service, letter: 'P' }, persons: 1 }],
					channel: 'public',
					from: '2026-03-04',
					days: 1
				},
				world.now()
			);
			return found.days[0]?.halls[0]?.starts ?? [];
		};

		/** @returns whether they have a place; else nothing is left */
		const rush = async (n: number): Promise<boolean> => {
			const scope = citizen(world, `citizen ${n}`);
			let wanted = starts[(n * 7 + round) % STARTS];
			for (let tried = 1; wanted !== undefined; tried++) {
				const held = await holdSlot(world.shell, scope, {
					id: world.command(),
					branchId: world.hall('north'),
					services: [{ serviceId: service.id, persons: 1 }],
					startsAt: wanted,
					language: 'nl',
					moves: null
				});
				if (held.ok) {
					const { appointmentId } = held.value;
					const details = { ...HER, email: `citizen${n}@voorbeeld.nl` };
					const made = await book(world.shell, scope, {
						id: world.command(),
						appointmentId,
						details
					});
					if (!made.ok) throw new Error(made.refusal.code);
					return true;
				}
				expect(held.refusal.code).toBe('slot-gone');
				const free = await left();
				wanted = free[(n + tried) % free.length];
			}
			return false;
		};

		const done = await Promise.all(Array.from({ length: PLACES * 2 }, (_, n) => rush(n)));
		expect(done.filter(Boolean)).toHaveLength(PLACES);
		const booked = await world.db.read.select().from(schema.appointment);
		expect(booked.filter(({ state }) => state === 'booked')).toHaveLength(PLACES);
		expect(
			new Set(booked.map(({ startsAt, plannedFor }) => `${startsAt} ${plannedFor}`)).size
		).toBe(PLACES);
		expect((await verify(world.db)).findings).toEqual([]);
		await world.close();
	},
	120_000
);
