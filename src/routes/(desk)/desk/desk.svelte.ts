/** The desk as this screen shows it: the live views, what is possible now, and which question is open. */
import { createContext } from 'svelte';
import { invalidateAll } from '$app/navigation';
import type { OpenState } from '$lib/domain/closing.ts';
import type { BranchId, ServiceId, VisitId } from '$lib/domain/ids.ts';
import { SECOND, minutes } from '$lib/domain/time.ts';
import type { CurrentVisit, DeskView, HallLines } from '$lib/realtime/events.ts';
import { Link, type Live, ServerClock } from '$lib/realtime/live.svelte.ts';
import { clockTime } from '$lib/text/format.ts';
import { words } from '$lib/text/index.ts';
import type { ActionData, PageData } from './$types';
import { type ActionName, Commands } from './commands.svelte.ts';
import { nextUp } from './next-up.ts';
import { type Obstacle, type Wish, obstacleTo } from './possible.ts';
import { Questions } from './questions.svelte.ts';
import { crowdOf, splitLines } from './row.ts';

const NO_LINES: HallLines = {
	branch: '',
	first: [],
	second: [],
	firstCount: 0,
	secondCount: 0,
	parked: [],
	missed: [],
	expected: [],
	expectedCount: 0,
	counters: [],
	zipLimit: 0,
	graceMinutes: 0,
	held: false,
	open: null
};

/** Marks in lists follow the time in these steps, so that a second passing redraws no rows. */
const LIST_STEP = 5 * SECOND;
const LETTERS_KEY = 'desk.keys';

export class Desk {
	/** False before the scripts run: what only they can do is not shown then. */
	scripted = $state(false);
	/** The list of keys is open. */
	help = $state(false);
	readonly commands: Commands;
	readonly questions: Questions;

	/** Single letters as shortcuts can be turned off: they get in the way of speech input. */
	#letters = $state(true);

	#page: () => PageData;
	#link: Link;
	#mine: Live<'desk'>;
	#lines: Live<'line'>;
	#hall: BranchId | null;
	#wasOnDuty: boolean;

	/** @param page the page's data, which is loaded anew when a list of places or colleagues must be fresh */
	constructor(page: () => PageData, answer: ActionData, asked: URLSearchParams) {
		const { clock, desk, lines } = page();
		this.#page = page;
		this.#link = new Link(new ServerClock(clock));
		this.#hall = desk.branchId;
		this.#wasOnDuty = desk.since !== null;
		this.#mine = this.#link.watch({ view: 'desk' }, desk);
		this.#lines = this.#link.watch({ view: 'line', branchId: desk.branchId }, lines ?? NO_LINES);
		this.questions = new Questions(this, asked);
		this.commands = new Commands(
			{
				clock: this.#link.clock,
				view: () => this.view,
				obstacle: (action, form) =>
					this.obstacle(action, {
						visit: form.get('visit') as VisitId | null,
						to: form.get('to') as string | null
					}),
				accepted: (press) => void this.questions.answered(press)
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
	/** With an appointment, not here yet, and still in time. */
	readonly toCome = $derived.by(() =>
		this.lines.expected.filter(
			({ startsAt }) => this.steppedNow <= startsAt + minutes(this.lines.graceMinutes)
		)
	);
	readonly split = $derived.by(() => splitLines(this.lines, this.steppedNow));
	readonly nextUp = $derived.by(() => nextUp(this.lines, this.view, this.steppedNow));
	readonly crowd = $derived.by(() =>
		crowdOf(this.lines, (row) => this.isMine(row), this.steppedNow)
	);
	/** Since when the hall gives no tickets; null while it does, and at home. */
	readonly closed = $derived.by(() => isClosed(this.lines.open, this.steppedNow));
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

	service(id: ServiceId) {
		return this.#services.get(id);
	}

	serviceName(id: ServiceId): string {
		return this.#services.get(id)?.[this.language] ?? '';
	}

	bringAlong(id: ServiceId): string[] {
		const service = this.#services.get(id);
		return (this.language === 'nl' ? service?.bringNl : service?.bringEn) ?? [];
	}

	time(at: number): string {
		return clockTime(at, this.language);
	}

	/** True when this clerk has the skill for what the visitor is next for. */
	isMine({ services: [next] }: { services: ServiceId[] }): boolean {
		return next !== undefined && this.view.skills.includes(next);
	}

	/* What is possible */

	obstacle(action: ActionName, wish?: Wish): Obstacle | null {
		const { offline, onDuty, paused, current } = this;
		return obstacleTo(action, { offline, onDuty, paused, held: this.lines.held, current }, wish);
	}

	/** The one action that is expected now; its button stands out, and Enter presses it. */
	readonly expected: ActionName | null = $derived.by(() => {
		if (this.current) return this.current.state === 'called' ? 'serve' : 'finish';
		if (this.paused) return 'unpause';
		return this.obstacle('next') ? null : 'next';
	});

	/* Keys */

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
		this.commands.remember();
		return this.#link.open();
	}

	/** Shows the lines of the hall in which the clerk now works, in its look, and who has which counter now. */
	followPlace(): void {
		const { branchId } = this.view;
		const { onDuty } = this;
		if (branchId === this.#hall && onDuty === this.#wasOnDuty) return;
		if (branchId !== this.#hall) this.#lines.follow({ view: 'line', branchId });
		this.#hall = branchId;
		this.#wasOnDuty = onDuty;
		void invalidateAll();
	}
}

/** Views are not sent anew when time passes: a hall that was open closes by its own hour, and opens by it. */
function isClosed(open: OpenState | null, now: number): boolean {
	if (!open) return false;
	return open.open ? now >= open.closesAt : open.opensAt === null || now < open.opensAt;
}

export const [getDesk, setDesk] = createContext<Desk>();
