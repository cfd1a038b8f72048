/**
 * Many rows at once, by the schema's own columns but without its query builder, which would need minutes for what takes
 * seconds here.
 */
import Database from 'better-sqlite3';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import pg from 'pg';

export interface Bulk {
	insert<T extends PgTable>(table: T, rows: readonly T['$inferInsert'][]): Promise<void>;
	/** Runs what is SQL on both engines. */
	run(sql: string): Promise<void>;
	close(): Promise<void>;
}

/** Rows of one table as lists of values, in the order of its columns. */
function rowsOf(table: PgTable) {
	const columns = Object.entries(getTableColumns(table));
	return {
		name: getTableName(table),
		columns: columns.map(([, column]) => `"${column.name}"`),
		values: (row: Record<string, unknown>): unknown[] =>
			columns.map(([key, column]) => {
				const value = row[key];
				return value === undefined || value === null ? null : column.mapToDriverValue(value);
			})
	};
}

export function bulkSqlite(file: string): Bulk {
	const connection = new Database(file);
	// Nobody's data yet: what is lost in a crash is made again.
	connection.pragma('journal_mode = OFF');
	connection.pragma('synchronous = OFF');
	connection.pragma('cache_size = -400000');
	const statements = new Map<string, Database.Statement>();
	return {
		insert: async (table, rows) => {
			const { name, columns, values } = rowsOf(table);
			let statement = statements.get(name);
			if (!statement) {
				const marks = columns.map(() => '?').join();
				statement = connection.prepare(
					`insert into "${name}" (${columns.join()}) values (${marks})`
				);
				statements.set(name, statement);
			}
			connection.exec('BEGIN');
			for (const row of rows) statement.run(values(row));
			connection.exec('COMMIT');
		},
		run: async (sql) => void connection.exec(sql),
		close: async () => {
			// As the product leaves it, so that both sides start alike.
			connection.pragma('journal_mode = WAL');
			connection.close();
		}
	};
}

/** PostgreSQL takes 65,535 parameters a statement. */
const PARAMETERS = 60_000;

export async function bulkPostgres(url: string): Promise<Bulk> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	return {
		insert: async (table, rows) => {
			const { name, columns, values } = rowsOf(table);
			const atOnce = Math.floor(PARAMETERS / columns.length);
			for (let from = 0; from < rows.length; from += atOnce) {
				const some = rows.slice(from, from + atOnce);
				const marks = some.map(
					(_, row) => `(${columns.map((__, i) => `$${row * columns.length + i + 1}`).join()})`
				);
				await client.query(
					`insert into "${name}" (${columns.join()}) values ${marks.join()}`,
					some.flatMap(values)
				);
			}
		},
		run: async (sql) => {
			await client.query(sql);
		},
		close: () => client.end()
	};
}
