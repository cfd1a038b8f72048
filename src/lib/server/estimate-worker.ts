/** The thread in which waits are estimated: a full hall takes tens of milliseconds to play forward. */
import type { WaitBoard } from '../realtime/events.ts';
import type { EstimateRequest } from './estimates.ts';
import { answering } from './thread.ts';
import { WaitBoards } from './wait-board.ts';

await answering<EstimateRequest, WaitBoard>((db) => {
	const boards = new WaitBoards(db);
	return ({ branchId, now }) => boards.of(branchId, now);
});
