/** The people of the demo's day: visitors who come by the hour, and clerks who call, serve and take breaks. */
import {
	DEMO_CLERKS,
	DEMO_PASSWORD,
	type DemoClerk,
	demoShiftsOn
} from '../../lib/server/demo/people.ts';
import { DEMO_COUNTERS } from '../../lib/server/demo/region.ts';
import { firstWaitMs } from '../../lib/domain/visit.ts';
import type { Branch } from '../../lib/domain/region.ts';
import {
	type Instant,
	HOUR,
	MINUTE,
	SECOND,
	localDay,
	startOfLocalDay
} from '../../lib/domain/time.ts';
import type { CurrentVisit, DeskView, KioskMenu } from '../../lib/realtime/events.ts';
import { TIME_ZONE } from '../../lib/text/format.ts';
import type { FastClock } from './clock.ts';
import { Browser, type Watched } from './doors.ts';
import type { Random } from './random.ts';
import type { HallCount } from './summary.ts';

/** Visitors an hour for each clerk of the hall, by hour of the day: a morning peak, a quiet noon, and one after work. */
const ARRIVALS: Readonly<Record<number, number>> = {
	8: 3.2,
	9: 6,
	10: 6.4,
	11: 5,
	12: 3.2,
	13: 4,
	14: 4.4,
	15: 4.8,
	16: 5.8,
	17: 4.2,
	18: 3,
	19: 1.4
};

export interface DayContext {
	base: string;
	clock: FastClock;
	counts: ReadonlyMap<string, HallCount>;
	/** After this nobody comes any more; who is inside is still helped. */
	closesAt: (branch: Branch) => Instant;
	log: (line: string) => void;
}

const hourOf = (at: Instant): number =>
	Math.floor((at - startOfLocalDay(localDay(at, TIME_ZONE), TIME_ZONE)) / HOUR);

/** Visitors of one hall, at its kiosk, until it closes. */
export async function playVisitors(
	context: DayContext,
	branch: Branch,
	random: Random
): Promise<void> {
	const { clock, base, counts, closesAt } = context;
	const count = counts.get(branch.name);
	const kiosk = new Browser(base);
	const paired = await kiosk.submit('/pair/kiosk?/demo', { branch: branch.id });
	if (!paired.ok || !count) throw new Error(`no kiosk in ${branch.name}`);
	const menu = await kiosk.watch({ view: 'kiosk' });
	const clerks = DEMO_CLERKS.filter((clerk) => clerk.branchId === branch.id).length;
	try {
		while (clock.now() < closesAt(branch)) {
			const anHour = (ARRIVALS[hourOf(clock.now())] ?? 0.5) * clerks;
			await clock.sleep(Math.min(random.exponential(HOUR / anHour), 30 * MINUTE));
			if (clock.now() < closesAt(branch)) await takeOne(kiosk, menu, random, count);
		}
	} finally {
		kiosk.close();
	}
}

async function takeOne(
	kiosk: Browser,
	{ view }: Watched<'kiosk'>,
	random: Random,
	count: HallCount
): Promise<void> {
	const service = chooseService(view, random);
	if (!service) return;
	const persons = random.chance(0.2) ? (random.chance(0.6) ? 2 : 3) : 1;
	const answer = await kiosk.submit('/kiosk?/take', {
		service: service.id,
		persons: String(persons),
		...(service.byVideo && random.chance(0.6) ? { video: 'on' } : {})
	});
	if (answer.ok) count.tickets++;
	else count.refused++;
}

/** The catalogue stands in order of use: the first is wanted most. */
const chooseService = ({ services }: KioskMenu, random: Random) =>
	services.length === 0
		? null
		: random.weighted(services.map((service, index) => [service, 1 / (index + 1.5)] as const));

/** One clerk's working day, from the start of the shift until the hall is empty. */
export async function playClerk(
	context: DayContext,
	clerk: DemoClerk,
	random: Random
): Promise<void> {
	const { clock, base } = context;
	const day = localDay(clock.now(), TIME_ZONE);
	for (const shift of demoShiftsOn(day).filter((one) => one.accountId === clerk.id)) {
		if (shift.endsAt <= clock.now()) continue;
		await clock.until(shift.startsAt + random.between(0, 10) * MINUTE);
		const browser = new Browser(base);
		const signedIn = await browser.submit('/signin?/in', {
			login: clerk.login,
			password: DEMO_PASSWORD
		});
		if (!signedIn.ok) throw new Error(`${clerk.login} can't sign in: ${signedIn.code}`);
		try {
			await new Worker(context, clerk, browser, random).work(shift.endsAt);
		} finally {
			browser.close();
		}
	}
}

