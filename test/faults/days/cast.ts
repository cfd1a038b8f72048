/** Who presses: the demo region's people, and the screens of its halls. */
import type { AccountId, BranchId, CounterId, ServiceId } from '../../../src/lib/domain/ids.ts';
import type { Permission } from '../../../src/lib/domain/permission.ts';
import { DEMO_ACCOUNTS, DEMO_CLERKS, DEMO_SKILLS } from '../../../src/lib/server/demo/people.ts';
import { DEMO_BRANCHES, DEMO_COUNTERS, DEMO_REGION } from '../../../src/lib/server/demo/region.ts';
import { DEMO_BRANCH_SERVICES } from '../../../src/lib/server/demo/services.ts';
import {
	type DeskScope,
	type HallScope,
	type SignedIn,
	deskScope,
	hallScope
} from '../../../src/lib/server/scope.ts';

export const ZONE = DEMO_REGION.timeZone;
export const HALLS: readonly BranchId[] = DEMO_BRANCHES.map(({ id }) => id);

const lead = DEMO_ACCOUNTS.find(({ login }) => login === 'lead')!;
export const LEAD: AccountId = lead.id;
/** The lead opens a counter, too, now and then. */
export const CLERKS: readonly AccountId[] = [...DEMO_CLERKS.map(({ id }) => id), LEAD];

const codes = new Map(DEMO_BRANCHES.map(({ id, code }) => [id, code]));
export const codeOf = (branchId: BranchId): string => codes.get(branchId) ?? '?';

export const homeOf = (clerkId: AccountId): BranchId | null =>
	DEMO_CLERKS.find(({ id }) => id === clerkId)?.branchId ?? null;

export const countersIn = (branchId: BranchId): CounterId[] =>
	DEMO_COUNTERS.filter((counter) => counter.branchId === branchId).map(({ id }) => id);
export const hallOfCounter = (counterId: CounterId): BranchId =>
	DEMO_COUNTERS.find(({ id }) => id === counterId)!.branchId;

export const servicesIn = (branchId: BranchId): ServiceId[] =>
	DEMO_BRANCH_SERVICES.filter((one) => one.branchId === branchId).map(({ serviceId }) => serviceId);
export const skillsOf = (clerkId: AccountId): ServiceId[] =>
	DEMO_SKILLS.filter((one) => one.accountId === clerkId).map(({ serviceId }) => serviceId);

const signedIn = (accountId: AccountId): SignedIn => {
	const { id, login, name, grant } = DEMO_ACCOUNTS.find((one) => one.id === accountId)!;
	return {
		accountId: id,
		regionId: DEMO_REGION.id,
		name,
		login,
		demo: true,
		grants: [grant]
	};
};

const proven = <T>(scope: T | null): T => {
	if (!scope) throw new Error('nobody here has this right');
	return scope;
};

export const deskOf = (clerkId: AccountId): DeskScope => proven(deskScope(signedIn(clerkId)));

/** Somebody with a right in a hall: its host where that will do and it has one, else the lead. */
export function inHall<P extends Permission>(permission: P, branchId: BranchId): HallScope<P> {
	const branch = DEMO_BRANCHES.find(({ id }) => id === branchId)!;
	const place = {
		regionId: DEMO_REGION.id,
		municipalityId: branch.municipalityId,
		branchId
	};
	const host = DEMO_ACCOUNTS.find(({ grant }) => grant.role === 'host' && grant.id === branchId);
	const scope = host && hallScope(signedIn(host.id), permission, place);
	return scope ?? proven(hallScope(signedIn(LEAD), permission, place));
}
