/** Screens on their lines, and how long a key takes to the last of them. */
import { benchId, hallOfClerk, linkOf } from '../ids.ts';
import type { Bytes, FollowedView } from '../bytes.ts';
import { Follower } from './follower.ts';
import { Forms, cookieOf, readDesk } from './forms.ts';

export interface Screens {
	url: string;
	halls: number;
	/** In each hall. */
	telephones: number;
	desks: number;
	displays: number;
	/** Who waits in each hall without a telephone, and came before those who have one. */
	before: number;
	/** Whether to look how long messages are. */
	weighed: boolean;
}

interface Screen {
	follower: Follower;
	hall: number;
	/** The view by which it learns of a call. */
	main: FollowedView;
}

/** How many lines are opened at once: as a hall fills, not as a wall falls. */
const AT_ONCE = 100;
/** Nothing that was called is ever seen so late. */
const PATIENCE_MS = 20_000;

let forms: Forms | null = null;
let screens: Screen[] = [];
let expected: { hall: number; heard: Map<number, number> } | null = null;
/** Lengths of what changes, by view, while they are weighed. */
let lengths: Partial<Record<FollowedView, number[]>> | null = null;

const mustBeOpen = (): Forms => {
	if (!forms) throw new Error('nobody is connected');
	return forms;
};

function open(
	url: string,
	cookie: string,
	hall: number,
	main: FollowedView,
	requests: ConstructorParameters<typeof Follower>[2]
): Screen {
	const index = screens.length;
	const follower = new Follower(url, cookie, requests, (view, message) => {
		const at = performance.now();
		const first = expected?.hall === hall && !expected.heard.has(index);
		// An estimate comes when it is ready, and not with the call.
		if (lengths && (first || view === 'wait'))
			(lengths[view] ??= []).push(JSON.stringify(message).length);
		if (first && view === main) expected?.heard.set(index, at);
	});
	const screen = { follower, hall, main };
	screens.push(screen);
	return screen;
}

/** Connects screens of every hall, in addition to those that are there. @returns how many, once each shows its views */
export async function connect(wanted: Screens): Promise<number> {
	const { url, halls } = wanted;
	forms ??= new Forms(url, 16);
	lengths ??= wanted.weighed ? {} : null;
	const had = screens.length;
	const openers: (() => Screen)[] = [];
	for (let hall = 0; hall < halls; hall++) {
		for (let n = 0; n < wanted.displays; n++)
			openers.push(() =>
				open(url, cookieOf('hall', hall * 100 + n), hall, 'hall', [{ view: 'hall' }])
			);
		for (let n = 0; n < wanted.desks; n++)
			openers.push(() =>
				open(url, cookieOf('clerk', n * halls + hall), hall, 'line', [
					{ view: 'desk' },
					{ view: 'line', branchId: benchId('branch', hall) }
				])
			);
		for (let n = 0; n < wanted.telephones; n++) {
			const link = linkOf(hall, wanted.before + n);
			openers.push(() =>
				open(url, '', hall, 'ticket', [
					{ view: 'ticket', link },
					{ view: 'wait', link }
				])
			);
		}
	}
	for (let from = 0; from < openers.length; from += AT_ONCE)
		await Promise.all(
			openers.slice(from, from + AT_ONCE).map((opener) => opener().follower.whenRight())
		);
	return screens.length - had;
}

/**
 * A clerk calls, and every screen of the hall hears of it.
 *
 * @returns milliseconds from the key to each screen
 */
export async function call(clerk: number, halls: number): Promise<number[]> {
	const hall = hallOfClerk(clerk, halls);
	const there = screens.filter((screen) => screen.hall === hall && screen.follower.follows);
	const heard = new Map<number, number>();
	expected = { hall, heard };
	const start = performance.now();
	const answered = mustBeOpen().post('/desk?/next', cookieOf('clerk', clerk));
	while (heard.size < there.length) {
		if (performance.now() - start > PATIENCE_MS)
			throw new Error(`${there.length - heard.size} of ${there.length} screens heard of no call`);
		await new Promise((later) => setTimeout(later, 5));
	}
	called.set(clerk, readDesk(await answered).visitId);
	expected = null;
	return [...heard.values()].map((at) => at - start);
}

/** Whom each clerk has called. */
const called = new Map<number, string>();

/** The visitor is helped, and the clerk is free again. */
export async function free(clerk: number): Promise<void> {
	const visit = called.get(clerk) ?? '';
	const cookie = cookieOf('clerk', clerk);
	await mustBeOpen().post('/desk?/serve', cookie, { visit });
	await mustBeOpen().post('/desk?/finish', cookie, { visit, outcome: 'answered' });
	called.delete(clerk);
}

/** Cuts every line at once. @returns milliseconds until the last screen shows its views again */
export async function cut(): Promise<number> {
	const start = performance.now();
	for (const { follower } of screens) follower.cut();
	await Promise.all(
		screens.map(async ({ follower }) => {
			while (follower.right) await new Promise((later) => setTimeout(later, 5));
			await follower.whenRight();
		})
	);
	return performance.now() - start;
}

/** What the messages that were heard weigh, in the middle. */
export async function weigh(): Promise<Bytes> {
	const join: Bytes['join'] = {};
	for (const { follower } of screens) Object.assign(join, follower.lengths());
	const middle = ([...all]: number[]): number =>
		all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
	const patch = Object.fromEntries(
		Object.entries(lengths ?? {}).map(([view, all]) => [view, middle(all)])
	);
	return { join, patch };
}

export async function disconnect(): Promise<void> {
	for (const { follower } of screens) follower.close();
	forms?.close();
	forms = null;
	screens = [];
	lengths = null;
	called.clear();
}
