/** Giving tickets: at the kiosk, and by a host. */
import {
	type HallCapacity,
	type OpenState,
	type TeamMember,
	openStateAt
} from '../../domain/closing.ts';
import type { BranchId, CommandId, ServiceId, VisitId } from '../../domain/ids.ts';
import { type TicketDesk, decideTicket } from '../../domain/kiosk.ts';
import { aheadOf } from '../../domain/queue.ts';
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import type { Branch, Region } from '../../domain/region.ts';
import type { Service } from '../../domain/service.ts';
import { type DayBounds, type Instant, MINUTE, dayOf } from '../../domain/time.ts';
import {
	type Language,
	type PriorityReason,
	type Visit,
	ticketNumber
} from '../../domain/visit.ts';
import { calendarOf } from '../calendar.ts';
import { type Roster, type RosteredShift, rosterOf } from '../db/duties.ts';
import {
	type HallReads,
	boothsOf,
	catalogueOf,
	findBranch,
	findRegion,
	givenAt
} from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { readsIn, visitIn } from '../db/rows.ts';
import type { DeviceScope, HallScope } from '../scope.ts';
import { newLink } from '../secrets.ts';
import { type CommandScope, type Shell, type Tx, acting } from '../shell.ts';
import { type NoteWish, keepNote, keepVisitor } from './notes.ts';

export interface TicketCommand {
	id: CommandId;
	services: { serviceId: ServiceId; persons: number }[];
	language: Language;
	videoOk: boolean;
	fetchInPerson: boolean;
	priority: PriorityReason | null;
}

export interface Ticket {
	visitId: VisitId;
	ticket: string;
	/** The secret of the ticket's own page, /t/… */
	link: string;
	/** How many were to be called before this one when it was given. */
	ahead: number;
}

export const takeTicket = (shell: Shell, scope: DeviceScope<'kiosk'>, command: TicketCommand) =>
	// Priority is given by people, not by a button in the hall.
	giveTicket(shell, scope, scope.branchId, { ...command, priority: null });

export interface HostTicketCommand extends TicketCommand {
	/** Of an appointment that was made elsewhere and is checked in here. */
	slotStart?: Instant | null;
	name?: string | null;
	contact?: string | null;
	note?: NoteWish | null;
}

/** A ticket by hand: besides what a kiosk gives, priority, an appointment, a name and a note. */
export const hostTicket = (
	shell: Shell,
	scope: HallScope<'host-hall'>,
	{ slotStart = null, name = null, contact = null, note = null, ...command }: HostTicketCommand
) =>
	giveTicket(shell, scope, scope.branchId, command, slotStart, {
		payload: [name, contact, note],
		write: async (tx, visit) => {
			if (name !== null || contact !== null) await keepVisitor(tx, visit, { name, contact });
			if (note) await keepNote(shell, tx, scope, visit, note);
		}
	});

/** What goes with a ticket in the same transaction. */
interface Alongside {
	payload: unknown;
	write: (tx: Tx, visit: Visit) => Promise<void>;
}

function giveTicket(
	shell: Shell,
	scope: CommandScope,
	branchId: BranchId,
	command: TicketCommand,
	slotStart: Instant | null = null,
	alongside: Alongside = { payload: null, write: async () => {} }
) {
	const { id, ...wish } = command;
	const payload = [wish, slotStart, alongside.payload];
	return acting(shell, scope, { id, name: 'take-ticket', payload }, async (tx) => {
		const facts = await loadHallFacts(readsIn(tx), branchId, tx.at);
		if (!facts) return refuse({ code: 'unknown-branch' });
		const services = chosenServices(facts.catalogue, command.services);
		if (!services.ok) return services;
		const letter = services.value[0]?.service.letter ?? '';
		const visitId = shell.newId<'visit'>();
		const desk: TicketDesk = {
			...facts,
			today: facts.today.day,
			lastNumber: await tx.memory.lastNumber(tx.sql, branchId, facts.today.day, letter)
		};
		const outcome = decideTicket(
			visitId,
			desk,
			{ ...wish, services: services.value, mode: 'desk', slotStart },
			tx.at
		);
		if (!outcome.ok) return outcome;
		const link = newLink();
		await record(
			tx,
			{ actor: scope.actor, commandId: id },
			outcome.value,
			new Map([[visitId, link]])
		);
		const visit = await visitIn(tx, visitId);
		if (!visit) throw new Error(`ticket of visit ${visitId} was not written`);
		await alongside.write(tx, visit);
		return accept(await asGiven(tx, facts, visit, link));
	});
}

