/** Gives the tests of the project `postgres` a server; starts one where TEST_DATABASE_URL names none. */
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../tools/postgres.mjs';

declare module 'vitest' {
	interface ProvidedContext {
		databaseUrl: string;
	}
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const { url, stop } = await startPostgres();
	project.provide('databaseUrl', url);
	return stop;
}
