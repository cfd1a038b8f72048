import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Browser } from '../../src/cli/demo/doors.ts';
import { demoBranchId } from '../../src/lib/server/demo/region.ts';
import { freePort, spawnServer, startServer } from '../support/server.ts';

const MIGRATIONS = readdirSync('drizzle/sqlite').filter((file) => file.endsWith('.sql')).length;

const exit = (child: ReturnType<typeof spawnServer>['process']) =>
	new Promise<number | null>((done) => child.once('exit', done));

test('a start prints each address and each demo sign-in, and a second one repeats nothing', async () => {
	const first = await startServer();
	const greeting = first.output();
	for (const path of ['/kiosk', '/hall', '/desk', '/manage/devices', '/health'])
		expect(greeting).toContain(`${first.url}${path}`);
	for (const login of ['anna', 'host-b', 'lead', 'admin']) expect(greeting).toContain(login);

	const kiosk = new Browser(first.url);
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId('roosendaal') });
	const menu = await kiosk.watch({ view: 'kiosk' });
	const service = menu.view.services[0];
	const taken = await kiosk.submit('/kiosk?/take', { service: service?.id ?? '' });
	expect(taken).toMatchObject({ ok: true, data: { issued: { ticket: `${service?.letter}001` } } });
	kiosk.close();
	expect(await first.stop()).toBe(0);

	const second = await startServer({
		dataDir: first.dataDir,
		port: Number(new URL(first.url).port)
	});
	const next = await kiosk.submit('/kiosk?/take', { service: service?.id ?? '' });
	expect(next).toMatchObject({ ok: true, data: { issued: { ticket: `${service?.letter}002` } } });
	await second.remove();
});

test('health tells version, engine and schema, and 503 while starting and draining', async () => {
	const port = await freePort();
	const dataDir = mkdtempSync(join(tmpdir(), 'beurt-e2e-'));
	const { process: child } = spawnServer({ port, dataDir });
	const seen = new Set<number>();
	let body: unknown;
	for (let tries = 0; tries < 400 && !seen.has(200); tries++) {
		const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
		if (response) {
			seen.add(response.status);
			body = await response.json();
		}
		await new Promise((done) => setTimeout(done, 15));
	}
	expect([...seen]).toEqual([503, 200]);
	expect(body).toMatchObject({
		status: 'ready',
		engine: 'sqlite',
		schema: { migrations: MIGRATIONS }
	});
	child.kill('SIGTERM');
	const ended = exit(child);
	await expect
		.poll(async () => (await fetch(`http://127.0.0.1:${port}/health`)).status, { intervals: [20] })
		.toBe(503);
	expect(await (await fetch(`http://127.0.0.1:${port}/health`)).json()).toMatchObject({
		status: 'draining'
	});
	expect(await ended).toBe(0);
	rmSync(dataDir, { recursive: true, force: true });
});

test('a stop answers what was accepted, and loses none of it', async () => {
	const server = await startServer();
	const kiosk = new Browser(server.url);
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId('roosendaal') });
	const menu = await kiosk.watch({ view: 'kiosk' });
	kiosk.close();
	const service = menu.view.services[0]?.id ?? '';
	const before = await kiosk.submit('/kiosk?/take', { service });
	expect(before.ok).toBe(true);

	// Thirty at once; the stop comes while they are under way.
	const taking = Array.from({ length: 30 }, () =>
		fetch(`${server.url}/kiosk?/take`, {
			method: 'POST',
			headers: {
				origin: server.url,
				cookie: kiosk.cookie,
				accept: 'application/json',
				'x-sveltekit-action': 'true',
				'content-type': 'application/x-www-form-urlencoded'
			},
			body: new URLSearchParams({ command: crypto.randomUUID(), service })
		}).then(
			async (response) => (response.ok ? response.text() : null),
			() => null
		)
	);
	await new Promise((done) => setTimeout(done, 20));
	expect(await server.stop()).toBe(0);
	const acknowledged = (await Promise.all(taking)).filter((answer) => answer?.includes('issued'));
	expect(acknowledged.length).toBeGreaterThan(0);

	const again = await startServer({ dataDir: server.dataDir });
	const after = await openKiosk(again.url);
	expect(after.view.waiting).toBeGreaterThanOrEqual(acknowledged.length + 1);
	await again.remove();
});

async function openKiosk(url: string) {
	const kiosk = new Browser(url);
	await kiosk.submit('/pair/kiosk?/demo', { branch: demoBranchId('roosendaal') });
	const menu = await kiosk.watch({ view: 'kiosk' });
	kiosk.close();
	return menu;
}

for (const [name, env, words] of [
	['a wrong port', { PORT: '99999' }, ['PORT', '99999', '65535']],
	['a wrong address', { ORIGIN: 'balie.example.nl' }, ['ORIGIN', 'balie.example.nl']],
	['a wrong log level', { LOG_LEVEL: 'loud' }, ['LOG_LEVEL', 'loud', 'warn']],
	['an open host without an address', { HOST: '0.0.0.0' }, ['ORIGIN', '0.0.0.0']]
] as const)
	test(`${name} stops the start with a sentence`, async () => {
		const dataDir = mkdtempSync(join(tmpdir(), 'beurt-e2e-'));
		const { process: child, output } = spawnServer({ port: await freePort(), dataDir, env });
		expect(await exit(child)).toBe(1);
		for (const word of words) expect(output()).toContain(word);
		expect(output()).not.toContain('    at ');
		rmSync(dataDir, { recursive: true, force: true });
	});

test('a second process on the same data folder is refused by name', async () => {
	const server = await startServer();
	const { process: child, output } = spawnServer({
		port: await freePort(),
		dataDir: server.dataDir
	});
	expect(await exit(child)).toBe(1);
	expect(output()).toContain(server.dataDir);
	expect(output()).toContain(String(server.process.pid));
	await server.remove();
});

test('demo accounts do not work outside the demo', async () => {
	const server = await startServer();
	await server.stop();
	const real = await startServer({ dataDir: server.dataDir, env: { DEMO: 'off', DEMO_CLOCK: '' } });
	const clerk = new Browser(real.url);
	expect(await clerk.submit('/signin?/in', { login: 'anna', password: 'beurt-demo' })).toEqual({
		ok: false,
		code: 'sign-in-failed'
	});
	expect(await clerk.submit('/pair/kiosk?/demo', { branch: demoBranchId('roosendaal') })).toEqual({
		ok: false,
		code: 'forbidden'
	});
	await real.remove();
});
