/** The SQL of regions, branches, their hours, counters and catalogue. */
import { and, asc, eq, getTableColumns, sql as raw } from 'drizzle-orm';
import type { OpeningHours, WaitingMinutes } from '../../domain/closing.ts';
import type { Duty } from '../../domain/duty.ts';
import type { Hall } from '../../domain/hall.ts';
import type { BranchId, CounterId, RegionId, ServiceId } from '../../domain/ids.ts';
import type { Booth, Branch, Counter, Municipality, Region } from '../../domain/region.ts';
import type { Service } from '../../domain/service.ts';
import { workingNow } from './duties.ts';
import { hot, placeholders } from './hot.ts';
import type { Sql } from './open.ts';
import { remembered } from './setup.ts';
import {
	booth,
	branch,
	branchRevision,
	branchService,
	counter,
	hall,
	municipality,
	openingHours,
	region,
	service,
	serviceGroup,
	visit
} from './schema.ts';

export const allRegions = (sql: Sql): Promise<Region[]> => sql.select().from(region).execute();

export const allMunicipalities = (sql: Sql): Promise<readonly Municipality[]> =>
	remembered(sql, 'municipalities', () =>
		sql.select().from(municipality).orderBy(asc(municipality.name)).execute()
	);

export const municipalitiesOf = async (sql: Sql, regionId: RegionId): Promise<Municipality[]> =>
	(await allMunicipalities(sql)).filter((one) => one.regionId === regionId);

export async function findMunicipalityBySlug(
	sql: Sql,
	slug: string
): Promise<Municipality | undefined> {
	return (await allMunicipalities(sql)).find((one) => one.slug === slug);
}

export async function findMunicipalityOf(
	sql: Sql,
	branchId: BranchId
): Promise<Municipality | undefined> {
	const found = await findBranch(sql, branchId);
	return (await allMunicipalities(sql)).find(({ id }) => id === found?.municipalityId);
}

export const branchesOf = (sql: Sql, regionId: RegionId): Promise<readonly Branch[]> =>
	remembered(sql, `branches ${regionId}`, () =>
		sql
			.select()
			.from(branch)
			.where(eq(branch.regionId, regionId))
			.orderBy(asc(branch.name))
			.execute()
	);

export const allBranches = (sql: Sql): Promise<readonly Branch[]> =>
	remembered(sql, 'branches', () => sql.select().from(branch).orderBy(asc(branch.name)).execute());

export const findBranch = async (sql: Sql, id: BranchId): Promise<Branch | undefined> =>
	(await allBranches(sql)).find((one) => one.id === id);

export async function findBranchBySlug(sql: Sql, slug: string): Promise<Branch | undefined> {
	const [row] = await sql.select().from(branch).where(eq(branch.slug, slug));
	return row;
}

export async function findRegion(sql: Sql, id: RegionId): Promise<Region> {
	const regions = await remembered(sql, 'regions', () => allRegions(sql));
	const row = regions.find((one) => one.id === id);
	if (!row) throw new Error(`no region ${id}`);
	return row;
}

export const hoursOf = (sql: Sql, branchId: BranchId): Promise<readonly OpeningHours[]> =>
	remembered(sql, `hours ${branchId}`, () =>
		sql
			.select({
				weekday: openingHours.weekday,
				opens: openingHours.opens,
				closes: openingHours.closes
			})
			.from(openingHours)
			.where(eq(openingHours.branchId, branchId))
			.execute()
	);

export async function findHall(sql: Sql, branchId: BranchId): Promise<Hall | undefined> {
	const find = hot(sql, 'find_hall', (db, name) =>
		db
			.select()
			.from(hall)
			.where(eq(hall.branchId, raw.placeholder('branchId')))
			.prepare(name)
	);
	const [row] = await find.execute({ branchId });
	return row;
}

/** What changes all day, as a command finds it or as a snapshot has it. */
export interface HallReads {
	sql: Sql;
	hall(branchId: BranchId): Promise<Hall | undefined>;
	/** Who works now. */
	onDuty(regionId: RegionId): Promise<readonly Pick<Duty, 'clerkId' | 'branchId'>[]>;
	waiting(branchId: BranchId): Promise<readonly WaitingMinutes[]>;
}

