/** What letters say, in English. */
import type { MailKind, MailText } from '../../domain/mail.ts';

const APPOINTMENT = `{date} at {time}
{place}
{services}
Takes about {minutes} minutes`;

const BRING = `Please bring:
{bring}`;

const ARRIVE = `Your code is {code}. Scan or type it at the kiosk when you come in. Then we know that you are there.`;

const CHANGE = `Can’t you come, or would another time suit you better? Move or cancel the appointment:
{link}`;

const letter = (subject: string, ...paragraphs: string[]): MailText => ({
	subject,
	body: ['Dear {name},', ...paragraphs, 'Kind regards,\nMunicipality of {town}'].join('\n\n')
});

export const en: Record<MailKind, MailText> = {
	booked: letter(
		'Your appointment on {date} at {time}',
		'Your appointment has been made.',
		APPOINTMENT,
		BRING,
		ARRIVE,
		CHANGE
	),
	moved: letter(
		'Your appointment has moved to {date} at {time}',
		'Your appointment has a new time. The old one no longer counts.',
		APPOINTMENT,
		BRING,
		ARRIVE,
		CHANGE
	),
	displaced: letter(
		'Your appointment on {date} can’t take place',
		'We are sorry: this appointment can’t take place.',
		APPOINTMENT,
		'Please choose another time here. Any hall will do:\n{link}'
	),
	cancelled: letter(
		'Your appointment on {date} has been cancelled',
		'This appointment has been cancelled. You need do nothing more.',
		APPOINTMENT,
		'Would you like a new appointment? Make it here:\n{link}'
	),
	earlier: letter(
		'Would you like to come earlier? {date} at {time}',
		'An earlier time is free. We keep it for you for a while.',
		APPOINTMENT,
		'Would you like it? Take it here with one press. If you do nothing, your appointment stays as it was:\n{link}'
	),
	listed: letter(
		'You are on the waiting list',
		'You are on the waiting list for an appointment.',
		'{services}\n{place}',
		'If a time becomes free, we keep it for you for a while and write to you. Whoever waits longest goes first. You stay on the list until {date}.',
		'See your place on the list here. You can also leave it there:\n{link}'
	),
	offered: letter(
		'A time is free: {date} at {time}',
		'A time is free for you. We keep it for you for a while.',
		APPOINTMENT,
		BRING,
		'Would you like it? Take it here with one press. If you do nothing, it goes to somebody else:\n{link}'
	),
	unlisted: letter(
		'You are no longer on the waiting list',
		'You are no longer on the waiting list for an appointment.',
		'{services}\n{place}',
		'Would you still like to come? See here whether a time is free, or join the list again:\n{link}'
	),
	reminder: letter(
		'Your appointment on {date} at {time}',
		'You have an appointment soon.',
		APPOINTMENT,
		BRING,
		ARRIVE,
		CHANGE
	)
};
