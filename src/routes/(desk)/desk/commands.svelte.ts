/** Sending commands: one at a time, never twice, answered in a line of text, and undone within seconds. */
import { goto } from '$app/navigation';
import type { ActionResult, SubmitFunction } from '@sveltejs/kit';
import { tick } from 'svelte';

import type { Refusal } from '$lib/domain/refusal.ts';
import { type Instant, SECOND } from '$lib/domain/time.ts';
import { UNDO_SECONDS } from '$lib/domain/undo.ts';
import type { DeskView } from '$lib/realtime/events.ts';
import type { ServerClock } from '$lib/realtime/live.svelte.ts';
import type { Messages } from '$lib/text/nl.ts';
import { newCommandId } from '$lib/ui/command.ts';
import type { actions } from './+page.server.ts';
import { keepUndo, keptUndo } from './kept.ts';
import type { Obstacle } from './possible.ts';

export type ActionName = keyof typeof actions;
export type Did = keyof Messages['deskDid'];
export type What = { did: Did; ticket: string }[];

/** What is said in the status line. */
export type Said =
	{ kind: 'did'; what: What } | { kind: 'obstacle'; obstacle: Obstacle } | { kind: 'unanswered' };

/** What may be undone, and until when by the server's clock. */
export interface Undoable {
	command: string;
	what: What;
	until: Instant;
}

/** A successful action's answer, as +page.server.ts gives it. */
interface Answer {
	did: Did;
	command: string;
	value: { ticket?: string; called?: { ticket: string } | null; tickets?: string[] } | null;
}

export interface Press {
	action: ActionName;
	form: FormData;
	/** What was pressed; null when the form was sent by Enter in a field. */
	button: HTMLElement | null;
	id: string;
	/** What was asked, without the id: the same again after a failure is the same command. */
	asked: string;
	/** The desk as it was when the button was pressed. */
	view: DeskView;
	/** What an undo takes back. */
	undoes: What | undefined;
}

interface Around {
	clock: ServerClock;
	view: () => DeskView;
	obstacle: (action: ActionName, form: FormData) => Obstacle | null;
	/** An action was done: the question that led to it closes. */
	accepted: (press: Press) => void;
}

const GIVE_UP_MS = 8 * SECOND;
/** A repeat within this is a retry; later it is a new wish. */
const RETRY_MS = 30 * SECOND;
/** After this a press shows that it is underway. */
const SLOW_MS = 250;
/** How long an answer waits for the live view that shows it, before the buttons are free again. */
const SETTLE_MS = 700;
/** What happens to a visit can be taken back; the rest is done again the other way. */
const UNDONE: readonly Did[] = [
	'call',
	'recall',
	'serve',
	'finish',
	'part',
	'miss',
	'park',
	'resume',
	'reinstate',
	'requeue',
	'transfer',
	'add',
	'quick'
];

/** Whether the clerk's own desk will show something else; what changes only the lists need not be waited for. */
function changesDesk({ action, form, view, undoes }: Press): boolean {
	switch (action) {
		case 'reinstate':
		case 'quick':
		case 'erase':
		case 'hold':
		case 'release':
		case 'endday':
		case 'free':
			return false;
		case 'undo':
			return undoes?.some(({ did }) => did !== 'reinstate' && did !== 'quick') ?? false;
		case 'resume':
			return form.get('to') === 'here';
		case 'transfer':
		case 'add':
		case 'note':
			return form.get('visit') === view.current?.visitId;
		default:
			return true;
	}
}

const hasMoreServices = ({ current }: DeskView): boolean =>
	current !== null && !current.leftOver && current.services.filter((one) => !one.done).length > 1;

export class Commands {
	said = $state.raw<Said | null>(null);
	pending = $state.raw<Press | null>(null);
	/**
	 * The one that takes so long that somebody would wonder. Most answers come sooner, and need no sign that they will: drawing
	 * it held up what they bring.
	 */
	slow = $state.raw<Press | null>(null);
	undoable = $state.raw<Undoable | null>(null);

	/** The pending one that the live view already shows to be done, while its answer is still on the way. */
	readonly shown: Press | null = $derived.by(() => {
		const { pending } = this;
		if (!pending || !changesDesk(pending)) return null;
		return this.#around.view() === pending.view ? null : pending;
	});

