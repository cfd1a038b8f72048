/** All that a run is made of: the machine, the people's ledger, the screens, a clock, ids and chance. */
import { Random } from '../../../src/cli/demo/random.ts';
import type { AccountId, BranchId, Id } from '../../../src/lib/domain/ids.ts';
import { type Instant, type LocalDay, atLocal } from '../../../src/lib/domain/time.ts';
import { verify } from '../../../src/lib/server/verify.ts';
import { asked, opened } from './asking.ts';
import { glance, wholly } from './audit.ts';
import { Books, type Given } from './books.ts';
import { firstDay } from './calendar.ts';
import { CLERKS, ZONE } from './cast.ts';
import { Counts } from './counts.ts';
import { Doors } from './doors.ts';
import { History, shown } from './history.ts';
import { Ledger } from './ledger.ts';
import type { Asked, Life } from './life.ts';
import { Machine } from './machine.ts';
import { type Moment, tempt } from './mishaps.ts';
import type { Press, Scene } from './press.ts';
import { Screens } from './screens.ts';
import { Wrong } from './wrong.ts';

/** Pages of tickets that are opened after a start. */
const OPENED = 20;

export class Town {
	readonly random: Random;
	readonly counts = new Counts();
	readonly history = new History();
	readonly ledger = new Ledger();
	readonly books = new Books(this.ledger);
	readonly screens = new Screens();
	readonly doors = new Doors();
	readonly machine: Machine;
	day: LocalDay;
	now: Instant;
	#ids = 0;
	#texts = 0;
	#inJob = false;
	#restarted = false;
	#full = 0;

	constructor(seed: number) {
		this.random = new Random(seed);
		this.day = firstDay(this.random);
		this.now = atLocal(this.day, '07:00', ZONE);
		const outside = { now: () => this.now, newId: this.newId };
		this.machine = new Machine(outside, this.random, this.counts);
	}

	/** Ids rise, so that "then id" in the rule of the queue is the order of making. */
	readonly newId = <K extends string>(): Id<K> => {
		const id = `00000000-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}` as Id<K>;
		if (this.#inJob) this.books.jobs.add(id);
		return id;
	};

	get life(): Life {
		return this.machine.life;
	}

	/** The clock never goes back. */
	pass(to: Instant): void {
		this.now = Math.max(this.now, Math.round(to));
	}

	scene(): Scene {
		return {
			ledger: this.ledger,
			random: this.random,
			now: this.now,
			disk: this.life.disk,
			kioskIn: (branchId: BranchId) => this.doors.kioskIn(branchId),
			count: () => ++this.#texts
		};
	}

	/** Somebody decides to press. */
	open(press: Press): Given {
		return this.books.open(press, this.newId<'command'>());
	}

	working(): AccountId[] {
		return CLERKS.filter((id) => this.ledger.dutyOf(id).since !== null);
	}

	/* What fails */

	/** Does something in which anything may fail; after a power failure the program runs again. */
	async risk<T>(moment: Moment, work: (life: Life) => Promise<T>): Promise<T> {
		const { life } = this;
		tempt(this.random, life.power, moment);
		this.#inJob = moment === 'job';
		life.power.counting = true;
		const result = await work(life);
		life.power.counting = false;
		this.#inJob = false;
		if (life.power.failed) {
			this.history.add('the power failed');
			await this.machine.recover();
			this.#restarted = true;
		}
		return result;
	}

	async start(): Promise<void> {
		await this.machine.start();
		this.#restarted = true;
	}

	async stop(why: string): Promise<void> {
		this.history.add(why);
		await this.machine.stop();
	}

	/* What is looked at */

	/** @param watched some of the screens are known as they were before */
	async look(watched = false): Promise<void> {
		if (this.#restarted) return this.#lookAfterStart();
		const { life } = this;
		life.check();
		this.books.look(life.disk);
		glance(this.ledger, life.disk);
		this.screens.tell(life.takeTold());
		if (watched) await this.screens.check(life.shell.db);
	}

	async #lookAfterStart(): Promise<void> {
		this.#restarted = false;
		this.screens.forget();
		await this.lookAtAll();
		const { shell } = this.life;
		await asked(shell, this.ledger, this.now);
		await opened(shell, this.ledger, OPENED);
		await this.doors.check(shell, this.now);
	}

	async lookAtAll(): Promise<void> {
		const { life } = this;
		life.check();
		this.books.look(life.disk);
		this.books.unchanged(life.disk);
		wholly(this.ledger, life.disk);
		const { findings } = await verify(life.shell.db);
		if (findings.length > 0)
			throw new Wrong(`verify finds ${JSON.stringify(findings.slice(0, 3))}`);
	}

	note(what: string, answer: Asked<unknown> | { came: 'lost' }): void {
		const result = answer.came === 'answer' ? shown(answer.value) : answer.came;
		const { full } = this.life.power;
		if (full > this.#full) this.counts.fullDisks++;
		this.#full = full;
		this.history.add(`${new Date(this.now).toISOString()} ${what}: ${result}`);
	}
}
