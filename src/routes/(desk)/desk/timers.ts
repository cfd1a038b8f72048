/** How long each part of the present visit took, or takes, and how long it should. */
import { type Service, minutesFor } from '$lib/domain/service.ts';
import { type Instant, MINUTE, minutes } from '$lib/domain/time.ts';
import { firstWaitMs } from '$lib/domain/visit.ts';
import type { CurrentVisit } from '$lib/realtime/events.ts';

export interface Timer {
	/** Milliseconds; null when there is nothing to time. */
	ms: number | null;
	normMinutes: number | null;
	over: boolean;
	runs: boolean;
}

export interface Timers {
	wait: Timer;
	walk: Timer;
	handling: Timer;
}

/** Across the largest hall; who is not there by then did not see the call. */
const WALK_MINUTES = 2;

type Planned = Pick<Service, 'firstMinutes' | 'extraMinutes'>;

function timer(ms: number | null, normMinutes: number | null, runs: boolean): Timer {
	const over = ms !== null && normMinutes !== null && ms > minutes(normMinutes);
	return { ms, normMinutes, over, runs };
}

/** @param serviceOf what is planned for a service; undefined for one that is not in the catalogue (any more) */
export function timersOf(
	visit: CurrentVisit,
	serviceOf: (id: CurrentVisit['services'][number]['serviceId']) => Planned | undefined,
	now: Instant
): Timers {
	const { calledAt, servingSince, services, state } = visit;
	const handledBefore = services.reduce((sum, one) => sum + one.handledMs, 0);
	const firstStretch = handledBefore === 0 && services.every((one) => !one.done);
	// A later service has its own time only once it is begun.
	const open = services.findIndex((one) => !one.done);
	const planned = services.slice(0, open + 1).reduce((sum, { serviceId, persons }) => {
		const service = serviceOf(serviceId);
		return sum + (service ? minutesFor(service, persons) : 0);
	}, 0);
	const since = Math.max(visit.arrivedAt, visit.slotStart ?? 0);
	return {
		wait: timer(firstWaitMs(visit), Math.max(0, Math.round((visit.due - since) / MINUTE)), false),
		// None when the visitor came by another way than this call.
		walk: timer(
			calledAt !== null && firstStretch ? (servingSince ?? now) - calledAt : null,
			WALK_MINUTES,
			state === 'called'
		),
		handling: timer(
			servingSince === null ? null : handledBefore + (now - servingSince),
			planned || null,
			state === 'serving'
		)
	};
}
