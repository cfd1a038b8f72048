/**
 * What one snapshot was asked before. Its state does not change, so views that are computed on the same one read a hall
 * once.
 */
import type { Sql } from './connection.ts';

const looks = new WeakMap<Sql, Map<string, Promise<unknown>>>();

/** Runs what reads in a snapshot. */
export async function looking<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
	looks.set(sql, new Map());
	try {
		return await work(sql);
	} finally {
		looks.delete(sql);
	}
}

/**
 * @param key what is read, unique in the process
 * @param load reads it; what it answers is shared, and must not be changed by whoever gets it
 */
export function once<T>(sql: Sql, key: string, load: () => Promise<T>): Promise<T> {
	const look = looks.get(sql);
	if (!look) return load();
	let seen = look.get(key) as Promise<T> | undefined;
	if (!seen) look.set(key, (seen = load()));
	return seen;
}
