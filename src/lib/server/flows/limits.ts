/** How often one address may ask for what costs something, so that nobody takes what is there for all. */
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import { minutes } from '../../domain/time.ts';
import { countTry } from '../db/people.ts';
import { hashToken } from '../secrets.ts';
import type { Shell } from '../shell.ts';

/** By what is asked for. A library or a company may stand behind one address. */
const LIMITS = {
	hold: { most: 60, window: minutes(10) },
	join: { most: 20, window: minutes(10) }
} as const;

/**
 * Counts one more.
 *
 * @param address where it comes from, as the server sees it and no header can tell it otherwise; kept only as a hash
 * @returns refuses `too-many-tries` with the instant from which it may be tried again
 */
export async function within(
	shell: Shell,
	what: keyof typeof LIMITS,
	address: string
): Promise<Outcome<null, 'too-many-tries'>> {
	const { most, window } = LIMITS[what];
	const now = shell.now();
	const key = hashToken(`${what} ${address}`);
	const { tries, since } = await shell.db.aside((sql) => countTry(sql, key, now, now - window));
	if (tries <= most) return accept(null);
	shell.log.warn('limit.reached', { what });
	return refuse({ code: 'too-many-tries', retryAt: since + window });
}
