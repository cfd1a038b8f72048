/**
 * Loaded before a server under measurement: tells its memory after a collection, and its processor time, when the bench asks. It keeps nothing
 * alive and does nothing of itself.
 */
import { readdirSync, readlinkSync } from 'node:fs';

/** Open files, sockets and pipes. */
const handles = () =>
	readdirSync('/proc/self/fd').filter((name) => {
		try {
			return Boolean(readlinkSync(`/proc/self/fd/${name}`));
		} catch {
			return false;
		}
	}).length;

if (process.send) {
	process.on('message', (message) => {
		if (message !== 'measure') return;
		globalThis.gc?.();
		globalThis.gc?.();
		const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
		const { user, system } = process.cpuUsage();
		const cpuMs = (user + system) / 1000;
		process.send?.({ ...process.memoryUsage(), handles: handles(), timers, cpuMs });
	});
	process.channel?.unref();
}
