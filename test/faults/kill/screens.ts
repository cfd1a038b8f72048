/** Displays and telephones that keep watching, and come back by themselves as the product's screens do. */
import { Browser, Watched } from '../../../src/cli/demo/doors.ts';
import type { HallBoard, TicketFeed } from '../../../src/lib/realtime/events.ts';
import type { Line } from '../../../src/lib/realtime/following.ts';
import { SOONEST_MAX_MS } from '../../../src/lib/realtime/reconnection.ts';
import { type DemoBranchSlug, demoBranchId } from '../../../src/lib/server/demo/region.ts';
import type { Row } from './rows.ts';
import { ticketOf } from './truth.ts';

export class Display {
	readonly slug: DemoBranchSlug;
	readonly #line: Line;
	readonly #watched: Watched<'hall'>;

	private constructor(slug: DemoBranchSlug, browser: Browser) {
		this.slug = slug;
		this.#line = browser.connect({ reconnectionDelayMax: SOONEST_MAX_MS });
		this.#watched = new Watched(this.#line, { view: 'hall' });
	}

	static async hang(url: string, slug: DemoBranchSlug): Promise<Display> {
		const browser = new Browser(url);
		await browser.submit('/pair/hall?/demo', { branch: demoBranchId(slug) });
		const display = new Display(slug, browser);
		await display.#watched.ready;
		return display;
	}

	wrong(visits: readonly Row[]): string | null {
		return andIs(this.#watched, this.#line, boardWrong(this.slug, this.#watched.view, visits));
	}

	takeDown(): void {
		this.#line.socket.disconnect();
	}
}

/** A visitor's own telephone, with the queue of the hall on it. */
export class Telephone {
	readonly #visitId: unknown;
	readonly #line: Line;
	readonly #watched: Watched<'ticket'>;

	private constructor(url: string, visit: Row) {
		this.#visitId = visit['id'];
		this.#line = new Browser(url).connect();
		this.#watched = new Watched(this.#line, { view: 'ticket', link: String(visit['link']) });
	}

	/** null for a visit that has ended in the meantime. */
	static async of(url: string, visit: Row): Promise<Telephone | null> {
		const telephone = new Telephone(url, visit);
		try {
			await telephone.#watched.ready;
			return telephone;
		} catch {
			telephone.putAway();
			return null;
		}
	}

	wrong(visits: readonly Row[]): string | null {
		return andIs(this.#watched, this.#line, feedWrong(this.#visitId, this.#watched.view, visits));
	}

	putAway(): void {
		this.#line.socket.disconnect();
	}
}

/** What is wrong with a screen, and whether it knows. */
const andIs = (
	{ state }: Pick<Watched<'hall' | 'ticket'>, 'state'>,
	{ socket }: Line,
	wrong: string | null
): string | null =>
	wrong && `${wrong}, and is ${state}, with its line ${socket.connected ? 'up' : 'down'}`;

/** How a display differs from its hall; null when it shows what is so. */
export function boardWrong(
	slug: DemoBranchSlug,
	{ calls, halls }: HallBoard,
	visits: readonly Row[]
): string | null {
	const here = visits.filter((visit) => visit['branch_id'] === demoBranchId(slug));
	const called = here
		.filter((visit) => visit['state'] === 'called')
		.map((visit) => `${ticketOf(visit)} to ${String(visit['counter'])}`);
	const waiting = here.filter((visit) => visit['state'] === 'waiting').length;
	const shown = calls.map(({ ticket, to }) => `${ticket} to ${to?.number ?? ''}`);
	const is = `${called.sort().join(', ')}; ${waiting} wait`;
	const shows = `${shown.sort().join(', ')}; ${halls[0]?.waiting ?? 0} wait`;
	return is === shows ? null : `the display of ${slug} shows "${shows}" for "${is}"`;
}

/** As above; a telephone whose visit is over shows nothing any more. */
export function feedWrong(
	visitId: unknown,
	feed: TicketFeed,
	visits: readonly Row[]
): string | null {
	const mine = visits.find((visit) => visit['id'] === visitId);
	if (mine?.['state'] !== 'waiting') return null;
	const rows = visits
		.filter(
			(visit) =>
				visit['branch_id'] === mine['branch_id'] &&
				['waiting', 'called', 'serving', 'parked'].includes(String(visit['state']))
		)
		.map((visit) => `${ticketOf(visit)} ${String(visit['state'])}`);
	const shown = feed.rows.map(({ id, state }) => `${id} ${state}`);
	const [is, shows] = [rows.sort().join(', '), shown.sort().join(', ')];
	return is === shows ? null : `the telephone of ${ticketOf(mine)} shows "${shows}" for "${is}"`;
}
