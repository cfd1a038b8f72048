/** What pages read of the region's set-up: names of halls, services and counters. */
import type { AccountId, BranchId, RegionId, ServiceId } from '../../domain/ids.ts';
import { type Grant, type Permission, type Whereabouts, may } from '../../domain/permission.ts';
import type { Branch } from '../../domain/region.ts';
import type { Service } from '../../domain/service.ts';
import { dutyOf, onDuty } from '../db/duties.ts';
import { allBranches, branchesOf, countersOf, findBranch, servicesOf } from '../db/halls.ts';
import type { Shell } from '../shell.ts';

export interface BranchName {
	id: BranchId;
	name: string;
	code: string;
}
const toName = ({ id, name, code }: Branch): BranchName => ({ id, name, code });

/** Every hall that there is; only for the demo's own pages. */
export const listBranches = async (shell: Shell): Promise<BranchName[]> =>
	(await allBranches(shell.db.read)).map(toName);

/** Every hall of a region. */
export const hallsOf = async (shell: Shell, regionId: RegionId): Promise<BranchName[]> =>
	(await branchesOf(shell.db.read, regionId)).map(toName);

export const branchName = async (shell: Shell, id: BranchId): Promise<BranchName | null> => {
	const branch = await findBranch(shell.db.read, id);
	return branch ? toName(branch) : null;
};

/** Where a hall stands, as permissions ask for it; null for one that does not exist. */
export async function whereabouts(shell: Shell, id: BranchId): Promise<Whereabouts | null> {
	const branch = await findBranch(shell.db.read, id);
	return (
		(branch && {
			regionId: branch.regionId,
			municipalityId: branch.municipalityId,
			branchId: branch.id
		}) ??
		null
	);
}

/** Where the hall stands in which a clerk works now; null off duty and at home. */
export async function ownHall(shell: Shell, clerkId: AccountId): Promise<Whereabouts | null> {
	const duty = await dutyOf(shell.db.read, clerkId);
	return duty?.branchId ? whereabouts(shell, duty.branchId) : null;
}

/** The halls of a region in which someone may do something. */
export const branchesFor = async (
	shell: Shell,
	regionId: RegionId,
	grants: readonly Grant[],
	permission: Permission
): Promise<BranchName[]> => (await hallsFor(shell, regionId, grants, permission)).map(toName);

/** The same, with all that is set for each. */
export async function hallsFor(
	shell: Shell,
	regionId: RegionId,
	grants: readonly Grant[],
	permission: Permission
): Promise<Branch[]> {
	const branches = await branchesOf(shell.db.read, regionId);
	return branches.filter(({ id, municipalityId }) =>
		may(grants, permission, { regionId, municipalityId, branchId: id })
	);
}

export const listServices = (shell: Shell, regionId: RegionId): Promise<Service[]> =>
	servicesOf(shell.db.read, regionId);

export async function findService(
	shell: Shell,
	regionId: RegionId,
	id: ServiceId
): Promise<Service | null> {
	return (await listServices(shell, regionId)).find((service) => service.id === id) ?? null;
}

/** All counters of the region's halls, and who has them open. */
export async function workplaces(shell: Shell, regionId: RegionId) {
	const { read } = shell.db;
	const working = await onDuty(read, regionId);
	const branches = await branchesOf(read, regionId);
	return Promise.all(
		branches.map(async (branch) => ({
			...toName(branch),
			counters: (await countersOf(read, branch.id)).map(({ id, number }) => ({
				id,
				number,
				by: working.find((one) => one.counterId === id)?.name ?? null,
				byId: working.find((one) => one.counterId === id)?.clerkId ?? null
			}))
		}))
	);
}

/** Colleagues who are at work now, to hand a visit to. */
export const workingColleagues = async (shell: Shell, regionId: RegionId) =>
	(await onDuty(shell.db.read, regionId)).map(({ clerkId, name, branchId }) => ({
		clerkId,
		name,
		branchId
	}));
