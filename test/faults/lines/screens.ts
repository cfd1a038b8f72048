/** Screens behind a bad line, each with the product's own half of the line and, where it has one, its own announcer. */
import './runes.ts';
import { isDeepStrictEqual } from 'node:util';
import { type Browser, Watched } from '../../../src/cli/demo/doors.ts';
import type { Random } from '../../../src/cli/demo/random.ts';
import { diff } from '../../../src/lib/realtime/diff.ts';
import type {
	Announcement,
	HallBoard,
	JoinRequest,
	ViewName,
	Views
} from '../../../src/lib/realtime/events.ts';
import { Link, Live, ServerClock } from '../../../src/lib/realtime/live.svelte.ts';
import { SOONEST_MAX_MS } from '../../../src/lib/realtime/reconnection.ts';
import { Announcer } from '../../../src/routes/(hall)/hall/announcer.svelte.ts';
import { settled } from '../kill/rounds.ts';
import { BadLine } from './bad-line.ts';

const FIRST_VIEW_MS = 10_000;

/** A view through a bad line, and the means to look at the same through a good one. */
export class Screen<V extends ViewName> {
	readonly name: string;
	readonly line: BadLine;
	readonly live: Live<V>;
	readonly #browser: Browser;
	readonly #close: () => void;
	#request: JoinRequest & { view: V };

	protected constructor(
		name: string,
		browser: Browser,
		line: BadLine,
		request: JoinRequest & { view: V },
		follow: (link: Link) => Live<V>
	) {
		this.name = name;
		this.line = line;
		this.#browser = browser;
		this.#request = request;
		const many = request.view === 'ticket' || request.view === 'wait';
		const socket = browser.socket(
			{ autoConnect: false, ...(many ? {} : { reconnectionDelayMax: SOONEST_MAX_MS }) },
			line.url
		);
		const link = new Link(new ServerClock({ now: 0, speed: 1 }), socket);
		this.live = follow(link);
		this.#close = link.open();
	}

	static async open<V extends ViewName>(
		name: string,
		browser: Browser,
		random: Random,
		request: JoinRequest & { view: V }
	): Promise<Screen<V>> {
		const line = await BadLine.to(browser.base, random.fork());
		const screen = new Screen<V>(name, browser, line, request, (link) =>
			link.watch<V>(request, undefined as unknown as Views[V])
		);
		await screen.ready();
		return screen;
	}

	protected ready(): Promise<number> {
		return settled(FIRST_VIEW_MS, () =>
			this.live.state === 'live' ? null : `${this.name} is ${this.live.state}`
		);
	}

	/** Shows something else from now on. */
	follow(request: JoinRequest & { view: V }): void {
		this.#request = request;
		this.live.follow(request);
	}

	/** What a screen shows that comes now, by a good line. */
	async another(): Promise<Watched<V>> {
		const line = this.#browser.connect();
		const other = new Watched<V>(line, this.#request);
		try {
			await other.ready;
		} finally {
			line.socket.disconnect();
		}
		return other;
	}

	/** How it differs from that; null when it doesn't. */
	async wrong(): Promise<string | null> {
		const { view } = await this.another();
		if (this.live.state !== 'live') return `${this.name} is ${this.live.state}`;
		if (isDeepStrictEqual(this.live.view, view)) return null;
		return `${this.name} lacks ${JSON.stringify(diff(this.live.view, view))}`;
	}

	close(): void {
		this.#close();
		this.line.close();
	}
}

/** A board that is heard as the display's page hears it. */
class HeardBoard extends Live<'hall'> {
	readonly #link: Link;
	readonly #announcer: Announcer;

	constructor(link: Link, announcer: Announcer) {
		super(link, { view: 'hall' }, undefined as unknown as HallBoard);
		this.#link = link;
		this.#announcer = announcer;
	}

	protected override confirmed(): void {
		super.confirmed();
		const view = this.view as HallBoard | undefined;
		// A page has a first view of its own; this one waits for the line's.
		if (!view) return;
		const held = view.halls.filter((hall) => hall.held).map(({ id }) => id);
		this.#announcer.hear(view.announcements, this.#link.clock.now, held);
	}
}

export class Wall extends Screen<'hall'> {
	/** What its loudspeaker was given to say, in order. */
	readonly said: Announcement[];
	readonly #announcer: Announcer;

	private constructor(name: string, browser: Browser, line: BadLine) {
		const said: Announcement[] = [];
		const announcer = new Announcer({
			say: async (call) => void said.push(call),
			stop: () => undefined
		});
		super(name, browser, line, { view: 'hall' }, (link) => new HeardBoard(link, announcer));
		this.said = said;
		this.#announcer = announcer;
	}

	static async hang(name: string, display: Browser, random: Random): Promise<Wall> {
		const wall = new Wall(name, display, await BadLine.to(display.base, random.fork()));
		await wall.ready();
		return wall;
	}

	/** Nothing is being announced, and nothing waits to be. */
	get isSilent(): boolean {
		return this.#announcer.current === null;
	}

	override close(): void {
		this.#announcer.stop();
		super.close();
	}
}
