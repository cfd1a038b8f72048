/**
 * What the product's commands write, and nothing else: no rule is asked, nobody is checked, nothing is read but what a
 * statement needs. The rows, their columns and the tables with all their indexes are the product's.
 */
import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { BENCH_NOW, benchId, counterId, counterOfClerk, hallOfClerk, numberIn } from '../ids.ts';

export interface Taken {
	visitId: string;
	ticket: string;
	link: string;
}

export interface Called {
	visitId: string;
	ticket: string;
	called: null;
}

/** All that is written, on one engine. */
export interface FloorRows {
	halls: number;
	take(hall: number, serviceId: string, command: string): Promise<Taken>;
	next(clerk: number, command: string): Promise<Called>;
	serve(clerk: number, visitId: string, command: string): Promise<Called>;
	finish(clerk: number, visitId: string, command: string): Promise<Called>;
	/** What a page of them says. */
	services(): Promise<NamedService[]>;
	close(): Promise<void>;
}

/** Which SQLite file or PostgreSQL database. */
export interface FloorPlace {
	dataDir: string;
	databaseUrl?: string | undefined;
}

export interface KnownService {
	id: string;
	letter: string;
	minutes: number;
	target: number;
}

export interface NamedService {
	id: string;
	name: string;
	minutes: number;
}

export const NAMES_SQL =
	'select id, name_nl as name, first_minutes as minutes from service order by name_nl';

export const DAY = '2026-03-03';
const MINUTE = 60_000;
const regionId = benchId('region', 0);
/** As long as the product's hash of a command. */
const HASH = 'x'.repeat(43);

export const nowAt = (): number => BENCH_NOW + Math.round(performance.now());

export const ticketOf = (letter: string, number: number): string =>
	letter + String(number).padStart(3, '0');

/* The rows, as lists of values in the order of the statements below */

export const VISIT_COLUMNS = [
	'id',
	'region_id',
	'branch_id',
	'issued_branch_id',
	'day',
	'letter',
	'number',
	'state',
	'mode',
	'language',
	'video_ok',
	'fetch_in_person',
	'services',
	'open_service_id',
	'open_minutes',
	'arrived_at',
	'line',
	'due',
	'not_before',
	'asked_for_time',
	'waiting_since',
	'waited_ms',
	'recalls',
	'link'
];

export const JOURNAL_COLUMNS = [
	'seq',
	'region_id',
	'at',
	'actor_kind',
	'actor_id',
	'command_id',
	'version',
	'type',
	'branch_id',
	'visit_id',
	'clerk_id',
	'counter_id',
	'event'
];

export const COMMAND_COLUMNS = ['actor_id', 'id', 'payload_hash', 'value', 'at'];

const serviceJson = (service: KnownService, more: Record<string, unknown> = {}): string =>
	JSON.stringify([
		{
			serviceId: service.id,
			persons: 1,
			minutes: service.minutes,
			targetMinutes: service.target,
			byVideo: false,
			startedAt: null,
			finishedAt: null,
			handledMs: 0,
			clerkId: null,
			outcome: null,
			passedOnTo: null,
			...more
		}
	]);

/** @param no how the engine writes "false" */
export function ticketRows(
	hall: number,
	service: KnownService,
	number: number,
	seq: number,
	command: string,
	no: 0 | false
) {
	const at = nowAt();
	const taken: Taken = {
		visitId: uuidv7(),
		ticket: ticketOf(service.letter, number),
		link: randomBytes(16).toString('base64url')
	};
	const branchId = benchId('branch', hall);
	const place = { line: 2, due: at + service.target * MINUTE, notBefore: at };
	const event = {
		type: 'ticket-issued',
		visitId: taken.visitId,
		branchId,
		regionId,
		day: DAY,
		letter: service.letter,
		number,
		services: [
			{
				serviceId: service.id,
				persons: 1,
				minutes: service.minutes,
				targetMinutes: service.target,
				byVideo: false
			}
		],
		mode: 'desk',
		language: 'nl',
		videoOk: false,
		fetchInPerson: false,
		slotStart: null,
		priority: null,
		...place
	};
	const visit = [
		taken.visitId,
		regionId,
		branchId,
		branchId,
		DAY,
		service.letter,
		number,
		'waiting',
		'desk',
		'nl',
		no,
		no,
		serviceJson(service),
		service.id,
		service.minutes,
		at,
		place.line,
		place.due,
		place.notBefore,
		no,
		at,
		0,
		0,
		taken.link
	];
	const actor = { kind: 'device', id: benchId('device', hall) };
	return { taken, visit, ...told(seq, actor, command, event, null, taken, at) };
}

