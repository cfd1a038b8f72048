/** The same rows on SQLite: prepared statements, one transaction each, on the disk before it answers. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import {
	COMMAND_COLUMNS,
	DAY,
	type FloorPlace,
	type FloorRows,
	type Found,
	JOURNAL_COLUMNS,
	type KnownService,
	NAMES_SQL,
	type NamedService,
	SERVICES_SQL,
	VISIT_COLUMNS,
	callRows,
	endRows,
	hallOfVisit,
	known,
	servicesFrom,
	ticketRows
} from './rows.ts';
import { benchId } from '../ids.ts';

const insert = (table: string, columns: readonly string[]): string =>
	`insert into "${table}" (${columns.map((name) => `"${name}"`).join()})
	values (${columns.map(() => '?').join()})`;

export function openSqliteRows({ dataDir }: FloorPlace): FloorRows {
	const db = new Database(join(dataDir, 'beurt.db'));
	db.pragma('journal_mode = WAL');
	db.pragma('synchronous = FULL');
	db.pragma('foreign_keys = ON');
	const services = servicesFrom(db.prepare(SERVICES_SQL).all() as KnownService[]);
	const { halls } = db.prepare('select count(*) as halls from branch').get() as { halls: number };
	let { seq } = db.prepare('select coalesce(max(seq), 0) as seq from journal').get() as {
		seq: number;
	};
	const statements = {
		number: db.prepare(
			`insert into series (branch_id, day, letter, last_number) values (?, ?, ?, 1)
			on conflict do update set last_number = last_number + 1 returning last_number as number`
		),
		visit: db.prepare(insert('visit', VISIT_COLUMNS)),
		journal: db.prepare(insert('journal', JOURNAL_COLUMNS)),
		command: db.prepare(insert('command', COMMAND_COLUMNS)),
		revision: db.prepare(
			`insert into branch_revision (branch_id, revision) values (?, 1)
			on conflict do update set revision = revision + 1`
		),
		waiting: db.prepare(
			`select id, letter, number, open_service_id, line, due, waiting_since
			from visit indexed by visit_line where branch_id = ? and state = 'waiting' limit 1`
		),
		call: db.prepare(
			`update visit set state = 'called', clerk_id = ?, counter_id = ?, called_at = ?,
			first_called_at = ?, waited_ms = ?, waiting_since = null where id = ?`
		),
		duty: db.prepare('update duty set streak = ?, streak_day = ? where clerk_id = ?'),
		names: db.prepare(NAMES_SQL),
		find: db.prepare('select id, letter, number, services from visit where id = ?'),
		serve: db.prepare(
			`update visit set state = 'serving', serving_since = ?, first_served_at = ?, services = ?
			where id = ?`
		),
		finish: db.prepare(
			`update visit set state = 'finished', ended_at = ?, services = ?, serving_since = null,
			counter_id = null, open_service_id = null, open_minutes = 0, outcome = 'answered' where id = ?`
		)
	};

	const tell = (rows: { journal: unknown[]; command: unknown[] }, branchId: string) => {
		statements.journal.run(rows.journal);
		statements.command.run(rows.command);
		statements.revision.run(branchId);
	};
	const take = db.transaction((hall: number, serviceId: string, command: string) => {
		const service = known(services, serviceId);
		const branchId = benchId('branch', hall);
		const { number } = statements.number.get(branchId, DAY, service.letter) as { number: number };
		const rows = ticketRows(hall, service, number, ++seq, command, 0);
		statements.visit.run(rows.visit);
		tell(rows, branchId);
		return rows.taken;
	});
	const next = db.transaction((clerk: number, command: string) => {
		const branchId = hallOfVisit(clerk, halls);
		const found = statements.waiting.get(branchId) as Found | undefined;
		if (!found) throw new Error('nobody waits');
		const rows = callRows(clerk, halls, found, ++seq, command);
		statements.call.run(rows.visit);
		statements.duty.run(rows.duty);
		tell(rows, branchId);
		return rows.called;
	});
	const end = db.transaction(
		(kind: 'serve' | 'finish', clerk: number, visitId: string, command: string) => {
			const row = statements.find.get(visitId) as {
				id: string;
				letter: string;
				number: number;
				services: string;
			};
			const [first] = JSON.parse(row.services) as { serviceId: string }[];
			const service = known(services, first?.serviceId ?? '');
			const rows = endRows(kind, clerk, halls, { ...row, service }, ++seq, command);
			const [at] = rows.visit;
			statements[kind].run(kind === 'serve' ? [at, ...rows.visit] : rows.visit);
			tell(rows, hallOfVisit(clerk, halls));
			return rows.value;
		}
	);
	return {
		halls,
		take: async (...args) => take.immediate(...args),
		next: async (...args) => next.immediate(...args),
		serve: async (...args) => end.immediate('serve', ...args),
		finish: async (...args) => end.immediate('finish', ...args),
		services: async () => statements.names.all() as NamedService[],
		close: async () => void db.close()
	};
}
