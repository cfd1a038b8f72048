/** A visitor at a kiosk asks for a person: the host's tablet says which kiosk, and since when. */
import type { HelpEvent } from './events.ts';
import type { AccountId, BranchId, DeviceId, HelpCallId, RegionId } from './ids.ts';
import { type Outcome, accept, refuse } from './refusal.ts';
import type { Instant } from './time.ts';

/** `appointment`: has one, and wants to be checked in. */
export const HELP_REASONS = ['help', 'appointment'] as const;
export type HelpReason = (typeof HELP_REASONS)[number];

export interface HelpCall {
	id: HelpCallId;
	regionId: RegionId;
	branchId: BranchId;
	/** The kiosk where it was asked. */
	deviceId: DeviceId;
	reason: HelpReason;
	askedAt: Instant;
	answeredAt: Instant | null;
	answeredBy: AccountId | null;
}

/**
 * Asks for help. While a call of the same kiosk is open a second one adds nothing: somebody is on the way.
 *
 * @param open the kiosk's call that nobody answered yet
 */
export function decideAskHelp(
	call: Pick<HelpCall, 'id' | 'regionId' | 'branchId' | 'deviceId' | 'reason'>,
	open: HelpCall | null
): Outcome<HelpEvent[], never> {
	if (open) return accept([]);
	const { id, regionId, branchId, deviceId, reason } = call;
	return accept([{ type: 'help-asked', helpCallId: id, regionId, branchId, deviceId, reason }]);
}

/** Somebody goes there. @returns refuses `already-answered` with who was first */
export function decideAnswerHelp(
	call: HelpCall,
	by: AccountId,
	nameOf: (id: AccountId) => string
): Outcome<HelpEvent[], 'already-answered'> {
	if (call.answeredAt !== null)
		return refuse({
			code: 'already-answered',
			by: call.answeredBy ? nameOf(call.answeredBy) : ''
		});
	return accept([
		{
			type: 'help-answered',
			helpCallId: call.id,
			regionId: call.regionId,
			branchId: call.branchId,
			accountId: by
		}
	]);
}
