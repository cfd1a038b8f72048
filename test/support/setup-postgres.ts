/** Chooses PostgreSQL before a test file, and so columns.ts, is loaded. */
import { inject } from 'vitest';

process.env['DATABASE_URL'] = inject('databaseUrl');
