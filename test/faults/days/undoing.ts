import type { AccountId, CommandId } from '../../../src/lib/domain/ids.ts';
import { undo } from '../../../src/lib/server/flows/undo.ts';
import type { DeskScope, HallScope } from '../../../src/lib/server/scope.ts';
import { type Press, press } from './press.ts';

/** Undoing what somebody did, by the right with which they did it. */
export const undoOf =
	(by: AccountId, scope: DeskScope | HallScope<'host-hall'>) =>
	(undoes: CommandId): Press =>
		press(
			'undo',
			by,
			(shell, id) => undo(shell, scope, { id, undoes }),
			(ledger) => ledger.undo(undoes)
		);
