/** Who wants to come earlier: what they are asked, and when they are asked no more. docs/agenda.md is the rule. */
import { HOUR, type Instant, minutes } from './time.ts';

/** Less is not worth a letter. */
const LEAST_EARLIER = HOUR;

/** Whoever took none of so many is not waiting any more. */
export const MAX_UNANSWERED = 3;

/**
 * Whether a start is one to ask somebody about: earlier by enough, and not before they had their time to answer and to come.
 *
 * @param startsAt of the appointment that they have
 * @param leadMinutes how long before its start a time can be booked
 */
export const isWorthAsking = (
	start: Instant,
	startsAt: Instant,
	{ offerMinutes, leadMinutes }: { offerMinutes: number; leadMinutes: number },
	at: Instant
): boolean =>
	start <= startsAt - LEAST_EARLIER && start >= at + minutes(offerMinutes) + minutes(leadMinutes);
