/** Some days in one database, lived through by one seed. */
import { MINUTE, SECOND, atLocal, nextDay } from '../../../src/lib/domain/time.ts';
import type { Given } from './books.ts';
import { step } from './calendar.ts';
import { CLERKS, HALLS, ZONE, countersIn, homeOf } from './cast.ts';
import type { Counts } from './counts.ts';
import { anyPress } from './deck.ts';
import { Giving } from './giving.ts';
import type { History } from './history.ts';
import { type JobName, jobs } from './jobs.ts';
import { sitDown } from './staff.ts';
import { Town } from './town.ts';

/** How often what happens in a turn. */
const JOB = 0.02;
const RESTART = 0.0015;
const AGAIN = 0.04;
const REUSED = 0.008;
const UNDONE = 0.06;
/** To the wrong hall or service, more often than anything else. */
const UNDONE_SENT_AWAY = 0.3;
const SENT_AWAY = /^(transfer|move)/;
const TOGETHER = 0.04;

export class Run {
	readonly #town: Town;
	readonly #giving: Giving;

	constructor(seed: number) {
		this.#town = new Town(seed);
		this.#giving = new Giving(this.#town);
	}

	get counts(): Counts {
		return this.#town.counts;
	}

	get history(): History {
		return this.#town.history;
	}

	get day(): string {
		return this.#town.day;
	}

	/** Throws what is wrong, as soon as it is seen. */
	async live(days: number): Promise<void> {
		const { machine, doors, counts } = this.#town;
		try {
			await machine.start({ safely: true });
			await doors.open(machine.life.shell);
			for (let day = 0; day < days; day++) {
				await this.#liveDay();
				await this.#night();
				counts.days++;
				counts.hallDays += HALLS.length;
			}
		} finally {
			await machine.remove();
		}
	}

	async #liveDay(): Promise<void> {
		const town = this.#town;
		const { day, random } = town;
		town.pass(atLocal(day, '08:10', ZONE) + random.between(0, 20) * MINUTE);
		await town.doors.signIn(town.life.shell, random);
		await this.#morning();
		const closes = atLocal(day, '17:40', ZONE);
		while (town.now < closes) {
			town.pass(town.now + step(random));
			await this.#turn();
		}
	}

	/** Most clerks are there when the hall opens. */
	async #morning(): Promise<void> {
		const town = this.#town;
		const taken = new Set<string>();
		for (const clerkId of CLERKS) {
			const home = homeOf(clerkId);
			const counterId = home && countersIn(home).find((id) => !taken.has(id));
			if (!counterId || town.random.chance(0.2)) continue;
			taken.add(counterId);
			town.pass(town.now + town.random.between(1, 20) * SECOND);
			await this.#giving.give(town.open(sitDown(clerkId, counterId)));
		}
	}

	async #turn(): Promise<void> {
		const town = this.#town;
		const { random } = town;
		const due = this.#giving.due();
		if (due) return this.#giving.give(due);
		if (random.chance(JOB)) return this.#job(random.pick(['over', 'clean'] as const));
		if (random.chance(RESTART)) return this.#restart();
		const earlier = town.books.given(town.now);
		if (random.chance(AGAIN) && earlier.length > 0) return this.#giving.give(random.pick(earlier));
		if (random.chance(REUSED)) return this.#giving.reuse();
		const undo = this.#undo(earlier);
		if (undo) return this.#giving.give(undo);
		const first = this.#any();
		if (!random.chance(TOGETHER)) return this.#giving.give(first);
		// A finger that trembles, or people who press at the same moment.
		if (random.chance(0.4)) return this.#giving.give(first, first);
		const others = Array.from({ length: 1 + Math.floor(random.between(0, 3)) }, () => this.#any());
		return this.#giving.give(first, ...others);
	}

	#any(): Given {
		return this.#town.open(anyPress(this.#town.scene()));
	}

	/** Mostly of the last thing that somebody did: the others are too old, or overtaken. */
	#undo(earlier: readonly Given[]): Given | null {
		const { random } = this.#town;
		const last = earlier.at(-1);
		const sentAway = last?.accepted && SENT_AWAY.test(last.press.what);
		if (!random.chance(sentAway ? UNDONE_SENT_AWAY : UNDONE)) return null;
		const done = earlier.filter(({ accepted, press }) => accepted && press.undo);
		const one = random.chance(0.8) ? done.at(-1) : done.at(-3);
		return one?.press.undo ? this.#town.open(one.press.undo(one.id)) : null;
	}

	async #job(name: JobName): Promise<void> {
		const town = this.#town;
		const watched = name === 'over';
		// Time has taken something from the screens, too, and they are not told of it.
		if (name === 'clean') town.screens.forget();
		else await town.screens.look(town.life.shell, town.working(), town.random);
		const answer = await town.risk('job', (life) =>
			life.ask(async (shell) => {
				await jobs[name].run(shell);
				return 'done';
			})
		);
		town.note(`job ${name}`, answer);
		town.ledger.begin(null, town.now);
		const { disk } = town.life;
		const lines = answer.came === 'answer' ? null : town.books.look(disk);
		jobs[name].told(town.ledger, town.now, lines && { disk, lines });
		await town.look(watched);
	}

	async #restart(): Promise<void> {
		await this.#town.stop('the server is stopped and started');
		await this.#town.start();
		await this.#town.look();
	}

	/** The server runs through midnight, is off, or is stopped and started. */
	async #night(): Promise<void> {
		const town = this.#town;
		const { random, day } = town;
		const night = random.weighted([
			['runs', 5],
			['off', 3],
			['restarts', 2]
		] as const);
		if (night !== 'off') {
			town.pass(atLocal(day, '23:59', ZONE) + random.between(0, 50) * SECOND);
			await this.#untilDone('over');
		}
		await town.lookAtAll();
		if (night !== 'runs') await town.stop('the server is stopped for the night');
		town.day = nextDay(day, ZONE);
		town.pass(
			night === 'off'
				? atLocal(town.day, '06:30', ZONE)
				: atLocal(town.day, '00:00', ZONE) + random.between(0, 20) * SECOND
		);
		if (night !== 'runs') await town.start();
		await this.#untilDone('over');
		if (random.chance(0.7)) await this.#untilDone('clean');
	}

	/** Jobs come again: what failed the first time is done the second time, unless that fails, too. */
	async #untilDone(name: JobName): Promise<void> {
		await this.#job(name);
		await this.#job(name);
	}
}
