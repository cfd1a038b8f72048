/** A hall at work, for tests of what is seen there: visitors and clerks without their screens. */
import { Browser } from '../../src/cli/demo/doors.ts';
import type { HallBoard, HallCall, HallState } from '../../src/lib/realtime/events.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { type DemoBranchSlug, demoBranchId } from '../../src/lib/server/demo/region.ts';
import { DEMO_SERVICES } from '../../src/lib/server/demo/services.ts';
import { counterId } from './e2e.ts';
import { DEMO_TIME, type TestServer } from './server.ts';

export const NOW = Date.parse(DEMO_TIME);

/** As screens show it: letter and digits apart. */
export const spaced = (ticket: string): string => `${ticket.slice(0, -3)}\u00a0${ticket.slice(-3)}`;

const service = (name: string): string => {
	const found = DEMO_SERVICES.find(({ nameNl }) => nameNl.startsWith(name));
	if (!found) throw new Error(`no service ${name}`);
	return found.id;
};

export interface Taken {
	ticket: string;
	path: string;
}

/** Takes a ticket, as the kiosk does. */
export async function take(
	server: TestServer,
	slug: DemoBranchSlug,
	{ wish = 'Paspoort aanvragen', language = 'nl' } = {}
): Promise<Taken> {
	const kiosk = new Browser(server.url);
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId(slug) });
	const answer = await kiosk.submit(`/kiosk?/take&lang=${language}`, { service: service(wish) });
	if (!answer.ok) throw new Error(`no ticket: ${answer.code}`);
	return answer.data['issued'] as Taken;
}

/** A clerk at an open counter. */
export class Desk {
	readonly #browser: Browser;
	/** Of the last visit that it acted on. */
	visit = '';

	private constructor(browser: Browser) {
		this.#browser = browser;
	}

	static async at(
		server: TestServer,
		login: string,
		slug: DemoBranchSlug,
		number: number
	): Promise<Desk> {
		const browser = new Browser(server.url);
		await browser.submit('/signin?/in', { login, password: DEMO_PASSWORD });
		const desk = new Desk(browser);
		await desk.act('open', { counter: counterId(slug, number) });
		return desk;
	}

	/** @returns what the action answered */
	async act(name: string, fields: Record<string, string> = {}): Promise<Record<string, unknown>> {
		const answer = await this.#browser.submit(`/desk?/${name}`, { visit: this.visit, ...fields });
		if (!answer.ok) throw new Error(`${name}: ${answer.code}`);
		const { visitId } = (answer.data['value'] ?? {}) as { visitId?: string };
		if (visitId) this.visit = visitId;
		return answer.data;
	}

	/** Calls the next. @returns what undoes it */
	async next(): Promise<() => Promise<unknown>> {
		const { command } = await this.act('next');
		return () => this.act('undo', { undoes: String(command) });
	}
}

/* Boards made by hand, for what a hall does rarely or never */

export const hallState = (more: Partial<HallState> = {}): HallState => ({
	id: 'R',
	name: 'Stadskantoor Roosendaal',
	waiting: 12,
	held: false,
	open: { open: true, closesAt: NOW + 6.5 * 3_600_000 },
	...more
});

export const call = (
	ticket: string,
	number: number,
	{ hall = 'R', kind = 'counter' }: { hall?: string; kind?: 'counter' | 'booth' } = {}
): HallCall => ({
	id: `${hall}/${ticket}`,
	ticket,
	hall,
	to: { kind, number },
	calledAt: NOW,
	recalls: 0
});

export const board = (more: Partial<HallBoard> = {}): HallBoard => ({
	branch: 'Stadskantoor Roosendaal',
	layout: 'newest',
	halls: [hallState()],
	calls: [],
	announcements: [],
	messages: [],
	secondScreen: false,
	...more
});
