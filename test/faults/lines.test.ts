/**
 * Bad lines: what screens and server tell each other is dropped, delayed, doubled and reordered, and connections are cut.
 * Once it is quiet every screen is right, and every display has said each call once.
 */
import { afterAll, expect, test } from 'vitest';
import { Browser } from '../../src/cli/demo/doors.ts';
import type { Random } from '../../src/cli/demo/random.ts';
import type { ViewName } from '../../src/lib/realtime/events.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { FRESH_FOR } from '../../src/routes/(hall)/hall/announcer.svelte.ts';
import { Life } from './kill/life.ts';
import { isLong, rounds, say, seeded, settled, sleep } from './kill/rounds.ts';
import { type Row, reading } from './kill/rows.ts';
import { boardWrong, feedWrong } from './kill/screens.ts';
import { HALLS, seats, settle } from './kill/town.ts';
import { readTruth } from './kill/truth.ts';
import type { Harm } from './lines/bad-line.ts';
import { outOfOrder, readAnnouncements, unsaid } from './lines/heard.ts';
import { Screen, Wall } from './lines/screens.ts';
import { Hall } from './lines/work.ts';

const FEW = 4;
const WALLS_A_HALL = 2;
const TELEPHONES = 6;
const BURST_MS = [1500, 4000] as const;
const DISPLAYS_WITHIN = 2000;
const TELEPHONES_WITHIN = 15_000;
/** A display that announces one call after the other needs so long for those of the last round. */
const SAID_WITHIN = 60_000;

class Counts {
	rounds = 0;
	commands = 0;
	announcements = 0;
	harm: Harm = { messages: 0, dropped: 0, delayed: 0, doubled: 0, reordered: 0, cut: 0 };
	displays: number[] = [];
	telephones: number[] = [];

	add(harm: Harm): void {
		for (const key of Object.keys(harm) as (keyof Harm)[]) this.harm[key] += harm[key];
	}

	toString(): string {
		const { messages, dropped, delayed, doubled, reordered, cut } = this.harm;
		const most = (values: number[]) => Math.round(Math.max(0, ...values));
		return (
			`${this.rounds} rounds, ${this.commands} commands; of ${messages} messages ${dropped} dropped, ` +
			`${delayed} delayed, ${doubled} doubled, ${reordered} overtaken; ${cut} connections cut; ` +
			`${this.announcements} announcements said; last display or desk right after ${most(this.displays)} ms, ` +
			`last telephone after ${most(this.telephones)} ms`
		);
	}
}

interface Telephone {
	screen: Screen<'ticket'>;
	visitId: unknown;
}

class Town {
	readonly life: Life;
	readonly halls: Hall[] = [];
	readonly walls: { wall: Wall; hall: Hall }[] = [];
	readonly desks: Screen<'desk'>[] = [];
	readonly lines: Screen<'line'>[] = [];
	telephones: Telephone[] = [];
	readonly #random: Random;

	private constructor(life: Life, random: Random) {
		this.life = life;
		this.#random = random;
	}

