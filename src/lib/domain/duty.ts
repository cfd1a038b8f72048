import type { AccountId, BranchId, CounterId, RegionId } from './ids.ts';
import type { Instant, LocalDay } from './time.ts';

export const PAUSE_REASONS = ['break', 'back-office', 'meeting'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

/**
 * Where a clerk works now: one row a clerk, kept after the shift for the streak of the day.
 *
 * On duty without a branch and counter means at home: telephone, video and documents of all halls.
 */
export interface Duty {
	clerkId: AccountId;
	regionId: RegionId;
	/** null when off duty. */
	since: Instant | null;
	branchId: BranchId | null;
	counterId: CounterId | null;
	pausedSince: Instant | null;
	pauseReason: PauseReason | null;
	/** Finishing calls the next visitor at once. */
	autoNext: boolean;
	/** First-line calls since this clerk's last second-line call on `streakDay`. */
	streak: number;
	streakDay: LocalDay | null;
}

/** A clerk who has never worked. */
export const offDuty = (clerkId: AccountId, regionId: RegionId): Duty => ({
	clerkId,
	regionId,
	since: null,
	branchId: null,
	counterId: null,
	pausedSince: null,
	pauseReason: null,
	autoNext: false,
	streak: 0,
	streakDay: null
});

/** The streak counts within one local day. */
export const streakOn = (duty: Duty, today: LocalDay): number =>
	duty.streakDay === today ? duty.streak : 0;
