/** Where a visitor is and for how long, in a few words. */
import { MINUTE } from '$lib/domain/time.ts';
import type { Language } from '$lib/domain/visit.ts';
import type { Destination, HostRow } from '$lib/realtime/events.ts';
import { clockTime } from '$lib/text/format.ts';
import type { Messages } from '$lib/text/nl.ts';

export const destinationText = (to: Destination | null, t: Messages): string =>
	to === null ? '' : to.kind === 'booth' ? t.booth(to.number) : t.counter(to.number);

export const minutesSince = (at: number, now: number): number =>
	Math.max(0, Math.floor((now - at) / MINUTE));

export interface Where {
	text: string;
	/** In small print: since when. */
	since: string;
	/** By how many minutes somebody who waits is past due. */
	late: number;
}

/** @param told the list says already in which state its rows are */
export function whereabouts(
	row: HostRow,
	t: Messages,
	now: number,
	language: Language,
	told: boolean
): Where {
	const since = row.since === null ? '' : clockTime(row.since, language);
	switch (row.state) {
		case 'waiting':
			return {
				text:
					row.notBefore > now
						? t.deskNotYet(clockTime(row.notBefore, language))
						: t.minutesShort(minutesSince(row.arrivedAt, now)),
				since: '',
				late: minutesSince(row.due, now)
			};
		case 'called':
		case 'serving':
			return { text: destinationText(row.to, t) || t.hostState[row.state], since: '', late: 0 };
		default:
			return told && since
				? { text: since, since: '', late: 0 }
				: { text: t.hostState[row.state], since, late: 0 };
	}
}
