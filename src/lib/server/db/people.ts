/** The SQL of accounts, sessions, sign-in tries and devices. */
import { and, asc, count, desc, eq, gt, isNull, lt, or, sql as raw } from 'drizzle-orm';
import type { DisplaySettings } from '../../domain/display.ts';
import type { AccountId, BranchId, DeviceId, RegionId } from '../../domain/ids.ts';
import type { DeviceRole, Grant } from '../../domain/permission.ts';
import type { Instant } from '../../domain/time.ts';
import type { PairedDevice, SignedIn } from '../scope.ts';
import { hot } from './hot.ts';
import type { Sql } from './open.ts';
import { remembered } from './setup.ts';
import { account, branch, device, roleGrant, session, signInTry } from './schema.ts';

export async function findAccount(sql: Sql, login: string) {
	const [row] = await sql.select().from(account).where(eq(account.login, login));
	return row;
}

export const nameOfAccount = (sql: Sql, id: AccountId): Promise<string> =>
	remembered(sql, `name ${id}`, async () => {
		const [row] = await sql.select({ name: account.name }).from(account).where(eq(account.id, id));
		return row?.name ?? '';
	});

export async function namesOfAccounts(
	sql: Sql,
	ids: readonly AccountId[]
): Promise<ReadonlyMap<AccountId, string>> {
	const names = new Map<AccountId, string>();
	for (const id of ids) names.set(id, await nameOfAccount(sql, id));
	return names;
}

export const demoAccounts = (sql: Sql) =>
	sql
		.select({ login: account.login, name: account.name, role: roleGrant.role })
		.from(account)
		.innerJoin(roleGrant, eq(roleGrant.accountId, account.id))
		.where(eq(account.demo, true))
		.orderBy(asc(account.login))
		.execute();

export const insertSession = (
	sql: Sql,
	row: { tokenHash: string; accountId: AccountId; createdAt: Instant; expiresAt: Instant }
): Promise<unknown> => sql.insert(session).values(row).execute();

export const deleteSession = (sql: Sql, tokenHash: string): Promise<unknown> =>
	sql.delete(session).where(eq(session.tokenHash, tokenHash)).execute();

export const forgetSessions = (sql: Sql, now: Instant): Promise<unknown> =>
	sql.delete(session).where(lt(session.expiresAt, now)).execute();

/** Whose session a token is, with every role that was given; null when unknown or expired. */
export async function findSignedIn(
	sql: Sql,
	tokenHash: string,
	now: Instant
): Promise<SignedIn | null> {
	const find = hot(sql, 'find_signed_in', (db, name) =>
		db
			.select({
				accountId: account.id,
				regionId: account.regionId,
				name: account.name,
				login: account.login,
				demo: account.demo,
				role: roleGrant.role,
				level: roleGrant.level,
				placeId: roleGrant.placeId
			})
			.from(session)
			.innerJoin(account, eq(account.id, session.accountId))
			.leftJoin(roleGrant, eq(roleGrant.accountId, account.id))
			.where(
				and(
					eq(session.tokenHash, raw.placeholder('tokenHash')),
					gt(session.expiresAt, raw.placeholder('now'))
				)
			)
			.prepare(name)
	);
	const rows = await find.execute({ tokenHash, now });
	const [first] = rows;
	if (!first) return null;
	const { accountId, regionId, name, login, demo } = first;
	const grants = rows.flatMap(({ role, level, placeId }) =>
		role && level && placeId ? [{ role, level, id: placeId } as Grant] : []
	);
	return { accountId, regionId, name, login, demo, grants };
}

/** Counts a try; a window that is over starts again. @returns the tries in the window, this one included */
export async function countTry(
	sql: Sql,
	key: string,
	now: Instant,
	windowStart: Instant
): Promise<{ tries: number; since: Instant }> {
	const [row] = await sql
		.insert(signInTry)
		.values({ key, tries: 1, since: now })
		.onConflictDoUpdate({
			target: signInTry.key,
			set: {
				tries: raw`case when ${signInTry.since} <= ${windowStart} then 1 else ${signInTry.tries} + 1 end`,
				since: raw`case when ${signInTry.since} <= ${windowStart} then ${now} else ${signInTry.since} end`
			}
		})
		.returning({ tries: signInTry.tries, since: signInTry.since });
	if (!row) throw new Error('a try was not counted');
	return row;
}

/** Takes a counted try back: it was no failure. */
export const uncountTry = (sql: Sql, key: string): Promise<unknown> =>
	sql
		.update(signInTry)
		.set({ tries: raw`${signInTry.tries} - 1` })
		.where(eq(signInTry.key, key))
		.execute();

