import { app } from '$lib/server/app.ts';
import { hallsOfTown } from '$lib/server/flows/front.ts';
import type { PageServerLoad } from './$types';

/** Nothing on it needs a script. */
export const csr = false;

export const load: PageServerLoad = async ({ params }) => ({
	halls: await hallsOfTown(app().shell, params.municipality)
});
