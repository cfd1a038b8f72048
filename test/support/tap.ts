/**
 * Stands between screens and a server, and keeps all that passes to those who are not signed in as staff: addresses,
 * heads, bodies and socket frames, as bytes.
 */
import { type IncomingMessage, createServer, request as ask } from 'node:http';
import { type Socket, connect } from 'node:net';
import { parse as parseCookies } from 'cookie';
import { COOKIES } from '../../src/lib/server/session.ts';

export interface Tap {
	url: string;
	/** What passed so far to screens without a staff session. */
	heard(): Buffer;
	/** How many requests and socket connections that was, and how many were staff's. */
	counts(): { open: number; staff: number; sockets: number };
	/** Where to pass it on to; a server must know the tap's address before it starts. */
	to(port: number): void;
	close(): Promise<void>;
}

const isStaff = ({ headers }: IncomingMessage): boolean =>
	COOKIES.session in parseCookies(headers.cookie ?? '');

export async function openTap(): Promise<Tap> {
	const chunks: Buffer[] = [];
	const count = { open: 0, staff: 0, sockets: 0 };
	const sockets = new Set<Socket>();
	let port = 0;
	const keep = (staff: boolean) => (chunk: Buffer | string) => {
		if (!staff) chunks.push(Buffer.from(chunk));
	};
	const head = (message: IncomingMessage) =>
		`\n${message.method ?? String(message.statusCode)} ${message.url ?? ''}\n${message.rawHeaders.join('\n')}\n`;

	const server = createServer((incoming, outgoing) => {
		const staff = isStaff(incoming);
		if (staff) count.staff++;
		else count.open++;
		keep(staff)(`\n${incoming.method ?? ''} ${incoming.url ?? ''}\n`);
		const onward = ask(
			{
				port,
				host: '127.0.0.1',
				method: incoming.method,
				path: incoming.url,
				// Compressed, nothing could be searched.
				headers: { ...incoming.headers, 'accept-encoding': 'identity' }
			},
			(answer) => {
				keep(staff)(head(answer));
				answer.on('data', keep(staff));
				outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
				answer.pipe(outgoing);
			}
		);
		onward.on('error', () => outgoing.destroy());
		incoming.pipe(onward);
	});
	server.on('upgrade', (incoming: IncomingMessage, client: Socket, first: Buffer) => {
		const staff = isStaff(incoming);
		if (!staff) count.sockets++;
		const onward = connect(port, '127.0.0.1', () => {
			const lines = [`GET ${incoming.url ?? ''} HTTP/1.1`];
			for (let i = 0; i < incoming.rawHeaders.length; i += 2)
				lines.push(`${incoming.rawHeaders[i] ?? ''}: ${incoming.rawHeaders[i + 1] ?? ''}`);
			onward.write(`${lines.join('\r\n')}\r\n\r\n`);
			onward.write(first);
			client.pipe(onward);
		});
		onward.on('data', keep(staff));
		onward.pipe(client);
		for (const [one, other] of [
			[client, onward],
			[onward, client]
		] as const) {
			sockets.add(one);
			one.on('error', () => other.destroy());
			one.on('close', () => {
				sockets.delete(one);
				other.destroy();
			});
		}
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	const own = typeof address === 'object' && address ? address.port : 0;
	return {
		url: `http://127.0.0.1:${own}`,
		heard: () => Buffer.concat(chunks),
		counts: () => ({ ...count }),
		to: (target) => {
			port = target;
		},
		close: () =>
			new Promise((done) => {
				for (const socket of sockets) socket.destroy();
				server.closeAllConnections();
				server.close(() => done());
			})
	};
}
