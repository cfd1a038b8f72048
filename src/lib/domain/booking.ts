/** Holding a slot, and what becomes of it: the decisions about appointments. docs/agenda.md is the rule. */
import { fit } from './agenda/fit.ts';
import { replan } from './agenda/replan.ts';
import type { Channel } from './agenda/room.ts';
import type { Booked, HallDay } from './agenda/starts.ts';
import { type Span, UNIT_MINUTES, instantAt, unitFrom, unitsFor } from './agenda/units.ts';
import { type Appointment, type Claiming, type Slot, isHeldBy, takesTime } from './appointment.ts';
import { planService } from './desk.ts';
import type { AppointmentEvent } from './events.ts';
import type { AccountId, AppointmentId, BranchId, RegionId, ServiceId } from './ids.ts';
import { type Outcome, accept, refuse } from './refusal.ts';
import { type Service, minutesFor } from './service.ts';
import { type DayBounds, type Instant, type LocalDay, minutes } from './time.ts';
import type { Language } from './visit.ts';

/** What a hall sets about its agenda. */
export interface AgendaRule {
	/** Appointments begin every so many minutes: 5, 10, 15, 20 or 30. */
	gridMinutes: number;
	/** How long before its start one can be booked by the public. Minutes. */
	leadMinutes: number;
	/** How many days ahead. */
	horizonDays: number;
	/** How long a slot is held for who fills in a form, and again when they ask for more time. Minutes. */
	holdMinutes: number;
	/** How long the time of a cancelled appointment is kept back. Minutes. */
	cancelDelayMinutes: number;
	/** A letter reminds so long before; 0 for none. Hours. */
	reminderHours: number;
	/** How long an earlier time is kept for who is asked whether they want it. Minutes. */
	offerMinutes: number;
}

export const DEFAULT_AGENDA_RULE: AgendaRule = {
	gridMinutes: 5,
	leadMinutes: 60,
	horizonDays: 60,
	holdMinutes: 10,
	cancelDelayMinutes: 0,
	reminderHours: 24,
	offerMinutes: 120
};

/** Open holds that one browser can have. */
export const MAX_HOLDS = 2;

/** Appointments to come that one mail address or telephone number can have; staff may give more. */
export const MAX_APPOINTMENTS = 4;

export interface ServiceWish {
	service: Service;
	persons: number;
}

export interface HoldWish {
	services: ServiceWish[];
	startsAt: Instant;
	channel: Channel;
	language: Language;
	/** Who holds it. */
	holder: string;
	/** The appointment that is to move here. */
	moves: Appointment | null;
	/** How long it is held, if not as long as for who fills in a form. Minutes. */
	holdMinutes?: number;
}

/** A day of one hall, as the decision finds it under the lock. */
export interface AgendaDesk {
	regionId: RegionId;
	branchId: BranchId;
	rule: AgendaRule;
	givenHere: ReadonlySet<ServiceId>;
	today: LocalDay;
	/** The last day that can be booked. */
	lastDay: LocalDay;
	day: DayBounds;
	hall: Omit<HallDay, 'claims' | 'assigned'>;
	/** All of that hall on that day. */
	appointments: readonly Appointment[];
	/** Slots that the same browser holds, anywhere. */
	holds: readonly Appointment[];
}

export const lengthOf = (services: readonly ServiceWish[]): number =>
	unitsFor(services.reduce((sum, { service, persons }) => sum + minutesFor(service, persons), 0));

/** What is booked and held on a day, as the agenda plans with it, in the order in which it was asked for. */
export function claimsOf(
	appointments: readonly Claiming[],
	day: DayBounds,
	at: Instant
): Pick<HallDay, 'claims' | 'assigned'> {
	const taken = appointments
		.filter((one) => takesTime(one, at))
		.sort((a, b) => a.heldAt - b.heldAt || (a.id < b.id ? -1 : 1));
	return {
		claims: taken.map(({ id, startsAt, endsAt, services, channel }) => ({
			id,
			from: unitFrom(day, startsAt),
			to: unitFrom(day, endsAt),
			services: services.map(({ serviceId }) => serviceId),
			channel
		})),
		assigned: new Map(taken.map(({ id, plannedFor }) => [id, plannedFor]))
	};
}

