import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mayAnywhere } from '../../src/lib/domain/permission.ts';
import { HOUR, MINUTE } from '../../src/lib/domain/time.ts';
import * as schema from '../../src/lib/server/db/schema.ts';
import {
	mintDevice,
	pair,
	pairDemoDevice,
	revoke,
	whichDevice
} from '../../src/lib/server/flows/devices.ts';
import { signIn, signOut, whoIs } from '../../src/lib/server/flows/signin.ts';
import { type ManageScope, deviceScope, manageScope } from '../../src/lib/server/scope.ts';
import { hashPassword, hashToken } from '../../src/lib/server/secrets.ts';
import { type World, openWorld } from '../support/world.ts';
import { code, value } from './outcome.ts';

const PASSWORD = 'genoeg lange zin';
/** Hashing is slow on purpose: once will do. */
const passwordHash = await hashPassword(PASSWORD);
let world: World;

beforeEach(async () => {
	world = await openWorld({
		halls: [
			{ key: 'north', counters: 1 },
			{ key: 'south', counters: 1 }
		],
		services: [{ key: 'passport', letter: 'P', minutes: 10 }],
		clerks: [{ key: 'anna', skills: ['passport'] }]
	});
	await world.db.transaction(async (sql) => {
		const account = { regionId: world.regionId, name: 'Demo', passwordHash };
		await sql.update(schema.account).set({ passwordHash });
		await sql
			.insert(schema.account)
			.values({ ...account, id: world.shell.newId<'account'>(), login: 'demo', demo: true });
		await sql.insert(schema.roleGrant).values({
			accountId: world.clerk('anna'),
			role: 'clerk',
			level: 'region',
			placeId: world.regionId
		});
	});
});
afterEach(() => world.close());

const enter = (login: string, password = PASSWORD, { demo = false, address = '192.0.2.1' } = {}) =>
	signIn(world.shell, { login, password, address }, demo);

describe('signing in', () => {
	test('gives a session that says who it is, for 12 hours', async () => {
		const { token, expiresAt } = value(await enter('anna'));
		expect(expiresAt).toBe(world.now() + 12 * HOUR);
		const who = await whoIs(world.shell, token, false);
		expect(who).toMatchObject({ accountId: world.clerk('anna'), name: 'anna' });
		expect(mayAnywhere(who?.grants ?? [], 'work-at-counter')).toBe(true);
		expect(mayAnywhere(who?.grants ?? [], 'lead-hall')).toBe(false);
		world.setNow(expiresAt - 1);
		expect(await whoIs(world.shell, token, false)).not.toBeNull();
		world.setNow(expiresAt);
		expect(await whoIs(world.shell, token, false)).toBeNull();
	});

	test('takes the name in capitals too', async () => {
		value(await enter('Anna'));
	});

	test('ends with signing out', async () => {
		const { token } = value(await enter('anna'));
		const other = value(await enter('anna'));
		await signOut(world.shell, token);
		expect(await whoIs(world.shell, token, false)).toBeNull();
		expect(await whoIs(world.shell, other.token, false)).not.toBeNull();
	});

	test('is refused alike for a wrong password and for an unknown name', async () => {
		const wrong = await enter('anna', 'onjuist');
		expect(wrong).toEqual({ ok: false, refusal: { code: 'sign-in-failed' } });
		expect(await enter('nobody')).toEqual(wrong);
	});

	test('keeps passwords and tokens as hashes only', async () => {
		expect(passwordHash).toMatch(/^\$argon2id\$/);
		const { token } = value(await enter('anna'));
		const [session] = await world.db.read.select().from(schema.session);
		expect(session?.tokenHash).toBe(hashToken(token));
		expect(JSON.stringify(session)).not.toContain(token);
	});

	test('is refused for 15 min after 10 wrong tries, also with the right password', async () => {
		for (let i = 0; i < 10; i++)
			expect(code(await enter('anna', 'onjuist'))).toBe('sign-in-failed');
		const retryAt = world.now() + 15 * MINUTE;
		expect(await enter('anna')).toEqual({
			ok: false,
			refusal: { code: 'too-many-tries', retryAt }
		});
		// Another name is not locked out.
		expect(code(await enter('lead'))).toBe('ok');
		world.setNow(retryAt - 1);
		expect(code(await enter('anna'))).toBe('too-many-tries');
		world.setNow(retryAt);
		value(await enter('anna'));
	}, 30_000);

	test('does not slip past the limit when many are tried at once', async () => {
		const tries = await Promise.all(Array.from({ length: 40 }, () => enter('anna', 'onjuist')));
		expect(tries.filter((one) => code(one) === 'sign-in-failed')).toHaveLength(10);
		expect(tries.filter((one) => code(one) === 'too-many-tries')).toHaveLength(30);
	}, 30_000);

	test('in time starts counting anew', async () => {
		for (let i = 0; i < 9; i++) expect(code(await enter('anna', 'onjuist'))).toBe('sign-in-failed');
		value(await enter('anna'));
		for (let i = 0; i < 9; i++) expect(code(await enter('anna', 'onjuist'))).toBe('sign-in-failed');
		value(await enter('anna'));
	}, 30_000);

	test('is refused to an address that tried 60 times, whatever the names', async () => {
		await world.db.transaction((sql) =>
			sql
				.insert(schema.signInTry)
				.values({ key: hashToken('address 192.0.2.1'), tries: 59, since: world.now() })
		);
		expect(code(await enter('someone', 'onjuist'))).toBe('sign-in-failed');
		expect(code(await enter('anna'))).toBe('too-many-tries');
		value(await enter('anna', PASSWORD, { address: '192.0.2.2' }));
	});
});

