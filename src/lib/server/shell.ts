import { createHash } from 'node:crypto';
import type { Appointment } from '../domain/appointment.ts';
import type { Actor } from '../domain/events.ts';
import type {
	AccountId,
	AppointmentId,
	BranchId,
	CommandId,
	NewId,
	RegionId,
	VisitId
} from '../domain/ids.ts';
import { type AnyOutcome, type Refused, refuse } from '../domain/refusal.ts';
import { HOUR, type Instant } from '../domain/time.ts';
import type { Visit } from '../domain/visit.ts';
import {
	type CommandKey,
	type KeptCommand,
	forgetCommandsBefore,
	keepCommand
} from './db/commands.ts';
import { type Committable, send } from './db/connection.ts';
import type { Trip } from './db/convoy.ts';
import type { BranchChange, Db, Sql } from './db/open.ts';
import { type Touched, touch } from './db/revisions.ts';
import type { RegionMemory } from './db/memory.ts';
import type { Log } from './log.ts';

/** All that is not pure: what a flow needs from the world. */
export interface Shell {
	db: Db;
	now(): Instant;
	newId: NewId;
	/** Tells this process's screens which branches changed; called after the commit, never before. */
	announce(changes: BranchChange[]): void;
	log: Log;
}

/** What one command does under the region's lock. */
export interface Tx {
	/** Throws once the command is over: a forgotten `await` must not land in the next one. */
	readonly sql: Sql;
	readonly regionId: RegionId;
	/** The time of everything that this command does. */
	readonly at: Instant;
	/** What was kept of this very command when it acted before. */
	earlier(): Promise<KeptCommand | undefined>;
	/** What is remembered of the region, this command's own doings included. */
	readonly memory: RegionMemory;
	/** The visits that this command has in hand: each is read once, and then is what the command made of it. */
	readonly visits: Map<VisitId, Visit | undefined>;
	/** The same, of appointments. */
	readonly appointments: Map<AppointmentId, Appointment | undefined>;
	/**
	 * Sends a statement that nobody reads the answer of; a prepared one, which on SQLite is done at once. It stands before whatever is sent after it, and the command
	 * does not end before it; what it breaks, breaks the command.
	 */
	write(statement: PromiseLike<unknown>): void;
	/**
	 * Marks a branch whose screens show something else after this.
	 *
	 * @param clerks whose own desks do as well. All that look at this branch, if it is left out
	 */
	touch(branchId: BranchId | null, clerks?: Iterable<AccountId>): void;
}

/**
 * Read, decide, write: the only way to change what the journal tells. Takes the region's lock, and runs; with the commit
 * the revision of each branch touched is raised, after it the screens are told. A refusal is taken back: nothing was
 * written.
 *
 * @param key of a command that acts once
 */
export async function inRegion<O extends AnyOutcome>(
	shell: Shell,
	regionId: RegionId,
	work: (tx: Tx) => Promise<O>,
	key: CommandKey | null = null
): Promise<O> {
	let changes: BranchChange[] = [];
	const act = async (sql: Sql, trip: Trip): Promise<Committable<O>> => {
		let open = true;
		changes = trip.changes;
		const touched: Touched = new Map();
		const writes: Promise<unknown>[] = [];
		const write = (statement: PromiseLike<unknown>): void => {
			const written = send(statement);
			// Heard of below.
			written.catch(() => undefined);
			writes.push(written);
		};
		const tx: Tx = {
			get sql() {
				if (!open) throw new Error('a statement after its transaction: an await is missing');
				return sql;
			},
			regionId,
			at: shell.now(),
			earlier: async () => (key ? trip.lookahead.find(sql, key) : undefined),
			memory: trip.memory,
			visits: new Map(),
			appointments: new Map(),
			write,
			touch: (branchId, clerks) => {
				if (branchId) touch(touched, branchId, clerks);
			}
		};
		try {
			const value = await work(tx);
			// Of what is taken back all must have arrived before.
			if (value.ok && trip.unheard) trip.unheard.push(...writes);
			else await Promise.all(writes);
			if (value.ok) for (const [branchId, clerks] of touched) touch(trip.touched, branchId, clerks);
			return { commit: value.ok, value };
		} catch (error) {
			// What a statement broke comes before what came of it.
			await Promise.all(writes);
			throw error;
		} finally {
			open = false;
		}
	};
	const outcome = await shell.db.underLock(regionId, act, key);
	// The first of those who shared the commit tells for all.
	const told = changes.splice(0);
	if (told.length > 0) shell.announce(told);
	return outcome;
}

/** Who gives a command, and where it counts. Scopes have one. */
export interface CommandScope {
	readonly regionId: RegionId;
	readonly actor: Actor;
	/** How long a repeat still gets the first answer. Longer than that, it is refused. */
	readonly replayFor?: number;
}

export interface Command {
	/** Minted by the screen, once a press. */
	id: CommandId;
	name: string;
	/** Whatever distinguishes one command from another with the same id: a reused id is refused, not answered. */
	payload: unknown;
}

const KEPT = 24 * HOUR;

/**
 * `inRegion` that acts once an actor and command id. A repeat gets the answer of the first, and changes nothing.
 *
 * Only acceptances are kept: a refused command changed nothing and may be tried again.
 *
 * @returns besides the flow's own refusals `command-reused` for an id that stood for something else, and
 *   `command-expired` for a repeat after `scope.replayFor`
 */
export const acting = <O extends AnyOutcome>(
	shell: Shell,
	scope: CommandScope,
	{ id, name, payload }: Command,
	work: (tx: Tx) => Promise<O>
): Promise<O | Refused<'command-reused' | 'command-expired'>> => {
	const key: CommandKey = { actorId: scope.actor.id, id };
	const once = async (tx: Tx): Promise<O | Refused<'command-reused' | 'command-expired'>> => {
		const payloadHash = hashOf([name, payload]);
		const earlier = await tx.earlier();
		if (earlier) {
			if (earlier.payloadHash !== payloadHash) return refuse({ code: 'command-reused' });
			if (tx.at - earlier.at > (scope.replayFor ?? KEPT))
				return refuse({ code: 'command-expired' });
			return { ok: true, value: earlier.value } as O;
		}
		const outcome = await work(tx);
		const value: unknown = outcome.ok ? (outcome.value ?? null) : null;
		if (outcome.ok) tx.write(keepCommand(tx.sql, { ...key, payloadHash, value, at: tx.at }));
		return outcome;
	};
	return inRegion(shell, scope.regionId, once, key);
};

/** Forgets commands that are too old to be repeated. */
export const forgetCommands = (sql: Sql, now: Instant): Promise<unknown> =>
	forgetCommandsBefore(sql, now - KEPT);

const hashOf = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('base64url');
