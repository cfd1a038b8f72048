/** What a letter is about, read when it goes. */
import type { Appointment } from '../../domain/appointment.ts';
import type { PlannedService } from '../../domain/events.ts';
import type { MailFacts, MailKind, MailText } from '../../domain/mail.ts';
import { MINUTE } from '../../domain/time.ts';
import { parseTheme } from '../../domain/theme.ts';
import type { Language } from '../../domain/visit.ts';
import type { Citizen } from '../db/citizens.ts';
import { catalogueOf, findBranch, findMunicipalityOf } from '../db/halls.ts';
import { frontOf } from '../db/fronts.ts';
import { textOf } from '../db/mails.ts';
import type { Sql } from '../db/open.ts';
import type { LetterColours } from './letter.ts';
import { clockTime, longDate } from '../../text/format.ts';
import { frontWords } from '../../text/front/index.ts';
import { mailWords } from '../../text/mail/index.ts';

export interface About {
	facts: MailFacts;
	/** Without names or codes, for a calendar that others may see. */
	summary: string;
	town: { name: string; colours: LetterColours };
	template: MailText;
	language: Language;
}

/** @returns null where the hall is gone */
export async function aboutAppointment(
	sql: Sql,
	kind: MailKind,
	appointment: Pick<Appointment, 'regionId' | 'branchId' | 'language' | 'startsAt' | 'endsAt'> & {
		services: Pick<PlannedService, 'serviceId' | 'persons'>[];
	},
	citizen: Pick<Citizen, 'name' | 'code' | 'link'>,
	origin: string
): Promise<About | null> {
	const { branchId, language, startsAt, endsAt } = appointment;
	const branch = await findBranch(sql, branchId);
	const municipality = await findMunicipalityOf(sql, branchId);
	if (!branch || !municipality) return null;
	const catalogue = await catalogueOf(sql, appointment.regionId);
	const t = frontWords(language);
	const services = appointment.services.flatMap(({ serviceId, persons }) => {
		const service = catalogue.get(serviceId);
		if (!service) return [];
		const name = language === 'nl' ? service.nameNl : service.nameEn;
		return { name, persons, bring: language === 'nl' ? service.bringNl : service.bringEn };
	});
	const { name: town, slug } = municipality;
	const base = (await frontOf(sql, municipality.id))?.origin ?? origin;
	return {
		facts: {
			name: citizen.name,
			town,
			date: longDate(startsAt, language),
			time: clockTime(startsAt, language),
			place: branch.name,
			services: services.map(({ name, persons }) => `${name} (${t.persons(persons)})`).join('\n'),
			minutes: String((endsAt - startsAt) / MINUTE),
			bring: [...new Set(services.flatMap(({ bring }) => bring))]
				.map((thing) => `- ${thing}`)
				.join('\n'),
			code: `${citizen.code.slice(0, 3)} ${citizen.code.slice(3)}`,
			link: kind === 'cancelled' ? `${base}/${slug}/afspraak` : `${base}/afspraak/${citizen.link}`
		},
		summary: services.map(({ name }) => name).join(', '),
		town: { name: town, colours: coloursOf(municipality.theme) },
		template: (await textOf(sql, municipality.id, kind, language)) ?? mailWords(kind, language),
		language
	};
}

/** Beurt's own: paper is light, whatever the reader's screen is. */
const OWN: LetterColours = { brand: '#154273', onBrand: '#ffffff' };

/** A theme that can't be used colours no letter. */
function coloursOf(theme: unknown): LetterColours {
	const parsed = parseTheme(theme);
	return parsed.ok ? parsed.theme.light : OWN;
}
