/** Who books: a browser that proves by a cookie which slots it holds. */
import { createHash } from 'node:crypto';
import type { Cookies } from '@sveltejs/kit';
import type { CommandId, RegionId } from '../domain/ids.ts';
import { type BookerScope, bookerScope } from './scope.ts';
import { hashToken, newToken } from './secrets.ts';
import { COOKIES, cookieOptions } from './session.ts';

/** Longer than a hold can last. */
const COOKIE_SECONDS = 3600;

/** null for a browser that never held anything. */
export function bookerOf(cookies: Cookies, regionId: RegionId): BookerScope | null {
	const token = cookies.get(COOKIES.booking);
	return token ? bookerScope(regionId, hashToken(token)) : null;
}

/** The same, with a cookie for a browser that has none. */
export function newBooker(cookies: Cookies, regionId: RegionId, secure: boolean): BookerScope {
	const token = cookies.get(COOKIES.booking) ?? newToken();
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
