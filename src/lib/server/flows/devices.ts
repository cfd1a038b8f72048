/** Kiosks and displays: minted by an administrator, paired once with a code, revocable. */
import type { DisplaySettings } from '../../domain/display.ts';
import type { BranchId, DeviceId, RegionId } from '../../domain/ids.ts';
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import { type Instant, minutes } from '../../domain/time.ts';
import { findBranch } from '../db/halls.ts';
import {
	clearTries,
	countDevices,
	countTry,
	findDevice,
	findPairedDevice,
	type ListedDevice,
	insertDevice,
	listDevices,
	pairDevice,
	revokeDevice,
	saveDisplay
} from '../db/people.ts';
import type { DeviceRole } from '../../domain/permission.ts';
import type { ManageScope, PairedDevice } from '../scope.ts';
import { hashToken, newPairingCode, newToken, normalizeCode } from '../secrets.ts';
import type { Shell } from '../shell.ts';

const CODE_LASTS = minutes(30);
const TRY_WINDOW = minutes(15);
const MAX_TRIES = 20;

/** Makes a device and the code that a person types into it. */
export async function mintDevice(
	shell: Shell,
	scope: ManageScope,
	wish: { branchId: BranchId; role: DeviceRole; name: string }
): Promise<Outcome<{ deviceId: DeviceId; code: string; expiresAt: Instant }, 'unknown-branch'>> {
	const branch = await findBranch(shell.db.read, wish.branchId);
	if (
		!branch ||
		!scope.covers({
			regionId: branch.regionId,
			municipalityId: branch.municipalityId,
			branchId: branch.id
		})
	)
		return refuse({ code: 'unknown-branch' });
	const minted = await insertFor(shell, scope.regionId, wish);
	return accept(minted);
}

async function insertFor(
	shell: Shell,
	regionId: RegionId,
	wish: { branchId: BranchId; role: DeviceRole; name: string }
) {
	const deviceId = shell.newId<'device'>();
	const code = newPairingCode();
	const now = shell.now();
	await shell.db.transaction((sql) =>
		insertDevice(sql, {
			id: deviceId,
			regionId,
			...wish,
			pairingHash: hashToken(code),
			pairingExpiresAt: now + CODE_LASTS,
			createdAt: now
		})
	);
	return { deviceId, code, expiresAt: now + CODE_LASTS };
}

/**
 * In the demo anyone may make a screen of any hall, so that it can be tried in one click. The caller has made
 * sure that this is the demo.
 *
 * @param wish.name what a screen of this kind is called; its number in the hall comes behind it
 */
export async function pairDemoDevice(
	shell: Shell,
	wish: { branchId: BranchId; role: DeviceRole; name: string }
): Promise<Outcome<{ token: string; device: PairedDevice }, 'unknown-branch' | 'pairing-failed'>> {
	const branch = await findBranch(shell.db.read, wish.branchId);
	if (!branch) return refuse({ code: 'unknown-branch' });
	const before = await countDevices(shell.db.read, wish.branchId, wish.role);
	const { code } = await insertFor(shell, branch.regionId, {
		...wish,
		name: `${wish.name} ${before + 1}`
	});
	const paired = await exchange(shell, code);
	return paired ? accept(paired) : refuse({ code: 'pairing-failed' });
}

async function exchange(
	shell: Shell,
	code: string
): Promise<{ token: string; device: PairedDevice } | null> {
	const token = newToken();
	const device = await shell.db.transaction((sql) =>
		pairDevice(sql, hashToken(normalizeCode(code)), hashToken(token), shell.now())
	);
	if (device) shell.log.info('device.paired', { deviceId: device.id, role: device.role });
	return device && { token, device };
}

/** Exchanges a code, once, for the device's own token. */
export async function pair(
	shell: Shell,
	{ code, address }: { code: string; address: string }
): Promise<Outcome<{ token: string; device: PairedDevice }, 'pairing-failed' | 'too-many-tries'>> {
	const key = hashToken(`pairing ${address}`);
	const now = shell.now();
	// Counted first: of many tries at once none slips past the limit.
	const { tries, since } = await shell.db.aside((sql) => countTry(sql, key, now, now - TRY_WINDOW));
	if (tries > MAX_TRIES) return refuse({ code: 'too-many-tries', retryAt: since + TRY_WINDOW });
	const paired = await exchange(shell, code);
	if (paired) await shell.db.aside((sql) => clearTries(sql, key));
	return paired ? accept(paired) : refuse({ code: 'pairing-failed' });
}

/** Ends a device's access at once; its screens are told to pair again. */
export async function revoke(
	shell: Shell,
	scope: ManageScope,
	deviceId: DeviceId
): Promise<Outcome<null, 'unknown-branch'>> {
	const device = await findDevice(shell.db.read, deviceId);
	const branch = device && (await findBranch(shell.db.read, device.branchId));
	if (
		!branch ||
		!scope.covers({
			regionId: branch.regionId,
			municipalityId: branch.municipalityId,
			branchId: branch.id
		})
	)
		return refuse({ code: 'unknown-branch' });
	await shell.db.transaction((sql) => revokeDevice(sql, deviceId, shell.now()));
	shell.log.info('device.revoked', { deviceId });
	return accept(null);
}

/** Says what a display shows. Its screens take it up at once. */
export async function setDisplay(
	shell: Shell,
	scope: ManageScope,
	deviceId: DeviceId,
	settings: DisplaySettings
): Promise<Outcome<null, 'unknown-device' | 'unknown-branch'>> {
	const device = await findDevice(shell.db.read, deviceId);
	if (device?.role !== 'hall' || device.revokedAt !== null)
		return refuse({ code: 'unknown-device' });
	for (const branchId of [device.branchId, ...settings.branches]) {
		const branch = await findBranch(shell.db.read, branchId);
		const { regionId, municipalityId } = branch ?? {};
		// A display shows what is public in its hall, so a hall of the region is enough; its own hall must be managed.
		const own = branchId === device.branchId;
		if (!regionId || !municipalityId || regionId !== scope.regionId)
			return refuse({ code: 'unknown-branch' });
		if (own && !scope.covers({ regionId, municipalityId, branchId }))
			return refuse({ code: 'unknown-device' });
	}
	await shell.db.transaction((sql) => saveDisplay(sql, deviceId, settings));
	shell.log.info('device.set', { deviceId });
	return accept(null);
}

/** The device that a token belongs to; null when unknown or revoked. */
export const whichDevice = (shell: Shell, token: string): Promise<PairedDevice | null> =>
	findPairedDevice(shell.db.read, hashToken(token));

/** The devices that an administrator may see. */
export async function devicesOf(shell: Shell, scope: ManageScope): Promise<ListedDevice[]> {
	const devices = await listDevices(shell.db.read, scope.regionId);
	const covered: ListedDevice[] = [];
	for (const device of devices) {
		const branch = await findBranch(shell.db.read, device.branchId);
		if (!branch) continue;
		const { regionId, municipalityId, id: branchId } = branch;
		if (scope.covers({ regionId, municipalityId, branchId })) covered.push(device);
	}
	return covered;
}
