import type { VisitId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import type { Note } from '../../realtime/events.ts';
import { notesOf, visitorsOf } from '../db/notes.ts';
import type { Sql } from '../db/open.ts';

/** What people wrote about visits; for staff only. */
export interface Written {
	notes: (id: VisitId) => Note[];
	name: (id: VisitId) => string | null;
	contact: (id: VisitId) => string | null;
}

export async function writtenAbout(
	sql: Sql,
	visitIds: readonly VisitId[],
	now: Instant
): Promise<Written> {
	const notes = new Map<VisitId, Note[]>();
	for (const { visitId, id, text, authorId, by, at, keep } of await notesOf(sql, visitIds, now))
		notes.set(visitId, [...(notes.get(visitId) ?? []), { id, text, byId: authorId, by, at, keep }]);
	const people = new Map((await visitorsOf(sql, visitIds, now)).map((one) => [one.visitId, one]));
	return {
		notes: (id) => notes.get(id) ?? [],
		name: (id) => people.get(id)?.name ?? null,
		contact: (id) => people.get(id)?.contact ?? null
	};
}
