/** A journal that can't be: an event about what was never issued, or a missing line. Always a bug. */
export class BrokenJournal extends Error {}