describe('a demo account', () => {
	test('signs in where the demo runs, and nowhere else', async () => {
		expect(code(await enter('demo'))).toBe('sign-in-failed');
		const { token } = value(await enter('demo', PASSWORD, { demo: true }));
		expect(await whoIs(world.shell, token, true)).toMatchObject({ demo: true });
		// A session from the demo is worth nothing once the demo is switched off.
		expect(await whoIs(world.shell, token, false)).toBeNull();
	});
});

describe('a device', () => {
	const manager = (level: 'region' | 'branch', placeId: string): ManageScope => {
		const scope = manageScope({
			accountId: world.clerk('anna'),
			regionId: world.regionId,
			name: 'anna',
			login: 'anna',
			demo: false,
			grants: [{ role: 'administrator', level, id: placeId } as never]
		});
		if (!scope) throw new Error('no scope');
		return scope;
	};
	const everywhere = () => manager('region', world.regionId);
	const mint = async (scope = everywhere(), hall = 'north') =>
		mintDevice(world.shell, scope, { branchId: world.hall(hall), role: 'kiosk', name: 'Kiosk' });
	const type = (typed: string, address = '192.0.2.1') =>
		pair(world.shell, { code: typed, address });

	test('is paired once with its code, and is then known by its token', async () => {
		const minted = value(await mint());
		const { token, device } = value(await type(minted.code));
		expect(device).toEqual({
			id: minted.deviceId,
			regionId: world.regionId,
			branchId: world.hall('north'),
			role: 'kiosk',
			settings: null
		});
		expect(await whichDevice(world.shell, token)).toEqual(device);
		expect(deviceScope(device, 'kiosk')?.branchId).toBe(world.hall('north'));
		expect(deviceScope(device, 'hall')).toBeNull();
		expect(code(await type(minted.code))).toBe('pairing-failed');
	});

	test('takes the code as people type it', async () => {
		const minted = value(await mint());
		const typed = `${minted.code.slice(0, 4)} - ${minted.code.slice(4)}`.toLowerCase();
		value(await type(typed));
	});

	test('can’t be paired after half an hour', async () => {
		const minted = value(await mint());
		world.setNow(minted.expiresAt);
		expect(code(await type(minted.code))).toBe('pairing-failed');
		expect(minted.expiresAt).toBe(world.now());
	});

	test('that was revoked is unknown at once, and its code too', async () => {
		const paired = value(await mint());
		const { token } = value(await type(paired.code));
		value(await revoke(world.shell, everywhere(), paired.deviceId));
		expect(await whichDevice(world.shell, token)).toBeNull();
		const waiting = value(await mint());
		value(await revoke(world.shell, everywhere(), waiting.deviceId));
		expect(code(await type(waiting.code))).toBe('pairing-failed');
	});

	test('is managed by who manages its hall', async () => {
		const north = manager('branch', world.hall('north'));
		const { deviceId } = value(await mint(north));
		expect(code(await mint(north, 'south'))).toBe('unknown-branch');
		const south = manager('branch', world.hall('south'));
		expect(code(await revoke(world.shell, south, deviceId))).toBe('unknown-branch');
		value(await revoke(world.shell, north, deviceId));
	});

	test('has a code that can’t be guessed by trying', async () => {
		const minted = value(await mint());
		for (let i = 0; i < 20; i++) expect(code(await type('AAAAAAAA'))).toBe('pairing-failed');
		expect(code(await type(minted.code))).toBe('too-many-tries');
		value(await type(minted.code, '192.0.2.2'));
	});

	test('keeps its secrets as hashes only', async () => {
		const minted = value(await mint());
		const rows = async () => JSON.stringify(await world.db.read.select().from(schema.device));
		expect(await rows()).not.toContain(minted.code);
		const { token } = value(await type(minted.code));
		expect(await rows()).not.toContain(token);
	});

	test('of the demo is paired in one step', async () => {
		const wish = { branchId: world.hall('south'), role: 'hall' as const, name: 'Scherm' };
		const { token } = value(await pairDemoDevice(world.shell, wish));
		expect(await whichDevice(world.shell, token)).toMatchObject({ role: 'hall' });
		const nowhere = { ...wish, branchId: world.shell.newId<'branch'>() };
		expect(code(await pairDemoDevice(world.shell, nowhere))).toBe('unknown-branch');
	});

	test('of the demo is told from the others of its kind in its hall, also when one is gone', async () => {
		const south = { branchId: world.hall('south'), role: 'hall' as const, name: 'Scherm' };
		value(await pairDemoDevice(world.shell, south));
		const second = value(await pairDemoDevice(world.shell, south)).device.id;
		value(await pairDemoDevice(world.shell, { ...south, branchId: world.hall('north') }));
		value(await revoke(world.shell, everywhere(), second));
		value(await pairDemoDevice(world.shell, south));
		const named = await world.db.read
			.select({ name: schema.device.name, branchId: schema.device.branchId })
			.from(schema.device)
			.where(eq(schema.device.role, 'hall'))
			.orderBy(schema.device.branchId, schema.device.name);
		expect(named).toEqual([
			{ name: 'Scherm 1', branchId: world.hall('north') },
			{ name: 'Scherm 1', branchId: world.hall('south') },
			{ name: 'Scherm 2', branchId: world.hall('south') },
			{ name: 'Scherm 3', branchId: world.hall('south') }
		]);
	});
});
