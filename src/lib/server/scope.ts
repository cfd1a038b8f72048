/**
 * Proof of who may act where. A scope is minted here only, from a session, a device or a ticket's address; a flow
 * that takes one can't be called without it.
 */
import { DEFAULT_DISPLAY, type DisplaySettings } from '../domain/display.ts';
import type { Channel } from '../domain/agenda/room.ts';
import type { Actor } from '../domain/events.ts';
import type {
	AccountId,
	AppointmentId,
	BranchId,
	DeviceId,
	RegionId,
	VisitId,
	WaitlistId
} from '../domain/ids.ts';
import {
	type DeviceRole,
	type Grant,
	type Permission,
	type Whereabouts,
	may,
	mayAnywhere
} from '../domain/permission.ts';
import { SECOND } from '../domain/time.ts';
import type { CommandScope } from './shell.ts';

declare const proof: unique symbol;
interface Proven<K extends string> extends CommandScope {
	readonly [proof]: K;
}

/** A clerk at work, anywhere in the region. */
export interface DeskScope extends Proven<'desk'> {
	readonly clerkId: AccountId;
}

/** Someone who may do one thing in one hall. */
export interface HallScope<P extends Permission> extends Proven<`hall:${P}`> {
	readonly accountId: AccountId;
	readonly branchId: BranchId;
}

/** Someone who manages devices: of the region, or only at places that they were given. */
export interface ManageScope extends Proven<'manage'> {
	readonly accountId: AccountId;
	readonly covers: (place: Whereabouts) => boolean;
}

/** Someone who looks after letters: of the region, or only of places that they were given. */
export interface MailScope extends Proven<'mail'> {
	readonly accountId: AccountId;
	readonly covers: (place: Whereabouts) => boolean;
}

/** Someone who plans the team of a region. */
export interface TeamScope extends Proven<'team'> {
	readonly accountId: AccountId;
}

/** A paired kiosk or display, and the one hall where it stands. */
export interface DeviceScope<R extends DeviceRole = DeviceRole> extends Proven<`device:${R}`> {
	readonly deviceId: DeviceId;
	readonly branchId: BranchId;
	readonly role: R;
	readonly settings: DisplaySettings;
}

/** The holder of a ticket's address: this visit and no other. */
export interface TicketScope extends Proven<'ticket'> {
	readonly visitId: VisitId;
	readonly branchId: BranchId;
}

/** Whoever fills in a form: may hold slots and book them, and touch nobody else's. */
export interface BookerScope extends Proven<'booker'> {
	/** Which holds are theirs. */
	readonly holder: string;
	readonly channel: Channel;
}

/** The holder of an appointment's address: this one and no other. */
export interface AppointmentScope extends Proven<'appointment'> {
	readonly appointmentId: AppointmentId;
	readonly by: 'citizen' | 'staff';
}

/** The holder of the address of a place on the waiting list: this one, and what is held for it. */
export interface WaitlistScope extends Proven<'waitlist'> {
	readonly waitlistId: WaitlistId;
	readonly booker: BookerScope;
}

/** Staff of a region, and all that is booked in it. */
export interface AgendaScope extends Proven<'agenda'> {
	readonly accountId: AccountId;
}

/** A kiosk never shows the last visitor's answer to the next: a repeat counts for two minutes. */
const KIOSK_REPLAY = 120 * SECOND;

export interface SignedIn {
	accountId: AccountId;
	regionId: RegionId;
	name: string;
	login: string;
	demo: boolean;
	grants: readonly Grant[];
}

const actorOf = (who: SignedIn): Actor => ({ kind: 'account', id: who.accountId });

/** A desk for anyone who may work at a counter somewhere: the team is shared by all halls. */
export function deskScope(who: SignedIn | null): DeskScope | null {
	if (!who || !mayAnywhere(who.grants, 'work-at-counter')) return null;
	return {
		regionId: who.regionId,
		actor: actorOf(who),
		clerkId: who.accountId
	} as DeskScope;
}

export function hallScope<P extends Permission>(
	who: SignedIn | null,
	permission: P,
	place: Whereabouts
): HallScope<P> | null {
	if (!who || who.regionId !== place.regionId || !may(who.grants, permission, place)) return null;
	return {
		regionId: who.regionId,
		actor: actorOf(who),
		accountId: who.accountId,
		branchId: place.branchId
	} as HallScope<P>;
}

