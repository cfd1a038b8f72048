/** The floor's rows without a server around them: what the database alone takes. Prints a JSON object. */
import type { FloorRows } from './floor/rows.ts';
import { openPostgresRows } from './floor/rows-postgres.ts';
import { openSqliteRows } from './floor/rows-sqlite.ts';
import { benchId } from './ids.ts';

export interface SqlSpec {
	command: 'take' | 'next';
	count: number;
	clerks: number;
	/** How many at once; more than one means something on PostgreSQL alone. */
	lanes: number;
}

export interface SqlResult {
	perSecond: number;
}

/** Services of the bench's catalogue that tickets are asked for. */
const SERVICES = 20;

async function inLanes(count: number, lanes: number, work: (n: number) => Promise<void>) {
	const start = performance.now();
	const lane = async (first: number) => {
		for (let n = first; n < count; n += lanes) await work(n);
	};
	await Promise.all(Array.from({ length: lanes }, (_, first) => lane(first)));
	return (performance.now() - start) / 1000;
}

/** A clerk has one visit at most: each round is ended before the next, and not counted. */
async function calls(rows: FloorRows, { count, clerks, lanes }: SqlSpec): Promise<number> {
	let seconds = 0;
	for (let done = 0; done < count; done += clerks) {
		const visits: string[] = [];
		seconds += await inLanes(clerks, lanes, async (clerk) => {
			visits[clerk] = (await rows.next(clerk, crypto.randomUUID())).visitId;
		});
		for (const [clerk, visitId] of visits.entries())
			await rows.finish(clerk, visitId, crypto.randomUUID());
	}
	return seconds;
}

const tickets = (rows: FloorRows, { count, lanes }: SqlSpec): Promise<number> =>
	inLanes(count, lanes, async (n) => {
		await rows.take(n % rows.halls, benchId('service', n % SERVICES), crypto.randomUUID());
	});

async function main(): Promise<void> {
	const spec = JSON.parse(process.env['BENCH_SQL'] ?? '') as SqlSpec;
	const { DATA_DIR: dataDir = '', DATABASE_URL: databaseUrl } = process.env;
	const rows = databaseUrl
		? await openPostgresRows({ dataDir, databaseUrl })
		: openSqliteRows({ dataDir });
	const seconds = await (spec.command === 'take' ? tickets : calls)(rows, spec);
	await rows.close();
	process.stdout.write(JSON.stringify({ perSecond: spec.count / seconds } satisfies SqlResult));
}

await main();
