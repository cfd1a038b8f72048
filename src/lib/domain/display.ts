import type { BranchId } from './ids.ts';

export const DISPLAY_LAYOUTS = ['newest', 'list'] as const;

/** What one hall display shows; set where devices are managed. */
export interface DisplaySettings {
	/** The halls whose calls it shows; empty: the one where it hangs. */
	branches: BranchId[];
	/** Only calls to these counters, for a display in a part of a hall. Booths are shown everywhere. */
	counters: { from: number; to: number } | null;
	/** `list`: all that is called, in columns and without sound: the second screen of a busy hall. */
	layout: (typeof DISPLAY_LAYOUTS)[number];
}

export const DEFAULT_DISPLAY: DisplaySettings = { branches: [], counters: null, layout: 'newest' };

/** More than these on one display, and none is found at a glance. */
export const MAX_HALLS = 4;

/** The highest counter number that is spoken, and so that a hall can have. */
export const MAX_COUNTER = 99;

/** Calls that stand beside the newest. */
export const CALLS_BESIDE = 5;
