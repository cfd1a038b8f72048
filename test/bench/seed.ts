/**
 * Writes a region with those who wait, and those of the years before, into an empty database: the state that a
 * measurement begins with. A process of its own, because a process knows one engine.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Instant } from '../../src/lib/domain/time.ts';
import { minutes } from '../../src/lib/domain/time.ts';
import { openDb } from '../../src/lib/server/db/open.ts';
import { type Bulk, bulkPostgres, bulkSqlite } from './data/bulk.ts';
import { Chronicle } from './data/chronicle.ts';
import { type RegionSize, writeDuties, writeRegion } from './data/region.ts';
import { writeVisits } from './data/visits.ts';

export interface SeedSpec extends RegionSize {
	waiting: number;
	history: number;
	now: Instant;
}

/** Beyond this, keys are sorted once at the end instead of one by one. */
const MANY = 100_000;

async function fill(bulk: Bulk, spec: SeedSpec): Promise<void> {
	const chronicle = new Chronicle(bulk);
	await writeRegion(bulk, spec, spec.now);
	await writeVisits(bulk, chronicle, spec, spec.now - minutes(1));
	await writeDuties(bulk, chronicle, spec, spec.now);
	await chronicle.end();
}

/** @returns what makes them again */
function dropIndexes(file: string): string[] {
	const connection = new Database(file);
	const indexes = connection
		.prepare(
			`select name, sql from sqlite_master
			where type = 'index' and sql is not null and tbl_name in ('visit', 'journal')`
		)
		.all() as { name: string; sql: string }[];
	for (const { name } of indexes) connection.exec(`drop index "${name}"`);
	connection.close();
	return indexes.map(({ sql }) => sql);
}

async function main(): Promise<void> {
	const spec = JSON.parse(process.env['BENCH_SEED'] ?? '') as SeedSpec;
	const dataDir = process.env['DATA_DIR'] ?? '';
	const databaseUrl = process.env['DATABASE_URL'];
	const db = await openDb({
		dataDir,
		migrations: 'drizzle',
		...(databaseUrl ? { databaseUrl } : {})
	});
	await db.close();
	if (databaseUrl) {
		const bulk = await bulkPostgres(databaseUrl);
		await fill(bulk, spec);
		// As the server's own maintenance would, sooner or later.
		await bulk.run('vacuum analyze');
		await bulk.close();
		return;
	}
	const file = join(dataDir, 'beurt.db');
	const indexes = spec.history > MANY ? dropIndexes(file) : [];
	const bulk = bulkSqlite(file);
	await fill(bulk, spec);
	for (const sql of indexes) await bulk.run(sql);
	await bulk.close();
}

await main();
