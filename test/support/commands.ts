/**
 * Everything that can be pressed in a region, as plain data that fast-check makes, shrinks and prints. A step names
 * people and visits by number; what these stand for is looked up when the step is taken.
 */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { CommandId, ServiceId, VisitId } from '../../src/lib/domain/ids.ts';
import { decideTicket } from '../../src/lib/domain/kiosk.ts';
import { type AnyOutcome, accept, refuse } from '../../src/lib/domain/refusal.ts';
import { MINUTE, SECOND, atLocal, dayOf, nextDay } from '../../src/lib/domain/time.ts';
import {
	CANCEL_REASONS,
	OUTCOMES,
	PARK_REASONS,
	PASSED_ON_TO,
	PRIORITY_REASONS,
	type Visit,
	type VisitMode
} from '../../src/lib/domain/visit.ts';
import { PAUSE_REASONS } from '../../src/lib/domain/duty.ts';
import { record } from '../../src/lib/server/db/journal.ts';
import { readsIn } from '../../src/lib/server/db/rows.ts';
import * as day from '../../src/lib/server/flows/day.ts';
import * as desk from '../../src/lib/server/flows/desk.ts';
import * as duty from '../../src/lib/server/flows/duty.ts';
import * as host from '../../src/lib/server/flows/host.ts';
import { HELP_REASONS } from '../../src/lib/domain/help.ts';
import { answerHelp, askHelp } from '../../src/lib/server/flows/help.ts';
import { quickService } from '../../src/lib/server/flows/quick.ts';
import * as kiosk from '../../src/lib/server/flows/kiosk.ts';
import { undo } from '../../src/lib/server/flows/undo.ts';
import { ticketScope } from '../../src/lib/server/scope.ts';
import { type Shell, inRegion } from '../../src/lib/server/shell.ts';
import type { State } from './oracle.ts';
import { TUESDAY_TEN, type World, type WorldSpec, openWorld } from './world.ts';

/* The region */

export interface RegionPlan {
	halls: {
		counters: number;
		booths: number;
		zipLimit: number;
		ownWindowMinutes: number;
		graceMinutes: number;
		recallsBeforeMissed: number;
	}[];
	services: { minutes: number; extra: number; target: number; byVideo: boolean; letter: string }[];
	clerks: {
		/** By number of the service; at least one. */
		skills: number[];
		/** Number of the hall, at home, or not signed in. */
		sits: number | 'home' | 'off';
		/** One after the other, in minutes: begins after, lasts; and the number of the hall, null is anywhere. */
		shifts: { after: number; lasts: number; hall: number | null }[];
	}[];
}

export const regionPlan: fc.Arbitrary<RegionPlan> = fc.record({
	halls: fc.array(
		fc.record({
			counters: fc.integer({ min: 2, max: 4 }),
			booths: fc.constantFrom(0, 1, 2, 2),
			zipLimit: fc.integer({ min: 1, max: 3 }),
			ownWindowMinutes: fc.constantFrom(0, 5, 5, 10),
			graceMinutes: fc.constantFrom(0, 10),
			recallsBeforeMissed: fc.integer({ min: 0, max: 2 })
		}),
		{ minLength: 1, maxLength: 3, size: 'max' }
	),
	services: fc.array(
		fc.record({
			minutes: fc.constantFrom(5, 10, 30, 60),
			extra: fc.constantFrom(2, 10),
			target: fc.constantFrom(5, 15, 25),
			byVideo: fc.constantFrom(true, true, false),
			letter: fc.constantFrom('P', 'Q')
		}),
		{ minLength: 1, maxLength: 3 }
	),
	clerks: fc.array(
		fc.record({
			skills: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
			sits: fc.oneof(
				{ weight: 6, arbitrary: fc.nat(2) },
				{ weight: 1, arbitrary: fc.constant<'home'>('home') },
				{ weight: 1, arbitrary: fc.constant<'off'>('off') }
			),
			shifts: fc.oneof(
				{ weight: 3, arbitrary: fc.constant<RegionPlan['clerks'][number]['shifts']>([]) },
				{
					weight: 2,
					arbitrary: fc.array(
						fc.record({
							after: fc.integer({ min: 0, max: 60 }),
							lasts: fc.constantFrom(5, 20, 45, 90, 180),
							hall: fc.option(fc.nat(2))
						}),
						{ minLength: 1, maxLength: 3 }
					)
				}
			)
		}),
		{ minLength: 2, maxLength: 5 }
	)
});

