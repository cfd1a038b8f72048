import { error, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { PAUSE_REASONS } from '$lib/domain/duty.ts';
import type {
	AccountId,
	BranchId,
	CommandId,
	CounterId,
	NoteId,
	ServiceId,
	VisitId
} from '$lib/domain/ids.ts';
import { MAX_QUICK_MINUTES, NOTE_KEEPS, NOTE_LENGTH } from '$lib/domain/note.ts';
import { type Permission, mayAnywhere } from '$lib/domain/permission.ts';
import { type AnyOutcome, refuse } from '$lib/domain/refusal.ts';
import { MAX_PERSONS } from '$lib/domain/service.ts';
import { OUTCOMES, PARK_REASONS, PASSED_ON_TO } from '$lib/domain/visit.ts';
import { app } from '$lib/server/app.ts';
import {
	listServices,
	ownHall,
	whereabouts,
	workingColleagues,
	workplaces
} from '$lib/server/flows/catalogue.ts';
import * as desk from '$lib/server/flows/desk.ts';
import { endDay, holdCalls, releaseCalls } from '$lib/server/flows/day.ts';
import {
	endDuty,
	freeCounter,
	openCounter,
	pause,
	setAutoNext,
	unpause
} from '$lib/server/flows/duty.ts';
import { eraseNote, writeNote } from '$lib/server/flows/notes.ts';
import { quickService } from '$lib/server/flows/quick.ts';
import { undo } from '$lib/server/flows/undo.ts';
import { visitById } from '$lib/server/flows/ticket.ts';
import { refused } from '$lib/server/forms.ts';
import { id, line, oneOf, optionalId, readForm, ticked, wholeNumber } from '$lib/server/input.ts';
import {
	type DeskScope,
	type HallScope,
	type SignedIn,
	deskScope,
	hallScope
} from '$lib/server/scope.ts';
import { branchTheme } from '$lib/server/theming.ts';
import { deskView, hallLines, remoteLines } from '$lib/server/views/desk.ts';
import { wallTime } from '$lib/server/wall-time.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { shell } = app();
	if (!locals.who) redirect(303, '/signin?next=/desk');
	const scope = deskScope(locals.who);
	if (!scope) error(403, 'forbidden');
	const { regionId, clerkId } = scope;
	const now = shell.now();
	const [view, lines] = await shell.db.snapshot(async (sql) => {
		const mine = await deskView(sql, regionId, clerkId, now);
		const around = mine.branchId
			? await hallLines(sql, mine.branchId, now)
			: await remoteLines(sql, regionId, now);
		return [mine, around];
	});
	return {
		desk: view,
		lines,
		workplaces: await workplaces(shell, regionId),
		colleagues: (await workingColleagues(shell, regionId)).filter((one) => one.clerkId !== clerkId),
		services: (await listServices(shell, regionId)).map(
			({ id: serviceId, nameNl, nameEn, ...service }) => ({
				id: serviceId,
				nl: nameNl,
				en: nameEn,
				search: service.searchWords,
				bringNl: service.bringNl,
				bringEn: service.bringEn,
				firstMinutes: service.firstMinutes,
				extraMinutes: service.extraMinutes
			})
		),
		theme: view.branchId ? await branchTheme(shell, view.branchId) : null,
		mayPick: mayAnywhere(locals.who.grants, 'pick-visit'),
		mayLead: mayAnywhere(locals.who.grants, 'lead-hall'),
		commandId: shell.newId<'command'>()
	};
};

const command = { command: id<CommandId>() };
const onVisit = { ...command, visit: id<VisitId>() };

interface Acting {
	scope: DeskScope;
	who: SignedIn;
}

