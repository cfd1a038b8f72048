import { appliedMigrations } from '../db/health.ts';
import type { Shell } from '../shell.ts';

export type SchemaState =
	{ reachable: true; migrations: number; latest: number | null } | { reachable: false };

/** Which migrations the database has; asking proves that it answers. */
export async function schemaState(shell: Shell): Promise<SchemaState> {
	try {
		return { reachable: true, ...(await appliedMigrations(shell.db.read)) };
	} catch (error) {
		shell.log.error('request.failed', error, { route: '/health' });
		return { reachable: false };
	}
}
