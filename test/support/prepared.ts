/** A day of the demo region that has begun before the server starts: visits of all kinds, made by the flows. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { BranchId, Id } from '../../src/lib/domain/ids.ts';
import type { NoteKeep } from '../../src/lib/domain/note.ts';
import { type Instant, minutes } from '../../src/lib/domain/time.ts';
import type { Language, PriorityReason } from '../../src/lib/domain/visit.ts';
import { openDb } from '../../src/lib/server/db/open.ts';
import { loadDemoRegion } from '../../src/lib/server/demo/load.ts';
import { DEMO_ACCOUNTS } from '../../src/lib/server/demo/people.ts';
import {
	DEMO_BRANCHES,
	DEMO_REGION,
	type DemoBranchSlug,
	demoBranchId
} from '../../src/lib/server/demo/region.ts';
import { type DemoUpl, demoServiceId } from '../../src/lib/server/demo/services.ts';
import { hostTicket, type Ticket } from '../../src/lib/server/flows/kiosk.ts';
import { type DeskScope, deskScope, hallScope } from '../../src/lib/server/scope.ts';
import type { Shell } from '../../src/lib/server/shell.ts';
import { DEMO_TIME, type ServerOptions, type TestServer, startServer } from './server.ts';

export interface Arrival {
	persons?: number;
	slotStart?: Instant;
	priority?: PriorityReason;
	language?: Language;
	videoOk?: boolean;
	fetchInPerson?: boolean;
	name?: string;
	contact?: string;
	note?: { text: string; keep: NoteKeep };
}

export interface Day {
	shell: Shell;
	/** When the server's clock will start. */
	start: Instant;
	/** Sets the clock to so many minutes before the start. */
	before(minutes: number): void;
	arrive(slug: DemoBranchSlug, wishes: DemoUpl | DemoUpl[], how?: Arrival): Promise<Ticket>;
	desk(login: string): DeskScope;
	command(): Id<'command'>;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

const signedIn = (login: string) => {
	const account = DEMO_ACCOUNTS.find((one) => one.login === login);
	if (!account) throw new Error(`the demo has no ${login}`);
	const { id, name, grant } = account;
	return {
		accountId: id,
		regionId: DEMO_REGION.id,
		name,
		login,
		demo: true,
		grants: [grant]
	};
};

const placeOf = (branchId: BranchId) => {
	const branch = DEMO_BRANCHES.find((one) => one.id === branchId);
	if (!branch) throw new Error(`the demo has no branch ${branchId}`);
	return { regionId: branch.regionId, municipalityId: branch.municipalityId, branchId };
};

/** Starts a server on a day that `work` has filled. */
export async function startPrepared(
	work: (day: Day) => Promise<void>,
	options: ServerOptions = {}
): Promise<TestServer> {
	const dataDir = mkdtempSync(join(tmpdir(), 'beurt-e2e-'));
	const start = Date.parse(options.env?.['DEMO_CLOCK'] ?? DEMO_TIME);
	// So that the team is rostered the day before, too.
	let now = start - minutes(24 * 60);
	const db = await openDb({ dataDir, migrations: 'drizzle' });
	const shell: Shell = {
		db,
		now: () => now,
		newId: <K extends string>() => uuidv7() as Id<K>,
		announce: () => undefined,
		log: quiet
	};
	await loadDemoRegion(shell);
	now = start - minutes(60);
	await work({
		shell,
		start,
		before: (n) => (now = start - minutes(n)),
		command: () => shell.newId<'command'>(),
		desk: (login) => {
			const scope = deskScope(signedIn(login));
			if (!scope) throw new Error(`${login} has no desk`);
			return scope;
		},
		arrive: async (slug, wishes, how = {}) => {
			const scope = hallScope(signedIn('lead'), 'host-hall', placeOf(demoBranchId(slug)));
			if (!scope) throw new Error(`the lead is no host of ${slug}`);
			const { persons = 1, videoOk = false, fetchInPerson = false, language = 'nl' } = how;
			const given = await hostTicket(shell, scope, {
				id: shell.newId<'command'>(),
				services: [wishes].flat().map((upl) => ({ serviceId: demoServiceId(upl), persons })),
				language,
				videoOk,
				fetchInPerson,
				priority: how.priority ?? null,
				slotStart: how.slotStart ?? null,
				name: how.name ?? null,
				contact: how.contact ?? null,
				note: how.note ?? null
			});
			if (!given.ok) throw new Error(`no ticket for ${String(wishes)}: ${given.refusal.code}`);
			return given.value;
		}
	});
	await db.close();
	return startServer({ ...options, dataDir });
}
