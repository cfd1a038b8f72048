import { eq } from 'drizzle-orm';
import { type Projection, seriesKey } from '../../domain/evolve.ts';
import type { RegionId } from '../../domain/ids.ts';
import type { Sql } from './open.ts';
import { appointment, branch, duty, hall, helpCall, series, visit } from './schema.ts';
import { visitColumns } from './visits.ts';

/** Every row that the journal projects, as it stands in the tables. */
export async function projectedRows(sql: Sql, regionId: RegionId): Promise<Projection> {
	const visits = await sql.select(visitColumns).from(visit).where(eq(visit.regionId, regionId));
	const duties = await sql.select().from(duty).where(eq(duty.regionId, regionId));
	const halls = await sql.select().from(hall).where(eq(hall.regionId, regionId));
	const helpCalls = await sql.select().from(helpCall).where(eq(helpCall.regionId, regionId));
	const appointments = await sql
		.select()
		.from(appointment)
		.where(eq(appointment.regionId, regionId));
	const numbers = await sql
		.select({
			branchId: series.branchId,
			day: series.day,
			letter: series.letter,
			lastNumber: series.lastNumber
		})
		.from(series)
		.innerJoin(branch, eq(branch.id, series.branchId))
		.where(eq(branch.regionId, regionId));
	return {
		visits: new Map(visits.map((row) => [row.id, row])),
		duties: new Map(duties.map((row) => [row.clerkId, row])),
		halls: new Map(halls.map((row) => [row.branchId, row])),
		helpCalls: new Map(helpCalls.map((row) => [row.id, row])),
		appointments: new Map(appointments.map((row) => [row.id, row])),
		series: new Map(
			numbers.map((row) => [seriesKey(row.branchId, row.day, row.letter), row.lastNumber])
		)
	};
}
