/**
 * What keeps a database from working and passes by itself, or once somebody has made room: no bug of ours. It is
 * noticed here, told once, and over with the next write that succeeds.
 */
import { DrizzleQueryError, eq } from 'drizzle-orm';
import type { BareDb, Db, Sql } from './connection.ts';
import { FolderInUse } from './folder-lock.ts';
import { signInTry } from './schema.ts';

export type Trouble = 'disk-full' | 'disk-failing' | 'locked' | 'unreachable';

/** The beginnings of SQLite's codes. */
const SQLITE: Readonly<Record<string, Trouble>> = {
	SQLITE_FULL: 'disk-full',
	SQLITE_BUSY: 'locked',
	SQLITE_IOERR: 'disk-failing',
	SQLITE_CANTOPEN: 'disk-failing'
};

/**
 * The beginnings of PostgreSQL's: lost connections, shutting down, none left, only a replica, ended while it stood still;
 * no room; waited too long for a lock, or for a statement behind one.
 */
const POSTGRES: Readonly<Record<string, Trouble>> = {
	'08': 'unreachable',
	'57P0': 'unreachable',
	'53300': 'unreachable',
	'25006': 'unreachable',
	'25P03': 'unreachable',
	'53100': 'disk-full',
	'55P03': 'locked',
	'57014': 'locked'
};

/** A line to PostgreSQL that failed. Other lines fail alike, so they count only for an error of the database. */
const LINES = [
	'ECONNREFUSED',
	'ECONNRESET',
	'EPIPE',
	'ETIMEDOUT',
	'EHOSTUNREACH',
	'ENOTFOUND',
	'EAI_AGAIN'
];
const PG_SAYS =
	/^(Connection terminated|timeout exceeded when trying|Client has encountered|Query read timeout)/;

/** @param ofDatabase it comes from nothing but the database */
export function troubleOf(error: unknown, ofDatabase: boolean): Trouble | null {
	let asked = ofDatabase;
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		asked ||= cause instanceof DrizzleQueryError;
		const { code = '' } = cause as { code?: unknown };
		if (typeof code !== 'string') continue;
		for (const known of [SQLITE, POSTGRES])
			for (const [begin, trouble] of Object.entries(known))
				if (code.startsWith(begin) && (known === SQLITE || asked)) return trouble;
		if (asked && (LINES.includes(code) || PG_SAYS.test(cause.message))) return 'unreachable';
	}
	return null;
}

/** What keeps a start from opening the database, as a sentence for who starts it; null for anything else. */
export function sentenceOf(
	error: unknown,
	{ dataDir, databaseUrl }: { dataDir: string; databaseUrl?: string }
): string | null {
	if (error instanceof FolderInUse) return null;
	const { code = '' } = error as { code?: string };
	const place = databaseUrl ? 'DATABASE_URL' : `DATA_DIR ${dataDir}`;
	switch (code === 'ENOSPC' ? 'disk-full' : troubleOf(error, true)) {
		case 'disk-full':
			return `${place}: the disk is full. Make room and start again; nothing is lost.`;
		case 'disk-failing':
			return `${place}: the disk fails (${code}). Look at it before you start again.`;
		case 'locked':
			return `${place}: another program holds the database. End it and start again.`;
		case 'unreachable':
			return `${place}: PostgreSQL does not answer, or takes no more connections.`;
		case null:
			return null;
	}
}

/** Writes for real and leaves nothing: only that proves that there is room. */
async function touch(sql: Sql): Promise<void> {
	const key = 'probe';
	await sql.insert(signInTry).values({ key, tries: 0, since: 0 });
	await sql.delete(signInTry).where(eq(signInTry.key, key));
}

/**
 * The same database, which knows what is wrong with it. Commands go on trying; nothing is refused beforehand.
 *
 * @param told called when something goes wrong that was well before, and with null when it is over
 */
export function noticing(db: BareDb, told: (trouble: Trouble | null) => void): Db {
	let now: Trouble | null = null;
	let probing: Promise<unknown> | null = null;
	/** What a transaction failed with: also what is no error of a statement, as when there is no connection for it. */
	const ofTransactions = new WeakSet<object>();

	const become = (next: Trouble | null): void => {
		const before = now;
		now = next;
		// One trouble after the other is one story: its beginning and its end are told.
		if ((before === null) !== (next === null)) told(next);
	};
	const notice = (error: unknown): Trouble | null => {
		const known = typeof error === 'object' && error !== null && ofTransactions.has(error);
		const trouble = troubleOf(error, known);
		if (trouble) become(trouble);
		return trouble;
	};
	const watched = async <T>(work: Promise<T>): Promise<T> => {
		try {
			return await work;
		} catch (error) {
			if (typeof error === 'object' && error !== null) ofTransactions.add(error);
			notice(error);
			throw error;
		}
	};
	const probe = (): void => {
		probing ??= watched(db.aside(touch))
			.then(
				() => become(null),
				() => undefined
			)
			.finally(() => (probing = null));
	};

	return {
		...db,
		snapshot: (work) => watched(db.snapshot(work)),
		aside: (work) => watched(db.aside(work)),
		transaction: (work) => watched(db.transaction(work)),
		underLock: async (regionId, work, key) => {
			const { commit, value } = await watched(
				db.underLock(
					regionId,
					async (sql, trip) => {
						const done = await work(sql, trip);
						return { commit: done.commit, value: done };
					},
					key
				)
			);
			// A refusal has written nothing, so it proves nothing.
			if (commit) become(null);
			return value;
		},
		trouble: () => {
			if (now) probe();
			return now;
		},
		notice
	};
}
