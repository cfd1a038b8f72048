import { error, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { type Appointment, HELP_WANTED } from '$lib/domain/appointment.ts';
import type { AppointmentId, CommandId } from '$lib/domain/ids.ts';
import { refuse } from '$lib/domain/refusal.ts';
import { app } from '$lib/server/app.ts';
import { bookerOf, commandOf } from '$lib/server/booker.ts';
import {
	type Details,
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
import {
	id,
	line,
	many,
	oneOf,
	optionalEmail,
	optionalLine,
	optionalPhone,
	readForm
} from '$lib/server/input.ts';
import type { BookerScope } from '$lib/server/scope.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const MAX_NAME = 80;
const MAX_REMARKS = 500;

async function holdOf({ params, url, cookies }: Pick<RequestEvent, 'params' | 'url' | 'cookies'>) {
	const { shell } = app();
	const town = await townBySlug(shell, params.municipality);
	if (!town) error(404, 'not-found');
	const booker = bookerOf(cookies, town.regionId);
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
	for (const [key, value] of url.searchParams)
		if (['dienst', 'personen', 'verzet'].includes(key)) params.append(key, value);
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

const FIELDS = {
	command: id<CommandId>(),
	name: line(MAX_NAME),
	email: optionalEmail(),
	phone: optionalPhone(),
	remarks: optionalLine(MAX_REMARKS),
	help: many(oneOf(HELP_WANTED), HELP_WANTED.length)
};

/** As typed, to be shown again whatever is wrong with it. */
async function typed(request: Request): Promise<Record<string, string> & { help: string }> {
	const form = await request
		.clone()
		.formData()
		.catch(() => new FormData());
	const text = (name: string) => String(form.get(name) ?? '').slice(0, 1000);
	return {
		name: text('name'),
		email: text('email'),
		phone: text('phone'),
		remarks: text('remarks'),
		help: form.getAll('help').map(String).join(' ')
	};
}

async function readDetails(request: Request) {
	const kept = await typed(request);
	const input = await readForm(request, FIELDS);
	const reachable = kept['email']?.trim() || kept['phone']?.trim();
	const fields = input.ok ? [] : input.refusal.fields;
	if (!reachable) fields.push({ field: 'email', code: 'missing', given: '', allowed: '' });
	if (!input.ok || fields.length > 0) return { kept, ...refuse({ code: 'invalid-input', fields }) };
	return { ok: true as const, kept, value: input.value };
}

const withBooker = async (event: RequestEvent) => {
	const found = await holdOf(event);
	return found.booker ? { ...found, booker: found.booker } : null;
};

async function act(
	event: RequestEvent,
	flow: (booker: BookerScope, wish: { id: CommandId; appointmentId: AppointmentId }) => unknown
) {
	const found = await withBooker(event);
	if (!found) return refused({ code: 'hold-ended' });
	const input = await readForm(event.request, { command: id<CommandId>() });
	if (!input.ok) return refused(input.refusal);
	return flow(found.booker, {
		id: commandOf(input.value.command, found.appointmentId),
		appointmentId: found.appointmentId
	});
}

export const actions: Actions = {
	check: async ({ request }) => {
		const details = await readDetails(request);
		if (!details.ok) return { kept: details.kept, refusal: details.refusal, checked: false };
		return { kept: details.kept, checked: true };
	},
	edit: async ({ request }) => ({ kept: await typed(request), checked: false }),
	book: async (event) => {
		const details = await readDetails(event.request);
		if (!details.ok) return { kept: details.kept, refusal: details.refusal, checked: false };
		const found = await withBooker(event);
		if (!found)
			return { kept: details.kept, refusal: { code: 'hold-ended' as const }, checked: false };
		const { command, ...rest } = details.value;
		const made = await book(app().shell, found.booker, {
			id: command,
			appointmentId: found.appointmentId,
			details: rest satisfies Details
		});
		if (!made.ok) return { kept: details.kept, refusal: made.refusal, checked: false };
		redirect(303, `/afspraak/${made.value.link}?gemaakt`);
	},
	more: async (event) => {
		const kept = await typed(event.request);
		const done = await act(event, (booker, wish) => extendHold(app().shell, booker, wish));
		return { kept, checked: false, ...(done as object) };
	},
	move: async (event) =>
		act(event, async (booker, wish) => {
			const moved = await move(app().shell, booker, wish);
			if (!moved.ok) return refused(moved.refusal);
			redirect(303, `/afspraak/${event.url.searchParams.get('verzet') ?? ''}?verzet`);
		}),
	keep: async (event) =>
		act(event, async (booker, wish) => {
			await letGo(app().shell, booker, wish);
			redirect(303, `/afspraak/${event.url.searchParams.get('verzet') ?? ''}`);
		})
};
