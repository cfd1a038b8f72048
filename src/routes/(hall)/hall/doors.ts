import { type Instant, MINUTE } from '$lib/domain/time.ts';
import type { HallState } from '$lib/realtime/events.ts';

/** From so long before the doors close, a display says so. */
const CLOSES_SOON = 30 * MINUTE;

export const closingSoon = (closesAt: Instant, now: Instant): boolean =>
	closesAt > now && closesAt - now <= CLOSES_SOON;

/** What fills a display when nobody is being called. */
export function stateOf(halls: readonly HallState[]): 'held' | 'closed' | 'quiet' {
	if (halls.length > 0 && halls.every((hall) => hall.held)) return 'held';
	if (halls.length > 0 && halls.every(({ open }) => !open.open)) return 'closed';
	return 'quiet';
}
