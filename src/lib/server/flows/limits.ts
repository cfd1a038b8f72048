/** How often one address may ask for what costs something, so that nobody takes what is there for all. */
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import { type Instant, minutes } from '../../domain/time.ts';
import { hashToken } from '../secrets.ts';
import type { Shell } from '../shell.ts';

/** By what is asked for. A library or a company may stand behind one address. */
const LIMITS = {
	hold: { most: 60, window: minutes(10) },
	join: { most: 20, window: minutes(10) }
} as const;

interface Tries {
	count: number;
	until: Instant;
}

/** More addresses than ever come within minutes; then those go whose window is over. */
const MANY = 10_000;

/**
 * Of each database, in memory: counting on the disk cost more than what is counted. A restart forgets, and of two processes each
 * counts what it sees; so it stops whoever takes much, and is no proof of anything.
 */
const counted = new WeakMap<object, Map<string, Tries>>();

/**
 * Counts one more.
 *
 * @param address where it comes from, as the server sees it and no header can tell it otherwise; kept only as a hash
 * @returns refuses `too-many-tries` with the instant from which it may be tried again
 */
export function within(
	shell: Shell,
	what: keyof typeof LIMITS,
	address: string
): Outcome<null, 'too-many-tries'> {
	const { most, window } = LIMITS[what];
	const now = shell.now();
	const tries = counted.get(shell.db) ?? new Map<string, Tries>();
	counted.set(shell.db, tries);
	if (tries.size > MANY) for (const [key, { until }] of tries) if (until <= now) tries.delete(key);
	const key = hashToken(`${what} ${address}`);
	const known = tries.get(key);
	const own = known && now < known.until ? known : { count: 0, until: now + window };
	tries.set(key, own);
	if (++own.count <= most) return accept(null);
	shell.log.warn('limit.reached', { what });
	return refuse({ code: 'too-many-tries', retryAt: own.until });
}
