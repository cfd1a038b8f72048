/** Sends what is due, one after the other, and says what became of it. Any process may; each letter goes once. */
import { type Claimed, claimMail, dropMail, markFailed, markSent } from '../db/mails.ts';
import type { Shell } from '../shell.ts';
import { aboutAppointment } from './facts.ts';
import { type Letter, wordsOf } from './letter.ts';
import { calendarFor } from './own.ts';
import type { Post } from './post.ts';

export interface Sender {
	post: Post;
	/** Where citizens find what letters link to. */
	origin: string;
	/** In the name of the municipality. */
	from: string;
}

/** Another job may want a turn as well. */
const MOST_AT_ONCE = 50;

/** @returns how many went */
export async function sendDue(shell: Shell, sender: Sender): Promise<number> {
	let sent = 0;
	for (let tried = 0; tried < MOST_AT_ONCE; tried++) {
		const claimed = await shell.db.transaction((sql) => claimMail(sql, shell.now()));
		if (!claimed) break;
		if (await send(shell, sender, claimed)) sent++;
	}
	return sent;
}

async function send(shell: Shell, sender: Sender, claimed: Claimed): Promise<boolean> {
	const { mail, again } = claimed;
	const letter = await letterOf(shell, sender, claimed);
	if (!letter) {
		await shell.db.transaction((sql) => dropMail(sql, mail.id));
		return false;
	}
	const answer = await sender.post.send(letter);
	const at = shell.now();
	if (answer.ok) {
		await shell.db.transaction((sql) => markSent(sql, mail.id, at));
		return true;
	}
	const { problem, final } = answer;
	const over = final || again === null;
	await shell.db.transaction((sql) => markFailed(sql, mail.id, problem, over ? at : null));
	shell.log.warn(over ? 'mail.given-up' : 'mail.later', { mail: mail.id, problem });
	return false;
}

/** null for what is not so any more, and for whom nobody knows any more. */
async function letterOf(
	shell: Shell,
	{ origin, from }: Sender,
	{ mail, appointment, citizen }: Claimed
): Promise<Letter | null> {
	const { kind, writtenAt } = mail;
	if (!citizen?.email) return null;
	const isSo =
		kind === 'cancelled' ? appointment.state === 'cancelled' : appointment.state === 'booked';
	if (!isSo) return null;
	const about = await shell.db.snapshot((sql) =>
		aboutAppointment(sql, kind, appointment, citizen, origin)
	);
	if (!about) return null;
	const { town, facts, language } = about;
	const words = wordsOf(about.template, facts, {
		town: town.name,
		colours: town.colours,
		language
	});
	return {
		...words,
		messageId: `${mail.id}@${from.split('@').at(-1) ?? 'localhost'}`,
		to: { name: citizen.name, address: citizen.email },
		from: { name: town.name, address: from },
		date: new Date(writtenAt),
		calendar: {
			method: kind === 'cancelled' ? 'CANCEL' : 'PUBLISH',
			text: calendarFor({ appointment }, about, writtenAt)
		}
	};
}
