/**
 * The same rows on PostgreSQL: named statements, one transaction each, as many at once as the pool has connections. Who
 * waits is taken by skipping what others have locked.
 */
import pg from 'pg';
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

/** As many as the product has. */
const POOL = 10;

const insert = (table: string, columns: readonly string[]): string =>
	`insert into "${table}" (${columns.map((name) => `"${name}"`).join()})
	values (${columns.map((_, index) => `$${index + 1}`).join()})`;

const SQL = {
	number: `insert into series (branch_id, day, letter, last_number) values ($1, $2, $3, 1)
		on conflict (branch_id, day, letter) do update set last_number = series.last_number + 1
		returning last_number as number`,
	visit: insert('visit', VISIT_COLUMNS),
	journal: insert('journal', JOURNAL_COLUMNS),
	command: insert('command', COMMAND_COLUMNS),
	revision: `insert into branch_revision (branch_id, revision) values ($1, 1)
		on conflict (branch_id) do update set revision = branch_revision.revision + 1`,
	waiting: `select id, letter, number, open_service_id, line, due, waiting_since from visit
		where branch_id = $1 and state = 'waiting' limit 1 for update skip locked`,
	call: `update visit set state = 'called', clerk_id = $1, counter_id = $2, called_at = $3,
		first_called_at = $4, waited_ms = $5, waiting_since = null where id = $6`,
	duty: 'update duty set streak = $1, streak_day = $2 where clerk_id = $3',
	find: 'select id, letter, number, services from visit where id = $1',
	serve: `update visit set state = 'serving', serving_since = $1, first_served_at = $1, services = $2
		where id = $3`,
	finish: `update visit set state = 'finished', ended_at = $1, services = $2, serving_since = null,
		counter_id = null, open_service_id = null, open_minutes = 0, outcome = 'answered' where id = $3`
};

// Instants, which it would give as text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export async function openPostgresRows({ databaseUrl }: FloorPlace): Promise<FloorRows> {
	const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL });
	const list = async <T>(text: string): Promise<T[]> => (await pool.query(text)).rows as T[];
	const services = servicesFrom(await list<KnownService>(SERVICES_SQL));
	const [branches] = await list<{ halls: number }>('select count(*) as halls from branch');
	const [last] = await list<{ seq: number }>('select coalesce(max(seq), 0) as seq from journal');
	const halls = branches?.halls ?? 0;
	let seq = last?.seq ?? 0;

	const inTransaction = async <T>(
		work: (run: (name: keyof typeof SQL, values: unknown[]) => Promise<unknown[]>) => Promise<T>
	): Promise<T> => {
		const client = await pool.connect();
		try {
			await client.query('BEGIN');
			const value = await work(
				async (name, values) =>
					(await client.query<Record<string, unknown>>({ name, text: SQL[name], values })).rows
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
	const end = (kind: 'serve' | 'finish', clerk: number, visitId: string, command: string) =>
		inTransaction(async (run) => {
			const [row] = (await run('find', [visitId])) as {
				id: string;
				letter: string;
				number: number;
				services: { serviceId: string }[];
			}[];
			if (!row) throw new Error('no such visit');
			const service = known(services, row.services[0]?.serviceId ?? '');
			const rows = endRows(kind, clerk, halls, { ...row, service }, ++seq, command);
			await run(kind, rows.visit);
			await run('journal', rows.journal);
			await run('command', rows.command);
			// Last, because everyone of the hall waits for this row.
			await run('revision', [hallOfVisit(clerk, halls)]);
			return rows.value;
		});

	return {
		halls,
		take: (hall, serviceId, command) =>
			inTransaction(async (run) => {
				const service = known(services, serviceId);
				const branchId = benchId('branch', hall);
				const [row] = (await run('number', [branchId, DAY, service.letter])) as {
					number: number;
				}[];
				const rows = ticketRows(hall, service, row?.number ?? 0, ++seq, command, false);
				await run('visit', rows.visit);
				await run('journal', rows.journal);
				await run('command', rows.command);
				await run('revision', [branchId]);
				return rows.taken;
			}),
		next: (clerk, command) =>
			inTransaction(async (run) => {
				const branchId = hallOfVisit(clerk, halls);
				const [found] = (await run('waiting', [branchId])) as Found[];
				if (!found) throw new Error('nobody waits');
				const rows = callRows(clerk, halls, found, ++seq, command);
				await run('call', rows.visit);
				await run('duty', rows.duty);
				await run('journal', rows.journal);
				await run('command', rows.command);
				await run('revision', [branchId]);
				return rows.called;
			}),
		serve: (...args) => end('serve', ...args),
		finish: (...args) => end('finish', ...args),
		services: () => list<NamedService>(NAMES_SQL),
		close: () => pool.end()
	};
}
