/** One life of the program, from its start to a stop or a power failure: as the server starts, without sockets. */
import { isDeepStrictEqual } from 'node:util';
import type { BranchId, NewId } from '../../../src/lib/domain/ids.ts';
import type { Instant } from '../../../src/lib/domain/time.ts';
import { allRevisions } from '../../../src/lib/server/db/halls.ts';
import { lastEntryAt } from '../../../src/lib/server/db/journal.ts';
import {
	type BranchChange,
	type Db,
	type Trouble,
	openDb
} from '../../../src/lib/server/db/open.ts';
import { extendDemoShifts, loadDemoRegion } from '../../../src/lib/server/demo/load.ts';
import { DEMO_REGION } from '../../../src/lib/server/demo/region.ts';
import type { Shell } from '../../../src/lib/server/shell.ts';
import { Disk } from './disk.ts';
import { type Power, PowerFailure } from './power.ts';
import { Wrong } from './wrong.ts';

/** What outlives a program. */
export interface Outside {
	now(): Instant;
	newId: NewId;
}

/** What came of asking the program for something. */
export type Asked<T> =
	| { came: 'answer'; value: T }
	/** 503: the disk was full. */
	| { came: 'trouble' }
	/** The power failed before an answer was out. */
	| { came: 'nothing' };

const isFull = (error: unknown): boolean => {
	for (let cause = error; cause instanceof Error; cause = cause.cause)
		if ((cause as { code?: unknown }).code === 'SQLITE_FULL') return true;
	return false;
};

export class Life {
	readonly power: Power;
	readonly shell: Shell;
	readonly disk: Disk;
	/** Branches whose screens were told, since somebody looked. */
	#told: BranchChange[] = [];
	readonly #revisions: Map<BranchId, number>;
	trouble: Trouble | null = null;
	#failures: unknown[] = [];

	private constructor(power: Power, disk: Disk, shell: Shell, revisions: Map<BranchId, number>) {
		this.power = power;
		this.disk = disk;
		this.shell = shell;
		this.#revisions = revisions;
	}

	/** Starts on the files of a folder. Throws `PowerFailure` when the power fails meanwhile. */
	static async start(power: Power, outside: Outside): Promise<Life> {
		let life: Life | null = null;
		let disk: Disk | null = null;
		let db: Db | null = null;
		try {
			db = await openDb({
				dataDir: power.folder,
				migrations: 'drizzle',
				onTrouble: (trouble) => {
					if (life) life.trouble = trouble;
				}
			});
			const end = await lastEntryAt(db.read, DEMO_REGION.id);
			if (end !== null && end > outside.now()) throw new Wrong('the journal tells of the future');
			const shell: Shell = {
				db,
				now: outside.now,
				newId: outside.newId,
				announce: (changes) => life?.announce(changes),
				log: {
					info: () => undefined,
					warn: () => undefined,
					error: (_event, error) => life?.fail(error)
				}
			};
			await loadDemoRegion(shell);
			await extendDemoShifts(shell);
			const revisions = await allRevisions(db.read);
			disk = Disk.look(power.folder);
			life = new Life(
				power,
				disk,
				shell,
				new Map(revisions.map(({ branchId, revision }) => [branchId, revision]))
			);
			return life;
		} catch (error) {
			disk?.close();
			await db?.close();
			power.bury();
			throw power.failed ? new PowerFailure() : error;
		}
	}

	/** Asks for something as a screen does. Whatever else than a full disk is thrown is a bug. */
	async ask<T>(work: (shell: Shell) => Promise<T>): Promise<Asked<T>> {
		try {
			const value = await work(this.shell);
			this.power.at('answer');
			return { came: 'answer', value };
		} catch (error) {
			if (this.power.failed) return { came: 'nothing' };
			if (isFull(error)) return { came: 'trouble' };
			throw error;
		}
	}

	announce(changes: BranchChange[]): void {
		this.power.at('announcement', 'before');
		for (const { branchId, revision } of changes) {
			const before = this.#revisions.get(branchId) ?? 0;
			if (revision !== before + 1)
				throw new Wrong(`screens of ${branchId} are told of ${revision} after ${before}`);
			// Another command of the same transaction may have raised it once more.
			if (this.disk.revisionOf(branchId) < revision)
				throw new Wrong(`screens of ${branchId} are told before the commit`);
			this.#revisions.set(branchId, revision);
		}
		this.#told.push(...changes);
		this.power.at('announcement', 'after');
	}

	fail(error: unknown): void {
		this.#failures.push(error);
	}

	/** What screens were told since the last look. */
	takeTold(): readonly BranchChange[] {
		const told = this.#told;
		this.#told = [];
		return told;
	}

	/** Everything that was committed has been told, once; and no job failed. */
	check(): void {
		const [failure] = this.#failures;
		if (failure !== undefined) throw failure as Error;
		const committed = this.disk.revisions();
		if (!isDeepStrictEqual(committed, Object.fromEntries([...this.#revisions].sort())))
			throw new Wrong(`screens were told ${JSON.stringify([...this.#revisions])}, not all`);
	}

	/** Also after a power failure: it then takes away what nobody uses any more. */
	async stop(): Promise<void> {
		this.disk.close();
		await this.shell.db.close();
		this.power.bury();
	}
}
