import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const onDatabases = ['test/flows/**/*.test.ts', 'test/db/**/*.test.ts'];

export default defineConfig({
	resolve: { alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) } },
	test: {
		environment: 'node',
		testTimeout: 30_000,
		hookTimeout: 30_000,
		// better-sqlite3 is native code: a process each, and no more of them than the machines have cores.
		pool: 'forks',
		maxWorkers: 2,
		// The same files run on both engines. columns.ts chooses when it loads, so the environment is set before.
		projects: [
			{ extends: true, test: { name: 'domain', include: ['test/domain/**/*.test.ts'] } },
			{ extends: true, test: { name: 'kiosk', include: ['test/kiosk/**/*.test.ts'] } },
			{ extends: true, test: { name: 'sqlite', include: onDatabases, env: { DATABASE_URL: '' } } },
			{
				extends: true,
				test: {
					name: 'postgres',
					include: onDatabases,
					globalSetup: 'test/support/global-postgres.ts',
					setupFiles: 'test/support/setup-postgres.ts'
				}
			}
		]
	}
});
