/** What stands in the way of an action, so that its button can say so before it is pressed. The server decides again. */
import type { VisitId } from '$lib/domain/ids.ts';
import type { Refusal } from '$lib/domain/refusal.ts';
import type { CurrentVisit } from '$lib/realtime/events.ts';
import type { ActionName } from './commands.svelte.ts';

/** Why an action can't be done now: a refusal that the server would give too, or what only this screen knows. */
export type Obstacle = Refusal | { code: 'offline' } | { code: 'no-visitor' };

export interface Facts {
	offline: boolean;
	onDuty: boolean;
	paused: boolean;
	/** Calls are held in the hall. */
	held: boolean;
	current: CurrentVisit | null;
}

/** What a form says more about an action. */
export interface Wish {
	/** About a visit; the clerk's own if absent. */
	visit?: VisitId | null;
	/** Where a parked visit goes on. */
	to?: string | null;
}

export function obstacleTo(action: ActionName, facts: Facts, wish: Wish = {}): Obstacle | null {
	const { current, held } = facts;
	const others = wish.visit != null && wish.visit !== current?.visitId;
	if (facts.offline) return { code: 'offline' };
	switch (action) {
		case 'next':
		case 'pick':
			return toCall(facts);
		case 'resume':
			return wish.to === 'waiting' ? null : toCall(facts);
		case 'serve':
			return notIn('called', current);
		case 'recall':
			return notIn('called', current) ?? (held ? { code: 'calls-held' } : null);
		case 'miss':
			return notIn('called', current) ?? recallsNeeded(current);
		case 'finish':
			return notIn('serving', current);
		case 'park':
		case 'requeue':
			return current ? null : { code: 'no-visitor' };
		case 'transfer':
		case 'add':
		case 'note':
			return current || others ? null : { code: 'no-visitor' };
		case 'quick':
		case 'pause':
			return facts.onDuty ? null : { code: 'not-on-duty' };
		case 'end':
			return current ? { code: 'visit-open', ticket: current.ticket } : null;
		default:
			return null;
	}
}

function toCall({ onDuty, current, paused, held }: Facts): Obstacle | null {
	if (!onDuty) return { code: 'not-on-duty' };
	if (current)
		return {
			code: current.state === 'called' ? 'call-unresolved' : 'visit-open',
			ticket: current.ticket
		};
	if (paused) return { code: 'paused' };
	return held ? { code: 'calls-held' } : null;
}

function notIn(state: CurrentVisit['state'], current: CurrentVisit | null): Obstacle | null {
	if (!current) return { code: 'no-visitor' };
	if (current.state === state) return null;
	return { code: 'wrong-state', ticket: current.ticket, state: current.state, allowed: [state] };
}

function recallsNeeded(current: CurrentVisit | null): Obstacle | null {
	if (!current || current.recalls >= current.recallsNeeded) return null;
	return { code: 'recalls-needed', done: current.recalls, needed: current.recallsNeeded };
}
