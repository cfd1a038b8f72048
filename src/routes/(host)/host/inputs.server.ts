/** What the host's forms hold. */
import * as v from 'valibot';
import type { CommandId, ServiceId } from '$lib/domain/ids.ts';
import {
	CONTACT_LENGTH,
	MESSAGE_LENGTH,
	NAME_LENGTH,
	NOTE_KEEPS,
	NOTE_LENGTH
} from '$lib/domain/note.ts';
import { type FieldError, type Outcome, accept, refuse } from '$lib/domain/refusal.ts';
import { MAX_PERSONS, MAX_SERVICES } from '$lib/domain/service.ts';
import { HOUR, type Instant, atLocal, dayOf } from '$lib/domain/time.ts';
import { LANGUAGES, PRIORITY_REASONS } from '$lib/domain/visit.ts';
import type { HostTicketCommand } from '$lib/server/flows/kiosk.ts';
import type { MessageCommand } from '$lib/server/flows/notes.ts';
import { check, id, line, oneOf, ticked, wholeNumber } from '$lib/server/input.ts';
import { TIME_ZONE } from '$lib/text/format.ts';

export const command = { command: id<CommandId>() };

/** A line that may stay empty, which is null. */
export const optionalLine = (max: number) =>
	v.optional(
		v.union([
			v.pipe(
				v.string(),
				v.trim(),
				v.literal(''),
				v.transform(() => null)
			),
			line(max)
		]),
		''
	);

/** `14:05`, or nothing. */
const timeOfDay = () =>
	v.optional(v.pipe(v.string(), v.regex(/^(([01]\d|2[0-3]):[0-5]\d)?$/, 'not-allowed')), '');

/** A time of today on the wall here. */
const today = (time: string, now: Instant): Instant | null =>
	time === '' ? null : atLocal(dayOf(now, TIME_ZONE).day, time, TIME_ZONE);

/** A form, for what is in it more than once and for what is shown again after a refusal. */
export async function formOf(request: Request): Promise<FormData> {
	try {
		return await request.clone().formData();
	} catch {
		return new FormData();
	}
}

/** What was typed, so that nobody types it twice. It goes back to who sent it, and nowhere else. */
export function typedIn(form: FormData): Record<string, string[]> {
	const typed: Record<string, string[]> = {};
	for (const [name, value] of form)
		if (name !== 'command' && typeof value === 'string') (typed[name] ??= []).push(value);
	return typed;
}

const ticketEntries = {
	...command,
	service: v.pipe(
		v.array(id<ServiceId>()),
		v.minLength(1, 'missing'),
		v.maxLength(MAX_SERVICES, 'too-many')
	),
	persons: v.array(wholeNumber(1, MAX_PERSONS)),
	language: v.optional(oneOf(LANGUAGES), 'nl'),
	priority: v.optional(v.union([v.literal(''), oneOf(PRIORITY_REASONS)], 'not-allowed'), ''),
	fetch: ticked(),
	video: ticked(),
	slot: timeOfDay(),
	name: optionalLine(NAME_LENGTH),
	contact: optionalLine(CONTACT_LENGTH),
	note: optionalLine(NOTE_LENGTH),
	keep: v.optional(oneOf(NOTE_KEEPS), 'visit')
};

/** A ticket by hand. Persons are told for each service, or once for all. */
export function ticketOf(
	form: FormData,
	now: Instant
): Outcome<HostTicketCommand, 'invalid-input'> {
	const services = [...new Set(form.getAll('service').map(String))];
	const input = check(ticketEntries, {
		...Object.fromEntries(form),
		service: services,
		persons: services.map((service) => form.get(`persons:${service}`) ?? form.get('persons') ?? '1')
	});
	if (!input.ok) return input;
	const { value } = input;
	return accept({
		id: value.command,
		services: value.service.map((serviceId, at) => ({
			serviceId,
			persons: value.persons[at] ?? 1
		})),
		language: value.language,
		videoOk: value.video,
		fetchInPerson: value.fetch,
		priority: value.priority === '' ? null : value.priority,
		slotStart: today(value.slot, now),
		name: value.name,
		contact: value.contact,
		note: value.note === null ? null : { text: value.note, keep: value.keep }
	});
}

/** How long a message stands on the displays: two that are pressed at once, and one's own times. */
export const MESSAGE_TIMES = ['hour', 'day', 'own'] as const;

export const messageEntries = {
	...command,
	nl: line(MESSAGE_LENGTH),
	en: optionalLine(MESSAGE_LENGTH),
	when: v.optional(oneOf(MESSAGE_TIMES), 'hour'),
	from: timeOfDay(),
	until: timeOfDay()
};

/** @returns refuses `invalid-input` for own times that are over before they begin */
export function messageOf(
	input: v.InferOutput<v.ObjectSchema<typeof messageEntries, undefined>>,
	now: Instant
): Outcome<MessageCommand, 'invalid-input'> {
	const { command: commandId, nl, en, when } = input;
	const message = { id: commandId, nl, en: en ?? '' };
	if (when === 'hour') return accept({ ...message, from: now, until: now + HOUR });
	const { end } = dayOf(now, TIME_ZONE);
	if (when === 'day') return accept({ ...message, from: now, until: end });
	const from = today(input.from, now) ?? now;
	const until = today(input.until, now);
	const wrong = (code: FieldError['code']) =>
		refuse({
			code: 'invalid-input',
			fields: [{ field: 'until', code, given: input.until, allowed: '' }]
		});
	if (until === null) return wrong('missing');
	return until <= Math.max(from, now) ? wrong('not-allowed') : accept({ ...message, from, until });
}