	static async open(random: Random): Promise<Town> {
		const life = await Life.begin('sqlite');
		await life.start();
		const people = seats(HALLS.length);
		await settle(life.place, people);
		const town = new Town(life, random);
		for (const seat of people) {
			const hall = await Hall.open(life.url, seat, random.fork());
			town.halls.push(hall);
			for (let n = 1; n <= WALLS_A_HALL; n++) {
				const display = new Browser(life.url);
				await display.submit('/pair/hall?/demo', { branch: demoBranchId(hall.slug) });
				const name = `display ${n} of ${hall.slug}`;
				town.walls.push({ wall: await Wall.hang(name, display, random), hall });
			}
			const { desk } = hall;
			town.desks.push(
				await Screen.open(`the desk of ${hall.slug}`, desk, random, { view: 'desk' })
			);
			town.lines.push(
				await Screen.open(`the lines of ${hall.slug}`, desk, random, town.#linesOf(hall))
			);
		}
		return town;
	}

	#linesOf = ({ slug }: Hall) => ({
		view: 'line' as const,
		branchId: demoBranchId(slug)
	});

	get #screens(): Pick<Screen<ViewName>, 'line' | 'close'>[] {
		return [
			...this.walls.map(({ wall }) => wall),
			...this.desks,
			...this.lines,
			...this.telephones.map(({ screen }) => screen)
		];
	}

	async round(counts: Counts): Promise<void> {
		await this.#takeTelephones(counts);
		for (const { line } of this.#screens) line.spoil();
		const until = performance.now() + this.#random.between(...BURST_MS);
		await Promise.all([...this.halls.map((hall) => hall.work(until)), this.#lookElsewhere(until)]);
		await Promise.all(this.#screens.map(({ line }) => line.calm()));
		const quiet = performance.now();
		const { visits } = await reading(this.life.place, readTruth);

		const soon = [...this.walls.map(({ wall }) => wall), ...this.desks, ...this.lines];
		const left = (within: number) => within - (performance.now() - quiet);
		await Promise.all(soon.map((screen) => settled(left(DISPLAYS_WITHIN), () => screen.wrong())));
		for (const { wall, hall } of this.walls)
			expect(boardWrong(hall.slug, wall.live.view, visits)).toBeNull();
		counts.displays.push(performance.now() - quiet);
		await Promise.all(
			this.telephones.map((telephone) =>
				settled(left(TELEPHONES_WITHIN), () => this.#telephoneWrong(telephone, visits))
			)
		);
		counts.telephones.push(performance.now() - quiet);
		counts.rounds++;
	}

	async #telephoneWrong({ screen, visitId }: Telephone, visits: Row[]): Promise<string | null> {
		const { state, view } = screen.live;
		// Whose visit is over was told so by the page, and may see nothing any more.
		if (visits.find(({ id }) => id === visitId)?.['state'] === 'finished') return null;
		if (state !== 'live') return `${screen.name} is ${state}`;
		return feedWrong(visitId, view, visits) ?? screen.wrong();
	}

	/** A clerk looks at the lines of one hall after the other. */
	async #lookElsewhere(until: number): Promise<void> {
		while (performance.now() < until) {
			await sleep(this.#random.between(50, 500));
			this.#random.pick(this.lines).follow(this.#linesOf(this.#random.pick(this.halls)));
		}
	}

	async #takeTelephones(counts: Counts): Promise<void> {
		this.#putTelephonesAway(counts);
		const { visits } = await reading(this.life.place, readTruth);
		for (const visit of visits.filter(({ state }) => state === 'waiting').slice(-TELEPHONES)) {
			const request = { view: 'ticket' as const, link: String(visit['link']) };
			const phone = new Browser(this.life.url);
			const screen = await Screen.open('a telephone', phone, this.#random, request);
			this.telephones.push({ screen, visitId: visit['id'] });
		}
	}

	#putTelephonesAway(counts: Counts): void {
		for (const { screen } of this.telephones) {
			counts.add(screen.line.harm);
			screen.close();
		}
		this.telephones = [];
	}

	/** Every call was said, once, in order, on every display. */
	async listen(counts: Counts): Promise<void> {
		const all = await reading(this.life.place, readAnnouncements);
		for (const { wall, hall } of this.walls) {
			const here = all.filter(({ branchId }) => branchId === demoBranchId(hall.slug));
			await settled(SAID_WITHIN, () => (wall.isSilent ? null : `${wall.name} still speaks`));
			expect(unsaid(here, wall.said), wall.name).toEqual([]);
			expect(outOfOrder(wall.said), wall.name).toEqual([]);
			counts.announcements += wall.said.length;
		}
	}

	async close(counts: Counts): Promise<void> {
		this.#putTelephonesAway(counts);
		for (const screen of this.#screens) {
			counts.add(screen.line.harm);
			screen.close();
		}
		counts.commands += this.halls.reduce((sum, { commands }) => sum + commands, 0);
		const { output } = this.life;
		await this.life.remove();
		expect(output).not.toContain('"level":50');
	}
}

const counts = new Counts();
afterAll(() => say(`bad lines: ${String(counts)}`));

test.concurrent('after bad lines every screen is right, and every call was said once', async () => {
	const { random } = seeded('bad lines');
	const wanted = rounds(FEW);
	const town = await Town.open(random);
	try {
		while (counts.rounds < wanted) {
			await town.round(counts);
			if (isLong && counts.rounds % 20 === 0) say(`bad lines so far: ${String(counts)}`);
		}
		await town.listen(counts);
	} finally {
		await town.close(counts);
	}
});

test.concurrent(
	'a display whose line was down says what is younger than 20 seconds, and nothing older',
	async ({ onTestFinished: later }) => {
		const { random } = seeded('a line that is down');
		const life = await Life.begin('sqlite');
		later(() => life.remove());
		await life.start();
		const [seat] = seats(1);
		await settle(life.place, [seat!]);
		const hall = await Hall.open(life.url, seat!, random);
		const display = new Browser(life.url);
		await display.submit('/pair/hall?/demo', { branch: demoBranchId(hall.slug) });
		const wall = await Wall.hang('the display', display, random);
		later(() => wall.close());

		await hall.serveOne();
		await settled(2000, () => (wall.said.length === 1 ? null : 'the first call was not said'));
		wall.line.leave();
		await hall.serveOne();
		await sleep(FRESH_FOR);
		for (let n = 0; n < 2; n++) await hall.serveOne();
		await sleep(1000);
		wall.line.comeBack();
		await settled(SAID_WITHIN, () => (wall.said.length === 3 ? null : 'a call was not said'));
		const all = await reading(life.place, readAnnouncements);
		const ids = all.map(({ id }) => id);
		expect(wall.said.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[3]]);
	}
);
