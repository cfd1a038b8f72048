/** One running Beurt: database, clock, screens and jobs, started in order and stopped in the reverse one. */
import { join } from 'node:path';
import type { Server as HttpServer } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import type { Id } from '../domain/ids.ts';
import { HOUR, type Instant, atLocal, dayOf, nextDay } from '../domain/time.ts';
import { type Clock, DemoClock, SteadyClock, watchClock } from './clock.ts';
import type { Config } from './config.ts';
import { type Db, type Trouble, openDb, sentenceOf } from './db/open.ts';
import { allRegions } from './db/halls.ts';
import { lastEntryAt } from './db/journal.ts';
import { extendDemoShifts, loadDemoRegion } from './demo/load.ts';
import { startEstimates } from './estimates.ts';
import { holidayOn } from './holidays.ts';
import { startJobs } from './jobs.ts';
import { type Log, createLog } from './log.ts';
import { LetterBox, folderPost, smtpPost } from './mail/post.ts';
import { type Offers, startOffers } from './offers.ts';
import { type Realtime, startRealtime } from './realtime.ts';
import type { Shell } from './shell.ts';

export interface App {
	config: Config;
	shell: Shell;
	realtime: Realtime;
	offers: Offers;
	/** The demo's clock; null outside the demo. */
	demoClock: DemoClock | null;
	/** The demo's letters; null where they are sent. */
	letterBox: LetterBox | null;
	/** Ends jobs and screens, waits for the requests under way, then closes the database. */
	stop(requestsEnded: Promise<void>): Promise<void>;
}

let running: App | null = null;

/** The app of this process. Throws before it started: nothing is served until then. */
export function app(): App {
	if (!running) throw new Error('the app has not started');
	return running;
}

/** Starts all of it, or throws a sentence that says why not. */
export async function startApp(config: Config, http: HttpServer): Promise<App> {
	const place = {
		dataDir: config.dataDir,
		...(config.databaseUrl ? { databaseUrl: config.databaseUrl } : {})
	};
	try {
		return await startOn(place, config, http);
	} catch (error) {
		const sentence = sentenceOf(error, place);
		throw sentence === null ? error : new Error(sentence, { cause: error });
	}
}

async function startOn(
	place: { dataDir: string; databaseUrl?: string },
	config: Config,
	http: HttpServer
): Promise<App> {
	const log = createLog(config.logLevel);
	log.info('server.starting');
	const db = await openDb({
		...place,
		migrations: config.migrations,
		onTrouble: (trouble) => tell(log, trouble)
	});
	try {
		const demoClock = config.demo ? await startDemoClock(db, config) : null;
		const clock: Clock = demoClock ?? new SteadyClock(await journalEnd(db));
		let realtime: Realtime | null = null;
		const shell: Shell = {
			db,
			now: () => clock.now(),
			newId: <K extends string>() => uuidv7() as Id<K>,
			announce: (changes) => realtime?.announce(changes),
			log
		};
		if (config.demo) await prepareDemo(shell, log);
		const estimates = startEstimates(shell, place);
		realtime = await startRealtime(http, {
			shell,
			clock,
			origins: config.origins,
			demo: config.demo,
			estimates
		});
		const letterBox = config.demo && !config.smtpUrl ? new LetterBox() : null;
		const byFolder = () => folderPost(join(config.dataDir, 'mail'));
		const post = config.smtpUrl
			? smtpPost(config.smtpUrl)
			: (letterBox?.around(byFolder()) ?? byFolder());
		if (!config.smtpUrl) log.info('mail.to-folder');
		const [origin = ''] = config.origins;
		const offers = startOffers(shell, place);
		const stopJobs = startJobs(shell, { post, origin, from: config.mailFrom }, offers);
		const screens = realtime;
		const stopWatching = watchClock(clock, () => screens.clockChanged());
		running = {
			config,
			shell,
			realtime: screens,
			offers,
			demoClock,
			letterBox,
			stop: async (requestsEnded) => {
				log.info('server.draining');
				stopWatching();
				await stopJobs();
				post.close();
				await screens.close();
				await requestsEnded;
				await estimates.close();
				await offers.close();
				await db.close();
				running = null;
				log.info('server.stopped');
			}
		};
		return running;
	} catch (error) {
		await db.close();
		throw error;
	}
}

function tell(log: Log, trouble: Trouble | null): void {
	if (trouble) log.warn('database.unavailable', { reason: trouble });
	else log.info('database.available');
}

/** When the last thing happened in any region. */
async function journalEnd(db: Db): Promise<Instant> {
	const ends = await Promise.all(
		(await allRegions(db.read)).map((region) => lastEntryAt(db.read, region.id))
	);
	return Math.max(0, ...ends.map((at) => at ?? 0));
}

async function prepareDemo(shell: Shell, log: Log): Promise<void> {
	if (await loadDemoRegion(shell)) log.info('demo.loaded');
	await extendDemoShifts(shell);
}

const DEMO_ZONE = 'Europe/Amsterdam';
const DEMO_OPENS = '09:00';
const DEMO_CLOSES = '16:00';

/**
 * Where the demo's clock starts: now, if the halls are open; else at ten on the next morning, so that the demo
 * can be tried at any hour. Never before what its journal already tells.
 */
async function startDemoClock(db: Db, { demoClock }: Config): Promise<DemoClock> {
	const earliest = Math.max(demoClock ?? Date.now(), await journalEnd(db));
	return new DemoClock(demoClock === undefined ? inOpeningHours(earliest) : earliest);
}

function inOpeningHours(at: Instant): Instant {
	const { day } = dayOf(at, DEMO_ZONE);
	const open =
		atLocal(day, DEMO_OPENS, DEMO_ZONE) <= at && at < atLocal(day, DEMO_CLOSES, DEMO_ZONE);
	if (open && holidayOn(day) === null) return at;
	const early = at < atLocal(day, DEMO_OPENS, DEMO_ZONE);
	let morning = early ? day : nextDay(day, DEMO_ZONE);
	while (holidayOn(morning) !== null) morning = nextDay(morning, DEMO_ZONE);
	return atLocal(morning, DEMO_OPENS, DEMO_ZONE) + HOUR;
}
