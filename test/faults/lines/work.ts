/** A hall at work: people come, are called, called again, served, set aside, and now and then a call is taken back. */
import { Browser } from '../../../src/cli/demo/doors.ts';
import type { Random } from '../../../src/cli/demo/random.ts';
import { DEMO_PASSWORD } from '../../../src/lib/server/demo/people.ts';
import { type DemoBranchSlug, demoBranchId } from '../../../src/lib/server/demo/region.ts';
import { sleep } from '../kill/rounds.ts';
import type { Seat } from '../kill/town.ts';

/** A display says no more calls in the time of a round, and the next round waits for none. */
const CALLS_A_ROUND = 2;
const STEP_MS = [20, 200] as const;

export class Hall {
	readonly slug: DemoBranchSlug;
	readonly desk: Browser;
	readonly #kiosk: Browser;
	readonly #random: Random;
	readonly #services: string[];
	#visit: string | null = null;
	#state: 'called' | 'serving' = 'called';
	commands = 0;

	private constructor(
		slug: DemoBranchSlug,
		kiosk: Browser,
		desk: Browser,
		services: string[],
		random: Random
	) {
		this.slug = slug;
		this.desk = desk;
		this.#kiosk = kiosk;
		this.#services = services;
		this.#random = random;
	}

	static async open(url: string, { slug, login, counterId }: Seat, random: Random): Promise<Hall> {
		const kiosk = new Browser(url);
		await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId(slug) });
		const { view } = await kiosk.watch({ view: 'kiosk' });
		kiosk.close();
		const services = view.services.filter(({ closed }) => closed === null).map(({ id }) => id);
		const desk = new Browser(url);
		await desk.submit('/signin?/in', { login, password: DEMO_PASSWORD });
		const hall = new Hall(slug, kiosk, desk, services, random);
		await hall.#at('open', { counter: counterId });
		for (let n = 0; n < 3; n++) await hall.#arrive();
		return hall;
	}

	/** @param until by `performance.now()` */
	async work(until: number): Promise<void> {
		const random = this.#random;
		let calls = 0;
		while (performance.now() < until) {
			await sleep(random.between(...STEP_MS));
			if (random.chance(0.4)) await this.#arrive();
			else if (this.#visit === null) {
				if (calls < CALLS_A_ROUND) calls += await this.#call();
			} else if (this.#state === 'called') calls += await this.#goOn(this.#visit);
			else await this.#end(this.#visit);
		}
	}

	/** Somebody comes, is called and served. */
	async serveOne(): Promise<void> {
		await this.#arrive();
		const { visitId: visit } = (await this.#at('next', {})) as { visitId: string };
		await this.#at('serve', { visit });
		await this.#at('finish', { visit, outcome: 'answered', then: 'wait' });
	}

	async #call(): Promise<number> {
		const command = crypto.randomUUID();
		const { visitId } = (await this.#at('next', { command })) as { visitId: string };
		this.#visit = visitId;
		this.#state = 'called';
		if (!this.#random.chance(0.1)) return 1;
		await sleep(this.#random.between(...STEP_MS));
		await this.#at('undo', { undoes: command });
		this.#visit = null;
		return 1;
	}

	/** @returns how many more announcements there are */
	async #goOn(visit: string): Promise<number> {
		if (this.#random.chance(0.2)) {
			await this.#at('recall', { visit });
			return 1;
		}
		await this.#at('serve', { visit });
		this.#state = 'serving';
		return 0;
	}

	async #end(visit: string): Promise<void> {
		if (this.#random.chance(0.2)) {
			await this.#at('park', { visit, reason: 'photo' });
			await sleep(this.#random.between(...STEP_MS));
			await this.#at('resume', { visit, to: 'here' });
			return;
		}
		await this.#at('finish', { visit, outcome: 'answered', then: 'wait' });
		this.#visit = null;
	}

	async #arrive(): Promise<void> {
		this.commands++;
		const answer = await this.#kiosk.submit('/kiosk?/take', {
			service: this.#random.pick(this.#services)
		});
		if (!answer.ok) throw new Error(`no ticket in ${this.slug}: ${answer.code}`);
	}

	async #at(action: string, fields: Record<string, string>): Promise<unknown> {
		this.commands++;
		const answer = await this.desk.submit(`/desk?/${action}`, fields);
		if (!answer.ok) throw new Error(`${action} in ${this.slug} was refused: ${answer.code}`);
		return answer.data['value'];
	}
}
