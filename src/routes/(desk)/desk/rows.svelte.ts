/**
 * The lists by keyboard: one stop for Tab, arrows from row to row, and a focus that stays where it was when rows come
 * and go under it.
 */
import { createContext, tick } from 'svelte';

const ROW = '[data-row]';

export class Rows {
	/** Every row that is shown, by id, in the order in which the arrows go. */
	#ids: () => string[];
	#box: HTMLElement | undefined;
	#active = $state<string | null>(null);

	constructor(ids: () => string[]) {
		this.#ids = ids;
	}

	/** The one row that Tab comes to. */
	readonly active: string | null = $derived.by(() => {
		const ids = this.#ids();
		return this.#active !== null && ids.includes(this.#active) ? this.#active : (ids[0] ?? null);
	});

	/** Fits `@attach`. */
	box = (element: HTMLElement) => {
		this.#box = element;
	};

	/** Into the list; from within it, to the next row. */
	enter(): void {
		const here = this.#rowOf(document.activeElement);
		if (here) this.#step(here, 1);
		else if (this.active) this.#focus(this.active);
	}

	focused(event: FocusEvent): void {
		const row = this.#rowOf(event.target as Element);
		if (row) this.#active = row.dataset['row'] ?? null;
	}

	press(event: KeyboardEvent): void {
		const { target, key } = event;
		const row = target instanceof Element ? this.#rowOf(target) : null;
		if (!row || event.defaultPrevented) return;
		const details = row.querySelector('details');
		if (key === 'Escape' && details?.open) {
			details.open = false;
			row.querySelector('summary')?.focus();
			event.preventDefault();
			return;
		}
		// In an open row the arrows are those of its buttons' reader; between rows they go from summary to summary.
		if (!(target as Element).closest('summary')) return;
		const rows = this.#all();
		const at = rows.indexOf(row);
		const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[key];
		if (to === undefined) return;
		event.preventDefault();
		this.#summary(rows[Math.max(0, Math.min(rows.length - 1, to))])?.focus();
	}

	/** Fits `$effect.pre`: before rows change, remembers where the focus is; after, gives it back. */
	keepFocus(): void {
		// Whatever comes, goes or moves among the rows.
		this.#ids();
		const held = document.activeElement;
		const row = held && this.#rowOf(held);
		if (!row || !(held instanceof HTMLElement)) return;
		const id = row.dataset['row'] ?? '';
		const at = this.#all().indexOf(row);
		void tick().then(() => {
			if (document.activeElement !== document.body && document.activeElement !== null) return;
			// Moved within its list it is the same element; gone to another list it is a new one.
			if (held.isConnected) held.focus();
			else if (!this.#focus(id)) {
				const rows = this.#all();
				this.#summary(rows[Math.min(at, rows.length - 1)])?.focus();
			}
		});
	}

	#all(): HTMLElement[] {
		return [...(this.#box?.querySelectorAll<HTMLElement>(ROW) ?? [])];
	}
	#rowOf(element: Element | null): HTMLElement | null {
		return this.#box?.contains(element) ? (element?.closest<HTMLElement>(ROW) ?? null) : null;
	}
	#summary(row: HTMLElement | undefined): HTMLElement | null {
		return row?.querySelector('summary') ?? null;
	}
	#step(row: HTMLElement, by: number): void {
		const rows = this.#all();
		this.#summary(rows[rows.indexOf(row) + by])?.focus();
	}
	#focus(id: string): boolean {
		const row = this.#all().find((one) => one.dataset['row'] === id);
		const summary = this.#summary(row);
		summary?.focus();
		return summary !== null;
	}
}

export const [getRows, setRows] = createContext<Rows>();
