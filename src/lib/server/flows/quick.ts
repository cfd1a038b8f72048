/** Help without a call: a question answered at the desk, or work done behind it, entered in one action. */
import { planService } from '../../domain/desk.ts';
import type { VisitEvent } from '../../domain/events.ts';
import type { BranchId, CommandId, ServiceId } from '../../domain/ids.ts';
import { accept, refuse } from '../../domain/refusal.ts';
import {
	LAST_NUMBER,
	type PassedOnTo,
	type VisitOutcome,
	ticketNumber
} from '../../domain/visit.ts';
import { dayOf, minutes } from '../../domain/time.ts';
import { findBranch, findRegion, servicesOf } from '../db/halls.ts';
import { record } from '../db/journal.ts';
import { dutyIn, visitIn } from '../db/rows.ts';
import type { DeskScope } from '../scope.ts';
import { newLink } from '../secrets.ts';
import { type Shell, acting } from '../shell.ts';

export interface QuickCommand {
	id: CommandId;
	serviceId: ServiceId;
	/** `document`: work without a visitor. */
	mode: 'desk' | 'document';
	/** How long it took; it ended just now. */
	minutes: number;
	outcome: VisitOutcome;
	passedOnTo: PassedOnTo | null;
	/** For whom a clerk at home did it; a clerk in a hall did it there. */
	branchId: BranchId | null;
}

/**
 * Enters what was done as a visit that is finished at once: it counts, and nobody is called for it.
 *
 * It takes a number of its group like any visit, so that it can be told apart and found.
 */
export const quickService = (shell: Shell, scope: DeskScope, { id, ...command }: QuickCommand) =>
	acting(shell, scope, { id, name: 'quick-service', payload: command }, async (tx) => {
		const duty = await dutyIn(tx, scope.clerkId);
		if (!duty || duty.since === null) return refuse({ code: 'not-on-duty' });
		const branchId = duty.branchId ?? command.branchId;
		const branch = branchId && (await findBranch(tx.sql, branchId));
		if (!branch || branch.regionId !== tx.regionId) return refuse({ code: 'unknown-branch' });
		const services = await servicesOf(tx.sql, tx.regionId);
		const service = services.find((one) => one.id === command.serviceId);
		if (!service) return refuse({ code: 'unknown-service', given: command.serviceId.slice(0, 40) });
		const region = await findRegion(tx.sql, tx.regionId);
		const { day } = dayOf(tx.at, region.timeZone);
		const last = await tx.memory.lastNumber(tx.sql, branch.id, day, service.letter);
		if (last >= LAST_NUMBER) return refuse({ code: 'series-full', letter: service.letter });
		const visitId = shell.newId<'visit'>();
		const { outcome } = command;
		const events: VisitEvent[] = [
			{
				type: 'ticket-issued',
				visitId,
				branchId: branch.id,
				regionId: tx.regionId,
				day,
				letter: service.letter,
				number: last + 1,
				services: [planService(service, 1)],
				mode: command.mode,
				language: 'nl',
				videoOk: false,
				fetchInPerson: false,
				slotStart: null,
				priority: null,
				line: 2,
				due: tx.at + minutes(service.targetMinutes),
				notBefore: tx.at
			},
			{
				type: 'quick-served',
				visitId,
				branchId: branch.id,
				clerkId: scope.clerkId,
				outcome,
				passedOnTo: outcome === 'passed-on' ? command.passedOnTo : null,
				startedAt: tx.at - minutes(command.minutes)
			}
		];
		const author = { actor: scope.actor, commandId: id };
		await record(tx, author, events, new Map([[visitId, newLink()]]));
		const visit = await visitIn(tx, visitId);
		if (!visit) throw new Error(`quick visit ${visitId} was not written`);
		return accept({ visitId, ticket: ticketNumber(visit), called: null });
	});