/** What is told of a ticket that this command gives. */
export async function asGiven(
	tx: Tx,
	{ branch }: Pick<HallFacts, 'branch'>,
	visit: Visit,
	link: string
): Promise<Ticket> {
	const around = (await tx.memory.waiting(tx.sql, branch.id)).around(visit, tx.at);
	const ahead = aheadOf(visit, around, branch.zipLimit, tx.at);
	return { visitId: visit.id, ticket: ticketNumber(visit), link, ahead };
}

function chosenServices(
	catalogue: ReadonlyMap<ServiceId, Service>,
	wanted: TicketCommand['services']
): Outcome<{ service: Service; persons: number }[], 'unknown-service'> {
	const chosen: { service: Service; persons: number }[] = [];
	for (const { serviceId, persons } of wanted) {
		const service = catalogue.get(serviceId);
		if (!service) return refuse({ code: 'unknown-service', given: serviceId.slice(0, 40) });
		chosen.push({ service, persons });
	}
	return accept(chosen);
}

/** Everything that decides whether a hall gives tickets now, and for what. */
export interface HallFacts {
	region: Region;
	branch: Branch;
	today: DayBounds;
	open: OpenState;
	catalogue: ReadonlyMap<ServiceId, Service>;
	givenHere: ReadonlySet<ServiceId>;
	capacity: HallCapacity;
}

export async function loadHallFacts(
	reads: HallReads,
	branchId: BranchId,
	now: Instant
): Promise<HallFacts | null> {
	const { sql } = reads;
	const branch = await findBranch(sql, branchId);
	if (!branch) return null;
	const region = await findRegion(sql, branch.regionId);
	const today = dayOf(now, region.timeZone);
	const hall = await reads.hall(branchId);
	const open = openStateAt(
		await calendarOf(sql, branchId),
		now,
		region.timeZone,
		hall?.endedDay ?? null
	);
	const onDuty = await reads.onDuty(branch.regionId);
	const roster = await rosterOf(sql, branch.regionId, today, onDuty);
	return {
		region,
		branch,
		today,
		open,
		catalogue: await catalogueOf(sql, branch.regionId),
		givenHere: await givenAt(sql, branchId),
		capacity: {
			branchId,
			hasBooth: (await boothsOf(sql, branchId)).length > 0,
			team: teamOf(roster, now, open),
			waiting: await reads.waiting(branchId)
		}
	};
}

/** Who works today, where they can be met, and how long they still have. */
function teamOf(roster: Roster, now: Instant, open: OpenState): TeamMember[] {
	const untilClosing = open.open ? Math.max(0, (open.closesAt - now) / MINUTE) : 0;
	const places = new Map(roster.onDuty.map(({ clerkId, branchId }) => [clerkId, branchId]));
	const clerks = new Set([...places.keys(), ...roster.shifts.keys()]);
	return [...clerks].flatMap((clerkId) => {
		const shifts = roster.shifts.get(clerkId) ?? [];
		const place = places.get(clerkId);
		const current = shifts.find((shift) => shift.endsAt > now);
		// Not signed in: only a shift that still runs, or comes, counts.
		if (place === undefined && !current) return [];
		return [
			{
				clerkId,
				skills: roster.skills.get(clerkId) ?? NO_SKILLS,
				place: place !== undefined ? place : (current?.branchId ?? ('anywhere' as const)),
				minutesLeft: shifts.length > 0 ? minutesToCome(shifts, now) : untilClosing
			}
		];
	});
}

const NO_SKILLS: ReadonlySet<ServiceId> = new Set();

/** Minutes of work still to come: the rest of a shift that runs, and all of those that follow. */
const minutesToCome = (shifts: readonly RosteredShift[], now: Instant): number =>
	shifts.reduce(
		(sum, { startsAt, endsAt }) => sum + Math.max(0, endsAt - Math.max(now, startsAt)),
		0
	) / MINUTE;
