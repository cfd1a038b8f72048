/** How a display comes back by itself: told to show something else, after a new version, after an error. */
import { SECOND } from '$lib/domain/time.ts';

const RETRY = 5 * SECOND;

/**
 * Asks the server for the display's page, without going there: on a wall a browser's own error page would stay.
 *
 * @returns `away` when it leads to another page, because the display is not paired (any more)
 */
export async function ask(): Promise<'here' | 'away' | 'unreachable'> {
	try {
		const response = await fetch('/hall', { redirect: 'manual', cache: 'no-store' });
		await response.body?.cancel();
		return response.ok ? 'here' : response.type === 'opaqueredirect' ? 'away' : 'unreachable';
	} catch {
		return 'unreachable';
	}
}

/** Does it now and then until the returned function is called. @param work true when it is done */
export function until(work: () => Promise<boolean>): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let stopped = false;
	const attempt = async () => {
		const done = await work().catch(() => false);
		if (!done && !stopped) timer = setTimeout(() => void attempt(), RETRY);
	};
	void attempt();
	return () => {
		stopped = true;
		clearTimeout(timer);
	};
}
