/** The cookies that prove who someone is, and which screen this is. All httpOnly, so that no script reads them. */
export const COOKIES = {
	session: 'beurt_session',
	kiosk: 'beurt_kiosk',
	hall: 'beurt_hall',
	booking: 'beurt_booking',
	language: 'beurt_language'
} as const;

/** Paired screens stay paired until they are revoked; browsers cap a cookie at 400 days. */
export const DEVICE_COOKIE_SECONDS = 400 * 24 * 3600;

export const cookieOptions = (secure: boolean, maxAge?: number) => ({
	path: '/',
	httpOnly: true,
	sameSite: 'lax' as const,
	secure,
	...(maxAge === undefined ? {} : { maxAge })
});
