/** What a clerk does at a counter. Each flow reads, decides and writes in one transaction. */
import {
	type Desk,
	type Finish,
	calledBy,
	decideAddService,
	decideFinish,
	decideMiss,
	decideNext,
	decidePark,
	decidePick,
	decideRecall,
	decideReinstate,
	decideRequeue,
	decideResumeHere,
	decideResumeToWaiting,
	decideServe,
	decideTransfer,
	reachOf
} from '../../domain/desk.ts';
import { someoneAble } from '../../domain/closing.ts';
import { type Duty, offDuty, streakOn } from '../../domain/duty.ts';
import type { VisitEvent } from '../../domain/events.ts';
import type {
	AccountId,
	BranchId,
	CommandId,
	CounterId,
	ServiceId,
	VisitId
} from '../../domain/ids.ts';
import { type CallRule, isPressing } from '../../domain/queue.ts';
import { type Outcome, type RefusedOf, accept, refuse } from '../../domain/refusal.ts';
import { DEFAULT_HALL_RULE } from '../../domain/region.ts';
import { dayOf, minutes } from '../../domain/time.ts';
import { type ParkReason, type Visit, ticketLabel, ticketNumber } from '../../domain/visit.ts';
import { clerkAt, minutesLeftOf, skillsOf } from '../db/duties.ts';
import { branchesOf, findBranch, findCounter, findRegion } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import {
	type Asker,
	earlyVisits,
	freeBooth,
	helpHeads,
	ownFronts,
	sentBackVisits
} from '../db/lines.ts';
import { nameOfAccount } from '../db/people.ts';
import { currentIn, dutyIn, hallIn, readsIn, visitIn } from '../db/rows.ts';
import type { DeskScope, HallScope } from '../scope.ts';
import { type Shell, type Tx, acting } from '../shell.ts';
import type { Decided } from './deciding.ts';
import { loadHallFacts } from './kiosk.ts';

/** What a command at the desk answers; the views tell the rest. */
export interface DeskAnswer {
	visitId: VisitId;
	ticket: string;
	/** The visit that auto-next called along with it. */
	called: { visitId: VisitId; ticket: string } | null;
}

/** A clerk's desk, as it is now, with a visit at hand. */
async function loadDesk(tx: Tx, clerkId: AccountId, visit: Visit | null = null): Promise<Desk> {
	const [known, current, region, skills] = await Promise.all([
		dutyIn(tx, clerkId),
		currentIn(tx, clerkId),
		findRegion(tx.sql, tx.regionId),
		skillsOf(tx.sql, tx.regionId, clerkId)
	]);
	const duty = known ?? offDuty(clerkId, tx.regionId);
	const halls = new Set([duty.branchId, visit?.branchId ?? null]);
	let held = false;
	for (const branchId of halls)
		if (branchId && (await hallIn(tx, branchId))?.heldSince) held = true;
	return { duty, current, skills, today: dayOf(tx.at, region.timeZone).day, held };
}

/**
 * The next visit by the rule of the queue, as the event that calls it.
 *
 * @param except sent back by hand in this very command: auto-next must not bring it straight back
 */
async function nextFor(tx: Tx, desk: Desk, except: VisitId | null = null) {
	const { duty } = desk;
	const region = await findRegion(tx.sql, tx.regionId);
	const today = dayOf(tx.at, region.timeZone);
	const asker: Asker = {
		clerkId: duty.clerkId,
		regionId: tx.regionId,
		branchId: duty.branchId,
		now: tx.at,
		today,
		minutesLeft: await minutesLeftOf(tx.sql, tx.regionId, duty.clerkId, tx.at, today)
	};
	const rule = await callRule(tx, desk);
	const own = await ownFronts(tx.sql, asker);
	for (const visit of own) if (!tx.visits.has(visit.id)) tx.visits.set(visit.id, visit);
	// The own hall decides alone while someone there is due; the other lists are then not needed.
	const pressing = isPressing(own, rule, tx.at);
	const [sentBack, help, early] = pressing
		? [[], [], []]
		: await Promise.all([
				sentBackVisits(tx.sql, asker),
				helpHeads(tx.sql, asker),
				earlyVisits(tx.sql, asker)
			]);
	const outcome = decideNext(
		desk,
		{ own, help, early, sentBack: sentBack.filter((visit) => visit.id !== except) },
		rule,
		tx.at
	);
	if (!outcome.ok) return outcome;
	const { visit } = outcome.value;
	const elsewhere = visit.mode === 'desk' && visit.branchId !== duty.branchId;
	const boothId = elsewhere ? await freeBooth(tx.sql, visit.branchId) : null;
	return accept(calledBy(desk, outcome.value, boothId));
}