/** What a clerk does until they go home. */
class Worker {
	#context: DayContext;
	#clerk: DemoClerk;
	#browser: Browser;
	#random: Random;
	#desk!: Watched<'desk'>;
	/** Visits set aside, and when their visitor is back. */
	#aside: { id: string; at: Instant }[] = [];

	constructor(context: DayContext, clerk: DemoClerk, browser: Browser, random: Random) {
		this.#context = context;
		this.#clerk = clerk;
		this.#browser = browser;
		this.#random = random;
	}

	get #view(): DeskView {
		return this.#desk.view;
	}

	async work(until: Instant): Promise<void> {
		const { clock } = this.#context;
		this.#desk = await this.#browser.watch({ view: 'desk' });
		if (!(await this.#sitDown())) return;
		const lunch = this.#random.between(12, 13.25);
		let hadLunch = false;
		let idleSince: Instant | null = null;
		for (;;) {
			const now = clock.now();
			const hour = (now - startOfLocalDay(localDay(now, TIME_ZONE), TIME_ZONE)) / HOUR;
			if (!hadLunch && hour > lunch && hour < lunch + 1 && until - now > 2 * HOUR) {
				hadLunch = true;
				await this.#takeBreak(30 * MINUTE);
			} else if (this.#random.chance(0.02)) await this.#takeBreak(8 * MINUTE);
			await this.#takeBack();
			const called = await this.#browser.submit('/desk?/next');
			if (called.ok) {
				idleSince = null;
				await this.#settle((view) => view.current !== null);
				await this.#handle();
				continue;
			}
			// Nobody left after the shift: the hall is empty, as far as this clerk can help.
			idleSince ??= clock.now();
			const over = clock.now() > until && this.#aside.length === 0;
			if (over && clock.now() - idleSince > 4 * MINUTE) break;
			await clock.sleep(this.#random.between(20, 60) * SECOND);
		}
		await this.#browser.submit('/desk?/end');
	}

	/** Waits until the live view shows what the answer said. */
	async #settle(shown: (view: DeskView) => boolean): Promise<void> {
		for (let tries = 0; tries < 200 && !shown(this.#view); tries++)
			await new Promise((done) => setTimeout(done, 10));
	}

	/** A free counter of the own hall; anyone without a hall helps from home. */
	async #sitDown(): Promise<boolean> {
		const { branchId } = this.#clerk;
		if (!branchId) return (await this.#browser.submit('/desk?/home')).ok;
		for (const counter of DEMO_COUNTERS.filter((one) => one.branchId === branchId)) {
			const opened = await this.#browser.submit('/desk?/open', { counter: counter.id });
			if (opened.ok) return true;
		}
		// All counters are taken where shifts overlap: this one works from home until the day's end.
		return (await this.#browser.submit('/desk?/home')).ok;
	}

	async #takeBreak(length: number): Promise<void> {
		const paused = await this.#browser.submit('/desk?/pause', { reason: 'break' });
		if (!paused.ok) return;
		await this.#context.clock.sleep(length);
		await this.#browser.submit('/desk?/unpause');
	}

	/** Goes on with visitors who were set aside and are back. */
	async #takeBack(): Promise<void> {
		const { clock } = this.#context;
		const ready = this.#aside.find((one) => one.at <= clock.now());
		if (!ready) return;
		const resumed = await this.#browser.submit('/desk?/resume', { visit: ready.id, to: 'here' });
		this.#aside = this.#aside.filter((one) => one !== ready);
		if (!resumed.ok) return;
		await this.#settle((view) => view.current?.state === 'serving');
		await this.#serveToTheEnd();
	}

	async #handle(): Promise<void> {
		const { current } = this.#view;
		if (!current) return;
		const { clock, counts } = this.#context;
		const count = counts.get(current.branch);
		const wait = firstWaitMs(current);
		if (wait !== null && current.calledAt === current.firstCalledAt)
			count?.waits.push(wait / MINUTE);
		if (count && current.cause === 'help') count.helped++;

		await clock.sleep(this.#random.between(15, 70) * SECOND);
		if (this.#random.chance(0.04)) {
			if (await this.#giveUp(current)) return;
		}
		if (this.#random.chance(0.03)) await this.#undoAfter('/desk?/serve', current.visitId);
		const served = await this.#browser.submit('/desk?/serve', { visit: current.visitId });
		if (!served.ok) return;
		await this.#settle((view) => view.current?.state === 'serving');
		await this.#serveToTheEnd();
	}

	/** Calls again, and says at last that nobody came. @returns false if the visitor came after all */
	async #giveUp(visit: CurrentVisit): Promise<boolean> {
		const { clock, counts } = this.#context;
		for (let recalls = visit.recalls; recalls < visit.recallsNeeded; recalls++) {
			await this.#browser.submit('/desk?/recall', { visit: visit.visitId });
			await clock.sleep(45 * SECOND);
			if (this.#random.chance(0.2)) return false;
		}
		const missed = await this.#browser.submit('/desk?/miss', { visit: visit.visitId });
		if (!missed.ok) return false;
		const count = counts.get(visit.branch);
		if (count) count.missed++;
		if (this.#random.chance(0.4)) {
			await clock.sleep(this.#random.between(2, 20) * MINUTE);
			await this.#browser.submit('/desk?/reinstate', { visit: visit.visitId });
		}
		return true;
	}

	/** Presses a key too early, and takes it back. */
	async #undoAfter(action: string, visit: string): Promise<void> {
		const command = crypto.randomUUID();
		const done = await this.#browser.submit(action, { visit, command });
		if (done.ok) await this.#browser.submit('/desk?/undo', { undoes: command });
	}

	async #serveToTheEnd(): Promise<void> {
		const { clock } = this.#context;
		for (;;) {
			const visit = this.#view.current;
			if (visit?.state !== 'serving') return;
			await clock.sleep(this.#random.around(7) * MINUTE);
			if (this.#random.chance(0.05) && visit.booth === null) {
				if (await this.#setAside(visit)) return;
			}
			if (this.#random.chance(0.04) && (await this.#passOn(visit))) return;
			if (this.#random.chance(0.06)) await this.#oneMore(visit);
			const left = visit.services.filter((service) => !service.done).length;
			if (!(await this.#finish(visit))) return;
			await this.#settle(
				({ current }) =>
					current?.visitId !== visit.visitId ||
					current.services.filter((service) => !service.done).length < left
			);
		}
	}

	async #finish(visit: CurrentVisit): Promise<boolean> {
		const outcome = this.#random.weighted([
			['answered', 82],
			['passed-on', 10],
			['follow-up', 8]
		]);
		const finished = await this.#browser.submit('/desk?/finish', {
			visit: visit.visitId,
			outcome,
			...(outcome === 'passed-on' ? { passedOnTo: 'back-office' } : {}),
			then: this.#random.chance(0.8) ? 'serve' : 'wait'
		});
		// A next service that this clerk can't give waits for a colleague.
		const done =
			finished.ok ||
			(await this.#browser.submit('/desk?/finish', { visit: visit.visitId, outcome, then: 'wait' }))
				.ok;
		const count = this.#context.counts.get(visit.branch);
		if (done && count) count.finished++;
		return done;
	}

	async #setAside(visit: CurrentVisit): Promise<boolean> {
		const reason = this.#random.pick(['photo', 'form', 'payment', 'document']);
		const parked = await this.#browser.submit('/desk?/park', { visit: visit.visitId, reason });
		if (!parked.ok) return false;
		const count = this.#context.counts.get(visit.branch);
		if (count) count.parked++;
		this.#aside.push({
			id: visit.visitId,
			at: this.#context.clock.now() + this.#random.between(4, 15) * MINUTE
		});
		return true;
	}

	/** To another service, for a colleague to give. */
	async #passOn(visit: CurrentVisit): Promise<boolean> {
		const service = this.#random.pick(this.#view.skills);
		const passed = await this.#browser.submit('/desk?/transfer', { visit: visit.visitId, service });
		const count = this.#context.counts.get(visit.branch);
		if (passed.ok && count) count.transferred++;
		return passed.ok;
	}

	async #oneMore(visit: CurrentVisit): Promise<void> {
		const service = this.#random.pick(this.#view.skills);
		await this.#browser.submit('/desk?/add', { visit: visit.visitId, service, persons: '1' });
	}
}
