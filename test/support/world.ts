/** A small region on a real database with a clock that the test holds: what flow tests start from. */
import { mayAnywhere } from '../../src/lib/domain/permission.ts';
import type { Grant } from '../../src/lib/domain/permission.ts';
import type {
	AccountId,
	BranchId,
	CommandId,
	CounterId,
	Id,
	RegionId,
	ServiceId
} from '../../src/lib/domain/ids.ts';
import { DEFAULT_HALL_RULE, type HallRule } from '../../src/lib/domain/region.ts';
import { type Instant, minutes } from '../../src/lib/domain/time.ts';
import type { BranchChange, Db } from '../../src/lib/server/db/open.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import {
	type DeskScope,
	type DeviceScope,
	type HallScope,
	type SignedIn,
	deskScope,
	deviceScope,
	hallScope
} from '../../src/lib/server/scope.ts';
import type { Permission } from '../../src/lib/domain/permission.ts';
import type { Shell } from '../../src/lib/server/shell.ts';
import { openCounter } from '../../src/lib/server/flows/duty.ts';
import { type TestDb, openTestDb } from './database.ts';

export interface ServiceSpec {
	key: string;
	letter: string;
	minutes: number;
	extra?: number;
	target?: number;
	byVideo?: boolean;
}

export interface WorldSpec {
	/** Halls by key, each with a number of counters and booths. */
	halls: { key: string; counters: number; booths?: number; rule?: Partial<HallRule> }[];
	services: ServiceSpec[];
	/** Clerks by key, with the keys of their skills. */
	clerks: { key: string; skills: string[] }[];
}

/** Tuesday 3 March 2026, 10:00 in Amsterdam. */
export const TUESDAY_TEN = Date.UTC(2026, 2, 3, 9, 0);

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface World {
	db: Db;
	test: TestDb;
	shell: Shell;
	regionId: RegionId;
	/** Every announcement so far, in order. */
	announced: BranchChange[];
	now(): Instant;
	/** Moves the clock. Minutes. */
	pass(minutes: number): void;
	setNow(at: Instant): void;
	command(): CommandId;
	hall(key: string): BranchId;
	counter(hall: string, number: number): CounterId;
	service(key: string): ServiceId;
	clerk(key: string): AccountId;
	/** The scope of a signed-in clerk. */
	desk(key: string): DeskScope;
	kiosk(hall: string): DeviceScope<'kiosk'>;
	lead<P extends Permission>(permission: P, hall: string): HallScope<P>;
	/** Opens a counter for a clerk, or `null` to work from home. */
	sit(clerk: string, hall: string | null, number?: number): Promise<void>;
	shift(clerk: string, hall: string | null, startsAt: Instant, endsAt: Instant): Promise<void>;
	/** Another process's shell on the same database. PostgreSQL only. */
	another(): Promise<Shell>;
	close(): Promise<void>;
}

/** Ids rise with every call, so that "then id" in the rule is the order of making. */
const counted = () => {
	let last = 0;
	return <K extends string>(): Id<K> =>
		`00000000-0000-7000-8000-${String(++last).padStart(12, '0')}` as Id<K>;
};

