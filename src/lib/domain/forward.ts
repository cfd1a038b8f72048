/**
 * A hall's two lines, played forward once: whom each clerk calls when, if everything takes as long as chance says.
 * Who is next is decided by the rule's own code, queue.ts.
 *
 * Left out, because nobody knows it: help between halls by clerks who sit in one, appointments called before their
 * start, and who is set aside and taken up again.
 */
import type { Chance } from './chance.ts';
import type { PauseReason } from './duty.ts';
import { restOfHandling } from './measured.ts';
import {
	type Apart,
	type Plan,
	type PlannedClerk,
	type PlannedVisit,
	type Standing,
	type Step,
	type WorkingTime,
	byTime,
	notBefore
} from './plan.ts';
import { type Heads, compareInLine, headsOf, streakAfter, zip } from './queue.ts';
import { HOUR, type Instant, MINUTE, minutes } from './time.ts';

/** How far is looked ahead: a hall's day. */
const HORIZON = 12 * HOUR;
/** Who is rostered for later sits down within this. */
const SETTLING = minutes(10);
/** How long a break usually is, give or take a half. Of one that is longer nothing is known but that it will end. */
const USUAL_PAUSE: Record<PauseReason, number> = {
	break: minutes(15),
	'back-office': minutes(30),
	meeting: minutes(45)
};

/* What chance is asked for; a visit's services follow HANDLING. */
const COMING = 0;
const WALK = 1;
const BETWEEN = 2;
const SINCE = 3;
const PAUSE = 4;
const SIT_DOWN = 5;
const HANDLING = 16;

/** What one run tells. Infinity: not called within the horizon. */
export interface Played {
	/** When each who waits was called, in the order of the hall's list. */
	calls: Float64Array;
	/** When somebody who comes in now would be called, for each offered service. */
	newcomers: Float64Array;
	/** The share of the work before each call whose length was drawn from measured times. */
	known: Float64Array;
	newcomersKnown: Float64Array;
}

