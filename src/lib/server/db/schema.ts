import { sql } from 'drizzle-orm';
import type { Grant, Role } from '../../domain/permission.ts';
import type { DisplaySettings } from '../../domain/display.ts';
import type { HelpReason } from '../../domain/help.ts';
import type { MailKind, MailProblem } from '../../domain/mail.ts';
import type { NoteKeep } from '../../domain/note.ts';
import type { Theme } from '../../domain/theme.ts';
import type { BranchKind } from '../../domain/region.ts';
import type { AppointmentState, HelpWanted } from '../../domain/appointment.ts';
import type { WantedService } from '../../domain/waitlist.ts';
import type { DayPart } from '../../domain/wish.ts';
import type { Channel } from '../../domain/agenda/room.ts';
import type { PauseReason } from '../../domain/duty.ts';
import type { Actor, DomainEvent, EventType, PlannedService } from '../../domain/events.ts';
import type {
	AccountId,
	AppointmentId,
	BoothId,
	BranchId,
	CounterId,
	DeviceId,
	HelpCallId,
	MailId,
	Id,
	MessageId,
	MunicipalityId,
	NoteId,
	RegionId,
	ServiceGroupId,
	ServiceId,
	VisitId,
	WaitlistId
} from '../../domain/ids.ts';
import type {
	Language,
	Line,
	ParkReason,
	PassedOnTo,
	PriorityReason,
	VisitMode,
	VisitOutcome,
	VisitService,
	VisitState
} from '../../domain/visit.ts';
import {
	boolean,
	index,
	instant,
	integer,
	json,
	primaryKey,
	table,
	text,
	uniqueIndex
} from './columns.ts';

/** One row: rises with everything that people set up. */
export const setup = table('setup', {
	id: integer('id').primaryKey(),
	revision: integer('revision').notNull()
});

/* The region and what it offers */

export const region = table('region', {
	id: text('id').$type<RegionId>().primaryKey(),
	code: text('code').notNull().unique(),
	name: text('name').notNull(),
	timeZone: text('time_zone').notNull()
});

export const municipality = table('municipality', {
	id: text('id').$type<MunicipalityId>().primaryKey(),
	regionId: text('region_id')
		.$type<RegionId>()
		.notNull()
		.references(() => region.id),
	slug: text('slug').notNull().unique(),
	name: text('name').notNull(),
	/** How its screens look; null for Beurt's own look. */
	theme: json('theme').$type<Theme>()
});

/** What a municipality's front says besides its name and look; one without has neither. */
export const front = table(
	'front',
	{
		municipalityId: text('municipality_id')
			.$type<MunicipalityId>()
			.primaryKey()
			.references(() => municipality.id),
		/** Where it is found by itself, such as `https://afspraken.example.nl`; null for by its path only. */
		origin: text('origin'),
		phone: text('phone'),
		email: text('email'),
		address: text('address'),
		accessibilityUrl: text('accessibility_url'),
		privacyUrl: text('privacy_url'),
		/** Under its welcome; empty for Beurt's own words. */
		introNl: text('intro_nl').notNull(),
		introEn: text('intro_en').notNull(),
		/** In which it can be read, its own first; null for all that Beurt speaks. */
		languages: json('languages').$type<Language[]>(),
		/** Sites that may show the start of a booking within a page of theirs. */
		framedBy: json('framed_by').$type<string[]>().notNull()
	},
	(t) => [uniqueIndex('front_origin').on(t.origin)]
);

export const branch = table(
	'branch',
	{
		id: text('id').$type<BranchId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		municipalityId: text('municipality_id')
			.$type<MunicipalityId>()
			.notNull()
			.references(() => municipality.id),
		code: text('code').notNull(),
		slug: text('slug').notNull().unique(),
		name: text('name').notNull(),
		kind: text('kind').$type<BranchKind>().notNull(),
		graceMinutes: integer('grace_minutes').notNull(),
		zipLimit: integer('zip_limit').notNull(),
		ownWindowMinutes: integer('own_window_minutes').notNull(),
		recallsBeforeMissed: integer('recalls_before_missed').notNull()
	},
	(t) => [uniqueIndex('branch_code').on(t.regionId, t.code)]
);

