/** How long a note about a visit is kept: until the visit has ended, or until the day has. */
export const NOTE_KEEPS = ['visit', 'day'] as const;
export type NoteKeep = (typeof NOTE_KEEPS)[number];

/** What fits on a card at the desk, and is read in one look. */
export const NOTE_LENGTH = 280;
export const NAME_LENGTH = 80;
export const CONTACT_LENGTH = 120;
/** The longest quick service: longer work is a visit. */
export const MAX_QUICK_MINUTES = 60;
/** What a display can show large. */
export const MESSAGE_LENGTH = 140;
