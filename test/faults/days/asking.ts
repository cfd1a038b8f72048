/** What screens show that ask after a start, held against what people were told. */
import { DEFAULT_DISPLAY } from '../../../src/lib/domain/display.ts';
import { type Instant, MINUTE, localDay } from '../../../src/lib/domain/time.ts';
import type { Sql } from '../../../src/lib/server/db/open.ts';
import { DEMO_REGION } from '../../../src/lib/server/demo/region.ts';
import { visitByLink } from '../../../src/lib/server/flows/ticket.ts';
import type { Shell } from '../../../src/lib/server/shell.ts';
import { deskView } from '../../../src/lib/server/views/desk.ts';
import { hallBoard } from '../../../src/lib/server/views/hall.ts';
import { CLERKS, HALLS, ZONE, codeOf } from './cast.ts';
import type { Ledger } from './ledger.ts';
import { Wrong, same } from './wrong.ts';

export async function asked(shell: Shell, ledger: Ledger, now: Instant): Promise<void> {
	await shell.db.snapshot(async (sql) => {
		await displays(sql, ledger, now);
		await desks(sql, ledger, now);
	});
}

async function displays(sql: Sql, ledger: Ledger, now: Instant): Promise<void> {
	const today = localDay(now, ZONE);
	for (const id of HALLS) {
		const board = await hallBoard(sql, id, DEFAULT_DISPLAY, now);
		if (!board) throw new Wrong(`no display in ${codeOf(id)}`);
		const here = ledger
			.in('waiting', 'called')
			.filter(({ branchId, day }) => branchId === id && day === today);
		const called = here
			.filter(({ state }) => state === 'called')
			.map((visit) => ledger.label(visit));
		same(
			`the display in ${codeOf(id)}`,
			`${called.sort().join()}; ${here.length - called.length} wait`,
			`${board.calls
				.map(({ ticket }) => ticket)
				.sort()
				.join()}; ${board.halls[0]?.waiting ?? 0} wait`
		);
		same(
			`what the display in ${codeOf(id)} speaks`,
			ledger
				.heardSince(id, now - MINUTE)
				.map(({ kind, visitId }) => `${kind} ${ledger.label(ledger.visit(visitId))}`)
				.join(),
			board.announcements.map(({ kind, ticket }) => `${kind} ${ticket}`).join()
		);
	}
}

async function desks(sql: Sql, ledger: Ledger, now: Instant): Promise<void> {
	for (const clerkId of CLERKS) {
		const { current, counterId } = await deskView(sql, DEMO_REGION.id, clerkId, now);
		const visit = ledger.currentOf(clerkId);
		same(
			`the desk of ${clerkId}`,
			`${visit ? `${visit.id} ${visit.state}` : 'nobody'} ${ledger.dutyOf(clerkId).counterId ?? ''}`,
			`${current ? `${current.visitId} ${current.state}` : 'nobody'} ${counterId ?? ''}`
		);
	}
}

/** The address of a ticket opens that ticket, and no other. */
export async function opened(shell: Shell, ledger: Ledger, most: number): Promise<void> {
	for (const { id, link, ticket } of [...ledger.visits.values()].slice(-most)) {
		if (link === null) continue;
		const visit = await visitByLink(shell, link);
		same(`the address of ${ticket}`, id, visit?.id ?? 'nothing');
	}
}
