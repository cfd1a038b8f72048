/** The SQL of what fronts say besides a name and a look. */
import { eq } from 'drizzle-orm';
import type { MunicipalityId } from '../../domain/ids.ts';
import type { Sql } from './open.ts';
import { front, municipality } from './schema.ts';
import { remembered } from './setup.ts';

export type Front = typeof front.$inferSelect;

export const frontOf = (sql: Sql, id: MunicipalityId): Promise<Front | null> =>
	remembered(sql, `front ${id}`, async () => {
		const [row] = await sql.select().from(front).where(eq(front.municipalityId, id));
		return row ?? null;
	});

/** The slug of each municipality that is found by itself, by its origin. */
export const frontOrigins = (sql: Sql): Promise<ReadonlyMap<string, string>> =>
	remembered(sql, 'front origins', async () => {
		const rows = await sql
			.select({ origin: front.origin, slug: municipality.slug })
			.from(front)
			.innerJoin(municipality, eq(municipality.id, front.municipalityId));
		return new Map(rows.flatMap(({ origin, slug }) => (origin ? [[origin, slug] as const] : [])));
	});
