/** A hall as it is now, made ready to be played forward: who waits where in line, who calls, who may still come in. */
import { numberOf } from './chance.ts';
import type { PauseReason } from './duty.ts';
import type { AccountId, BranchId, ServiceId } from './ids.ts';
import { type MeasuredTimes, Times } from './measured.ts';
import { SENT_BACK_REST, compareInLine } from './queue.ts';
import { type Instant, minutes } from './time.ts';
import type { Line, Visit } from './visit.ts';

export interface WorkingTime {
	startsAt: Instant;
	endsAt: Instant;
}

/** A clerk who calls visitors of this hall, now or later today. */
export interface ClerkInHall {
	id: AccountId;
	skills: ReadonlySet<ServiceId>;
	/** Today's, in order; of a clerk who is not limited by any, none. */
	shifts: readonly WorkingTime[];
	/** On duty since; or will be from then. */
	from: Instant;
	streak: number;
	paused: { since: Instant; reason: PauseReason | null } | null;
	/** Called or being served by this clerk, in this hall or by video in another. */
	current: Visit | null;
}

/** A service for which somebody who comes in now can take a number. */
export interface OfferedService {
	id: ServiceId;
	/** Planned, for one person. */
	minutes: number;
	targetMinutes: number;
}

export interface HallNow {
	branchId: BranchId;
	/** The start of the local day. */
	midnight: Instant;
	/** null: nobody comes in any more today. */
	closesAt: Instant | null;
	/** Nobody is called until a lead says so. */
	held: boolean;
	zipLimit: number;
	waiting: readonly Visit[];
	clerks: readonly ClerkInHall[];
	offered: readonly OfferedService[];
}

export interface Step {
	/** Services that exactly the same clerks can give are one to the rule: they stand in one line. */
	group: number;
	minutes: number;
	/** Milliseconds that were spent on it already. */
	passed: number;
	/** How long it takes, as multiples of its minutes. */
	factors: readonly number[];
	measured: boolean;
}

/** Somebody in line for the service that is next. */
export interface Standing {
	id: string;
	line: Line;
	due: Instant;
	arrivedAt: Instant;
	/** Place among those who wait now; -1 for who is still to come. */
	index: number;
	/** For chance. */
	key: number;
	steps: readonly Step[];
	step: number;
	/** Of that step. */
	group: number;
	minutes: number;
	/** After this it fits nobody's shift any more, and is for everyone. */
	fitsUntil: Instant;
}

/** Who can simply be taken from the front, in order. */
export interface WaitingLine {
	standing: Standing[];
	/** The shortest of their steps, and when the first of them fits nobody any more: before that, and with less time
	 * left, a clerk need not look through the line. */
	shortest: number;
	fitUntil: Instant;
}

/** One who can't simply be taken from the front: not yet there, reserved, or sent back. */
export interface Apart {
	standing: Standing;
	from: Instant;
	/** Only for this clerk, until then. */
	reservedFor: number;
	reservedUntil: Instant;
	/** Not for this clerk, until then, unless nobody else is left. */
	sentBackBy: number;
	restsUntil: Instant;
}

export interface PlannedClerk {
	key: number;
	/** By group of services. */
	can: boolean[];
	/** Those of the groups that this clerk can give. */
	lines: number[];
	shifts: readonly WorkingTime[];
	from: Instant;
	streak: number;
	paused: ClerkInHall['paused'];
	/** `walked`: for how long the one who was called is on the way; null once there. */
	current: { key: number; steps: Step[]; walked: number | null } | null;
}

export interface Plan {
	now: Instant;
	zipLimit: () => number;
	times: Times;
	clerks: PlannedClerk[];
	/** By group and line: who stands there, in order. */
	lines: WaitingLine[];
	/** In order of time, like `coming`. */
	apart: Apart[];
	/** How many wait now. */
	waiting: number;
	/** One for each offered service, who would come in now; calling them takes nobody's time. */
	newcomers: Standing[];
	/** By earlier day, who came in at a time that is still ahead today, and could pass somebody by. */
	coming: Apart[][];
	/** Until when anybody has the time for so many minutes of a group's services. */
	fitsUntil: (group: number, minutes: number) => Instant;
}

/** Nobody looks further ahead than this for who may still come in. */
const LOOK_AHEAD = minutes(4 * 60);

const unreserved = { reservedFor: -1, reservedUntil: 0, sentBackBy: -1, restsUntil: 0 };

export const notBefore = (standing: Standing, from: Instant): Apart => ({
	standing,
	from,
	...unreserved
});

export const byTime = (a: Apart, b: Apart): number => a.from - b.from;

/** Where a line stands in `Plan.lines`. */
const lineOf = ({ group, line }: Standing): number => group * 2 + line - 1;
const groupOfLine = (line: number): number => line >> 1;

