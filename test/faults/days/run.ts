/** Some days in one database, lived through by one seed. */
import { Random } from '../../../src/cli/demo/random.ts';
import type { AccountId, BranchId, CommandId, Id } from '../../../src/lib/domain/ids.ts';
import {
	type Instant,
	type LocalDay,
	MINUTE,
	SECOND,
	atLocal,
	nextDay
} from '../../../src/lib/domain/time.ts';
import { verify } from '../../../src/lib/server/verify.ts';
import { asked, opened } from './asking.ts';
import { glance, wholly } from './audit.ts';
import { Books, type Given } from './books.ts';
import { firstDay, step } from './calendar.ts';
import { CLERKS, HALLS, ZONE, countersIn, homeOf } from './cast.ts';
import { Counts } from './counts.ts';
import { anyPress } from './deck.ts';
import { Doors } from './doors.ts';
import { History, shown } from './history.ts';
import { type JobName, jobs } from './jobs.ts';
import { Ledger } from './ledger.ts';
import type { Asked } from './life.ts';
import { Machine } from './machine.ts';
import { tempt } from './mishaps.ts';
import type { Press, Scene } from './press.ts';
import { Screens } from './screens.ts';
import { sitDown } from './staff.ts';
import { Wrong } from './wrong.ts';

/** How often what happens. */
const LOST = 0.035;
const AGAIN = 0.04;
const REUSED = 0.008;
const TOGETHER = 0.04;
const UNDONE = 0.06;
const WATCHED = 0.08;
/** Pages that are opened after a start. */
const OPENED = 20;

export class Run {
	readonly counts = new Counts();
	readonly history = new History();
	readonly #random: Random;
	readonly #ledger = new Ledger();
	readonly #books = new Books(this.#ledger);
	readonly #screens = new Screens();
	readonly #machine: Machine;
	readonly #doors = new Doors();
	/** Commands that come again, once that many turns are over. */
	#again: { given: Given; turn: number }[] = [];
	#turn = 0;
	#now: Instant;
	#ids = 0;
	#written = 0;
	day: LocalDay;

	constructor(seed: number) {
		this.#random = new Random(seed);
		// Neighbouring seeds begin alike; a few steps on they don't.
		for (let i = 0; i < 8; i++) this.#random.next();
		this.day = firstDay(this.#random);
		this.#now = atLocal(this.day, '07:00', ZONE);
		this.#machine = new Machine(
			{ now: () => this.#now, newId: this.#newId },
			this.#random,
			this.counts
		);
	}

	/** Ids rise, so that "then id" in the rule of the queue is the order of making. */
	readonly #newId = <K extends string>(): Id<K> => {
		const id = `00000000-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}` as Id<K>;
		if (this.#inJob) this.#books.jobs.add(id);
		return id;
	};
	#inJob = false;

	async live(days: number): Promise<void> {
		try {
			await this.#machine.start({ safely: true });
			await this.#doors.open(this.#machine.life.shell);
			for (let day = 0; day < days; day++) {
				await this.#liveDay();
				this.counts.days++;
				this.counts.hallDays += HALLS.length;
				await this.#night();
			}
		} finally {
			await this.#machine.remove();
		}
	}

	/* A day */

	async #liveDay(): Promise<void> {
		const { day } = this;
		this.#pass(atLocal(day, '08:10', ZONE) + Math.round(this.#random.between(0, 20) * MINUTE));
		await this.#doors.signIn(this.#machine.life.shell, this.#random);
		await this.#morning();
		const closes = atLocal(day, '17:40', ZONE);
		while (this.#now < closes) {
			this.#pass(this.#now + step(this.#random));
			await this.#oneTurn();
		}
	}

	/** Most clerks are there when the hall opens. */
	async #morning(): Promise<void> {
		const taken = new Set<string>();
		for (const clerkId of CLERKS) {
			const home = homeOf(clerkId);
			const counterId = home && countersIn(home).find((id) => !taken.has(id));
			if (!counterId || this.#random.chance(0.2)) continue;
			taken.add(counterId);
			this.#pass(this.#now + Math.round(this.#random.between(1, 20) * SECOND));
			await this.#give([this.#open(sitDown(clerkId, counterId))]);
		}
	}

