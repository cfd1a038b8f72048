import type { Language } from '../../domain/visit.ts';
import { en } from './en.ts';
import { type FrontWords, nl } from './nl.ts';

const CATALOGUE: Record<Language, FrontWords> = { nl, en };

/** All words of the fronts, apart from those of the screens in the halls: a telephone on a poor line loads both. */
export const frontWords = (language: Language): FrontWords => CATALOGUE[language];