const SHIFTS_FROM = TUESDAY_TEN - 30 * MINUTE;

export async function openRegion(plan: RegionPlan): Promise<World> {
	const spec: WorldSpec = {
		halls: plan.halls.map(({ counters, booths, ...rule }, i) => ({
			key: `h${String(i)}`,
			counters,
			booths,
			rule
		})),
		services: plan.services.map((service, i) => ({ key: `s${String(i)}`, ...service })),
		clerks: plan.clerks.map(({ skills }, i) => ({
			key: `c${String(i)}`,
			skills: [...new Set(skills.map((n) => `s${String(n % plan.services.length)}`))]
		}))
	};
	const world = await openWorld(spec);
	for (const [i, { sits, shifts }] of plan.clerks.entries()) {
		let from = SHIFTS_FROM;
		for (const { after, lasts, hall } of shifts) {
			from += after * MINUTE;
			const place = hall === null ? null : `h${String(hall % plan.halls.length)}`;
			await world.shift(`c${String(i)}`, place, from, from + lasts * MINUTE);
			from += lasts * MINUTE;
		}
		if (sits === 'off') continue;
		const hall = sits === 'home' ? null : sits % plan.halls.length;
		const taken = plan.clerks
			.slice(0, i)
			.filter((other) => typeof other.sits === 'number' && other.sits % plan.halls.length === hall);
		const counters = hall === null ? 0 : (plan.halls[hall]?.counters ?? 0);
		if (hall !== null && taken.length >= counters) continue;
		await world.sit(`c${String(i)}`, hall === null ? null : `h${String(hall)}`, taken.length + 1);
	}
	return world;
}

/* The steps */

/** How often each is pressed. The first is what a failing sequence is shrunk to: nearly nothing. */
const WEIGHTS = {
	seconds: 5,
	ticket: 9,
	hostTicket: 3,
	quick: 2,
	askHelp: 1,
	answerHelp: 1,
	appointment: 6,
	next: 15,
	serve: 7,
	finish: 7,
	recall: 4,
	miss: 3,
	park: 2,
	requeue: 4,
	transfer: 3,
	addService: 1,
	resume: 2,
	reinstate: 1,
	hostReinstate: 1,
	move: 1,
	pick: 1,
	assign: 1,
	priority: 1,
	mark: 1,
	cancel: 1,
	leave: 1,
	askTime: 2,
	moreTime: 1,
	sit: 2,
	home: 1,
	endDuty: 1,
	freeCounter: 1,
	pause: 1,
	unpause: 1,
	autoNext: 1,
	hold: 0.5,
	release: 2,
	endDay: 0.2,
	undo: 5,
	repeat: 2,
	job: 0.5,
	minutes: 8,
	hour: 1,
	night: 0.2
} as const;
export type Verb = keyof typeof WEIGHTS;
const VERBS = Object.keys(WEIGHTS) as Verb[];

/** One thing that is done. The numbers choose among what there is at that moment. */
export interface Step {
	do: Verb;
	clerk: number;
	visit: number;
	place: number;
	choice: number;
}

// Evenly spread: fast-check's own bias to small numbers would press the same few buttons.
const some = fc.noBias(fc.nat(23));
const stepOf = (verbs: readonly Verb[]): fc.Arbitrary<Step> =>
	fc.record({
		do: fc.noBias(
			fc.constantFrom(...verbs.flatMap((verb) => Array<Verb>(WEIGHTS[verb] * 10).fill(verb)))
		),
		clerk: some,
		visit: some,
		place: some,
		choice: some
	});
