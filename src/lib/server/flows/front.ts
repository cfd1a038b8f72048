/** What a municipality's front shows: itself, its halls, and what can be booked in the region. */
import { type OpenState, openStateAt } from '../../domain/closing.ts';
import type { BranchId, MunicipalityId, RegionId } from '../../domain/ids.ts';
import type { Service } from '../../domain/service.ts';
import { LANGUAGES, type Language } from '../../domain/visit.ts';
import { calendarOf } from '../calendar.ts';
import { agendaRuleOf } from '../db/agenda.ts';
import {
	allMunicipalities,
	branchesOf,
	findHall,
	findMunicipalityBySlug,
	findMunicipalityOf,
	findRegion,
	givenAt,
	servicesOf
} from '../db/halls.ts';
import { type Front, frontOf } from '../db/fronts.ts';
import { remembered } from '../db/setup.ts';
import type { Shell } from '../shell.ts';

export interface Town {
	id: MunicipalityId;
	slug: string;
	name: string;
	regionId: RegionId;
}

export async function townBySlug(shell: Shell, slug: string): Promise<Town | null> {
	const found = await findMunicipalityBySlug(shell.db.read, slug);
	if (!found) return null;
	const { id, name, regionId } = found;
	return { id, slug, name, regionId };
}

export async function townById(shell: Shell, wanted: MunicipalityId): Promise<Town | null> {
	const found = (await allMunicipalities(shell.db.read)).find(({ id }) => id === wanted);
	if (!found) return null;
	const { id, slug, name, regionId } = found;
	return { id, slug, name, regionId };
}

/** How citizens reach a municipality, and what its front says. */
export interface AboutTown {
	phone: string | null;
	email: string | null;
	address: string | null;
	accessibilityUrl: string | null;
	privacyUrl: string | null;
	/** Empty for Beurt's own words. */
	intro: Record<Language, string>;
	/** Its own first. */
	languages: readonly Language[];
}

export async function aboutTown(shell: Shell, { id }: Pick<Town, 'id'>): Promise<AboutTown> {
	const found = await frontOf(shell.db.read, id);
	return {
		phone: found?.phone ?? null,
		email: found?.email ?? null,
		address: found?.address ?? null,
		accessibilityUrl: found?.accessibilityUrl ?? null,
		privacyUrl: found?.privacyUrl ?? null,
		intro: { nl: found?.introNl ?? '', en: found?.introEn ?? '' },
		languages: spokenBy(found)
	};
}

/** What can't be read counts for nothing: nobody stands before a front without words. */
function spokenBy(front: Pick<Front, 'languages'> | null): readonly Language[] {
	const known = LANGUAGES.filter((one) => front?.languages?.includes(one));
	const own = front?.languages?.find((one) => known.includes(one));
	return own ? [own, ...known.filter((one) => one !== own)] : LANGUAGES;
}

/** The language of a front for whoever asks for this one. */
export async function spokenAt(shell: Shell, slug: string, asked: Language): Promise<Language> {
	const town = await townBySlug(shell, slug);
	const spoken = spokenBy(town && (await frontOf(shell.db.read, town.id)));
	return spoken.includes(asked) ? asked : (spoken[0] ?? asked);
}

const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d+)?$/i;

/** Sites that may show the start of a booking; what is no origin is left out, so that a policy is never broken by one. */
export async function framedBy(shell: Shell, slug: string): Promise<string[]> {
	const town = await townBySlug(shell, slug);
	const found = town && (await frontOf(shell.db.read, town.id));
	return (found?.framedBy ?? []).filter((site) => ORIGIN.test(site));
}

export interface HallOfTown {
	id: BranchId;
	name: string;
	open: OpenState;
}

/** The halls of one municipality, and whether they are open now. */
export const hallsOfTown = (shell: Shell, slug: string): Promise<HallOfTown[]> =>
	shell.db.snapshot(async (sql) => {
		const town = await findMunicipalityBySlug(sql, slug);
		if (!town) return [];
		const { timeZone } = await findRegion(sql, town.regionId);
		const now = shell.now();
		const halls: HallOfTown[] = [];
		for (const { id, name, municipalityId } of await branchesOf(sql, town.regionId)) {
			if (municipalityId !== town.id) continue;
			const calendar = await calendarOf(sql, id);
			const ended = (await findHall(sql, id))?.endedDay ?? null;
			halls.push({ id, name, open: openStateAt(calendar, now, timeZone, ended) });
		}
		return halls;
	});

export interface BookableHall {
	id: BranchId;
	name: string;
	/** Of whose front it is. */
	town: MunicipalityId;
}

export interface Bookable {
	halls: readonly BookableHall[];
	services: readonly Service[];
}

/** The region's halls that can be booked, and every service that at least one of them gives. */
export const bookable = (shell: Shell, regionId: RegionId): Promise<Bookable> => {
	const sql = shell.db.read;
	return remembered(sql, `bookable ${regionId}`, async () => {
		const halls: BookableHall[] = [];
		const given = new Set<string>();
		for (const { id, name, municipalityId: town } of await branchesOf(sql, regionId)) {
			if (!(await agendaRuleOf(sql, id))) continue;
			halls.push({ id, name, town });
			for (const service of await givenAt(sql, id)) given.add(service);
		}
		const services = (await servicesOf(sql, regionId)).filter(({ id }) => given.has(id));
		return { halls, services };
	});
};

/** The front of the municipality that a hall belongs to, by its slug. */
export async function townOfBranch(shell: Shell, branchId: BranchId): Promise<string | null> {
	return (await findMunicipalityOf(shell.db.read, branchId))?.slug ?? null;
}