const managing = (who: SignedIn, permission: Permission) => ({
	regionId: who.regionId,
	actor: actorOf(who),
	accountId: who.accountId,
	covers: (place: Whereabouts) =>
		place.regionId === who.regionId && may(who.grants, permission, place)
});

export function manageScope(who: SignedIn | null): ManageScope | null {
	if (!who || !mayAnywhere(who.grants, 'manage-devices')) return null;
	return managing(who, 'manage-devices') as ManageScope;
}

export function mailScope(who: SignedIn | null): MailScope | null {
	if (!who || !mayAnywhere(who.grants, 'manage-mail')) return null;
	return managing(who, 'manage-mail') as MailScope;
}

/** The team is shared: who was given a hall or a municipality alone does not plan it. */
export function teamScope(who: SignedIn | null): TeamScope | null {
	const ofRegion = who?.grants.filter(({ level }) => level === 'region') ?? [];
	if (!who || !mayAnywhere(ofRegion, 'manage-team')) return null;
	return { regionId: who.regionId, actor: actorOf(who), accountId: who.accountId } as TeamScope;
}

export interface PairedDevice {
	id: DeviceId;
	regionId: RegionId;
	branchId: BranchId;
	role: DeviceRole;
	/** Of a display. */
	settings: DisplaySettings | null;
}

export function deviceScope<R extends DeviceRole>(
	device: PairedDevice | null,
	role: R
): DeviceScope<R> | null {
	if (!device || device.role !== role) return null;
	return {
		regionId: device.regionId,
		actor: { kind: 'device', id: device.id },
		replayFor: KIOSK_REPLAY,
		deviceId: device.id,
		branchId: device.branchId,
		role,
		settings: device.settings ?? DEFAULT_DISPLAY
	} as DeviceScope<R>;
}

/** Minted for whoever found the visit by its secret address. */
export const ticketScope = (visit: {
	id: VisitId;
	regionId: RegionId;
	branchId: BranchId;
}): TicketScope =>
	({
		regionId: visit.regionId,
		actor: { kind: 'visitor', id: visit.id },
		visitId: visit.id,
		branchId: visit.branchId
	}) as TicketScope;

/** A browser that books for the public; `holder` is made from a secret that only this browser has. */
export const bookerScope = (regionId: RegionId, holder: string): BookerScope =>
	({
		regionId,
		actor: { kind: 'citizen', id: holder },
		holder,
		channel: 'public'
	}) as BookerScope;

/** Staff who book for somebody: their own share, and the same rules. */
export function agentScope(who: SignedIn | null): BookerScope | null {
	if (!who || !mayAnywhere(who.grants, 'keep-agenda')) return null;
	return {
		regionId: who.regionId,
		actor: actorOf(who),
		holder: who.accountId,
		channel: 'internal'
	} as unknown as BookerScope;
}

/** Staff who look who comes, in any hall of the region. */
export function agendaScope(who: SignedIn | null): AgendaScope | null {
	if (!who || !mayAnywhere(who.grants, 'keep-agenda')) return null;
	return {
		regionId: who.regionId,
		actor: actorOf(who),
		accountId: who.accountId
	} as AgendaScope;
}

/** Staff who change an appointment of their region for whoever has it. */
export const appointmentByStaff = (
	{ regionId, actor }: AgendaScope,
	appointment: { id: AppointmentId; regionId: RegionId }
): AppointmentScope | null =>
	appointment.regionId === regionId
		? ({ regionId, actor, appointmentId: appointment.id, by: 'staff' } as AppointmentScope)
		: null;

/** Whoever has the address of an appointment. */
export const appointmentScope = (
	regionId: RegionId,
	appointmentId: AppointmentId
): AppointmentScope =>
	({
		regionId,
		actor: { kind: 'citizen', id: appointmentId },
		appointmentId,
		by: 'citizen'
	}) as unknown as AppointmentScope;

/** Staff who take somebody of their region off the waiting list. */
export const waitlistByStaff = (
	{ regionId, actor }: AgendaScope,
	listed: { id: WaitlistId; regionId: RegionId },
	booker: BookerScope
): WaitlistScope | null =>
	listed.regionId === regionId
		? ({ regionId, actor, waitlistId: listed.id, booker } as unknown as WaitlistScope)
		: null;

/** Whoever has the address of a place on the waiting list. */
export const waitlistScope = (
	regionId: RegionId,
	waitlistId: WaitlistId,
	booker: BookerScope
): WaitlistScope =>
	({
		regionId,
		actor: { kind: 'citizen', id: waitlistId },
		waitlistId,
		booker
	}) as unknown as WaitlistScope;
