/** The tablet as it is shown: the live hall, who is sought and opened, and what is possible. */
import { createContext, tick, untrack } from 'svelte';
import { pushState, replaceState } from '$app/navigation';
import { lookedOutUntil } from '$lib/domain/appointment.ts';
import { goesBy } from '$lib/domain/find.ts';
import type { ServiceId, VisitId } from '$lib/domain/ids.ts';
import type { TicketNumber, VisitState } from '$lib/domain/visit.ts';
import { minutesUntil } from '$lib/domain/wait-range.ts';
import type { ExpectedRow, HostBoard, HostRow, WaitMinutes } from '$lib/realtime/events.ts';
import { Link, type Live, ServerClock } from '$lib/realtime/live.svelte.ts';
import { clockTime, spacedTicket } from '$lib/text/format.ts';
import { refusalText, words } from '$lib/text/index.ts';
import type { ActionData, PageData } from './$types';
import { Bell } from './bell.svelte.ts';
import { type ActionName, type Answer, Commands, type Said } from './commands.svelte.ts';
import { type Deed, type Obstacle, isOver, obstacleTo } from './obstacles.ts';
import { HALL, type Place, addressOf, isQuestion, placeOf } from './place.ts';
import type { SlipOfVisit } from './slip.server.ts';

export type HallData = NonNullable<PageData['at']>;

/** The parts of the list, in its order. */
export const PARTS = ['waiting', 'busy', 'parked', 'missed'] as const;
export type Part = (typeof PARTS)[number];
const PART_OF: Partial<Record<VisitState, Part>> = {
	waiting: 'waiting',
	called: 'busy',
	serving: 'busy',
	parked: 'parked',
	'no-show': 'missed'
};

/** How long after the last key the server is asked for those who left already. */
const SEEK_AFTER_MS = 250;
const KEYS_REMEMBERED = 'host.keys';

/** The answer of a form that stands in the page, from when scripts did not run. */
const answerTo = (answer: ActionData, did: string): unknown =>
	answer && 'did' in answer && answer.did === did ? answer.value : null;

/** Where the page is that came back from a form. */
function placeAfter(place: Place, answer: ActionData): Place {
	const asked = (answer && ('refusal' in answer ? answer.action : answer.did)) ?? null;
	const again = answer && ('refusal' in answer || asked === 'slip');
	return again && place.at === 'visit' && isQuestion(asked) ? { ...place, question: asked } : place;
}

export class Host {
	place = $state<Place>(HALL);
	/** False before the scripts run: what only they can do is not offered then. */
	scripted = $state(false);
	/** The ticket that was just given. */
	issued = $state.raw<SlipOfVisit | null>(null);
	/** The slip that is printed again. */
	slip = $state.raw<SlipOfVisit | null>(null);
	/** What is typed in the search field. */
	asked = $state('');
	seeking = $state(false);
	readonly commands: Commands;
	readonly bell: Bell;

	#page: () => PageData & { at: HallData };
	#link: Link;
	#live: Live<'host'>;
	#wait: Live<'wait'>;
	/** By the server, whatever became of them. */
	#found = $state.raw<readonly HostRow[]>([]);
	/** The opened visitor as last heard of; `null` once the hall knows nobody by that id any more. */
	#looked = $state.raw<HostRow | null>(null);
	#gone = $state(false);
	#letters = $state(true);
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(page: () => PageData & { at: HallData }, answer: ActionData, place: Place) {
		this.#page = page;
		const { clock, at } = page();
		this.#link = new Link(new ServerClock(clock));
		this.#live = this.#link.watch({ view: 'host', branchId: at.id }, at.board);
		this.#wait = this.#link.watch({ view: 'wait', branchId: at.id }, at.wait);
		this.bell = new Bell(at.board.help);
		this.place = placeAfter(place, answer);
		this.issued = answerTo(answer, 'ticket') as SlipOfVisit | null;
		this.slip = answerTo(answer, 'slip') as SlipOfVisit | null;
		const found = answerTo(answer, 'find') as HostRow[] | null;
		this.#found = found ?? at.found ?? [];
		this.asked = found && answer && 'asked' in answer ? answer.asked : at.asked;
		this.#looked = at.opened;
		this.#gone = place.at === 'visit' && !at.opened;
		this.commands = new Commands(
			{
				clock: this.#link.clock,
				action: (name) => this.action(name),
				obstacle: () => (this.offline ? { code: 'offline' } : null),
				ticketOf: (visit) => this.rowOf(visit as VisitId)?.ticket ?? '',
				accepted: (action, done) => void this.#accepted(action, done)
			},
			answer ?? null
		);
	}

