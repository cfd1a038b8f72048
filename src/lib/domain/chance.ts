/**
 * Chance that is asked for by name: which thing, in which run, for what. The same question gets the same answer, in
 * any order, so that two simulations of nearly the same hall differ by what differs in the hall and by nothing else.
 */

/** @returns from 0 up to, but not including, 1 */
export type Chance = (thing: number, run: number, what: number) => number;

/** A number for a name, such as an id. FNV-1a, 32 bits. */
export function numberOf(name: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}

/** The finisher of MurmurHash3: every bit that goes in changes about half of those that come out. */
function stir(bits: number): number {
	let h = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return h ^ (h >>> 16);
}

export const chanceFrom =
	(seed: number): Chance =>
	(thing, run, what) =>
		(stir(stir(stir(seed ^ thing) + Math.imul(run, 0x9e3779b1)) + what) >>> 0) / 4_294_967_296;
