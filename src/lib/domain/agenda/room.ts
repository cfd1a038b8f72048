/**
 * How long the room of a hall allows one more appointment: within opening hours, at no more counters than there are, and
 * within the share of each hour that is given out.
 */
import type { RosteredClerk } from './assignment.ts';
import type { Span, Unit } from './units.ts';

/** Who books: a citizen, or a member of staff, for whom a share of their own is kept. */
export const CHANNELS = ['public', 'internal'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Percentages of an hour's time that the public can't book: kept for who walks in, and for staff to give out. */
export interface KeptShare {
	walkIn: number;
	internal: number;
}

/** A day of one hall, as far as it does not matter who does what. */
export interface HallRoom {
	units: number;
	/** When appointments can be; in order, apart from each other. */
	open: readonly Span[];
	counters: number;
	clerks: readonly Pick<RosteredClerk, 'present'>[];
	/** What is kept in each hour of the day, by the number of the hour that a unit lies in. */
	kept: (hour: number) => KeptShare;
	claims: readonly (Span & { channel: Channel })[];
}

export const UNITS_AN_HOUR = 12;

/**
 * For each unit, until when one more appointment that begins there may last; 0 where there is no room even for that unit.
 */
export function roomFor(hall: HallRoom, channel: Channel): Uint16Array {
	const { units, open, counters, claims } = hall;
	const atOnce = countIn(units, claims);
	const left = leftByHour(hall, channel);
	const until = new Uint16Array(units);
	for (const { from, to } of open)
		for (let start = from; start < to; start++) {
			let end = start;
			let used = 0;
			while (end < to && (atOnce[end] as number) < counters) {
				if (end % UNITS_AN_HOUR === 0) used = 0;
				if (++used > (left[Math.floor(end / UNITS_AN_HOUR)] as number)) break;
				end++;
			}
			if (end > start) until[start] = end;
		}
	return until;
}

export const atMostAtOnce = (units: number, spans: readonly Span[], most: number): boolean =>
	countIn(units, spans).every((count) => count <= most);

/** How many units of each hour can still be given out. */
function leftByHour({ units, open, counters, clerks, kept, claims }: HallRoom, channel: Channel) {
	const there = countIn(
		units,
		clerks.flatMap(({ present }) => present)
	);
	const opened = countIn(units, open);
	const all = countIn(units, claims);
	const byPublic = countIn(
		units,
		claims.filter((claim) => claim.channel === 'public')
	);
	return Array.from({ length: Math.ceil(units / UNITS_AN_HOUR) }, (_, hour) => {
		const sum = (of: (unit: Unit) => number): number => {
			let total = 0;
			const end = Math.min(units, (hour + 1) * UNITS_AN_HOUR);
			for (let unit = hour * UNITS_AN_HOUR; unit < end; unit++) total += of(unit);
			return total;
		};
		const staff = sum((unit) => (opened[unit] ? Math.min(there[unit] as number, counters) : 0));
		const { walkIn, internal } = kept(hour);
		const given = Math.floor((staff * (100 - walkIn)) / 100) - sum((unit) => all[unit] as number);
		if (channel === 'internal') return given;
		const toPublic = Math.floor((staff * (100 - walkIn - internal)) / 100);
		return Math.min(given, toPublic - sum((unit) => byPublic[unit] as number));
	});
}

function countIn(units: number, spans: readonly Span[]): Uint16Array {
	const count = new Uint16Array(units);
	for (const { from, to } of spans)
		for (let unit = Math.max(0, from); unit < Math.min(units, to); unit++)
			count[unit] = (count[unit] as number) + 1;
	return count;
}
