/** Where on the tablet the host is: what stands in the large pane, told by the address and by a press. */
import type { VisitId } from '$lib/domain/ids.ts';

/** What is asked about a visitor before it is done. */
export const QUESTIONS = ['priority', 'move', 'cancel', 'note', 'visitor', 'slip'] as const;
export type Question = (typeof QUESTIONS)[number];

export type Place =
	/** Nothing in particular: the hall, with room for the next visitor beside it. */
	| { at: 'hall' }
	| { at: 'new' }
	| { at: 'messages' }
	| { at: 'visit'; id: VisitId; question: Question | null };

export const HALL: Place = { at: 'hall' };

export const isQuestion = (value: string | null): value is Question =>
	QUESTIONS.some((question) => question === value);

export function placeOf(query: URLSearchParams): Place {
	const id = query.get('visit');
	const question = query.get('ask');
	if (id)
		return { at: 'visit', id: id as VisitId, question: isQuestion(question) ? question : null };
	const panel = query.get('panel');
	return panel === 'new' || panel === 'messages' ? { at: panel } : HALL;
}

/** The address of a place: ids and words of our own only, nothing that anyone typed. */
export function addressOf(place: Place, hall: string): string {
	const query = new URLSearchParams({ hall });
	if (place.at === 'visit') {
		query.set('visit', place.id);
		if (place.question) query.set('ask', place.question);
	} else if (place.at !== 'hall') query.set('panel', place.at);
	return `/host?${query.toString()}`;
}
