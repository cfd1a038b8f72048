/**
 * The thread in which waits are estimated, with a database connection of its own that only reads: a full hall takes
 * tens of milliseconds to play forward, and nothing else may wait for that.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from './db/open.ts';
import { troubleOf } from './db/trouble.ts';
import type { EstimateAnswer, EstimateOptions, EstimateRequest } from './estimates.ts';
import { WaitBoards } from './wait-board.ts';

const port = parentPort;
if (!port) throw new Error('this is a thread of the server, and no program of its own');

const db = await openForReading(workerData as EstimateOptions);
const boards = new WaitBoards(db);

async function answer({
	branchId,
	now
}: Exclude<EstimateRequest, 'stop'>): Promise<EstimateAnswer> {
	try {
		return { branchId, board: await boards.of(branchId, now) };
	} catch (error) {
		return { branchId, error, away: troubleOf(error, true) !== null };
	}
}

port.on('message', (request: EstimateRequest) => {
	if (request === 'stop') {
		void db.close().then(() => port.close());
		return;
	}
	void answer(request).then((answered) => port.postMessage(answered));
});