/** The line of the journal and the command that is kept. */
function told(
	seq: number,
	actor: { kind: string; id: string },
	command: string,
	event: { type: string; branchId: string; visitId: string; counterId?: string },
	clerkId: string | null,
	value: unknown,
	at: number
) {
	const { type, branchId, visitId } = event;
	return {
		journal: [
			seq,
			regionId,
			at,
			actor.kind,
			actor.id,
			command,
			1,
			type,
			branchId,
			visitId,
			clerkId,
			event.counterId ?? null,
			JSON.stringify(event)
		],
		command: [actor.id, command, HASH, JSON.stringify(value), at]
	};
}

/** A visit as the floor finds it in the line. */
export interface Found {
	id: string;
	letter: string;
	number: number;
	open_service_id: string;
	line: number;
	due: number;
	waiting_since: number;
}

export function callRows(clerk: number, halls: number, found: Found, seq: number, command: string) {
	const at = nowAt();
	const hall = hallOfClerk(clerk, halls);
	const clerkId = benchId('account', clerk);
	const counter = counterId(hall, counterOfClerk(clerk, halls));
	const called: Called = {
		visitId: found.id,
		ticket: ticketOf(found.letter, found.number),
		called: null
	};
	const event = {
		type: 'visit-called',
		visitId: found.id,
		branchId: benchId('branch', hall),
		clerkId,
		counterId: counter,
		boothId: null,
		cause: 'next',
		rank: { step: 1, line: found.line, due: found.due, pastDue: true, streak: 0 },
		streak: found.line === 1 ? 1 : 0,
		day: DAY,
		streakBefore: { streak: 0, streakDay: DAY }
	};
	return {
		called,
		visit: [clerkId, counter, at, at, at - found.waiting_since, found.id],
		duty: [event.streak, DAY, clerkId],
		...told(seq, { kind: 'account', id: clerkId }, command, event, clerkId, called, at)
	};
}

export function endRows(
	kind: 'serve' | 'finish',
	clerk: number,
	halls: number,
	visit: { id: string; letter: string; number: number; service: KnownService },
	seq: number,
	command: string
) {
	const at = nowAt();
	const clerkId = benchId('account', clerk);
	const value: Called = {
		visitId: visit.id,
		ticket: ticketOf(visit.letter, visit.number),
		called: null
	};
	const begun = { startedAt: at, clerkId };
	const about = {
		visitId: visit.id,
		branchId: benchId('branch', hallOfClerk(clerk, halls)),
		clerkId
	};
	const event =
		kind === 'serve'
			? { type: 'serving-started', ...about }
			: { type: 'visit-finished', ...about, outcome: 'answered', passedOnTo: null, endedAt: at };
	const services =
		kind === 'serve'
			? serviceJson(visit.service, begun)
			: serviceJson(visit.service, { ...begun, finishedAt: at, outcome: 'answered' });
	return {
		value,
		visit: [at, services, visit.id],
		...told(seq, { kind: 'account', id: clerkId }, command, event, clerkId, value, at)
	};
}

export const hallOfVisit = (clerk: number, halls: number): string =>
	benchId('branch', hallOfClerk(clerk, halls));

/** Services by id, from the rows of the catalogue. */
export const servicesFrom = (rows: readonly KnownService[]): ReadonlyMap<string, KnownService> =>
	new Map(rows.map((row) => [row.id, row]));

export const known = (
	services: ReadonlyMap<string, KnownService>,
	serviceId: string
): KnownService => {
	const service = services.get(serviceId);
	if (!service) throw new Error(`no service ${numberIn(serviceId)}`);
	return service;
};

export const SERVICES_SQL = `select s.id, g.letter, s.first_minutes as minutes, s.target_minutes as target
	from service s join service_group g on g.id = s.group_id`;
