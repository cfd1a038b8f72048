/**
 * Keys press the button that shows them: `data-key="s enter"`. So a key does what is on the screen, and nothing
 * that isn't.
 */

/** Where a letter is text. */
const TYPING = 'textarea, select, input:not([type="radio"]), [contenteditable]';
const PRESSABLE = 'button, a, summary, input';

/** The button within `root` that a key press stands for, or null. */
export function buttonFor(event: KeyboardEvent, root: ParentNode): HTMLElement | null {
	const { target } = event;
	if (event.defaultPrevented || event.repeat || event.isComposing) return null;
	if (!(target instanceof Element) || target.closest(TYPING)) return null;
	const key = keyOf(event);
	if (key === null) return null;
	// Enter on a button presses that button, unless it can't be pressed now.
	const pressed = target.closest(PRESSABLE);
	if (key === 'enter' && pressed && pressed.getAttribute('aria-disabled') !== 'true') return null;
	return root.querySelector<HTMLElement>(`[data-key~="${CSS.escape(key)}"]`);
}

function keyOf(event: KeyboardEvent): string | null {
	const key = event.key.toLowerCase();
	if (event.ctrlKey || event.metaKey)
		return key === 'z' && !event.shiftKey && !event.altKey ? key : null;
	return event.altKey || event.shiftKey ? null : key;
}
