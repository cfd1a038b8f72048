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
	reminder: letter(
		'Your appointment on {date} at {time}',
		'You have an appointment soon.',
		APPOINTMENT,
		BRING,
		ARRIVE,
		CHANGE
	)
};
