/** Eight hours of the demo's day at twenty times the speed, with five thousand telephones: whether anything grows. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Workload, sized } from '../bench.ts';
import { type Row, absolute } from '../report.ts';
import { type Memory, startBeurt, startLoad } from '../sides.ts';
import { slope } from '../stats.ts';

const SPEED = 20;
const HOURS = 8;
const TELEPHONES = 5000;
const HOUR_MS = 3_600_000;
const MEGA = 1_000_000;
/** How often new tickets are looked for. */
const LOOK_MS = 3000;
/** Constant, but for the clerks of the demo who come and go. */
const HANDLES_APART = 1.02;
/** So many visits underway before telephones come. */
const FIRST = 4;

interface Sample extends Memory {
	hour: number;
}

/** Addresses of visits that are underway, read beside the server. */
function underway(file: string): string[] {
	const connection = new Database(file, { readonly: true });
	try {
		return connection
			.prepare(
				`select link from visit where state in ('waiting', 'called', 'serving', 'parked')
				and day = (select max(day) from visit)`
			)
			.pluck()
			.all() as string[];
	} finally {
		connection.close();
	}
}

const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export const day: Workload = async (bench) => {
	const count = sized(bench, TELEPHONES, 40);
	// A small run plays an hour in half a minute, and looks four times.
	const small = bench.size < 1;
	const [hours, speed, looks] = small ? [1, 120, 4] : [HOURS, SPEED, HOURS];
	const dataDir = mkdtempSync(join(tmpdir(), 'beurt-bench-'));
	const file = join(dataDir, 'beurt.db');
	const side = await startBeurt({ dataDir });
	const load = startLoad();
	const player = spawn(
		process.execPath,
		['build/node/demo.js', '--url', side.url, '--speed', String(speed), '--seed', '1'],
		{ stdio: 'ignore' }
	);
	let wal = 0;
	const failures: unknown[] = [];
	const look = setInterval(
		() => {
			wal = Math.max(wal, statSync(`${file}-wal`).size);
			const links = underway(file);
			if (links.length >= FIRST)
				load.do('tell', links).catch((error: unknown) => {
					failures.push(error);
				});
		},
		Math.min(LOOK_MS, HOUR_MS / speed / 20)
	);
	const samples: Sample[] = [];
	try {
		while (underway(file).length < FIRST) await later(LOOK_MS / 3);
		await later(LOOK_MS);
		await load.do('carry', { url: side.url, count });
		const step = HOUR_MS / speed / (looks / hours);
		// The first is where it begins.
		for (let n = 0; n <= looks; n++) {
			const sample = { ...(await side.measure()), hour: (n * hours) / looks };
			samples.push(sample);
			bench.say(
				`day: hour ${sample.hour}, heap ${(sample.heapUsed / MEGA).toFixed(1)} MB, ` +
					`${sample.handles} handles, log ${(wal / MEGA).toFixed(1)} MB`
			);
			if (n < looks) await later(step);
		}
		if (failures.length > 0) throw new AggregateError(failures);
	} finally {
		clearInterval(look);
		player.kill();
		await load.end();
		await side.stop();
		rmSync(dataDir, { recursive: true, force: true });
	}
	return rowsOf(`${hours} h of a demo day at ${speed}×, ${count.toLocaleString('en')} telephones`, {
		samples,
		wal
	});
};

function rowsOf(what: string, { samples, wal }: { samples: Sample[]; wal: number }): Row[] {
	const heap = samples.map(({ hour, heapUsed }) => [hour, heapUsed / MEGA] as const);
	const handles = samples.map((sample) => sample.handles);
	const apart = Math.max(...handles) / Math.min(...handles);
	return [
		absolute(
			`${what}: heap after collection`,
			' MB',
			heap.map(([, mb]) => mb)
		),
		absolute(`${what}: its growth an hour`, ' MB', [slope(heap)], { is: 'at most', value: 1 }),
		absolute(`${what}: open handles, most against fewest`, '×', [apart], {
			is: 'at most',
			value: HANDLES_APART
		}),
		absolute(`${what}: the log at its longest`, ' MB', [wal / MEGA], { is: 'at most', value: 64 })
	];
}
