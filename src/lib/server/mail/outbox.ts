/** Sends what is due, one after the other, and says what became of it. Any process may; each letter goes once. */
import { type Appointment, takesTime } from '../../domain/appointment.ts';
import { offerOf } from '../db/earlier.ts';
import { type Claimed, claimMail, dropMail, isMailDue, markFailed, markSent } from '../db/mails.ts';
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
		if (!(await isMailDue(shell.db.read, shell.now()))) break;
		const claimed = await shell.db.aside((sql) => claimMail(sql, shell.now()));
		if (!claimed) break;
		if (await send(shell, sender, claimed)) sent++;
	}
	return sent;
}

async function send(shell: Shell, sender: Sender, claimed: Claimed): Promise<boolean> {
	const { mail, again } = claimed;
	const letter = await letterOf(shell, sender, claimed);
	if (!letter) {
		await shell.db.aside((sql) => dropMail(sql, mail.id));
		return false;
	}
	const answer = await sender.post.send(letter);
	const at = shell.now();
	if (answer.ok) {
		await shell.db.aside((sql) => markSent(sql, mail.id, at));
		return true;
	}
	const { problem, final } = answer;
	const over = final || again === null;
	await shell.db.aside((sql) => markFailed(sql, mail.id, problem, over ? at : null));
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
	// A letter about a change tells of the state that it led to; all others are about what is still to come.
	const state = kind === 'cancelled' || kind === 'displaced' ? kind : 'booked';
	if (appointment.state !== state) return null;
	// What is offered, not what they have.
	const told = kind === 'earlier' ? await offered(shell, appointment) : appointment;
	if (!told) return null;
	const about = await shell.db.snapshot((sql) =>
		aboutAppointment(sql, kind, told, citizen, origin)
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
		// A time that is only offered is nobody's yet.
		calendar:
			kind === 'earlier'
				? null
				: {
						method: state === 'booked' ? 'PUBLISH' : 'CANCEL',
						text: calendarFor({ appointment }, about, writtenAt)
					}
	};
}

/** null once it is held no more. */
async function offered(shell: Shell, { id }: Appointment): Promise<Appointment | null> {
	const held = await offerOf(shell.db.read, id);
	return held && takesTime(held, shell.now()) ? held : null;
}
