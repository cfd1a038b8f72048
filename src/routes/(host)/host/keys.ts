/** The keyboard: `/` seeks, arrows go through the list, Escape goes back. Enter is the browser's own. */
import type { Host } from './host.svelte.ts';

const isTyping = (element: Element | null): boolean =>
	element instanceof HTMLElement && element.matches('input, textarea, select');

export function keyFor(event: KeyboardEvent, host: Host): void {
	if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
	const { activeElement } = document;
	switch (event.key) {
		case '/':
			if (!host.keysOn || isTyping(activeElement)) return;
			event.preventDefault();
			document.querySelector<HTMLElement>('#asked')?.focus();
			return;
		case 'ArrowDown':
		case 'ArrowUp':
			if (walk(activeElement, event.key === 'ArrowDown' ? 1 : -1)) event.preventDefault();
			return;
		case 'Escape':
			if (document.querySelector('dialog[open], details[open][data-menu]')) return;
			if (activeElement?.id === 'asked' && host.searching) host.clearSearch();
			else if (activeElement?.id === 'service-search' && activeElement instanceof HTMLInputElement)
				activeElement.value = '';
			else if (host.issued) void host.nextVisitor();
			else if (host.place.at !== 'hall') host.back();
			else return;
			event.preventDefault();
	}
}

/** From the search field into the list, and along it. @returns whether there was somewhere to go */
function walk(from: Element | null, by: 1 | -1): boolean {
	const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
	const at = rows.findIndex((row) => row === from);
	if (at === -1 && from?.id !== 'asked') return false;
	const next = at === -1 ? (by === 1 ? rows[0] : undefined) : rows[at + by];
	const target = next ?? (by === -1 ? document.querySelector<HTMLElement>('#asked') : null);
	target?.focus();
	return target !== null;
}
