/** Tells tests that start servers of their own where PostgreSQL is; the test itself stays on SQLite. */
import { inject } from 'vitest';

process.env['TEST_DATABASE_URL'] = inject('databaseUrl');
