/** Which question stands in the place of the actions, and whom it is about. */
import { tick } from 'svelte';
import { invalidateAll, replaceState } from '$app/navigation';
import type { BranchId, ServiceId, VisitId } from '$lib/domain/ids.ts';
import type { Note } from '$lib/realtime/events.ts';
import type { ActionName, Press } from './commands.svelte.ts';
import type { Desk } from './desk.svelte.ts';
import { keepNote } from './kept.ts';
import { ABOUT_ANY, type PanelName, panelAddress, panelOf } from './panels.ts';

/** A visit that a question is about: the clerk's own, or one that waits. */
export interface Subject {
	visitId: VisitId;
	ticket: string;
	branchId: BranchId | null;
	openService: ServiceId | undefined;
	notes: Note[];
}

interface Asked {
	panel: PanelName;
	/** null for the clerk's own. */
	visit: VisitId | null;
	/** The visit as it was when the question was opened: what is written about it counts also when it has gone on. */
	then: Subject | null;
}

/** The answers that close a question. */
const ANSWERS: Record<PanelName, readonly ActionName[]> = {
	finish: ['finish'],
	park: ['park'],
	requeue: ['requeue'],
	transfer: ['transfer'],
	note: ['note'],
	add: ['add'],
	quick: ['quick'],
	pause: ['pause'],
	move: ['open', 'home'],
	end: ['end']
};

const focusOn = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();
/** The button of what is expected now: Enter presses it, wherever the focus is. */
const EXPECTED = '[data-key~="enter"]';

export class Questions {
	#desk: Desk;
	#asked = $state.raw<Asked | null>(null);

	constructor(desk: Desk, address: URLSearchParams) {
		this.#desk = desk;
		const panel = panelOf(address.get('panel'));
		if (panel) this.#asked = this.#about(panel, address.get('visit') as VisitId | null);
	}

	/** The question that is open and still makes sense: its visit may have gone on in another tab. */
	readonly open: PanelName | null = $derived.by(() => {
		const { current, onDuty, paused, commands } = this.#desk;
		const panel = this.#asked?.panel ?? null;
		if (current?.leftOver && panel !== 'move') return 'finish';
		// Its answer is done, and what the desk shows now comes after it.
		if (panel && commands.shown && ANSWERS[panel].includes(commands.shown.action)) return null;
		switch (panel) {
			case 'finish':
				return current?.state === 'serving' ? panel : null;
			case 'park':
			case 'requeue':
				return current ? panel : null;
			case 'transfer':
			case 'note':
			case 'add':
				return this.subject ? panel : null;
			case 'pause':
				return onDuty && !paused ? panel : null;
			case 'quick':
				return onDuty ? panel : null;
			case 'end':
				return onDuty && !current ? panel : null;
			default:
				return panel;
		}
	});

	/** Whom the open question is about. */
	readonly subject: Subject | null = $derived.by(() => {
		if (!this.#asked) return null;
		const { visit, then } = this.#asked;
		return this.#find(visit) ?? (visit === null ? null : then);
	});

	#find(visit: VisitId | null): Subject | null {
		const { current, lines, view, openService } = this.#desk;
		if (current && (visit === null || visit === current.visitId)) {
			const { visitId, ticket, branchId, notes } = current;
			return { visitId, ticket, branchId, openService: openService?.serviceId, notes };
		}
		const rows = [...lines.first, ...lines.second, ...lines.parked, ...lines.missed];
		const row = rows.find((one) => one.id === visit);
		if (!row) return null;
		const { id, ticket, notes, services } = row;
		return { visitId: id, ticket, branchId: view.branchId, openService: services[0], notes };
	}

	#about(panel: PanelName, visit: VisitId | null): Asked {
		const about = ABOUT_ANY.includes(panel) ? visit : null;
		return { panel, visit: about, then: this.#find(about) };
	}

	/** Opens a question, or says why it can't be asked now. */
	ask(panel: PanelName, action: ActionName, visit: VisitId | null = null): void {
		const obstacle = this.#desk.obstacle(action, { visit });
		if (obstacle) this.#desk.commands.said = { kind: 'obstacle', obstacle };
		else this.#show(this.#about(panel, visit));
		// Places and colleagues are not live; they are read anew for each choice among them.
		if (panel === 'transfer' || panel === 'move') void invalidateAll();
	}

	/** The address tells which question is open, so that it is back after a reload. */
	#show(asked: Asked | null): void {
		this.#asked = asked;
		const address = panelAddress(asked?.panel ?? null, asked?.visit ?? null);
		// Not within the very first rendering, when there is no router yet.
		void tick().then(() => replaceState(address, {}));
	}

	/** A question that makes no sense any more must not come back with the next visitor. */
	forget(): void {
		if (this.#asked && this.open !== this.#asked.panel) this.#show(null);
	}

	/** Leaves the question, and gives the focus back to the button that opened it. */
	async leave(): Promise<void> {
		const asked = this.#asked;
		if (!asked) return;
		this.#show(null);
		await tick();
		const row = asked.visit && `[data-row="${asked.visit}"] `;
		focusOn(`${row ?? ''}[data-opens="${asked.panel}"]`);
	}

	/** Closes the question that an action answered, and sees to it that the focus is somewhere. */
	async answered({ action, form }: Press): Promise<void> {
		const asked = this.#asked;
		if (asked && ANSWERS[asked.panel].includes(action)) this.#show(null);
		// It was sent, and need not be kept here.
		if (action === 'note') keepNote(form.get('visit') as VisitId, '');
		await tick();
		// Whoever was called or taken up again from a list is the clerk's visitor now.
		const taken = action === 'pick' || (action === 'resume' && form.get('to') === 'here');
		if (taken) focusOn(EXPECTED);
		else if (document.activeElement !== document.body) return;
		else if (asked?.visit) focusOn(`[data-row="${asked.visit}"] [data-opens]`);
		else if (action === 'pause') focusOn('[data-opens="pause"]');
		else focusOn(EXPECTED);
	}
}
