/** The thread in which waits are estimated: a full hall takes tens of milliseconds to play forward. */
import type { EstimateRequest } from './estimates.ts';
import { answering } from './thread.ts';
import { WaitBoards } from './wait-board.ts';

await answering((db) => {
	const boards = new WaitBoards(db);
	return ({ branchId, now }: EstimateRequest) => boards.of(branchId, now);
});
