/** The desk as this screen shows it: the live views, what is possible now, and which question is open. */
import { createContext, tick } from 'svelte';
import { invalidateAll } from '$app/navigation';
import type { BranchId, ServiceId } from '$lib/domain/ids.ts';
import type { Refusal } from '$lib/domain/refusal.ts';
import { SECOND } from '$lib/domain/time.ts';
import type { CurrentVisit, DeskView, HallLines, LineRow } from '$lib/realtime/events.ts';
import { Link, type Live, ServerClock } from '$lib/realtime/live.svelte.ts';
import { clockTime } from '$lib/text/format.ts';
import { refusalText, words } from '$lib/text/index.ts';
import type { ActionData, PageData } from './$types';
import { type ActionName, Commands, type Said } from './commands.svelte.ts';
import { panelOf, type PanelName } from './panels.ts';

/** Why an action can't be done now: a refusal that the server would give too, or what only this screen knows. */
export type Obstacle = Refusal | { code: 'offline' } | { code: 'no-visitor' };

const NO_LINES: HallLines = {
	branch: '',
	first: [],
	second: [],
	firstCount: 0,
	secondCount: 0,
	parked: [],
	missed: [],
	counters: [],
	zipLimit: 0,
	held: false
};

/** Marks in lists follow the time in these steps, so that a second passing redraws no rows. */
const LIST_STEP = 5 * SECOND;
const LETTERS_KEY = 'desk.keys';

const focusOn = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();

export class Desk {
	/** The question that stands in the place of the actions. */
	panel = $state<PanelName | null>(null);
	/** False before the scripts run: what only they can do is not shown then. */
	scripted = $state(false);
	readonly commands: Commands;

	/** Single letters as shortcuts can be turned off: they get in the way of speech input. */
	#letters = $state(true);

	#page: () => PageData;
	#link: Link;
	#mine: Live<'desk'>;
	#lines: Live<'line'>;
	#hall: BranchId | null;

	/** @param page the page's data, which is loaded anew when a list of places or colleagues must be fresh */
	constructor(page: () => PageData, answer: ActionData, panel: string | null) {
		const { clock, desk, lines } = page();
		this.#page = page;
		this.#link = new Link(new ServerClock(clock));
		this.#hall = desk.branchId;
		this.#mine = this.#link.watch({ view: 'desk' }, desk);
		this.#lines = this.#link.watch({ view: 'line', branchId: desk.branchId }, lines ?? NO_LINES);
		this.panel = panelOf(panel);
		this.commands = new Commands(
			{
				clock: this.#link.clock,
				view: () => this.view,
				obstacle: (action, form) => this.obstacle(action, form),
				accepted: () => void this.#answered()
			},
			answer
		);
	}

	/* What is shown */

	get view(): DeskView {
		return this.#mine.view;
	}
	get lines(): HallLines {
		return this.#lines.view;
	}
	get data(): PageData {
		return this.#page();
	}
	/** The server's time, by the second. */
	get now(): number {
		return this.#link.clock.now;
	}
	readonly steppedNow = $derived.by(() => Math.floor(this.now / LIST_STEP) * LIST_STEP);

	readonly language = $derived.by(() => this.data.language);
	readonly text = $derived.by(() => words(this.language));
	readonly current: CurrentVisit | null = $derived.by(() => this.view.current);
	readonly onDuty = $derived.by(() => this.view.since !== null);
	readonly paused = $derived.by(() => this.view.pausedSince !== null);
	readonly offline = $derived.by(() => this.#mine.state === 'offline');
	readonly live = $derived.by(() => this.#mine.state === 'live');
	readonly ended = $derived.by(() => this.#mine.state === 'ended');
	/** The lines are those of the hall that the clerk is in; false for the moment of moving. */
	readonly linesTrue = $derived.by(() => this.lines.branch === (this.view.branch ?? ''));
	readonly waiting = $derived.by(() => this.lines.firstCount + this.lines.secondCount);
	readonly place = $derived.by(() => {
		const { branch, counter } = this.view;
		if (!this.onDuty) return this.text.deskOff;
		return branch && counter !== null
			? `${this.text.counter(counter)}, ${branch}`
			: this.text.deskHome;
	});
	readonly title = $derived.by(() =>
		[this.current?.ticket, this.onDuty ? this.place : this.text.deskTitle, this.text.product]
			.filter(Boolean)
			.join(' – ')
	);
	/** The service that is next, or being given. */
	readonly openService = $derived.by(() => this.current?.services.find((one) => !one.done));
	/** The one after it, if there are more. */
	readonly laterService = $derived.by(
		() => this.current?.services.filter((one) => !one.done).at(1) ?? null
	);
	readonly laterIsMine = $derived.by(
		() => this.laterService !== null && this.view.skills.includes(this.laterService.serviceId)
	);
	readonly #services = $derived.by(
		() => new Map(this.data.services.map((service) => [service.id, service]))
	);

	serviceName(id: ServiceId): string {
		const service = this.#services.get(id);
		return service ? service[this.language] : '';
	}

	bringAlong(id: ServiceId): string[] {
		const service = this.#services.get(id);
		return (this.language === 'nl' ? service?.bringNl : service?.bringEn) ?? [];
	}

	time(at: number): string {
		return clockTime(at, this.language);
	}

	/** True when this clerk has the skill for what the visitor is next for. */
	isMine(row: LineRow): boolean {
		const [next] = row.services;
		return next !== undefined && this.view.skills.includes(next);
	}

	/* What is possible */

	/** What stands in the way of an action, or null when it can be done. The server decides again. */
	obstacle(action: ActionName, form?: FormData): Obstacle | null {
		if (this.offline) return { code: 'offline' };
		switch (action) {
			case 'next':
			case 'pick':
				return this.#obstacleToCall();
			case 'resume':
				return form?.get('to') === 'waiting' ? null : this.#obstacleToCall();
			case 'serve':
				return this.#obstacleIn('called');
			case 'recall':
				return this.#obstacleIn('called') ?? (this.lines.held ? { code: 'calls-held' } : null);
			case 'miss':
				return this.#obstacleIn('called') ?? this.#recallsNeeded();
			case 'finish':
				return this.#obstacleIn('serving');
			case 'park':
			case 'requeue':
			case 'transfer':
			case 'add':
				return this.current ? null : { code: 'no-visitor' };
			case 'end':
				return this.current ? { code: 'visit-open', ticket: this.current.ticket } : null;
			default:
				return null;
		}
	}

	#obstacleToCall(): Obstacle | null {
		const { current } = this;
		if (!this.onDuty) return { code: 'not-on-duty' };
		if (current)
			return {
				code: current.state === 'called' ? 'call-unresolved' : 'visit-open',
				ticket: current.ticket
			};
		if (this.paused) return { code: 'paused' };
		return this.lines.held ? { code: 'calls-held' } : null;
	}

	#obstacleIn(state: CurrentVisit['state']): Obstacle | null {
		const { current } = this;
		if (!current) return { code: 'no-visitor' };
		if (current.state === state) return null;
		return { code: 'wrong-state', ticket: current.ticket, state: current.state, allowed: [state] };
	}

