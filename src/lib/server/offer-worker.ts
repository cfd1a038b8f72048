/** The thread in which free times are looked for: working out a day anew takes milliseconds, and there are hundreds. */
import { OfferBook, type OfferRequest } from './offers.ts';
import { answering } from './thread.ts';

await answering((db) => {
	const book = new OfferBook(db);
	return ({ search, now }: OfferRequest) => book.search(search, now);
});
