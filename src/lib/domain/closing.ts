/** Opening hours, the end of a hall's day, and when a service stops giving tickets. */
import { type HallCalendar, hoursOn } from './agenda/calendar.ts';
import type { HallEvent, VisitEvent } from './events.ts';
import type { Hall } from './hall.ts';
import type { AccountId, BranchId, ServiceId } from './ids.ts';
import { type Outcome, type ServiceClosedReason, accept, refuse } from './refusal.ts';
import {
	type Instant,
	type LocalDay,
	type LocalTime,
	atLocal,
	localDay,
	minutes,
	nextDay
} from './time.ts';
import type { Service } from './service.ts';
import type { Visit } from './visit.ts';

/** A stretch of the week in which a branch is open. */
export interface OpeningHours {
	/** 1 (Monday) to 7. */
	weekday: number;
	opens: LocalTime;
	closes: LocalTime;
}

export type OpenState =
	| { open: true; closesAt: Instant }
	/** `opensAt` is null when nothing opens within two weeks. */
	| { open: false; opensAt: Instant | null };

/** Longer than any row of holidays, and a hall that opens once a week. Days. */
const LOOK_AHEAD_DAYS = 14;

export function openStateAt(
	calendar: HallCalendar,
	now: Instant,
	timeZone: string,
	endedDay: LocalDay | null
): OpenState {
	const today = localDay(now, timeZone);
	for (let ahead = 0; ahead <= LOOK_AHEAD_DAYS; ahead++) {
		const day = ahead === 0 ? today : nextDay(today, timeZone, ahead);
		if (day === endedDay) continue;
		const stretches = hoursOn(calendar, day, timeZone).map(({ opens, closes }) => ({
			opensAt: atLocal(day, opens, timeZone),
			closesAt: atLocal(day, closes, timeZone)
		}));
		for (const { opensAt, closesAt } of stretches) {
			if (now < opensAt) return { open: false, opensAt };
			if (now < closesAt) return { open: true, closesAt };
		}
	}
	return { open: false, opensAt: null };
}

/** One clerk who works, or will work, today. */
export interface TeamMember {
	clerkId: AccountId;
	skills: ReadonlySet<ServiceId>;
	/** The hall where they can be met at a desk; null at home, `anywhere` if rostered so and not signed in yet. */
	place: BranchId | null | 'anywhere';
	/** Minutes of work left today, over all shifts that run or come. */
	minutesLeft: number;
}

export interface WaitingMinutes {
	serviceId: ServiceId;
	/** Of visitors who agreed to video. */
	videoOk: boolean;
	minutes: number;
}

/** What decides whether services give tickets at one branch. */
export interface HallCapacity {
	branchId: BranchId;
	hasBooth: boolean;
	team: readonly TeamMember[];
	/** Planned minutes of all who wait in this hall, by service and by whether video will do. */
	waiting: readonly WaitingMinutes[];
}

type CountedService = { id: ServiceId; byVideo: boolean };

/** Whether a clerk can give a service to visitors of this hall; from afar only to those who agreed to video. */
const isAble = (
	member: TeamMember,
	service: CountedService,
	videoOk: boolean,
	{ branchId, hasBooth }: HallCapacity
): boolean =>
	member.skills.has(service.id) &&
	(member.place === branchId ||
		member.place === 'anywhere' ||
		(videoOk && service.byVideo && hasBooth));

/** A visit, or one that would be: its service, its planned time, and whether video will do. */
export interface Demand {
	service: CountedService;
	minutes: number;
	videoOk: boolean;
}

/** True when somebody who works today could help, however long it takes. */
export const someoneAble = ({ service, videoOk }: Demand, capacity: HallCapacity): boolean =>
	capacity.team.some((member) => isAble(member, service, videoOk, capacity));

/**
 * Why a service gives no tickets now, or null when it does.
 *
 * `no-time-left`: the minutes that wait for these clerks and nobody else, plus this visit, exceed what is left
 * of their shifts. Visits that someone outside the group can serve are not counted against it: otherwise one
 * versatile clerk would close a rare service because of everybody's passports.
 */
export function whyClosed(
	{ service, minutes, videoOk }: Demand,
	capacity: HallCapacity,
	services: ReadonlyMap<ServiceId, CountedService>
): Exclude<ServiceClosedReason, 'not-given-here'> | null {
	const able = (member: TeamMember) => isAble(member, service, videoOk, capacity);
	const group = capacity.team.filter(able);
	if (group.length === 0) return 'nobody-skilled';
	const left = group.reduce((sum, member) => sum + member.minutesLeft, 0);
	const others = capacity.team.filter((member) => !able(member));
	const before = capacity.waiting.reduce((sum, waiting) => {
		const theirs = services.get(waiting.serviceId);
		const onlyThem =
			theirs && !others.some((member) => isAble(member, theirs, waiting.videoOk, capacity));
		return onlyThem ? sum + waiting.minutes : sum;
	}, 0);
	return before + minutes > left ? 'no-time-left' : null;
}

/** A stretch of work to come, of a clerk with the skill that is asked for. */
export interface WorkToCome {
	/** null: anywhere. */
	branchId: BranchId | null;
	startsAt: Instant;
	endsAt: Instant;
}

/**
 * When a service that gives no tickets now gives them again, as far as roster and hours tell; null if they don't.
 *
 * @param work of skilled clerks, from now on
 * @param from now, or for a service whose day is full the start of tomorrow
 */
export function opensAgainAt(
	service: Pick<Service, 'firstMinutes'>,
	branchId: BranchId,
	work: readonly WorkToCome[],
	openAt: (at: Instant) => OpenState,
	from: Instant
): Instant | null {
	let earliest: Instant | null = null;
	for (const { branchId: where, startsAt, endsAt } of work) {
		if (where !== null && where !== branchId) continue;
		const begin = Math.max(startsAt, from);
		const state = openAt(begin);
		const at = state.open ? begin : state.opensAt;
		if (at === null || at + minutes(service.firstMinutes) > endsAt) continue;
		if (earliest === null || at < earliest) earliest = at;
	}
	return earliest;
}

export function decideHold(hall: Hall): Outcome<HallEvent[], 'already-held'> {
	if (hall.heldSince !== null) return refuse({ code: 'already-held' });
	return accept([{ type: 'calls-held', branchId: hall.branchId, regionId: hall.regionId }]);
}

export function decideRelease(hall: Hall): Outcome<HallEvent[], 'not-held'> {
	if (hall.heldSince === null) return refuse({ code: 'not-held' });
	return accept([{ type: 'calls-released', branchId: hall.branchId, regionId: hall.regionId }]);
}

/**
 * Ends the hall's day: who still waits, was called or is parked has gone without help. A visit that is being
 * served stays so; its clerk enters the end.
 */
export function decideEndDay(
	hall: Hall,
	open: readonly Visit[],
	day: LocalDay
): Outcome<(VisitEvent | HallEvent)[], 'day-already-ended'> {
	const left = open.filter(
		(visit) => visit.state === 'waiting' || visit.state === 'called' || visit.state === 'parked'
	);
	const endedDay = hall.endedDay ?? '';
	if (endedDay >= day && left.length === 0) return refuse({ code: 'day-already-ended' });
	return accept([
		...left.map((visit) => ({
			type: 'visit-abandoned' as const,
			visitId: visit.id,
			branchId: visit.branchId
		})),
		{
			type: 'day-ended' as const,
			branchId: hall.branchId,
			regionId: hall.regionId,
			// Whom the job finds of an earlier day must not open a later one again.
			day: endedDay > day ? endedDay : day
		}
	]);
}
