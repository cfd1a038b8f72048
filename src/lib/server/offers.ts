/**
 * Which times can be booked. What a hall can offer on a day is worked out once and kept until something about that day
 * changes; a search walks along it, so it takes no longer for more appointments.
 */
import { type OfferedDay, type Wish, offeredOn, startsOn } from '../domain/agenda/starts.ts';
import { UNIT_MINUTES, instantAt, unitFrom } from '../domain/agenda/units.ts';
import type { Channel } from '../domain/agenda/room.ts';
import type { Claiming } from '../domain/appointment.ts';
import { type AgendaRule, type ServiceWish, claimsOf, lengthOf } from '../domain/booking.ts';
import type { BranchId, RegionId } from '../domain/ids.ts';
import type { Branch } from '../domain/region.ts';
import {
	type DayBounds,
	type Instant,
	type LocalDay,
	atLocal,
	dayOf,
	minutes,
	nextDay,
	startOfLocalDay
} from '../domain/time.ts';
import type { DayPart } from '../domain/wish.ts';
import { agendaRuleOf, hallOn } from './db/agenda.ts';
import { claimsBetween, dayRevisions } from './db/appointments.ts';
import { branchesOf, findRegion, givenAt } from './db/halls.ts';
import type { ReadDb, Sql } from './db/open.ts';
import { forgetSetup, setupRevision } from './db/setup.ts';
import { holidayOn } from './holidays.ts';
import type { Shell } from './shell.ts';
import { Thread, type ThreadOptions, builtThread } from './thread.ts';

const NOON = '12:00';

export interface Search {
	regionId: RegionId;
	services: readonly ServiceWish[];
	channel: Channel;
	/** Only these halls; all, if it is left out. */
	branches?: readonly BranchId[];
	/** The first day that is looked at; today, if that is later. */
	from: LocalDay;
	/** How many days, as far as halls can be booked. */
	days: number;
	part?: DayPart | null;
}

export interface FreeHall {
	branchId: BranchId;
	/** In order; never empty. Shared by those who ask the same, and not to be changed. */
	starts: readonly Instant[];
}

export interface FreeDay {
	day: LocalDay;
	/** Earliest first; empty where nothing is free. */
	halls: FreeHall[];
}

export interface Found {
	days: FreeDay[];
	/** The halls that were looked at: those that can be booked for all of these services. */
	halls: BranchId[];
	/** The last day that can be booked anywhere; null when no hall can be. */
	lastDay: LocalDay | null;
}

interface KeptDay {
	revision: number;
	setup: number;
	/** When a hold ends that it was worked out with. */
	until: Instant;
	offered: OfferedDay | null;
	/** What was answered about it, by what was asked; a day that changes is another one. */
	answers: Map<string, readonly Instant[]>;
}

/** Of a day. Most people ask for the same few services, for one or two persons. */
const MOST_ANSWERS = 16;

/** A search as it is asked of each day. */
interface Question {
	wish: Wish;
	part: DayPart | null;
	key: string;
}

function questionOf({ services, channel, part = null }: Search): Question {
	const wish: Wish = {
		services: services.map(({ service }) => service.id),
		length: lengthOf(services),
		channel
	};
	return { wish, part, key: [channel, part, wish.length, ...wish.services].join(' ') };
}

interface Bookable {
	branch: Branch;
	rule: AgendaRule;
	lastDay: LocalDay;
}

/** Where free times are looked for. */
export interface Offers {
	search(search: Search, now: Instant): Promise<Found>;
	close(): Promise<void>;
}

export interface OfferRequest {
	search: Search;
	now: Instant;
}

/**
 * @param program the built thread; null where there is none, and free times are looked for on the event loop. By default the
 *   one beside the program that runs.
 */
export function startOffers(
	{ db, log }: Pick<Shell, 'db' | 'log'>,
	options: ThreadOptions,
	program: string | null = builtThread('offers')
): Offers {
	const here = new OfferBook(db);
	if (!program) return { search: (search, now) => here.search(search, now), close: async () => {} };
	const thread = new Thread<OfferRequest, Found>(program, options, log);
	return {
		// A thread that is lost costs time, and no answer.
		search: async (search, now) => {
			if (!thread.ready) return here.search(search, now);
			return thread.ask({ search, now }).catch(() => here.search(search, now));
		},
		close: () => thread.close()
	};
}

/** What can be offered, as it was worked out so far. */
export class OfferBook {
	readonly #db: Pick<ReadDb, 'snapshot'>;
	readonly #kept = new Map<string, KeptDay>();
	/** As of which it was worked out. */
	#setup = -1;

	constructor(db: Pick<ReadDb, 'snapshot'>) {
		this.#db = db;
	}

	/** All free starts of some days, by day and hall. */
	search(search: Search, now: Instant): Promise<Found> {
		return this.#db.snapshot(async (sql) => {
			// What was set up since, by whatever process, is read anew, and all that was worked out with it.
			const setup = await setupRevision(sql);
			if (setup !== this.#setup) forgetSetup();
			this.#setup = setup;
			const { timeZone } = await findRegion(sql, search.regionId);
			const today = dayOf(now, timeZone).day;
			const first = search.from > today ? search.from : today;
			const halls = await bookable(sql, search, today, timeZone);
			const lastDay =
				halls
					.map((hall) => hall.lastDay)
					.sort()
					.at(-1) ?? null;
			const days = boundsFrom(first, search.days, timeZone).filter(
				({ day }) => lastDay !== null && day <= lastDay
			);
			await this.#lookAt(sql, halls, days, timeZone, now);
			const question = questionOf(search);
			return {
				days: days.map((day) => ({
					day: day.day,
					halls: halls
						.filter((hall) => day.day <= hall.lastDay)
						.map((hall) => this.#freeIn(hall, day, question, timeZone, now))
						.filter(({ starts }) => starts.length > 0)
						.sort((a, b) => (a.starts[0] as number) - (b.starts[0] as number))
				})),
				halls: halls.map(({ branch }) => branch.id),
				lastDay
			};
		});
	}

