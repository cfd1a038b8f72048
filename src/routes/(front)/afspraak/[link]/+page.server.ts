import { error, redirect } from '@sveltejs/kit';
import { LATE_BY } from '$lib/domain/delay.ts';
import type { AppointmentId, CommandId } from '$lib/domain/ids.ts';
import type { AnyOutcome } from '$lib/domain/refusal.ts';
import { app } from '$lib/server/app.ts';
import {
	type OfHold,
	appointmentByLink,
	cancelAppointment,
	letGo,
	move
} from '$lib/server/flows/booking.ts';
import { lateness, sayLate } from '$lib/server/flows/delay.ts';
import { ticketOfVisit } from '$lib/server/flows/ticket.ts';
import { earlierBooker, earlierState, wantEarlier, wantNoMore } from '$lib/server/flows/earlier.ts';
import { branchName, listServices } from '$lib/server/flows/catalogue.ts';
import { townOfBranch } from '$lib/server/flows/front.ts';
import { refused } from '$lib/server/forms.ts';
import { id, oneOf, readForm, ticked } from '$lib/server/input.ts';
import { qrOf } from '$lib/server/qr.ts';
import { type BookerScope, appointmentScope } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const LATE = LATE_BY.map(String);

export const load: PageServerLoad = async ({ params, url, locals }) => {
	const { shell } = app();
	const known = await appointmentByLink(shell, params.link);
	if (!known) error(404, 'not-found');
	const { appointment, citizen } = known;
	const services = await listServices(shell, appointment.regionId);
	const dutch = locals.language === 'nl';
	const place = await branchName(shell, appointment.branchId);
	const town = await townOfBranch(shell, appointment.branchId);
	const earlier = await earlierState(shell, appointment.id);
	if (!place || !town) error(404, 'not-found');
	return {
		known: {
			link: params.link,
			just: url.searchParams.has('gemaakt')
				? ('made' as const)
				: url.searchParams.has('verzet')
					? ('moved' as const)
					: null,
			state: appointment.state,
			/** Not begun yet. */
			open:
				appointment.state === 'displaced' ||
				(appointment.state === 'booked' && shell.now() < appointment.startsAt),
			/** Of an appointment of today that they have not come to: until when their place is kept, and when they said to come. */
			late: await lateness(shell, appointment),
			/** Whether a letter reaches who has it. */
			mail: citizen.email !== null,
			earlier: earlier.wish !== null,
			onlyHere: earlier.wish?.branchId != null,
			/** An earlier time that is held for them. */
			offer: earlier.offer && {
				id: earlier.offer.id,
				startsAt: earlier.offer.startsAt,
				until: earlier.offer.until ?? earlier.offer.startsAt,
				place: (await branchName(shell, earlier.offer.branchId))?.name ?? ''
			},
			/** Its number in the hall, and the secret of that number's own page. */
			ticket: appointment.visitId && (await ticketOfVisit(shell, appointment.visitId)),
			startsAt: appointment.startsAt,
			minutes: (appointment.endsAt - appointment.startsAt) / 60_000,
			place: place.name,
			town,
			code: citizen.code,
			qr: qrOf(citizen.code),
			services: appointment.services.map(({ serviceId, persons }) => {
				const service = services.find((one) => one.id === serviceId);
				return {
					name: (dutch ? service?.nameNl : service?.nameEn) ?? '',
					persons,
					bring: (dutch ? service?.bringNl : service?.bringEn) ?? []
				};
			})
		},
		theme: await branchTheme(shell, appointment.branchId),
		commandId: shell.newId<'command'>()
	};
};

/** What is done about coming earlier, by who has the address. */
async function ownScope(link: string) {
	const known = await appointmentByLink(app().shell, link);
	return known && appointmentScope(known.appointment.regionId, known.appointment.id);
}

/** Does something with the earlier time that is held for who has the address. */
async function aboutOffer(
	{ params, request }: Pick<RequestEvent, 'params' | 'request'>,
	act: (booker: BookerScope, wish: OfHold) => Promise<AnyOutcome>
) {
	const scope = await ownScope(params.link);
	if (!scope) return refused({ code: 'unknown-appointment' });
	const input = await readForm(request, { command: id<CommandId>(), offer: id<AppointmentId>() });
	if (!input.ok) return refused(input.refusal);
	const { command, offer: appointmentId } = input.value;
	const outcome = await act(earlierBooker(scope), { id: command, appointmentId });
	return outcome.ok ? { done: true } : refused(outcome.refusal);
}

export const actions: Actions = {
	earlier: async ({ params, request }) => {
		const scope = await ownScope(params.link);
		if (!scope) return refused({ code: 'unknown-appointment' });
		const input = await readForm(request, { here: ticked() });
		if (!input.ok) return refused(input.refusal);
		const outcome = await wantEarlier(app().shell, scope, { onlyHere: input.value.here });
		return outcome.ok ? { done: true } : refused(outcome.refusal);
	},
	stay: async ({ params }) => {
		const scope = await ownScope(params.link);
		if (!scope) return refused({ code: 'unknown-appointment' });
		await wantNoMore(app().shell, scope);
		return { done: true };
	},
	accept: (event) =>
		aboutOffer(event, async (booker, wish) => {
			const moved = await move(app().shell, booker, wish);
			if (moved.ok) redirect(303, `/afspraak/${event.params.link}?verzet`);
			return moved;
		}),
	decline: (event) => aboutOffer(event, (booker, wish) => letGo(app().shell, booker, wish)),
	late: async ({ params, request }) => {
		const scope = await ownScope(params.link);
		if (!scope) return refused({ code: 'unknown-appointment' });
		const input = await readForm(request, { command: id<CommandId>(), late: oneOf(LATE) });
		if (!input.ok) return refused(input.refusal);
		const { command, late } = input.value;
		const outcome = await sayLate(app().shell, scope, { id: command, byMinutes: Number(late) });
		return outcome.ok ? { done: true } : refused(outcome.refusal);
	},
	cancel: async ({ params, request }) => {
		const scope = await ownScope(params.link);
		if (!scope) return refused({ code: 'unknown-appointment' });
		const input = await readForm(request, { command: id<CommandId>() });
		if (!input.ok) return refused(input.refusal);
		const outcome = await cancelAppointment(app().shell, scope, input.value.command);
		return outcome.ok ? { done: true } : refused(outcome.refusal);
	}
};
