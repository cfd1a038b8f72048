/** Who may see what: a screen proves it by the cookies that it came with. */
import * as v from 'valibot';
import type { BranchId } from '../domain/ids.ts';
import type { DeviceRole } from '../domain/permission.ts';
import type { JoinRequest } from '../realtime/events.ts';
import { allBranches } from './db/halls.ts';
import { findByLink } from './db/visits.ts';
import { whereabouts } from './flows/catalogue.ts';
import { whichDevice } from './flows/devices.ts';
import { whoIs } from './flows/signin.ts';
import { isUnderway } from './flows/ticket.ts';
import { type Grant, displayKey, ofBranch, waitKey } from './rooms.ts';
import { deskScope, deviceScope, hallScope } from './scope.ts';
import { COOKIES } from './session.ts';
import type { Shell } from './shell.ts';
import { deskView, hallLines, remoteLines } from './views/desk.ts';
import { hallBoard, ticketFeed } from './views/hall.ts';
import { hostBoard } from './views/host.ts';
import { kioskMenu } from './views/kiosk.ts';

export const joinRequest = v.variant('view', [
	v.object({ view: v.literal('hall') }),
	v.object({ view: v.literal('kiosk') }),
	v.object({ view: v.literal('desk') }),
	v.object({ view: v.literal('line'), branchId: v.nullable(v.pipe(v.string(), v.maxLength(64))) }),
	v.object({ view: v.literal('ticket'), link: v.pipe(v.string(), v.maxLength(64)) }),
	v.object({
		view: v.literal('wait'),
		link: v.optional(v.pipe(v.string(), v.maxLength(64))),
		branchId: v.optional(v.pipe(v.string(), v.maxLength(64)))
	}),
	v.object({ view: v.literal('host'), branchId: v.pipe(v.string(), v.maxLength(64)) })
]);

interface Asker {
	shell: Shell;
	demo: boolean;
	/** Of the connection, by name. */
	cookies: Partial<Record<string, string>>;
}

/** @returns null for what is not there, or not for this screen */
export async function grantFor(
	{ shell, demo, cookies }: Asker,
	request: JoinRequest
): Promise<Grant | null> {
	const { db } = shell;
	const now = () => shell.now();
	const device = async <R extends DeviceRole>(role: R) =>
		deviceScope(await whichDevice(shell, cookies[COOKIES[role]] ?? ''), role);
	const clerk = async () => deskScope(await whoIs(shell, cookies[COOKIES.session] ?? '', demo));

	const mayHost = async (branchId: BranchId) => {
		const who = await whoIs(shell, cookies[COOKIES.session] ?? '', demo);
		const place = await whereabouts(shell, branchId);
		return place !== null && hallScope(who, 'host-hall', place) !== null;
	};

	switch (request.view) {
		case 'hall': {
			const scope = await device('hall');
			if (!scope) return null;
			const { branchId, settings } = scope;
			const key = displayKey(scope);
			return {
				key,
				timed: true,
				compute: async (sql) => {
					const view = await hallBoard(sql, branchId, settings, now());
					return view && { view, branches: new Set([branchId, ...settings.branches]) };
				},
				// Set otherwise, it ends too: the screen then asks anew and gets the other room.
				stillAllowed: async () => {
					const current = await device('hall');
					return current !== null && displayKey(current) === key;
				}
			};
		}
		case 'kiosk': {
			const scope = await device('kiosk');
			if (!scope) return null;
			const { branchId } = scope;
			return {
				key: `kiosk:${branchId}`,
				timed: true,
				compute: ofBranch(branchId, (sql) => kioskMenu(sql, branchId, now())),
				stillAllowed: async () => (await device('kiosk'))?.branchId === branchId
			};
		}
		case 'host': {
			const { branchId } = request;
			if (!(await mayHost(branchId))) return null;
			return {
				key: `host:${branchId}`,
				timed: true,
				compute: ofBranch(branchId, (sql) => hostBoard(sql, branchId, now())),
				stillAllowed: () => mayHost(branchId)
			};
		}
		case 'desk': {
			const scope = await clerk();
			if (!scope) return null;
			return {
				key: `desk:${scope.clerkId}`,
				timed: false,
				clerk: scope.clerkId,
				compute: async (sql) => {
					const view = await deskView(sql, scope.regionId, scope.clerkId, now());
					if (!view.branchId) return { view, branches: null };
					// A visit in another hall can change there, by its visitor or host.
					const elsewhere = view.current ? [view.current.branchId] : [];
					return { view, branches: new Set([view.branchId, ...elsewhere]) };
				},
				stillAllowed: async () => (await clerk())?.clerkId === scope.clerkId
			};
		}
		case 'line': {
			const scope = await clerk();
			if (!scope) return null;
			const { branchId } = request;
			const stillAllowed = async () => (await clerk()) !== null;
			if (branchId === null)
				return {
					key: `line:${scope.regionId}`,
					timed: false,
					compute: async (sql) => ({
						view: await remoteLines(sql, scope.regionId, now()),
						branches: null
					}),
					stillAllowed
				};
			// The team is shared: a clerk may look at any hall of the own region, and at no other.
			const branch = (await allBranches(db.read)).find((one) => one.id === branchId);
			if (branch?.regionId !== scope.regionId) return null;
			return {
				key: `line:${branchId}`,
				timed: false,
				compute: ofBranch(branchId, (sql) => hallLines(sql, branchId, now())),
				stillAllowed
			};
		}
		case 'ticket': {
			// A visit that is over has no place in the queue, and its address opens no view of it.
			const find = async () => {
				const visit = (await findByLink(db.read, request.link))?.visit;
				return visit && (await isUnderway(shell, visit)) ? visit : null;
			};
			const visit = await find();
			if (!visit) return null;
			const { branchId } = visit;
			return {
				key: `ticket:${branchId}`,
				timed: true,
				byLink: true,
				compute: ofBranch(branchId, (sql) => ticketFeed(sql, branchId, now())),
				// Sent on to another hall, the telephone joins that hall's queue instead.
				stillAllowed: async () => (await find())?.branchId === branchId
			};
		}
		case 'wait': {
			const { link, branchId: hosted } = request;
			const find = async () => {
				if (hosted !== undefined) return (await mayHost(hosted)) ? hosted : undefined;
				if (link === undefined)
					return (await device('kiosk'))?.branchId ?? (await device('hall'))?.branchId;
				const visit = (await findByLink(db.read, link))?.visit;
				return visit && (await isUnderway(shell, visit)) ? visit.branchId : undefined;
			};
			const branchId = await find();
			if (branchId === undefined) return null;
			return {
				key: waitKey(branchId),
				timed: false,
				estimateOf: branchId,
				byLink: link !== undefined,
				compute: () => Promise.resolve(null),
				stillAllowed: async () => (await find()) === branchId
			};
		}
	}
}
