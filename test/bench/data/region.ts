/**
 * A region of any size. The demo region has four halls; these workloads need up to fifty. What is offered are the
 * demo's services; people, halls and counters are numbers.
 */
import { type DutyEvent } from '../../../src/lib/domain/events.ts';
import { evolveDuty } from '../../../src/lib/domain/evolve.ts';
import type { Duty } from '../../../src/lib/domain/duty.ts';
import { DEFAULT_HALL_RULE } from '../../../src/lib/domain/region.ts';
import type { Service } from '../../../src/lib/domain/service.ts';
import { HOUR, type Instant, atLocal, localDay, nextDay } from '../../../src/lib/domain/time.ts';
import * as schema from '../../../src/lib/server/db/schema.ts';
import { DEMO_SERVICES, DEMO_SERVICE_GROUPS } from '../../../src/lib/server/demo/services.ts';
import { hashToken } from '../../../src/lib/server/secrets.ts';
import { BENCH_ZONE, benchId, counterId, counterOfClerk, hallOfClerk, tokenOf } from '../ids.ts';
import type { Bulk } from './bulk.ts';
import type { Chronicle } from './chronicle.ts';

export interface RegionSize {
	halls: number;
	/** All on duty, each at a counter of their own. */
	clerks: number;
	/** Displays in each hall. */
	displays: number;
}

/**
 * A minute each: with their real minutes no service would give tickets to so many who wait before so few counters.
 * What is computed for a ticket is the same.
 */
const MINUTES = 1;

/** Of the catalogue's services each clerk has this many skills, as the demo's clerks do. */
const SKILLS = 16;

const letters = DEMO_SERVICE_GROUPS.map(({ letter }) => letter);

export const BENCH_SERVICES: readonly Service[] = DEMO_SERVICES.map((service, index) => ({
	...service,
	id: benchId('service', index),
	regionId: benchId('region', 0),
	groupId: benchId('serviceGroup', letters.indexOf(service.letter)),
	firstMinutes: MINUTES,
	extraMinutes: MINUTES
}));

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

/** Two letters, so that fifty halls have a code each. */
const codeOf = (hall: number): string =>
	String.fromCharCode(65 + Math.floor(hall / 26), 65 + (hall % 26));

export async function writeRegion(bulk: Bulk, size: RegionSize, now: Instant): Promise<void> {
	const regionId = benchId('region', 0);
	const municipalityId = benchId('municipality', 0);
	await bulk.insert(schema.region, [
		{ id: regionId, code: 'BNC', name: 'Regio Meting', timeZone: BENCH_ZONE }
	]);
	await bulk.insert(schema.municipality, [
		{ id: municipalityId, regionId, slug: 'meting', name: 'Meting', theme: null }
	]);
	await bulk.insert(
		schema.branch,
		upTo(size.halls).map((hall) => ({
			id: benchId('branch', hall),
			regionId,
			municipalityId,
			code: codeOf(hall),
			slug: `hal-${hall}`,
			name: `Hal ${hall}`,
			kind: 'hall' as const,
			...DEFAULT_HALL_RULE
		}))
	);
	await bulk.insert(
		schema.openingHours,
		upTo(size.halls).flatMap((hall) =>
			upTo(7).map((day) => ({
				branchId: benchId('branch', hall),
				weekday: day + 1,
				opens: '00:00',
				closes: '24:00'
			}))
		)
	);
	await bulk.insert(
		schema.counter,
		upTo(size.clerks).map((clerk) => {
			const hall = hallOfClerk(clerk, size.halls);
			const number = counterOfClerk(clerk, size.halls);
			return { id: counterId(hall, number), branchId: benchId('branch', hall), number };
		})
	);
	await writeCatalogue(bulk, size);
	await writePeople(bulk, size, now);
	await writeDevices(bulk, size, now);
}