	readonly undoSecondsLeft = $derived.by(() =>
		this.undoable
			? Math.max(0, Math.ceil((this.undoable.until - this.#around.clock.now) / SECOND))
			: 0
	);

	#around: Around;
	#unanswered: { press: Press; at: number } | null = null;
	#held: (() => void) | null = null;
	#patience: ReturnType<typeof setTimeout> | undefined;

	constructor(around: Around, first: unknown) {
		this.#around = around;
		this.#say(first);
	}

	/** After a reload: what could be undone before it, if there is time left. */
	remember(): void {
		const kept = keptUndo();
		if (!this.undoable && kept && kept.until > this.#around.clock.now) this.undoable = kept;
	}

	/** Fits `use:enhance`. Without scripts the same form is posted, and the page comes back with the answer. */
	submit(action: ActionName): SubmitFunction {
		return ({ formData, cancel, controller, submitter }) => {
			const also = submitter?.dataset['passedOnTo'];
			if (also) formData.set('passedOnTo', also);
			if (this.pending) {
				cancel();
				return;
			}
			const obstacle = this.#around.obstacle(action, formData);
			if (obstacle) {
				this.said = { kind: 'obstacle', obstacle };
				cancel();
				return;
			}
			const press = this.#pressOf(action, formData, submitter);
			formData.set('command', press.id);
			this.#begin(press);
			const timer = setTimeout(() => {
				controller.abort();
				this.#failed(press);
			}, GIVE_UP_MS);
			return async ({ result }) => {
				clearTimeout(timer);
				await this.#answered(press, result);
			};
		};
	}

	/**
	 * A key that is pressed when the live view already shows what was done is meant for what is shown, and is kept until the
	 * answer; one that is pressed before is a second press of the same.
	 */
	inTurn(press: () => void): void {
		if (this.shown) this.#held = press;
		else press();
	}

	#pressOf(action: ActionName, form: FormData, button: HTMLElement | null): Press {
		const fields = [...form].filter(([name]) => name !== 'command');
		const asked = JSON.stringify([action, fields]);
		const before = this.#unanswered;
		const retried =
			before?.press.asked === asked && performance.now() - before.at < RETRY_MS
				? before.press.id
				: null;
		return {
			action,
			form,
			button,
			id: retried ?? newCommandId(),
			asked,
			view: this.#around.view(),
			undoes: this.undoable?.what
		};
	}

	async #answered(press: Press, result: ActionResult): Promise<void> {
		await this.#act(press, result);
		this.#end();
		const held = this.#held;
		this.#held = null;
		if (held === null || result.type !== 'success') return;
		await tick();
		held();
	}

	async #act(press: Press, result: ActionResult): Promise<void> {
		switch (result.type) {
			case 'success':
				this.#unanswered = null;
				await this.#settled(press);
				this.#say(result.data, press);
				this.#around.accepted(press);
				break;
			case 'failure':
				this.#say(result.data);
				break;
			case 'redirect':
				await goto(result.location, { invalidateAll: true });
				break;
			case 'error':
				this.#failed(press);
		}
	}

	#begin(press: Press): void {
		this.pending = press;
		this.#patience = setTimeout(() => (this.slow = press), SLOW_MS);
	}

	#end(): void {
		clearTimeout(this.#patience);
		this.pending = null;
		this.slow = null;
	}

	#failed(press: Press): void {
		this.#held = null;
		this.#unanswered = { press, at: performance.now() };
		this.said = { kind: 'unanswered' };
		this.#end();
	}

	#say(data: unknown, press?: Press): void {
		if (typeof data !== 'object' || data === null) return;
		if ('refusal' in data) {
			this.said = { kind: 'obstacle', obstacle: data.refusal as Refusal };
			return;
		}
		const { did, command, value } = data as Answer;
		const tickets = value?.tickets ?? [value?.ticket ?? ''];
		const goesOn = did === 'finish' && press !== undefined && hasMoreServices(press.view);
		const what: What = [{ did: goesOn ? 'part' : did, ticket: tickets.join(', ') }];
		if (value?.called) what.push({ did: 'call', ticket: value.called.ticket });
		this.said = { kind: 'did', what };
		const { clock } = this.#around;
		clock.tick();
		if (UNDONE.includes(did))
			this.undoable = { command, what, until: clock.now + UNDO_SECONDS * SECOND };
		// A note takes nothing back, and leaves what came before it undoable.
		else if (did !== 'note' && did !== 'erase') this.undoable = null;
		if (press) keepUndo(this.undoable);
	}

	/** Waits until the live view shows what was done: what is said and seen then agrees, and the next press acts on it. */
	async #settled(press: Press): Promise<void> {
		if (!changesDesk(press)) return;
		const until = performance.now() + SETTLE_MS;
		while (this.#around.view() === press.view && performance.now() < until)
			await new Promise((resolve) => setTimeout(resolve, 15));
		await tick();
	}
}
