/**
 * The code of an appointment, as it is typed or comes from a scanner. A scanner is a keyboard to the kiosk: it types faster
 * than anyone can, and ends with Enter.
 */

/** As the server gives them out. */
export const CODE_LENGTH = 6;

/** What of something typed can be of a code. */
export const readCode = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** Nobody types the next key within this. */
const FASTEST_FINGERS_MS = 100;

/** Hears a scanner, whatever screen of the kiosk it is pointed at. */
export class Scanner {
	#typed = '';
	#last = 0;
	#found: (code: string) => void;

	constructor(found: (code: string) => void) {
		this.#found = found;
	}

	key = (event: Pick<KeyboardEvent, 'key' | 'timeStamp' | 'preventDefault'>) => {
		// When it was pressed, not when a busy screen got round to it.
		const at = event.timeStamp;
		const fast = at - this.#last < FASTEST_FINGERS_MS;
		this.#last = at;
		if (event.key === 'Enter') {
			const code = readCode(this.#typed);
			this.#typed = '';
			if (!fast || code.length !== CODE_LENGTH) return;
			// Else it would press whatever has the focus.
			event.preventDefault();
			this.#found(code);
			return;
		}
		if (event.key.length === 1) this.#typed = (fast ? this.#typed : '') + event.key;
	};
}
