import { error } from '@sveltejs/kit';
import { app } from '$lib/server/app.ts';
import { isForTeam } from '$lib/server/booker.ts';
import { aboutTown, townBySlug } from '$lib/server/flows/front.ts';
import { agendaScope } from '$lib/server/scope.ts';
import { themeLink } from '$lib/server/theming.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ params, url, locals }) => {
	const { shell } = app();
	const town = await townBySlug(shell, params.municipality);
	if (!town) error(404, 'not-found');
	const { slug, name } = town;
	const about = await aboutTown(shell, town);
	return {
		town: { slug, name, about },
		/** Of the switch in the header. */
		languages: about.languages,
		theme: await themeLink(shell, slug),
		/** Staff book for somebody. */
		team: isForTeam(url) && agendaScope(locals.who) !== null
	};
};
