/** How long each part of the present visit took, or takes. */
import { firstWaitMs } from '$lib/domain/visit.ts';
import type { Instant } from '$lib/domain/time.ts';
import type { CurrentVisit } from '$lib/realtime/events.ts';

export interface Timers {
	wait: number | null;
	/** null when the visitor came by another way than this call. */
	walk: number | null;
	handling: number | null;
}

export function timersOf(visit: CurrentVisit, now: Instant): Timers {
	const { calledAt, servingSince, services } = visit;
	const handledBefore = services.reduce((sum, one) => sum + one.handledMs, 0);
	const firstStretch = handledBefore === 0 && services.every((one) => !one.done);
	return {
		wait: firstWaitMs(visit),
		walk: calledAt !== null && firstStretch ? (servingSince ?? now) - calledAt : null,
		handling: servingSince === null ? null : handledBefore + (now - servingSince)
	};
}
