import { type Actions, type ServerLoad, fail, redirect } from '@sveltejs/kit';
import { floorPlaces, textOf } from '../../../../floor.ts';

const hallOf = (url: URL): string => url.searchParams.get('hal') ?? '';

export const load: ServerLoad = async ({ url }) => ({
	hall: hallOf(url),
	starts: await floorPlaces().free(hallOf(url))
});

export const actions: Actions = {
	hold: async ({ request, params }) => {
		const form = await request.formData();
		const [branchId = '', startsAt = ''] = textOf(form, 'slot').split(' ');
		const id = await floorPlaces().hold(branchId, Number(startsAt));
		if (id === null) return fail(409, { gone: true });
		redirect(303, `/${params['municipality']}/afspraak/gegevens?houd=${id}`);
	}
};