async function callRule(tx: Tx, { duty, today }: Desk): Promise<CallRule> {
	const branches = await branchesOf(tx.sql, tx.regionId);
	const own = branches.find((branch) => branch.id === duty.branchId);
	const zipLimits = new Map(branches.map((branch) => [branch.id, branch.zipLimit]));
	return {
		streak: streakOn(duty, today),
		ownWindow: minutes(own?.ownWindowMinutes ?? DEFAULT_HALL_RULE.ownWindowMinutes),
		zipLimitOf: ({ branchId }) => zipLimits.get(branchId) ?? DEFAULT_HALL_RULE.zipLimit,
		isOwn: ({ branchId }) => duty.branchId === null || branchId === duty.branchId
	};
}

/** Calls the next visitor by the rule of the queue. */
export const callNext = (shell: Shell, scope: DeskScope, id: CommandId) =>
	acting(shell, scope, { id, name: 'call-next', payload: null }, async (tx) => {
		const desk = await loadDesk(tx, scope.clerkId);
		const outcome = await nextFor(tx, desk);
		if (!outcome.ok) return outcome;
		await record(tx, { actor: scope.actor, commandId: id }, [outcome.value]);
		return accept(await answer(tx, outcome.value.visitId));
	});

async function answer(
	tx: Tx,
	visitId: VisitId,
	called: VisitId | null = null
): Promise<DeskAnswer> {
	const visit = await mustFind(tx, visitId);
	const next = called ? await mustFind(tx, called) : null;
	const branches = await branchesOf(tx.sql, tx.regionId);
	const shown = (one: Visit) =>
		ticketLabel(one, (id) => branches.find((branch) => branch.id === id)?.code ?? '?');
	return {
		visitId,
		ticket: shown(visit),
		called: next && { visitId: next.id, ticket: shown(next) }
	};
}

async function mustFind(tx: Tx, id: VisitId): Promise<Visit> {
	const visit = await visitIn(tx, id);
	if (!visit) throw new Error(`visit ${id} is gone`);
	return visit;
}

interface Case {
	tx: Tx;
	desk: Desk;
	visit: Visit;
	nameOf: (id: AccountId) => string;
}

interface VisitCommand {
	id: CommandId;
	visitId: VisitId;
}

/** One decision about one visit. With `thenNext`, a clerk with auto-next gets the next visitor in the same command. */
const onVisit = <O extends Decided<VisitEvent>>(
	shell: Shell,
	scope: DeskScope,
	name: string,
	{ id, visitId }: VisitCommand,
	payload: unknown,
	decide: (found: Case) => O | Promise<O>,
	thenNext = false
) =>
	acting(
		shell,
		scope,
		{ id, name, payload: [visitId, payload] },
		async (tx): Promise<Outcome<DeskAnswer, 'unknown-visit'> | RefusedOf<O>> => {
			const visit = await visitIn(tx, visitId);
			if (!visit || visit.regionId !== scope.regionId) return refuse({ code: 'unknown-visit' });
			const desk = await loadDesk(tx, scope.clerkId, visit);
			const other = visit.clerkId && visit.clerkId !== scope.clerkId ? visit.clerkId : null;
			const name = other ? await nameOfAccount(tx.sql, other) : '';
			const outcome: Decided<VisitEvent> = await decide({ tx, desk, visit, nameOf: () => name });
			if (!outcome.ok) return outcome as RefusedOf<O>;
			const author = { actor: scope.actor, commandId: id };
			await record(tx, author, outcome.value);
			const called =
				thenNext && desk.duty.autoNext ? await autoNext(tx, scope.clerkId, visitId) : null;
			if (called) await record(tx, author, [called]);
			return accept(await answer(tx, visitId, called?.visitId));
		}
	);

/** The next visitor for a clerk who just became free; null when there is nobody, or the clerk is not free. */
async function autoNext(tx: Tx, clerkId: AccountId, except: VisitId): Promise<VisitEvent | null> {
	const desk = await loadDesk(tx, clerkId);
	const outcome = await nextFor(tx, desk, except);
	return outcome.ok ? outcome.value : null;
}

export const recall = (shell: Shell, scope: DeskScope, command: VisitCommand) =>
	onVisit(shell, scope, 'recall', command, null, ({ desk, visit, nameOf }) =>
		decideRecall(desk, visit, nameOf)
	);

