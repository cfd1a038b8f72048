/**
 * A power cut on SQLite. The server is stopped between two of its operations on the disk; what it had synced by then
 * is on the disk, of the rest a power cut takes what it likes. Whatever anybody was told before must be there.
 */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { Random } from '../../src/cli/demo/random.ts';
import { openDb } from '../../src/lib/server/db/open.ts';
import { verify } from '../../src/lib/server/verify.ts';
import { Crowd } from './kill/crowd.ts';
import type { Entry } from './kill/ledger.ts';
import { Life, newFolder } from './kill/life.ts';
import { reading } from './kill/rows.ts';
import { rounds, say, seeded, sleep } from './kill/rounds.ts';
import { HALLS, seats, settle } from './kill/town.ts';
import { missing, misnumbered, readTruth } from './kill/truth.ts';
import { Disk, FATES, type Fate, type FileName } from './power/disk.ts';
import { Recorder, buildShim, stopped } from './power/shim.ts';

const KIOSKS = 8;
const CLERKS = 12;
/** Of one database: each is verified as often as the power is cut. */
const CUTS_A_DATABASE = 20;
const FEW = 4;
/** A stop right after a checkpoint has nothing to lose, also with less than FULL; but not all of them. */
const UNTIL_LOST = 10;

const shim = buildShim('test/faults/power/shim.c');
if (shim.file === null) say(`no power cuts: ${shim.why}`);

class Counts {
	stops = 0;
	images = 0;
	commands = 0;
	/** Stops in the middle of a checkpoint: something was written to the database and not synced. */
	checkpoints = 0;
	uncertain = 0;

	toString(): string {
		return (
			`${this.stops} stops, ${this.images} disks looked at, ${this.checkpoints} stops within a checkpoint, ` +
			`${Math.round(this.uncertain)} bytes uncertain on average, ${this.commands} commands acknowledged`
		);
	}
}

const people = seats(CLERKS);
let town: Promise<string> | null = null;

/** A folder with the town in it, made once. Its files are closed, and synced: the server has ended. */
const prepared = (): Promise<string> =>
	(town ??= (async () => {
		const life = await Life.begin('sqlite');
		await life.start();
		await settle(life.place, people);
		await life.stop();
		return life.place.dataDir;
	})());

afterAll(async () => {
	shim.remove();
	if (town) rmSync(await town, { recursive: true, force: true });
});

/** Cuts the power again and again. @returns what was lost */
async function cutPower(
	shimFile: string,
	random: Random,
	enough: (losses: readonly string[]) => boolean,
	counts: Counts,
	env: Record<string, string> = {}
): Promise<string[]> {
	const losses: string[] = [];
	while (!enough(losses)) {
		const dataDir = newFolder();
		cpSync(await prepared(), dataDir, { recursive: true });
		const files = (): Record<FileName, Buffer | null> => ({
			database: read(join(dataDir, 'beurt.db')),
			wal: read(join(dataDir, 'beurt.db-wal'))
		});
		const disk = new Disk(files());
		const recorder = new Recorder(shimFile);
		const life = await Life.begin('sqlite', { ...recorder.env, ...env }, dataDir);
		try {
			await life.start();
			const crowd = new Crowd(life.url, random);
			await crowd.arrive(HALLS, KIOSKS, people);
			crowd.work();
			try {
				for (let n = 0; n < CUTS_A_DATABASE && !enough(losses); n++) {
					await sleep(random.between(50, 500));
					crowd.check();
					// Checkpoints are rare; every other stop waits for one.
					const atCheckpoint = random.chance(0.5);
					if (atCheckpoint) recorder.stopAfter(Math.ceil(random.between(0, 400)), 'database');
					else recorder.stopAfter(Math.ceil(random.between(0, 200)), 'any');
					await stopped(life.pid, atCheckpoint ? 6000 : 1000);
					recorder.forget();
					// What was answered before the stop is still on its way to who asked.
					await sleep(30);
					disk.follow(recorder.read());
					expect(disk.tells(files()), 'the record tells of another disk').toBe(true);
					const { database, wal } = disk.uncertain;
					counts.stops++;
					counts.uncertain += (database + wal - counts.uncertain) / counts.stops;
					if (database > 0) counts.checkpoints++;
					const told = crowd.ledger.acknowledged;
					for (const fate of FATES) {
						counts.images++;
						losses.push(...(await lost(disk.afterPowerCut(fate, random), fate, told)));
					}
					process.kill(life.pid, 'SIGCONT');
				}
			} finally {
				counts.commands += crowd.ledger.acknowledged.length;
				await life.kill();
				await crowd.leave();
			}
		} finally {
			await life.remove();
			recorder.remove();
		}
	}
	return losses;
}

const read = (file: string): Buffer | null => (existsSync(file) ? readFileSync(file) : null);

/** Opens what a power cut left, as the server would, and holds it against what people were told. */
async function lost(
	{ database, wal }: Record<FileName, Buffer | null>,
	fate: Fate,
	told: readonly Entry[]
): Promise<string[]> {
	const dataDir = newFolder();
	try {
		if (database) writeFileSync(join(dataDir, 'beurt.db'), database);
		if (wal) writeFileSync(join(dataDir, 'beurt.db-wal'), wal);
		const db = await openDb({ dataDir, migrations: 'drizzle' });
		try {
			const { truth, whole } = await reading({ dataDir, databaseUrl: undefined }, async (all) => ({
				truth: await readTruth(all),
				whole: await all('pragma integrity_check')
			}));
			const { findings } = await verify(db);
			return [
				...missing(truth, told),
				...misnumbered(truth),
				...findings.map(({ table, key, problem }) => `${table} ${key}: ${problem}`),
				...(JSON.stringify(whole).includes('"ok"') ? [] : [JSON.stringify(whole)])
			].map((one) => `${fate}: ${one}`);
		} finally {
			await db.close();
		}
	} catch (error) {
		return [`${fate}: ${String(error)}`];
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
}

describe.skipIf(shim.file === null)('a power cut on SQLite', () => {
	const file = shim.file ?? '';

	test('takes nothing that was acknowledged', async () => {
		const counts = new Counts();
		const { random } = seeded('power cuts');
		const wanted = rounds(FEW);
		const losses = await cutPower(file, random, () => counts.stops >= wanted, counts);
		say(`power cuts: ${String(counts)}`);
		expect(losses).toEqual([]);
		expect(counts.commands).toBeGreaterThan(0);
	});

	// Were this to pass, the test above would prove nothing.
	test.each(['NORMAL', 'OFF'])('is noticed to take something with synchronous=%s', async (less) => {
		const counts = new Counts();
		const { random } = seeded(`power cuts with synchronous=${less}`);
		const preload = pathToFileURL('test/faults/power/less-synchronous.mjs').href;
		const enough = (found: readonly string[]) => found.length > 0 || counts.stops >= UNTIL_LOST;
		const losses = await cutPower(file, random, enough, counts, {
			NODE_OPTIONS: `--import=${preload}`,
			LESS_SYNCHRONOUS: less
		});
		say(`power cuts with synchronous=${less}: ${String(counts)}; ${losses.length} things lost`);
		expect(losses.length).toBeGreaterThan(0);
	});
});