export const openingHours = table(
	'opening_hours',
	{
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		weekday: integer('weekday').notNull(),
		opens: text('opens').notNull(),
		closes: text('closes').notNull()
	},
	(t) => [primaryKey({ columns: [t.branchId, t.weekday, t.opens] })]
);

export const counter = table(
	'counter',
	{
		id: text('id').$type<CounterId>().primaryKey(),
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		number: integer('number').notNull()
	},
	(t) => [uniqueIndex('counter_number').on(t.branchId, t.number)]
);

export const booth = table(
	'booth',
	{
		id: text('id').$type<BoothId>().primaryKey(),
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		number: integer('number').notNull()
	},
	(t) => [uniqueIndex('booth_number').on(t.branchId, t.number)]
);

export const serviceGroup = table(
	'service_group',
	{
		id: text('id').$type<ServiceGroupId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		letter: text('letter').notNull(),
		nameNl: text('name_nl').notNull(),
		nameEn: text('name_en').notNull()
	},
	(t) => [uniqueIndex('service_group_letter').on(t.regionId, t.letter)]
);

export const service = table(
	'service',
	{
		id: text('id').$type<ServiceId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		groupId: text('group_id')
			.$type<ServiceGroupId>()
			.notNull()
			.references(() => serviceGroup.id),
		upl: text('upl').notNull(),
		nameNl: text('name_nl').notNull(),
		nameEn: text('name_en').notNull(),
		bringNl: json('bring_nl').$type<string[]>().notNull(),
		bringEn: json('bring_en').$type<string[]>().notNull(),
		searchWords: json('search_words').$type<string[]>().notNull(),
		firstMinutes: integer('first_minutes').notNull(),
		extraMinutes: integer('extra_minutes').notNull(),
		targetMinutes: integer('target_minutes').notNull(),
		byVideo: boolean('by_video').notNull(),
		feeCents: integer('fee_cents'),
		onlineUrl: text('online_url'),
		walkInWelcome: boolean('walk_in_welcome').notNull().default(false),
		position: integer('position').notNull()
	},
	(t) => [uniqueIndex('service_upl').on(t.regionId, t.upl)]
);

export const branchService = table(
	'branch_service',
	{
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		serviceId: text('service_id')
			.$type<ServiceId>()
			.notNull()
			.references(() => service.id)
	},
	(t) => [primaryKey({ columns: [t.branchId, t.serviceId] })]
);

/* People and devices */

export const account = table(
	'account',
	{
		id: text('id').$type<AccountId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		login: text('login').notNull(),
		name: text('name').notNull(),
		passwordHash: text('password_hash').notNull(),
		/** Made by the demo region; refused at sign-in outside demo mode. */
		demo: boolean('demo').notNull()
	},
	(t) => [uniqueIndex('account_login').on(t.login)]
);

export const roleGrant = table(
	'role_grant',
	{
		accountId: text('account_id')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		role: text('role').$type<Role>().notNull(),
		level: text('level').$type<Grant['level']>().notNull(),
		/** Id of a branch, municipality or region, as `level` says. */
		placeId: text('place_id').notNull()
	},
	(t) => [primaryKey({ columns: [t.accountId, t.role, t.level, t.placeId] })]
);

export const skill = table(
	'skill',
	{
		accountId: text('account_id')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		serviceId: text('service_id')
			.$type<ServiceId>()
			.notNull()
			.references(() => service.id)
	},
	(t) => [
		primaryKey({ columns: [t.accountId, t.serviceId] }),
		index('skill_service').on(t.serviceId)
	]
);

