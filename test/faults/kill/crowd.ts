/**
 * Kiosks and clerks that press as fast as they are let. Each command is sent until it is answered, always with the
 * same id; when the line is cut they wait until it is mended.
 */
import { Browser, type Answer } from '../../../src/cli/demo/doors.ts';
import type { Random } from '../../../src/cli/demo/random.ts';
import { DEMO_PASSWORD } from '../../../src/lib/server/demo/people.ts';
import { type DemoBranchSlug, demoBranchId } from '../../../src/lib/server/demo/region.ts';
import { type Entry, Ledger, visitOf } from './ledger.ts';
import { sleep } from './rounds.ts';
import type { Seat } from './town.ts';

/** Kiosks stop for a moment while so many wait in their hall. */
const ENOUGH_WAITING = 12;

/** Lets through, or holds up, whoever passes. */
class Gate {
	#opened: Promise<void> = Promise.resolve();
	#open: () => void = () => undefined;
	#closed = false;

	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#opened = new Promise((open) => (this.#open = open));
	}

	open(): void {
		this.#closed = false;
		this.#open();
	}

	pass(): Promise<void> {
		return this.#opened;
	}
}

/** Whom a clerk has before them, as far as the clerk was told. */
export interface Held {
	visitId: string;
	state: 'called' | 'serving' | 'parked';
}

export interface Clerk extends Seat {
	held: Held | null;
}

export class Crowd {
	readonly ledger: Ledger;
	readonly clerks: Clerk[] = [];
	/** What went wrong with requests, other than that nobody was there to answer. */
	readonly failures = new Map<string, number>();
	readonly #url: string;
	readonly #random: Random;
	readonly #work = new Gate();
	readonly #line = new Gate();
	readonly #waiting = new Map<DemoBranchSlug, number>();
	readonly #lives: Promise<void>[] = [];
	#inFlight = 0;
	#over = false;
	#failed: Error | null = null;

	/** @param ledger one that is kept together with others */
	constructor(url: string, random: Random, ledger = new Ledger()) {
		this.ledger = ledger;
		this.#url = url;
		this.#random = random;
		this.#work.close();
	}

	/** Pairs kiosks and signs clerks in; they work once they are let. */
	async arrive(halls: readonly DemoBranchSlug[], kiosks: number, people: readonly Seat[]) {
		await Promise.all(
			Array.from({ length: kiosks }, async (_, index) => {
				const slug = halls[index % halls.length]!;
				const browser = new Browser(this.#url, 1);
				await must(browser.submit('/pair/kiosk?/demo', { branch: demoBranchId(slug) }));
				const { view } = await browser.watch({ view: 'kiosk' });
				browser.close();
				const services = view.services.filter(({ closed }) => closed === null);
				this.#lives.push(
					this.#press(
						`kiosk ${index + 1}`,
						browser,
						slug,
						services.map(({ id }) => id)
					)
				);
			})
		);
		await Promise.all(
			people.map(async (seat) => {
				const browser = new Browser(this.#url, 1);
				await must(browser.submit('/signin?/in', { login: seat.login, password: DEMO_PASSWORD }));
				const clerk: Clerk = { ...seat, held: null };
				this.clerks.push(clerk);
				this.#lives.push(this.#serve(clerk, browser));
			})
		);
		for (const life of this.#lives)
			life.catch((error: unknown) => {
				this.#failed ??= error instanceof Error ? error : new Error(String(error));
			});
	}

	/** Commands are given from now on. */
	work(): void {
		this.#work.open();
	}

	/** Nothing new is begun; what is under way is sent again until it is answered. */
	rest(): void {
		this.#work.close();
	}

	/** Who gets no answer from now on waits, and does not ask again. */
	cut(): void {
		this.#line.close();
	}

	mend(): void {
		this.#line.open();
	}

	/** Requests that neither got an answer nor failed so far. */
	get inFlight(): number {
		return this.#inFlight;
	}

	/** Throws what made one of them give up. */
	check(): void {
		if (this.#failed) throw this.#failed;
	}

	async leave(): Promise<void> {
		this.#over = true;
		this.work();
		this.mend();
		await Promise.allSettled(this.#lives);
	}

	async #tell(
		who: string,
		browser: Browser,
		action: string,
		fields: Record<string, string> = {}
	): Promise<Entry & { answer: Answer }> {
		await this.#work.pass();
		const entry = this.ledger.begin(who, action, fields);
		for (;;) {
			entry.tries++;
			this.#inFlight++;
			try {
				const answer = await browser.submit(action, { ...fields, command: entry.id });
				entry.answer = answer;
				return { ...entry, answer };
			} catch (error) {
				if (this.#over) throw error;
				this.#note(error);
			} finally {
				this.#inFlight--;
			}
			await this.#line.pass();
			await sleep(10);
		}
	}

	#note(error: unknown): void {
		const [status] = /answered \d+/.exec(String(error)) ?? [];
		if (status) this.failures.set(status, (this.failures.get(status) ?? 0) + 1);
	}

	async #press(
		who: string,
		browser: Browser,
		slug: DemoBranchSlug,
		services: readonly string[]
	): Promise<void> {
		const random = this.#random.fork();
		while (!this.#over) {
			await this.#work.pass();
			if ((this.#waiting.get(slug) ?? 0) >= ENOUGH_WAITING) {
				await sleep(15);
				continue;
			}
			const { answer } = await this.#tell(who, browser, '/kiosk?/take', {
				service: random.pick(services)
			});
			if (answer.ok) this.#wait(slug, 1);
			else await sleep(50);
		}
	}

	#wait(slug: DemoBranchSlug, by: number): void {
		this.#waiting.set(slug, (this.#waiting.get(slug) ?? 0) + by);
	}

	async #serve(clerk: Clerk, browser: Browser): Promise<void> {
		const random = this.#random.fork();
		const tell = async (name: string, fields: Record<string, string> = {}) => {
			const visit = clerk.held?.visitId;
			return this.#tell(clerk.login, browser, `/desk?/${name}`, {
				...(visit ? { visit } : {}),
				...fields
			});
		};
		await tell('open', { counter: clerk.counterId });
		while (!this.#over) {
			const called = await tell('next');
			const visitId = visitOf(called);
			if (!visitId) {
				await sleep(random.between(50, 300));
				continue;
			}
			this.#wait(clerk.slug, -1);
			clerk.held = { visitId, state: 'called' };
			if (random.chance(0.15)) await tell('recall');
			if (random.chance(0.05)) {
				const undone = await tell('undo', { undoes: called.id });
				if (undone.answer.ok) {
					clerk.held = null;
					this.#wait(clerk.slug, 1);
					continue;
				}
			}
			if ((await tell('serve')).answer.ok) clerk.held = { visitId, state: 'serving' };
			if (random.chance(0.1) && (await tell('park', { reason: 'photo' })).answer.ok) {
				clerk.held = { visitId, state: 'parked' };
				if ((await tell('resume', { to: 'here' })).answer.ok)
					clerk.held = { visitId, state: 'serving' };
			}
			if ((await tell('finish', { outcome: 'answered', then: 'wait' })).answer.ok)
				clerk.held = null;
		}
	}
}

async function must(answer: Promise<Answer>): Promise<void> {
	const given = await answer;
	if (!given.ok) throw new Error(`not let in: ${given.code}`);
}
