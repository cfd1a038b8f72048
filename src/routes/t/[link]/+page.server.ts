import { error } from '@sveltejs/kit';
import type { CommandId } from '$lib/domain/ids.ts';
import { app } from '$lib/server/app.ts';
import { askTime, leave } from '$lib/server/flows/host.ts';
import { visitByLink } from '$lib/server/flows/ticket.ts';
import { refused } from '$lib/server/forms.ts';
import { id, readForm } from '$lib/server/input.ts';
import { type TicketScope, ticketScope } from '$lib/server/scope.ts';
import { hallNames, ticketFeed } from '$lib/server/views/hall.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
	const { shell } = app();
	const visit = await visitByLink(shell, params.link);
	if (!visit) error(404, 'not-found');
	const now = shell.now();
	const [feed, names] = await shell.db.snapshot(async (sql) => [
		await ticketFeed(sql, visit.branchId, now),
		await hallNames(sql, visit.branchId, now)
	]);
	if (!feed || !names) error(404, 'not-found');
	return {
		link: params.link,
		ticket: names.label(visit),
		state: visit.state,
		askedForTime: visit.askedForTime,
		feed,
		commandId: shell.newId<'command'>()
	};
};

async function scopeOf(link: string): Promise<TicketScope | null> {
	const visit = await visitByLink(app().shell, link);
	return visit && ticketScope(visit);
}

async function act(
	link: string,
	request: Request,
	flow: typeof leave | typeof askTime
): Promise<ReturnType<typeof refused> | { done: true }> {
	const scope = await scopeOf(link);
	if (!scope) return refused({ code: 'unknown-visit' });
	const input = await readForm(request, { command: id<CommandId>() });
	if (!input.ok) return refused(input.refusal);
	const outcome = await flow(app().shell, scope, input.value.command);
	return outcome.ok ? { done: true } : refused(outcome.refusal);
}

export const actions: Actions = {
	leave: ({ params, request }) => act(params.link, request, leave),
	time: ({ params, request }) => act(params.link, request, askTime)
};