export async function openWorld(spec: WorldSpec): Promise<World> {
	const test = await openTestDb();
	const { db } = test;
	const newId = counted();
	let now = TUESDAY_TEN;
	const announced: BranchChange[] = [];
	const shell: Shell = {
		db,
		now: () => now,
		newId,
		announce: (changes) => announced.push(...changes),
		log: quiet
	};
	const regionId = newId<'region'>();
	const municipalityId = newId<'municipality'>();
	const halls = new Map(spec.halls.map(({ key }) => [key, newId<'branch'>()]));
	const services = new Map(spec.services.map(({ key }) => [key, newId<'service'>()]));
	const clerks = new Map(spec.clerks.map(({ key }) => [key, newId<'account'>()]));
	const leadId = newId<'account'>();
	const counters = new Map<string, CounterId>();
	const kiosks = new Map(spec.halls.map(({ key }) => [key, newId<'device'>()]));

	const must = <T>(map: Map<string, T>, key: string): T => {
		const value = map.get(key);
		if (value === undefined) throw new Error(`the test's world has no "${key}"`);
		return value;
	};

	await db.transaction(async (sql) => {
		await sql
			.insert(schema.region)
			.values({ id: regionId, code: 'TST', name: 'Test', timeZone: 'Europe/Amsterdam' });
		await sql
			.insert(schema.municipality)
			.values({ id: municipalityId, regionId, slug: 'test', name: 'Test' });
		for (const { key, counters: count, booths = 0, rule } of spec.halls) {
			const branchId = must(halls, key);
			await sql.insert(schema.branch).values({
				id: branchId,
				regionId,
				municipalityId,
				code: key.toUpperCase().slice(0, 2),
				slug: key,
				name: key,
				kind: 'hall',
				...DEFAULT_HALL_RULE,
				...rule
			});
			for (let weekday = 1; weekday <= 7; weekday++)
				await sql
					.insert(schema.openingHours)
					.values({ branchId, weekday, opens: '00:00', closes: '24:00' });
			for (let number = 1; number <= count; number++) {
				const id = newId<'counter'>();
				counters.set(`${key} ${number}`, id);
				await sql.insert(schema.counter).values({ id, branchId, number });
			}
			for (let number = 1; number <= booths; number++)
				await sql.insert(schema.booth).values({ id: newId<'booth'>(), branchId, number });
			await sql.insert(schema.device).values({
				id: must(kiosks, key),
				regionId,
				branchId,
				role: 'kiosk',
				name: key,
				createdAt: now
			});
		}
		const groups = new Map<string, Id<'serviceGroup'>>();
		for (const [position, one] of spec.services.entries()) {
			let groupId = groups.get(one.letter);
			if (!groupId) {
				groupId = newId<'serviceGroup'>();
				groups.set(one.letter, groupId);
				await sql.insert(schema.serviceGroup).values({
					id: groupId,
					regionId,
					letter: one.letter,
					nameNl: one.letter,
					nameEn: one.letter
				});
			}
			await sql.insert(schema.service).values({
				id: must(services, one.key),
				regionId,
				groupId,
				upl: one.key,
				nameNl: one.key,
				nameEn: one.key,
				bringNl: [],
				bringEn: [],
				searchWords: [],
				firstMinutes: one.minutes,
				extraMinutes: one.extra ?? one.minutes,
				targetMinutes: one.target ?? 15,
				byVideo: one.byVideo ?? false,
				position
			});
			for (const branchId of halls.values())
				await sql
					.insert(schema.branchService)
					.values({ branchId, serviceId: must(services, one.key) });
		}
		for (const { key, skills } of spec.clerks) {
			const id = must(clerks, key);
			await sql.insert(schema.account).values({
				id,
				regionId,
				login: key,
				name: key,
				passwordHash: 'none',
				demo: false
			});
			for (const skill of skills)
				await sql.insert(schema.skill).values({ accountId: id, serviceId: must(services, skill) });
		}
		await sql.insert(schema.account).values({
			id: leadId,
			regionId,
			login: 'lead',
			name: 'lead',
			passwordHash: 'none',
			demo: false
		});
	});

	const signedIn = (accountId: AccountId, name: string, role: Grant['role']): SignedIn => ({
		accountId,
		regionId,
		name,
		login: name,
		demo: false,
		grants: [{ role, level: 'region', id: regionId }]
	});
	const proven = <T>(scope: T | null): T => {
		if (!scope) throw new Error('the test has no right to this scope');
		return scope;
	};

	const world: World = {
		db,
		test,
		shell,
		regionId,
		announced,
		now: () => now,
		pass: (n) => (now += minutes(n)),
		setNow: (at) => (now = at),
		command: () => newId<'command'>(),
		hall: (key) => must(halls, key),
		counter: (hall, number) => must(counters, `${hall} ${number}`),
		service: (key) => must(services, key),
		clerk: (key) => must(clerks, key),
		desk: (key) => proven(deskScope(signedIn(must(clerks, key), key, 'clerk'))),
		kiosk: (key) =>
			proven(
				deviceScope(
					{
						id: must(kiosks, key),
						regionId,
						branchId: must(halls, key),
						role: 'kiosk',
						settings: null
					},
					'kiosk'
				)
			),
		lead: (permission, key) => {
			const who = signedIn(
				leadId,
				'lead',
				mayAnywhere([{ role: 'lead', level: 'region', id: regionId }], permission) ? 'lead' : 'host'
			);
			return proven(
				hallScope(who, permission, { regionId, municipalityId, branchId: must(halls, key) })
			);
		},
		sit: async (clerk, hall, number = 1) => {
			const counterId = hall === null ? null : must(counters, `${hall} ${number}`);
			const outcome = await openCounter(shell, world.desk(clerk), {
				id: newId<'command'>(),
				counterId
			});
			if (!outcome.ok) throw new Error(`${clerk} can't sit down: ${outcome.refusal.code}`);
		},
		shift: async (clerk, hall, startsAt, endsAt) => {
			await db.transaction((sql) =>
				sql.insert(schema.shift).values({
					id: newId<'shift'>(),
					accountId: must(clerks, clerk),
					branchId: hall === null ? null : must(halls, hall),
					startsAt,
					endsAt
				})
			);
		},
		another: async () => ({ ...shell, db: await test.openAnother() }),
		close: () => test.close()
	};
	return world;
}
