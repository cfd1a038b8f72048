/** `npm run bench`: measures Beurt against floors that run beside it, and prints one table. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type WorkloadName, readOptions } from './args.ts';
import type { Workload } from './bench.ts';
import { postgresDurability } from './databases.ts';
import { type Row, machine, print } from './report.ts';
import { day } from './workloads/day.ts';
import { desk } from './workloads/desk.ts';
import { frame } from './workloads/frame.ts';
import { next } from './workloads/next.ts';
import { slots } from './workloads/slots.ts';
import { page } from './workloads/page.ts';
import { rush } from './workloads/rush.ts';
import { sockets } from './workloads/sockets.ts';
import { start } from './workloads/start.ts';
import { telephones } from './workloads/telephones.ts';
import { tickets } from './workloads/tickets.ts';

const WORK: Readonly<Record<WorkloadName, Workload>> = {
	tickets,
	next,
	frame,
	sockets,
	telephones,
	desk,
	start,
	slots,
	rush,
	page,
	day
};

const RESULT = 'test-results/bench.md';

async function main(): Promise<number> {
	const options = readOptions();
	const about = machine();
	const rows: Row[] = [];
	const notes = options.only.includes('next') ? [`PostgreSQL: ${await postgresDurability()}.`] : [];
	let failed = 0;
	for (const name of options.only) {
		try {
			rows.push(...(await WORK[name]({ ...options, say: (text) => console.error(text) })));
		} catch (error) {
			// The others are worth measuring all the same.
			failed++;
			console.error(`${name} could not be measured:`, error);
		}
	}
	const table = print(rows, about, options, notes);
	mkdirSync('test-results', { recursive: true });
	writeFileSync(RESULT, `${table}\n`);
	console.log(table);
	return failed;
}

main().then(
	(failed) => (process.exitCode = failed > 0 ? 1 : 0),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
);
