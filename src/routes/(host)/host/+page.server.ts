import { error, fail, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { isTicketLike } from '$lib/domain/find.ts';
import type {
	AccountId,
	AppointmentId,
	BranchId,
	CommandId,
	HelpCallId,
	MessageId,
	NoteId,
	ServiceId,
	VisitId
} from '$lib/domain/ids.ts';
import { CONTACT_LENGTH, NAME_LENGTH, NOTE_KEEPS, NOTE_LENGTH } from '$lib/domain/note.ts';
import { type AnyOutcome, type Refusal, accept, refuse } from '$lib/domain/refusal.ts';
import type { Branch } from '$lib/domain/region.ts';
import { CANCEL_REASONS, PRIORITY_REASONS } from '$lib/domain/visit.ts';
import { app } from '$lib/server/app.ts';
import { listServices, workingColleagues, workplaces } from '$lib/server/flows/catalogue.ts';
import { checkInByHost, undoCheckIn } from '$lib/server/flows/checkin.ts';
import { answerHelp } from '$lib/server/flows/help.ts';
import * as host from '$lib/server/flows/host.ts';
import { hostTicket } from '$lib/server/flows/kiosk.ts';
import {
	eraseNote,
	showMessage,
	tellVisitor,
	withdrawMessage,
	writeNote
} from '$lib/server/flows/notes.ts';
import { undo } from '$lib/server/flows/undo.ts';
import { refused } from '$lib/server/forms.ts';
import { id, line, oneOf, optionalId, readForm, ticked } from '$lib/server/input.ts';
import type { SignedIn } from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import { findInHall, hostBoard, visitorInHall } from '$lib/server/views/host.ts';
import { kioskMenu } from '$lib/server/views/kiosk.ts';
import {
	command,
	formOf,
	messageEntries,
	messageOf,
	optionalLine,
	ticketOf,
	typedIn
} from './inputs.server.ts';
import { type HostScope, hallNamed, hallsToHost, hostScope } from './scope.server.ts';
import { slipOf } from './slip.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { who } = locals;
	if (!who) redirect(303, '/signin?next=/host');
	const halls = await hallsToHost(who);
	if (halls.length === 0) error(403, 'forbidden');
	const asked = url.searchParams.get('hall');
	const hall = asked === null && halls.length === 1 ? halls[0] : hallNamed(halls, asked ?? '');
	// Another's hall, or none at all: which of the two is nobody's business.
	if (asked !== null && !hall) error(403, 'forbidden');
	const { shell } = app();
	return {
		theme: hall ? await branchTheme(shell, hall.id) : null,
		halls: hall ? [] : await Promise.all(halls.map(glance)),
		one: halls.length === 1,
		at: hall ? await inHall(who, hall, url) : null,
		commandId: shell.newId<'command'>()
	};
};

/** What a lead sees of each hall before choosing one. */
async function glance({ id: branchId, slug, name }: Branch) {
	const { shell } = app();
	const board = await shell.db.snapshot((sql) => hostBoard(sql, branchId, shell.now()));
	return {
		slug,
		name,
		open: board?.open.open ?? false,
		waiting: board?.rows.filter(({ state }) => state === 'waiting').length ?? 0,
		help: board?.help.length ?? 0
	};
}

async function inHall(who: SignedIn, hall: Branch, url: URL) {
	const { shell } = app();
	const now = shell.now();
	const { regionId } = who;
	const { id: branchId, slug, name, graceMinutes } = hall;
	const visitId = v.safeParse(id<VisitId>(), url.searchParams.get('visit'));
	// Only a number may stand in an address; names and telephones come by a form.
	const asked = url.searchParams.get('q') ?? '';
	const number = isTicketLike(asked) ? asked : '';
	const views = await shell.db.snapshot(async (sql) => ({
		board: await hostBoard(sql, branchId, now),
		menu: await kioskMenu(sql, branchId, now),
		found: number === '' ? null : await findInHall(sql, branchId, number, now),
		opened: visitId.success ? await visitorInHall(sql, branchId, visitId.output, now) : null
	}));
	const { board, menu } = views;
	if (!board || !menu) error(403, 'forbidden');
	return {
		id: branchId,
		slug,
		name,
		graceMinutes,
		board,
		asked: number,
		found: views.found,
		opened: views.opened,
		wait: await app().realtime.waitBoard(branchId),
		menu: menu.services,
		services: (await listServices(shell, regionId)).map(
			({ id: serviceId, nameNl, nameEn, byVideo }) => ({
				id: serviceId,
				nl: nameNl,
				en: nameEn,
				byVideo
			})
		),
		others: (await workplaces(shell, regionId))
			.filter((one) => one.id !== branchId)
			.map(({ id: otherId, name: other }) => ({ id: otherId, name: other })),
		colleagues: (await workingColleagues(shell, regionId)).map(
			({ clerkId, name: colleague, branchId: where }) => ({
				id: clerkId,
				name: colleague,
				here: where === branchId
			})
		)
	};
}

const onVisit = { ...command, visit: id<VisitId>() };

/** A refusal with what was typed, which the page shows again. */
function turnedDown(refusal: Refusal, form: FormData, action: string) {
	const { status, data } = refused(refusal);
	return fail(status, { refusal: data.refusal, action, typed: typedIn(form) });
}

