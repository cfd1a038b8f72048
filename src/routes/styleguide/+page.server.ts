import { error } from '@sveltejs/kit';
import { dev } from '$app/environment';
import { SCHEMES } from '$lib/domain/theme.ts';
import { app } from '$lib/server/app.ts';
import { frontsOf, themeLink } from '$lib/server/theming.ts';
import type { PageServerLoad } from './$types';

/** Every component in every state; for who builds screens, so in development and in the demo only. */
export const load: PageServerLoad = async ({ url }) => {
	const { shell, config } = app();
	if (!dev && !config.demo) error(404, 'not-found');
	const fronts = await frontsOf(shell);
	const asked = url.searchParams.get('theme');
	const front = fronts.find(({ slug }) => slug === asked);
	return {
		themes: fronts.map(({ slug, name }) => ({ slug, name })),
		theme: front ? await themeLink(shell, front.slug) : null,
		scheme: SCHEMES.find((one) => one === url.searchParams.get('scheme')) ?? null
	};
};
