import { type Actions, redirect } from '@sveltejs/kit';
import { floorPlaces, textOf } from '../../../../floor.ts';

export const actions: Actions = {
	book: async ({ request, url }) => {
		const form = await request.formData();
		const id = url.searchParams.get('houd') ?? '';
		const link = await floorPlaces().book(id, textOf(form, 'name'), textOf(form, 'email'));
		redirect(303, `/afspraak/${link}?gemaakt`);
	}
};
