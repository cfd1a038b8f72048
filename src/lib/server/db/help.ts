/** The SQL of kiosks' calls for help. */
import { and, asc, eq, getTableColumns, isNull, sql as raw } from 'drizzle-orm';
import type { HelpCall } from '../../domain/help.ts';
import type { BranchId, DeviceId, HelpCallId } from '../../domain/ids.ts';
import { hot, placeholders } from './hot.ts';
import { once } from './look.ts';
import type { Sql } from './open.ts';
import { device, helpCall } from './schema.ts';

export async function findHelpCall(sql: Sql, id: HelpCallId): Promise<HelpCall | undefined> {
	const [row] = await sql.select().from(helpCall).where(eq(helpCall.id, id));
	return row;
}

/** The call of a kiosk that nobody answered yet. */
export async function openHelpCallOf(sql: Sql, deviceId: DeviceId): Promise<HelpCall | null> {
	const [row] = await sql
		.select()
		.from(helpCall)
		.where(and(eq(helpCall.deviceId, deviceId), isNull(helpCall.answeredAt)));
	return row ?? null;
}

/** A hall's calls that nobody answered yet, oldest first, with the name of the kiosk. */
export const openHelpCalls = (
	sql: Sql,
	branchId: BranchId
): Promise<readonly (HelpCall & { kiosk: string })[]> =>
	once(sql, `help calls ${branchId}`, () => {
		const find = hot(sql, 'open_help_calls', (db, name) =>
			db
				.select({ ...getTableColumns(helpCall), kiosk: device.name })
				.from(helpCall)
				.innerJoin(device, eq(device.id, helpCall.deviceId))
				.where(and(eq(helpCall.branchId, raw.placeholder('branchId')), isNull(helpCall.answeredAt)))
				.orderBy(asc(helpCall.askedAt))
				.prepare(name)
		);
		return find.execute({ branchId });
	});

export function saveHelpCall(sql: Sql, row: HelpCall): PromiseLike<unknown> {
	const upsert = hot(sql, 'save_help_call', (db, name) =>
		db
			.insert(helpCall)
			.values(placeholders(getTableColumns(helpCall)))
			.onConflictDoUpdate({
				target: helpCall.id,
				set: { answeredAt: raw`excluded.answered_at`, answeredBy: raw`excluded.answered_by` }
			})
			.prepare(name)
	);
	return upsert.execute({ ...row });
}
