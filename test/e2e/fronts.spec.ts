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
			response.resume();
			response.on('end', () => {
				const { location = '', 'content-security-policy': policy = '' } = response.headers;
				done({ status: response.statusCode ?? 0, location, policy: String(policy) });
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
