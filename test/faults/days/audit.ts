/** Holds the database against what people were told. */
import { OVER, type KnownVisit, type Ledger } from './ledger.ts';
import type { Disk, VisitRow } from './disk.ts';
import { Wrong, same } from './wrong.ts';

const lines = (texts: readonly string[]): string => [...texts].sort().join('\n');

const told = ({ id, state, branchId, clerkId }: KnownVisit): string =>
	`${id} ${state} ${branchId} ${clerkId ?? '-'}`;
const found = ({ id, state, branch_id, clerk_id }: VisitRow): string =>
	`${id} ${state} ${branch_id} ${clerk_id ?? '-'}`;

/** The names of those that differ come first in what is printed. */
function sameLines(what: string, expected: readonly string[], there: readonly string[]): void {
	const [a, b] = [new Set(expected), new Set(there)];
	const missing = expected.filter((line) => !b.has(line));
	const extra = there.filter((line) => !a.has(line));
	if (missing.length + extra.length > 0)
		throw new Wrong(`${what}: told "${lines(missing)}", found "${lines(extra)}"`);
	same(`${what}, how many`, String(expected.length), String(there.length));
}

/** After every command: whoever is in a hall, whoever the command was about, and who works where. */
export function glance(ledger: Ledger, disk: Disk): void {
	const open = [...ledger.visits.values()].filter(({ state }) => !OVER.includes(state));
	sameLines('who is in the halls', open.map(told), disk.openVisits().map(found));
	same('visits', String(ledger.visits.size), String(disk.countVisits()));
	for (const id of ledger.takeTouched()) {
		const row = disk.visit(id);
		same('a visit', told(ledger.visit(id)), row ? found(row) : 'nothing');
	}
	duties(ledger, disk);
	written(ledger, disk);
}

function duties(ledger: Ledger, disk: Disk): void {
	const there = disk
		.duties()
		.map(({ clerk_id, since, branch_id, counter_id, pause_reason, auto_next }) =>
			[clerk_id, since, branch_id, counter_id, pause_reason, auto_next === 1].join(' ')
		);
	const expected = [...ledger.duties].map(([id, duty]) =>
		[id, duty.since, duty.branchId, duty.counterId, duty.pause, duty.autoNext].join(' ')
	);
	sameLines('who works where', expected, there);
	sameLines('halls in which calls are held', [...ledger.held], disk.heldHalls());
	sameLines(
		'kiosks that call for help',
		[...ledger.help.keys()],
		disk.openHelp().map(({ device_id }) => device_id)
	);
}

function written(ledger: Ledger, disk: Disk): void {
	const { notes, names } = ledger.written;
	sameLines(
		'notes',
		[...notes].map(([text, { visitId, authorId }]) => `${text} ${visitId} ${authorId}`),
		disk.notes().map(({ text, visit_id, author_id }) => `${text} ${visit_id} ${author_id}`)
	);
	sameLines(
		'names',
		[...names].map(([id, { name, contact }]) => `${id} ${name ?? '-'} ${contact ?? '-'}`),
		disk
			.visitors()
			.map(({ visit_id, name, contact }) => `${visit_id} ${name ?? '-'} ${contact ?? '-'}`)
	);
	sameLines(
		'messages',
		[...ledger.messages].map(([id, { branchId, text }]) => `${id} ${branchId} ${text}`),
		disk.messages().map(({ id, branch_id, text_nl }) => `${id} ${branch_id} ${text_nl}`)
	);
}

/** After every start and at the end of every day: each visit there ever was, its number and its address. */
export function wholly(ledger: Ledger, disk: Disk): void {
	glance(ledger, disk);
	const rows = disk.visits();
	sameLines('all visits', [...ledger.visits.values()].map(told), rows.map(found));
	for (const row of rows) {
		const visit = ledger.visit(row.id as KnownVisit['id']);
		const number = `${row.letter}${String(row.number).padStart(3, '0')}`;
		same(
			'a ticket',
			`${visit.ticket} of ${visit.issuedIn} on ${visit.day}`,
			`${number} of ${row.issued_branch_id} on ${row.day}`
		);
		if (visit.link !== null && visit.link !== row.link)
			throw new Wrong(`the address of ticket ${visit.ticket} of ${visit.day} opens nothing`);
	}
	sameLines(
		'the series',
		[...ledger.numbers].map(([series, last]) => `${series} ${last}`),
		disk.series().map((row) => `${row.branch_id} ${row.day} ${row.letter} ${row.last_number}`)
	);
}