/** Why no start can be looked for at all, whatever is free. */
export function decideWish(
	{ givenHere }: Pick<AgendaDesk, 'givenHere'>,
	services: readonly ServiceWish[]
): Outcome<null, 'unknown-service' | 'service-closed'> {
	if (services.length === 0) return refuse({ code: 'unknown-service', given: '' });
	const other = services.find(({ service }) => !givenHere.has(service.id));
	if (!other) return accept(null);
	return refuse({
		code: 'service-closed',
		serviceId: other.service.id,
		reason: 'not-given-here'
	});
}

/**
 * Holds a slot. Whoever is to move an appointment holds the new time as well as the old one, until they have decided.
 *
 * @returns refuses `slot-gone` for what is not offered (any more), and `too-many-holds`
 */
export function decideHold(
	id: AppointmentId,
	desk: AgendaDesk,
	wish: HoldWish,
	at: Instant
): Outcome<
	AppointmentEvent[],
	'slot-gone' | 'too-many-holds' | 'unknown-service' | 'service-closed'
> {
	const { regionId, branchId, rule, day, today, lastDay } = desk;
	const possible = decideWish(desk, wish.services);
	if (!possible.ok) return possible;
	if (
		wish.channel === 'public' &&
		desk.holds.filter((one) => takesTime(one, at)).length >= MAX_HOLDS
	)
		return refuse({ code: 'too-many-holds', allowed: MAX_HOLDS });

	const { startsAt, channel, language, holder, moves } = wish;
	const gone = refuse({ code: 'slot-gone', startsAt });
	const from = unitFrom(day, startsAt);
	const to = from + lengthOf(wish.services);
	const isStart =
		instantAt(day, from) === startsAt && (from * UNIT_MINUTES) % rule.gridMinutes === 0;
	const earliest = channel === 'public' ? at + minutes(rule.leadMinutes) : at;
	if (!isStart || startsAt < earliest || day.day < today || day.day > lastDay) return gone;

	const booked: Booked = {
		id,
		from,
		to,
		services: wish.services.map(({ service }) => service.id),
		channel
	};
	const fitted = fit({ ...desk.hall, ...claimsOf(desk.appointments, day, at) }, booked);
	if (!fitted) return gone;
	return accept([
		...reassigning(branchId, fitted.reassigned),
		{
			type: 'slot-held',
			appointmentId: id,
			branchId,
			regionId,
			day: day.day,
			startsAt,
			endsAt: instantAt(day, to),
			plannedFor: fitted.plannedFor,
			channel,
			language,
			services: wish.services.map(({ service, persons }) => planService(service, persons)),
			holder,
			moves: moves?.id ?? null,
			until: at + minutes(wish.holdMinutes ?? rule.holdMinutes)
		}
	]);
}

const reassigning = (
	branchId: BranchId,
	reassigned: ReadonlyMap<string, AccountId>
): AppointmentEvent[] =>
	[...reassigned].map(([id, plannedFor]) => ({
		type: 'appointment-assigned',
		appointmentId: id as AppointmentId,
		branchId,
		plannedFor
	}));

/** A hold that is this one's own, and not over. */
function holdOf(
	held: Appointment | undefined,
	holder: string,
	at: Instant
): Outcome<Appointment, 'hold-ended'> {
	return isHeldBy(held, holder, at) ? accept(held) : refuse({ code: 'hold-ended' });
}

/** @returns refuses `hold-extended-before`: once is all */
export function decideExtend(
	held: Appointment | undefined,
	holder: string,
	rule: AgendaRule,
	at: Instant
): Outcome<AppointmentEvent[], 'hold-ended' | 'hold-extended-before'> {
	const own = holdOf(held, holder, at);
	if (!own.ok) return own;
	const { id, branchId, extended } = own.value;
	if (extended) return refuse({ code: 'hold-extended-before' });
	const until = at + minutes(rule.holdMinutes);
	return accept([{ type: 'hold-extended', appointmentId: id, branchId, until }]);
}

export function decideLetGo(
	held: Appointment | undefined,
	holder: string,
	at: Instant
): Outcome<AppointmentEvent[], 'hold-ended'> {
	const own = holdOf(held, holder, at);
	if (!own.ok) return own;
	const { id, branchId } = own.value;
	return accept([{ type: 'hold-ended', appointmentId: id, branchId, why: 'let-go' }]);
}

/**
 * The slot that was held is an appointment, or the new time of the one that it was held for.
 *
 * @param language in which whoever comes is written to and called
 */