export const serve = (shell: Shell, scope: DeskScope, command: VisitCommand) =>
	onVisit(shell, scope, 'serve', command, null, ({ desk, visit, nameOf }) =>
		decideServe(desk, visit, nameOf)
	);

export const finish = (shell: Shell, scope: DeskScope, command: VisitCommand & Finish) => {
	const { outcome, passedOnTo, then, endedAt } = command;
	return onVisit(
		shell,
		scope,
		'finish',
		command,
		[outcome, passedOnTo, then, endedAt],
		({ tx, desk, visit, nameOf }) => decideFinish(desk, visit, command, nameOf, tx.at),
		true
	);
};

export const miss = (shell: Shell, scope: DeskScope, command: VisitCommand) =>
	onVisit(
		shell,
		scope,
		'miss',
		command,
		null,
		async ({ tx, desk, visit, nameOf }) => {
			const branch = await findBranch(tx.sql, visit.branchId);
			return decideMiss(desk, visit, branch ?? DEFAULT_HALL_RULE, nameOf);
		},
		true
	);

export const requeue = (
	shell: Shell,
	scope: DeskScope,
	command: VisitCommand & { why: 'absent' | 'by-hand' }
) =>
	onVisit(
		shell,
		scope,
		'requeue',
		command,
		command.why,
		({ tx, desk, visit, nameOf }) => decideRequeue(desk, visit, command.why, nameOf, tx.at),
		true
	);

export const park = (
	shell: Shell,
	scope: DeskScope,
	command: VisitCommand & { reason: ParkReason }
) =>
	onVisit(
		shell,
		scope,
		'park',
		command,
		command.reason,
		({ desk, visit, nameOf }) => decidePark(desk, visit, command.reason, nameOf),
		true
	);

/** Refuses what stands in another hall, out of this clerk's reach. */
const withinReach = ({
	desk,
	visit
}: Case): Outcome<never, 'out-of-reach' | 'not-on-duty'> | null => {
	if (desk.duty.since === null) return refuse({ code: 'not-on-duty' });
	if (reachOf(desk.duty, visit) === 'here') return null;
	return refuse({ code: 'out-of-reach', ticket: ticketNumber(visit) });
};

export const resume = (
	shell: Shell,
	scope: DeskScope,
	command: VisitCommand & { to: 'here' | 'waiting' }
) =>
	onVisit(shell, scope, 'resume', command, command.to, (found) =>
		command.to === 'here'
			? decideResumeHere(found.desk, found.visit)
			: (withinReach(found) ?? decideResumeToWaiting(found.visit))
	);

export const reinstate = (shell: Shell, scope: DeskScope, command: VisitCommand) =>
	onVisit(
		shell,
		scope,
		'reinstate',
		command,
		null,
		(found) => withinReach(found) ?? decideReinstate(found.visit, found.tx.at, found.desk.today)
	);

export interface TransferCommand extends VisitCommand {
	serviceId: ServiceId | null;
	branchId: BranchId | null;
	clerkId: AccountId | null;
	/** Whoever has this counter open. */
	counterId?: CounterId | null;
}

/**
 * Loads what a visit is to be handed to, and refuses what does not exist, a closed counter, and a service that
 * nobody could give there: nobody is sent to wait in vain.
 */
export async function transferTarget(tx: Tx, visit: Visit, to: TransferCommand) {
	const facts = await loadHallFacts(readsIn(tx), to.branchId ?? visit.branchId, tx.at);
	if (facts?.region.id !== tx.regionId) return refuse({ code: 'unknown-branch' });
	const service = to.serviceId ? facts.catalogue.get(to.serviceId) : null;
	if (service === undefined)
		return refuse({ code: 'unknown-service', given: String(to.serviceId).slice(0, 40) });
	const colleague = await findColleague(tx, to);
	if (!colleague.ok) return colleague;

	const given = service ?? facts.catalogue.get(visit.openServiceId ?? ('' as ServiceId));
	if (given && (to.serviceId ?? to.branchId)) {
		const demand = {
			service: given,
			minutes: given.firstMinutes,
			videoOk: visit.videoOk && given.byVideo
		};
		const reason = !facts.givenHere.has(given.id)
			? 'not-given-here'
			: visit.mode === 'desk' && !colleague.value && !someoneAble(demand, facts.capacity)
				? 'nobody-skilled'
				: null;
		if (reason) return refuse({ code: 'service-closed', serviceId: given.id, reason });
	}
	return accept({
		service,
		toBranchId: to.branchId,
		colleague: colleague.value && {
			clerkId: colleague.value.clerkId,
			branchId: colleague.value.branchId,
			skills: await skillsOf(tx.sql, tx.regionId, colleague.value.clerkId)
		}
	});
}

