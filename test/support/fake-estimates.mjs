/**
 * Stands in for the thread that estimates waits: tells which request a board answers, counted in this thread, and
 * dies, fails or stays silent when a hall is called so.
 */
import { parentPort } from 'node:worker_threads';

let requests = 0;

parentPort?.on('message', (request) => {
	if (request === 'stop') {
		parentPort?.close();
		return;
	}
	requests++;
	const { branchId } = request.question;
	if (branchId === 'deadly') process.exit(3);
	const answer =
		branchId === 'failing'
			? { error: new Error('no such hall'), away: false }
			: { answer: { now: { from: null, to: 5 * requests }, services: [], rows: [] } };
	setTimeout(() => parentPort?.postMessage(answer), 20);
});
