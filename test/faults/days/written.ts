/** What people wrote about visits, and when it must be gone. */
import type { AccountId, VisitId } from '../../../src/lib/domain/ids.ts';
import type { NoteKeep } from '../../../src/lib/domain/note.ts';
import { type Instant, dayOf } from '../../../src/lib/domain/time.ts';
import { ZONE } from './cast.ts';

interface KnownNote {
	visitId: VisitId;
	authorId: AccountId;
	keep: NoteKeep;
	until: Instant;
}

interface KnownName {
	name: string | null;
	contact: string | null;
	until: Instant;
}

export class WrittenLedger {
	/** By their text: no two are the same. */
	readonly notes = new Map<string, KnownNote>();
	readonly names = new Map<VisitId, KnownName>();

	note(visitId: VisitId, authorId: AccountId, text: string, keep: NoteKeep, at: Instant): void {
		this.notes.set(text, { visitId, authorId, keep, until: dayOf(at, ZONE).end });
	}

	name(visitId: VisitId, name: string | null, contact: string | null, at: Instant): void {
		if (name === null && contact === null) this.names.delete(visitId);
		else this.names.set(visitId, { name, contact, until: dayOf(at, ZONE).end });
	}

	/** What the cleaning takes now. */
	expired(now: Instant, isOver: (visitId: VisitId) => boolean): string[] {
		return [...this.notes]
			.filter(
				([, { until, keep, visitId }]) => until <= now || (keep === 'visit' && isOver(visitId))
			)
			.map(([text]) => text);
	}

	clean(now: Instant, isOver: (visitId: VisitId) => boolean): void {
		for (const text of this.expired(now, isOver)) this.notes.delete(text);
		for (const [visitId, { until }] of this.names) if (until <= now) this.names.delete(visitId);
	}
}
