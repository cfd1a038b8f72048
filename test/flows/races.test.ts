import { afterEach, describe, expect, test } from 'vitest';
import type { AnyOutcome } from '../../src/lib/domain/refusal.ts';
import { engine } from '../../src/lib/server/db/columns.ts';
import { callNext } from '../../src/lib/server/flows/desk.ts';
import { openCounter } from '../../src/lib/server/flows/duty.ts';
import { takeTicket } from '../../src/lib/server/flows/kiosk.ts';
import type { Shell } from '../../src/lib/server/shell.ts';
import { arrive } from '../support/commands.ts';
import { loadState } from '../support/oracle.ts';
import { expectInvariants, expectReplayed } from '../support/replay.ts';
import { type World, type WorldSpec, openWorld } from '../support/world.ts';
import { code } from './outcome.ts';

let world: World;
afterEach(() => world.close());

const passport = { key: 'passport', letter: 'P', minutes: 5, byVideo: true };
const names = (n: number) => Array.from({ length: n }, (_, i) => `clerk ${String(i + 1)}`);
const team = (n: number) => names(n).map((key) => ({ key, skills: ['passport'] }));

async function open(spec: Pick<WorldSpec, 'halls' | 'clerks'>): Promise<void> {
	world = await openWorld({ services: [passport], ...spec });
}

const codes = (outcomes: AnyOutcome[]) => outcomes.map(code).filter((one) => one !== 'ok');

/** All these clerks press "next" in the same instant. @returns the visits they got */
async function allPress(clerks: string[], shellOf: (i: number) => Shell = () => world.shell) {
	const outcomes = await Promise.all(
		clerks.map((key, i) => callNext(shellOf(i), world.desk(key), world.command()))
	);
	expect(codes(outcomes)).toEqual([]);
	const state = await loadState(world.db.read);
	expectInvariants(state, world.now());
	await expectReplayed(world.db.read, world.regionId);
	return outcomes.flatMap((one) => (one.ok ? [one.value.visitId] : []));
}

describe('pressed at once', () => {
	test(
		'200 clerks of one hall get 200 different visits, nobody is refused',
		{ timeout: 60_000 },
		async () => {
			const clerks = names(200);
			await open({ halls: [{ key: 'north', counters: 200 }], clerks: team(200) });
			const waiting = [];
			for (let i = 0; i < 203; i++) waiting.push(await arrive(world, 'north', 'passport'));
			for (const [i, key] of clerks.entries()) await world.sit(key, 'north', i + 1);
			const called = await allPress(clerks);
			// First come, first served: the last three still wait.
			expect(called.toSorted()).toEqual(waiting.slice(0, 200).toSorted());
		}
	);

	test(
		'200 clerks of 20 halls get 200 different visits, half of them by video in another hall',
		{ timeout: 60_000 },
		async () => {
			const halls = Array.from({ length: 20 }, (_, i) => `${String.fromCharCode(97 + i)}-hall`);
			const clerks = names(200);
			await open({
				halls: halls.map((key) => ({ key, counters: 10, booths: 10 })),
				clerks: team(200)
			});
			for (let i = 0; i < 200; i++)
				await arrive(world, halls[i % 10] ?? '', 'passport', { videoOk: true });
			for (const [i, key] of clerks.entries())
				await world.sit(key, halls[i % 20] ?? '', Math.floor(i / 20) + 1);
			world.pass(20);
			const called = await allPress(clerks);
			expect(new Set(called).size).toBe(200);
			const { visits, journal } = await loadState(world.db.read);
			expect(visits.filter((visit) => visit.boothId !== null)).toHaveLength(100);
			const causes = journal.map(({ event }) => event.type === 'visit-called' && event.cause);
			expect(causes.filter((cause) => cause === 'help')).toHaveLength(100);
		}
	);

	test('100 kiosk requests get the numbers 1 to 100, each once', async () => {
		await open({ halls: [{ key: 'north', counters: 1 }], clerks: team(1) });
		await world.sit('clerk 1', 'north');
		const outcomes = await Promise.all(
			Array.from({ length: 100 }, () =>
				takeTicket(world.shell, world.kiosk('north'), {
					id: world.command(),
					services: [{ serviceId: world.service('passport'), persons: 1 }],
					language: 'nl',
					videoOk: false,
					fetchInPerson: false,
					priority: null
				})
			)
		);
		expect(codes(outcomes)).toEqual([]);
		const tickets = outcomes.map((one) => (one.ok ? one.value.ticket : ''));
		const expected = Array.from({ length: 100 }, (_, i) => `P${String(i + 1).padStart(3, '0')}`);
		expect(tickets.toSorted()).toEqual(expected);
	});

	test('one command sent ten times acts once, and is answered ten times alike', async () => {
		await open({ halls: [{ key: 'north', counters: 1 }], clerks: team(1) });
		await world.sit('clerk 1', 'north');
		for (let i = 0; i < 10; i++) await arrive(world, 'north', 'passport');
		const id = world.command();
		const outcomes = await Promise.all(
			Array.from({ length: 10 }, () => callNext(world.shell, world.desk('clerk 1'), id))
		);
		expect(outcomes[0]?.ok).toBe(true);
		for (const one of outcomes) expect(one).toEqual(outcomes[0]);
		const { visits, journal } = await loadState(world.db.read);
		expect(visits.filter((visit) => visit.state === 'called')).toHaveLength(1);
		expect(journal.filter(({ event }) => event.type === 'visit-called')).toHaveLength(1);
	});

	test('a counter that ten clerks open is one clerk’s, whom the others are told', async () => {
		await open({ halls: [{ key: 'north', counters: 1 }], clerks: team(10) });
		const counterId = world.counter('north', 1);
		const outcomes = await Promise.all(
			names(10).map((key) =>
				openCounter(world.shell, world.desk(key), { id: world.command(), counterId })
			)
		);
		expect(outcomes.filter((one) => one.ok)).toHaveLength(1);
		const winner = names(10)[outcomes.findIndex((one) => one.ok)];
		for (const one of outcomes.filter((one) => !one.ok))
			expect(one).toEqual({
				ok: false,
				refusal: { code: 'counter-occupied', counter: 1, by: winner }
			});
	});

	test('a clerk in two tabs gets one visit, and the other tab is told which', async () => {
		await open({ halls: [{ key: 'north', counters: 1 }], clerks: team(1) });
		await world.sit('clerk 1', 'north');
		for (let i = 0; i < 3; i++) await arrive(world, 'north', 'passport');
		const outcomes = await Promise.all(
			[1, 2].map(() => callNext(world.shell, world.desk('clerk 1'), world.command()))
		);
		expect(outcomes.filter((one) => one.ok)).toHaveLength(1);
		expect(outcomes.filter((one) => !one.ok)).toEqual([
			{ ok: false, refusal: { code: 'call-unresolved', ticket: 'P001' } }
		]);
	});

	test.runIf(engine === 'postgres')(
		'in two processes, 40 clerks get 40 different visits',
		async () => {
			const clerks = names(40);
			await open({ halls: [{ key: 'north', counters: 40 }], clerks: team(40) });
			for (const [i, key] of clerks.entries()) await world.sit(key, 'north', i + 1);
			for (let i = 0; i < 40; i++) await arrive(world, 'north', 'passport');
			const other = await world.another();
			const called = await allPress(clerks, (i) => (i % 2 === 0 ? world.shell : other));
			expect(new Set(called).size).toBe(40);
		}
	);
});