	/* What is shown */

	get data(): PageData & { at: HallData } {
		return this.#page();
	}
	get hall(): HallData {
		return this.data.at;
	}
	get board(): HostBoard {
		return this.#live.view;
	}
	/** The server's time, by the second. */
	get now(): number {
		return this.#link.clock.now;
	}
	get confirmedAt(): number {
		return this.#live.confirmedAt;
	}

	readonly language = $derived.by(() => this.data.language);
	readonly text = $derived.by(() => words(this.language));
	readonly offline = $derived.by(() => this.#live.state === 'offline');
	readonly live = $derived.by(() => this.#live.state === 'live');
	readonly ended = $derived.by(() => this.#live.state === 'ended');
	readonly minute = $derived.by(() => Math.floor(this.now / 5000) * 5000);

	readonly parts = $derived.by(() => {
		const parts: Record<Part, HostRow[]> = { waiting: [], busy: [], parked: [], missed: [] };
		for (const row of this.board.rows) {
			const part = PART_OF[row.state];
			if (part) parts[part].push(row);
		}
		// Who walks to a counter comes before who sits there.
		parts.busy.sort((a, b) => Number(a.state === 'serving') - Number(b.state === 'serving'));
		return parts;
	});

	readonly #places = $derived.by(
		() => new Map(this.parts.waiting.map(({ id }, index) => [id, index + 1]))
	);

	/** Place in the line, from 1; null for who does not wait. */
	placeInLine(id: VisitId): number | null {
		return this.#places.get(id) ?? null;
	}

	#untilCalled(ticket: TicketNumber) {
		const row = this.#wait.view.rows.find(({ id }) => id === ticket);
		return row ? minutesUntil(row, this.minute) : null;
	}

	/** When somebody will likely be called, in words; null when nobody can say. */
	waitOf(ticket: TicketNumber): string | null {
		const wait = this.#untilCalled(ticket);
		if (wait === 'soon') return this.text.hostSoon;
		return wait && this.text.hostWaitRange(wait.from, wait.to);
	}

	/** The same for a slip, which says nothing that is over before it is read. */
	waitOnSlip(ticket: TicketNumber): WaitMinutes | null {
		const wait = this.#untilCalled(ticket);
		return wait === 'soon' ? null : wait;
	}

	readonly #services = $derived.by(
		() => new Map(this.hall.services.map((service) => [service.id, service]))
	);

	serviceName(id: ServiceId): string {
		return this.#services.get(id)?.[this.language] ?? '';
	}

	services(row: Pick<HostRow, 'services'>): string {
		return row.services.map((id) => this.serviceName(id)).join(', ');
	}

	time(at: number): string {
		return clockTime(at, this.language);
	}

	readonly title = $derived.by(() => {
		const { text, board } = this;
		const calls = board.help.length;
		const [first] = board.help;
		return [
			first && `(${calls}) ${text.hostHelpAt(first.kiosk)}`,
			text.hostTitle,
			this.hall.name,
			text.product
		]
			.filter(Boolean)
			.join(' – ');
	});

	/** Who is still to come: those in time, and after them those who are late. */
	readonly expected = $derived.by((): ExpectedRow[] => {
		const { expected } = this.board;
		return [
			...expected.filter((row) => !this.isLate(row)),
			...expected.filter((row) => this.isLate(row))
		];
	});

