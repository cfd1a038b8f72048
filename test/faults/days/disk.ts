/**
 * What is in the database, read past the program: by a connection and statements of its own, so that nothing that the
 * program believes is believed here.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DEMO_REGION } from '../../../src/lib/server/demo/region.ts';

export interface VisitRow {
	id: string;
	state: string;
	branch_id: string;
	clerk_id: string | null;
	issued_branch_id: string;
	day: string;
	letter: string;
	number: number;
	link: string;
}

export interface Line {
	seq: number;
	actor_id: string;
	command_id: string;
	type: string;
	branch_id: string | null;
	clerk_id: string | null;
}

export interface DutyRow {
	clerk_id: string;
	since: number | null;
	branch_id: string | null;
	counter_id: string | null;
	pause_reason: string | null;
	auto_next: number;
}

const VISIT = 'id, state, branch_id, clerk_id, issued_branch_id, day, letter, number, link';

export class Disk {
	readonly #db: Database.Database;

	private constructor(db: Database.Database) {
		this.#db = db;
	}

	static look(folder: string): Disk {
		return new Disk(new Database(join(folder, 'beurt.db'), { readonly: true }));
	}

	readonly #statements = new Map<string, Database.Statement>();

	#all<T>(sql: string, ...values: unknown[]): T[] {
		let statement = this.#statements.get(sql);
		if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
		return statement.all(...values) as T[];
	}

	revisionOf(branchId: string): number {
		return this.revisions()[branchId] ?? 0;
	}

	revisions(): Record<string, number> {
		const rows = this.#all<{ branch_id: string; revision: number }>(
			'select branch_id, revision from branch_revision order by branch_id'
		);
		return Object.fromEntries(rows.map((row) => [row.branch_id, row.revision]));
	}

	/** The answer that was kept of a command; undefined when it was not accepted. */
	answerTo(actorId: string, commandId: string): { value: unknown; at: number } | undefined {
		const [row] = this.#all<{ value: string | null; at: number }>(
			'select value, at from command where actor_id = ? and id = ?',
			actorId,
			commandId
		);
		return row && { value: row.value === null ? null : JSON.parse(row.value), at: row.at };
	}

	linesAfter(seq: number): Line[] {
		return this.#all(
			`select seq, actor_id, command_id, type, branch_id, clerk_id from journal
			where region_id = ? and seq > ? order by seq`,
			DEMO_REGION.id,
			seq
		);
	}

	/** Of all that the journal tells up to a line; it never changes. */
	journalHash(upTo: number): string {
		const hash = createHash('sha256');
		for (const line of this.#all('select * from journal where seq <= ? order by seq', upTo))
			hash.update(JSON.stringify(line));
		return hash.digest('hex');
	}

	/** Each of these states has an index of its own. */
	openVisits(): VisitRow[] {
		return this.#all(
			["= 'waiting'", "in ('called', 'serving', 'parked')", "= 'no-show'"]
				.map((state) => `select ${VISIT} from visit where state ${state}`)
				.join(' union all ')
		);
	}

	visits(): VisitRow[] {
		return this.#all(`select ${VISIT} from visit`);
	}

	visit(id: string): VisitRow | undefined {
		return this.#all<VisitRow>(`select ${VISIT} from visit where id = ?`, id)[0];
	}

	countVisits(): number {
		return this.#all<{ n: number }>('select count(*) as n from visit')[0]?.n ?? 0;
	}

	duties(): DutyRow[] {
		return this.#all(
			'select clerk_id, since, branch_id, counter_id, pause_reason, auto_next from duty order by clerk_id'
		);
	}

	heldHalls(): string[] {
		return this.#all<{ id: string }>(
			'select branch_id as id from hall where held_since is not null order by branch_id'
		).map(({ id }) => id);
	}

	openHelp(): { id: string; device_id: string; branch_id: string }[] {
		return this.#all(
			'select id, device_id, branch_id from help_call where answered_at is null order by device_id'
		);
	}

	notes(): { id: string; visit_id: string; text: string; author_id: string }[] {
		return this.#all('select id, visit_id, text, author_id from visit_note order by text');
	}

	visitors(): { visit_id: string; name: string | null; contact: string | null }[] {
		return this.#all('select visit_id, name, contact from visitor order by visit_id');
	}

	messages(): { id: string; branch_id: string; text_nl: string }[] {
		return this.#all('select id, branch_id, text_nl from hall_message order by id');
	}

	series(): { branch_id: string; day: string; letter: string; last_number: number }[] {
		return this.#all('select branch_id, day, letter, last_number from series');
	}

	close(): void {
		this.#db.close();
	}
}
