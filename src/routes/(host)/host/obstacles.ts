/** Why something can't be done for a visitor now: said on the button, before anyone presses it. */
import type { Refusal } from '$lib/domain/refusal.ts';
import type { VisitState } from '$lib/domain/visit.ts';
import type { HostRow } from '$lib/realtime/events.ts';

/** A refusal that the server would give too, or what only this screen knows. */
export type Obstacle =
	| Refusal
	| { code: 'offline' }
	| { code: 'no-video' }
	| { code: 'asked-already' }
	| { code: 'visit-over' };

/** What a host does about a visitor. */
export type Deed =
	| 'priority'
	| 'fetch'
	| 'video'
	| 'time'
	| 'move'
	| 'reinstate'
	| 'cancel'
	| 'uncheck'
	| 'note'
	| 'visitor'
	| 'slip';

/** As the decisions of the server have it. */
const ALLOWED: Record<Deed, readonly VisitState[]> = {
	priority: ['waiting', 'called', 'parked'],
	fetch: ['waiting', 'called', 'parked'],
	video: ['waiting', 'called', 'parked'],
	time: ['waiting', 'called'],
	move: ['waiting'],
	reinstate: ['no-show'],
	cancel: ['waiting', 'called', 'parked'],
	uncheck: ['waiting', 'called', 'parked'],
	note: ['waiting', 'called', 'serving', 'parked', 'no-show'],
	visitor: ['waiting', 'called', 'serving', 'parked', 'no-show'],
	slip: ['waiting', 'called', 'serving', 'parked', 'no-show']
};

const OVER: readonly VisitState[] = ['finished', 'cancelled', 'abandoned'];
export const isOver = ({ state }: Pick<HostRow, 'state'>): boolean => OVER.includes(state);

/** @param byVideo every service of this visit can be given by video */
export function obstacleTo(deed: Deed, row: HostRow, byVideo: boolean): Obstacle | null {
	const { ticket, state } = row;
	if (isOver(row)) return { code: 'visit-over' };
	const allowed = [...ALLOWED[deed]];
	if (!allowed.includes(state)) return { code: 'wrong-state', ticket, state, allowed };
	if (deed === 'time' && row.askedForTime) return { code: 'asked-already' };
	if (deed === 'video' && !byVideo && !row.videoOk) return { code: 'no-video' };
	return null;
}
