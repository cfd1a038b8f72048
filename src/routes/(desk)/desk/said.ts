/** What happened, or why not, in words. */
import type { Instant } from '$lib/domain/time.ts';
import type { Language } from '$lib/domain/visit.ts';
import { spacedTicket } from '$lib/text/format.ts';
import { refusalText, words } from '$lib/text/index.ts';
import type { Said, What } from './commands.svelte.ts';
import type { Obstacle } from './possible.ts';

export function obstacleText(obstacle: Obstacle, language: Language, now: Instant): string {
	const t = words(language);
	if (obstacle.code === 'offline') return t.deskOffline;
	if (obstacle.code === 'no-visitor') return t.deskNeedsVisitor;
	const shown =
		'ticket' in obstacle ? { ...obstacle, ticket: spacedTicket(obstacle.ticket) } : obstacle;
	return refusalText(shown, language, now);
}

export function whatText(what: What, language: Language): string {
	const { deskDid } = words(language);
	return what
		.map(({ did, ticket }) => {
			const text = deskDid[did];
			return typeof text === 'string' ? text : text(spacedTicket(ticket));
		})
		.join(' · ');
}

export function saidText(said: Said, language: Language, now: Instant): string {
	switch (said.kind) {
		case 'did':
			return whatText(said.what, language);
		case 'obstacle':
			return obstacleText(said.obstacle, language, now);
		case 'unanswered':
			return words(language).deskFailed;
	}
}