/** The colleague who was named, or who has the counter that was named; null when none was. */
async function findColleague(
	tx: Tx,
	{ clerkId, counterId }: TransferCommand
): Promise<Outcome<Duty | null, 'unknown-colleague' | 'unknown-counter' | 'counter-closed'>> {
	let chosen = clerkId;
	if (counterId) {
		const counter = await findCounter(tx.sql, counterId);
		const branch = counter && (await findBranch(tx.sql, counter.branchId));
		if (!counter || branch?.regionId !== tx.regionId) return refuse({ code: 'unknown-counter' });
		const occupant = await clerkAt(tx.sql, counterId);
		if (!occupant) return refuse({ code: 'counter-closed', counter: counter.number });
		chosen = occupant.clerkId;
	}
	if (chosen === null) return accept(null);
	const duty = await dutyIn(tx, chosen);
	if (!duty || duty.since === null || duty.regionId !== tx.regionId)
		return refuse({ code: 'unknown-colleague' });
	return accept(duty);
}

export const transfer = (shell: Shell, scope: DeskScope, command: TransferCommand) =>
	onVisit(
		shell,
		scope,
		'transfer',
		command,
		[command.serviceId, command.branchId, command.clerkId, command.counterId ?? null],
		async (found) => {
			const { tx, desk, visit, nameOf } = found;
			const unreachable = visit.clerkId === scope.clerkId ? null : withinReach(found);
			if (unreachable) return unreachable;
			const target = await transferTarget(tx, visit, command);
			if (!target.ok) return target;
			return decideTransfer(desk, visit, target.value, nameOf, tx.at);
		},
		true
	);

export const addService = (
	shell: Shell,
	scope: DeskScope,
	command: VisitCommand & { serviceId: ServiceId; persons: number }
) =>
	onVisit(
		shell,
		scope,
		'add-service',
		command,
		[command.serviceId, command.persons],
		async (found) => {
			const { tx, visit } = found;
			const unreachable = visit.clerkId === scope.clerkId ? null : withinReach(found);
			if (unreachable) return unreachable;
			const facts = await loadHallFacts(readsIn(tx), visit.branchId, tx.at);
			const service = facts?.catalogue.get(command.serviceId);
			if (!facts || !service)
				return refuse({ code: 'unknown-service', given: command.serviceId.slice(0, 40) });
			const videoOk = visit.videoOk && service.byVideo;
			const demand = { service, minutes: service.firstMinutes, videoOk };
			const reason = !facts.givenHere.has(service.id)
				? 'not-given-here'
				: found.desk.skills.has(service.id) || someoneAble(demand, facts.capacity)
					? null
					: 'nobody-skilled';
			if (reason) return refuse({ code: 'service-closed', serviceId: service.id, reason });
			return decideAddService(visit, service, command.persons);
		}
	);

/** Calls a visit out of order, by someone who may. */
export const pick = (
	shell: Shell,
	desk: DeskScope,
	_permission: HallScope<'pick-visit'>,
	command: VisitCommand
) =>
	onVisit(shell, desk, 'pick', command, null, async ({ tx, desk, visit }) =>
		decidePick(desk, visit, 'pick', await freeBooth(tx.sql, visit.branchId), tx.at)
	);

/** Puts a waiting visit before a colleague, who is called for it at once. */
export const assign = (
	shell: Shell,
	scope: HallScope<'assign-visit'>,
	command: VisitCommand & { clerkId: AccountId }
) =>
	acting(
		shell,
		scope,
		{ id: command.id, name: 'assign', payload: [command.visitId, command.clerkId] },
		async (tx) => {
			const visit = await visitIn(tx, command.visitId);
			if (!visit || visit.branchId !== scope.branchId) return refuse({ code: 'unknown-visit' });
			const colleague = await dutyIn(tx, command.clerkId);
			if (!colleague || colleague.regionId !== scope.regionId)
				return refuse({ code: 'unknown-colleague' });
			const desk = await loadDesk(tx, command.clerkId, visit);
			const booth = await freeBooth(tx.sql, visit.branchId);
			const outcome = decidePick(desk, visit, 'assigned', booth, tx.at);
			if (!outcome.ok) return outcome;
			await record(tx, { actor: scope.actor, commandId: command.id }, outcome.value);
			return accept(await answer(tx, visit.id));
		}
	);
