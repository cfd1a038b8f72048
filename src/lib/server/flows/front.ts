/** What a municipality's front shows: itself, its halls, and what can be booked in the region. */
import { type OpenState, openStateAt } from '../../domain/closing.ts';
import type { BranchId, MunicipalityId, RegionId } from '../../domain/ids.ts';
import type { Service } from '../../domain/service.ts';
import { calendarOf } from '../calendar.ts';
import { agendaRuleOf } from '../db/agenda.ts';
import {
	branchesOf,
	findHall,
	findMunicipalityBySlug,
	findMunicipalityOf,
	findRegion,
	givenAt,
	servicesOf
} from '../db/halls.ts';
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

/** The region's halls that can be booked, and every service that at least one of them gives. */
export const bookable = (
	shell: Shell,
	regionId: RegionId
): Promise<{ halls: BookableHall[]; services: Service[] }> =>
	shell.db.snapshot(async (sql) => {
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

/** The front of the municipality that a hall belongs to, by its slug. */
export async function townOfBranch(shell: Shell, branchId: BranchId): Promise<string | null> {
	return (await findMunicipalityOf(shell.db.read, branchId))?.slug ?? null;
}
