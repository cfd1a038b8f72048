import { error } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import type { PageServerLoad } from './$types';

/** What the demo would have sent. Everything in it is invented, and outside the demo there is no such page. */
export const load: PageServerLoad = () => {
	const { letterBox } = app();
	if (!letterBox) error(404, 'not-found');
	return {
		letters: letterBox.letters.map(({ messageId, to, subject, text, date }) => ({
			id: messageId,
			to,
			subject,
			paragraphs: text
				.trim()
				.split('\n\n')
				.map((paragraph) => paragraph.split('\n')),
			at: date.getTime()
		}))
	};
};
