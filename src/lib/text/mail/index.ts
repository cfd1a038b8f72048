import type { MailKind, MailText } from '../../domain/mail.ts';
import type { Language } from '../../domain/visit.ts';
import { en } from './en.ts';
import { nl } from './nl.ts';

const TEXTS: Record<Language, Record<MailKind, MailText>> = { nl, en };

/** Beurt's own words for a letter. */
export const mailWords = (kind: MailKind, language: Language): MailText => TEXTS[language][kind];
