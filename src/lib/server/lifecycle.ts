/**
 * What src/server.ts, which stands outside Kit's bundle, and the app inside it know of each other: one object on
 * globalThis, so that the modules of `$lib/server` exist once.
 */
import type { Server as HttpServer } from 'node:http';

export type Phase = 'starting' | 'ready' | 'draining';

export interface Lifecycle {
	http: HttpServer;
	phase: Phase;
	/** Ends jobs, screens and, after the requests under way, the database; set by the app. */
	stop: (requestsEnded: Promise<void>) => Promise<void>;
	/** What to print once ready. */
	greeting: string;
}

const KEY = Symbol.for('beurt.lifecycle');
const HTTP = Symbol.for('beurt.http');
const shared = globalThis as Record<symbol, unknown>;

/** Called by the entry before it loads the app. */
export function beginLifecycle(http: HttpServer): Lifecycle {
	const lifecycle: Lifecycle = {
		http,
		phase: 'starting',
		stop: () => Promise.resolve(),
		greeting: ''
	};
	shared[KEY] = lifecycle;
	return lifecycle;
}

/** The lifecycle of this process; in development Vite's plugin has left the server of its own. */
export function lifecycle(): Lifecycle {
	const known = shared[KEY] as Lifecycle | undefined;
	const vite = shared[HTTP] as HttpServer | undefined;
	if (known && (!vite || known.http === vite)) return known;
	if (!vite) throw new Error('no HTTP server: start Beurt with `npm start` or `npm run dev`');
	// Vite made a new server; the app on the old one is still to be stopped.
	const next = beginLifecycle(vite);
	if (known) next.stop = known.stop;
	return next;
}
