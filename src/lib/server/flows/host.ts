/** What a host does for the visitors of one hall, and what a visitor does with their own ticket. */
import {
	decideAskTime,
	decideCancel,
	decideMark,
	decidePriority,
	decideReinstate,
	decideTransfer
} from '../../domain/desk.ts';
import type { VisitEvent } from '../../domain/events.ts';
import type { CommandId, VisitId } from '../../domain/ids.ts';
import { type Refused, refuse } from '../../domain/refusal.ts';
import {
	type CancelReason,
	type PriorityReason,
	type Visit,
	ticketNumber
} from '../../domain/visit.ts';
import { type LocalDay, localDay } from '../../domain/time.ts';
import { findRegion } from '../db/halls.ts';
import { visitIn } from '../db/rows.ts';
import type { HallScope, TicketScope } from '../scope.ts';
import type { CommandScope, Shell, Tx } from '../shell.ts';
import { type Decided, deciding } from './deciding.ts';
import { type TransferCommand, transferTarget } from './desk.ts';

type HostScope = HallScope<'host-hall'>;
interface VisitCommand {
	id: CommandId;
	visitId: VisitId;
}

/** One decision about one visit that the scope covers; others are unknown, as if they did not exist. */
const onVisit = <O extends Decided<VisitEvent>>(
	shell: Shell,
	scope: CommandScope,
	name: string,
	{ id, visitId }: VisitCommand,
	payload: unknown,
	covers: (visit: Visit) => boolean,
	decide: (visit: Visit, tx: Tx) => O | Promise<O>
) =>
	deciding(
		shell,
		scope,
		{ id, name, payload: [visitId, payload] },
		async (tx): Promise<O | Refused<'unknown-visit'>> => {
			const visit = await visitIn(tx, visitId);
			return visit && covers(visit) ? decide(visit, tx) : refuse({ code: 'unknown-visit' });
		},
		async (tx) => {
			const visit = await visitIn(tx, visitId);
			return { visitId, ticket: visit ? ticketNumber(visit) : '' };
		}
	);

const today = async (tx: Tx): Promise<LocalDay> =>
	localDay(tx.at, (await findRegion(tx.sql, tx.regionId)).timeZone);

const inHall = (scope: HostScope) => (visit: Visit) => visit.branchId === scope.branchId;

export const givePriority = (
	shell: Shell,
	scope: HostScope,
	command: VisitCommand & { reason: PriorityReason }
) =>
	onVisit(shell, scope, 'priority', command, command.reason, inHall(scope), (visit) =>
		decidePriority(visit, command.reason)
	);

export const mark = (
	shell: Shell,
	scope: HostScope,
	command: VisitCommand & { videoOk: boolean; fetchInPerson: boolean }
) =>
	onVisit(
		shell,
		scope,
		'mark',
		command,
		[command.videoOk, command.fetchInPerson],
		inHall(scope),
		(visit) => decideMark(visit, command)
	);

export const cancel = (
	shell: Shell,
	scope: HostScope,
	command: VisitCommand & { reason: CancelReason }
) =>
	onVisit(shell, scope, 'cancel', command, command.reason, inHall(scope), (visit) =>
		decideCancel(visit, command.reason)
	);

export const reinstate = (shell: Shell, scope: HostScope, command: VisitCommand) =>
	onVisit(shell, scope, 'reinstate', command, null, inHall(scope), async (visit, tx) =>
		decideReinstate(visit, tx.at, await today(tx))
	);

export const moreTime = (shell: Shell, scope: HostScope, command: VisitCommand) =>
	onVisit(shell, scope, 'more-time', command, null, inHall(scope), (visit, tx) =>
		decideAskTime(visit, tx.at)
	);

export const move = (shell: Shell, scope: HostScope, command: TransferCommand) =>
	onVisit(
		shell,
		scope,
		'move',
		command,
		[command.serviceId, command.branchId, command.clerkId, command.counterId ?? null],
		inHall(scope),
		async (visit, tx) => {
			const target = await transferTarget(tx, visit, command);
			if (!target.ok) return target;
			return decideTransfer(null, visit, target.value, () => '', tx.at);
		}
	);

/* The visitor, by the ticket's own page */

const own = (scope: TicketScope) => (visit: Visit) => visit.id === scope.visitId;

export const leave = (shell: Shell, scope: TicketScope, id: CommandId) =>
	onVisit(shell, scope, 'leave', { id, visitId: scope.visitId }, null, own(scope), (visit) =>
		decideCancel(visit, 'by-visitor')
	);

export const askTime = (shell: Shell, scope: TicketScope, id: CommandId) =>
	onVisit(shell, scope, 'ask-time', { id, visitId: scope.visitId }, null, own(scope), (visit, tx) =>
		decideAskTime(visit, tx.at)
	);
