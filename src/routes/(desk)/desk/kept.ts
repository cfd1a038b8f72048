/**
 * What this tab remembers over a reload or a crash: a note that is being written, and what can still be undone.
 * Gone with the tab, so that nothing about a visitor stays behind. A browser may refuse to store; then it forgets.
 */
import type { Undoable } from './commands.svelte.ts';

function read(key: string): string | null {
	try {
		return sessionStorage.getItem(key);
	} catch {
		return null;
	}
}

function write(key: string, value: string | null): void {
	try {
		if (value === null || value === '') sessionStorage.removeItem(key);
		else sessionStorage.setItem(key, value);
	} catch {
		// Storage is full or switched off: what is on the screen is all there is.
	}
}

const noteKey = (visit: string) => `desk.note.${visit}`;
export const keptNote = (visit: string): string => read(noteKey(visit)) ?? '';
export const keepNote = (visit: string, text: string): void => write(noteKey(visit), text);

const UNDO_KEY = 'desk.undo';
export function keptUndo(): Undoable | null {
	try {
		return JSON.parse(read(UNDO_KEY) ?? 'null') as Undoable | null;
	} catch {
		return null;
	}
}
export const keepUndo = (undoable: Undoable | null): void =>
	write(UNDO_KEY, undoable && JSON.stringify(undoable));
