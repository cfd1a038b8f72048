/** One command: how it is given, and what its answer tells. */
import type { AccountId, BranchId, CommandId, VisitId } from '../../../src/lib/domain/ids.ts';
import type { AnyOutcome } from '../../../src/lib/domain/refusal.ts';
import type { DeskAnswer } from '../../../src/lib/server/flows/desk.ts';
import type { Shell } from '../../../src/lib/server/shell.ts';
import type { Random } from '../../../src/cli/demo/random.ts';
import type { Instant } from '../../../src/lib/domain/time.ts';
import type { DeviceScope } from '../../../src/lib/server/scope.ts';
import type { Disk } from './disk.ts';
import type { KnownVisit, Ledger } from './ledger.ts';
import { same } from './wrong.ts';

export interface Press {
	/** For the list of what happened. */
	what: string;
	actorId: string;
	/** An answer that is not given again after two minutes. */
	atKiosk: boolean;
	give(shell: Shell, id: CommandId): Promise<AnyOutcome>;
	/** What an acceptance tells, also when it was read where it was kept. */
	told(ledger: Ledger, value: unknown): void;
	/** Takes it back, by who gave it; absent for what can't be taken back. */
	undo?: (id: CommandId) => Press;
}

/** What a person sees who decides what to press. */
export interface Scene {
	ledger: Ledger;
	random: Random;
	now: Instant;
	disk: Disk;
	kioskIn(branchId: BranchId): DeviceScope<'kiosk'>;
	/** Numbers what is written, so that each text is another. */
	count(): number;
}

type Accepted<O> = O extends { ok: true; value: infer V } ? V : never;

export const press = <O extends AnyOutcome>(
	what: string,
	actorId: string,
	give: (shell: Shell, id: CommandId) => Promise<O>,
	told: (ledger: Ledger, value: Accepted<O>) => void
): Press => ({
	what,
	actorId,
	atKiosk: false,
	give,
	told: (ledger, value) => told(ledger, value as Accepted<O>)
});

/** A clerk's command about a visit, which may have called the next visitor along with it. */
export const deskPress = <O extends AnyOutcome>(
	what: string,
	clerkId: AccountId,
	visit: KnownVisit,
	give: (shell: Shell, command: { id: CommandId; visitId: VisitId }) => Promise<O>,
	change: (ledger: Ledger, id: VisitId) => void
): Press =>
	press(
		`${what} ${visit.ticket}`,
		clerkId,
		(shell, id) => give(shell, { id, visitId: visit.id }),
		(ledger, value) => {
			const answer = value as DeskAnswer;
			change(ledger, visit.id);
			same(`${what} ${visit.id}`, ledger.label(ledger.visit(visit.id)), answer.ticket);
			if (!answer.called) return;
			ledger.call(answer.called.visitId, clerkId);
			same('called along', ledger.label(ledger.visit(answer.called.visitId)), answer.called.ticket);
		}
	);

/** What is told about a visit by its plain number. */
export const about = (ledger: Ledger, value: unknown): KnownVisit => {
	const { visitId, ticket } = value as { visitId: VisitId; ticket: string };
	same(`visit ${visitId}`, ledger.visit(visitId).ticket, ticket);
	return ledger.visit(visitId);
};
