/** What the hall says of a call, as the names of recorded clips: "nummer P, nul, vier, twee, balie drie". */
import { MAX_COUNTER } from '../domain/display.ts';
import type { TicketNumber } from '../domain/visit.ts';
import type { Announcement, Destination } from '../realtime/events.ts';

export type Spoken = Pick<Announcement, 'ticket' | 'to' | 'language'>;

/** A breath, between the number and where to go; no clip has this name. */
export const PAUSE = 'pause';

/**
 * The clips of a call, in order. They have the same names in every language.
 *
 * @returns nothing when a part of it can't be said: half a number is somebody else's
 */
export function sentence({ ticket, to }: Pick<Spoken, 'ticket' | 'to'>): string[] {
	const number = ticketClips(ticket);
	if (!number) return [];
	if (!to) return ['number', ...number];
	const place = placeClips(to);
	return place ? ['number', ...number, PAUSE, ...place] : [];
}

/** `R-P042`: R, P, 0, 4, 2; each apart, as a hall hears them best. */
function ticketClips(ticket: TicketNumber): string[] | null {
	const signs = ticket.toUpperCase().replaceAll('-', '');
	if (!/^[A-Z0-9]+$/.test(signs)) return null;
	return Array.from(signs, (sign) => `${sign >= 'A' ? 'letter' : 'digit'}${sign}`);
}

/** The number of a place is a word, not digits, so that it is not taken for a part of the ticket. */
function placeClips({ kind, number }: Destination): string[] | null {
	if (!Number.isInteger(number) || number < 1 || number > MAX_COUNTER) return null;
	return [kind, `place${number}`];
}
