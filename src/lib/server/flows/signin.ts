/** Local accounts: signing in and out. Single sign-on will mint the same sessions. */
import { type Outcome, accept, refuse } from '../../domain/refusal.ts';
import { HOUR, type Instant, minutes } from '../../domain/time.ts';
import {
	clearTries,
	countTry,
	deleteSession,
	demoAccounts,
	findAccount,
	findSignedIn,
	insertSession,
	uncountTry
} from '../db/people.ts';
import type { SignedIn } from '../scope.ts';
import { hashPassword, hashToken, newToken, verifyPassword } from '../secrets.ts';
import type { Shell } from '../shell.ts';

/** A working day and some overtime; then a clerk signs in again. */
export const SESSION_LENGTH = 12 * HOUR;
const TRY_WINDOW = minutes(15);
/** By account: a person who mistypes needs few. By address: a whole hall may stand behind one. */
const MAX_TRIES = { login: 10, address: 60 };

/** Verified when an account does not exist, so that the answer takes as long as for one that does. */
let nobody: Promise<string> | undefined;

/**
 * Exchanges a name and password for a session's token.
 *
 * @param address where the try comes from; kept only as a hash, for counting
 * @returns refuses `sign-in-failed` without telling whether the name exists, and `too-many-tries` with the
 *   instant from which it may be tried again
 */
export async function signIn(
	shell: Shell,
	{ login, password, address }: { login: string; password: string; address: string },
	demoAllowed: boolean
): Promise<Outcome<{ token: string; expiresAt: Instant }, 'sign-in-failed' | 'too-many-tries'>> {
	const { read } = shell.db;
	const keys = {
		login: hashToken(`login ${login.toLowerCase()}`),
		address: hashToken(`address ${address}`)
	};
	const now = shell.now();
	// Counted before the password is looked at: of many tries at once none slips past the limit.
	const counted = await shell.db.aside(async (sql) => ({
		login: await countTry(sql, keys.login, now, now - TRY_WINDOW),
		address: await countTry(sql, keys.address, now, now - TRY_WINDOW)
	}));
	for (const kind of ['login', 'address'] as const) {
		const { tries, since } = counted[kind];
		if (tries <= MAX_TRIES[kind]) continue;
		shell.log.warn('sign-in.limited', { by: kind });
		return refuse({ code: 'too-many-tries', retryAt: since + TRY_WINDOW });
	}
	const account = await findAccount(read, login.toLowerCase());
	nobody ??= hashPassword(newToken());
	const right = await verifyPassword(account?.passwordHash ?? (await nobody), password);
	if (!right || !account || (account.demo && !demoAllowed)) {
		shell.log.warn('sign-in.refused');
		return refuse({ code: 'sign-in-failed' });
	}
	const token = newToken();
	const expiresAt = now + SESSION_LENGTH;
	await shell.db.aside(async (sql) => {
		await clearTries(sql, keys.login);
		await uncountTry(sql, keys.address);
		await insertSession(sql, {
			tokenHash: hashToken(token),
			accountId: account.id,
			createdAt: now,
			expiresAt
		});
	});
	shell.log.info('sign-in.accepted', { accountId: account.id });
	return accept({ token, expiresAt });
}

export const signOut = async (shell: Shell, token: string): Promise<void> => {
	await shell.db.aside((sql) => deleteSession(sql, hashToken(token)));
};

/** Who a session's token stands for; null when it is unknown or over. A demo account counts in demo mode only. */
export async function whoIs(
	shell: Shell,
	token: string,
	demoAllowed: boolean
): Promise<SignedIn | null> {
	const who = await findSignedIn(shell.db.read, hashToken(token), shell.now());
	return who && (!who.demo || demoAllowed) ? who : null;
}

/** The demo's accounts with their roles, for its sign-in page. The caller has made sure that this is the demo. */
export async function listDemoAccounts(
	shell: Shell
): Promise<{ login: string; name: string; roles: string[] }[]> {
	const accounts = new Map<string, { login: string; name: string; roles: string[] }>();
	for (const { login, name, role } of await demoAccounts(shell.db.read)) {
		const known = accounts.get(login) ?? { login, name, roles: [] };
		known.roles.push(role);
		accounts.set(login, known);
	}
	return [...accounts.values()];
}
