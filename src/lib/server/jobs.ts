/** What the system does by itself, by the clock. Each job is safe to run twice and on several processes. */
import { HOUR, SECOND, minutes } from '../domain/time.ts';
import { eraseCitizens } from './db/citizens.ts';
import { eraseWishes } from './db/earlier.ts';
import { eraseMail } from './db/mails.ts';
import { eraseListed } from './db/waitlist.ts';
import { eraseWritten } from './db/notes.ts';
import { forgetSessions, forgetTries } from './db/people.ts';
import { endLapsedHolds } from './flows/booking.ts';
import { endForgottenDays } from './flows/day.ts';
import { endForgottenDuties } from './flows/duty.ts';
import { offerFree } from './flows/offering.ts';
import { type Sender, sendDue } from './mail/outbox.ts';
import type { Offers } from './offers.ts';
import { type Shell, forgetCommands } from './shell.ts';

const DAY_CHECK_MS = 20 * SECOND;
const CLEANING_MS = minutes(10);
/** A time that became free is offered within this. */
const OFFER_MS = 15 * SECOND;
/** Whoever books looks into their mail soon after. */
const MAIL_MS = 2 * SECOND;

/** Days and duties that nobody ended. */
export async function endWhatIsOver(shell: Shell): Promise<void> {
	const halls = await endForgottenDays(shell);
	if (halls > 0) shell.log.info('day.ended', { halls });
	await endForgottenDuties(shell);
}

/** Forgets what has had its time. */
export async function clean(shell: Shell): Promise<void> {
	await shell.db.aside(async (sql) => {
		const now = shell.now();
		await forgetCommands(sql, now);
		await eraseWritten(sql, now);
		await eraseWishes(sql, now);
		await eraseMail(sql, now);
		await eraseListed(sql, now);
		await eraseCitizens(sql, now);
		await forgetSessions(sql, now);
		await forgetTries(sql, now - HOUR);
	});
	await endLapsedHolds(shell);
}

/** Starts the jobs. @returns what stops them and waits for one that runs */
export function startJobs(shell: Shell, sender: Sender, offers: Offers): () => Promise<void> {
	const running = new Set<Promise<void>>();
	let sending = false;
	const every = (ms: number, work: () => Promise<void>): NodeJS.Timeout =>
		setInterval(() => {
			const run = work()
				.catch((error: unknown) => {
					// What is wrong with the database is told once, and the job comes again.
					if (!shell.db.notice(error)) shell.log.error('job.failed', error);
				})
				.finally(() => running.delete(run));
			running.add(run);
		}, ms);

	const timers = [
		every(DAY_CHECK_MS, () => endWhatIsOver(shell)),
		every(CLEANING_MS, () => clean(shell)),
		every(OFFER_MS, async () => {
			await offerFree(shell, offers);
		}),
		every(MAIL_MS, async () => {
			// One at a time: a silent mail server must not gather rounds.
			if (sending) return;
			sending = true;
			await sendDue(shell, sender).finally(() => (sending = false));
		})
	];
	return async () => {
		for (const timer of timers) clearInterval(timer);
		await Promise.allSettled(running);
	};
}
