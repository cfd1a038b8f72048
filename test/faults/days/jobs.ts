/** What the system does by itself, and what must have come of it. */
import { atLocal, dayOf } from '../../../src/lib/domain/time.ts';
import type { AccountId, BranchId, VisitId } from '../../../src/lib/domain/ids.ts';
import type { Instant } from '../../../src/lib/domain/time.ts';
import { clean, endWhatIsOver } from '../../../src/lib/server/jobs.ts';
import type { Shell } from '../../../src/lib/server/shell.ts';
import { CLERKS, HALLS, ZONE } from './cast.ts';
import type { Disk, Line } from './disk.ts';
import { type Ledger, isOver } from './ledger.ts';

/** What the disk tells of a job that did not come to its end; each hall and each clerk is done, or is not. */
interface Broken {
	disk: Disk;
	lines: Line[];
}

interface Job {
	run(shell: Shell): Promise<void>;
	/** @param broken null when it came to its end */
	told(ledger: Ledger, now: Instant, broken: Broken | null): void;
}

export type JobName = 'over' | 'clean';

function over(ledger: Ledger, now: Instant, broken: Broken | null): void {
	const { day, start } = dayOf(now, ZONE);
	const todayToo = now >= atLocal(day, '23:59', ZONE);
	const did = (type: string) => broken?.lines.filter((line) => line.type === type);
	const halls = did('day-ended')?.map((line) => line.branch_id as BranchId) ?? HALLS;
	for (const id of halls) ledger.abandon(id, todayToo ? undefined : day);
	const forgotten = CLERKS.filter(
		(id) => (ledger.dutyOf(id).since ?? Infinity) < start && !ledger.currentOf(id)
	);
	const clerks = did('duty-ended')?.map((line) => line.clerk_id as AccountId);
	for (const id of forgotten) if (!clerks || clerks.includes(id)) ledger.endDuty(id);
}

function cleaned(ledger: Ledger, now: Instant, broken: Broken | null): void {
	const ended = (id: VisitId) => isOver(ledger.visit(id));
	const gone = [...ledger.messages].filter(([, { until }]) => until <= now).map(([id]) => id);
	if (broken) {
		// All or nothing: one of them tells of the others.
		const [note] = ledger.written.expired(now, ended);
		const [name] = [...ledger.written.names].filter(([, { until }]) => until <= now);
		const { disk } = broken;
		const left =
			disk.notes().some(({ text }) => text === note) ||
			disk.visitors().some(({ visit_id }) => visit_id === name?.[0]) ||
			disk.messages().some(({ id }) => id === gone[0]);
		if (left) return;
	}
	ledger.written.clean(now, ended);
	for (const id of gone) ledger.messages.delete(id);
}

export const jobs: Readonly<Record<JobName, Job>> = {
	over: { run: endWhatIsOver, told: over },
	clean: { run: clean, told: cleaned }
};
