import { error, redirect } from '@sveltejs/kit';
import type { BranchId, CommandId } from '$lib/domain/ids.ts';
import { type Instant, localDay, nextDay } from '$lib/domain/time.ts';
import { readPart, readWish, writeWish } from '$lib/domain/wish.ts';
import { app } from '$lib/server/app.ts';
import { commandOf, isForTeam, mustBeSignedIn, newBooker } from '$lib/server/booker.ts';
import { appointmentByLink, holdSlot } from '$lib/server/flows/booking.ts';
import { bookable, townBySlug } from '$lib/server/flows/front.ts';
import { within } from '$lib/server/flows/limits.ts';
import { refused } from '$lib/server/forms.ts';
import { id, readForm } from '$lib/server/input.ts';
import type { FreeHall, Offers, Search } from '$lib/server/offers.ts';
import { TIME_ZONE } from '$lib/text/format.ts';
import * as v from 'valibot';
import type { Actions, PageServerLoad } from './$types';
import {
	type MonthOfDays,
	firstOf,
	isMonth,
	layOut,
	monthOf,
	monthWithin
} from './month.server.ts';

/** A page of the list. */
const DAYS = 7;
/** How far it is looked by itself for the first day on which something is free. */
const LOOK_AHEAD = 60;
/** Of one hall all times are shown; of several the first few. */
const FIRST = 4;

const LONGEST_MONTH = 31;

const isDay = (given: string | null): given is string => /^\d{4}-\d\d-\d\d$/.test(given ?? '');

async function asked(slug: string, url: URL) {
	const { shell } = app();
	const town = await townBySlug(shell, slug);
	if (!town) error(404, 'not-found');
	const { halls, services } = await bookable(shell, town.regionId);
	const params = url.searchParams;
	const link = params.get('verzet');
	const moving = link === null ? null : await appointmentByLink(shell, link);
	const state = moving?.appointment.state;
	if (link !== null && state !== 'booked' && state !== 'displaced')
		redirect(303, `/afspraak/${link}`);
	const wish = readWish(params, services);
	const chosen =
		moving && wish.services.length === 0
			? moving.appointment.services.flatMap(({ serviceId, persons }) => {
					const service = services.find((one) => one.id === serviceId);
					return service ? [{ service, persons }] : [];
				})
			: wish.services;
	const hall = halls.find((one) => one.id === params.get('hal')) ?? null;
	return { town, halls, chosen, hall, moving, link };
}

/** A month as a whole, where somebody chose to look at it so. */
async function monthOfDays(
	offers: Offers,
	search: Omit<Search, 'from' | 'days'>,
	asked: string | null,
	now: Instant
): Promise<MonthOfDays | null> {
	if (!isMonth(asked)) return null;
	const today = localDay(now, TIME_ZONE);
	const look = (month: string) =>
		offers.search({ ...search, from: firstOf(month), days: LONGEST_MONTH }, now);
	let found = await look(asked);
	const month = monthWithin(asked, today, found.lastDay);
	if (month !== asked) found = await look(month);
	return layOut(month, found.days, today, found.lastDay);
}

/** As the page before it. */
export const csr = false;