export const readsOf = (sql: Sql): HallReads => ({
	sql,
	hall: (branchId) => findHall(sql, branchId),
	onDuty: (regionId) => workingNow(sql, regionId),
	waiting: (branchId) => waitingMinutes(sql, branchId)
});

export function saveHall(sql: Sql, row: Hall): PromiseLike<unknown> {
	const upsert = hot(sql, 'save_hall', (db, name) =>
		db
			.insert(hall)
			.values(placeholders(getTableColumns(hall)))
			.onConflictDoUpdate({
				target: hall.branchId,
				set: { heldSince: raw`excluded.held_since`, endedDay: raw`excluded.ended_day` }
			})
			.prepare(name)
	);
	return upsert.execute({ ...row });
}

export const countersOf = (sql: Sql, branchId: BranchId): Promise<readonly Counter[]> =>
	remembered(sql, `counters ${branchId}`, () =>
		sql
			.select()
			.from(counter)
			.where(eq(counter.branchId, branchId))
			.orderBy(asc(counter.number))
			.execute()
	);

export const findCounter = (sql: Sql, id: CounterId): Promise<Counter | undefined> =>
	remembered(sql, `counter ${id}`, async () => {
		const [row] = await sql.select().from(counter).where(eq(counter.id, id));
		return row;
	});

export const boothsOf = (sql: Sql, branchId: BranchId): Promise<readonly Booth[]> =>
	remembered(sql, `booths ${branchId}`, () =>
		sql
			.select()
			.from(booth)
			.where(eq(booth.branchId, branchId))
			.orderBy(asc(booth.number))
			.execute()
	);

/** The region's catalogue, most used first. */
export const catalogueOf = (
	sql: Sql,
	regionId: RegionId
): Promise<ReadonlyMap<ServiceId, Service>> =>
	remembered(sql, `catalogue ${regionId}`, async () => {
		const rows = await sql
			.select()
			.from(service)
			.innerJoin(serviceGroup, eq(serviceGroup.id, service.groupId))
			.where(eq(service.regionId, regionId))
			.orderBy(asc(service.position));
		return new Map(
			rows.map((row) => [row.service.id, { ...row.service, letter: row.service_group.letter }])
		);
	});

export const servicesOf = async (sql: Sql, regionId: RegionId): Promise<Service[]> => [
	...(await catalogueOf(sql, regionId)).values()
];

export const givenAt = (sql: Sql, branchId: BranchId): Promise<ReadonlySet<ServiceId>> =>
	remembered(sql, `given ${branchId}`, async () => {
		const rows = await sql
			.select({ serviceId: branchService.serviceId })
			.from(branchService)
			.where(eq(branchService.branchId, branchId));
		return new Set(rows.map((row) => row.serviceId));
	});

/** Planned minutes of all who wait in a hall, by service and by whether video will do. */
async function waitingMinutes(sql: Sql, branchId: BranchId): Promise<WaitingMinutes[]> {
	const find = hot(sql, 'waiting_minutes', (db, name) =>
		db
			.select({
				serviceId: visit.openServiceId,
				videoOk: visit.videoOk,
				minutes: raw<number>`sum(${visit.openMinutes})`.mapWith(Number)
			})
			.from(visit)
			.where(and(eq(visit.branchId, raw.placeholder('branchId')), raw`${visit.state} = 'waiting'`))
			.groupBy(visit.openServiceId, visit.videoOk)
			.prepare(name)
	);
	return (await find.execute({ branchId })).flatMap(({ serviceId, ...rest }) =>
		serviceId ? [{ serviceId, ...rest }] : []
	);
}

export async function revisionOf(sql: Sql, branchId: BranchId): Promise<number> {
	const [row] = await sql
		.select({ revision: branchRevision.revision })
		.from(branchRevision)
		.where(eq(branchRevision.branchId, branchId));
	return row?.revision ?? 0;
}

export const allRevisions = (sql: Sql): Promise<{ branchId: BranchId; revision: number }[]> =>
	sql.select().from(branchRevision).execute();
