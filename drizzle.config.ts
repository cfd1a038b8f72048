import { defineConfig } from 'drizzle-kit';

// Which engine is generated follows DATABASE_URL, as in the app; see tools/generate-migrations.mjs.
const dialect = process.env['DATABASE_URL'] ? 'postgresql' : 'sqlite';

export default defineConfig({
	dialect,
	schema: './src/lib/server/db/schema.ts',
	out: dialect === 'sqlite' ? './drizzle/sqlite' : './drizzle/postgres'
});