const anything = stepOf(VERBS);
/** A hall in which nobody waits yet teaches nothing. */
const arrival = stepOf(['seconds', 'minutes', 'ticket', 'hostTicket', 'appointment']);

/** Steps one after the other; those in an inner list are pressed at once. */
export type Turn = Step | Step[];
export const turns: fc.Arbitrary<Turn[]> = fc
	.tuple(
		fc.noBias(fc.array(arrival, { maxLength: 20, size: 'max' })),
		fc.noBias(
			fc.array(
				fc.oneof(
					{ weight: 12, arbitrary: anything },
					{ weight: 1, arbitrary: fc.array(anything, { minLength: 2, maxLength: 5 }) }
				),
				{ maxLength: 100, size: 'max' }
			)
		)
	)
	.map(([arrivals, others]) => [...arrivals, ...others]);

/** A command that was made of a step: it can be given, and given again. */
export interface Press {
	verb: Verb;
	/** The clerk whose command it is, if a clerk's. */
	clerk: string | null;
	/** The command that an undo undoes. */
	undoes?: CommandId;
	give(shell: Shell, id: CommandId): Promise<AnyOutcome>;
}

export interface Pressed extends Press {
	id: CommandId;
	at: number;
	outcome: AnyOutcome;
}

const NEVER_UNDONE: Verb[] = ['undo', 'sit', 'home', 'endDuty', 'pause', 'unpause', 'autoNext'];

const at = <T>(list: readonly T[], n: number): T | undefined =>
	list.length === 0 ? undefined : list[n % list.length];

/** What a step needs to find, and what is done instead when it does not. */
const WORKS_ON: Partial<Record<Verb, { states: Visit['state'][]; otherwise: Verb }>> = {
	finish: { states: ['serving'], otherwise: 'serve' },
	serve: { states: ['called'], otherwise: 'next' },
	recall: { states: ['called'], otherwise: 'next' },
	miss: { states: ['called'], otherwise: 'next' },
	requeue: { states: ['called', 'serving'], otherwise: 'next' },
	park: { states: ['called', 'serving'], otherwise: 'next' },
	resume: { states: ['parked'], otherwise: 'park' },
	reinstate: { states: ['no-show'], otherwise: 'miss' },
	hostReinstate: { states: ['no-show'], otherwise: 'miss' },
	next: { states: ['waiting'], otherwise: 'appointment' }
};

/** One in eight commands is aimed at random; the others at something that they may work on. */
const isWild = ({ choice }: Step): boolean => choice % 8 === 7;

