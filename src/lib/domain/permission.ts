/** Who may do what: one table, and the only one. */
import type { BranchId, MunicipalityId, RegionId } from './ids.ts';

export const ROLES = ['clerk', 'host', 'lead', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** What a paired screen is. */
export const DEVICE_ROLES = ['kiosk', 'hall'] as const;
export type DeviceRole = (typeof DEVICE_ROLES)[number];

/** A role, given for one hall, one municipality, or the region. */
export type Grant = { role: Role } & (
	| { level: 'branch'; id: BranchId }
	| { level: 'municipality'; id: MunicipalityId }
	| { level: 'region'; id: RegionId }
);

export const PERMISSIONS = {
	/** Open a counter, call by the rule, serve. The team is shared: a clerk of one hall works in any. */
	'work-at-counter': ['clerk', 'lead'],
	/** Call out of order. */
	'pick-visit': ['lead'],
	/** Put a visit before a colleague. */
	'assign-visit': ['lead'],
	/** Give tickets by hand, give priority, mark, move and reinstate visits of a hall. */
	'host-hall': ['host', 'lead'],
	/** See who comes in any hall, and book, move and cancel for citizens: the team is shared. */
	'keep-agenda': ['clerk', 'host', 'lead'],
	/** Hold calls, end the day, free a colleague's counter. */
	'lead-hall': ['lead'],
	/** Pair and revoke devices. */
	'manage-devices': ['administrator'],
	/** What letters to citizens say, and which of them did not arrive. */
	'manage-mail': ['administrator'],
	/** Who works when and where, and who can do what. The team is the region's. */
	'manage-team': ['administrator'],
	/** The demo's clock and mail; exists in demo mode only. */
	'run-demo': ['administrator']
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

/** Where something is to be done. */
export interface Whereabouts {
	regionId: RegionId;
	municipalityId: MunicipalityId;
	branchId: BranchId;
}

const covers = (grant: Grant, place: Whereabouts): boolean => {
	switch (grant.level) {
		case 'branch':
			return grant.id === place.branchId;
		case 'municipality':
			return grant.id === place.municipalityId;
		case 'region':
			return grant.id === place.regionId;
	}
};

const holds = (grant: Grant, permission: Permission): boolean =>
	(PERMISSIONS[permission] as readonly Role[]).includes(grant.role);

/** May someone with these grants do this at this place? */
export const may = (
	grants: readonly Grant[],
	permission: Permission,
	place: Whereabouts
): boolean => grants.some((grant) => holds(grant, permission) && covers(grant, place));

/** May someone with these grants do this anywhere at all? For menus, and for work that the whole team shares. */
export const mayAnywhere = (grants: readonly Grant[], permission: Permission): boolean =>
	grants.some((grant) => holds(grant, permission));
