/** What a letter is about, read when it goes. */
import type { Appointment } from '../../domain/appointment.ts';
import type { RegionId } from '../../domain/ids.ts';
import type { MailFacts, MailKind, MailText } from '../../domain/mail.ts';
import { type Instant, MINUTE } from '../../domain/time.ts';
import type { Municipality } from '../../domain/region.ts';
import { parseTheme } from '../../domain/theme.ts';
import type { Language } from '../../domain/visit.ts';
import type { WantedService } from '../../domain/waitlist.ts';
import type { Citizen } from '../db/citizens.ts';
import { catalogueOf, findBranch, findMunicipalityOf, municipalitiesOf } from '../db/halls.ts';
import { frontOf } from '../db/fronts.ts';
import { textOf } from '../db/mails.ts';
import type { Sql } from '../db/open.ts';
import type { Listed } from '../db/waitlist.ts';
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
		services: readonly WantedService[];
	},
	citizen: Pick<Citizen, 'name' | 'code' | 'link'>,
	origin: string
): Promise<About | null> {
	const { branchId, startsAt, endsAt } = appointment;
	const branch = await findBranch(sql, branchId);
	const municipality = await findMunicipalityOf(sql, branchId);
	if (!branch || !municipality) return null;
	const matter = { ...appointment, minutes: (endsAt - startsAt) / MINUTE, place: branch.name };
	return aboutMatter(sql, kind, matter, municipality, citizen, origin);
}

/**
 * A place on the waiting list, or what is offered to who has it; in the name of the municipality by whose front they came.
 *
 * @returns null where that is gone
 */
export async function aboutListed(
	sql: Sql,
	kind: MailKind,
	listed: Listed,
	offer: Appointment | null,
	origin: string
): Promise<About | null> {
	const { regionId, language, services, name, link, until } = listed;
	const municipality = (await municipalitiesOf(sql, regionId)).find(
		({ id }) => id === listed.municipalityId
	);
	if (!municipality) return null;
	const branchId = offer?.branchId ?? listed.branchId;
	const place =
		(branchId && (await findBranch(sql, branchId))?.name) || frontWords(language).everywhere;
	const startsAt = offer?.startsAt ?? until;
	const minutes = offer ? (offer.endsAt - offer.startsAt) / MINUTE : null;
	const matter = { regionId, language, services, startsAt, minutes, place };
	return aboutMatter(sql, kind, matter, municipality, { name, link, code: '' }, origin);
}

interface Matter {
	regionId: RegionId;
	language: Language;
	services: readonly WantedService[];
	startsAt: Instant;
	/** null where none is known yet. */
	minutes: number | null;
	place: string;
}

async function aboutMatter(
	sql: Sql,
	kind: MailKind,
	{ regionId, language, services: wanted, startsAt, minutes, place }: Matter,
	municipality: Municipality,
	citizen: Pick<Citizen, 'name' | 'code' | 'link'>,
	origin: string
): Promise<About> {
	const catalogue = await catalogueOf(sql, regionId);
	const t = frontWords(language);
	const services = wanted.flatMap(({ serviceId, persons }) => {
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
			place,
			services: services.map(({ name, persons }) => `${name} (${t.persons(persons)})`).join('\n'),
			minutes: minutes === null ? '' : String(minutes),
			bring: [...new Set(services.flatMap(({ bring }) => bring))]
				.map((thing) => `- ${thing}`)
				.join('\n'),
			code: `${citizen.code.slice(0, 3)} ${citizen.code.slice(3)}`,
			link: `${base}${pathOf(kind, slug, citizen.link)}`
		},
		summary: services.map(({ name }) => name).join(', '),
		town: { name: town, colours: coloursOf(municipality.theme) },
		template: (await textOf(sql, municipality.id, kind, language)) ?? mailWords(kind, language),
		language
	};
}

function pathOf(kind: MailKind, slug: string, link: string): string {
	switch (kind) {
		case 'cancelled':
		case 'unlisted':
			return `/${slug}/afspraak`;
		case 'listed':
		case 'offered':
			return `/wachtlijst/${link}`;
		default:
			return `/afspraak/${link}`;
	}
}

/** Beurt's own: paper is light, whatever the reader's screen is. */
const OWN: LetterColours = { brand: '#154273', onBrand: '#ffffff' };

/** A theme that can't be used colours no letter. */
function coloursOf(theme: unknown): LetterColours {
	const parsed = parseTheme(theme);
	return parsed.ok ? parsed.theme.light : OWN;
}
