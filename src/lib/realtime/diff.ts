/**
 * One generic diff for all views. A view is a flat object; a field that is an array of rows with an `id` is
 * compared row by row, everything else as a whole.
 */

interface Row {
	id: string | number;
}

export interface ListPatch {
	/** Rows that left. */
	gone?: Row['id'][];
	/** Rows that changed where they stand. */
	rows?: Row[];
	/** New rows, each with its index in the new list, lowest first. */
	put?: [index: number, row: Row][];
	/** The whole new order, only when rows that stayed changed places. */
	order?: Row['id'][];
}

export interface Patch {
	set?: Record<string, unknown>;
	lists?: Record<string, ListPatch>;
}

type View = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && 'id' in value;
const isList = (value: unknown): value is Row[] => Array.isArray(value) && value.every(isRow);

/** Views are plain data that was built the same way twice, so their JSON tells whether they are equal. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What turns one view into the next; null when nothing changed. */
export function diff(before: object, after: object): Patch | null {
	const patch: Patch = {};
	for (const [key, value] of Object.entries(after)) {
		const old = (before as View)[key];
		if (isList(value) && isList(old)) {
			const list = diffList(old, value);
			if (list) (patch.lists ??= {})[key] = list;
		} else if (!same(old, value)) (patch.set ??= {})[key] = value;
	}
	return patch.set || patch.lists ? patch : null;
}

function diffList(before: readonly Row[], after: readonly Row[]): ListPatch | null {
	const old = new Map(before.map((row) => [row.id, row]));
	const kept = new Set(after.map((row) => row.id));
	const gone = before.filter((row) => !kept.has(row.id)).map((row) => row.id);
	const rows = after.filter((row) => {
		const was = old.get(row.id);
		return was !== undefined && !same(was, row);
	});
	const put = after.flatMap((row, index): [number, Row][] =>
		old.has(row.id) ? [] : [[index, row]]
	);
	const stayed = before.filter((row) => kept.has(row.id)).map((row) => row.id);
	const stays = after.filter((row) => old.has(row.id)).map((row) => row.id);
	const moved = stayed.some((id, index) => id !== stays[index]);
	if (gone.length + rows.length + put.length === 0 && !moved) return null;
	return {
		...(gone.length > 0 ? { gone } : {}),
		...(rows.length > 0 ? { rows } : {}),
		...(put.length > 0 ? { put } : {}),
		...(moved ? { order: after.map((row) => row.id) } : {})
	};
}

/** The next view, given what changed. The old one is left as it was. */
export function apply<T extends object>(view: T, patch: Patch): T {
	const next: Record<string, unknown> = { ...view, ...patch.set };
	for (const [key, list] of Object.entries(patch.lists ?? {})) {
		const before = next[key];
		next[key] = applyList(isList(before) ? before : [], list);
	}
	return next as T;
}

function applyList(before: readonly Row[], { gone, rows, put, order }: ListPatch): Row[] {
	const left = new Set(gone);
	const changed = new Map(rows?.map((row) => [row.id, row]));
	const list = before.filter((row) => !left.has(row.id)).map((row) => changed.get(row.id) ?? row);
	for (const [index, row] of put ?? []) list.splice(index, 0, row);
	if (!order) return list;
	const byId = new Map(list.map((row) => [row.id, row]));
	return order.flatMap((id) => byId.get(id) ?? []);
}
