/** Letters to citizens: which there are, what they say, and when they are tried again. */
import { type Instant, HOUR, MINUTE } from './time.ts';

export const MAIL_KINDS = [
	'booked',
	'moved',
	'displaced',
	'cancelled',
	'reminder',
	'earlier',
	'listed',
	'offered',
	'unlisted'
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** Why a letter did not go; the words are rendered. */
export const MAIL_PROBLEMS = [
	/** The server takes no such address, or no such letter. */
	'refused',
	/** The server asks to come again. */
	'later',
	/** Nobody answers. */
	'unreachable',
	/** The server does not know us. */
	'sign-in'
] as const;
export type MailProblem = (typeof MAIL_PROBLEMS)[number];

/** What a template can hold, in curly brackets. */
export const MAIL_FIELDS = [
	'name',
	'town',
	'date',
	'time',
	'place',
	'services',
	'minutes',
	'bring',
	'code',
	'link'
] as const;
export type MailField = (typeof MAIL_FIELDS)[number];
export type MailFacts = Record<MailField, string>;

export interface MailText {
	subject: string;
	/** Paragraphs, with an empty line between them. */
	body: string;
}

export const SUBJECT_LENGTH = 150;
export const BODY_LENGTH = 4000;

const FIELD = /\{([^{}\n]*)\}/g;

/** What stands in brackets and is no field. */
export const unknownFields = (text: string): string[] => [
	...new Set(
		[...text.matchAll(FIELD)].flatMap(([, name = '']) =>
			(MAIL_FIELDS as readonly string[]).includes(name) ? [] : name
		)
	)
];

/** A paragraph of which nothing is left, as one about things to bring where there are none, is left out. */
export function fillIn({ subject, body }: MailText, facts: MailFacts): MailText {
	const filled = (text: string): string =>
		text.replace(FIELD, (whole, name: string) =>
			name in facts ? facts[name as MailField] : whole
		);
	const isAboutNothing = (paragraph: string): boolean => {
		const fields = [...paragraph.matchAll(FIELD)].map(([, name = '']) => name);
		return fields.length > 0 && fields.every((name) => facts[name as MailField] === '');
	};
	return {
		// Whatever is in it, a subject is one line.
		subject: filled(subject).replace(/\s+/g, ' ').trim(),
		body: body
			.split(/\n{2,}/)
			.filter((paragraph) => !isAboutNothing(paragraph))
			.map(filled)
			.join('\n\n')
			.trim()
	};
}

/** A letter is tried for a day; who is not reached by then is shown to staff. */
const TRIED_FOR = 24 * HOUR;
const LONGEST_PAUSE = HOUR;

/**
 * When a letter is tried again that was tried so many times.
 *
 * @param since when it was to go first
 * @returns null to give up
 */
export function nextTry(tries: number, since: Instant, at: Instant): Instant | null {
	if (at - since >= TRIED_FOR) return null;
	return at + Math.min(LONGEST_PAUSE, 2 ** (tries - 1) * MINUTE);
}

/** The day before, or so many hours as the hall has set; null where it is too late, or none is wanted. */
export function reminderAt(startsAt: Instant, hoursBefore: number, at: Instant): Instant | null {
	const due = startsAt - hoursBefore * HOUR;
	// Who has just booked knows it.
	return hoursBefore === 0 || due < at + HOUR ? null : due;
}
