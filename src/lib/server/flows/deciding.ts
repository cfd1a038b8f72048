import type { DomainEvent } from '../../domain/events.ts';
import { type AnyOutcome, type RefusedOf, accept } from '../../domain/refusal.ts';
import { record } from '../db/journal.ts';
import { type Command, type CommandScope, type Shell, type Tx, acting } from '../shell.ts';

/** What any decision answers: events, or one of its own refusals. */
export type Decided<E extends DomainEvent = DomainEvent> =
	{ ok: true; value: E[] } | Extract<AnyOutcome, { ok: false }>;

/**
 * The shape of nearly every flow: decide, write what was decided, answer. Acts once a command id.
 *
 * @param decide reads and decides; its refusals become the flow's
 * @param answer what an acceptance tells, read after the writing
 */
export const deciding = <O extends Decided, A>(
	shell: Shell,
	scope: CommandScope,
	command: Command,
	decide: (tx: Tx) => O | Promise<O>,
	answer: (tx: Tx) => A | Promise<A>
) =>
	acting(shell, scope, command, async (tx): Promise<{ ok: true; value: A } | RefusedOf<O>> => {
		const outcome: Decided = await decide(tx);
		if (!outcome.ok) return outcome as RefusedOf<O>;
		await record(tx, { actor: scope.actor, commandId: command.id }, outcome.value);
		return accept(await answer(tx));
	});
