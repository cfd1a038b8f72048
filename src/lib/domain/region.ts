import type { Theme } from './theme.ts';
import type { BoothId, BranchId, CounterId, MunicipalityId, RegionId } from './ids.ts';

/** The cooperation: the tenant, and the unit under whose lock all is decided. */
export interface Region {
	id: RegionId;
	code: string;
	name: string;
	timeZone: string;
}

export interface Municipality {
	id: MunicipalityId;
	regionId: RegionId;
	slug: string;
	name: string;
	/** How its screens look; null for Beurt's own look. */
	theme: Theme | null;
}

export type BranchKind = 'hall' | 'neighbourhood-point';

/** What a hall may set about the rule of the queue; the defaults are the region's published rule. */
export interface HallRule {
	/** How late a check-in still counts as timely. Minutes. */
	graceMinutes: number;
	/** How many of the first line may go in a row past someone overdue in the second. 1 to 9. */
	zipLimit: number;
	/** How near the own hall's earliest due must be before its clerks stop looking at other halls. Minutes. */
	ownWindowMinutes: number;
	/** Recalls before "no-show" is offered. */
	recallsBeforeMissed: number;
}

export const DEFAULT_HALL_RULE: HallRule = {
	graceMinutes: 10,
	zipLimit: 2,
	ownWindowMinutes: 5,
	recallsBeforeMissed: 2
};

/** A place that receives visitors. */
export interface Branch extends HallRule {
	id: BranchId;
	regionId: RegionId;
	municipalityId: MunicipalityId;
	/** One or two letters, in front of the number of a visitor who was sent on from here: `R` in R-P042. */
	code: string;
	slug: string;
	name: string;
	kind: BranchKind;
}

/** A desk of a branch; a clerk opens it. */
export interface Counter {
	id: CounterId;
	branchId: BranchId;
	number: number;
}

/** A video booth of a branch; a visit holds it, no clerk ever opens it. */
export interface Booth {
	id: BoothId;
	branchId: BranchId;
	number: number;
}
