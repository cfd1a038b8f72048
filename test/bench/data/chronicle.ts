import { type Actor, type DomainEvent, EVENT_VERSION } from '../../../src/lib/domain/events.ts';
import type { Instant } from '../../../src/lib/domain/time.ts';
import { columnsOf } from '../../../src/lib/server/db/journal.ts';
import { journal } from '../../../src/lib/server/db/schema.ts';
import { benchId } from '../ids.ts';
import type { Bulk } from './bulk.ts';

const LINES_AT_ONCE = 20_000;

/** The journal of a region that is written from outside, line by line without a gap, so that `verify` accepts it. */
export class Chronicle {
	#seq = 0;
	#lines: (typeof journal.$inferInsert)[] = [];
	readonly #bulk: Bulk;

	constructor(bulk: Bulk) {
		this.#bulk = bulk;
	}

	async tell(actor: Actor, event: DomainEvent, at: Instant): Promise<void> {
		this.#lines.push({
			seq: ++this.#seq,
			regionId: benchId('region', 0),
			at,
			actorKind: actor.kind,
			actorId: actor.id,
			commandId: benchId('command', this.#seq),
			version: EVENT_VERSION,
			...columnsOf(event),
			event
		});
		if (this.#lines.length >= LINES_AT_ONCE) await this.end();
	}

	async end(): Promise<void> {
		await this.#bulk.insert(journal, this.#lines);
		this.#lines = [];
	}
}
