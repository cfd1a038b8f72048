import { sql as raw } from 'drizzle-orm';
import { engine, instant, table } from './columns.ts';
import type { Sql } from './open.ts';
import * as pg from 'drizzle-orm/pg-core';

/** The migrator's own table; on PostgreSQL it stands in a schema of its own. */
const columns = { createdAt: instant('created_at') };
const migrations =
	engine === 'sqlite'
		? table('__drizzle_migrations', columns)
		: (pg.pgSchema('drizzle').table('__drizzle_migrations', columns) as unknown as ReturnType<
				typeof table<'__drizzle_migrations', typeof columns>
			>);

/** How many migrations were applied, and when the newest of them was made. */
export async function appliedMigrations(
	sql: Sql
): Promise<{ migrations: number; latest: number | null }> {
	const [row] = await sql
		.select({
			migrations: raw<number>`count(*)`.mapWith(Number),
			latest: raw<number | null>`max(${migrations.createdAt})`.mapWith(Number)
		})
		.from(migrations);
	return {
		migrations: row?.migrations ?? 0,
		latest: row?.latest ?? null
	};
}