export const shift = table(
	'shift',
	{
		id: text('id').$type<Id<'shift'>>().primaryKey(),
		accountId: text('account_id')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		/** null: anywhere. */
		branchId: text('branch_id')
			.$type<BranchId>()
			.references(() => branch.id),
		startsAt: instant('starts_at').notNull(),
		endsAt: instant('ends_at').notNull()
	},
	(t) => [
		index('shift_account').on(t.accountId, t.endsAt),
		index('shift_end').on(t.endsAt, t.startsAt)
	]
);

/** What of a shift is no work. */
export const shiftBreak = table(
	'shift_break',
	{
		shiftId: text('shift_id')
			.$type<Id<'shift'>>()
			.notNull()
			.references(() => shift.id),
		startsAt: instant('starts_at').notNull(),
		endsAt: instant('ends_at').notNull()
	},
	(t) => [primaryKey({ columns: [t.shiftId, t.startsAt] })]
);

/** A day on which somebody does not work, whatever their shifts say. */
export const absence = table(
	'absence',
	{
		accountId: text('account_id')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		day: text('day').notNull(),
		toldBy: text('told_by')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		toldAt: instant('told_at').notNull()
	},
	(t) => [primaryKey({ columns: [t.accountId, t.day] })]
);

/* The agenda: what a hall gives out, and what was given */

/** A hall that has one can be booked. */
export const agendaRule = table('agenda_rule', {
	branchId: text('branch_id')
		.$type<BranchId>()
		.primaryKey()
		.references(() => branch.id),
	gridMinutes: integer('grid_minutes').notNull(),
	leadMinutes: integer('lead_minutes').notNull(),
	horizonDays: integer('horizon_days').notNull(),
	holdMinutes: integer('hold_minutes').notNull(),
	cancelDelayMinutes: integer('cancel_delay_minutes').notNull(),
	reminderHours: integer('reminder_hours').notNull().default(24),
	offerMinutes: integer('offer_minutes').notNull().default(120)
});

/** Percents of an hour of the week that the public can't book; hours that have none are given out whole. */
export const agendaShare = table(
	'agenda_share',
	{
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		/** 1 (Monday) to 7. */
		weekday: integer('weekday').notNull(),
		/** Of the wall's clock, 0 to 23. */
		hour: integer('hour').notNull(),
		walkIn: integer('walk_in').notNull(),
		internal: integer('internal').notNull()
	},
	(t) => [primaryKey({ columns: [t.branchId, t.weekday, t.hour] })]
);

/** A day on which a hall has hours of its own, or none. */
export const differentDay = table(
	'different_day',
	{
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		day: text('day').notNull(),
		stretches: json('stretches').$type<{ opens: string; closes: string }[]>().notNull(),
		/** Shown to visitors; empty where there is nothing to say. */
		reasonNl: text('reason_nl').notNull(),
		reasonEn: text('reason_en').notNull()
	},
	(t) => [primaryKey({ columns: [t.branchId, t.day] })]
);

export const appointment = table(
	'appointment',
	{
		id: text('id').$type<AppointmentId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		day: text('day').notNull(),
		startsAt: instant('starts_at').notNull(),
		endsAt: instant('ends_at').notNull(),
		plannedFor: text('planned_for')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		state: text('state').$type<AppointmentState>().notNull(),
		channel: text('channel').$type<Channel>().notNull(),
		language: text('language').$type<Language>().notNull(),
		services: json('services').$type<PlannedService[]>().notNull(),
		holder: text('holder').notNull(),
		moves: text('moves').$type<AppointmentId>(),
		until: instant('until_at'),
		extended: boolean('extended').notNull(),
		heldAt: instant('held_at').notNull(),
		bookedAt: instant('booked_at'),
		expectedAt: instant('expected_at'),
		arrivedAt: instant('arrived_at'),
		visitId: text('visit_id')
			.$type<VisitId>()
			.references(() => visit.id),
		cancelledAt: instant('cancelled_at')
	},
	(t) => [
		index('appointment_day').on(t.branchId, t.day),
		// Nobody arrives twice by one ticket.
		uniqueIndex('appointment_visit').on(t.visitId),
		index('appointment_holder')
			.on(t.holder)
			.where(sql`state = 'held'`)
	]
);

