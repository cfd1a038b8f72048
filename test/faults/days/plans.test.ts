/** No statement of a day walks through the years before it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { migrateSqliteFile } from '../../../src/lib/server/db/sqlite.ts';
import { Run } from './run.ts';

/** What grows for years. */
const YEARS = /^SCAN (visit|journal|here|w)$/;
/** An index that has nothing but a hall or region first: years of it are as many as there are. */
const WHOLE_HALL =
	/USING (COVERING )?INDEX (visit_day|visit_ended|visit_missed|journal_announced) \((region_id|branch_id)=\?\)/;

/** `verify` looks at everything. */
const OF_VERIFY = /from "(visit" where "visit"."region_id" = \?$|journal" where .*"seq" > \?)/;

test('each is served by an index of what is open, or of a day', async () => {
	const asked = new Set<string>();
	const prepare = vi.spyOn(Database.prototype, 'prepare');
	onTestFinished(() => prepare.mockRestore());
	await new Run(3).live(1);
	for (const [text] of prepare.mock.calls)
		// The product quotes names; the ledger of these tests doesn't.
		if (/(from|join|update) "(visit|journal)"/.test(text)) asked.add(text);
	prepare.mockRestore();
	expect(asked.size).toBeGreaterThan(30);

	const folder = mkdtempSync(join(tmpdir(), 'beurt-plans-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, 'beurt.db');
	migrateSqliteFile(file, 'drizzle/sqlite');
	const db = new Database(file);
	onTestFinished(() => void db.close());
	const wide: string[] = [];
	for (const text of asked) {
		if (OF_VERIFY.test(text)) continue;
		const nothing = Array.from({ length: text.split('?').length - 1 }, () => null);
		const plan = db.prepare(`explain query plan ${text}`).all(...nothing) as { detail: string }[];
		for (const { detail } of plan)
			if (YEARS.test(detail) || WHOLE_HALL.test(detail)) wide.push(`${detail}: ${text}`);
	}
	expect(wide).toEqual([]);
});
