/**
 * Who waits for a time: with an appointment, to come earlier, or without one. What they are asked, and when they are asked no
 * more. docs/agenda.md is the rule.
 */
import type { ServiceId } from './ids.ts';
import { HOUR, type Instant, minutes } from './time.ts';

/** Less is not worth a letter. */
const LEAST_EARLIER = HOUR;

/** Whoever took none of so many is not waiting any more. */
export const MAX_UNANSWERED = 3;

/** Places on the list that one mail address can have. */
export const MAX_LISTED = 4;

/** How long somebody without an appointment waits. */
export const WAITS_DAYS = 60;
export const WAITS_FOR = WAITS_DAYS * 24 * HOUR;

/** What somebody waits for. */
export interface WantedService {
	serviceId: ServiceId;
	persons: number;
}

/**
 * Whether a start is one to ask somebody about: not before they had their time to answer and to come, and earlier by enough
 * than what they have.
 *
 * @param startsAt of the appointment that they have; null for none
 * @param leadMinutes how long before its start a time can be booked
 */
export const isWorthAsking = (
	start: Instant,
	startsAt: Instant | null,
	{ offerMinutes, leadMinutes }: { offerMinutes: number; leadMinutes: number },
	at: Instant
): boolean =>
	(startsAt === null || start <= startsAt - LEAST_EARLIER) &&
	start >= at + minutes(offerMinutes) + minutes(leadMinutes);
