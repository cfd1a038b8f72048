/** A hall as it is now, made ready to be played forward: who waits where in line, who calls, who may still come in. */
import { numberOf } from './chance.ts';
import type { PauseReason } from './duty.ts';
import type { AccountId, BranchId, ServiceId } from './ids.ts';
import { type MeasuredTimes, Times } from './measured.ts';
import { SENT_BACK_REST, callOrder, compareInLine } from './queue.ts';
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
	/** Helps all halls from afar, as far as they have a free booth. */
	atHome: boolean;
}

/** Whose booth it is now; null while it is free. */
export type BoothNow = Visit | null;

/** A hall that clerks at home help as well. */
export interface OtherHall {
	zipLimit: number;
	waiting: readonly Visit[];
	booths: readonly BoothNow[];
	/** How many clerks call there, at a desk. */
	clerks: number;
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
	booths: readonly BoothNow[];
	/** Needed only when clerks at home are among the clerks. */
	elsewhere: readonly OtherHall[];
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
	/** 0: this one; else one of the other halls. */
	hall: number;
	zipLimit: number;
	/** From afar this visitor can only be helped in a booth. */
	needsBooth: boolean;
}

/** Waits in another hall, where somebody will have called this visitor by then. */
export interface StandingElsewhere {
	standing: Standing;
	until: Instant;
}

export interface PlannedVisit {
	key: number;
	steps: Step[];
	/** For how long the one who was called is on the way; null once there. */
	walked: number | null;
}

export interface PlannedBooth {
	hall: number;
	current: PlannedVisit | null;
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
	current: PlannedVisit | null;
	atHome: boolean;
}

export interface Plan {
	now: Instant;
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
	elsewhere: StandingElsewhere[];
	booths: PlannedBooth[];
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
	const stepOf = (
		serviceId: ServiceId,
		fromAfar: boolean,
		planned: number,
		passed: number
	): Step => ({
		group: groupOf(serviceId, fromAfar),
		minutes: planned,
		passed,
		factors: times.factorsOf(serviceId),
		measured: times.isMeasured(serviceId)
	});
	const openSteps = (visit: Visit): Step[] => {
		const servedFor = visit.servingSince === null ? 0 : now - visit.servingSince;
		return visit.services
			.filter((service) => service.finishedAt === null)
			.map(({ serviceId, minutes: planned, handledMs }, index) =>
				stepOf(serviceId, isRemote(visit), planned, handledMs + (index === 0 ? servedFor : 0))
			);
	};
	const planned = (visit: Visit | null): PlannedVisit | null =>
		visit && {
			key: numberOf(visit.id),
			steps: openSteps(visit),
			walked: visit.state === 'called' ? now - (visit.calledAt ?? now) : null
		};
	const numbers = new Map(hall.clerks.map((clerk, index) => [clerk.id, index]));
	// Whoever is not in this hall is nobody here.
	const clerkOf = (id: AccountId | null): number => (id ? numbers.get(id) : undefined) ?? -1;
	const clerks = hall.clerks.map((clerk): PlannedClerk => {
		const can: boolean[] = [];
		for (const skill of clerk.skills) {
			can[groupOf(skill, true)] = true;
			if (!clerk.atHome) can[groupOf(skill, false)] = true;
		}
		return {
			key: numberOf(clerk.id),
			can,
			lines: [],
			shifts: clerk.shifts,
			from: clerk.from,
			streak: clerk.streak,
			paused: clerk.paused,
			current: planned(clerk.current),
			atHome: clerk.atHome
		};
	});

	const fitsUntil = fitting(clerks);
	const stand = (
		who: Pick<Standing, 'id' | 'line' | 'due' | 'arrivedAt' | 'index' | 'key'>,
		steps: readonly Step[],
		needsBooth = false
	): Standing[] => {
		const [first] = steps;
		if (!first) return [];
		const { group, minutes: needed } = first;
		const place = { hall: 0, zipLimit: hall.zipLimit, needsBooth };
		return [
			{
				...who,
				steps,
				step: 0,
				group,
				minutes: needed,
				fitsUntil: fitsUntil(group, needed),
				...place
			}
		];
	};

	const apart: Apart[] = [];
	const inLine: Standing[] = [];
	for (const [index, visit] of hall.waiting.entries()) {
		const { id, line, due, arrivedAt } = visit;
		const key = numberOf(id);
		const who = { id, line, due, arrivedAt, index, key };
		for (const standing of stand(who, openSteps(visit), visit.mode === 'desk')) {
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

	const newcomers = hall.offered.flatMap(({ id, minutes: length, targetMinutes }) =>
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
			[stepOf(id, false, length, 0)]
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
				const steps = one.services.map((service) =>
					stepOf(service.serviceId, false, service.minutes, 0)
				);
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
		times,
		clerks,
		lines,
		apart: apart.sort(byTime),
		waiting: hall.waiting.length,
		newcomers,
		coming,
		elsewhere: hall.elsewhere.flatMap((other, index) =>
			orderElsewhere(other, now).flatMap(({ visit, until: calledBy }) =>
				stand(
					{ ...pickPlace(visit), index: -1, key: numberOf(visit.id) },
					openSteps(visit),
					visit.mode === 'desk'
				).map((standing) => ({
					until: calledBy,
					// Somebody there has the time for it.
					standing: {
						...standing,
						fitsUntil: Infinity,
						hall: index + 1,
						zipLimit: other.zipLimit
					}
				}))
			)
		),
		booths: [hall, ...hall.elsewhere].flatMap(({ booths }, index) =>
			booths.map((visit) => ({ hall: index, current: planned(visit) }))
		),
		fitsUntil
	};
}

export const isRemote = ({ videoOk, mode }: Pick<Visit, 'videoOk' | 'mode'>): boolean =>
	videoOk || mode !== 'desk';

const pickPlace = ({ id, line, due, arrivedAt }: Visit) => ({ id, line, due, arrivedAt });

/**
 * Whom clerks at home may help in another hall, and until when: by the order in which they will be called there, at the
 * pace of its own clerks.
 */
function orderElsewhere(
	{ waiting, zipLimit, clerks }: OtherHall,
	now: Instant
): { visit: Visit; until: Instant }[] {
	const work = waiting.reduce((sum, { openMinutes }) => sum + openMinutes, 0);
	const pace = clerks === 0 ? Infinity : minutes(work / waiting.length / clerks);
	return callOrder(waiting, zipLimit, now)
		.map((visit, place) => ({ visit, until: now + pace * (place + 0.5) }))
		.filter(
			({ visit }) => isRemote(visit) && visit.notBefore <= now && (visit.reservedUntil ?? 0) <= now
		);
}

/** Numbers the groups of services that exactly the same clerks can give, at a desk or also from afar. */
function grouping(
	clerks: readonly ClerkInHall[]
): (service: ServiceId, fromAfar: boolean) => number {
	const groups = new Map<string, number>();
	const known = { desk: new Map<ServiceId, number>(), afar: new Map<ServiceId, number>() };
	return (service, fromAfar) => {
		const ofKind = fromAfar ? known.afar : known.desk;
		const found = ofKind.get(service);
		if (found !== undefined) return found;
		const able = clerks.flatMap(({ skills, atHome }, index) =>
			skills.has(service) && (fromAfar || !atHome) ? [index] : []
		);
		const group = groups.get(able.join()) ?? groups.size;
		groups.set(able.join(), group);
		ofKind.set(service, group);
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
