/** How often each thing is pressed, mostly as a day goes. */
import * as counters from './counters.ts';
import * as hosts from './hosts.ts';
import type { Press, Scene } from './press.ts';
import * as staff from './staff.ts';
import * as visitors from './visitors.ts';
import * as words from './words.ts';

type Maker = (scene: Scene) => Press | null;

const DECK: readonly (readonly [Maker, number])[] = [
	[visitors.ticket, 22],
	[visitors.leave, 1.5],
	[visitors.askTime, 2],
	[visitors.callHelp, 1],
	[counters.next, 22],
	[counters.serve, 16],
	[counters.finish, 16],
	[counters.recall, 5],
	[counters.miss, 4],
	[counters.park, 3],
	[counters.resume, 3],
	[counters.requeue, 3],
	[counters.transfer, 4],
	[counters.addService, 2],
	[counters.reinstate, 1],
	[counters.pick, 0.5],
	[counters.quick, 2],
	[hosts.ticketByHand, 4],
	[hosts.priority, 1],
	[hosts.mark, 1],
	[hosts.cancel, 1],
	[hosts.reinstate, 1],
	[hosts.moreTime, 1],
	[hosts.move, 1.5],
	[hosts.assign, 1.5],
	[hosts.goThere, 1],
	[staff.open, 3],
	[staff.endDuty, 0.7],
	[staff.freeCounter, 0.3],
	[staff.pause, 1],
	[staff.unpause, 3],
	[staff.autoNext, 1],
	[staff.hold, 0.15],
	[staff.release, 3],
	[staff.endDay, 0.05],
	[words.note, 2],
	[words.eraseNote, 0.5],
	[words.name, 1],
	[words.message, 0.4],
	[words.withdraw, 0.2]
];

const TRIES = 20;

/** Something that can be pressed at this moment. */
export function anyPress(scene: Scene): Press {
	for (let tries = 0; tries < TRIES; tries++) {
		const made = scene.random.weighted(DECK)(scene);
		if (made) return made;
	}
	return visitors.ticket(scene);
}
