/**
 * Keys press the button that shows them: `data-key="s enter"`. So a key does what is on the screen, and nothing
 * that isn't.
 */

/** Where a letter is text. */
const TYPING = 'textarea, select, input:not([type="radio"], [type="checkbox"]), [contenteditable]';
const PRESSABLE = 'button, a, summary, input';

/** Two presses of Enter this near are one: a hardware button bounces, and one press is one step. Milliseconds. */
const BOUNCE = 250;

export class KeyPresses {
	#lastEnter = -BOUNCE;

	/** Before anything else hears of a key: keeps a second Enter away. */
	once(event: KeyboardEvent): void {
		if (event.isComposing) return;
		if (event.key !== 'Enter') {
			// A key between them is a hand's work, not a spring's.
			this.#lastEnter = -BOUNCE;
			return;
		}
		const again = event.timeStamp - this.#lastEnter < BOUNCE;
		if (again) {
			event.preventDefault();
			event.stopPropagation();
		} else this.#lastEnter = event.timeStamp;
	}

	/** The key that a press stands for, or null: it is text, or presses what has the focus. */
	keyOf(event: KeyboardEvent, letters: boolean): string | null {
		const { target } = event;
		if (event.defaultPrevented || event.repeat || event.isComposing) return null;
		if (!(target instanceof Element) || target.closest(TYPING)) return null;
		const key = named(event, letters);
		// Enter on a button presses that button, unless it can't be pressed now.
		const pressed = target.closest(PRESSABLE);
		if (key === 'enter' && pressed && pressed.getAttribute('aria-disabled') !== 'true') return null;
		return key;
	}
}

/** The button within `root` that shows a key, or null. */
export function buttonOf(key: string, root: Document): HTMLElement | null {
	if (root.querySelector('dialog[open]')) return null;
	const buttons = root.querySelectorAll<HTMLElement>(`[data-key~="${CSS.escape(key)}"]`);
	return [...buttons].find((button) => button.checkVisibility()) ?? null;
}

function named(event: KeyboardEvent, letters: boolean): string | null {
	const key = event.key.toLowerCase();
	if (event.ctrlKey || event.metaKey)
		return key === 'z' && !event.shiftKey && !event.altKey ? key : null;
	// On most keyboards the question mark needs Shift.
	if (event.altKey || (event.shiftKey && key !== '?')) return null;
	return letters || key.length > 1 ? key : null;
}

/** As a screen reader is told: `s enter` is `S Enter`. */
export const ariaKeys = (keys: string): string | undefined =>
	keys
		.split(' ')
		.map((key) => `${key[0]?.toUpperCase() ?? ''}${key.slice(1)}`)
		.join(' ') || undefined;

/** The one that is shown on the button: the letter; Enter is the same for all. */
export const shownKey = (keys: string): string => (keys.split(' ')[0] ?? '').toUpperCase();
