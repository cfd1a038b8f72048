/**
 * A day of one hall, played by the rule with people who are late, ill, on a break or not there: what a wait estimate
 * is held against. It has the rule in common with the estimate, and nothing else.
 */
import { Random } from '../../src/cli/demo/random.ts';
import type { ServiceId, VisitId } from '../../src/lib/domain/ids.ts';
import type { EndedVisit } from '../../src/lib/domain/measured.ts';
import type { ClerkInHall, HallNow } from '../../src/lib/domain/plan.ts';
import { chooseNext, placeInLine, streakAfter } from '../../src/lib/domain/queue.ts';
import { HOUR, type Instant, MINUTE, SECOND } from '../../src/lib/domain/time.ts';
import type { Visit } from '../../src/lib/domain/visit.ts';
import { id, plan, waiting } from '../domain/make.ts';

interface ServiceSpec {
	key: string;
	minutes: number;
	/** Planned for each further person. */
	extra: number;
	/** How many times as long it takes as was planned. */
	really: number;
	target: number;
	/** How often it is asked for. */
	weight: number;
}

const SERVICES: readonly ServiceSpec[] = [
	{ key: 'collect', minutes: 5, extra: 2, really: 1.1, target: 10, weight: 30 },
	{ key: 'passport', minutes: 10, extra: 10, really: 0.8, target: 15, weight: 30 },
	{ key: 'licence', minutes: 5, extra: 5, really: 1.4, target: 15, weight: 18 },
	{ key: 'extract', minutes: 5, extra: 5, really: 0.9, target: 15, weight: 10 },
	{ key: 'birth', minutes: 15, extra: 5, really: 1.2, target: 15, weight: 6 },
	{ key: 'abroad', minutes: 30, extra: 15, really: 1.1, target: 15, weight: 4 },
	{ key: 'debts', minutes: 30, extra: 10, really: 1.3, target: 15, weight: 2 }
];
const COMMON = ['collect', 'passport', 'licence', 'extract'];

/** Hours of the day, and what they can besides the common services. */
const TEAM = [
	{ key: 'anna', from: 8, until: 17.25, also: ['birth'] },
	{ key: 'bram', from: 8, until: 17.25, also: ['abroad', 'debts'] },
	{ key: 'carmen', from: 8, until: 13, also: ['abroad'] },
	{ key: 'daan', from: 8, until: 17.25, also: ['birth', 'debts'] },
	{ key: 'esra', from: 12.5, until: 17.25, also: ['abroad'] },
	{ key: 'gijs', from: 8.5, until: 17.25, also: [] }
];

/** Visitors an hour, by hour of the day: a morning peak, a quiet noon, and one after work. */
const ARRIVALS: Readonly<Record<number, number>> = {
	8: 24,
	9: 30,
	10: 31,
	11: 26,
	12: 18,
	13: 24,
	14: 26,
	15: 27,
	16: 28
};

/** Midnight of 1 January 2026 in Amsterdam. */
const MIDNIGHT = Date.UTC(2025, 11, 31, 23);
const OPENS = 8.5;
const CLOSES = 17;

interface Visitor {
	visit: Visit;
	walk: number;
	handling: number;
	comes: boolean;
	calledAt: Instant;
}

interface Clerk {
	key: string;
	skills: ReadonlySet<ServiceId>;
	shift: { startsAt: Instant; endsAt: Instant };
	signedIn: boolean;
	/** When this clerk does something next. */
	actsAt: Instant;
	streak: number;
	pausedSince: Instant | null;
	lunchAt: Instant;
	current: Visitor | null;
}

/** What the hall looked like when somebody came in, and when that one was called in the end. */
export interface Arrival {
	at: Instant;
	hall: HallNow;
	visit: Visit;
	calledAt: Instant;
}

export interface PlayedDay {
	arrivals: Arrival[];
	ended: EndedVisit[];
}

/**
 * The day is so many days after 1 January 2026, and is played with that as the seed: the same day is always the same.
 *
 * @param absent keys of clerks who are ill, and whom the roster does not know either
 */
export function playHallDay(day: number, absent: readonly string[] = []): PlayedDay {
	return new HallDay(day, absent).play();
}

export const HALL_ZONE = 'Europe/Amsterdam';