/** One action: prove who it is and where, read the form, run the flow, and answer with what it did. */
const action =
	<E extends v.ObjectEntries>(
		name: string,
		entries: E,
		run: (
			scope: HostScope,
			input: v.InferOutput<v.ObjectSchema<E, undefined>>,
			form: FormData
		) => Promise<AnyOutcome>
	) =>
	async ({ request, locals, url }: { request: Request; locals: App.Locals; url: URL }) => {
		const form = await formOf(request);
		const scope = await hostScope(locals.who, url);
		if (!scope.ok) return turnedDown(scope.refusal, form, name);
		const input = await readForm(request, entries);
		if (!input.ok) return turnedDown(input.refusal, form, name);
		const outcome = await run(scope.value, input.value, form);
		if (!outcome.ok) return turnedDown(outcome.refusal, form, name);
		const given = (field: string) => {
			const value = form.get(field);
			return typeof value === 'string' ? value : '';
		};
		return {
			did: name,
			value: outcome.value,
			command: given('command'),
			asked: name === 'find' ? given('asked').slice(0, NAME_LENGTH) : ''
		};
	};

const visitUnknown = () => refuse({ code: 'unknown-visit' });

export const actions: Actions = {
	answer: action('answer', { ...command, help: id<HelpCallId>() }, (scope, input) =>
		answerHelp(app().shell, scope, { id: input.command, helpCallId: input.help })
	),
	ticket: action('ticket', {}, async (scope, _input, form) => {
		const { shell } = app();
		const input = ticketOf(form, shell.now());
		if (!input.ok) return input;
		const outcome = await hostTicket(shell, scope, input.value);
		if (!outcome.ok) return outcome;
		const slip = await slipOf(scope, outcome.value.visitId);
		return slip ? accept(slip) : visitUnknown();
	}),
	checkin: action(
		'checkin',
		{ ...command, appointment: id<AppointmentId>() },
		async (scope, input) => {
			const outcome = await checkInByHost(app().shell, scope, {
				id: input.command,
				appointmentId: input.appointment
			});
			if (!outcome.ok) return outcome;
			const slip = await slipOf(scope, outcome.value.visitId);
			return slip ? accept(slip) : visitUnknown();
		}
	),
	uncheck: action('uncheck', onVisit, (scope, input) =>
		undoCheckIn(app().shell, scope, { id: input.command, visitId: input.visit })
	),
	find: action('find', { asked: line(NAME_LENGTH) }, async (scope, input) => {
		const { shell } = app();
		return accept(
			await shell.db.snapshot((sql) => findInHall(sql, scope.branchId, input.asked, shell.now()))
		);
	}),
	look: action('look', { visit: id<VisitId>() }, async (scope, input) => {
		const { shell } = app();
		const row = await shell.db.snapshot((sql) =>
			visitorInHall(sql, scope.branchId, input.visit, shell.now())
		);
		return row ? accept(row) : visitUnknown();
	}),
	slip: action('slip', { visit: id<VisitId>() }, async (scope, input) => {
		const slip = await slipOf(scope, input.visit);
		return slip ? accept(slip) : visitUnknown();
	}),
	priority: action('priority', { ...onVisit, reason: oneOf(PRIORITY_REASONS) }, (scope, input) =>
		host.givePriority(app().shell, scope, {
			id: input.command,
			visitId: input.visit,
			reason: input.reason
		})
	),
	mark: action('mark', { ...onVisit, video: ticked(), fetch: ticked() }, (scope, input) =>
		host.mark(app().shell, scope, {
			id: input.command,
			visitId: input.visit,
			videoOk: input.video,
			fetchInPerson: input.fetch
		})
	),
	time: action('time', onVisit, (scope, input) =>
		host.moreTime(app().shell, scope, { id: input.command, visitId: input.visit })
	),
	reinstate: action('reinstate', onVisit, (scope, input) =>
		host.reinstate(app().shell, scope, { id: input.command, visitId: input.visit })
	),
	cancel: action('cancel', { ...onVisit, reason: oneOf(CANCEL_REASONS) }, (scope, input) =>
		host.cancel(app().shell, scope, {
			id: input.command,
			visitId: input.visit,
			reason: input.reason
		})
	),
	move: action(
		'move',
		{
			...onVisit,
			service: optionalId<ServiceId>(),
			branch: optionalId<BranchId>(),
			clerk: optionalId<AccountId>()
		},
		(scope, input) =>
			host.move(app().shell, scope, {
				id: input.command,
				visitId: input.visit,
				serviceId: input.service,
				branchId: input.branch,
				clerkId: input.clerk
			})
	),
	note: action(
		'note',
		{ ...onVisit, text: line(NOTE_LENGTH), keep: v.optional(oneOf(NOTE_KEEPS), 'visit') },
		(scope, input) =>
			writeNote(app().shell, scope, {
				id: input.command,
				visitId: input.visit,
				text: input.text,
				keep: input.keep
			})
	),
	erase: action('erase', { ...command, note: id<NoteId>() }, (scope, input) =>
		eraseNote(app().shell, scope, { id: input.command, noteId: input.note })
	),
	visitor: action(
		'visitor',
		{ ...onVisit, name: optionalLine(NAME_LENGTH), contact: optionalLine(CONTACT_LENGTH) },
		(scope, input) =>
			tellVisitor(app().shell, scope, {
				id: input.command,
				visitId: input.visit,
				name: input.name,
				contact: input.contact
			})
	),
	message: action('message', messageEntries, async (scope, input) => {
		const { shell } = app();
		const message = messageOf(input, shell.now());
		return message.ok ? showMessage(shell, scope, message.value) : message;
	}),
	withdraw: action('withdraw', { ...command, message: id<MessageId>() }, (scope, input) =>
		withdrawMessage(app().shell, scope, { id: input.command, messageId: input.message })
	),
	undo: action('undo', { ...command, undoes: id<CommandId>() }, (scope, input) =>
		undo(app().shell, scope, { id: input.command, undoes: input.undoes })
	)
};
