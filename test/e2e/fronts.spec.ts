/** A municipality's front at an address of its own, within another site, and in its own languages. */
import { request } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, newPage, testAlone as test, violations } from '../support/e2e.ts';
import type { TestServer } from '../support/server.ts';

const HOST = 'afspraken.roosendaal.example';

/** Set up beside the server, as by another process: it counts within seconds. */
function setFront({ dataDir }: TestServer, columns: Record<string, string>): void {
	const db = new Database(join(dataDir, 'beurt.db'));
	const names = Object.keys(columns);
	db.prepare(
		`update front set ${names.map((name) => `${name} = ?`).join()}
		where municipality_id = (select id from municipality where slug = 'roosendaal')`
	).run(...Object.values(columns));
	db.close();
}

interface Answered {
	status: number;
	encoding: string;
	bytes: number;
	location: string;
	policy: string;
}

/** Asks by the name of another host, as a proxy passes it on. */
const ask = (
	{ url }: TestServer,
	method: string,
	path: string,
	headers: Record<string, string>,
	body = ''
): Promise<Answered> =>
	new Promise((done, failed) => {
		request(url + path, { method, headers }, (response) => {
			let bytes = 0;
			response.on('data', (part: Buffer) => (bytes += part.length));
			response.on('end', () => {
				const { statusCode: status = 0, headers: told } = response;
				const { location = '', 'content-encoding': encoding = '' } = told;
				const policy = String(told['content-security-policy'] ?? '');
				done({ status, location, policy, encoding, bytes });
			});
		})
			.on('error', failed)
			.end(body);
	});

test('at an address of its own a front comes first, and takes forms that came from there', async ({
	server
}) => {
	setFront(server, { origin: `https://${HOST}` });
	await expect
		.poll(() => ask(server, 'GET', '/', { host: HOST }), { timeout: 10_000 })
		.toMatchObject({ status: 307, location: '/roosendaal' });
	const form = (origin: string) =>
		ask(
			server,
			'POST',
			'/roosendaal/afspraak/tijd?/hold&dienst=paspoort',
			{
				host: HOST,
				origin,
				accept: 'text/html',
				'content-type': 'application/x-www-form-urlencoded'
			},
			'slot=x'
		);
	// Refused for what is in it, not for where it came from.
	expect((await form(`https://${HOST}`)).status).toBe(400);
	expect((await form('https://other.example')).status).toBe(403);
	expect((await form(`https://${HOST}.evil.example`)).status).toBe(403);
});

test('only the sites that a municipality named show its start, and nobody shows anything else', async ({
	server
}) => {
	const framing = async (path: string) => {
		const { policy } = await ask(server, 'GET', path, {});
		return /frame-ancestors ([^;]*)/.exec(policy)?.[1];
	};
	expect(await framing('/roosendaal/insluiten')).toBe('https://www.roosendaal.example');
	expect(await framing('/roosendaal/afspraak')).toBe("'none'");
	setFront(server, { framed_by: '["https://a.example","javascript:alert(1)"]' });
	await expect
		.poll(() => framing('/roosendaal/insluiten'), { timeout: 10_000 })
		.toBe('https://a.example');
});

test('a front speaks the languages that it was given', async ({ browser, server }) => {
	const page = await newPage(browser, server, { locale: 'en-GB' });
	await page.goto('/roosendaal/afspraak?lang=en');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('What do you come for?');
	setFront(server, { languages: '["nl","klingon"]' });
	await expect(async () => {
		await page.goto('/roosendaal/afspraak?lang=en');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Waarvoor komt u?', {
			timeout: 100
		});
	}).toPass({ timeout: 10_000 });
	await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
	await expect(page.getByRole('navigation', { name: 'Taal' })).toHaveCount(0);
	await page.goto('/roosendaal/afspraak/wachtlijst?dienst=paspoort');
	await expect(page.getByText('Taal van uw brieven')).toHaveCount(0);
	expect(await violations(page)).toEqual([]);
	// Its neighbours speak on.
	await page.goto('/etten-leur/afspraak');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('What do you come for?');
});

test('what is the same for everybody comes in fewer bytes, and nothing else does', async ({
	server
}) => {
	const get = (path: string, accepted: string) =>
		ask(server, 'GET', path, { accept: 'text/html', 'accept-encoding': accepted });
	const page = '/roosendaal/afspraak';
	const plain = await get(page, 'identity');
	expect(plain).toMatchObject({ status: 200, encoding: '' });
	for (const accepted of ['gzip', 'br, gzip;q=0.8', 'gzip, deflate, br, zstd']) {
		const small = await get(page, accepted);
		expect(small, accepted).toMatchObject({ status: 200, encoding: 'gzip' });
		expect(small.bytes).toBeLessThan(plain.bytes / 3);
	}
	for (const accepted of ['gzip;q=0', 'gzip;q=0.0, br', 'br'])
		expect(await get(page, accepted), accepted).toMatchObject({ status: 200, encoding: '' });
	// A page that has somebody's secrets in it tells nothing by its length.
	for (const own of ['/roosendaal/afspraak/gegevens', '/signin'])
		expect(await get(own, 'gzip'), own).toMatchObject({ status: 200, encoding: '' });
});

test('until there is a form to fill in, a front loads no script', async ({ browser, server }) => {
	const page = await newPage(browser, server);
	const scripts: string[] = [];
	page.on('request', (one) => {
		if (one.resourceType() === 'script') scripts.push(one.url());
	});
	await page.goto('/roosendaal');
	await page.getByRole('link', { name: 'Afspraak maken' }).click();
	await page.getByRole('button', { name: /^Paspoort aanvragen/ }).click();
	await page.getByRole('button', { name: 'Kies een dag en tijd' }).click();
	await page.waitForLoadState('networkidle');
	expect(scripts).toEqual([]);
	await page.locator('button[name=slot]').first().click();
	await expect(page.getByRole('heading', { name: 'Uw gegevens' })).toBeVisible();
	await expect.poll(() => scripts.length).toBeGreaterThan(0);
});
