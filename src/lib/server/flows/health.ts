import { appliedMigrations } from '../db/health.ts';
import type { Trouble } from '../db/open.ts';
import type { Shell } from '../shell.ts';

export type SchemaState =
	| { reachable: true; migrations: number; latest: number | null }
	| { reachable: false; reason: Trouble | null };

/** Which migrations the database has; asking proves that it answers. Unreachable, too, while it can't be written. */
export async function schemaState(shell: Shell): Promise<SchemaState> {
	const trouble = shell.db.trouble();
	if (trouble) return { reachable: false, reason: trouble };
	try {
		return { reachable: true, ...(await appliedMigrations(shell.db.read)) };
	} catch (error) {
		const reason = shell.db.notice(error);
		if (!reason) shell.log.error('request.failed', error, { route: '/health' });
		return { reachable: false, reason };
	}
}
