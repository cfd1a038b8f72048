import type { Actions, RequestEvent } from '@sveltejs/kit';
import { COOKIES } from '../../../../../src/lib/server/session.ts';
import { hallOfClerk, numberInToken } from '../../../ids.ts';
import { floor, floorRows, textOf } from '../../floor.ts';
import type { Called, FloorRows } from '../../rows.ts';

const action =
	(did: string, write: (rows: FloorRows, clerk: number, form: FormData) => Promise<Called>) =>
	async ({ request, cookies }: RequestEvent) => {
		const form = await request.formData();
		const clerk = numberInToken(cookies.get(COOKIES.session) ?? '');
		const rows = floorRows();
		const value = await write(rows, clerk, form);
		floor().tell(hallOfClerk(clerk, rows.halls), clerk, value.ticket);
		return { did, value, command: textOf(form, 'command') };
	};

export const actions: Actions = {
	next: action('call', (rows, clerk, form) => rows.next(clerk, textOf(form, 'command'))),
	serve: action('serve', (rows, clerk, form) =>
		rows.serve(clerk, textOf(form, 'visit'), textOf(form, 'command'))
	),
	finish: action('finish', (rows, clerk, form) =>
		rows.finish(clerk, textOf(form, 'visit'), textOf(form, 'command'))
	)
};
