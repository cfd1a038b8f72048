import type { BranchId, RegionId } from './ids.ts';
import type { Instant, LocalDay } from './time.ts';

/** What changes about a branch during the day; one row a branch. */
export interface Hall {
	branchId: BranchId;
	regionId: RegionId;
	/** All calls are held since then, as in an evacuation. */
	heldSince: Instant | null;
	/** The last local day that was ended, by a lead or by the system. */
	endedDay: LocalDay | null;
}

export const quietHall = (branchId: BranchId, regionId: RegionId): Hall => ({
	branchId,
	regionId,
	heldSince: null,
	endedDay: null
});
