/**
 * The entry: creates the HTTP server, answers 503 until the app is ready, hands over, and drains on SIGTERM.
 * No logic of the product; Kit's bundle holds that.
 */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { ConfigError, readConfig } from './lib/server/config.ts';
import { beginLifecycle } from './lib/server/lifecycle.ts';

const DRAIN_MS = 10_000;
/** How long health says "draining" before no connection is taken any more: time for a proxy to look elsewhere. */
const NOTICE_MS = 1000;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function main(): Promise<void> {
	const config = readConfig(process.env);
	// Kit reads these when its handler loads.
	process.env['ORIGIN'] = config.origins[0];
	process.env['BODY_SIZE_LIMIT'] ??= '64K';

	let handler: Handler | null = null;
	const http = createServer(
		{ headersTimeout: 20_000, requestTimeout: 30_000 },
		(request, response) => {
			if (handler && (lifecycle.phase === 'ready' || isHealth(request))) handler(request, response);
			else unavailable(response, lifecycle.phase);
		}
	);
	const lifecycle = beginLifecycle(http);

	await new Promise<void>((listening, failed) => {
		http.once('error', failed);
		http.listen(config.port, config.host, listening);
	});
	const built = pathToFileURL(resolve(import.meta.dirname, '../handler.js')).href;
	const loaded = (await import(/* @vite-ignore */ built)) as { handler: Handler };
	handler = loaded.handler;
	console.log(lifecycle.greeting);

	let draining: Promise<void> | null = null;
	const drain = () => (draining ??= stop());
	process.on('SIGTERM', () => void drain());
	process.on('SIGINT', () => void drain());

	async function stop(): Promise<void> {
		lifecycle.phase = 'draining';
		await new Promise((noticed) => setTimeout(noticed, NOTICE_MS));
		// Requests under way are answered; connections that only wait are closed at once.
		const closed = new Promise<void>((done) => http.close(() => done()));
		http.closeIdleConnections();
		const patience = setTimeout(() => http.closeAllConnections(), DRAIN_MS);
		await lifecycle.stop(closed);
		clearTimeout(patience);
		process.exit(0);
	}
}

const isHealth = ({ url }: IncomingMessage): boolean => url === '/health';

function unavailable(response: ServerResponse, phase: string): void {
	response.writeHead(503, {
		'content-type': 'application/json; charset=utf-8',
		'retry-after': '2',
		connection: 'close'
	});
	response.end(JSON.stringify({ status: phase }));
}

main().catch((error: unknown) => {
	const { code, address, port } = error as NodeJS.ErrnoException & {
		address?: string;
		port?: number;
	};
	if (error instanceof ConfigError) console.error(error.message);
	else if (code === 'EADDRINUSE')
		console.error(
			`HOST:PORT ${address}:${port} is in use by another program; set PORT to a free one.`
		);
	else console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