	async #oneTurn(): Promise<void> {
		const random = this.#random;
		this.#turn++;
		const due = this.#again.find(({ turn }) => turn <= this.#turn);
		if (due) {
			this.#again = this.#again.filter((one) => one !== due);
			return this.#give([due.given]);
		}
		if (random.chance(0.02)) return this.#job(random.pick(['over', 'clean'] as const));
		if (random.chance(0.0015)) return this.#restart();
		const given = this.#books.given(this.#now);
		if (random.chance(AGAIN) && given.length > 0) return this.#give([random.pick(given)]);
		if (random.chance(REUSED)) return this.#reuse();
		if (random.chance(UNDONE)) {
			const undone = this.#undo();
			if (undone) return this.#give([undone]);
		}
		if (!random.chance(TOGETHER)) return this.#give([this.#open(anyPress(this.#scene()))]);
		const first = this.#open(anyPress(this.#scene()));
		// A finger that trembles, or people who press at the same moment.
		if (random.chance(0.4)) return this.#give([first, first]);
		const others = Array.from({ length: 1 + Math.floor(random.between(0, 3)) }, () =>
			this.#open(anyPress(this.#scene()))
		);
		return this.#give([first, ...others]);
	}

	#undo(): Given | null {
		const done = this.#books
			.given(this.#now)
			.filter(({ accepted, press }) => accepted && press.undo);
		const one = this.#random.chance(0.8) ? done.at(-1) : done.at(-3);
		return one?.press.undo ? this.#open(one.press.undo(one.id)) : null;
	}

	#pass(to: Instant): void {
		this.#now = Math.max(this.#now, to);
	}

	#scene(): Scene {
		return {
			ledger: this.#ledger,
			random: this.#random,
			now: this.#now,
			disk: this.#machine.life.disk,
			kioskIn: (branchId: BranchId) => this.#doors.kioskIn(branchId),
			count: () => ++this.#written
		};
	}

	#open(press: Press): Given {
		return this.#books.open(press, this.#newId<'command'>());
	}

	/* Commands */

	/** Gives commands at the same moment. */
	async #give(group: readonly Given[]): Promise<void> {
		const watched =
			this.#random.chance(WATCHED) || group.some(({ press }) => press.what === 'undo');
		const { life } = this.#machine;
		if (watched) await this.#screens.look(life.shell.db, this.#working(), this.#now, this.#random);
		tempt(this.#random, life.power, 'command');
		life.power.counting = true;
		const answers = await Promise.all(
			group.map(({ press, id }) => life.ask((shell) => press.give(shell, id)))
		);
		life.power.counting = false;
		await this.#recoverIfNeeded();
		for (const [index, given] of group.entries()) this.#hear(given, answers[index]!, group);
		await this.#look(watched);
	}

	#hear(
		given: Given,
		answer: Asked<Awaited<ReturnType<Press['give']>>>,
		group: readonly Given[]
	): void {
		const { disk, trouble } = this.#machine.life;
		const first = !this.#known.has(given.id);
		this.#known.add(given.id);
		if (first) this.counts.commands++;
		else this.counts.askedAgain++;
		const lost = answer.came === 'answer' && this.#random.chance(LOST);
		this.#note(given.press.what, lost ? { came: 'lost' } : answer);
		if (answer.came === 'answer' && !lost) {
			const fresh = given.accepted === null && answer.value.ok;
			this.#books.hear(given, answer.value, this.#now);
			if (fresh && trouble && group.length === 1) throw new Wrong(`written, and still ${trouble}`);
			return;
		}
		if (answer.came === 'trouble') {
			if (group.filter(({ id }) => id === given.id).length === 1)
				this.#books.unwritten(given, disk);
		} else {
			this.counts.answersLost++;
			this.#books.learn(given, disk);
		}
		this.#askAgain(given);
	}
	readonly #known = new Set<CommandId>();

	/** At once, after other commands, or never. */
	#askAgain(given: Given): void {
		const after = this.#random.weighted([
			[0, 4],
			[Math.ceil(this.#random.between(0, 25)), 4],
			[null, 2]
		] as const);
		if (after !== null) this.#again.push({ given, turn: this.#turn + after });
	}

	/** An id that stands for something else already. */
	async #reuse(): Promise<void> {
		const used = this.#books.given(this.#now).filter(({ accepted }) => accepted);
		const press = anyPress(this.#scene());
		const given = used.findLast(
			(one) => one.press.actorId === press.actorId && one.press.what !== press.what
		);
		if (!given) return;
		const { life } = this.#machine;
		const answer = await life.ask((shell) => press.give(shell, given.id));
		this.#note(`${press.what} by a used id`, answer);
		if (answer.came !== 'answer') throw new Wrong('no answer, though nothing failed');
		if (answer.value.ok || answer.value.refusal.code !== 'command-reused')
			throw new Wrong(`${press.what} is given by the id of ${given.press.what}`);
		await this.#look();
	}

	/* Jobs and nights */

	async #job(name: JobName): Promise<void> {
		const { life } = this.#machine;
		if (name === 'clean') this.#screens.forget();
		else await this.#screens.look(life.shell.db, this.#working(), this.#now, this.#random);
		tempt(this.#random, life.power, 'job');
		this.#inJob = true;
		life.power.counting = true;
		const answer = await life.ask(async (shell) => {
			await jobs[name].run(shell);
			return { ok: true as const, value: null };
		});
		life.power.counting = false;
		this.#inJob = false;
		await this.#recoverIfNeeded();
		this.#note(`job ${name}`, answer);
		this.#ledger.begin(null, this.#now);
		const { disk } = this.#machine.life;
		const done = answer.came === 'answer';
		jobs[name].told(this.#ledger, this.#now, done ? null : { disk, lines: this.#books.look(disk) });
		await this.#look(name === 'over');
	}

	async #restart(): Promise<void> {
		this.history.add('the server is stopped and started');
		await this.#machine.stop();
		await this.#start();
		await this.#look();
	}

	async #start(): Promise<void> {
		await this.#machine.start();
		this.#restarted = true;
	}
	#restarted = false;

	async #recoverIfNeeded(): Promise<void> {
		if (!this.#machine.life.power.failed) return;
		this.history.add('the power failed');
		await this.#machine.recover();
		this.#restarted = true;
	}

	/** The server runs through midnight, is off, or is stopped and started. */
	async #night(): Promise<void> {
		const random = this.#random;
		const next = nextDay(this.day, ZONE);
		const night = random.weighted([
			['runs', 5],
			['off', 3],
			['restarts', 2]
		] as const);
		if (night !== 'off') {
			this.#pass(atLocal(this.day, '23:59', ZONE) + Math.round(random.between(0, 50) * SECOND));
			await this.#untilDone('over');
		}
		await this.#whole();
		if (night !== 'runs') {
			this.history.add('the server is stopped for the night');
			await this.#machine.stop();
		}
		this.day = next;
		this.#pass(atLocal(next, '00:00', ZONE) + Math.round(random.between(0, 20) * SECOND));
		if (night === 'off') this.#pass(atLocal(next, '06:30', ZONE));
		if (night !== 'runs') await this.#start();
		await this.#untilDone('over');
		if (random.chance(0.7)) await this.#untilDone('clean');
	}

	/** A job comes every few seconds, or minutes: the disk is not full for ever. */
	async #untilDone(name: JobName): Promise<void> {
		await this.#job(name);
		await this.#job(name);
	}

	/* Looking */

	#working(): AccountId[] {
		return CLERKS.filter((id) => this.#ledger.dutyOf(id).since !== null);
	}

	async #look(watched = false): Promise<void> {
		const { life } = this.#machine;
		if (this.#restarted) {
			this.#restarted = false;
			this.#screens.forget();
			await this.#whole();
			await asked(life.shell, this.#ledger, this.#now);
			await opened(life.shell, this.#ledger, OPENED);
			await this.#doors.check(life.shell, this.#now);
			return;
		}
		life.check();
		this.#books.look(life.disk);
		glance(this.#ledger, life.disk);
		this.#screens.tell(life.takeTold());
		if (watched) await this.#screens.check(life.shell.db);
	}

	async #whole(): Promise<void> {
		const { shell, disk } = this.#machine.life;
		this.#machine.life.check();
		this.#books.look(disk);
		this.#books.unchanged(disk);
		wholly(this.#ledger, disk);
		const { findings } = await verify(shell.db);
		if (findings.length > 0)
			throw new Wrong(`verify finds ${JSON.stringify(findings.slice(0, 3))}`);
	}

	#note(what: string, answer: Asked<unknown> | { came: 'lost' }): void {
		const result = answer.came === 'answer' ? shown(answer.value) : answer.came;
		const at = new Date(this.#now).toISOString();
		if (this.#machine.life.power.full > this.#full) this.counts.fullDisks++;
		this.#full = this.#machine.life.power.full;
		this.history.add(`${at} ${what}: ${result}`);
	}
	#full = 0;
}
