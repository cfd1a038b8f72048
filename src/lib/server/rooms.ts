/** What screens join: one view, kept up to date for all who see the same. */
import type { AccountId, BranchId } from '../domain/ids.ts';
import type { ViewName, Views } from '../realtime/events.ts';
import type { BranchChange, Sql } from './db/open.ts';
import type { Urgency } from './rounds.ts';
import type { DeviceScope } from './scope.ts';

export type View = Views[ViewName];

export interface Room {
	key: string;
	name: ViewName;
	/** The view changes only when one of these branches does; null: whenever anything in the region does. */
	branches: ReadonlySet<BranchId> | null;
	/** Whose own desk it is: a change that names the clerks it concerns is this one's only if it names this one. */
	clerk: AccountId | null;
	/** Its view changes with time as well. */
	timed: boolean;
	/** When time may have changed it, and when it says next how far it is; by `performance.now()`. */
	lookAt: number;
	pulseAt: number;
	compute: (sql: Sql) => Promise<{ view: View; branches: ReadonlySet<BranchId> | null } | null>;
	sequence: number;
	view: View | null;
	/** Screens that wait for their first view: the room is kept, and kept up to date, for them too. */
	joining: number;
	/** Its view is this hall's wait estimate, which is not computed here. */
	estimateOf: BranchId | null;
}

/** What a socket may join, and why. */
export interface Grant {
	key: string;
	timed: boolean;
	clerk?: AccountId;
	compute: Room['compute'];
	estimateOf?: BranchId;
	/** By a ticket's address, which no sign-out ends. */
	byLink?: boolean;
	/** Asked again later; false ends the view on that socket. */
	stillAllowed: () => Promise<boolean>;
}

/** Whoever was called sees it first, then who called. What changes with time alone can wait for all else. */
export const URGENCY: Record<ViewName, Urgency> = {
	hall: 0,
	desk: 1,
	ticket: 2,
	line: 2,
	host: 2,
	kiosk: 2,
	wait: 2
};
export const BY_TIME: Urgency = 3;

/** Until its first view tells what it depends on, any change may concern it. */
export const newRoom = (
	{ key, timed, clerk, compute, estimateOf }: Grant,
	name: ViewName,
	sequence: number
): Room => ({
	key,
	name,
	branches: estimateOf ? new Set([estimateOf]) : null,
	clerk: clerk ?? null,
	estimateOf: estimateOf ?? null,
	timed,
	lookAt: 0,
	pulseAt: 0,
	compute,
	sequence,
	view: null,
	joining: 0
});

/** A change that names whose desks it concerns is of no other desk. */
export const concerns = (
	{ branchId, clerks }: BranchChange,
	{ branches, clerk }: Pick<Room, 'branches' | 'clerk'>
): boolean =>
	clerk !== null && clerks !== null ? clerks.includes(clerk) : (branches?.has(branchId) ?? true);

export const waitKey = (branchId: BranchId): string => `wait:${branchId}`;

/** Displays that show the same share a room. */
export const displayKey = ({ branchId, settings }: DeviceScope<'hall'>): string =>
	`hall:${branchId}:${JSON.stringify(settings)}`;

/** A view of one branch; null when the branch is gone. */
export const ofBranch =
	(branchId: BranchId, view: (sql: Sql) => Promise<View | null>): Room['compute'] =>
	async (sql) => {
		const computed = await view(sql);
		return computed && { view: computed, branches: new Set([branchId]) };
	};
