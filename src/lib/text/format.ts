/** Dates and numbers for people; the only user of Intl. */
import { localDay } from '../domain/time.ts';
import type { Instant } from '../domain/time.ts';
import { LANGUAGES, type Language, type TicketNumber } from '../domain/visit.ts';

export const TIME_ZONE = 'Europe/Amsterdam';
const LOCALES: Record<Language, string> = { nl: 'nl-NL', en: 'en-GB' };

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${language} ${JSON.stringify(options)}`;
	let known = formatters.get(key);
	if (!known) {
		known = new Intl.DateTimeFormat(LOCALES[language], { timeZone: TIME_ZONE, ...options });
		formatters.set(key, known);
	}
	return known;
}

/** `14:05` */
export const clockTime = (at: Instant, language: Language): string =>
	formatter(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);

/** `dinsdag 3 maart` */
export const longDate = (at: Instant, language: Language): string =>
	formatter(language, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);

/** `maandag`, or `ma` */
export const weekday = (at: Instant, language: Language, length: 'long' | 'short'): string =>
	formatter(language, { weekday: length }).format(at);

/** `maart 2026` */
export const monthAndYear = (at: Instant, language: Language): string =>
	formatter(language, { month: 'long', year: 'numeric' }).format(at);

/** `dinsdag 3 maart 14:05` */
export const dayAndTime = (at: Instant, language: Language): string =>
	`${longDate(at, language)} ${clockTime(at, language)}`;

/** `om 14:05` today; `dinsdag 3 maart om 14:05` on another day. */
export function whenFrom(at: Instant, now: Instant, language: Language): string {
	const at_ = language === 'nl' ? 'om' : 'at';
	const time = `${at_} ${clockTime(at, language)}`;
	if (localDay(at, TIME_ZONE) === localDay(now, TIME_ZONE)) return time;
	return `${language === 'nl' ? 'op' : 'on'} ${longDate(at, language)} ${time}`;
}

/** `€ 84,50` */
export const euros = (amount: number, language: Language): string =>
	new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency: 'EUR' }).format(amount);

/** `4:07`, minutes and seconds; hours once there are some. */
export function duration(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const two = (n: number) => String(n).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor((seconds % 3600) / 60);
	return hours > 0
		? `${hours}:${two(minutes)}:${two(seconds % 60)}`
		: `${minutes}:${two(seconds % 60)}`;
}

/** `P 042`, letter and digits apart, as it is called out; `R-P 042` for one sent on from another hall. */
export const spacedTicket = (ticket: TicketNumber): string =>
	ticket.replace(/(\D)(\d+)$/, '$1\u00a0$2');

/** Languages that may come, and are written from right to left. */
const RIGHT_TO_LEFT: readonly string[] = ['ar', 'fa', 'he', 'ps', 'ur'];

/** For `dir`: where a line of this language starts. */
export const directionOf = (language: string): 'ltr' | 'rtl' =>
	RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr';

export const isLanguage = (value: unknown): value is Language =>
	LANGUAGES.some((language) => language === value);

/** The first of a browser's languages that there is; Dutch otherwise. */
export function preferredLanguage(acceptLanguage: string): Language {
	for (const part of acceptLanguage.split(',')) {
		const code = part.trim().slice(0, 2).toLowerCase();
		if (isLanguage(code)) return code;
	}
	return 'nl';
}
