/** Who books: a browser that proves by a cookie which slots it holds, or staff. */
import { createHash } from 'node:crypto';
import { type RequestEvent, redirect } from '@sveltejs/kit';
import type { CommandId, RegionId } from '../domain/ids.ts';
import { type BookerScope, agentScope, bookerScope } from './scope.ts';
import { hashToken, newToken } from './secrets.ts';
import { COOKIES, cookieOptions } from './session.ts';

/** Longer than a hold can last. */
const COOKIE_SECONDS = 3600;

/** In the address of a booking that staff make for somebody. */
const TEAM = 'team';

type Asking = Pick<RequestEvent, 'cookies' | 'url' | 'locals'>;

/** Somebody of the team books, by the address; whether they may is another question. */
export const isForTeam = ({ searchParams }: URL): boolean => searchParams.has(TEAM);

/** Their scope; null for the public, and for who is not signed in (any more). */
function ofTeam({ url, locals }: Asking, regionId: RegionId): BookerScope | null {
	const agent = isForTeam(url) ? agentScope(locals.who) : null;
	return agent?.regionId === regionId ? agent : null;
}

/** Nobody who was signed out books on as the public without being told. */
export function mustBeSignedIn(asking: Asking, regionId: RegionId): void {
	if (isForTeam(asking.url) && !ofTeam(asking, regionId)) redirect(303, '/signin?next=/agenda');
}

/** null for a browser that never held anything. */
export function bookerOf(asking: Asking, regionId: RegionId): BookerScope | null {
	const agent = ofTeam(asking, regionId);
	const token = asking.cookies.get(COOKIES.booking);
	return agent ?? (token ? bookerScope(regionId, hashToken(token)) : null);
}

/** The same, with a cookie for a browser that has none. */
export function newBooker(asking: Asking, regionId: RegionId): BookerScope {
	const agent = ofTeam(asking, regionId);
	if (agent) return agent;
	const { cookies, url } = asking;
	const token = cookies.get(COOKIES.booking) ?? newToken();
	const secure = url.protocol === 'https:';
	cookies.set(COOKIES.booking, token, cookieOptions(secure, COOKIE_SECONDS));
	return bookerScope(regionId, hashToken(token));
}

/**
 * The command of one button among many on a page that was made with one id: pressed again it is the same command, and
 * another button is another.
 */
export function commandOf(page: CommandId, button: string): CommandId {
	const digits = createHash('sha256').update(`${page} ${button}`).digest('hex').slice(0, 32);
	return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5') as CommandId;
}
