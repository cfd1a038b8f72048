import type { FieldError, Refusal } from '../domain/refusal.ts';
import type { Instant } from '../domain/time.ts';
import type { Language } from '../domain/visit.ts';
import { en } from './en.ts';
import { clockTime, dayAndTime, whenFrom } from './format.ts';
import { type Messages, nl } from './nl.ts';

/** What each language calls itself; the same on every screen. */
export const LANGUAGE_NAMES: Record<Language, string> = { nl: 'Nederlands', en: 'English' };

const CATALOGUE: Record<Language, Messages> = { nl, en };

/** All words of a language. */
export const words = (language: Language): Messages => CATALOGUE[language];

/** A refusal in words that the person at the screen can act on. */
export function refusalText(refusal: Refusal, language: Language, now: Instant): string {
	const { refusal: text, state, appointmentIs, closedReason, kioskOpensAt } = words(language);
	const time = (at: Instant) => clockTime(at, language);
	switch (refusal.code) {
		case 'too-many-tries':
			return text['too-many-tries'](time(refusal.retryAt));
		case 'hall-closed':
			return refusal.opensAt === null
				? text['hall-closed']
				: `${text['hall-closed']} ${kioskOpensAt(whenFrom(refusal.opensAt, now, language))}`;
		case 'service-closed':
			return `${closedReason[refusal.reason]}.`;
		case 'series-full':
			return text['series-full'](refusal.letter);
		case 'counter-occupied':
			return text['counter-occupied'](refusal.counter, refusal.by);
		case 'counter-closed':
			return text['counter-closed'](refusal.counter);
		case 'visit-open':
		case 'call-unresolved':
		case 'not-skilled':
		case 'out-of-reach':
			return text[refusal.code](refusal.ticket);
		case 'wrong-state':
			return text['wrong-state'](refusal.ticket, state[refusal.state]);
		case 'not-your-visit':
			return text['not-your-visit'](refusal.ticket, refusal.by);
		case 'recalls-needed':
			return text['recalls-needed'](refusal.done, refusal.needed);
		case 'too-many-services':
			return text['too-many-services'](refusal.allowed);
		case 'end-needed':
			return text['end-needed'](
				refusal.ticket,
				dayAndTime(refusal.from, language),
				dayAndTime(refusal.to, language)
			);
		case 'slot-gone':
			return text['slot-gone'](dayAndTime(refusal.startsAt, language));
		case 'too-many-holds':
		case 'too-many-appointments':
		case 'too-many-listed':
			return text[refusal.code](refusal.allowed);
		case 'missing-columns':
			return text['missing-columns'](refusal.columns.join(', '));
		case 'wrong-lines':
			return text['wrong-lines'](refusal.all);
		case 'appointment-over':
			return text['appointment-over'](appointmentIs[refusal.state ?? 'gone']);
		case 'appointment-other-day':
			return text['appointment-other-day'](dayAndTime(refusal.startsAt, language));
		case 'appointment-elsewhere':
			return text['appointment-elsewhere'](refusal.hall, time(refusal.startsAt));
		case 'too-early':
			return text['too-early'](time(refusal.startsAt), time(refusal.from));
		case 'already-arrived':
			return text['already-arrived'](refusal.ticket);
		case 'undo-expired':
			return text['undo-expired'](refusal.seconds);
		case 'overtaken':
		case 'already-answered':
			return text[refusal.code](refusal.by);
		default:
			return text[refusal.code];
	}
}

/** One field's error: what is wrong, what is allowed, and what was given. */
export function fieldErrorText({ code, allowed, given }: FieldError, language: Language): string {
	const { fieldError, given: youGave } = words(language);
	const text = fieldError[code];
	const sentence = typeof text === 'string' ? text : text(allowed);
	return given ? `${sentence} ${youGave(given)}` : sentence;
}
