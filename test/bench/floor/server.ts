/** The floor's entry: an HTTP server with Kit's handler, and beside it the rows and the sockets. */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { qrOf } from '../../../src/lib/server/qr.ts';
import { NO_BYTES, type Bytes } from '../bytes.ts';
import { linkOf } from '../ids.ts';
import { setFloor } from './floor.ts';
import { openLines } from './lines.ts';
import { PAGES } from './pages.ts';
import { openPostgresPlaces } from './places-postgres.ts';
import { openSqlitePlaces } from './places-sqlite.ts';
import { openPostgresRows } from './rows-postgres.ts';
import { openSqliteRows } from './rows-sqlite.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function main(): Promise<void> {
	const { PORT = '', DATA_DIR, DATABASE_URL, FLOOR_BYTES } = process.env;
	const url = `http://127.0.0.1:${PORT}`;
	process.env['ORIGIN'] = url;
	let handler: Handler | null = null;
	const http = createServer((request, response) => {
		const page = PAGES[request.url ?? ''];
		if (page) response.setHeader('content-type', 'text/html').end(page);
		else if (handler) handler(request, response);
		else response.writeHead(503).end();
	});
	const place = { dataDir: DATA_DIR ?? '', databaseUrl: DATABASE_URL };
	const rows = DATABASE_URL
		? await openPostgresRows(place)
		: DATA_DIR
			? openSqliteRows(place)
			: null;
	const places = DATABASE_URL
		? await openPostgresPlaces(place)
		: DATA_DIR
			? openSqlitePlaces(place)
			: null;
	const bytes = FLOOR_BYTES ? (JSON.parse(FLOOR_BYTES) as Bytes) : NO_BYTES;
	const lines = rows && openLines(http, bytes, rows.halls);
	setFloor({
		rows,
		places,
		qr: rows ? qrOf(`${url}/t/${linkOf(0, 0)}`) : '',
		tell: (...what) => lines?.tell(...what)
	});
	await new Promise<void>((listening) => http.listen(Number(PORT), '127.0.0.1', listening));
	const built = pathToFileURL(resolve(import.meta.dirname, '../floor/handler.js')).href;
	const loaded = (await import(/* @vite-ignore */ built)) as { handler: Handler };
	handler = loaded.handler;
	process.on('SIGTERM', () => {
		void Promise.all([rows?.close(), places?.close()]).then(() => process.exit(0));
	});
}

await main();
