/**
 * One generic diff for all views. What has parts is compared part by part: a list of rows with an `id` row by row, and
 * each row and object field by field. Everything else is compared as a whole.
 */

interface Row {
	id: string | number;
}

export interface ListPatch {
	/** Rows that left. */
	gone?: Row['id'][];
	/** What changed of rows that stayed. */
	rows?: (Patch & Row)[];
	/** New rows, each with its index in the new list, lowest first. */
	put?: [index: number, row: Row][];
	/** The whole new order, only when rows that stayed changed places. */
	order?: Row['id'][];
}

export interface Patch {
	set?: Record<string, unknown>;
	/** Fields that are not there any more. */
	drop?: string[];
	lists?: Record<string, ListPatch>;
	/** What changed of objects that stayed objects. */
	parts?: Record<string, Patch>;
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isRow = (value: unknown): value is Row => isObject(value) && 'id' in value;
const isList = (value: unknown): value is Row[] => Array.isArray(value) && value.every(isRow);

/** Views are plain data that was built the same way twice, so their JSON tells whether they are equal. */
const same = (a: unknown, b: unknown): boolean =>
	a === b || JSON.stringify(a) === JSON.stringify(b);

/** What turns one view into the next; null when nothing changed. */
export function diff(before: object, after: object): Patch | null {
	const old = before as Fields;
	const patch: Patch = {};
	for (const [key, value] of Object.entries(after)) {
		const was = old[key];
		if (isList(value) && isList(was)) {
			const list = diffList(was, value);
			if (list) (patch.lists ??= {})[key] = list;
		} else if (isObject(value) && isObject(was)) {
			const part = diff(was, value);
			if (part) (patch.parts ??= {})[key] = part;
		} else if (!same(was, value)) (patch.set ??= {})[key] = value;
	}
	const drop = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
	if (drop.length > 0) patch.drop = drop;
	return Object.keys(patch).length > 0 ? patch : null;
}

function diffList(before: readonly Row[], after: readonly Row[]): ListPatch | null {
	const old = new Map(before.map((row) => [row.id, row]));
	const kept = new Set(after.map((row) => row.id));
	const gone = before.filter((row) => !kept.has(row.id)).map((row) => row.id);
	const rows = after.flatMap((row): (Patch & Row)[] => {
		const was = old.get(row.id);
		const patch = was ? diff(was, row) : null;
		return patch ? [{ id: row.id, ...patch }] : [];
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
export function apply<T extends object>(view: T, { set, drop, lists, parts }: Patch): T {
	const next: Record<string, unknown> = { ...view, ...set };
	for (const key of drop ?? []) Reflect.deleteProperty(next, key);
	for (const [key, list] of Object.entries(lists ?? {})) {
		const before = next[key];
		next[key] = applyList(isList(before) ? before : [], list);
	}
	for (const [key, part] of Object.entries(parts ?? {})) {
		const before = next[key];
		next[key] = apply(isObject(before) ? before : {}, part);
	}
	return next as T;
}

function applyList(before: readonly Row[], { gone, rows, put, order }: ListPatch): Row[] {
	const left = new Set(gone);
	const changes = new Map(rows?.map((change) => [change.id, change]));
	const list = before
		.filter((row) => !left.has(row.id))
		.map((row) => {
			const change = changes.get(row.id);
			return change ? apply(row, change) : row;
		});
	for (const [index, row] of put ?? []) list.splice(index, 0, row);
	if (!order) return list;
	const byId = new Map(list.map((row) => [row.id, row]));
	return order.flatMap((id) => byId.get(id) ?? []);
}
