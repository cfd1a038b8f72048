import type { ViewName } from './events.ts';

/**
 * How often a room says how far it is, in milliseconds: so soon a screen learns that something did not reach it, and so
 * long it waits for an answer. Displays and desks are few and matter to many; telephones are thousands.
 */
export const PACE: Readonly<Record<ViewName, number>> = {
	hall: 1000,
	kiosk: 1000,
	desk: 1000,
	line: 1000,
	host: 1000,
	ticket: 5000,
	wait: 5000
};

/** A room that a screen has not heard of for so many paces has probably forgotten that screen. */
export const SILENCE = 3;
