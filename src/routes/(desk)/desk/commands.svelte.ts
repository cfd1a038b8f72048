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
import type { Obstacle } from './desk.svelte.ts';

export type ActionName = keyof typeof actions;
type Did = keyof Messages['deskDid'];

/** What is said in the status line. */
export type Said =
	| { kind: 'did'; what: { did: Did; ticket: string }[] }
	| { kind: 'obstacle'; obstacle: Obstacle }
	| { kind: 'unanswered' };

/** A successful action's answer, as +page.server.ts gives it. */
interface Answer {
	did: Did;
	command: string;
	value: { ticket?: string; called?: { ticket: string } | null; tickets?: string[] } | null;
}

interface Press {
	action: ActionName;
	id: string;
	/** What was asked, without the id: the same again after a failure is the same command. */
	asked: string;
	view: DeskView;
}

interface Around {
	clock: ServerClock;
	view: () => DeskView;
	obstacle: (action: ActionName, form: FormData) => Obstacle | null;
	/** An action was done: the question that led to it closes. */
	accepted: () => void;
}

const GIVE_UP_MS = 8 * SECOND;
/** A repeat within this is a retry; later it is a new wish. */
const RETRY_MS = 30 * SECOND;
/** How long an answer waits for the live view that shows it, before the buttons are free again. */
const SETTLE_MS = 700;
/** These may change the lists only; no view of the desk need follow. */
const LEAVES_DESK: readonly ActionName[] = [
	'reinstate',
	'resume',
	'undo',
	'hold',
	'release',
	'endday',
	'free'
];

const hasMoreServices = ({ current }: DeskView): boolean =>
	current !== null && !current.leftOver && current.services.filter((one) => !one.done).length > 1;

export class Commands {
	said = $state.raw<Said | null>(null);
	pending = $state.raw<Press | null>(null);
	/** The command that may be undone, and until when by the server's clock. */
	undoable = $state.raw<{ command: string; until: Instant } | null>(null);

	readonly undoSecondsLeft = $derived.by(() =>
		this.undoable
			? Math.max(0, Math.ceil((this.undoable.until - this.#around.clock.now) / SECOND))
			: 0
	);

	#around: Around;
	#unanswered: { press: Press; at: number } | null = null;

	constructor(around: Around, first: unknown) {
		this.#around = around;
		this.#say(first);
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
			const press = this.#pressOf(action, formData);
			formData.set('command', press.id);
			this.pending = press;
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

	#pressOf(action: ActionName, formData: FormData): Press {
		const fields = [...formData].filter(([name]) => name !== 'command');
		const asked = JSON.stringify([action, fields]);
		const before = this.#unanswered;
		const retried =
			before?.press.asked === asked && performance.now() - before.at < RETRY_MS
				? before.press.id
				: null;
		return { action, id: retried ?? newCommandId(), asked, view: this.#around.view() };
	}

	async #answered(press: Press, result: ActionResult): Promise<void> {
		switch (result.type) {
			case 'success':
				this.#unanswered = null;
				this.#say(result.data, press);
				await this.#settled(press);
				this.#around.accepted();
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
		this.pending = null;
	}

	#failed(press: Press): void {
		this.#unanswered = { press, at: performance.now() };
		this.said = { kind: 'unanswered' };
		this.pending = null;
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
		const what: { did: Did; ticket: string }[] = [
			{ did: goesOn ? 'part' : did, ticket: tickets.join(', ') }
		];
		if (value?.called) what.push({ did: 'call', ticket: value.called.ticket });
		this.said = { kind: 'did', what };
		const { clock } = this.#around;
		clock.tick();
		this.undoable =
			did === 'duty' || did === 'undo'
				? null
				: { command, until: clock.now + UNDO_SECONDS * SECOND };
	}

	/** Waits until the live view shows what was done, so that the next press acts on the truth. */
	async #settled({ action, view }: Press): Promise<void> {
		if (LEAVES_DESK.includes(action)) return;
		const until = performance.now() + SETTLE_MS;
		while (this.#around.view() === view && performance.now() < until)
			await new Promise((resolve) => setTimeout(resolve, 15));
		await tick();
	}
}
