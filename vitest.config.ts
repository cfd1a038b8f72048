import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const onDatabases = ['test/flows/**/*.test.ts', 'test/db/**/*.test.ts'];
const days = ['test/faults/days/**/*.test.ts'];

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
			},
			{
				// Simulated days, a few of them: npm run simulate:faults lives through hundreds.
				extends: true,
				test: { name: 'days', include: days, env: { DATABASE_URL: '' }, testTimeout: 120_000 }
			},
			{
				// What is broken on purpose, on the built server. One at a time: each of them measures.
				extends: true,
				test: {
					name: 'faults',
					include: ['test/faults/**/*.test.ts'],
					exclude: [...configDefaults.exclude, ...days],
					env: { DATABASE_URL: '' },
					globalSetup: 'test/support/global-postgres.ts',
					setupFiles: 'test/faults/setup.ts',
					fileParallelism: false,
					// npm run test:faults asks for hundreds of rounds.
					testTimeout: process.env['FAULT_ROUNDS'] ? 3 * 3_600_000 : 180_000,
					hookTimeout: 120_000,
					// Within seconds, on a machine that others use as well. Which one needed it is counted and told.
					retry: process.env['CI'] ? 1 : 0
				}
			}
		]
	}
});
