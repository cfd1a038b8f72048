import pg from 'pg';
import {
	BOOK_SQL,
	CITIZEN_COLUMNS,
	FREE_SQL,
	HELD_COLUMNS,
	type Places,
	TAKE_SQL,
	citizenRow,
	heldRow,
	insertSql
} from './places.ts';
import { type FloorPlace, nowAt } from './rows.ts';

/** As many as the product has. */
const POOL = 10;

/** The same statements, with PostgreSQL's names for values. */
function numbered(sql: string): string {
	let n = 0;
	return sql.replace(/\?/g, () => `$${++n}`);
}

const SQL = {
	free: numbered(FREE_SQL),
	take: numbered(TAKE_SQL),
	held: numbered(insertSql('appointment', HELD_COLUMNS)),
	book: numbered(BOOK_SQL),
	citizen: numbered(insertSql('citizen', CITIZEN_COLUMNS))
};

/** null where the database has none. */
export async function openPostgresPlaces({ databaseUrl }: FloorPlace): Promise<Places | null> {
	const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL });
	const { rows } = await pool.query(`select to_regclass('bare_place') as found`);
	if ((rows as { found: string | null }[])[0]?.found === null) {
		await pool.end();
		return null;
	}
	type Run = (name: keyof typeof SQL, values: unknown[]) => Promise<pg.QueryResult>;
	const inTransaction = async <T>(work: (run: Run) => Promise<T>): Promise<T> => {
		const client = await pool.connect();
		try {
			await client.query('BEGIN');
			const value = await work((name, values) =>
				client.query({ name: `place_${name}`, text: SQL[name], values })
			);
			await client.query('COMMIT');
			return value;
		} catch (error) {
			await client.query('ROLLBACK');
			throw error;
		} finally {
			client.release();
		}
	};
	return {
		free: async (branchId) => {
			const found = await pool.query({ name: 'place_free', text: SQL.free, values: [branchId] });
			return (found.rows as { starts_at: number }[]).map((row) => row.starts_at);
		},
		hold: (branchId, startsAt) =>
			inTransaction(async (run) => {
				if ((await run('take', [branchId, startsAt])).rowCount === 0) return null;
				const row = heldRow(branchId, startsAt, false);
				await run('held', row);
				return row[0] as string;
			}),
		book: (id, name, email) =>
			inTransaction(async (run) => {
				const { link, row } = citizenRow(id, name, email);
				await run('book', [nowAt(), id]);
				await run('citizen', row);
				return link;
			}),
		close: () => pool.end()
	};
}