export function decideBook(
	held: Appointment | undefined,
	holder: string,
	moving: Appointment | undefined,
	language: Language,
	at: Instant
): Outcome<AppointmentEvent[], 'hold-ended' | 'appointment-over'> {
	const own = holdOf(held, holder, at);
	if (!own.ok) return own;
	const { id, branchId, moves, services } = own.value;
	if (moves === null)
		return accept([{ type: 'appointment-booked', appointmentId: id, branchId, language }]);
	if (moving?.state !== 'booked' && moving?.state !== 'displaced')
		return refuse({ code: 'appointment-over', state: moving?.state ?? null });
	return accept([
		{ type: 'hold-ended', appointmentId: id, branchId, why: 'used' },
		{
			type: 'appointment-moved',
			appointmentId: moving.id,
			branchId: moving.branchId,
			to: slotOf(own.value),
			services
		}
	]);
}

const slotOf = ({ branchId, day, startsAt, endsAt, plannedFor }: Appointment): Slot => ({
	branchId,
	day,
	startsAt,
	endsAt,
	plannedFor
});

/**
 * A day as it has become: who stays is given to whoever can do it, who can't stay is displaced. What has begun, and whoever
 * is here, is left to the queue.
 *
 * @returns refuses `nothing-changes` where the plan holds as it is
 */
export function decideReplan(
	{ day, hall, appointments }: Pick<AgendaDesk, 'day' | 'hall' | 'appointments'>,
	at: Instant
): Outcome<AppointmentEvent[], 'nothing-changes'> {
	const { toCome, plan } = standingPlan({ day, hall, appointments }, at);
	const { assignment, without: gone } = replan(plan);
	const byId = new Map(toCome.map((one) => [one.id as string, one]));
	const events: AppointmentEvent[] = [];
	// They make room for the others, so they go first.
	for (const { id } of gone) {
		const one = byId.get(id);
		if (!one) continue;
		const { id: appointmentId, branchId } = one;
		events.push(
			one.state === 'held'
				? { type: 'hold-ended', appointmentId, branchId, why: 'let-go' }
				: { type: 'appointment-displaced', appointmentId, branchId }
		);
	}
	for (const [id, plannedFor] of assignment) {
		const one = byId.get(id);
		if (one && one.plannedFor !== plannedFor)
			events.push({
				type: 'appointment-assigned',
				appointmentId: one.id,
				branchId: one.branchId,
				plannedFor
			});
	}
	return events.length > 0 ? accept(events) : refuse({ code: 'nothing-changes' });
}

const isToCome = (state: Appointment['state']): boolean => state === 'booked' || state === 'held';

/**
 * What of a day can still be planned, and with what: who is here, or has begun, keeps their clerk, who has that much less time.
 */
export function standingPlan(
	{ day, hall, appointments }: Pick<AgendaDesk, 'day' | 'hall' | 'appointments'>,
	at: Instant
): { toCome: Appointment[]; plan: HallDay } {
	const canMove = ({ state, startsAt }: Appointment) => isToCome(state) && startsAt > at;
	const toCome = appointments.filter(canMove);
	const fixed = appointments.filter((one) => !canMove(one) && takesTime(one, at));
	const clerks = hall.clerks.map((clerk) => ({
		...clerk,
		present: fixed
			.filter(({ plannedFor }) => plannedFor === clerk.clerkId)
			.reduce<readonly Span[]>(
				(present, { startsAt, endsAt }) =>
					without(present, { from: unitFrom(day, startsAt), to: unitFrom(day, endsAt) }),
				clerk.present
			)
	}));
	return { toCome, plan: { ...hall, clerks, ...claimsOf(toCome, day, at) } };
}

const without = (spans: readonly Span[], taken: Span): Span[] =>
	spans
		.flatMap(({ from, to }) => [
			{ from, to: Math.min(to, taken.from) },
			{ from: Math.max(from, taken.to), to }
		])
		.filter(({ from, to }) => from < to);

/** Its time is free at once, or after the hall's delay; what has begun is nobody's to give out again. */
export function decideCancel(
	appointment: Appointment,
	by: 'citizen' | 'staff' | 'hall',
	{ cancelDelayMinutes }: AgendaRule,
	at: Instant
): Outcome<AppointmentEvent[], 'appointment-over'> {
	const { id, branchId, state, startsAt } = appointment;
	const open = state === 'booked' || state === 'displaced';
	if (!open || (by === 'citizen' && startsAt <= at))
		return refuse({ code: 'appointment-over', state });
	const until = cancelDelayMinutes > 0 ? at + minutes(cancelDelayMinutes) : null;
	return accept([{ type: 'appointment-cancelled', appointmentId: id, branchId, by, until }]);
}
