/** Giving commands, hearing their answers, and asking again where there was none. */
import type { CommandId } from '../../../src/lib/domain/ids.ts';
import type { AnyOutcome } from '../../../src/lib/domain/refusal.ts';
import type { Given } from './books.ts';
import { anyPress } from './deck.ts';
import type { Asked } from './life.ts';
import type { Town } from './town.ts';
import { Wrong } from './wrong.ts';

/** On the way to who asked. */
const LOST = 0.035;
/** Looking at screens costs more than a command; these change what more than one hall shows. */
const WATCHED = 0.08;
const FAR_REACHING = /^(undo|leave|cancel)/;

export class Giving {
	readonly #town: Town;
	readonly #known = new Set<CommandId>();
	/** Commands that come again, once that many turns are over. */
	#again: { given: Given; turn: number }[] = [];
	#turn = 0;

	constructor(town: Town) {
		this.#town = town;
	}

	/** A turn begins. @returns a command that comes again now */
	due(): Given | null {
		this.#turn++;
		const due = this.#again.find(({ turn }) => turn <= this.#turn);
		this.#again = this.#again.filter((one) => one !== due);
		return due?.given ?? null;
	}

	/** Gives commands at the same moment. */
	async give(...group: Given[]): Promise<void> {
		const town = this.#town;
		const far = group.some(({ press }) => FAR_REACHING.test(press.what));
		const watched = far || town.random.chance(WATCHED);
		if (watched) await town.screens.look(town.life.shell, town.working(), town.random, far);
		const answers = await town.risk('command', (life) =>
			Promise.all(group.map(({ press, id }) => life.ask((shell) => press.give(shell, id))))
		);
		for (const [index, given] of group.entries()) this.#hear(given, answers[index]!, group);
		await town.look(watched);
	}

	#hear(given: Given, answer: Asked<AnyOutcome>, group: readonly Given[]): void {
		const { counts, books, random, now, life } = this.#town;
		if (this.#known.has(given.id)) counts.askedAgain++;
		else counts.commands++;
		this.#known.add(given.id);
		const lost = answer.came === 'answer' && random.chance(LOST);
		this.#town.note(given.press.what, lost ? { came: 'lost' } : answer);
		if (answer.came === 'answer' && !lost) {
			const written = given.accepted === null && answer.value.ok;
			books.hear(given, answer.value, now);
			if (written && life.trouble && group.length === 1)
				throw new Wrong(`written, and still ${life.trouble}`);
			return;
		}
		if (answer.came === 'trouble') {
			if (group.filter(({ id }) => id === given.id).length === 1) books.unwritten(given, life.disk);
		} else {
			counts.answersLost++;
			books.learn(given, life.disk);
		}
		this.#askAgain(given);
	}

	/** At once, after other commands, or never. */
	#askAgain(given: Given): void {
		const { random } = this.#town;
		const after = random.weighted([
			[0, 4],
			[Math.ceil(random.between(0, 25)), 4],
			[null, 2]
		] as const);
		if (after !== null) this.#again.push({ given, turn: this.#turn + after });
	}

	/** By an id that stands for something else already. */
	async reuse(): Promise<void> {
		const town = this.#town;
		const press = anyPress(town.scene());
		const used = town.books
			.given(town.now)
			.findLast(
				(one) =>
					one.accepted && one.press.actorId === press.actorId && one.press.what !== press.what
			);
		if (!used) return;
		const answer = await town.life.ask((shell) => press.give(shell, used.id));
		town.note(`${press.what} by a used id`, answer);
		if (answer.came !== 'answer') throw new Wrong('no answer, though nothing failed');
		if (answer.value.ok || answer.value.refusal.code !== 'command-reused')
			throw new Wrong(`${press.what} is given by the id of ${used.press.what}`);
		await town.look();
	}
}
