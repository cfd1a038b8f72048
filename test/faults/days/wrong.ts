/** Something that must never be: what the simulation looks for. */
export class Wrong extends Error {
	override name = 'Wrong';
}

/** Throws with what is expected and what is there, unless they are the same text. */
export function same(what: string, expected: string, found: string): void {
	if (expected !== found) throw new Wrong(`${what}: told "${expected}", found "${found}"`);
}
