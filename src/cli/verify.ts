/** `npm run verify`: replays the journal and says whether the tables are what it tells. Exits 1 when they are not. */
import { ConfigError, readConfig } from '../lib/server/config.ts';
import { openForReading } from '../lib/server/db/open.ts';
import { verify } from '../lib/server/verify.ts';

const SHOWN = 50;

async function main(): Promise<number> {
	const { dataDir, databaseUrl } = readConfig(process.env);
	const db = await openForReading({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
	try {
		const started = performance.now();
		const { entries, visits, findings } = await verify(db);
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		console.log(`${entries} journal lines replayed, ${visits} visits compared, in ${seconds} s.`);
		for (const { table, key, problem } of findings.slice(0, SHOWN))
			console.log(`${table} ${key}: ${problem}`);
		if (findings.length > SHOWN) console.log(`… and ${findings.length - SHOWN} more.`);
		console.log(findings.length === 0 ? 'Clean.' : `${findings.length} differences.`);
		return findings.length === 0 ? 0 : 1;
	} finally {
		await db.close();
	}
}

main().then(
	(code) => (process.exitCode = code),
	(error: unknown) => {
		console.error(error instanceof ConfigError || error instanceof Error ? error.message : error);
		process.exitCode = 2;
	}
);