/** Who comes, and the secrets that open an appointment: outside of the journal, and erased after its day. */
export const citizen = table(
	'citizen',
	{
		appointmentId: text('appointment_id')
			.$type<AppointmentId>()
			.primaryKey()
			.references(() => appointment.id),
		/** Typed or scanned at a kiosk. */
		code: text('code').notNull(),
		/** The secret in the address where the appointment is seen and changed. */
		link: text('link').notNull(),
		name: text('name').notNull(),
		email: text('email'),
		phone: text('phone'),
		remarks: text('remarks'),
		help: json('help').$type<HelpWanted[]>().notNull(),
		/** What staff wrote beside it. */
		note: text('note'),
		/** Name, address and number in the form in which they are searched; see find.ts. */
		sought: text('sought').notNull().default(''),
		/** Mail address and number without what people type differently; by these they are counted. */
		mailbox: text('mailbox'),
		line: text('line'),
		eraseAt: instant('erase_at').notNull()
	},
	(t) => [
		uniqueIndex('citizen_code').on(t.code),
		uniqueIndex('citizen_link').on(t.link),
		index('citizen_mailbox').on(t.mailbox),
		index('citizen_line').on(t.line),
		index('citizen_erase').on(t.eraseAt)
	]
);

/** What whoever waits for a time was asked about last. */
const asked = () => ({
	/** The hold that they were asked about last. Not a reference: a hold goes when it is over. */
	offerId: text('offer_id').$type<AppointmentId>(),
	offeredUntil: instant('offered_until'),
	/** Nobody is asked about the same time twice. */
	lastStart: instant('last_start'),
	unanswered: integer('unanswered').notNull()
});

/** Appointments whose holders want to come earlier; who waits longest is asked first. */
export const earlierWish = table(
	'earlier_wish',
	{
		appointmentId: text('appointment_id')
			.$type<AppointmentId>()
			.primaryKey()
			.references(() => appointment.id),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		/** Only there; null for anywhere in the region. */
		branchId: text('branch_id')
			.$type<BranchId>()
			.references(() => branch.id),
		since: instant('since').notNull(),
		...asked(),
		eraseAt: instant('erase_at').notNull()
	},
	(t) => [
		index('earlier_wish_since').on(t.regionId, t.since),
		index('earlier_wish_erase').on(t.eraseAt)
	]
);

/** Who has no appointment and waits for a time; in turn with those who want to come earlier, and erased when it is over. */
export const waitlist = table(
	'waitlist',
	{
		id: text('id').$type<WaitlistId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		/** Whose front they came by: letters are in its name. */
		municipalityId: text('municipality_id')
			.$type<MunicipalityId>()
			.notNull()
			.references(() => municipality.id),
		/** Only there; null for anywhere in the region. */
		branchId: text('branch_id')
			.$type<BranchId>()
			.references(() => branch.id),
		/** Only then; null for all day. */
		part: text('part').$type<DayPart>(),
		services: json('services').$type<WantedService[]>().notNull(),
		since: instant('since').notNull(),
		/** How long they wait. */
		until: instant('until_at').notNull(),
		/** Since when they wait no more. */
		endedAt: instant('ended_at'),
		/** What became of an offer that they took. */
		tookId: text('took_id')
			.$type<AppointmentId>()
			.references(() => appointment.id),
		...asked(),
		/** The secret of the address where they see what is offered, and take it. */
		link: text('link').notNull(),
		language: text('language').$type<Language>().notNull(),
		name: text('name').notNull(),
		email: text('email').notNull(),
		phone: text('phone'),
		remarks: text('remarks'),
		help: json('help').$type<HelpWanted[]>().notNull(),
		/** As of `citizen`: by this they are counted. */
		mailbox: text('mailbox').notNull(),
		eraseAt: instant('erase_at').notNull()
	},
	(t) => [
		uniqueIndex('waitlist_link').on(t.link),
		index('waitlist_since')
			.on(t.regionId, t.since)
			.where(sql`ended_at is null`),
		index('waitlist_mailbox').on(t.mailbox),
		index('waitlist_erase').on(t.eraseAt)
	]
);

