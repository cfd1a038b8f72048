/**
 * Whole days of the agenda at random: rosters, closures, illness, bookings, moves and cancellations as they come. Whatever
 * happens, nobody is booked over, what is offered can be had, and a move leaves one appointment and never two or none.
 */
import { asc } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { catalogueOf } from '../../src/lib/server/db/halls.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import { book, cancelAppointment, letGo, move } from '../../src/lib/server/flows/booking.ts';
import {
	closeDay,
	dayState,
	openDay,
	replanDay,
	setAbsent
} from '../../src/lib/server/flows/replan.ts';
import { OfferBook } from '../../src/lib/server/offers.ts';
import { appointmentScope } from '../../src/lib/server/scope.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { HER, citizen, giveOut, hold, keepBack, march } from '../support/agenda.ts';
import { type World, openWorld } from '../support/world.ts';

const HALLS = ['north', 'south'] as const;
const SERVICES = ['passport', 'birth', 'nationality'] as const;
const CLERKS = ['anna', 'bram', 'carl'] as const;
const DAY = '2026-03-04';

const some = fc.nat(999);
const step = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('book' as const), at: some, what: some }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), at: some, what: some }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('hold' as const), at: some, what: some }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), at: some, what: some }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), at: some, what: some }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('absent' as const), at: some, what: some }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), at: some, what: some }) }
);
const life = fc.record({
	shifts: fc.array(
		fc.record({
			clerk: fc.nat(2),
			hall: fc.nat(1),
			from: fc.nat(20),
			length: fc.integer({ min: 6, max: 24 })
		}),
		{ minLength: 2, maxLength: 5 }
	),
	kept: fc.constantFrom<[walkIn: number, internal: number][]>([0, 0], [30, 10], [0, 50]),
	grid: fc.constantFrom(5, 10, 15),
	steps: fc.array(step, { minLength: 5, maxLength: 25 })
});
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

const WORLD = {
	halls: [
		{ key: 'north', counters: 2 },
		{ key: 'south', counters: 1 }
	],
	services: [
		{ key: 'passport', letter: 'P', minutes: 10, extra: 10 },
		{ key: 'birth', letter: 'B', minutes: 15 },
		{ key: 'nationality', letter: 'N', minutes: 60 }
	],
	clerks: [
		{ key: 'anna', skills: ['passport', 'birth', 'nationality'] },
		{ key: 'bram', skills: ['passport', 'birth'] },
		{ key: 'carl', skills: ['passport'] }
	]
};

const appointments = (world: World) =>
	world.db.read.select().from(schema.appointment).orderBy(asc(schema.appointment.heldAt));

async function live(world: World, { shifts, kept, grid, steps }: Life): Promise<void> {
	for (const hall of HALLS) {
		await giveOut(world, hall, { gridMinutes: grid });
		await keepBack(world, hall, kept[0], kept[1]);
	}
	const quarter = (n: number) => march(4, '09:00') + n * 900_000;
	for (const { clerk, hall, from, length } of shifts)
		await world.shift(CLERKS[clerk]!, HALLS[hall]!, quarter(from), quarter(from + length));
	const offers = new OfferBook(world.db);
	const catalogue = await catalogueOf(world.db.read, world.regionId);
	const free = async (key: (typeof SERVICES)[number]) => {
		const search = {
			regionId: world.regionId,
			services: [{ service: catalogue.get(world.service(key))!, persons: 1 }],
			channel: 'public' as const,
			from: DAY,
			days: 1
		};
		const { days } = await offers.search(search, world.now());
		return (days[0]?.halls ?? []).flatMap(({ branchId, starts }) => {
			const hall = HALLS.find((name) => world.hall(name) === branchId)!;
			return starts.map((at) => ({ hall, at, services: [key] }));
		});
	};
	const closed = new Set<string>();
	const absent = new Set<string>();
	for (const [n, { do: what, at, what: which }] of steps.entries()) {
		const booked = (await appointments(world)).filter(({ state }) => state === 'booked');
		const one = booked[which % Math.max(1, booked.length)];
		switch (what) {
			case 'book':
			case 'hold': {
				const slots = await free(SERVICES[which % SERVICES.length]!);
				const slot = slots[at % Math.max(1, slots.length)];
				if (!slot) break;
				const scope = citizen(world, `step ${n}`);
				const held = await hold(world, scope, slot);
				// Every offered start can be had.
				if (!held.ok) throw new Error(`${slot.hall} ${slot.at}: ${held.refusal.code}`);
				if (what === 'hold') break;
				const details = { ...HER, email: `c${n}@voorbeeld.nl` };
				const made = await book(world.shell, scope, {
					...held.value,
					id: world.command(),
					details
				});
				if (!made.ok) throw new Error(made.refusal.code);
				break;
			}
			case 'move': {
				if (!one) break;
				const key = SERVICES.find((name) => world.service(name) === one.services[0]?.serviceId)!;
				const slots = await free(key);
				const slot = slots[at % Math.max(1, slots.length)];
				if (!slot) break;
				const scope = citizen(world, `step ${n}`);
				const held = await hold(world, scope, { ...slot, moves: one.id });
				if (!held.ok) throw new Error(`${slot.hall} ${slot.at}: ${held.refusal.code}`);
				const wish = { ...held.value, id: world.command() };
				const before = booked.length;
				const done = await (at % 3 === 0 ? letGo : move)(world.shell, scope, wish);
				if (!done.ok) throw new Error(done.refusal.code);
				const after = (await appointments(world)).filter(({ state }) => state === 'booked');
				expect(after).toHaveLength(before);
				expect(after.filter(({ id }) => id === one.id)).toHaveLength(1);
				break;
			}
			case 'cancel': {
				if (!one) break;
				const own = appointmentScope(world.regionId, one.id);
				const done = await cancelAppointment(world.shell, own, world.command());
				if (!done.ok) throw new Error(done.refusal.code);
				break;
			}
			case 'pass':
				world.pass(at % 15);
				break;
			case 'absent':
			case 'close': {
				const hall = HALLS[at % HALLS.length]!;
				const lead = world.lead('lead-hall', hall);
				const clerk = CLERKS[which % CLERKS.length]!;
				if (what === 'absent') {
					const wish = { clerkId: world.clerk(clerk), absent: !absent.has(clerk) };
					const set = await setAbsent(world.shell, lead, DAY, wish);
					if (set.ok) absent[wish.absent ? 'add' : 'delete'](clerk);
				} else if (closed.has(hall)) {
					await openDay(world.shell, lead, DAY);
					closed.delete(hall);
				} else {
					await closeDay(world.shell, lead, DAY, { nl: '', en: '' });
					closed.add(hall);
				}
				// Somebody who works in both is missed in both.
				for (const name of HALLS) {
					const leads = world.lead('lead-hall', name);
					const put = await replanDay(world.shell, leads, { id: world.command(), day: DAY });
					expect(put.ok || put.refusal.code === 'nothing-changes').toBe(true);
					// In order afterwards: whoever stays can be helped.
					const state = await dayState(world.shell, leads, DAY);
					expect([state?.affected, state?.reassigned]).toEqual([[], 0]);
				}
			}
		}
		expect((await verify(world.db)).findings).toEqual([]);
	}
}

test('whatever happens, nobody is booked over, and what is offered can be had', async () => {
	await fc.assert(
		fc.asyncProperty(life, async (one) => {
			const world = await openWorld(WORLD);
			try {
				await live(world, one);
			} finally {
				await world.close();
			}
		}),
		{ numRuns: Number(process.env['AGENDA_DAYS'] ?? 12), endOnFailure: true }
	);
}, 120_000);
