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
	listed: letter(
		'U staat op de wachtlijst',
		'U staat op de wachtlijst voor een afspraak.',
		'{services}\n{place}',
		'Komt er een tijd vrij, dan houden wij die even voor u vast en mailen wij u. Wie het langst wacht, is eerst aan de beurt. U blijft op de lijst tot en met {date}.',
		'Hier ziet u uw plek op de lijst. Daar kunt u er ook weer af:\n{link}'
	),
	offered: letter(
		'Er is een tijd vrij: {date} om {time}',
		'Er is een tijd voor u vrij. Wij houden die even voor u vast.',
		APPOINTMENT,
		BRING,
		'Wilt u deze tijd? Neem hem hier, met één druk op de knop. Doet u niets, dan gaat hij naar een ander:\n{link}'
	),
	unlisted: letter(
		'U staat niet meer op de wachtlijst',
		'U staat niet meer op de wachtlijst voor een afspraak.',
		'{services}\n{place}',
		'Wilt u nog steeds komen? Kijk hier of er een tijd vrij is, of ga opnieuw op de lijst staan:\n{link}'
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