	#freeIn(
		{ branch, rule }: Bookable,
		day: DayBounds,
		{ wish, part, key }: Question,
		timeZone: string,
		now: Instant
	): FreeHall {
		const kept = this.#kept.get(keyOf(branch.id, day.day));
		if (!kept?.offered) return { branchId: branch.id, starts: [] };
		const { offered, answers } = kept;
		const earliest = wish.channel === 'public' ? now + minutes(rule.leadMinutes) : now;
		// What is too soon becomes more by the minute, and is worked out each time.
		const whole = earliest <= day.start;
		const known = whole ? answers.get(key) : undefined;
		if (known) return { branchId: branch.id, starts: known };
		const noon = part ? unitFrom(day, atLocal(day.day, NOON, timeZone)) : 0;
		const within = {
			from: Math.max(unitFrom(day, earliest), part === 'afternoon' ? noon : 0),
			to: part === 'morning' ? noon : offered.units
		};
		const units = startsOn(offered, wish, rule.gridMinutes / UNIT_MINUTES, within);
		const starts = [...units].map((unit) => instantAt(day, unit));
		if (whole) {
			if (answers.size >= MOST_ANSWERS) answers.clear();
			answers.set(key, starts);
		}
		return { branchId: branch.id, starts };
	}

	/** Works out what is not known, or not true any more. */
	async #lookAt(
		sql: Sql,
		halls: readonly Bookable[],
		days: readonly DayBounds[],
		timeZone: string,
		now: Instant
	): Promise<void> {
		const [first, last] = [days[0]?.day, days.at(-1)?.day];
		if (!first || !last) return;
		const ids = halls.map(({ branch }) => branch.id);
		const revisions = await dayRevisions(sql, ids, first, last);
		const setup = this.#setup;
		for (const { branch, lastDay } of halls) {
			const revisionOf = (day: LocalDay) => revisions.get(keyOf(branch.id, day)) ?? 0;
			const stale = days.filter(({ day }) => {
				const kept = this.#kept.get(keyOf(branch.id, day));
				const isTrue =
					kept?.revision === revisionOf(day) && kept.setup === setup && now < kept.until;
				return day <= lastDay && !isTrue;
			});
			if (stale.length === 0) continue;
			const booked = await claimsBetween(
				sql,
				branch.id,
				stale[0]?.day ?? first,
				stale.at(-1)?.day ?? last
			);
			for (const day of stale) {
				const appointments = booked.get(day.day) ?? [];
				const hall = await hallOn(sql, branch, day, timeZone, holidayOn(day.day) !== null);
				this.#kept.set(keyOf(branch.id, day.day), {
					revision: revisionOf(day.day),
					setup,
					until: firstEnd(appointments, now),
					offered: offeredOn({ ...hall, ...claimsOf(appointments, day, now) }),
					answers: new Map()
				});
			}
		}
		this.#forgetBefore(dayOf(now, timeZone).day);
	}

	#forgetBefore(today: LocalDay): void {
		for (const key of this.#kept.keys())
			if (key.slice(-today.length) < today) this.#kept.delete(key);
	}
}

const keyOf = (branchId: BranchId, day: LocalDay): string => `${branchId} ${day}`;

/** When the first of the holds ends that takes time now. */
const firstEnd = (appointments: readonly Claiming[], now: Instant): Instant =>
	Math.min(Infinity, ...appointments.flatMap(({ until }) => (until && until > now ? until : [])));

/** The halls that can be booked for all of it. */
async function bookable(
	sql: Sql,
	{ regionId, branches, services }: Search,
	today: LocalDay,
	timeZone: string
): Promise<Bookable[]> {
	const found: Bookable[] = [];
	for (const branch of await branchesOf(sql, regionId)) {
		if (branches && !branches.includes(branch.id)) continue;
		const rule = await agendaRuleOf(sql, branch.id);
		const given = await givenAt(sql, branch.id);
		if (!rule || !services.every(({ service }) => given.has(service.id))) continue;
		found.push({ branch, rule, lastDay: nextDay(today, timeZone, rule.horizonDays) });
	}
	return found;
}

const bounds = new Map<string, DayBounds>();

/** The days of a search, which is nearly always about the same ones. */
function boundsFrom(first: LocalDay, count: number, timeZone: string): DayBounds[] {
	if (bounds.size > 2000) bounds.clear();
	return Array.from({ length: count }, (_, ahead) => {
		const key = `${first} ${ahead} ${timeZone}`;
		let known = bounds.get(key);
		if (!known) {
			const day = nextDay(first, timeZone, ahead);
			known = {
				day,
				start: startOfLocalDay(day, timeZone),
				end: startOfLocalDay(nextDay(day, timeZone), timeZone)
			};
			bounds.set(key, known);
		}
		return known;
	});
}
