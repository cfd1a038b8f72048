/** Finding a visitor by what they say of themselves: the number, a name, or how they are reached. */
import type { TicketNumber } from './visit.ts';

export interface Sought {
	/** As it is shown in the hall: `P042`, or `R-P042`. */
	ticket: TicketNumber;
	name: string | null;
	contact: string | null;
}

/** Lower case and without accents, spaces, dashes and dots: `P 042`, `r-p42` and `06-12 34` are typed in many ways. */
export const squeezed = (text: string): string =>
	text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[\s\-.()]/g, '');

const withoutZeros = (ticket: string): string => ticket.replace(/^(\D*)0+(?=\d)/, '$1');

/** One letter is no name yet. */
const SHORTEST_NAME = 2;

/** Whether somebody goes by this. @param asked as typed; nobody goes by nothing */
export function goesBy({ ticket, name, contact }: Sought, asked: string): boolean {
	const wanted = squeezed(asked);
	if (wanted === '') return false;
	if (/^\d+$/.test(wanted) && Number(ticket.replace(/^.*\D/, '')) === Number(wanted)) return true;
	const numbers = [squeezed(ticket), squeezed(ticket.replace(/^\w+-/, ''))];
	if (numbers.some((one) => withoutZeros(one) === withoutZeros(wanted))) return true;
	return (
		wanted.length >= SHORTEST_NAME &&
		[name, contact].some((one) => one !== null && squeezed(one).includes(wanted))
	);
}

/** One mailbox, however its address is typed. */
export const mailboxOf = (email: string | null): string | null => email?.toLowerCase() ?? null;

/** The last nine digits of a number: what is left of it when a country or a zero stands in front. */
export const lineOf = (phone: string | null): string | null =>
	phone === null ? null : phone.replace(/\D/g, '').slice(-9);

/** By which somebody with an appointment is found: what they told, and the code. */
export const soughtBy = (...told: readonly (string | null)[]): string =>
	told.flatMap((one) => (one === null ? [] : squeezed(one))).join(' ');

/** Looks like a number, and like nobody's name: it may stand in an address. */
export const isTicketLike = (asked: string): boolean =>
	/^([a-z]{1,3}-)?[a-z]?\s?-?\d{1,3}$/i.test(asked.trim());
