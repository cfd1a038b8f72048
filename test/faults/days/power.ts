/**
 * The power of one program: every statement of its connections passes here, and at any of them it can fail. From
 * there nothing of that program reaches its files any more; what it still does throws.
 */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';

export type Side = 'before' | 'after';

/** What goes wrong next, once its moment has come. */
export type Plan =
	| { what: 'statement'; left: number; side: Side }
	| { what: 'commit'; side: Side }
	| { what: 'announcement'; side: Side }
	| { what: 'answer' }
	/** The disk is full for the write that is reached; SQLite itself may have rolled back by then, or not. */
	| { what: 'full'; left: number; rolledBack: boolean };

export class PowerFailure extends Error {
	override name = 'PowerFailure';
}

interface Statement {
	source: string;
	database: Database.Database;
}
type Run = (this: Statement, ...values: unknown[]) => unknown;

const FILES = ['beurt.db', 'beurt.db-wal'];
const powers = new Map<string, Power>();

/** better-sqlite3 has one class of statements in a process, whoever prepared them. */
function tap(): void {
	const sample = new Database(':memory:');
	const statements = Object.getPrototypeOf(sample.prepare('select 1')) as Record<string, Run>;
	sample.close();
	for (const name of ['run', 'get', 'all']) {
		const original = statements[name]!;
		statements[name] = function (...values) {
			// What only reads by its own promise is the test's, which looks past the program.
			const power = this.database.readonly ? undefined : powers.get(dirname(this.database.name));
			const run = () => original.apply(this, values);
			return power ? power.through(this, run) : run();
		};
	}
}
tap();

const isCommit = (sql: string): boolean => sql === 'COMMIT';
const isWrite = (sql: string): boolean => /^(insert|update|delete|commit)\b/i.test(sql);

export class Power {
	readonly folder: string;
	/** Where the files are copied to when it fails. */
	readonly #rescue: string;
	#plan: Plan | null = null;
	/** Only what a command, a job or a start does counts; not what a test looks at. */
	counting = false;
	failed = false;
	/** Disks that were full. */
	full = 0;
	readonly #connections = new Set<Database.Database>();

	constructor(folder: string, rescue: string) {
		this.folder = folder;
		this.#rescue = rescue;
		powers.set(folder, this);
	}

	get planned(): boolean {
		return this.#plan !== null;
	}

	plan(plan: Plan): void {
		this.#plan = plan;
	}

	through<T>(statement: Statement, run: () => T): T {
		this.#connections.add(statement.database);
		const { source } = statement;
		this.#moment('before', source);
		this.#fill(statement);
		const result = run();
		this.#moment('after', source);
		return result;
	}

	/** Screens are told, or an answer goes out. */
	at(what: 'announcement' | 'answer', side: Side = 'before'): void {
		if (this.failed) throw new PowerFailure();
		const plan = this.#plan;
		if (!this.counting || plan?.what !== what) return;
		if (plan.what === 'answer' || plan.side === side) this.#fail();
	}

	#moment(side: Side, sql: string): void {
		if (this.failed) throw new PowerFailure();
		const plan = this.#plan;
		if (!this.counting || !plan) return;
		if (plan.what === 'commit' && plan.side === side && isCommit(sql)) this.#fail();
		if (plan.what === 'statement' && plan.side === side && --plan.left <= 0) this.#fail();
	}

	#fill({ source, database }: Statement): void {
		const plan = this.#plan;
		if (!this.counting || plan?.what !== 'full' || !isWrite(source) || --plan.left > 0) return;
		this.#plan = null;
		this.full++;
		if (plan.rolledBack && database.inTransaction) database.exec('ROLLBACK');
		throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
	}

	#fail(): never {
		this.failed = true;
		this.#plan = null;
		mkdirSync(this.#rescue, { recursive: true });
		for (const file of FILES)
			if (existsSync(join(this.folder, file)))
				cpSync(join(this.folder, file), join(this.#rescue, file));
		throw new PowerFailure();
	}

	/** Gives the machine back what a program held that is no more. */
	bury(): void {
		for (const connection of this.#connections) connection.close();
		powers.delete(this.folder);
	}
}
