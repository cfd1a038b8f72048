/** What was asked of the server, and what it answered: kept by those who asked. */
import type { Answer } from '../../../src/cli/demo/doors.ts';

export interface Entry {
	/** The command's id. */
	id: string;
	/** The device or account that asked, as its client calls itself. */
	who: string;
	action: string;
	fields: Record<string, string>;
	/** null: none came (yet). */
	answer: Answer | null;
	tries: number;
}

export class Ledger {
	readonly #entries = new Map<string, Entry>();

	begin(who: string, action: string, fields: Record<string, string>): Entry {
		const entry: Entry = {
			id: crypto.randomUUID(),
			who,
			action,
			fields,
			answer: null,
			tries: 0
		};
		this.#entries.set(entry.id, entry);
		return entry;
	}

	get all(): Entry[] {
		return [...this.#entries.values()];
	}

	of(id: string): Entry | undefined {
		return this.#entries.get(id);
	}

	/** Told that it was done. */
	get acknowledged(): Entry[] {
		return this.all.filter(({ answer }) => answer?.ok === true);
	}

	get unanswered(): Entry[] {
		return this.all.filter(({ answer }) => answer === null);
	}
}

/** The number and the page of a ticket, as a kiosk was told. */
export function issuedTo({ answer }: Entry): { ticket: string; link: string } | null {
	if (!answer?.ok) return null;
	const issued = answer.data['issued'] as { ticket: string; path: string } | undefined;
	if (!issued) return null;
	return { ticket: issued.ticket, link: issued.path.replace('/t/', '') };
}

/** The visit that a desk was told about. */
export const visitOf = ({ answer }: Entry): string | null =>
	answer?.ok ? ((answer.data['value'] as { visitId?: string } | null)?.visitId ?? null) : null;
