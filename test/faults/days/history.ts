/** What happened, in order: the last of it for whoever looks for a fault, and a digest of it all. */
import { createHash } from 'node:crypto';

const LAST = 20;

export class History {
	readonly #hash = createHash('sha256');
	#last: string[] = [];

	add(line: string): void {
		this.#hash.update(`${line}\n`);
		this.#last.push(line);
		if (this.#last.length > LAST) this.#last.shift();
	}

	get last(): readonly string[] {
		return this.#last;
	}

	digest(): string {
		return this.#hash.copy().digest('hex');
	}
}

/** An answer without the address of the ticket, which is a secret that no seed tells. */
export const shown = (value: unknown): string =>
	JSON.stringify(value, (key, one: unknown) => (key === 'link' ? undefined : one));