export const load: PageServerLoad = async ({ params, url, locals, cookies }) => {
	const { shell, offers } = app();
	const { town, halls, chosen, hall, moving, link } = await asked(params.municipality, url);
	mustBeSignedIn({ url, locals, cookies }, town.regionId);
	if (chosen.length === 0)
		redirect(303, `/${town.slug}/afspraak?leeg${isForTeam(url) ? '&team' : ''}`);
	const from = url.searchParams.get('vanaf');
	const now = shell.now();
	const today = localDay(now, TIME_ZONE);
	const search = {
		regionId: town.regionId,
		services: chosen,
		channel: isForTeam(url) ? ('internal' as const) : ('public' as const),
		part: readPart(url.searchParams.get('deel')),
		...(hall ? { branches: [hall.id] } : {})
	};
	const waits = writeWish(chosen);
	if (hall) waits.set('hal', hall.id);
	if (search.part) waits.set('deel', search.part);
	const month = await monthOfDays(offers, search, url.searchParams.get('maand'), now);
	const all = await offers.search(
		{ ...search, from: isDay(from) ? from : today, days: LOOK_AHEAD },
		now
	);
	const lookedUntil = all.days.at(-1)?.day;
	const free = all.days.filter((day) => day.halls.length > 0);
	const page = free.slice(0, DAYS);
	const nameOf = new Map(halls.map((one) => [one.id, one.name]));
	const own = new Set(halls.filter((one) => one.town === town.id).map((one) => one.id));
	/** Earliest first, and of those that are as early the municipality's own. */
	const nearest = (a: FreeHall, b: FreeHall): number =>
		(a.starts[0] ?? 0) - (b.starts[0] ?? 0) ||
		Number(own.has(b.branchId)) - Number(own.has(a.branchId));
	const dutch = locals.language === 'nl';
	return {
		moving: moving ? { startsAt: moving.appointment.startsAt, link } : null,
		waitlist: `/${town.slug}/afspraak/wachtlijst?${String(waits)}${isForTeam(url) ? '&team' : ''}`,
		query: `${String(writeWish(chosen))}${isForTeam(url) ? '&team' : ''}`,
		chosen: chosen.map(({ service, persons }) => ({
			name: dutch ? service.nameNl : service.nameEn,
			persons
		})),
		halls,
		hall,
		part: search.part,
		/** Those that could be looked at. */
		given: all.halls.length > 0,
		from: all.days[0]?.day ?? today,
		until: lookedUntil ?? today,
		lastDay: all.lastDay,
		/** Chosen instead of the list. */
		month,
		/** The month that is shown when it is chosen. */
		firstMonth: monthOf(page[0]?.day ?? today),
		later: free.length > DAYS ? (free[DAYS]?.day ?? null) : null,
		/** Where the list goes on when nothing was found so far. */
		beyond:
			all.lastDay !== null && lookedUntil !== undefined && lookedUntil < all.lastDay
				? nextDay(lookedUntil, TIME_ZONE)
				: null,
		/** It was asked for days that can't be booked yet. */
		notYet: all.lastDay !== null && lookedUntil === undefined,
		earlier: isDay(from) && from > today,
		days: page.map(({ day, halls: where }) => ({
			day,
			halls: [...where].sort(nearest).map(({ branchId, starts }) => ({
				id: branchId,
				name: nameOf.get(branchId) ?? '',
				starts: hall ? starts : starts.slice(0, FIRST),
				count: starts.length
			}))
		})),
		commandId: shell.newId<'command'>()
	};
};

const SLOT = /^([0-9a-f-]{36}) (\d{1,15})$/;

export const actions: Actions = {
	hold: async (event) => {
		const { params, url, request, locals } = event;
		const { shell } = app();
		const { town, chosen, moving } = await asked(params.municipality, url);
		const input = await readForm(request, {
			command: id<CommandId>(),
			slot: v.pipe(v.string('missing'), v.regex(SLOT, 'not-an-id'))
		});
		if (!input.ok) return refused(input.refusal);
		const { command, slot } = input.value;
		const [, branchId = '', startsAt = ''] = SLOT.exec(slot) ?? [];
		mustBeSignedIn(event, town.regionId);
		const booker = newBooker(event, town.regionId);
		if (booker.channel === 'public') {
			const allowed = within(shell, 'hold', event.getClientAddress());
			if (!allowed.ok) return refused(allowed.refusal);
		}
		const held = await holdSlot(shell, booker, {
			id: commandOf(command, slot),
			branchId: branchId as BranchId,
			services: chosen.map(({ service, persons }) => ({ serviceId: service.id, persons })),
			startsAt: Number(startsAt),
			language: locals.language,
			moves: moving?.appointment.id ?? null,
			// Staff may help two at a time.
			instead: booker.channel === 'public'
		});
		if (!held.ok) return refused(held.refusal);
		const next = writeWish(chosen);
		const link = url.searchParams.get('verzet');
		if (link !== null) next.set('verzet', link);
		if (isForTeam(url)) next.set('team', '');
		next.set('houd', held.value.appointmentId);
		redirect(303, `/${town.slug}/afspraak/gegevens?${String(next)}`);
	}
};
