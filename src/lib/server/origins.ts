/** Under which addresses people open Beurt: those of the configuration, and the municipalities' own. */
import { frontOrigins } from './db/fronts.ts';
import type { Shell } from './shell.ts';

/** Whether a form or socket that says it comes from there may. */
export const isOwnOrigin = async (
	{ db }: Pick<Shell, 'db'>,
	configured: readonly string[],
	origin: string
): Promise<boolean> => configured.includes(origin) || (await frontOrigins(db.read)).has(origin);

/**
 * The municipality whose own address this is.
 *
 * @param host as the request names it; a false one leads to another front, and to nothing else
 */
export async function townOfHost(
	{ db }: Pick<Shell, 'db'>,
	host: string | null
): Promise<string | null> {
	for (const [origin, slug] of await frontOrigins(db.read))
		if (new URL(origin).host === host?.toLowerCase()) return slug;
	return null;
}
