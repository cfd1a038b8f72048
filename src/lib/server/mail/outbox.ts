/** Sends what is due, one after the other, and says what became of it. Any process may; each letter goes once. */
import { type Appointment, isHeldBy, takesTime } from '../../domain/appointment.ts';
import { findAppointment } from '../db/appointments.ts';
import type { Citizen } from '../db/citizens.ts';
import { offerOf } from '../db/earlier.ts';
import {
	type Claimed,
	type Mail,
	claimMail,
	dropMail,
	isMailDue,
	markFailed,
	markSent
} from '../db/mails.ts';
import type { Listed } from '../db/waitlist.ts';
import type { Shell } from '../shell.ts';
import { holderOf } from '../flows/waitlist.ts';
import { type About, aboutAppointment, aboutListed } from './facts.ts';
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
async function letterOf(shell: Shell, sender: Sender, claimed: Claimed): Promise<Letter | null> {
	const { mail, appointment, citizen, listed } = claimed;
	if (listed) return letterToListed(shell, sender, mail, listed);
	return appointment && citizen ? letterTo(shell, sender, mail, appointment, citizen) : null;
}

async function letterTo(
	shell: Shell,
	sender: Sender,
	mail: Mail,
	appointment: Appointment,
	citizen: Citizen
): Promise<Letter | null> {
	const { kind, writtenAt } = mail;
	const { name, email: address } = citizen;
	if (!address) return null;
	// A letter about a change tells of the state that it led to; all others are about what is still to come.
	const state = kind === 'cancelled' || kind === 'displaced' ? kind : 'booked';
	if (appointment.state !== state) return null;
	// What is offered, not what they have.
	const told = kind === 'earlier' ? await offered(shell, appointment) : appointment;
	if (!told) return null;
	const about = await shell.db.snapshot((sql) =>
		aboutAppointment(sql, kind, told, citizen, sender.origin)
	);
	if (!about) return null;
	return {
		...enveloped(sender, mail, about, { name, address }),
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

/** To who has no appointment yet, so there is nothing for a calendar. */
async function letterToListed(
	shell: Shell,
	sender: Sender,
	mail: Mail,
	listed: Listed
): Promise<Letter | null> {
	const { name, email: address, endedAt } = listed;
	// Whoever left, or took what was offered, wants to hear no more of it.
	if (address === '' || (endedAt === null) === (mail.kind === 'unlisted')) return null;
	const offer = mail.kind === 'offered' ? await offeredTo(shell, listed) : null;
	if (mail.kind === 'offered' && !offer) return null;
	const about = await shell.db.snapshot((sql) =>
		aboutListed(sql, mail.kind, listed, offer, sender.origin)
	);
	return about && { ...enveloped(sender, mail, about, { name, address }), calendar: null };
}

function enveloped(
	{ from }: Sender,
	{ id, writtenAt }: Mail,
	{ template, facts, town, language }: About,
	to: Letter['to']
): Omit<Letter, 'calendar'> {
	const words = wordsOf(template, facts, { town: town.name, colours: town.colours, language });
	return {
		...words,
		messageId: `${id}@${from.split('@').at(-1) ?? 'localhost'}`,
		to,
		from: { name: town.name, address: from },
		date: new Date(writtenAt)
	};
}

/** null once it is held no more. */
async function offeredTo(shell: Shell, { id, offerId }: Listed): Promise<Appointment | null> {
	const held = offerId === null ? null : await findAppointment(shell.db.read, offerId);
	return isHeldBy(held, holderOf(id), shell.now()) ? held : null;
}

/** null once it is held no more. */
async function offered(shell: Shell, { id }: Appointment): Promise<Appointment | null> {
	const held = await offerOf(shell.db.read, id);
	return held && takesTime(held, shell.now()) ? held : null;
}
