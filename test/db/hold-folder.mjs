/**
 * A second process of open.test.ts: opens the database in the folder that it is given, says so, and holds it until
 * it is killed. Says why not, if it can't.
 */
import { runnerImport } from 'vite';

const [dataDir = ''] = process.argv.slice(2);

/** @type {{ module: typeof import('../../src/lib/server/db/open.ts') }} */
const { module } = await runnerImport(`${process.cwd()}/src/lib/server/db/open.ts`);
try {
	await module.openDb({ dataDir, migrations: 'drizzle' });
	process.stdout.write('open\n');
	setInterval(() => {}, 60_000);
} catch (error) {
	process.stdout.write(`${/** @type {Error} */ (error).message}\n`);
}