/**
 * Letters to be sent, and those that were: which one, about what, and when. Whom to and what they say is found when they go,
 * so that nothing in here is about a person, and no letter tells what is not so any more.
 */
export const mail = table(
	'mail',
	{
		/** Its name on the way, too: who gets it twice can see that it is one. */
		id: text('id').$type<MailId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		/** What it is about: the one or the other. */
		appointmentId: text('appointment_id')
			.$type<AppointmentId>()
			.references(() => appointment.id),
		waitlistId: text('waitlist_id')
			.$type<WaitlistId>()
			.references(() => waitlist.id),
		kind: text('kind').$type<MailKind>().notNull(),
		writtenAt: instant('written_at').notNull(),
		/** When it was to go first. */
		dueAt: instant('due_at').notNull(),
		/** When it is tried next; null when it has gone or was given up. */
		nextAt: instant('next_at'),
		tries: integer('tries').notNull(),
		sentAt: instant('sent_at'),
		gaveUpAt: instant('gave_up_at'),
		problem: text('problem').$type<MailProblem>(),
		eraseAt: instant('erase_at').notNull()
	},
	(t) => [
		index('mail_next')
			.on(t.nextAt)
			.where(sql`next_at is not null`),
		index('mail_given_up')
			.on(t.regionId, t.gaveUpAt)
			.where(sql`gave_up_at is not null`),
		index('mail_appointment').on(t.appointmentId),
		index('mail_waitlist').on(t.waitlistId),
		index('mail_erase').on(t.eraseAt)
	]
);

/** What a municipality says in its own words; what it left alone is said in Beurt's. */
export const mailText = table(
	'mail_text',
	{
		municipalityId: text('municipality_id')
			.$type<MunicipalityId>()
			.notNull()
			.references(() => municipality.id),
		kind: text('kind').$type<MailKind>().notNull(),
		language: text('language').$type<Language>().notNull(),
		subject: text('subject').notNull(),
		body: text('body').notNull()
	},
	(t) => [primaryKey({ columns: [t.municipalityId, t.kind, t.language] })]
);

/**
 * The units that appointments and holds take of each clerk's time: nobody is ever given two things at once. Follows from
 * `appointment`; what is over by its `until` stands in nobody's way and is taken away by whoever comes next.
 */
export const agendaBlock = table(
	'agenda_block',
	{
		clerkId: text('clerk_id')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		at: instant('at').notNull(),
		appointmentId: text('appointment_id')
			.$type<AppointmentId>()
			.notNull()
			.references(() => appointment.id),
		until: instant('until_at')
	},
	(t) => [
		primaryKey({ columns: [t.clerkId, t.at] }),
		index('agenda_block_appointment').on(t.appointmentId)
	]
);

/** Rises with every change of what a hall gives out on a day: a search knows by it what it has to work out anew. */
export const agendaDay = table(
	'agenda_day',
	{
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		day: text('day').notNull(),
		revision: integer('revision').notNull()
	},
	(t) => [primaryKey({ columns: [t.branchId, t.day] })]
);

export const session = table(
	'session',
	{
		tokenHash: text('token_hash').primaryKey(),
		accountId: text('account_id')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		createdAt: instant('created_at').notNull(),
		expiresAt: instant('expires_at').notNull()
	},
	(t) => [index('session_account').on(t.accountId), index('session_expiry').on(t.expiresAt)]
);