/** Makes a command of a step, or moves the clock; null when there is nothing to do it with. */
export function pressOf(
	world: World,
	plan: RegionPlan,
	state: State,
	done: readonly Pressed[],
	step: Step
): Press | null {
	let one = step;
	const nothingTo =
		(one.do === 'release' && !state.halls.some((row) => row.heldSince !== null)) ||
		(one.do === 'unpause' && !state.duties.some((row) => row.pausedSince !== null));
	if (nothingTo && !isWild(one)) one = { ...one, do: 'next' };
	for (let needs = WORKS_ON[one.do]; needs && !isWild(one); needs = WORKS_ON[one.do]) {
		const { states, otherwise } = needs;
		if (state.visits.some((visit) => states.includes(visit.state))) break;
		one = { ...one, do: otherwise };
	}
	const hallKeys = plan.halls.map((_, i) => `h${String(i)}`);
	const clerkKeys = plan.clerks.map((_, i) => `c${String(i)}`);
	const serviceKeys = plan.services.map((_, i) => `s${String(i)}`);
	const keyOf = (id: string | null) => clerkKeys.find((key) => world.clerk(key) === id) ?? null;
	const hallOf = (id: string) => hallKeys.find((key) => world.hall(key) === id) ?? 'h0';
	const dutyOf = (key: string) => state.duties.find((one) => one.clerkId === world.clerk(key));

	const anyClerk = at(clerkKeys, one.clerk) ?? 'c0';
	const hall = at(hallKeys, one.place) ?? 'h0';
	// The first hall is the busiest and the last the quietest, so that there is someone to help, and to be helped.
	const entrance =
		at(
			hallKeys.flatMap((key, i) => Array<string>(hallKeys.length - i).fill(key)),
			one.place
		) ?? 'h0';
	const serviceId = (n: number): ServiceId => world.service(at(serviceKeys, n) ?? 's0');
	const wild = isWild(one);
	const visitIn = (...states: Visit['state'][]): Visit | undefined =>
		(wild
			? undefined
			: at(
					state.visits.filter((visit) => states.includes(visit.state)),
					one.visit
				)) ?? at(state.visits, one.visit);
	/** A clerk and the visit before them. */
	const pairIn = (...states: Visit['state'][]): [string, Visit] | null => {
		const visit = visitIn(...states);
		if (!visit) return null;
		return [(wild ? null : keyOf(visit.clerkId)) ?? anyClerk, visit];
	};
	const freeClerk =
		(wild
			? undefined
			: at(
					clerkKeys.filter(
						(key) =>
							dutyOf(key)?.since != null &&
							!state.visits.some(
								(visit) =>
									visit.clerkId === world.clerk(key) &&
									(visit.state === 'called' || visit.state === 'serving')
							)
					),
					one.clerk
				)) ?? anyClerk;

	const by = (clerk: string | null, give: Press['give']): Press => ({ verb: one.do, clerk, give });
	const onPair = (
		pair: [string, Visit] | null,
		give: (
			shell: Shell,
			key: string,
			command: { id: CommandId; visitId: VisitId }
		) => Promise<AnyOutcome>
	): Press | null =>
		pair && by(pair[0], (shell, id) => give(shell, pair[0], { id, visitId: pair[1].id }));
	const inHallOf = (
		visit: Visit | undefined,
		give: (
			shell: Shell,
			hall: string,
			command: { id: CommandId; visitId: VisitId }
		) => Promise<AnyOutcome>
	): Press | null =>
		visit
			? by(null, (shell, id) =>
					give(shell, wild ? hall : hallOf(visit.branchId), { id, visitId: visit.id })
				)
			: null;

	const wish = () => ({
		services: Array.from({ length: 1 + (one.choice % 4 === 3 ? 1 : 0) }, (_, i) => ({
			serviceId: serviceId(one.visit + i),
			persons: 1 + (one.clerk % 3)
		})),
		language: 'nl' as const,
		videoOk: one.choice % 4 !== 3,
		fetchInPerson: one.choice % 11 === 0
	});
	const target = (visit: Visit) => ({
		serviceId: one.choice % 3 === 0 ? serviceId(one.visit) : null,
		branchId: one.choice % 3 === 1 ? world.hall(hall) : null,
		clerkId:
			one.choice % 3 === 2 || visit.state === 'finished'
				? world.clerk(at(clerkKeys, one.place) ?? 'c0')
				: null
	});

	switch (one.do) {
		case 'ticket': {
			const command = wish();
			return by(null, (shell, id) =>
				kiosk.takeTicket(shell, world.kiosk(entrance), { id, ...command, priority: null })
			);
		}
		case 'hostTicket': {
			const command = { ...wish(), priority: at([null, ...PRIORITY_REASONS], one.clerk) ?? null };
			return by(null, (shell, id) =>
				kiosk.hostTicket(shell, world.lead('host-hall', entrance), { id, ...command })
			);
		}
		case 'quick': {
			const command = {
				serviceId: serviceId(one.place),
				mode: one.choice % 2 === 0 ? ('desk' as const) : ('document' as const),
				minutes: 1 + one.choice,
				outcome: at(OUTCOMES, one.place) ?? 'answered',
				passedOnTo: at([null, ...PASSED_ON_TO], one.choice) ?? null,
				branchId: one.visit % 3 === 0 ? null : world.hall(hall)
			};
			return by(anyClerk, (shell, id) =>
				quickService(shell, world.desk(anyClerk), { id, ...command })
			);
		}
		case 'askHelp': {
			const reason = at(HELP_REASONS, one.choice) ?? 'help';
			return by(null, (shell, id) => askHelp(shell, world.kiosk(hall), { id, reason }));
		}
		case 'answerHelp': {
			const call = at(
				state.helpCalls.filter((row) => isWild(one) || row.answeredAt === null),
				one.visit
			);
			const key = call && hallOf(call.branchId);
			return key
				? by(null, (shell, id) =>
						answerHelp(shell, world.lead('host-hall', key), { id, helpCallId: call.id })
					)
				: null;
		}
		case 'appointment': {
			const inMinutes = one.clerk * 3 - 20;
			const mode =
				at<VisitMode>(['desk', 'desk', 'desk', 'telephone', 'document'], one.choice) ?? 'desk';
			const start = one.choice % 6 === 5 ? null : world.now() + inMinutes * MINUTE;
			const { services, videoOk } = wish();
			return by(null, (shell, id) =>
				checkIn(shell, world, entrance, id, { services, videoOk, mode, slotStart: start })
			);
		}
		case 'next':
			return by(freeClerk, (shell, id) => desk.callNext(shell, world.desk(freeClerk), id));
		case 'serve':
			return onPair(pairIn('called'), (shell, key, c) => desk.serve(shell, world.desk(key), c));
		case 'recall':
			return onPair(pairIn('called'), (shell, key, c) => desk.recall(shell, world.desk(key), c));
		case 'miss':
			return onPair(pairIn('called'), (shell, key, c) => desk.miss(shell, world.desk(key), c));
		case 'finish': {
			const pair = pairIn('serving');
			const outcome = at(OUTCOMES, one.place) ?? 'answered';
			const leftOver = pair && pair[1].day < dayOf(world.now(), 'Europe/Amsterdam').day;
			const command = {
				outcome,
				passedOnTo: at([null, ...PASSED_ON_TO], one.choice) ?? null,
				then: one.choice % 2 === 0 ? ('serve' as const) : ('wait' as const),
				endedAt: leftOver && pair[1].servingSince !== null ? pair[1].servingSince + MINUTE : null
			};
			return onPair(pair, (shell, key, c) =>
				desk.finish(shell, world.desk(key), { ...c, ...command })
			);
		}
		case 'park': {
			const reason = at(PARK_REASONS, one.choice) ?? 'photo';
			return onPair(pairIn('called', 'serving'), (shell, key, c) =>
				desk.park(shell, world.desk(key), { ...c, reason })
			);
		}
		case 'requeue': {
			const why = one.choice % 3 === 0 ? ('absent' as const) : ('by-hand' as const);
			return onPair(pairIn('called', 'serving'), (shell, key, c) =>
				desk.requeue(shell, world.desk(key), { ...c, why })
			);
		}
		case 'transfer': {
			const pair = pairIn('called', 'serving', 'waiting');
			const to = pair && target(pair[1]);
			return (
				to &&
				onPair(pair, (shell, key, c) => desk.transfer(shell, world.desk(key), { ...c, ...to }))
			);
		}
		case 'addService': {
			const command = { serviceId: serviceId(one.place), persons: 1 + (one.choice % 3) };
			return onPair(pairIn('called', 'serving', 'waiting', 'parked'), (shell, key, c) =>
				desk.addService(shell, world.desk(key), { ...c, ...command })
			);
		}
		case 'resume': {
			const visit = visitIn('parked');
			const to = one.choice % 2 === 0 ? ('here' as const) : ('waiting' as const);
			return onPair(visit ? [freeClerk, visit] : null, (shell, key, c) =>
				desk.resume(shell, world.desk(key), { ...c, to })
			);
		}
		case 'reinstate': {
			const visit = visitIn('no-show');
			return onPair(visit ? [anyClerk, visit] : null, (shell, key, c) =>
				desk.reinstate(shell, world.desk(key), c)
			);
		}
		case 'hostReinstate':
			return inHallOf(visitIn('no-show'), (shell, key, c) =>
				host.reinstate(shell, world.lead('host-hall', key), c)
			);
		case 'move': {
			const visit = visitIn('waiting');
			const to = visit && target(visit);
			return inHallOf(visit, (shell, key, c) =>
				host.move(shell, world.lead('host-hall', key), {
					...c,
					...(to ?? { serviceId: null, branchId: null, clerkId: null })
				})
			);
		}
		case 'pick': {
			const visit = visitIn('waiting');
			return onPair(visit ? [freeClerk, visit] : null, (shell, key, c) =>
				desk.pick(shell, world.desk(key), world.lead('pick-visit', hall), c)
			);
		}
		case 'assign':
			return inHallOf(visitIn('waiting'), (shell, key, c) =>
				desk.assign(shell, world.lead('assign-visit', key), {
					...c,
					clerkId: world.clerk(freeClerk)
				})
			);
		case 'priority': {
			const reason = at(PRIORITY_REASONS, one.choice) ?? 'mobility';
			return inHallOf(visitIn('waiting', 'called', 'parked'), (shell, key, c) =>
				host.givePriority(shell, world.lead('host-hall', key), { ...c, reason })
			);
		}
		case 'mark': {
			const marks = { videoOk: one.place % 4 !== 0, fetchInPerson: one.place % 3 === 0 };
			return inHallOf(visitIn('waiting', 'called', 'parked'), (shell, key, c) =>
				host.mark(shell, world.lead('host-hall', key), { ...c, ...marks })
			);
		}
		case 'cancel': {
			const reason = at(CANCEL_REASONS, one.choice) ?? 'mistake';
			return inHallOf(visitIn('waiting', 'called', 'parked'), (shell, key, c) =>
				host.cancel(shell, world.lead('host-hall', key), { ...c, reason })
			);
		}
		case 'moreTime':
			return inHallOf(visitIn('waiting', 'called'), (shell, key, c) =>
				host.moreTime(shell, world.lead('host-hall', key), c)
			);
		case 'leave':
		case 'askTime': {
			const visit = visitIn('waiting', 'called');
			if (!visit) return null;
			const act = one.do === 'leave' ? host.leave : host.askTime;
			return by(null, (shell, id) => act(shell, ticketScope(visit), id));
		}
		case 'sit':
		case 'home': {
			const counters = plan.halls[hallKeys.indexOf(hall)]?.counters ?? 1;
			const counterId = one.do === 'home' ? null : world.counter(hall, 1 + (one.choice % counters));
			return by(anyClerk, (shell, id) =>
				duty.openCounter(shell, world.desk(anyClerk), { id, counterId })
			);
		}
		case 'endDuty':
			return by(freeClerk, (shell, id) => duty.endDuty(shell, world.desk(freeClerk), id));
		case 'freeCounter': {
			const counterId = world.counter(hall, 1);
			return by(null, (shell, id) =>
				duty.freeCounter(shell, world.lead('lead-hall', hall), { id, counterId })
			);
		}
		case 'pause': {
			const reason = at(PAUSE_REASONS, one.choice) ?? 'break';
			return by(anyClerk, (shell, id) => duty.pause(shell, world.desk(anyClerk), { id, reason }));
		}
		case 'unpause': {
			const key =
				at(
					clerkKeys.filter((key) => dutyOf(key)?.pausedSince != null),
					one.clerk
				) ?? anyClerk;
			return by(key, (shell, id) => duty.unpause(shell, world.desk(key), id));
		}
		case 'autoNext': {
			const autoNext = one.choice % 2 === 0;
			return by(anyClerk, (shell, id) =>
				duty.setAutoNext(shell, world.desk(anyClerk), { id, autoNext })
			);
		}
		case 'hold':
			return by(null, (shell, id) => day.holdCalls(shell, world.lead('lead-hall', hall), id));
		case 'release': {
			const held = state.halls.filter((row) => row.heldSince !== null);
			const key = hallOf(at(held, one.place)?.branchId ?? world.hall(hall));
			return by(null, (shell, id) => day.releaseCalls(shell, world.lead('lead-hall', key), id));
		}
		case 'endDay':
			return by(null, (shell, id) => day.endDay(shell, world.lead('lead-hall', hall), id));
		case 'undo': {
			const recent = done.filter(
				({ clerk, outcome, verb }) =>
					clerk !== null && outcome.ok && (wild || !NEVER_UNDONE.includes(verb))
			);
			// Mostly the last one: the others are too old, or overtaken.
			const undone = recent.at(one.choice % 4 === 0 ? -1 - (one.visit % 6) : -1);
			if (!undone) return null;
			const key = wild ? anyClerk : (undone.clerk ?? anyClerk);
			return {
				...by(key, (shell, id) => undo(shell, world.desk(key), { id, undoes: undone.id })),
				undoes: undone.id
			};
		}
		case 'job':
			return by(null, async (shell) => accept(await day.endForgottenDays(shell)));
		case 'seconds':
			world.setNow(world.now() + (1 + one.choice) * SECOND);
			return null;
		case 'minutes':
			world.setNow(world.now() + (1 + one.choice) * MINUTE);
			return null;
		case 'hour':
			world.setNow(world.now() + (30 + one.choice) * MINUTE);
			return null;
		case 'night': {
			const today = dayOf(world.now(), 'Europe/Amsterdam').day;
			const until = at(
				[
					atLocal(today, '23:59', 'Europe/Amsterdam'),
					atLocal(nextDay(today, 'Europe/Amsterdam'), '08:00', 'Europe/Amsterdam')
				],
				one.choice
			);
			world.setNow(Math.max(world.now(), until ?? 0));
			return null;
		}
		case 'repeat':
			return null;
	}
}

