/** Displays and telephones that keep watching, and come back by themselves as the product's screens do. */
import { Browser, Watched } from '../../../src/cli/demo/doors.ts';
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

	/** How it differs from the hall; null when it shows what is so. */
	wrong(visits: readonly Row[]): string | null {
		const here = visits.filter((visit) => visit['branch_id'] === demoBranchId(this.slug));
		const called = here
			.filter((visit) => visit['state'] === 'called')
			.map((visit) => `${ticketOf(visit)} to ${String(visit['counter'])}`);
		const waiting = here.filter((visit) => visit['state'] === 'waiting').length;
		const { calls, halls } = this.#watched.view;
		const shown = calls.map(({ ticket, to }) => `${ticket} to ${to?.number ?? ''}`);
		const is = `${called.sort().join(', ')}; ${waiting} wait`;
		const shows = `${shown.sort().join(', ')}; ${halls[0]?.waiting ?? 0} wait`;
		return is === shows ? null : `the display of ${this.slug} shows "${shows}" for "${is}"`;
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

	/** As above; one whose visit is over shows nothing any more. */
	wrong(visits: readonly Row[]): string | null {
		const mine = visits.find((visit) => visit['id'] === this.#visitId);
		if (mine?.['state'] !== 'waiting') return null;
		const rows = visits
			.filter(
				(visit) =>
					visit['branch_id'] === mine['branch_id'] &&
					['waiting', 'called', 'serving', 'parked'].includes(String(visit['state']))
			)
			.map((visit) => `${ticketOf(visit)} ${String(visit['state'])}`);
		const shown = this.#watched.view.rows.map(({ id, state }) => `${id} ${state}`);
		const [is, shows] = [rows.sort().join(', '), shown.sort().join(', ')];
		return is === shows ? null : `the telephone of ${ticketOf(mine)} shows "${shows}" for "${is}"`;
	}

	putAway(): void {
		this.#line.socket.disconnect();
	}
}
