import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface FolderLock {
	release(): void;
}

/** Says by itself who has the folder, and what to do. */
export class FolderInUse extends Error {
	override name = 'FolderInUse';
}

/**
 * Keeps a second process out of a data folder: two writers would each believe that they are alone.
 *
 * The lock is an exclusive transaction on a file of its own, so the operating system drops it when the process
 * ends, however it ends; a process number in a file would outlive a crash and may belong to someone else by then.
 *
 * @throws {FolderInUse} naming the folder and the process that has it
 */
export function lockFolder(dataDir: string): FolderLock {
	const lock = new Database(join(dataDir, 'beurt.lock'), { timeout: 0 });
	const holderFile = join(dataDir, 'beurt.pid');
	try {
		lock.exec('BEGIN EXCLUSIVE');
	} catch (error) {
		lock.close();
		if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
		throw new FolderInUse(
			`DATA_DIR ${dataDir} is in use by process ${readHolder(holderFile)}. One process per data folder: ` +
				`stop that one, give this one another DATA_DIR, or use PostgreSQL (DATABASE_URL).`,
			{ cause: error }
		);
	}
	writeFileSync(holderFile, `${process.pid}\n`);
	return { release: () => lock.close() };
}

function readHolder(file: string): string {
	try {
		return readFileSync(file, 'utf8').trim();
	} catch {
		return '(unknown)';
	}
}
