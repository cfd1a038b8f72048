import type { BranchId, VisitId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Visit } from '../../domain/visit.ts';
import type { Note, Told } from '../../realtime/events.ts';
import { once } from '../db/look.ts';
import {
	type WhoVisits,
	type WrittenNote,
	notesIn,
	notesOf,
	visitorsIn,
	visitorsOf
} from '../db/notes.ts';
import type { Sql } from '../db/open.ts';

/** What people wrote about visits; for staff only. */
export interface Written {
	notes: (id: VisitId) => Note[];
	name: (id: VisitId) => string | null;
	contact: (id: VisitId) => string | null;
	/** When they booked. */
	told: (id: VisitId) => Told | null;
}

export async function writtenAbout(
	sql: Sql,
	visits: readonly Pick<Visit, 'id'>[],
	now: Instant
): Promise<Written> {
	const ids = visits.map(({ id }) => id);
	return written(await notesOf(sql, ids, now), await visitorsOf(sql, ids, now));
}

/** About everyone who is in a hall, or was missed there today. */
export const writtenInHall = (sql: Sql, branchId: BranchId, now: Instant): Promise<Written> =>
	once(sql, `written in ${branchId}`, async () =>
		written(await notesIn(sql, branchId, now), await visitorsIn(sql, branchId, now))
	);

function written(allNotes: readonly WrittenNote[], visitors: readonly WhoVisits[]): Written {
	const notes = new Map<VisitId, Note[]>();
	for (const { visitId, id, text, authorId, by, at, keep } of allNotes)
		notes.set(visitId, [...(notes.get(visitId) ?? []), { id, text, byId: authorId, by, at, keep }]);
	const people = new Map(visitors.map((one) => [one.visitId, one]));
	return {
		notes: (id) => notes.get(id) ?? [],
		name: (id) => people.get(id)?.name ?? null,
		contact: (id) => people.get(id)?.contact ?? null,
		told: (id) => {
			const { remarks = null, help = null } = people.get(id) ?? {};
			return remarks === null && help === null ? null : { remarks, help: help ?? [] };
		}
	};
}