/** One action: prove who it is, read the form, run the flow, and answer with what it did. */
const action =
	<E extends v.ObjectEntries & typeof command>(
		name: string,
		entries: E,
		run: (
			acting: Acting,
			input: v.InferOutput<v.ObjectSchema<E, undefined>>
		) => Promise<AnyOutcome>,
		needs: Permission = 'work-at-counter'
	) =>
	async ({ request, locals }: { request: Request; locals: App.Locals }) => {
		const scope = deskScope(locals.who);
		if (!scope || !locals.who || !mayAnywhere(locals.who.grants, needs))
			return refused({ code: 'forbidden' });
		const input = await readForm(request, entries);
		if (!input.ok) return refused(input.refusal);
		const outcome = await run({ scope, who: locals.who }, input.value);
		if (!outcome.ok) return refused(outcome.refusal);
		return {
			did: name,
			value: outcome.value,
			command: (input.value as { command: string }).command
		};
	};

/** What a lead does for the hall of their own desk. */
const leading =
	(
		run: (permission: HallScope<'lead-hall'>, input: { command: CommandId }) => Promise<AnyOutcome>
	) =>
	async ({ scope, who }: Acting, input: { command: CommandId }): Promise<AnyOutcome> => {
		const place = await ownHall(app().shell, scope.clerkId);
		if (!place) return refuse({ code: 'not-on-duty' });
		const permission = hallScope(who, 'lead-hall', place);
		return permission ? run(permission, input) : refuse({ code: 'forbidden' });
	};

