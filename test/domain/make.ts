/** A visit, a clerk and a service as unremarkable as can be; a test changes what it is about. */
import type { Desk } from '../../src/lib/domain/desk.ts';
import { type Duty, offDuty } from '../../src/lib/domain/duty.ts';
import { evolveVisit } from '../../src/lib/domain/evolve.ts';
import type { PlannedService } from '../../src/lib/domain/events.ts';
import type { Id } from '../../src/lib/domain/ids.ts';
import type { Service } from '../../src/lib/domain/service.ts';
import { MINUTE } from '../../src/lib/domain/time.ts';
import type { Visit } from '../../src/lib/domain/visit.ts';

export const id = <K extends string>(name: string): Id<K> => name as Id<K>;

/** Tuesday 3 March 2026, 10:00 in Amsterdam. */
export const TEN = Date.UTC(2026, 2, 3, 9, 0);
export const at = (minutes: number): number => TEN + minutes * MINUTE;
export const TODAY = '2026-03-03';

export const plan = (key: string, change: Partial<PlannedService> = {}): PlannedService => ({
	serviceId: id(key),
	persons: 1,
	minutes: 10,
	targetMinutes: 15,
	byVideo: true,
	...change
});

/** A walk-in of 10:00 for a passport, waiting in the north hall; only the changed fields differ. */
export function waiting(
	change: Partial<Visit> = {},
	services: PlannedService[] = [plan('passport')]
): Visit {
	const issued = evolveVisit(
		undefined,
		{
			type: 'ticket-issued',
			visitId: change.id ?? id('v1'),
			branchId: id('north'),
			regionId: id('region'),
			day: TODAY,
			letter: 'P',
			number: 42,
			services,
			mode: 'desk',
			language: 'nl',
			videoOk: false,
			fetchInPerson: false,
			slotStart: null,
			line: 2,
			due: at(15),
			notBefore: TEN,
			priority: null
		},
		TEN
	);
	return { ...issued, ...change };
}

export const called = (change: Partial<Visit> = {}, services?: PlannedService[]): Visit =>
	waiting(
		{
			state: 'called',
			clerkId: id('anna'),
			counterId: id('north 1'),
			waitingSince: null,
			calledAt: at(1),
			...change
		},
		services
	);

export const serving = (change: Partial<Visit> = {}, services?: PlannedService[]): Visit =>
	called({ state: 'serving', servingSince: at(2), ...change }, services);

export const duty = (change: Partial<Duty> = {}): Duty => ({
	...offDuty(id('anna'), id('region')),
	since: at(-60),
	branchId: id('north'),
	counterId: id('north 1'),
	...change
});

/** Anna at counter 1 of the north hall, who can do passports and moves. */
export const desk = (change: Partial<Desk> = {}): Desk => ({
	duty: duty(),
	current: null,
	skills: new Set([id<'service'>('passport'), id<'service'>('move')]),
	today: TODAY,
	held: false,
	...change
});

export const service = (key: string, change: Partial<Service> = {}): Service => ({
	id: id(key),
	regionId: id('region'),
	groupId: id('group'),
	letter: 'P',
	upl: key,
	nameNl: key,
	nameEn: key,
	bringNl: [],
	bringEn: [],
	searchWords: [],
	firstMinutes: 10,
	extraMinutes: 5,
	targetMinutes: 15,
	byVideo: true,
	feeCents: null,
	onlineUrl: null,
	walkInWelcome: false,
	position: 0,
	...change
});
