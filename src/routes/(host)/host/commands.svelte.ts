/** Sending what the host presses: one at a time, never twice, answered in a line of text, and undone within seconds. */
import { deserialize } from '$app/forms';
import { goto } from '$app/navigation';
import type { ActionResult, SubmitFunction } from '@sveltejs/kit';
import type { Refusal } from '$lib/domain/refusal.ts';
import { type Instant, SECOND } from '$lib/domain/time.ts';
import { UNDO_SECONDS } from '$lib/domain/undo.ts';
import type { ServerClock } from '$lib/realtime/live.svelte.ts';
import type { Messages } from '$lib/text/nl.ts';
import { newCommandId } from '$lib/ui/command.ts';
import type { actions } from './+page.server.ts';
import type { Obstacle } from './obstacles.ts';

export type ActionName = keyof typeof actions;
/** What is said afterwards; reading something says nothing. */
export type Did = keyof Messages['hostDid'];

export type Said =
	| { kind: 'did'; did: Did; tickets: string[] }
	| { kind: 'obstacle'; obstacle: Obstacle }
	| { kind: 'unanswered' };

/** A successful action's answer, as +page.server.ts gives it. */
export interface Answer<V = unknown> {
	did: string;
	command: string;
	value: V;
	asked: string;
}

/** What a form was refused for, and what was typed in it. */
export interface TurnedDown {
	action: string;
	refusal: Refusal;
	typed: Record<string, string[]>;
}

interface Around {
	clock: ServerClock;
	/** The address of an action in this hall. */
	action: (name: ActionName) => string;
	obstacle: () => Obstacle | null;
	/** Of the visit that an action was about, for the line of text. */
	ticketOf: (visit: string) => string;
	accepted: (action: ActionName, answer: Answer) => void;
}

const GIVE_UP_MS = 8 * SECOND;
/** A repeat within this is a retry; later it is a new wish. */
const RETRY_MS = 30 * SECOND;

const CAN_UNDO: readonly string[] = [
	'ticket',
	'checkin',
	'priority',
	'mark',
	'time',
	'reinstate',
	'cancel',
	'move'
];

/** These answer a question; nothing was done. */
const READS: readonly string[] = ['find', 'look', 'slip'];

export class Commands {
	said = $state.raw<Said | null>(null);
	/** The form under way: its button turns, the others wait. */
	pending = $state.raw<{ action: ActionName; visit: string } | null>(null);
	turnedDown = $state.raw<TurnedDown | null>(null);
	/** The command that may be undone, and until when by the server's clock. */
	undoable = $state.raw<{ command: string; until: Instant } | null>(null);

	readonly undoSecondsLeft = $derived.by(() =>
		this.undoable
			? Math.max(0, Math.ceil((this.undoable.until - this.#around.clock.now) / SECOND))
			: 0
	);

	#around: Around;
	/** What got no answer: pressed again, it is the same command. */
	#unanswered: { asked: string; id: string; at: number } | null = null;

	constructor(around: Around, first: Answer | TurnedDown | null) {
		this.#around = around;
		if (!first) return;
		if ('refusal' in first) this.#refused(first);
		else this.#say(first.did, first, '');
	}

	refusalOf(action: ActionName): Refusal | undefined {
		return this.turnedDown?.action === action ? this.turnedDown.refusal : undefined;
	}

	/** What was typed in a form that was refused. */
	typed(action: ActionName, name: string): string | undefined {
		return this.turnedDown?.action === action ? this.turnedDown.typed[name]?.at(-1) : undefined;
	}

	isPending(action: ActionName, visit = ''): boolean {
		return this.pending?.action === action && (visit === '' || this.pending.visit === visit);
	}

	/** Fits `use:enhance`. Without scripts the same form is posted, and the page comes back with the answer. */
	submit(action: ActionName): SubmitFunction {
		return ({ formData, cancel, controller }) => {
			const obstacle = this.#around.obstacle();
			if (this.pending || obstacle) {
				if (obstacle) this.said = { kind: 'obstacle', obstacle };
				cancel();
				return;
			}
			const visit = textOf(formData, 'visit') || textOf(formData, 'appointment');
			const asked = JSON.stringify([action, [...formData].filter(([name]) => name !== 'command')]);
			const id = this.#idFor(asked);
			formData.set('command', id);
			this.pending = { action, visit };
			const timer = setTimeout(() => {
				controller.abort();
				this.#failed(asked, id);
			}, GIVE_UP_MS);
			return async ({ result }) => {
				clearTimeout(timer);
				await this.#answered(action, visit, result, () => this.#failed(asked, id));
			};
		};
	}

	/** Asks something that changes nothing. @returns null when there is no answer, or the answer is no */
	async ask<V>(action: ActionName, fields: Record<string, string>): Promise<V | null> {
		try {
			const response = await fetch(this.#around.action(action), {
				method: 'POST',
				headers: { 'x-sveltekit-action': 'true', accept: 'application/json' },
				body: new URLSearchParams(fields),
				signal: AbortSignal.timeout(GIVE_UP_MS)
			});
			const result = deserialize(await response.text());
			return result.type === 'success'
				? ((result.data as unknown as Answer<V>).value ?? null)
				: null;
		} catch {
			return null;
		}
	}

	#idFor(asked: string): string {
		const before = this.#unanswered;
		return before?.asked === asked && performance.now() - before.at < RETRY_MS
			? before.id
			: newCommandId();
	}

	async #answered(
		action: ActionName,
		visit: string,
		result: ActionResult,
		failed: () => void
	): Promise<void> {
		switch (result.type) {
			case 'success': {
				const answer = result.data as unknown as Answer;
				this.#unanswered = null;
				this.turnedDown = null;
				this.#say(action, answer, visit);
				this.#around.accepted(action, answer);
				break;
			}
			case 'failure':
				this.#refused(result.data as unknown as TurnedDown);
				break;
			case 'redirect':
				await goto(result.location, { invalidateAll: true });
				break;
			case 'error':
				failed();
		}
		this.pending = null;
	}

	#failed(asked: string, id: string): void {
		this.#unanswered = { asked, id, at: performance.now() };
		this.said = { kind: 'unanswered' };
		this.pending = null;
	}

	#refused(down: TurnedDown): void {
		this.turnedDown = down;
		this.undoable = null;
		// What is wrong with fields is said beside them.
		this.said =
			down.refusal.code === 'invalid-input' ? null : { kind: 'obstacle', obstacle: down.refusal };
	}

	#say(action: string, { command, value }: Answer, visit: string): void {
		if (READS.includes(action)) return;
		const told = value as { ticket?: string; tickets?: string[] } | null;
		const tickets = told?.tickets ?? [told?.ticket ?? this.#around.ticketOf(visit)];
		this.said = { kind: 'did', did: action as Did, tickets };
		const { clock } = this.#around;
		clock.tick();
		this.undoable = CAN_UNDO.includes(action)
			? { command, until: clock.now + UNDO_SECONDS * SECOND }
			: null;
	}
}

const textOf = (form: FormData, name: string): string => {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
};
