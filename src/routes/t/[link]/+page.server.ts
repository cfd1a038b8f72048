import { error } from '@sveltejs/kit';
import type { CommandId } from '$lib/domain/ids.ts';
import { app } from '$lib/server/app.ts';
import { listServices } from '$lib/server/flows/catalogue.ts';
import { askTime, leave } from '$lib/server/flows/host.ts';
import { isUnderway, visitByLink } from '$lib/server/flows/ticket.ts';
import { refused } from '$lib/server/forms.ts';
import { id, readForm } from '$lib/server/input.ts';
import { type TicketScope, ticketScope } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import { hallNames, ticketFeed } from '$lib/server/views/hall.ts';
import type { WaitBoard } from '$lib/realtime/events.ts';
import type { Actions, PageServerLoad } from './$types';

const NOBODY_SAYS: WaitBoard = { now: null, services: [], rows: [] };

export const load: PageServerLoad = async ({ params }) => {
	const { shell, realtime } = app();
	const visit = await visitByLink(shell, params.link);
	if (!visit) error(404, 'not-found');
	const { branchId } = visit;
	const now = shell.now();
	const [feed, names] = await shell.db.snapshot(async (sql) => [
		await ticketFeed(sql, branchId, now),
		await hallNames(sql, branchId, now)
	]);
	if (!feed || !names) error(404, 'not-found');
	const underway = await isUnderway(shell, visit);
	const open = visit.services.filter((one) => one.finishedAt === null).map((one) => one.serviceId);
	const services = underway ? await listServices(shell, visit.regionId) : [];
	return {
		link: params.link,
		ticket: names.label(visit),
		state: visit.state,
		askedForTime: visit.askedForTime,
		/** When it may be called at the earliest: the start that was booked, or the minutes that were asked for. */
		notBefore: visit.notBefore,
		/** False once it is over: the hall's queue is then nobody's business any more. */
		underway,
		feed: underway ? feed : { ...feed, rows: [] },
		wait: underway ? await realtime.waitBoard(branchId) : NOBODY_SAYS,
		/** What the visitor came for and did not get yet, and what to have at hand. */
		services: services
			.filter((service) => open.includes(service.id))
			.map(({ id: key, nameNl, nameEn, bringNl, bringEn }) => ({
				key,
				nl: { name: nameNl, bring: bringNl },
				en: { name: nameEn, bring: bringEn }
			})),
		theme: await branchTheme(shell, branchId),
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
