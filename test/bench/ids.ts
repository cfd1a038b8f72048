/**
 * What everything in the bench is called: the same in the region that is written, in what presses its buttons, and in
 * the floor, so that none of them has to ask another.
 */
import { createHash } from 'node:crypto';
import type { Id } from '../../src/lib/domain/ids.ts';

const KINDS = [
	'region',
	'municipality',
	'branch',
	'counter',
	'serviceGroup',
	'service',
	'account',
	'shift',
	'device',
	'command',
	'appointment'
] as const;

type Kind = (typeof KINDS)[number];

/** In the form of an id that forms accept; those of one kind rise with `n`. */
export const benchId = <K extends Kind>(kind: K, n: number): Id<K> =>
	`${String(KINDS.indexOf(kind)).padStart(8, '0')}-0000-7000-8000-${String(n).padStart(12, '0')}` as Id<K>;

/** A visit's: rising as well, but otherwise as random as a real one, so that it is as hard to compress. */
export function visitId(n: number): Id<'visit'> {
	const chance = createHash('sha256').update(`visit ${n}`).digest('hex');
	const rising = n.toString(16).padStart(12, '0');
	return `${rising.slice(0, 8)}-${rising.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(6, 18)}` as Id<'visit'>;
}

/** The number in an id of ours. */
export const numberIn = (id: string): number => Number(id.slice(-12));

/** What stands in the cookie of a clerk, a kiosk or a display. */
export const tokenOf = (role: 'clerk' | 'kiosk' | 'hall', n: number): string =>
	`bench-${role}-${n}`;

export const numberInToken = (token: string): number =>
	Number(token.slice(token.lastIndexOf('-') + 1));

/** The secret of the ticket page of the `n`th who waits in a hall; as long as a real one. */
export const linkOf = (hall: number, n: number): string =>
	`h${String(hall).padStart(3, '0')}n${String(n).padStart(6, '0')}`.padEnd(22, '-');

export const hallInLink = (link: string): number => Number(link.slice(1, 4));

/** Clerks are spread over the halls in turn. */
export const hallOfClerk = (clerk: number, halls: number): number => clerk % halls;

/** A counter's number in its hall. */
export const counterOfClerk = (clerk: number, halls: number): number =>
	Math.floor(clerk / halls) + 1;

export const counterId = (hall: number, number: number): Id<'counter'> =>
	benchId('counter', hall * 1000 + number);

/** Tuesday 3 March 2026, 10:30 in Amsterdam, as in the tests. */
export const BENCH_TIME = '2026-03-03T09:30:00.000Z';
export const BENCH_NOW = Date.parse(BENCH_TIME);
export const BENCH_ZONE = 'Europe/Amsterdam';
