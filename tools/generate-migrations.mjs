/**
 * Generates the migrations of both engines from the one schema.
 *
 * `npm run db:generate -- NAME` writes drizzle/{sqlite,postgres}; NAME says what changes. With `--check` it writes
 * nothing and exits 1 when a migration is missing.
 */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { tmpdir } from 'node:os';
import { Expected, ROOT, main, runBin, say } from './child.mjs';
import { ensureInstalled, ensureNode } from './ensure.mjs';

const ENGINES = [
	{ folder: 'sqlite', dialect: 'sqlite', url: undefined },
	// Never connected to: DATABASE_URL only chooses the engine, here as in the app.
	{ folder: 'postgres', dialect: 'postgresql', url: 'postgres://localhost/x' }
];

const args = process.argv.slice(2);
const checking = args.includes('--check');
const name = args.find((arg) => !arg.startsWith('-')) ?? 'change';

/** @param {string | undefined} url */
const envOf = (url) => {
	const env = { ...process.env };
	delete env['DATABASE_URL'];
	return url ? { ...env, DATABASE_URL: url } : env;
};

async function generate() {
	for (const { folder, url } of ENGINES) {
		say(`generating drizzle/${folder} …`);
		// It asks whether a column is new or was renamed.
		await runBin('drizzle-kit', ['generate', '--name', name], { env: envOf(url), asks: true });
	}
	// It ends with 0 when it fails, too.
	await check();
}

/** Generates into a copy, and looks whether it grew. */
async function check() {
	const copy = mkdtempSync(join(tmpdir(), 'beurt-drizzle-'));
	const log = join(copy, 'log');
	const stale = [];
	try {
		cpSync(join(ROOT, 'drizzle'), copy, { recursive: true });
		for (const { folder, dialect, url } of ENGINES) {
			const out = join(copy, folder);
			const before = migrationsIn(out);
			const target = ['--schema', './src/lib/server/db/schema.ts', '--out', relative(ROOT, out)];
			await runBin('drizzle-kit', ['generate', '--dialect', dialect, ...target], {
				env: envOf(url),
				log
			});
			const added = migrationsIn(out).filter((file) => !before.includes(file));
			for (const file of added) console.log(readFileSync(join(out, file), 'utf8'));
			// When it would ask, or fails, it adds nothing and ends with 0; so only its own word counts.
			const said = readFileSync(log, 'utf8');
			if (added.length === 0 && said.includes('No schema changes')) continue;
			if (added.length === 0) console.log(said);
			stale.push(`drizzle/${folder}`);
		}
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
	if (stale.length > 0)
		throw new Expected(
			`${stale.join(' and ')} lack a migration for what schema.ts says now; run npm run db:generate -- NAME.`
		);
	say('the migrations of both engines are up to date with the schema.');
}

/** @param {string} folder */
const migrationsIn = (folder) => readdirSync(folder).filter((file) => file.endsWith('.sql'));

await main(async () => {
	process.chdir(ROOT);
	ensureNode();
	await ensureInstalled({ dev: true });
	await (checking ? check() : generate());
	return 0;
});