	#recallsNeeded(): Obstacle | null {
		const { current } = this;
		if (!current || current.recalls >= current.recallsNeeded) return null;
		return { code: 'recalls-needed', done: current.recalls, needed: current.recallsNeeded };
	}

	/** The one action that is expected now; its button stands out. */
	readonly expected: ActionName | null = $derived.by(() => {
		if (this.current) return this.current.state === 'called' ? 'serve' : 'finish';
		if (this.paused) return 'unpause';
		return this.obstacle('next') ? null : 'next';
	});

	/* Questions */

	/** The question that is open and still makes sense: its visit may have gone on in another tab. */
	readonly question: PanelName | null = $derived.by(() => {
		if (this.current?.leftOver && this.panel !== 'move') return 'finish';
		switch (this.panel) {
			case 'finish':
				return this.current?.state === 'serving' ? this.panel : null;
			case 'park':
			case 'requeue':
			case 'transfer':
				return this.current ? this.panel : null;
			case 'pause':
				return this.onDuty && !this.paused ? this.panel : null;
			default:
				return this.panel;
		}
	});

	/** Opens a question, or says why it can't be asked now. */
	ask(panel: PanelName, about: ActionName): void {
		const obstacle = this.obstacle(about);
		if (obstacle) this.commands.said = { kind: 'obstacle', obstacle };
		else this.panel = panel;
		// Places and colleagues are not live; they are read anew for each choice among them.
		if (panel === 'transfer' || panel === 'move') void invalidateAll();
	}

	/** Leaves the question, and gives the focus back to the button that opened it. */
	async closePanel(): Promise<void> {
		const { panel } = this;
		this.panel = null;
		await tick();
		focusOn(`[data-opens="${panel ?? ''}"]`);
	}

	async #answered(): Promise<void> {
		const { panel } = this;
		this.panel = null;
		await tick();
		if (document.activeElement === document.body)
			focusOn(panel === 'pause' ? '[data-opens="pause"]' : '[data-key="n"]');
	}

	/* What happened, in words */

	obstacleText(obstacle: Obstacle): string {
		if (obstacle.code === 'offline') return this.text.deskOffline;
		if (obstacle.code === 'no-visitor') return `${this.text.deskNobody}.`;
		return refusalText(obstacle, this.language, this.now);
	}

	saidText(said: Said): string {
		switch (said.kind) {
			case 'did':
				return said.what.map(({ did, ticket }) => this.#didText(did, ticket)).join(' · ');
			case 'obstacle':
				return this.obstacleText(said.obstacle);
			case 'unanswered':
				return this.text.deskFailed;
		}
	}

	#didText(did: keyof typeof this.text.deskDid, ticket: string): string {
		const { duty, ...about } = this.text.deskDid;
		return did === 'duty' ? duty : about[did](ticket);
	}

	get keysOn(): boolean {
		return this.scripted && this.#letters;
	}
	set keysOn(on: boolean) {
		this.#letters = on;
		localStorage.setItem(LETTERS_KEY, on ? 'on' : 'off');
	}

	/* Living */

	/** Connects; fits an effect. */
	open(): () => void {
		this.scripted = true;
		this.#letters = localStorage.getItem(LETTERS_KEY) !== 'off';
		return this.#link.open();
	}

	/** Shows the lines of the hall in which the clerk now works. */
	followHall(): void {
		const { branchId } = this.view;
		if (branchId === this.#hall) return;
		this.#hall = branchId;
		this.#lines.follow({ view: 'line', branchId });
	}
}

export const [getDesk, setDesk] = createContext<Desk>();
