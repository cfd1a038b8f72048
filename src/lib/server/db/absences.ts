/** The SQL of days on which somebody does not work, and of days that halls have to themselves. */
import { and, eq } from 'drizzle-orm';
import type { AccountId, BranchId, RegionId } from '../../domain/ids.ts';
import type { LocalDay } from '../../domain/time.ts';
import type { Sql } from './open.ts';
import { absence, account, differentDay } from './schema.ts';
import { remembered } from './setup.ts';

/** Who does not work on a day. */
export const absentOn = (
	sql: Sql,
	regionId: RegionId,
	day: LocalDay
): Promise<ReadonlySet<AccountId>> =>
	remembered(sql, `absent ${regionId} ${day}`, async () => {
		const rows = await sql
			.select({ accountId: absence.accountId })
			.from(absence)
			.innerJoin(account, eq(account.id, absence.accountId))
			.where(and(eq(account.regionId, regionId), eq(absence.day, day)));
		return new Set(rows.map(({ accountId }) => accountId));
	});

export const insertAbsence = (sql: Sql, row: typeof absence.$inferInsert): Promise<unknown> =>
	sql.insert(absence).values(row).onConflictDoNothing().execute();

export const deleteAbsence = (sql: Sql, accountId: AccountId, day: LocalDay): Promise<unknown> =>
	sql
		.delete(absence)
		.where(and(eq(absence.accountId, accountId), eq(absence.day, day)))
		.execute();

export const saveDifferentDay = (
	sql: Sql,
	row: typeof differentDay.$inferInsert
): Promise<unknown> =>
	sql
		.insert(differentDay)
		.values(row)
		.onConflictDoUpdate({
			target: [differentDay.branchId, differentDay.day],
			set: { stretches: row.stretches, reasonNl: row.reasonNl, reasonEn: row.reasonEn }
		})
		.execute();

export const deleteDifferentDay = (sql: Sql, branchId: BranchId, day: LocalDay): Promise<unknown> =>
	sql
		.delete(differentDay)
		.where(and(eq(differentDay.branchId, branchId), eq(differentDay.day, day)))
		.execute();