export const actions: Actions = {
	open: action('open', { ...command, counter: id<CounterId>() }, ({ scope }, input) =>
		openCounter(app().shell, scope, { id: input.command, counterId: input.counter })
	),
	home: action('home', command, ({ scope }, input) =>
		openCounter(app().shell, scope, { id: input.command, counterId: null })
	),
	end: action('end', command, ({ scope }, input) => endDuty(app().shell, scope, input.command)),
	pause: action('pause', { ...command, reason: oneOf(PAUSE_REASONS) }, ({ scope }, input) =>
		pause(app().shell, scope, { id: input.command, reason: input.reason })
	),
	unpause: action('unpause', command, ({ scope }, input) =>
		unpause(app().shell, scope, input.command)
	),
	auto: action('auto', { ...command, on: ticked() }, ({ scope }, input) =>
		setAutoNext(app().shell, scope, { id: input.command, autoNext: input.on })
	),
	next: action('call', command, ({ scope }, input) =>
		desk.callNext(app().shell, scope, input.command)
	),
	recall: action('recall', onVisit, ({ scope }, input) =>
		desk.recall(app().shell, scope, { id: input.command, visitId: input.visit })
	),
	serve: action('serve', onVisit, ({ scope }, input) =>
		desk.serve(app().shell, scope, { id: input.command, visitId: input.visit })
	),
	finish: action(
		'finish',
		{
			...onVisit,
			outcome: oneOf(OUTCOMES),
			passedOnTo: v.optional(v.union([v.literal(''), oneOf(PASSED_ON_TO)], 'not-allowed'), ''),
			then: v.optional(oneOf(['serve', 'wait']), 'serve'),
			endedAt: v.optional(wallTime(), '')
		},
		({ scope }, input) =>
			desk.finish(app().shell, scope, {
				id: input.command,
				visitId: input.visit,
				outcome: input.outcome,
				passedOnTo: input.passedOnTo === '' ? null : input.passedOnTo,
				then: input.then,
				endedAt: input.endedAt
			})
	),
	miss: action('miss', onVisit, ({ scope }, input) =>
		desk.miss(app().shell, scope, { id: input.command, visitId: input.visit })
	),
	requeue: action(
		'requeue',
		{ ...onVisit, why: oneOf(['absent', 'by-hand']) },
		({ scope }, input) =>
			desk.requeue(app().shell, scope, {
				id: input.command,
				visitId: input.visit,
				why: input.why
			})
	),
	park: action('park', { ...onVisit, reason: oneOf(PARK_REASONS) }, ({ scope }, input) =>
		desk.park(app().shell, scope, {
			id: input.command,
			visitId: input.visit,
			reason: input.reason
		})
	),
	resume: action('resume', { ...onVisit, to: oneOf(['here', 'waiting']) }, ({ scope }, input) =>
		desk.resume(app().shell, scope, { id: input.command, visitId: input.visit, to: input.to })
	),
	reinstate: action('reinstate', onVisit, ({ scope }, input) =>
		desk.reinstate(app().shell, scope, { id: input.command, visitId: input.visit })
	),
	transfer: action(
		'transfer',
		{
			...onVisit,
			service: optionalId<ServiceId>(),
			branch: optionalId<BranchId>(),
			clerk: optionalId<AccountId>(),
			counter: optionalId<CounterId>()
		},
		({ scope }, input) =>
			desk.transfer(app().shell, scope, {
				id: input.command,
				visitId: input.visit,
				serviceId: input.service,
				branchId: input.branch,
				clerkId: input.clerk,
				counterId: input.counter
			})
	),
	add: action(
		'add',
		{
			...onVisit,
			service: id<ServiceId>(),
			persons: v.optional(wholeNumber(1, MAX_PERSONS), '1')
		},
		({ scope }, input) =>
			desk.addService(app().shell, scope, {
				id: input.command,
				visitId: input.visit,
				serviceId: input.service,
				persons: input.persons
			})
	),
	pick: action(
		'call',
		onVisit,
		async ({ scope, who }, input) => {
			const visit = await visitById(app().shell, input.visit);
			const place = visit && (await whereabouts(app().shell, visit.branchId));
			if (!place) return refuse({ code: 'unknown-visit' });
			const permission = hallScope(who, 'pick-visit', place);
			if (!permission) return refuse({ code: 'forbidden' });
			return desk.pick(app().shell, scope, permission, {
				id: input.command,
				visitId: input.visit
			});
		},
		'pick-visit'
	),
	hold: action(
		'hold',
		command,
		leading((lead, input) => holdCalls(app().shell, lead, input.command)),
		'lead-hall'
	),
	release: action(
		'release',
		command,
		leading((lead, input) => releaseCalls(app().shell, lead, input.command)),
		'lead-hall'
	),
	endday: action(
		'endday',
		command,
		leading((lead, input) => endDay(app().shell, lead, input.command)),
		'lead-hall'
	),
	free: action(
		'free',
		{ ...command, counter: id<CounterId>() },
		(acting, input) =>
			leading((lead) =>
				freeCounter(app().shell, lead, { id: input.command, counterId: input.counter })
			)(acting, input),
		'lead-hall'
	),
	note: action(
		'note',
		{ ...onVisit, text: line(NOTE_LENGTH), keep: oneOf(NOTE_KEEPS) },
		({ scope }, input) =>
			writeNote(app().shell, scope, {
				id: input.command,
				visitId: input.visit,
				text: input.text,
				keep: input.keep
			})
	),
	erase: action('erase', { ...command, note: id<NoteId>() }, ({ scope }, input) =>
		eraseNote(app().shell, scope, { id: input.command, noteId: input.note })
	),
	quick: action(
		'quick',
		{
			...command,
			service: id<ServiceId>(),
			mode: oneOf(['desk', 'document']),
			minutes: wholeNumber(1, MAX_QUICK_MINUTES),
			outcome: oneOf(OUTCOMES),
			passedOnTo: v.optional(v.union([v.literal(''), oneOf(PASSED_ON_TO)], 'not-allowed'), ''),
			branch: optionalId<BranchId>()
		},
		({ scope }, input) =>
			quickService(app().shell, scope, {
				id: input.command,
				serviceId: input.service,
				mode: input.mode,
				minutes: input.minutes,
				outcome: input.outcome,
				passedOnTo: input.passedOnTo === '' ? null : input.passedOnTo,
				branchId: input.branch
			})
	),
	undo: action('undo', { ...command, undoes: id<CommandId>() }, ({ scope }, input) =>
		undo(app().shell, scope, { id: input.command, undoes: input.undoes })
	)
};
