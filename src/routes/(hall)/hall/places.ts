import type { Destination } from '$lib/realtime/events.ts';
import type { Messages } from '$lib/text/nl.ts';

/** `Balie 3` */
export const placeName = ({ kind, number }: Destination, t: Messages): string =>
	kind === 'counter' ? t.counter(number) : t.booth(number);
