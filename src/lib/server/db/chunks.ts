/** SQLite takes 32,766 parameters a statement; the widest rows that are written so have sixteen. */
const ROWS_A_STATEMENT = 500;

/** Many rows in as few statements as a database takes. */
export function* chunksOf<T>(rows: readonly T[]): Generator<T[]> {
	for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT)
		yield rows.slice(from, from + ROWS_A_STATEMENT);
}