export function planHall(hall: HallNow, measured: MeasuredTimes, now: Instant): Plan {
	const times = new Times(measured, hall.midnight);
	const groupOf = grouping(hall.clerks);
	const stepOf = (serviceId: ServiceId, planned: number, passed: number): Step => ({
		group: groupOf(serviceId),
		minutes: planned,
		passed,
		factors: times.factorsOf(serviceId),
		measured: times.isMeasured(serviceId)
	});
	const openSteps = (visit: Visit, servedFor: number): Step[] =>
		visit.services
			.filter((service) => service.finishedAt === null)
			.map(({ serviceId, minutes: planned, handledMs }, index) =>
				stepOf(serviceId, planned, handledMs + (index === 0 ? servedFor : 0))
			);
	const numbers = new Map(hall.clerks.map((clerk, index) => [clerk.id, index]));
	// Whoever is not in this hall is nobody here.
	const clerkOf = (id: AccountId | null): number => (id ? numbers.get(id) : undefined) ?? -1;
	const clerks = hall.clerks.map((clerk): PlannedClerk => {
		const { current } = clerk;
		const servedFor = current?.servingSince != null ? now - current.servingSince : 0;
		const can: boolean[] = [];
		for (const skill of clerk.skills) can[groupOf(skill)] = true;
		return {
			key: numberOf(clerk.id),
			can,
			lines: [],
			shifts: clerk.shifts,
			from: clerk.from,
			streak: clerk.streak,
			paused: clerk.paused,
			current: current && {
				key: numberOf(current.id),
				steps: openSteps(current, servedFor),
				walked: current.state === 'called' ? now - (current.calledAt ?? now) : null
			}
		};
	});

	const fitsUntil = fitting(clerks);
	const stand = (
		who: Pick<Standing, 'id' | 'line' | 'due' | 'arrivedAt' | 'index' | 'key'>,
		steps: readonly Step[]
	): Standing[] => {
		const [first] = steps;
		if (!first) return [];
		const { group, minutes: needed } = first;
		return [
			{ ...who, steps, step: 0, group, minutes: needed, fitsUntil: fitsUntil(group, needed) }
		];
	};

	const apart: Apart[] = [];
	const inLine: Standing[] = [];
	for (const [index, visit] of hall.waiting.entries()) {
		const { id, line, due, arrivedAt } = visit;
		const key = numberOf(id);
		for (const standing of stand({ id, line, due, arrivedAt, index, key }, openSteps(visit, 0))) {
			const restsUntil = visit.sentBackBy ? (visit.sentBackAt ?? 0) + SENT_BACK_REST : 0;
			const reservedUntil = visit.reservedFor ? (visit.reservedUntil ?? 0) : 0;
			if (visit.notBefore <= now && reservedUntil <= now && restsUntil <= now)
				inLine.push(standing);
			else
				apart.push({
					standing,
					from: visit.notBefore,
					reservedFor: clerkOf(visit.reservedFor),
					reservedUntil,
					sentBackBy: clerkOf(visit.sentBackBy),
					restsUntil
				});
		}
	}

	const newcomers = hall.offered.flatMap(({ id, minutes: planned, targetMinutes }) =>
		stand(
			{
				// Behind everybody with the same due: the last to come in.
				id: '\uffff',
				line: 2,
				due: now + minutes(targetMinutes),
				arrivedAt: now,
				index: -1,
				key: 0
			},
			[stepOf(id, planned, 0)]
		)
	);

	const past = measured.arrivals.get(hall.branchId) ?? [];
	const lastDue = Math.max(
		...hall.waiting.map(({ due }) => due),
		...newcomers.map(({ due }) => due)
	);
	const until = Math.min(hall.closesAt ?? now, now + LOOK_AHEAD);
	const coming = past.map((day) =>
		day
			.flatMap((one) => {
				const arrivedAt = hall.midnight + one.sinceMidnight;
				const due = arrivedAt + one.due;
				// Who can pass nobody by makes nobody wait.
				if (arrivedAt <= now || arrivedAt >= until || (one.line === 2 && due >= lastDue)) return [];
				const steps = one.services.map((service) => stepOf(service.serviceId, service.minutes, 0));
				return stand(
					{ id: '', line: one.line, due, arrivedAt, index: -1, key: one.key },
					steps
				).map((standing) => notBefore(standing, arrivedAt + one.notBefore));
			})
			.sort(byTime)
	);

	const lines: WaitingLine[] = [];
	for (const standing of inLine.sort(compareInLine)) {
		const number = lineOf(standing);
		while (lines.length <= number)
			lines.push({ standing: [], shortest: Infinity, fitUntil: Infinity });
		const line = lines[number];
		if (!line) continue;
		line.standing.push(standing);
		line.shortest = Math.min(line.shortest, standing.minutes);
		line.fitUntil = Math.min(line.fitUntil, standing.fitsUntil);
	}
	for (const clerk of clerks)
		for (const [number, { standing }] of lines.entries())
			if (standing.length > 0 && clerk.can[groupOfLine(number)]) clerk.lines.push(number);

	return {
		now,
		zipLimit: () => hall.zipLimit,
		times,
		clerks,
		lines,
		apart: apart.sort(byTime),
		waiting: hall.waiting.length,
		newcomers,
		coming,
		fitsUntil
	};
}

/** Numbers the groups of services that exactly the same clerks can give. */
function grouping(clerks: readonly ClerkInHall[]): (service: ServiceId) => number {
	const groups = new Map<string, number>();
	const known = new Map<ServiceId, number>();
	return (service) => {
		const found = known.get(service);
		if (found !== undefined) return found;
		const able = clerks.flatMap(({ skills }, index) => (skills.has(service) ? [index] : [])).join();
		const group = groups.get(able) ?? groups.size;
		groups.set(able, group);
		known.set(service, group);
		return group;
	};
}

/** A clerk without a shift today has time for everything. */
function fitting(clerks: readonly PlannedClerk[]): Plan['fitsUntil'] {
	const known = new Map<number, Instant>();
	return (group, needed) => {
		const key = group * 10_000 + needed;
		const found = known.get(key);
		if (found !== undefined) return found;
		let last = -Infinity;
		for (const { can, shifts } of clerks) {
			if (!can[group]) continue;
			if (shifts.length === 0) last = Infinity;
			for (const { startsAt, endsAt } of shifts)
				if (endsAt - startsAt >= minutes(needed)) last = Math.max(last, endsAt - minutes(needed));
		}
		known.set(key, last);
		return last;
	};
}
