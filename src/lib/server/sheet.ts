/** Sheets as spreadsheets save them: with commas, semicolons or tabs, in UTF-8 or as Excel writes it on a Dutch computer. */
import { stringify } from 'csv-stringify/sync';
import { parse } from 'csv-parse/sync';
import type { SheetLine } from '../domain/roster.ts';
import { type Outcome, accept, refuse } from '../domain/refusal.ts';

/**
 * @param columns that must stand above it, in any order; others are left out
 * @returns refuses `not-a-sheet`, and `missing-columns` with those that are not there
 */
export function readSheet<const C extends string>(
	bytes: Uint8Array,
	columns: readonly C[]
): Outcome<SheetLine<C>[], 'not-a-sheet' | 'missing-columns'> {
	const rows = rowsOf(textOf(bytes));
	if (!rows) return refuse({ code: 'not-a-sheet' });
	const [head, ...body] = rows;
	const at = new Map(head?.cells.map((name, index) => [name.toLowerCase(), index]));
	const missing = columns.filter((column) => !at.has(column));
	if (missing.length > 0) return refuse({ code: 'missing-columns', columns: missing });
	return accept(
		body.map(({ line, cells }) => ({
			line,
			cells: Object.fromEntries(
				columns.map((column) => [column, cells[at.get(column) ?? -1] ?? ''])
			) as Record<C, string>
		}))
	);
}

function textOf(bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}

/** Lines in which something stands; null for what is no text in columns. */
function rowsOf(text: string): { line: number; cells: string[] }[] | null {
	// A picture or a workbook of a spreadsheet has these; a text never.
	if (text.includes('\u0000') || text.startsWith('PK\u0003')) return null;
	const [head = ''] = text.split(/\r?\n/, 1);
	const delimiter = [';', '\t', ','].find((one) => head.includes(one)) ?? ';';
	try {
		const rows = parse(text, {
			bom: true,
			delimiter,
			info: true,
			relax_column_count: true,
			skip_empty_lines: true,
			skip_records_with_empty_values: true,
			trim: true
		}) as unknown as { record: string[]; info: { lines: number } }[];
		return rows.map(({ record, info }) => ({ line: info.lines, cells: record }));
	} catch {
		return null;
	}
}

/** With semicolons and a mark of its encoding, so that a spreadsheet on a Dutch computer opens it in columns. */
export const writeSheet = <C extends string>(
	columns: readonly C[],
	rows: readonly Record<C, string>[]
): string =>
	stringify(
		rows.map((row) => columns.map((column) => row[column])),
		{ header: true, columns: [...columns], delimiter: ';', bom: true, escape_formulas: true }
	);