	/** Not looked out for any more. */
	isLate(row: ExpectedRow): boolean {
		return this.minute > lookedOutUntil(row, this.hall.graceMinutes);
	}

	/* Finding */

	readonly searching = $derived.by(() => this.asked.trim() !== '');
	/** Who is here now as the hall shows them, then who was. */
	readonly found = $derived.by((): HostRow[] => {
		if (!this.searching) return [];
		const here = this.board.rows.filter((row) => goesBy(row, this.asked));
		const known = new Set(this.board.rows.map(({ id }) => id));
		const gone = this.#found.filter((row) => !known.has(row.id) && goesBy(row, this.asked));
		return [...here, ...gone];
	});

	/** Who is still to come and goes by that name. */
	readonly foundExpected = $derived.by((): ExpectedRow[] =>
		this.searching
			? this.expected.filter(({ name }) => goesBy({ ticket: '', name, contact: null }, this.asked))
			: []
	);

	/** At each key: those in view at once, those who left a moment later. */
	seek(): void {
		clearTimeout(this.#timer);
		const asked = this.asked.trim();
		this.seeking = asked !== '' && !this.offline;
		if (!this.seeking) return;
		this.#timer = setTimeout(() => {
			void this.commands.ask<HostRow[]>('find', { asked }).then((rows) => {
				if (this.asked.trim() !== asked) return;
				this.#found = rows ?? [];
				this.seeking = false;
			});
		}, SEEK_AFTER_MS);
	}

	clearSearch(): void {
		this.asked = '';
		this.seek();
	}

	/* Who is opened */

	rowOf(id: VisitId): HostRow | null {
		const same = (row: HostRow) => row.id === id;
		return (
			this.board.rows.find(same) ??
			(this.#looked?.id === id ? this.#looked : null) ??
			this.#found.find(same) ??
			null
		);
	}

	readonly opened = $derived.by(() =>
		this.place.at === 'visit' ? this.rowOf(this.place.id) : null
	);
	/** Left this hall: sent on, or of another day. */
	readonly openedIsGone = $derived.by(
		() => this.#gone && !this.board.rows.some(({ id }) => id === this.opened?.id)
	);

	/** Follows the opened visitor out of the list: whoever left it was helped, went away, or went to another hall. */
	async follow(id: VisitId): Promise<void> {
		const row = this.board.rows.find((one) => one.id === id);
		if (row) {
			this.#looked = row;
			this.#gone = false;
			return;
		}
		// Whoever is helped or gone stays so, unless the live view says otherwise.
		const known = untrack(() => this.#looked);
		if (!this.scripted || (known?.id === id && isOver(known))) return;
		const looked = await this.commands.ask<HostRow>('look', { visit: id });
		if (this.place.at !== 'visit' || this.place.id !== id || this.offline) return;
		if (looked) this.#looked = looked;
		this.#gone = !looked;
	}

	/* Going somewhere */

	address(place: Place): string {
		return addressOf(place, this.hall.slug);
	}

	/** For a link that looks like a button. */
	link(place: Place) {
		return {
			href: this.address(place),
			'data-sveltekit-preload-data': 'off' as const,
			onclick: (event: MouseEvent) => {
				// With a key held, the browser opens it elsewhere.
				if (event.ctrlKey || event.metaKey || event.shiftKey) return;
				event.preventDefault();
				void this.go(place);
			}
		};
	}

	/**
	 * Of a form's action. Without scripts the page that comes back is of this hall and this visitor; a question is asked
	 * again only when its answer was refused.
	 */
	action(name: ActionName): string {
		const place = this.place.at === 'visit' ? { ...this.place, question: null } : this.place;
		return `${this.address(place)}&/${name}`;
	}

	async go(place: Place): Promise<void> {
		const before = this.place;
		this.place = place;
		this.slip = null;
		if (place.at !== 'hall') this.issued = null;
		this.commands.turnedDown = null;
		const keep = before.at === 'hall' ? pushState : replaceState;
		keep(this.address(place), {});
		await tick();
		if (place.at === 'hall') this.#focusBack(before);
		else if (place.at === 'visit' && place.question) focusOn('#question');
		else if (place.at !== 'visit' || before.at !== 'visit' || !before.question)
			focusOn('#pane-title');
		else if (!focusOn(`[data-opens="${before.question}"]`)) focusOn('#pane-title');
	}

	/** The browser's own back and forward: the address says where that is. */
	follows(): void {
		this.place = placeOf(new URLSearchParams(location.search));
	}

	/** One step back to where one came from. */
	back(): void {
		const { place } = this;
		if (place.at === 'visit' && place.question) void this.go({ ...place, question: null });
		else void this.go(HALL);
	}

	#focusBack(before: Place): void {
		if (before.at === 'visit' && focusOn(`[data-row="${before.id}"]`)) return;
		if (before.at !== 'hall' && focusOn(`[data-goes="${before.at}"]`)) return;
		focusOn('#asked');
	}

	/** The next visitor, please. */
	async nextVisitor(): Promise<void> {
		this.issued = null;
		await tick();
		focusOn('#service-search');
	}

	/* What is possible */

	/** All that this visitor came for can be given by video. */
	byVideo(row: HostRow): boolean {
		return row.services.every((id) => this.#services.get(id)?.byVideo);
	}

	obstacle(deed: Deed, row: HostRow): Obstacle | null {
		if (this.offline) return { code: 'offline' };
		return obstacleTo(deed, row, this.byVideo(row));
	}

	/* What happened, in words */

	obstacleText(obstacle: Obstacle): string {
		const { text } = this;
		switch (obstacle.code) {
			case 'offline':
				return text.hostOfflineAct;
			case 'no-video':
				return text.hostNoVideo;
			case 'asked-already':
				return text.hostAskedAlready;
			case 'visit-over':
				return text.hostOver;
			default:
				return refusalText(obstacle, this.language, this.now);
		}
	}

	/** As it stands on a button, which says for whom it is. */
	obstacleShort(obstacle: Obstacle): string {
		return obstacle.code === 'wrong-state'
			? (this.text.hostNotNow[obstacle.state] ?? this.text.hostState[obstacle.state])
			: this.obstacleText(obstacle);
	}

	saidText(said: Said): string {
		switch (said.kind) {
			case 'did':
				return this.text.hostDid[said.did](said.tickets.map(spacedTicket).join(', '));
			case 'obstacle':
				return this.obstacleText(said.obstacle);
			case 'unanswered':
				return this.text.deskFailed;
		}
	}

	async #accepted(action: ActionName, { value }: Answer): Promise<void> {
		const { place } = this;
		switch (action) {
			case 'ticket':
			case 'checkin':
				if (place.at !== 'hall' && place.at !== 'new') await this.go(HALL);
				this.issued = value as SlipOfVisit;
				await tick();
				focusOn('#pane-title');
				return;
			case 'slip':
				this.slip = value as SlipOfVisit;
				return;
			case 'undo':
				if (this.issued) await this.nextVisitor();
				break;
			case 'message':
				break;
			default:
				if (place.at === 'visit' && place.question) await this.go({ ...place, question: null });
		}
		if (place.at === 'visit') await this.follow(place.id);
	}

	/* Keys */

	get keysOn(): boolean {
		return this.scripted && this.#letters;
	}
	set keysOn(on: boolean) {
		this.#letters = on;
		localStorage.setItem(KEYS_REMEMBERED, on ? 'on' : 'off');
	}

	/* Living */

	/** Connects; fits an effect. */
	open(): () => void {
		this.scripted = true;
		this.#letters = localStorage.getItem(KEYS_REMEMBERED) !== 'off';
		const quiet = this.bell.open();
		const close = this.#link.open();
		return () => {
			clearTimeout(this.#timer);
			quiet();
			close();
		};
	}
}

/** @returns whether it is there */
function focusOn(selector: string): boolean {
	const element = document.querySelector<HTMLElement>(selector);
	element?.focus();
	return element !== null;
}

export const [getHost, setHost] = createContext<Host>();
