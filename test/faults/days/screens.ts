/** Screens as the sockets keep them: each shows its last view until it is told that something changed. */
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_DISPLAY } from '../../../src/lib/domain/display.ts';
import type { Random } from '../../../src/cli/demo/random.ts';
import type { AccountId, BranchId } from '../../../src/lib/domain/ids.ts';
import type { Instant } from '../../../src/lib/domain/time.ts';
import type { BranchChange, Db, Sql } from '../../../src/lib/server/db/open.ts';
import { DEMO_REGION } from '../../../src/lib/server/demo/region.ts';
import { concerns } from '../../../src/lib/server/rooms.ts';
import type { Shell } from '../../../src/lib/server/shell.ts';
import { deskView, hallLines, remoteLines } from '../../../src/lib/server/views/desk.ts';
import { hallBoard, ticketFeed } from '../../../src/lib/server/views/hall.ts';
import { hostBoard } from '../../../src/lib/server/views/host.ts';
import { kioskMenu } from '../../../src/lib/server/views/kiosk.ts';
import { HALLS, codeOf } from './cast.ts';
import { Wrong } from './wrong.ts';

type Branches = ReadonlySet<BranchId> | null;
interface Shown {
	view: unknown;
	/** What it depends on; null is every hall. */
	branches: Branches;
	/** Whose own desk it is. */
	clerk?: AccountId;
}
type Compute = (sql: Sql, now: Instant) => Promise<Shown>;

/** Of one hall: what realtime.ts joins to a room of that hall. */
const OF_A_HALL = {
	display: (sql: Sql, id: BranchId, now: Instant) => hallBoard(sql, id, DEFAULT_DISPLAY, now),
	kiosk: kioskMenu,
	host: hostBoard,
	lines: hallLines,
	telephones: ticketFeed
};

const desk =
	(clerkId: AccountId): Compute =>
	async (sql, now) => {
		const view = await deskView(sql, DEMO_REGION.id, clerkId, now);
		if (!view.branchId) return { view, branches: null, clerk: clerkId };
		const elsewhere = view.current ? [view.current.branchId] : [];
		return { view, branches: new Set([view.branchId, ...elsewhere]), clerk: clerkId };
	};

type Kind = keyof typeof OF_A_HALL | 'desks' | 'home';
/** How often each kind is looked at. A kiosk's menu costs the most, and few commands change it alone. */
const KINDS: readonly (readonly [Kind, number])[] = [
	['display', 2],
	['host', 2],
	['lines', 2],
	['telephones', 2],
	['desks', 2],
	['home', 1],
	['kiosk', 0.3]
];

function* screensOf(kind: Kind, clerks: readonly AccountId[]): Generator<[string, Compute]> {
	if (kind === 'desks') for (const id of clerks) yield [`desk of ${id}`, desk(id)];
	else if (kind === 'home')
		yield [
			'lines at home',
			async (sql, now) => ({ view: await remoteLines(sql, DEMO_REGION.id, now), branches: null })
		];
	else
		for (const id of HALLS)
			yield [
				`${kind} in ${codeOf(id)}`,
				async (sql, now) => ({
					view: await OF_A_HALL[kind](sql, id, now),
					branches: new Set([id])
				})
			];
}

export class Screens {
	#kept = new Map<string, Shown & { at: Instant; compute: Compute }>();

	/**
	 * Some of the screens are there and up to date; all of them would cost more than the command.
	 *
	 * @param far what comes is seen in more halls than one, and most of it in their lines
	 */
	async look({ db, now }: Shell, clerks: readonly AccountId[], random: Random, far = false) {
		const before = this.#kept;
		this.#kept = new Map();
		const first = far ? 'lines' : random.weighted(KINDS);
		for (const kind of new Set([first, random.weighted(KINDS)]))
			for (const [key, compute] of screensOf(kind, clerks)) {
				const kept = before.get(key) ?? {
					...(await db.snapshot((sql) => compute(sql, now()))),
					at: now(),
					compute
				};
				this.#kept.set(key, kept);
			}
	}

	/** Whom it concerns gets another view, once they look again. */
	tell(told: readonly BranchChange[]): void {
		for (const [key, { branches, clerk = null }] of this.#kept)
			if (told.some((change) => concerns(change, { branches, clerk }))) this.#kept.delete(key);
	}

	/** Whoever was told nothing shows what they would show if they asked for the same moment. */
	async check(db: Db): Promise<void> {
		for (const [key, { view, at, compute }] of this.#kept) {
			const fresh = await db.snapshot((sql) => compute(sql, at));
			if (isDeepStrictEqual(fresh.view, view)) continue;
			throw new Wrong(`the ${key} was not told: it shows ${JSON.stringify(view)}`);
		}
	}

	/** All of them ask anew: the program started, or time has taken something from them. */
	forget(): void {
		this.#kept.clear();
	}
}