/** Failed sign-ins by account name and by address, both hashed; cleared by success and by time. */
export const signInTry = table('sign_in_try', {
	key: text('key').primaryKey(),
	tries: integer('tries').notNull(),
	since: instant('since').notNull()
});

export const device = table(
	'device',
	{
		id: text('id').$type<DeviceId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		role: text('role').$type<'kiosk' | 'hall'>().notNull(),
		name: text('name').notNull(),
		/** What a display shows; null: its own hall, the newest call. */
		settings: json('settings').$type<DisplaySettings>(),
		/** One-time code that an administrator reads out, hashed; cleared once used. */
		pairingHash: text('pairing_hash').unique(),
		pairingExpiresAt: instant('pairing_expires_at'),
		tokenHash: text('token_hash').unique(),
		createdAt: instant('created_at').notNull(),
		revokedAt: instant('revoked_at')
	},
	(t) => [index('device_branch').on(t.branchId)]
);

/* What happens: the journal, and the tables that it projects */

export const journal = table(
	'journal',
	{
		/** 1, 2, 3 … within a region, without a gap: a line that was lost is seen. */
		seq: instant('seq').notNull(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		at: instant('at').notNull(),
		actorKind: text('actor_kind').$type<Actor['kind']>().notNull(),
		actorId: text('actor_id').notNull(),
		commandId: text('command_id').notNull(),
		version: integer('version').notNull(),
		type: text('type').$type<EventType>().notNull(),
		branchId: text('branch_id').$type<BranchId>(),
		visitId: text('visit_id').$type<VisitId>(),
		clerkId: text('clerk_id').$type<AccountId>(),
		counterId: text('counter_id').$type<CounterId>(),
		appointmentId: text('appointment_id').$type<AppointmentId>(),
		event: json('event').$type<DomainEvent>().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.regionId, t.seq] }),
		index('journal_visit').on(t.visitId, t.seq),
		index('journal_clerk')
			.on(t.clerkId, t.seq)
			.where(sql`clerk_id is not null`),
		index('journal_command').on(t.commandId),
		index('journal_counter')
			.on(t.counterId, t.seq)
			.where(sql`counter_id is not null`),
		index('journal_appointment')
			.on(t.appointmentId, t.seq)
			.where(sql`appointment_id is not null`),
		// What is announced in a hall; see the hall board.
		index('journal_announced')
			.on(t.branchId, t.at)
			.where(sql`type in ('visit-called', 'visit-recalled', 'visit-restored')`)
	]
);

