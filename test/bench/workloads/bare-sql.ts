import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Bench, inTurn } from '../bench.ts';
import type { Template } from '../databases.ts';
import { programOf } from '../sides.ts';
import type { SqlResult, SqlSpec } from '../sql.ts';

const execute = promisify(execFile);

/** What the database alone takes of the same rows. @returns commands a second, for each run */
export async function bareSql(bench: Bench, template: Template, spec: SqlSpec): Promise<number[]> {
	const { bare } = await inTurn(bench, `bare SQL, ${spec.command}`, {
		bare: async () => {
			const { place, remove } = await template.copy();
			const { stdout } = await execute(process.execPath, [programOf('sql')], {
				env: {
					PATH: process.env['PATH'] ?? '',
					BENCH_SQL: JSON.stringify(spec),
					DATA_DIR: place.dataDir,
					...(place.databaseUrl ? { DATABASE_URL: place.databaseUrl } : {})
				}
			});
			await remove();
			return (JSON.parse(stdout) as SqlResult).perSecond;
		}
	});
	return bare;
}