async function writeCatalogue(bulk: Bulk, size: RegionSize): Promise<void> {
	await bulk.insert(
		schema.serviceGroup,
		DEMO_SERVICE_GROUPS.map((group, index) => ({
			...group,
			id: benchId('serviceGroup', index),
			regionId: benchId('region', 0)
		}))
	);
	await bulk.insert(schema.service, BENCH_SERVICES);
	await bulk.insert(
		schema.branchService,
		upTo(size.halls).flatMap((hall) =>
			BENCH_SERVICES.map(({ id }) => ({ branchId: benchId('branch', hall), serviceId: id }))
		)
	);
}

/** Signed in already: what a password costs is not what is measured. */
async function writePeople(bulk: Bulk, { clerks, halls }: RegionSize, now: Instant): Promise<void> {
	const regionId = benchId('region', 0);
	const today = localDay(now, BENCH_ZONE);
	await bulk.insert(
		schema.account,
		upTo(clerks).map((clerk) => ({
			id: benchId('account', clerk),
			regionId,
			login: `clerk-${clerk}`,
			name: `Medewerker ${clerk}`,
			passwordHash: 'none',
			demo: false
		}))
	);
	await bulk.insert(
		schema.roleGrant,
		upTo(clerks).map((clerk) => ({
			accountId: benchId('account', clerk),
			role: 'clerk' as const,
			level: 'region' as const,
			placeId: regionId
		}))
	);
	await bulk.insert(
		schema.skill,
		upTo(clerks).flatMap((clerk) =>
			upTo(Math.min(SKILLS, BENCH_SERVICES.length)).map((skill) => ({
				accountId: benchId('account', clerk),
				serviceId: benchId('service', (clerk + skill) % BENCH_SERVICES.length)
			}))
		)
	);
	await bulk.insert(
		schema.shift,
		upTo(clerks).map((clerk) => ({
			id: benchId('shift', clerk),
			accountId: benchId('account', clerk),
			branchId: benchId('branch', hallOfClerk(clerk, halls)),
			startsAt: atLocal(today, '00:00', BENCH_ZONE),
			endsAt: atLocal(nextDay(today, BENCH_ZONE), '00:00', BENCH_ZONE)
		}))
	);
	await bulk.insert(
		schema.session,
		upTo(clerks).map((clerk) => ({
			tokenHash: hashToken(tokenOf('clerk', clerk)),
			accountId: benchId('account', clerk),
			createdAt: now,
			expiresAt: now + 12 * HOUR
		}))
	);
}

/** Paired already: a kiosk for each hall, and its displays. */
async function writeDevices(bulk: Bulk, size: RegionSize, now: Instant): Promise<void> {
	const device = (role: 'kiosk' | 'hall', hall: number, n: number) => ({
		id: benchId('device', role === 'kiosk' ? n : 100_000 + n),
		regionId: benchId('region', 0),
		branchId: benchId('branch', hall),
		role,
		name: `${role} ${n}`,
		tokenHash: hashToken(tokenOf(role, n)),
		createdAt: now
	});
	await bulk.insert(
		schema.device,
		upTo(size.halls).flatMap((hall) => [
			device('kiosk', hall, hall),
			...upTo(size.displays).map((n) => device('hall', hall, hall * 100 + n))
		])
	);
}

/** Everyone sits at their counter since an hour, as the journal tells. */
export async function writeDuties(
	bulk: Bulk,
	chronicle: Chronicle,
	{ clerks, halls }: RegionSize,
	at: Instant
): Promise<void> {
	const duties: Duty[] = [];
	for (let clerk = 0; clerk < clerks; clerk++) {
		const hall = hallOfClerk(clerk, halls);
		const clerkId = benchId('account', clerk);
		const event: DutyEvent = {
			type: 'duty-started',
			clerkId,
			regionId: benchId('region', 0),
			branchId: benchId('branch', hall),
			counterId: counterId(hall, counterOfClerk(clerk, halls)),
			autoNext: false
		};
		duties.push(evolveDuty(undefined, event, at));
		await chronicle.tell({ kind: 'account', id: clerkId }, event, at);
	}
	await bulk.insert(schema.duty, duties);
}