export const visit = table(
	'visit',
	{
		id: text('id').$type<VisitId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		issuedBranchId: text('issued_branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		day: text('day').notNull(),
		letter: text('letter').notNull(),
		number: integer('number').notNull(),
		state: text('state').$type<VisitState>().notNull(),
		mode: text('mode').$type<VisitMode>().notNull(),
		language: text('language').$type<Language>().notNull(),
		videoOk: boolean('video_ok').notNull(),
		fetchInPerson: boolean('fetch_in_person').notNull(),
		services: json('services').$type<VisitService[]>().notNull(),
		openServiceId: text('open_service_id')
			.$type<ServiceId>()
			.references(() => service.id),
		openMinutes: integer('open_minutes').notNull(),
		arrivedAt: instant('arrived_at').notNull(),
		slotStart: instant('slot_start'),
		line: integer('line').$type<Line>().notNull(),
		due: instant('due').notNull(),
		notBefore: instant('not_before').notNull(),
		priority: text('priority').$type<PriorityReason>(),
		askedForTime: boolean('asked_for_time').notNull(),
		reservedFor: text('reserved_for')
			.$type<AccountId>()
			.references(() => account.id),
		reservedUntil: instant('reserved_until'),
		sentBackBy: text('sent_back_by')
			.$type<AccountId>()
			.references(() => account.id),
		sentBackAt: instant('sent_back_at'),
		clerkId: text('clerk_id')
			.$type<AccountId>()
			.references(() => account.id),
		counterId: text('counter_id')
			.$type<CounterId>()
			.references(() => counter.id),
		boothId: text('booth_id')
			.$type<BoothId>()
			.references(() => booth.id),
		waitingSince: instant('waiting_since'),
		waitedMs: instant('waited_ms').notNull(),
		firstCalledAt: instant('first_called_at'),
		calledAt: instant('called_at'),
		recalls: integer('recalls').notNull(),
		servingSince: instant('serving_since'),
		firstServedAt: instant('first_served_at'),
		parkedReason: text('parked_reason').$type<ParkReason>(),
		parkedAt: instant('parked_at'),
		missedAt: instant('missed_at'),
		endedAt: instant('ended_at'),
		outcome: text('outcome').$type<VisitOutcome>(),
		passedOnTo: text('passed_on_to').$type<PassedOnTo>(),
		/** The secret in the ticket page's address. The one column that the journal does not tell. */
		link: text('link').notNull()
	},
	(t) => [
		uniqueIndex('visit_number').on(t.issuedBranchId, t.day, t.letter, t.number),
		uniqueIndex('visit_link').on(t.link),
		uniqueIndex('visit_clerk')
			.on(t.clerkId)
			.where(sql`state in ('called', 'serving')`),
		uniqueIndex('visit_booth')
			.on(t.boothId)
			.where(sql`state in ('called', 'serving')`),
		index('visit_line')
			// The last three only so that places and minutes are counted without the rows.
			.on(
				t.branchId,
				t.openServiceId,
				t.line,
				t.due,
				t.arrivedAt,
				t.id,
				t.notBefore,
				t.videoOk,
				t.openMinutes
			)
			.where(sql`state = 'waiting'`),
		index('visit_line_remote')
			.on(t.regionId, t.openServiceId, t.line, t.due, t.arrivedAt, t.id)
			.where(sql`state = 'waiting' and (video_ok or mode <> 'desk')`),
		index('visit_early')
			.on(t.branchId, t.slotStart)
			.where(sql`state = 'waiting' and slot_start is not null`),
		index('visit_sent_back')
			.on(t.sentBackBy)
			.where(sql`state = 'waiting' and sent_back_by is not null`),
		index('visit_reserved')
			.on(t.reservedFor)
			.where(sql`state = 'waiting' and reserved_for is not null`),
		index('visit_busy')
			.on(t.branchId)
			.where(sql`state in ('called', 'serving', 'parked')`),
		index('visit_missed')
			.on(t.branchId, t.missedAt)
			.where(sql`state = 'no-show'`),
		// Measured times: of whom was helped lately.
		index('visit_ended')
			.on(t.regionId, t.endedAt)
			.where(sql`state = 'finished'`),
		// Whoever was in a hall today, whatever became of them. The day first: a hall alone is years of visits, and SQLite
		// would take that index for who is in the hall now.
		index('visit_day').on(t.day, t.branchId)
	]
);

export const duty = table(
	'duty',
	{
		clerkId: text('clerk_id')
			.$type<AccountId>()
			.primaryKey()
			.references(() => account.id),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		since: instant('since'),
		branchId: text('branch_id')
			.$type<BranchId>()
			.references(() => branch.id),
		counterId: text('counter_id')
			.$type<CounterId>()
			.references(() => counter.id),
		pausedSince: instant('paused_since'),
		pauseReason: text('pause_reason').$type<PauseReason>(),
		autoNext: boolean('auto_next').notNull(),
		streak: integer('streak').notNull(),
		streakDay: text('streak_day')
	},
	(t) => [uniqueIndex('duty_counter').on(t.counterId), index('duty_branch').on(t.branchId)]
);

export const hall = table('hall', {
	branchId: text('branch_id')
		.$type<BranchId>()
		.primaryKey()
		.references(() => branch.id),
	regionId: text('region_id')
		.$type<RegionId>()
		.notNull()
		.references(() => region.id),
	heldSince: instant('held_since'),
	endedDay: text('ended_day')
});

/** Kiosks where somebody asked for a person. */
export const helpCall = table(
	'help_call',
	{
		id: text('id').$type<HelpCallId>().primaryKey(),
		regionId: text('region_id')
			.$type<RegionId>()
			.notNull()
			.references(() => region.id),
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		deviceId: text('device_id')
			.$type<DeviceId>()
			.notNull()
			.references(() => device.id),
		reason: text('reason').$type<HelpReason>().notNull(),
		askedAt: instant('asked_at').notNull(),
		answeredAt: instant('answered_at'),
		answeredBy: text('answered_by')
			.$type<AccountId>()
			.references(() => account.id)
	},
	(t) => [
		// A kiosk has at most one open call.
		uniqueIndex('help_call_open')
			.on(t.deviceId)
			.where(sql`answered_at is null`),
		index('help_call_branch')
			.on(t.branchId, t.askedAt)
			.where(sql`answered_at is null`)
	]
);

/* What people wrote: outside of the journal, because it must be forgotten */

/** What staff tell each other about a visit. */
export const visitNote = table(
	'visit_note',
	{
		id: text('id').$type<NoteId>().primaryKey(),
		visitId: text('visit_id')
			.$type<VisitId>()
			.notNull()
			.references(() => visit.id),
		text: text('text').notNull(),
		authorId: text('author_id')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id),
		at: instant('at').notNull(),
		keep: text('keep').$type<NoteKeep>().notNull(),
		eraseAt: instant('erase_at').notNull()
	},
	(t) => [index('visit_note_visit').on(t.visitId), index('visit_note_erase').on(t.eraseAt)]
);