class HallDay {
	readonly #random: Random;
	readonly #clerks: Clerk[];
	readonly #coming: Visitor[];
	readonly #waiting: Visitor[] = [];
	readonly #ended: EndedVisit[] = [];
	readonly #calls = new Map<VisitId, Instant>();
	readonly #arrivals: Omit<Arrival, 'calledAt'>[] = [];

	readonly #midnight: Instant;

	constructor(day: number, absent: readonly string[]) {
		const random = new Random(day);
		this.#random = random;
		// In winter, so that every day is as long.
		const midnight = MIDNIGHT + day * 24 * HOUR;
		this.#midnight = midnight;
		this.#clerks = TEAM.filter(({ key }) => !absent.includes(key)).map(
			({ key, from, until, also }): Clerk => ({
				key,
				skills: new Set([...COMMON, ...also].map((one) => id<'service'>(one))),
				shift: { startsAt: midnight + from * HOUR, endsAt: midnight + until * HOUR },
				signedIn: false,
				actsAt: midnight + from * HOUR + random.between(0, 10) * MINUTE,
				streak: 0,
				pausedSince: null,
				lunchAt: midnight + random.between(12, 13.25) * HOUR,
				current: null
			})
		);
		this.#coming = this.#visitors();
	}

	#visitors(): Visitor[] {
		const visitors: Visitor[] = [];
		let at = OPENS;
		for (;;) {
			at += this.#random.exponential(1 / (ARRIVALS[Math.floor(at)] ?? 1));
			if (at >= CLOSES) break;
			visitors.push(this.#visitor(visitors.length, Math.round(this.#midnight + at * HOUR)));
		}
		return visitors;
	}

	#visitor(number: number, arrivedAt: Instant): Visitor {
		const random = this.#random;
		const service = random.weighted(SERVICES.map((one) => [one, one.weight] as const));
		const persons = random.chance(0.2) ? (random.chance(0.6) ? 2 : 3) : 1;
		const planned = service.minutes + service.extra * (persons - 1);
		const priority = random.chance(0.05) ? 'mobility' : null;
		// Ten minutes early, and sometimes a little late.
		const slotStart = random.chance(0.08) ? arrivedAt + random.between(-3, 12) * MINUTE : null;
		const visit = waiting(
			{
				id: id(`${this.#midnight}-${String(number).padStart(4, '0')}`),
				arrivedAt,
				slotStart,
				priority,
				...placeInLine(arrivedAt, service.target, slotStart, priority, { graceMinutes: 10 })
			},
			[plan(service.key, { persons, minutes: planned, targetMinutes: service.target })]
		);
		return {
			visit,
			walk: random.between(15, 70) * SECOND,
			handling: random.around(planned * service.really) * MINUTE,
			comes: !random.chance(0.03),
			calledAt: 0
		};
	}

	play(): PlayedDay {
		for (;;) {
			const [next] = this.#coming;
			const clerk = this.#clerks.reduce((a, b) => (b.actsAt < a.actsAt ? b : a));
			if (next && next.visit.arrivedAt <= clerk.actsAt) {
				this.#coming.shift();
				this.#enter(next);
			} else if (clerk.actsAt === Infinity) break;
			else this.#act(clerk, clerk.actsAt);
		}
		return {
			arrivals: this.#arrivals.flatMap((arrival) => {
				const calledAt = this.#calls.get(arrival.visit.id);
				return calledAt === undefined ? [] : [{ ...arrival, calledAt }];
			}),
			ended: this.#ended
		};
	}

	/** A kiosk gives no ticket for what nobody can give any more. */
	#enter(visitor: Visitor): void {
		const at = visitor.visit.arrivedAt;
		const able = this.#clerks.some(
			(clerk) => clerk.actsAt < Infinity && this.#can(clerk, visitor.visit)
		);
		if (!able) return;
		this.#waiting.push(visitor);
		this.#arrivals.push({ at, hall: this.#hallAt(at), visit: visitor.visit });
	}

	#can = ({ skills }: Clerk, { openServiceId }: Visit): boolean =>
		openServiceId !== null && skills.has(openServiceId);

	#act(clerk: Clerk, now: Instant): void {
		const random = this.#random;
		if (clerk.current) {
			this.#end(clerk, clerk.current, now);
			clerk.actsAt = now + random.between(5, 40) * SECOND;
			return;
		}
		clerk.signedIn = true;
		clerk.pausedSince = null;
		if (clerk.lunchAt < now && clerk.shift.endsAt - now > 2 * HOUR) {
			clerk.lunchAt = Infinity;
			return this.#pause(clerk, now, 30);
		}
		if (random.chance(0.015)) return this.#pause(clerk, now, random.between(4, 14));
		const called = this.#choose(clerk, now);
		if (called) return this.#call(clerk, called, now);
		if (now > clerk.shift.endsAt) {
			clerk.signedIn = false;
			clerk.actsAt = Infinity;
		} else clerk.actsAt = now + random.between(10, 40) * SECOND;
	}

	#pause(clerk: Clerk, now: Instant, length: number): void {
		clerk.pausedSince = now;
		clerk.actsAt = now + length * MINUTE;
	}

	#choose(clerk: Clerk, now: Instant): Visitor | null {
		const left = (one: Clerk) => (one.shift.endsAt - now) / MINUTE;
		const theirs = this.#waiting.filter(
			({ visit }) =>
				this.#can(clerk, visit) &&
				(visit.openMinutes <= left(clerk) ||
					!this.#clerks.some(
						(one) =>
							one.actsAt < Infinity && this.#can(one, visit) && visit.openMinutes <= left(one)
					))
		);
		const choice = chooseNext(
			{
				own: theirs.map(({ visit }) => visit).filter(({ notBefore }) => notBefore <= now),
				help: [],
				early: theirs
					.map(({ visit }) => visit)
					.filter(({ slotStart }) => slotStart !== null && slotStart > now),
				sentBack: []
			},
			{ streak: clerk.streak, ownWindow: 5 * MINUTE, zipLimitOf: () => 2, isOwn: () => true },
			now
		);
		if (!choice) return null;
		clerk.streak = streakAfter(clerk.streak, choice.cause, choice.visit.line);
		return theirs.find(({ visit }) => visit.id === choice.visit.id) ?? null;
	}

	#call(clerk: Clerk, visitor: Visitor, now: Instant): void {
		this.#waiting.splice(this.#waiting.indexOf(visitor), 1);
		this.#calls.set(visitor.visit.id, now);
		clerk.current = { ...visitor, calledAt: now };
		// Who does not come is called twice more.
		clerk.actsAt = now + visitor.walk + (visitor.comes ? visitor.handling : 90 * SECOND);
	}

	#end(clerk: Clerk, { visit, walk, comes, calledAt }: Visitor, now: Instant): void {
		clerk.current = null;
		if (!comes) return;
		const served = calledAt + walk;
		this.#ended.push({
			...visit,
			services: visit.services.map((service) => ({
				...service,
				finishedAt: now,
				handledMs: now - served
			})),
			clerkId: id(clerk.key),
			calledAt,
			firstServedAt: served,
			endedAt: now
		});
	}

	#hallAt(now: Instant): HallNow {
		return {
			branchId: id('north'),
			midnight: this.#midnight,
			closesAt: now < this.#midnight + CLOSES * HOUR ? this.#midnight + CLOSES * HOUR : null,
			zipLimit: 2,
			held: false,
			waiting: this.#waiting.map(({ visit }) => visit),
			clerks: this.#clerks
				.filter(({ actsAt }) => actsAt < Infinity)
				.map(({ key, skills, shift, signedIn, streak, pausedSince, current }): ClerkInHall => ({
					id: id(key),
					skills,
					shifts: [shift],
					from: signedIn ? shift.startsAt : Math.max(shift.startsAt, now + 1),
					streak,
					paused: pausedSince === null ? null : { since: pausedSince, reason: 'break' },
					current: current && stateOf(current, now),
					atHome: false
				})),
			offered: SERVICES.map(({ key, minutes, target }) => ({
				id: id(key),
				minutes,
				targetMinutes: target
			})),
			booths: [],
			elsewhere: []
		};
	}
}

function stateOf({ visit, walk, calledAt }: Visitor, now: Instant): Visit {
	const servedAt = calledAt + walk;
	return now < servedAt
		? { ...visit, state: 'called', calledAt }
		: { ...visit, state: 'serving', calledAt, servingSince: servedAt };
}
