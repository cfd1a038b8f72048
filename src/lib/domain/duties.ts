/** Decisions about where a clerk works. */
import type { Duty, PauseReason } from './duty.ts';
import type { DutyEvent, VisitEvent } from './events.ts';
import type { BranchId, CounterId } from './ids.ts';
import { type Outcome, accept, refuse } from './refusal.ts';
import { type Visit, ticketNumber } from './visit.ts';

/** The place a clerk asks for: a counter, or home. */
export interface Workplace {
	branchId: BranchId | null;
	counterId: CounterId | null;
	counterNumber: number | null;
	/** Name of the colleague who has the counter open. */
	occupiedBy: string | null;
}

/**
 * Opens a counter, or moves there; an open visit goes along. Asking for the place one already has changes
 * nothing, so that a second tab shows the same desk.
 */
export function decideOpenCounter(
	duty: Duty,
	place: Workplace
): Outcome<DutyEvent[], 'counter-occupied'> {
	if (place.occupiedBy !== null)
		return refuse({
			code: 'counter-occupied',
			counter: place.counterNumber ?? 0,
			by: place.occupiedBy
		});
	const about = {
		clerkId: duty.clerkId,
		regionId: duty.regionId,
		branchId: place.branchId,
		counterId: place.counterId
	};
	if (duty.since === null)
		return accept([{ ...about, type: 'duty-started', autoNext: duty.autoNext }]);
	if (duty.branchId === place.branchId && duty.counterId === place.counterId) return accept([]);
	return accept([{ ...about, type: 'duty-moved', fromBranchId: duty.branchId }]);
}

const about = (duty: Duty) => ({
	clerkId: duty.clerkId,
	regionId: duty.regionId,
	branchId: duty.branchId
});

/**
 * Ends a clerk's work for now. What colleagues reserved for this clerk goes back to all.
 *
 * @param reserved visits waiting that are reserved for this clerk
 */
export function decideEndDuty(
	duty: Duty,
	current: Visit | null,
	reserved: readonly Visit[]
): Outcome<(DutyEvent | VisitEvent)[], 'not-on-duty' | 'visit-open'> {
	if (duty.since === null) return refuse({ code: 'not-on-duty' });
	if (current) return refuse({ code: 'visit-open', ticket: ticketNumber(current) });
	return accept([
		...reserved.map((visit) => ({
			type: 'reservation-lapsed' as const,
			visitId: visit.id,
			branchId: visit.branchId
		})),
		{ ...about(duty), type: 'duty-ended' }
	]);
}

export function decidePause(
	duty: Duty,
	reason: PauseReason
): Outcome<DutyEvent[], 'not-on-duty' | 'paused'> {
	if (duty.since === null) return refuse({ code: 'not-on-duty' });
	if (duty.pausedSince !== null) return refuse({ code: 'paused' });
	return accept([{ ...about(duty), type: 'duty-paused', reason }]);
}

export function decideUnpause(duty: Duty): Outcome<DutyEvent[], 'not-on-duty' | 'not-paused'> {
	if (duty.since === null) return refuse({ code: 'not-on-duty' });
	if (duty.pausedSince === null) return refuse({ code: 'not-paused' });
	return accept([{ ...about(duty), type: 'duty-resumed' }]);
}

export function decideAutoNext(duty: Duty, autoNext: boolean): Outcome<DutyEvent[], 'not-on-duty'> {
	if (duty.since === null) return refuse({ code: 'not-on-duty' });
	if (duty.autoNext === autoNext) return accept([]);
	return accept([{ ...about(duty), type: 'auto-next-set', autoNext }]);
}
