/** What letters say, in Dutch, until a municipality says it in its own words. */
import type { MailKind, MailText } from '../../domain/mail.ts';

const APPOINTMENT = `{date} om {time}
{place}
{services}
Duurt ongeveer {minutes} minuten`;

const BRING = `Neem mee:
{bring}`;

const ARRIVE = `Uw code is {code}. Scan of typ die aan de zuil als u binnenkomt. Dan weten wij dat u er bent.`;

const CHANGE = `Komt u niet, of wilt u een andere tijd? Verzet de afspraak of zeg af:
{link}`;

const letter = (subject: string, ...paragraphs: string[]): MailText => ({
	subject,
	body: ['Beste {name},', ...paragraphs, 'Met vriendelijke groet,\nGemeente {town}'].join('\n\n')
});

export const nl: Record<MailKind, MailText> = {
	booked: letter(
		'Uw afspraak op {date} om {time}',
		'Uw afspraak staat.',
		APPOINTMENT,
		BRING,
		ARRIVE,
		CHANGE
	),
	moved: letter(
		'Uw afspraak is verzet naar {date} om {time}',
		'Uw afspraak heeft een nieuwe tijd. De oude tijd geldt niet meer.',
		APPOINTMENT,
		BRING,
		ARRIVE,
		CHANGE
	),
	displaced: letter(
		'Uw afspraak op {date} kan niet doorgaan',
		'Het spijt ons: deze afspraak kan niet doorgaan.',
		APPOINTMENT,
		'Kies hier een andere tijd. Dat kan in elke hal:\n{link}'
	),
	cancelled: letter(
		'Uw afspraak op {date} is afgezegd',
		'Deze afspraak is afgezegd. U hoeft niets meer te doen.',
		APPOINTMENT,
		'Wilt u een nieuwe afspraak? Maak die hier:\n{link}'
	),
	earlier: letter(
		'Wilt u eerder komen? {date} om {time}',
		'Er is een eerdere tijd vrij. Wij houden die even voor u vast.',
		APPOINTMENT,
		'Wilt u deze tijd? Neem hem hier, met één druk op de knop. Doet u niets, dan blijft uw afspraak zoals die was:\n{link}'
	),
	reminder: letter(
		'Denkt u aan uw afspraak op {date} om {time}?',
		'U hebt binnenkort een afspraak.',
		APPOINTMENT,
		BRING,
		ARRIVE,
		CHANGE
	)
};
