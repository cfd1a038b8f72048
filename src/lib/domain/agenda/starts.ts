/** The starts that can be offered: where a clerk with the skills can be kept free, and the hall has the room. */
import type { AccountId, ServiceId } from '../ids.ts';
import { type Claim, type DayPlan, type RosteredClerk, planDay } from './assignment.ts';
import { CHANNELS, type Channel, type HallRoom, roomFor } from './room.ts';
import type { Span, Unit } from './units.ts';

/** Time that is spoken for, as booking knows it. */
export type Booked = Claim & { channel: Channel };

/** A day of one hall's agenda: what is asked about it, and what it rests on. */
export interface HallDay extends Omit<HallRoom, 'clerks' | 'claims'> {
	clerks: readonly RosteredClerk[];
	claims: readonly Booked[];
	/** Who was to do what until now. */
	assigned: ReadonlyMap<string, AccountId>;
}

/** What an appointment asks of a day. */
export interface Wish {
	services: readonly ServiceId[];
	/** Its length in units. */
	length: number;
	channel: Channel;
}

/**
 * All that a search needs of a day, worked out once: for each clerk and unit until when one more appointment may last. A
 * search is then a walk along it, however much is booked.
 */
export interface OfferedDay {
	units: number;
	clerks: readonly { skills: ReadonlySet<ServiceId>; until: Record<Channel, Uint16Array> }[];
}

/** @returns null for a day whose appointments can't all be done: nothing more is offered on it */
export function offeredOn(day: HallDay): OfferedDay | null {
	const plan = planDay(day.clerks, day.claims, day.units, day.assigned);
	return plan && offeredBy(day, plan);
}

function offeredBy(day: HallDay, plan: DayPlan): OfferedDay {
	const room = Object.fromEntries(CHANNELS.map((channel) => [channel, roomFor(day, channel)]));
	const least = (channel: Channel, free: Uint16Array) =>
		free.map((until, unit) => Math.min(until, room[channel]?.[unit] ?? 0));
	return {
		units: day.units,
		clerks: day.clerks.map(({ clerkId, skills }) => {
			const free = plan.freeUntil.get(clerkId) ?? new Uint16Array(day.units);
			return {
				skills,
				until: { public: least('public', free), internal: least('internal', free) }
			};
		})
	};
}

/**
 * The starts of a day that can be offered, in order, found one by one: most searches want the first.
 *
 * @param grid starts are multiples of so many units
 * @param within only starts from the one unit on, and before the other
 */
export function* startsOn(
	{ units, clerks }: OfferedDay,
	{ services, length, channel }: Wish,
	grid: number,
	within: Span = { from: 0, to: units }
): Generator<Unit> {
	const able = clerks
		.filter(({ skills }) => services.every((service) => skills.has(service)))
		.map(({ until }) => until[channel]);
	if (able.length === 0) return;
	for (let unit = Math.ceil(within.from / grid) * grid; unit < within.to; unit += grid)
		if (able.some((until) => (until[unit] as number) >= unit + length)) yield unit;
}
