import { error, redirect } from '@sveltejs/kit';
import { CARRIED } from '$lib/domain/wish.ts';
import type { Appointment } from '$lib/domain/appointment.ts';
import type { AppointmentId, CommandId } from '$lib/domain/ids.ts';
import type { AnyOutcome } from '$lib/domain/refusal.ts';
import { app } from '$lib/server/app.ts';
import { bookerOf, commandOf, isForTeam, mustBeSignedIn } from '$lib/server/booker.ts';
import {
	appointmentByLink,
	book,
	extendHold,
	heldBy,
	letGo,
	move
} from '$lib/server/flows/booking.ts';
import { branchName, listServices } from '$lib/server/flows/catalogue.ts';
import { townBySlug } from '$lib/server/flows/front.ts';
import { refused } from '$lib/server/forms.ts';
import { id, readForm } from '$lib/server/input.ts';
import type { BookerScope } from '$lib/server/scope.ts';
import { readDetails, typed } from '../details.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

async function holdOf(event: Pick<RequestEvent, 'params' | 'url' | 'cookies' | 'locals'>) {
	const { params, url } = event;
	const { shell } = app();
	const town = await townBySlug(shell, params.municipality);
	if (!town) error(404, 'not-found');
	mustBeSignedIn(event, town.regionId);
	const booker = bookerOf(event, town.regionId);
	const appointmentId = (url.searchParams.get('houd') ?? '') as AppointmentId;
	const held = booker && (await heldBy(shell, booker, appointmentId));
	return { town, booker, held, appointmentId };
}

export const load: PageServerLoad = async (event) => {
	const { shell } = app();
	const { town, held } = await holdOf(event);
	const link = event.url.searchParams.get('verzet');
	const moving = link === null ? null : await appointmentByLink(shell, link);
	return {
		held: held && (await shown(held, event.locals.language === 'nl')),
		moving: moving && link !== null ? { startsAt: moving.appointment.startsAt, link } : null,
		times: `/${town.slug}/afspraak/tijd?${timesQuery(event.url)}`,
		commandId: shell.newId<'command'>()
	};
};

/** What was chosen before the time. */
function timesQuery(url: URL): string {
	const params = new URLSearchParams();
	for (const [key, value] of url.searchParams) if (CARRIED.includes(key)) params.append(key, value);
	return String(params);
}

async function shown(held: Appointment, dutch: boolean) {
	const { shell } = app();
	const services = await listServices(shell, held.regionId);
	return {
		startsAt: held.startsAt,
		endsAt: held.endsAt,
		until: held.until ?? held.startsAt,
		extended: held.extended,
		place: (await branchName(shell, held.branchId))?.name ?? '',
		services: held.services.map(({ serviceId, persons }) => {
			const service = services.find((one) => one.id === serviceId);
			return { name: (dutch ? service?.nameNl : service?.nameEn) ?? '', persons };
		})
	};
}

type OnHold = (
	booker: BookerScope,
	wish: { id: CommandId; appointmentId: AppointmentId }
) => Promise<AnyOutcome>;

/** Does something with the slot that is held; the form that stands on the page stays as it is. */
async function onHold(event: RequestEvent, name: string, flow: OnHold) {
	const shown = await typed(event.request);
	const { booker, appointmentId } = await holdOf(event);
	if (!booker) return refused({ code: 'hold-ended' }, shown);
	const input = await readForm(event.request, { command: id<CommandId>() });
	if (!input.ok) return refused(input.refusal, shown);
	const command = commandOf(input.value.command, `${name} ${appointmentId}`);
	const outcome = await flow(booker, { id: command, appointmentId });
	return outcome.ok ? shown : refused(outcome.refusal, shown);
}

/** Back to the appointment, as whoever has it or the team sees it. */
async function ownPage(url: URL, what: string): Promise<string> {
	const link = url.searchParams.get('verzet') ?? '';
	const known = isForTeam(url) ? await appointmentByLink(app().shell, link) : null;
	return known
		? `/agenda/${known.appointment.id}${what}`
		: `/afspraak/${encodeURIComponent(link)}${what}`;
}

export const actions: Actions = {
	check: async ({ request }) => {
		const details = await readDetails(request, 'either');
		return details.failure ?? { kept: details.kept, checked: true };
	},
	edit: async ({ request }) => ({ ...(await typed(request)), checked: false }),
	book: async (event) => {
		const details = await readDetails(event.request, 'either');
		if (details.failure) return details.failure;
		const { kept } = details;
		const { booker, appointmentId } = await holdOf(event);
		if (!booker) return refused({ code: 'hold-ended' }, { kept, checked: false });
		const { command, told } = details.value;
		const made = await book(app().shell, booker, {
			id: command,
			appointmentId,
			details: told
		});
		if (!made.ok) return refused(made.refusal, { kept, checked: true });
		const own = `/afspraak/${made.value.link}?gemaakt`;
		redirect(303, isForTeam(event.url) ? `/agenda/${appointmentId}?gemaakt` : own);
	},
	more: (event) => onHold(event, 'more', (booker, wish) => extendHold(app().shell, booker, wish)),
	move: async (event) => {
		const moved = await onHold(event, 'move', (booker, wish) => move(app().shell, booker, wish));
		if ('kept' in moved) redirect(303, await ownPage(event.url, '?verzet'));
		return moved;
	},
	keep: async (event) => {
		const kept = await onHold(event, 'keep', (booker, wish) => letGo(app().shell, booker, wish));
		if ('kept' in kept) redirect(303, await ownPage(event.url, ''));
		return kept;
	}
};