export interface CheckIn {
	services: { serviceId: ServiceId; persons: number }[];
	videoOk: boolean;
	mode: VisitMode;
	slotStart: number | null;
}

/** Puts an appointment, or a call-back or a document, into the hall, as its check-in will. */
export const checkIn = (
	shell: Shell,
	world: World,
	hall: string,
	id: CommandId,
	{ services, videoOk, mode, slotStart }: CheckIn
) =>
	inRegion(shell, world.regionId, async (tx) => {
		const facts = await kiosk.loadHallFacts(readsIn(tx), world.hall(hall), tx.at);
		if (!facts) return refuse({ code: 'unknown-branch' });
		const chosen = services.flatMap(({ serviceId, persons }) => {
			const service = facts.catalogue.get(serviceId);
			return service ? [{ service, persons }] : [];
		});
		const letter = chosen[0]?.service.letter ?? '';
		const visitId = shell.newId<'visit'>();
		// Whoever has an appointment, telephoned or wrote is never turned away for want of time.
		const everyone = {
			clerkId: shell.newId<'account'>(),
			skills: new Set(facts.catalogue.keys()),
			place: 'anywhere' as const,
			minutesLeft: Infinity
		};
		const outcome = decideTicket(
			visitId,
			{
				...facts,
				capacity: { ...facts.capacity, team: [everyone] },
				today: facts.today.day,
				lastNumber: await tx.memory.lastNumber(tx.sql, world.hall(hall), facts.today.day, letter)
			},
			{
				services: chosen,
				language: 'nl',
				mode,
				videoOk,
				fetchInPerson: false,
				priority: null,
				slotStart
			},
			tx.at
		);
		if (!outcome.ok) return outcome;
		const link = randomBytes(16).toString('base64url');
		const author = { actor: world.kiosk(hall).actor, commandId: id };
		await record(tx, author, outcome.value, new Map([[visitId, link]]));
		return accept({ visitId });
	});

/** Somebody comes in: a walk-in at the desk, unless said otherwise. Throws when no ticket is given. */
export async function arrive(
	world: World,
	hall: string,
	service: string | string[],
	change: Partial<CheckIn> = {}
): Promise<VisitId> {
	const services = [service].flat().map((key) => ({ serviceId: world.service(key), persons: 1 }));
	const outcome = await checkIn(world.shell, world, hall, world.command(), {
		services,
		videoOk: false,
		mode: 'desk',
		slotStart: null,
		...change
	});
	if (!outcome.ok) throw new Error(`no ticket: ${outcome.refusal.code}`);
	return outcome.value.visitId;
}
