/** What the journal has to be announced, held against what a display said. */
import type { Announcement } from '../../../src/lib/realtime/events.ts';
import type { Row } from '../kill/rows.ts';

export interface ToAnnounce {
	id: number;
	kind: 'call' | 'recall' | 'withdrawn';
	branchId: string;
	visitId: string;
	at: number;
}

const KINDS: Readonly<Record<string, ToAnnounce['kind']>> = {
	'visit-called': 'call',
	'visit-recalled': 'recall',
	'visit-restored': 'withdrawn'
};

export const readAnnouncements = async (
	all: (sql: string) => Promise<Row[]>
): Promise<ToAnnounce[]> =>
	(
		await all(
			`select seq, type, branch_id, visit_id, at from journal
			where type in ('visit-called', 'visit-recalled', 'visit-restored') order by seq`
		)
	).map((row) => ({
		id: Number(row['seq']),
		kind: KINDS[String(row['type'])]!,
		branchId: String(row['branch_id']),
		visitId: String(row['visit_id']),
		at: Number(row['at'])
	}));

/** What was not said. A later recall is said in its place, and after a withdrawal nothing is. */
export const unsaid = (all: readonly ToAnnounce[], said: readonly Announcement[]): string[] => {
	const heard = new Set(said.map(({ id }) => id));
	return all
		.filter(
			({ id, kind, visitId }) =>
				kind !== 'withdrawn' &&
				!all.some(
					(later) =>
						later.visitId === visitId &&
						(later.id === id ? heard.has(id) : later.id > id && replaces(later, heard))
				)
		)
		.map(({ id, kind }) => `${kind} ${id} was not said`);
};

const replaces = ({ id, kind }: ToAnnounce, heard: ReadonlySet<number>): boolean =>
	kind === 'withdrawn' || heard.has(id);

/** What was said twice, or before what came before it. A recall keeps the place of its call, so it may be early. */
export function outOfOrder(said: readonly Announcement[]): string[] {
	const ids = said.map(({ id }) => id);
	const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
	const calls = said.filter(({ kind }) => kind === 'call').map(({ id }) => id);
	const early = calls.filter((id, index) => index > 0 && id < calls[index - 1]!);
	return [
		...twice.map((id) => `${id} was said twice`),
		...early.map((id) => `${id} was said after ${ids.join(' ')}`)
	];
}