/** How a visitor is called by name and reached, if they told. */
export const visitor = table(
	'visitor',
	{
		visitId: text('visit_id')
			.$type<VisitId>()
			.primaryKey()
			.references(() => visit.id),
		name: text('name'),
		contact: text('contact'),
		/** What they told when they booked. */
		remarks: text('remarks'),
		help: json('help').$type<HelpWanted[]>(),
		eraseAt: instant('erase_at').notNull()
	},
	(t) => [index('visitor_erase').on(t.eraseAt)]
);

/** What staff let the displays of a hall say. */
export const hallMessage = table(
	'hall_message',
	{
		id: text('id').$type<MessageId>().primaryKey(),
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		textNl: text('text_nl').notNull(),
		/** Empty: the Dutch text is shown in every language. */
		textEn: text('text_en').notNull(),
		fromAt: instant('from_at').notNull(),
		untilAt: instant('until_at').notNull(),
		authorId: text('author_id')
			.$type<AccountId>()
			.notNull()
			.references(() => account.id)
	},
	(t) => [index('hall_message_branch').on(t.branchId, t.untilAt)]
);

/** The last number given, by issuing branch, local day and letter. */
export const series = table(
	'series',
	{
		branchId: text('branch_id')
			.$type<BranchId>()
			.notNull()
			.references(() => branch.id),
		day: text('day').notNull(),
		letter: text('letter').notNull(),
		lastNumber: integer('last_number').notNull()
	},
	(t) => [primaryKey({ columns: [t.branchId, t.day, t.letter] })]
);

/* What makes it safe to repeat, and to follow */

/** Accepted commands of the last day, so that a repeat gets the first answer and acts once. */
export const command = table(
	'command',
	{
		actorId: text('actor_id').notNull(),
		id: text('id').notNull(),
		payloadHash: text('payload_hash').notNull(),
		value: json('value').$type<unknown>(),
		at: instant('at').notNull()
	},
	(t) => [primaryKey({ columns: [t.actorId, t.id] }), index('command_at').on(t.at)]
);

/** Rises with every change that a branch's screens may show. */
export const branchRevision = table('branch_revision', {
	branchId: text('branch_id')
		.$type<BranchId>()
		.primaryKey()
		.references(() => branch.id),
	revision: instant('revision').notNull()
});