export function playForward(plan: Plan, chance: Chance, run: number): Played {
	const { now, times, clerks, lines, newcomers, booths } = plan;
	const played: Played = {
		calls: new Float64Array(plan.waiting).fill(Infinity),
		newcomers: new Float64Array(newcomers.length).fill(Infinity),
		known: new Float64Array(plan.waiting),
		newcomersKnown: new Float64Array(newcomers.length)
	};
	let uncalled = plan.waiting;
	let uncalledNewcomers = newcomers.length;
	const taken = new Uint8Array(plan.waiting);
	/** How far each line has been called. */
	const fronts = new Int32Array(lines.length);
	/** Whose time has not come, the soonest first; `apart` are those whose time has. */
	const earlierDay = Math.floor(chance(0, run, COMING) * plan.coming.length);
	const later = [...plan.apart, ...(plan.coming[earlierDay] ?? [])].sort(byTime);
	const apart: Apart[] = [];
	let come = 0;
	/** Called in another hall, by a clerk at home. */
	const helped = new Set<Standing>();
	const streaks = clerks.map((clerk) => clerk.streak);
	const idle = clerks.map(() => false);
	// Filled anew for every call: a hall of 400 has some 40,000 of them in all runs.
	const callable: Standing[] = [];
	const spared: Standing[] = [];
	let workBegun = 0;
	let workMeasured = 0;
	const shareMeasured = () => (workBegun === 0 ? 1 : workMeasured / workBegun);

	/** Draws how long steps take, and counts what they were drawn from. @returns milliseconds */
	function handle(key: number, steps: readonly Step[], from: number, until: number): number {
		let total = 0;
		for (let index = from; index < until; index++) {
			const step = steps[index];
			if (!step) break;
			workBegun += step.minutes;
			if (step.measured) workMeasured += step.minutes;
			const luck = chance(key, run, HANDLING + index);
			total += restOfHandling(step.factors, step.minutes, step.passed, luck);
		}
		return total;
	}

	/** A clerk goes on with the next service of the same visitor, as far as skills reach. */
	function inOneGo({ can }: PlannedClerk, steps: readonly Step[], from: number): number {
		let until = from;
		while (can[steps[until]?.group ?? -1]) until++;
		return until;
	}

	/** When a visit that is under way ends, after so many of its services. */
	function endOf({ key, steps, walked }: PlannedVisit, until: number): Instant {
		const walk = walked === null ? 0 : times.restOfWalk(walked, chance(key, run, WALK));
		return now + walk + handle(key, steps, 0, until);
	}

	function firstFree(clerk: PlannedClerk): Instant {
		const { key, paused, current } = clerk;
		if (clerk.from > now) return clerk.from + chance(key, run, SIT_DOWN) * SETTLING;
		let at = now;
		if (current) {
			// What is under way is finished, with the skill or without.
			at = endOf(current, Math.max(1, inOneGo(clerk, current.steps, 0)));
			at += times.between(at, chance(current.key, run, BETWEEN));
		} else at += times.between(now, chance(key, run, BETWEEN)) * chance(key, run, SINCE);
		return paused ? Math.max(at, backFrom(paused, chance(key, run, PAUSE))) : at;
	}

	function backFrom({ since, reason }: NonNullable<PlannedClerk['paused']>, luck: number): Instant {
		const usual = USUAL_PAUSE[reason ?? 'break'];
		const back = since + usual * (0.5 + luck);
		return back > now ? back : now + (usual / 2) * luck;
	}

	const fits = (standing: Standing, left: number, at: Instant): boolean =>
		standing.minutes <= left || at > standing.fitsUntil;

	/** Fills `callable` and `spared` for a clerk. @returns when to look again, should both be empty */
	function look(number: number, clerk: PlannedClerk, left: number, at: Instant): Instant {
		let again = nextShiftFrom(clerk.shifts, at);
		callable.length = 0;
		spared.length = 0;
		for (const place of clerk.lines) {
			const line = lines[place];
			if (!line) continue;
			if (line.shortest > left && at <= line.fitUntil) {
				again = Math.min(again, line.fitUntil + 1);
				continue;
			}
			const { standing } = line;
			let front = fronts[place] ?? 0;
			while (front < standing.length && taken[standing[front]?.index ?? -1]) front++;
			fronts[place] = front;
			const first = standing[front];
			if (!first) continue;
			const boothFrom = clerk.atHome ? boothFreeFrom(0) : 0;
			const next =
				boothFrom <= at && fits(first, left, at)
					? first
					: standing.find(
							(one, behind) =>
								behind >= front &&
								!taken[one.index] &&
								!(one.needsBooth && boothFrom > at) &&
								fits(one, left, at)
						);
			if (next) callable.push(next);
			else again = Math.min(again, boothFrom > at ? boothFrom : first.fitsUntil + 1);
		}
		for (let next = later[come]; next && next.from <= at; next = later[++come]) apart.push(next);
		for (let place = come; place < later.length; place++) {
			const soon = later[place];
			if (!soon || !clerk.can[soon.standing.group]) continue;
			const { from, standing } = soon;
			const inTime = standing.minutes <= left - (from - at) / MINUTE;
			again = Math.min(again, inTime ? from : Math.max(from, standing.fitsUntil + 1));
			if (inTime) break;
		}
		for (const one of apart) {
			const { standing } = one;
			if (!clerk.can[standing.group]) continue;
			const boothFrom = clerk.atHome && standing.needsBooth ? boothFreeFrom(0) : 0;
			if (one.reservedUntil > at && one.reservedFor !== number)
				again = Math.min(again, one.reservedUntil);
			else if (boothFrom > at) again = Math.min(again, boothFrom);
			else if (!fits(standing, left, at)) again = Math.min(again, standing.fitsUntil + 1);
			else if (one.restsUntil > at && one.sentBackBy === number) spared.push(standing);
			else callable.push(standing);
		}
		if (!clerk.atHome) return again;
		for (const { standing, until } of plan.elsewhere) {
			if (until <= at || helped.has(standing) || !clerk.can[standing.group]) continue;
			const boothFrom = standing.needsBooth ? boothFreeFrom(standing.hall) : 0;
			if (boothFrom > at) again = Math.min(again, boothFrom);
			else if (standing.minutes <= left) callable.push(standing);
		}
		return again;
	}

	/** When a hall has a booth that nobody is in; Infinity when it has none at all. */
	function boothFreeFrom(hall: number): Instant {
		let from = Infinity;
		for (let booth = 0; booth < booths.length; booth++)
			if (booths[booth]?.hall === hall) from = Math.min(from, boothFree[booth] ?? Infinity);
		return from;
	}

	function holdBooth(hall: number, from: Instant, until: Instant): void {
		for (let booth = 0; booth < booths.length; booth++)
			if (booths[booth]?.hall === hall && (boothFree[booth] ?? Infinity) <= from) {
				boothFree[booth] = until;
				return;
			}
	}

	/**
	 * Who comes in now is called when this clerk would choose them. It takes nobody's time: each is asked about alone.
	 *
	 * @returns when to look again for those whom the shift has no time for
	 */
	function callNewcomers(
		{ can }: PlannedClerk,
		heads: Heads<Standing>,
		streak: number,
		left: number,
		at: Instant
	): Instant {
		let again = Infinity;
		if (uncalledNewcomers === 0) return again;
		for (let index = 0; index < newcomers.length; index++) {
			const newcomer = newcomers[index];
			if (!newcomer || played.newcomers[index] !== Infinity || !can[newcomer.group]) continue;
			if (!fits(newcomer, left, at)) {
				again = Math.min(again, newcomer.fitsUntil + 1);
				continue;
			}
			if (heads.second && compareInLine(heads.second, newcomer) < 0) continue;
			const both = { first: heads.first, second: newcomer };
			if (zip(both, streak, limitOf, at) !== newcomer) continue;
			played.newcomers[index] = at;
			played.newcomersKnown[index] = shareMeasured();
			uncalledNewcomers--;
		}
		return again;
	}

	/** @returns when the clerk can call again */
	function call(clerk: PlannedClerk, number: number, standing: Standing, at: Instant): Instant {
		const { index, key, steps, step, line } = standing;
		const place = apart.findIndex((one) => one.standing === standing);
		if (place >= 0) apart.splice(place, 1);
		if (index >= 0 && step === 0) {
			taken[index] = 1;
			played.calls[index] = at;
			played.known[index] = shareMeasured();
			uncalled--;
		}
		if (standing.hall > 0) helped.add(standing);
		streaks[number] = streakAfter(streaks[number] ?? 0, 'next', line);
		const until = inOneGo(clerk, steps, step);
		const walk = times.walk(chance(key, run, WALK));
		const done = at + walk + handle(key, steps, step, until);
		if (clerk.atHome && standing.needsBooth) holdBooth(standing.hall, at, done);
		const next = steps[until];
		// What is left of a visit in another hall is for the clerks there.
		if (next && standing.hall === 0) {
			const { group, minutes: needed } = next;
			const fitsUntil = plan.fitsUntil(group, needed);
			comeBack(notBefore({ ...standing, step: until, group, minutes: needed, fitsUntil }, done));
		}
		return done + times.between(done, chance(key, run, BETWEEN));
	}

	/** In line again, with the same due and in the same line, for a service that this clerk can't give. */
	function comeBack(back: Apart): void {
		let place = later.length;
		while (place > come && (later[place - 1]?.from ?? 0) > back.from) place--;
		later.splice(place, 0, back);
		for (const [number, clerk] of clerks.entries())
			if (idle[number] && clerk.can[back.standing.group])
				free[number] = Math.min(free[number] ?? Infinity, back.from);
	}

	const free = Float64Array.from(clerks, firstFree);
	const boothFree = Float64Array.from(booths, ({ current }) =>
		current ? endOf(current, current.steps.length) : now
	);
	while (uncalled + uncalledNewcomers > 0) {
		let number = -1;
		let at = now + HORIZON;
		for (let i = 0; i < free.length; i++) {
			const time = free[i] ?? Infinity;
			if (time < at) {
				number = i;
				at = time;
			}
		}
		const clerk = clerks[number];
		if (!clerk) break;
		const left = minutesLeft(clerk.shifts, at);
		const again = look(number, clerk, left, at);
		const heads = headsOf(callable);
		const streak = streaks[number] ?? 0;
		const againForNewcomers = callNewcomers(clerk, heads, streak, left, at);
		const chosen = zip(heads, streak, limitOf, at) ?? zip(headsOf(spared), streak, limitOf, at);
		idle[number] = chosen === null;
		free[number] = chosen ? call(clerk, number, chosen, at) : Math.min(again, againForNewcomers);
	}
	return played;
}

const limitOf = ({ zipLimit }: Standing): number => zipLimit;

/** Of the shift that runs, else of the next one; a clerk without a shift today is not limited. */
function minutesLeft(shifts: readonly WorkingTime[], at: Instant): number {
	if (shifts.length === 0) return Infinity;
	// In order, so the first that is not over runs or is the next.
	for (const { endsAt } of shifts) if (at < endsAt) return (endsAt - at) / MINUTE;
	return 0;
}

/** When one shift ends and a further one is still to come, a clerk has more time left than before. */
function nextShiftFrom(shifts: readonly WorkingTime[], at: Instant): Instant {
	for (let next = 1; next < shifts.length; next++) {
		const end = shifts[next - 1]?.endsAt ?? 0;
		if (end > at) return end;
	}
	return Infinity;
}