export const clearTries = (sql: Sql, key: string): Promise<unknown> =>
	sql.delete(signInTry).where(eq(signInTry.key, key)).execute();

export const forgetTries = (sql: Sql, before: Instant): Promise<unknown> =>
	sql.delete(signInTry).where(lt(signInTry.since, before)).execute();

/* Devices */

export const insertDevice = (sql: Sql, row: typeof device.$inferInsert): Promise<unknown> =>
	sql.insert(device).values(row).execute();

export async function findPairedDevice(sql: Sql, tokenHash: string): Promise<PairedDevice | null> {
	const find = hot(sql, 'find_device', (db, name) =>
		db
			.select({
				id: device.id,
				regionId: device.regionId,
				branchId: device.branchId,
				role: device.role,
				settings: device.settings
			})
			.from(device)
			.where(and(eq(device.tokenHash, raw.placeholder('tokenHash')), isNull(device.revokedAt)))
			.prepare(name)
	);
	const [row] = await find.execute({ tokenHash });
	return row ?? null;
}

/** Exchanges a pairing code for a token, once. @returns the device, or null for an unknown or old code */
export async function pairDevice(
	sql: Sql,
	pairingHash: string,
	tokenHash: string,
	now: Instant
): Promise<PairedDevice | null> {
	const [row] = await sql
		.update(device)
		.set({ tokenHash, pairingHash: null, pairingExpiresAt: null })
		.where(
			and(
				eq(device.pairingHash, pairingHash),
				gt(device.pairingExpiresAt, now),
				isNull(device.revokedAt)
			)
		)
		.returning({
			id: device.id,
			regionId: device.regionId,
			branchId: device.branchId,
			role: device.role,
			settings: device.settings
		});
	return row ?? null;
}

export const saveDisplay = (sql: Sql, id: DeviceId, settings: DisplaySettings): Promise<unknown> =>
	sql.update(device).set({ settings }).where(eq(device.id, id)).execute();

/** What the displays that hang in a hall were told to show. */
export const displaysIn = (
	sql: Sql,
	branchId: BranchId
): Promise<{ settings: DisplaySettings | null }[]> =>
	sql
		.select({ settings: device.settings })
		.from(device)
		.where(
			and(
				eq(device.branchId, branchId),
				eq(device.role, 'hall'),
				isNull(device.revokedAt),
				raw`${device.tokenHash} is not null`
			)
		)
		.execute();

export async function revokeDevice(sql: Sql, id: DeviceId, now: Instant): Promise<boolean> {
	const rows = await sql
		.update(device)
		.set({ revokedAt: now, tokenHash: null, pairingHash: null, pairingExpiresAt: null })
		.where(and(eq(device.id, id), isNull(device.revokedAt)))
		.returning({ id: device.id });
	return rows.length > 0;
}

export async function findDevice(sql: Sql, id: DeviceId) {
	const [row] = await sql.select().from(device).where(eq(device.id, id));
	return row;
}

export interface ListedDevice {
	id: DeviceId;
	name: string;
	role: 'kiosk' | 'hall';
	branchId: BranchId;
	branchName: string;
	settings: DisplaySettings | null;
	paired: boolean;
	createdAt: Instant;
}

/** How many of a kind a hall ever had: with those that are gone, so that no number is given twice. */
export async function countDevices(
	sql: Sql,
	branchId: BranchId,
	role: DeviceRole
): Promise<number> {
	const [row] = await sql
		.select({ devices: count() })
		.from(device)
		.where(and(eq(device.branchId, branchId), eq(device.role, role)));
	return row?.devices ?? 0;
}

/** Devices that are paired, or wait for it; newest first. */
export const listDevices = (sql: Sql, regionId: RegionId): Promise<ListedDevice[]> =>
	sql
		.select({
			id: device.id,
			name: device.name,
			role: device.role,
			branchId: device.branchId,
			branchName: branch.name,
			settings: device.settings,
			paired: raw<boolean>`${device.tokenHash} is not null`.mapWith(Boolean),
			createdAt: device.createdAt
		})
		.from(device)
		.innerJoin(branch, eq(branch.id, device.branchId))
		.where(
			and(
				eq(device.regionId, regionId),
				isNull(device.revokedAt),
				or(raw`${device.tokenHash} is not null`, raw`${device.pairingHash} is not null`)
			)
		)
		.orderBy(desc(device.createdAt))
		.limit(200)
		.execute();
