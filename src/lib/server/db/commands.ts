/** The answers of commands, kept so that a repeat gets the same one. */
import { and, eq, lt, sql as raw } from 'drizzle-orm';
import type { CommandId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Sql } from './connection.ts';
import { hot } from './hot.ts';
import { command } from './schema.ts';

export interface CommandKey {
	actorId: string;
	id: CommandId;
}

export type KeptCommand = typeof command.$inferSelect;

export async function findCommand(
	sql: Sql,
	{ actorId, id }: CommandKey
): Promise<KeptCommand | undefined> {
	const find = hot(sql, 'find_command', (db, name) =>
		db
			.select()
			.from(command)
			.where(
				and(eq(command.actorId, raw.placeholder('actorId')), eq(command.id, raw.placeholder('id')))
			)
			.prepare(name)
	);
	const [row] = await find.execute({ actorId, id });
	return row;
}

export function keepCommand(sql: Sql, row: KeptCommand): PromiseLike<unknown> {
	const keep = hot(sql, 'keep_command', (db, name) =>
		db
			.insert(command)
			.values({
				actorId: raw.placeholder('actorId'),
				id: raw.placeholder('id'),
				payloadHash: raw.placeholder('payloadHash'),
				value: raw.placeholder('value'),
				at: raw.placeholder('at')
			})
			.prepare(name)
	);
	return keep.execute({ ...row });
}

/** Forgets commands of before an instant. */
export const forgetCommandsBefore = (sql: Sql, at: Instant): Promise<unknown> =>
	sql.delete(command).where(lt(command.at, at)).execute();

/**
 * Looks for the next command while the one before it acts, so that nobody waits for the answer. Of one that was there
 * already in the same transaction it looks again: the first may have been kept since.
 */
export class Lookahead {
	readonly #sent = new Map<string, Promise<KeptCommand | undefined>>();
	readonly #seen = new Set<string>();

	look(sql: Sql, key: CommandKey): void {
		const name = nameOf(key);
		if (this.#seen.has(name) || this.#sent.has(name)) return;
		const found = findCommand(sql, key);
		// Whoever asks for it hears of it.
		found.catch(() => undefined);
		this.#sent.set(name, found);
	}

	find(sql: Sql, key: CommandKey): Promise<KeptCommand | undefined> {
		const name = nameOf(key);
		const sent = this.#sent.get(name);
		this.#sent.delete(name);
		this.#seen.add(name);
		return sent ?? findCommand(sql, key);
	}

	/** After a failure, which may have been that of what was sent. */
	forget(): void {
		this.#sent.clear();
	}
}

const nameOf = ({ actorId, id }: CommandKey): string => `${actorId} ${id}`;
