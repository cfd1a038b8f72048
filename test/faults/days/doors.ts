/** Who is signed in, and which kiosks are paired: kept over every start. */
import type { Random } from '../../../src/cli/demo/random.ts';
import type { BranchId, DeviceId } from '../../../src/lib/domain/ids.ts';
import type { Instant } from '../../../src/lib/domain/time.ts';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../../../src/lib/server/demo/people.ts';
import { pairDemoDevice, whichDevice } from '../../../src/lib/server/flows/devices.ts';
import { SESSION_LENGTH, signIn, whoIs } from '../../../src/lib/server/flows/signin.ts';
import { type DeviceScope, deviceScope } from '../../../src/lib/server/scope.ts';
import type { Shell } from '../../../src/lib/server/shell.ts';
import { HALLS, codeOf } from './cast.ts';
import { Wrong } from './wrong.ts';

interface Kiosk {
	token: string;
	deviceId: DeviceId;
	scope: DeviceScope<'kiosk'>;
}

export class Doors {
	readonly #kiosks = new Map<BranchId, Kiosk>();
	#sessions: { token: string; accountId: string; at: Instant }[] = [];

	async open(shell: Shell): Promise<void> {
		for (const branchId of HALLS) {
			const name = `kiosk in ${codeOf(branchId)}`;
			const paired = await pairDemoDevice(shell, { branchId, role: 'kiosk', name });
			if (!paired.ok) throw new Wrong(`${name}: ${paired.refusal.code}`);
			const { token, device } = paired.value;
			const scope = deviceScope(device, 'kiosk');
			if (!scope) throw new Wrong(`${name} is none`);
			this.#kiosks.set(branchId, { token, deviceId: device.id, scope });
		}
	}

	kioskIn(branchId: BranchId): DeviceScope<'kiosk'> {
		const kiosk = this.#kiosks.get(branchId);
		if (!kiosk) throw new Wrong(`no kiosk in ${codeOf(branchId)}`);
		return kiosk.scope;
	}

	async signIn(shell: Shell, random: Random): Promise<void> {
		const { login, id } = random.pick(DEMO_ACCOUNTS);
		const at = shell.now();
		const answer = await signIn(shell, { login, password: DEMO_PASSWORD, address: login }, true);
		if (!answer.ok) throw new Wrong(`${login} can't sign in: ${answer.refusal.code}`);
		this.#sessions.push({ token: answer.value.token, accountId: id, at });
	}

	async check(shell: Shell, now: Instant): Promise<void> {
		this.#sessions = this.#sessions.filter(({ at }) => now < at + SESSION_LENGTH);
		for (const { token, accountId } of this.#sessions)
			if ((await whoIs(shell, token, true))?.accountId !== accountId)
				throw new Wrong(`${accountId} is signed out`);
		for (const [branchId, { token, deviceId }] of this.#kiosks)
			if ((await whichDevice(shell, token))?.id !== deviceId)
				throw new Wrong(`the kiosk in ${codeOf(branchId)} is not paired any more`);
	}
}
