/**
 * A day of the demo with marked words in every field that holds something about a person: none of them may reach a
 * screen, a device or an address that is not staff's, nor the log.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Browser } from '../../src/cli/demo/doors.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { DEMO_PASSWORD } from '../../src/lib/server/demo/people.ts';
import { expect, newPage, test } from '../support/e2e.ts';
import { startServer } from '../support/server.ts';
import { openTap } from '../support/tap.ts';

/** What no one but staff may ever read. */
const CANARY = {
	note: 'KANARIENOTITIE',
	name: 'KANARIEBEZOEKER',
	contact: 'kanarie@contact.example',
	clerk: 'KANARIEMEDEWERKER'
};
const HALLS = [
	{ slug: 'bergen-op-zoom', host: 'host-b' },
	{ slug: 'etten-leur', host: 'host-e' },
	{ slug: 'roosendaal', host: 'host-r' }
] as const;
/** Ten hours of the demo in two minutes: hosts must have time to write before a visit is over. */
const SPEED = 300;

test('nothing about a person leaves the staff’s screens, over a whole day', async ({ browser }) => {
	test.setTimeout(400_000);
	const tap = await openTap();
	const server = await startServer({ env: { ORIGIN: tap.url, LOG_LEVEL: 'debug' } });
	tap.to(Number(new URL(server.url).port));
	const database = new Database(join(server.dataDir, 'beurt.db'));
	database.exec(`update account set name = '${CANARY.clerk} ' || login`);
	const behindTap = { ...server, url: tap.url };

	// The screens that everyone sees, in a real browser.
	const screens = [];
	for (const role of ['kiosk', 'hall'] as const) {
		const page = await newPage(browser, behindTap);
		await page.request.post(`/pair/${role}?/demo`, {
			headers: { origin: tap.url },
			form: { branch: demoBranchId('roosendaal') },
			maxRedirects: 0
		});
		await page.goto(`/${role}`);
		screens.push(page);
	}

	const day = spawn(
		process.execPath,
		['build/node/demo.js', '--url', tap.url, '--speed', String(SPEED), '--seed', '7'],
		{ stdio: ['ignore', 'pipe', 'pipe'] }
	);
	let said = '';
	for (const stream of [day.stdout, day.stderr])
		stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const ended = new Promise<number | null>((done) => day.once('exit', done));

	// Some follow their turn on a telephone.
	const links = (): string[] =>
		database
			.prepare("select link from visit where state = 'waiting' order by arrived_at desc limit 3")
			.all()
			.map((row) => (row as { link: string }).link);
	await expect.poll(() => links().length, { timeout: 60_000 }).toBe(3);
	for (const link of links()) {
		const page = await newPage(browser, behindTap, { viewport: { width: 390, height: 844 } });
		await page.goto(`/t/${link}`);
		screens.push(page);
	}

	// Hosts write something about whoever comes in. (The demo has set its clock by now: sessions of before are over.)
	let going = true;
	let written = 0;
	const hosts = HALLS.map(async ({ slug, host }) => {
		const door = new Browser(tap.url);
		expect((await door.submit('/signin?/in', { login: host, password: DEMO_PASSWORD })).ok).toBe(
			true
		);
		const board = await door.watch({ view: 'host', branchId: demoBranchId(slug) });
		const done = new Set<string>();
		while (going) {
			const fresh = board.view.rows.filter(({ id }) => !done.has(id));
			await Promise.all(
				fresh.map(async (row) => {
					done.add(row.id);
					const action = (name: string, fields: Record<string, string>) =>
						door.submit(`/host?/${name}&hall=${slug}`, { visit: row.id, ...fields });
					const answers = await Promise.all([
						action('visitor', { name: CANARY.name, contact: CANARY.contact }),
						action('note', { text: `${CANARY.note} ${row.ticket}`, keep: 'day' })
					]);
					if (answers.every(({ ok }) => ok)) written++;
				})
			);
			await new Promise((next) => setTimeout(next, 150));
		}
		const shown = JSON.stringify(board.view);
		door.close();
		return shown;
	});

	const code = await ended;
	const seen = (
		database.prepare('select text from visit_note union select name from visitor').all() as {
			text: string;
		}[]
	).map(({ text }) => text);
	going = false;
	await Promise.all(hosts);
	for (const page of screens) await page.close();
	database.close();
	await server.remove();
	const heard = tap.heard().toString('latin1');
	const counts = tap.counts();
	await tap.close();

	expect(code, said).toBe(0);
	// It was there to be found, and there was where to look.
	expect(written).toBeGreaterThan(10);
	expect(seen.join()).toContain(CANARY.note);
	expect(seen.join()).toContain(CANARY.name);
	expect(counts.open).toBeGreaterThan(300);
	expect(counts.sockets).toBeGreaterThan(3);
	expect(heard).toContain('"patch"');
	expect(heard).toMatch(/POST \/kiosk\?\/take/);
	for (const [field, canary] of Object.entries(CANARY)) {
		expect(heard.includes(canary), `${field} on a public screen`).toBe(false);
		expect(server.output().includes(canary), `${field} in the log`).toBe(false);
	}
});
