/** A data folder on a small disk, that can be filled and emptied. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DISK = '24m';

export interface Room {
	/** How it is done here. */
	kind: 'a full disk' | 'a limit on the size of files';
	dataDir: string;
	/** From now on nothing more fits. */
	fill(pid: number): void;
	free(pid: number): void;
	remove(): void;
}

const ran = (command: string, ...args: string[]): boolean =>
	spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** null where there are neither the rights to mount a small disk, nor the tool to limit a process. */
export function smallDisk(): Room | null {
	const dataDir = mkdtempSync(join(tmpdir(), 'beurt-disk-'));
	const gone = () => rmSync(dataDir, { recursive: true, force: true });
	if (
		process.getuid?.() === 0 &&
		ran('mount', '-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', dataDir)
	)
		return {
			kind: 'a full disk',
			dataDir,
			fill: () => fillUp(join(dataDir, 'filler')),
			free: () => rmSync(join(dataDir, 'filler'), { force: true }),
			remove: () => {
				ran('umount', '-l', dataDir);
				gone();
			}
		};
	const limit = (pid: number, bytes: string) =>
		ran('prlimit', '--pid', String(pid), `--fsize=${bytes}:`);
	if (limit(process.pid, 'unlimited'))
		return {
			kind: 'a limit on the size of files',
			dataDir,
			fill: (pid) => limit(pid, String(statSync(join(dataDir, 'beurt.db-wal')).size)),
			free: (pid) => limit(pid, 'unlimited'),
			remove: gone
		};
	gone();
	return null;
}

/** To the last byte. */
function fillUp(file: string): void {
	const filler = openSync(file, 'w');
	try {
		for (const size of [1 << 20, 1 << 12, 1])
			for (;;) if (writeSync(filler, Buffer.alloc(size)) < size) break;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
		return;
	} finally {
		closeSync(filler);
	}
}
