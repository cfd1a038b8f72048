/** Which commands were given, and what became of each. */
import { isDeepStrictEqual } from 'node:util';
import type { CommandId } from '../../../src/lib/domain/ids.ts';
import type { AnyOutcome } from '../../../src/lib/domain/refusal.ts';
import { HOUR, type Instant, SECOND } from '../../../src/lib/domain/time.ts';
import type { Disk, Line } from './disk.ts';
import type { Ledger } from './ledger.ts';
import type { Press } from './press.ts';
import { Wrong } from './wrong.ts';

export interface Given {
	press: Press;
	id: CommandId;
	/** The first answer, once it is known, and when it was given. */
	accepted: { value: unknown; at: Instant } | null;
}

/** A kiosk's answer is for the visitor who stands there. */
const AT_A_KIOSK = 120 * SECOND;
/** Of which a repeat may come, and for how long; after a day they are forgotten. */
const LATEST = 400;
const REPEATED_FOR = 16 * HOUR;

const keyOf = ({ press, id }: Given): string => `${press.actorId} ${id}`;

export class Books {
	readonly #ledger: Ledger;
	#given: Given[] = [];
	/** Accepted since the last look at the journal. */
	readonly #fresh = new Set<string>();
	/** Ids of what jobs did. */
	readonly jobs = new Set<string>();
	#seq = 0;
	#hash: { seq: number; hash: string } | null = null;

	constructor(ledger: Ledger) {
		this.#ledger = ledger;
	}

	open(press: Press, id: CommandId): Given {
		const given: Given = { press, id, accepted: null };
		this.#given.push(given);
		if (this.#given.length > LATEST) this.#given.shift();
		return given;
	}

	/** Those that may come again. */
	given(now: Instant): Given[] {
		return this.#given.filter(({ accepted }) => now - (accepted?.at ?? now) < REPEATED_FOR);
	}

	/** Takes an answer down; a repeat must get the first one, or be told that it is too old. */
	hear(given: Given, outcome: AnyOutcome, now: Instant): void {
		const { press, accepted } = given;
		if (!accepted) {
			if (outcome.ok) this.#accept(given, outcome.value, now);
			return;
		}
		const expired = press.atKiosk && now - accepted.at > AT_A_KIOSK;
		const right = expired
			? !outcome.ok && outcome.refusal.code === 'command-expired'
			: outcome.ok && isDeepStrictEqual(plain(outcome.value), accepted.value);
		if (!right)
			throw new Wrong(
				`${press.what} was answered ${JSON.stringify(accepted)}, and again ${JSON.stringify(outcome)}`
			);
	}

	/** Of a command without an answer: the database tells whether it happened. @returns whether it did just now */
	learn(given: Given, disk: Disk): boolean {
		const { press, id, accepted } = given;
		const kept = disk.answerTo(press.actorId, id);
		if (accepted) {
			if (!kept || !isDeepStrictEqual(kept.value, accepted.value))
				throw new Wrong(`${press.what} was answered, and that is not kept any more`);
			return false;
		}
		if (kept) this.#accept(given, kept.value, kept.at);
		return kept !== undefined;
	}

	/** A command that could not be written has left nothing. */
	unwritten({ press, id, accepted }: Given, disk: Disk): void {
		if (!accepted && disk.answerTo(press.actorId, id))
			throw new Wrong(`${press.what} could not be written, and is there`);
	}

	#accept(given: Given, value: unknown, at: Instant): void {
		given.accepted = { value: plain(value), at };
		this.#fresh.add(keyOf(given));
		this.#ledger.begin(given.id, at);
		given.press.told(this.#ledger, value);
	}

	/** Every new line of the journal belongs to a command that was just accepted, or to a job. */
	look(disk: Disk): Line[] {
		const lines = disk.linesAfter(this.#seq);
		for (const { seq, actor_id, command_id, type } of lines) {
			if (seq !== this.#seq + 1) throw new Wrong(`line ${seq} comes after line ${this.#seq}`);
			this.#seq = seq;
			const known =
				actor_id === 'clock'
					? this.jobs.has(command_id)
					: this.#fresh.has(`${actor_id} ${command_id}`);
			if (!known) throw new Wrong(`${type} by ${actor_id}, by no command that was just accepted`);
		}
		this.#fresh.clear();
		return lines;
	}

	/** What the journal told before, it tells now. */
	unchanged(disk: Disk): void {
		const before = this.#hash;
		if (before && disk.journalHash(before.seq) !== before.hash)
			throw new Wrong(`the journal up to line ${before.seq} is not what it was`);
		this.#hash = { seq: this.#seq, hash: disk.journalHash(this.#seq) };
	}
}

/** As it is kept, and as it goes over the line. */
const plain = (value: unknown): unknown =>
	value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
