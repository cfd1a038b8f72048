import { join } from 'node:path';
import Database from 'better-sqlite3';
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

/** null where the database has none. */
export function openSqlitePlaces({ dataDir }: FloorPlace): Places | null {
	const db = new Database(join(dataDir, 'beurt.db'));
	if (!db.prepare("select 1 from sqlite_master where name = 'bare_place'").get()) {
		db.close();
		return null;
	}
	db.pragma('journal_mode = WAL');
	db.pragma('synchronous = FULL');
	db.pragma('foreign_keys = ON');
	const free = db.prepare(FREE_SQL).pluck();
	const take = db.prepare(TAKE_SQL);
	const insertHeld = db.prepare(insertSql('appointment', HELD_COLUMNS));
	const setBooked = db.prepare(BOOK_SQL);
	const insertCitizen = db.prepare(insertSql('citizen', CITIZEN_COLUMNS));
	const hold = db.transaction((branchId: string, startsAt: number) => {
		if (take.run(branchId, startsAt).changes === 0) return null;
		const row = heldRow(branchId, startsAt, 0);
		insertHeld.run(row);
		return row[0] as string;
	});
	const book = db.transaction((id: string, name: string, email: string) => {
		const { link, row } = citizenRow(id, name, email);
		setBooked.run(nowAt(), id);
		insertCitizen.run(row);
		return link;
	});
	return {
		free: async (branchId) => free.all(branchId) as number[],
		hold: async (...args) => hold.immediate(...args),
		book: async (...args) => book.immediate(...args),
		close: async () => void db.close()
	};
}
