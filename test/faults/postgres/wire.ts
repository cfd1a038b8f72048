/** A network between servers and PostgreSQL, that can fall silent: nothing gets through, and nobody is told. */
import { type Server, type Socket, connect, createServer } from 'node:net';

/** An idle connection that only listens names itself so; see src/lib/server/db/postgres.ts. */
const LISTENER = 'beurt-listener';

interface Connection {
	listener: boolean;
	client: Socket;
	server: Socket;
	silent: boolean;
}

export class Wire {
	readonly url: string;
	readonly #server: Server;
	readonly #connections = new Set<Connection>();
	#down = false;

	private constructor(url: string, server: Server) {
		this.url = url;
		this.#server = server;
	}

	/** @param url of a database; the wire's own leads to the same one */
	static async to(url: string): Promise<Wire> {
		const through = new URL(url);
		const port = Number(through.port);
		const server = createServer();
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		const address = server.address();
		through.port = String(typeof address === 'object' ? address?.port : '');
		const wire = new Wire(through.toString(), server);
		server.on('connection', (client) => wire.#accept(client, port));
		return wire;
	}

	/** Connections that listen for other processes, and are not silent. */
	get listeners(): number {
		return [...this.#connections].filter(({ listener, silent }) => listener && !silent).length;
	}

	/** Silences those that listen. @returns how many */
	silenceListeners(): number {
		const listeners = [...this.#connections].filter(({ listener, silent }) => listener && !silent);
		for (const connection of listeners) connection.silent = true;
		return listeners.length;
	}

	/** Silences all, also those that come. */
	silence(): void {
		this.#down = true;
		for (const connection of this.#connections) connection.silent = true;
	}

	/** New connections get through; those that were silenced never will again. */
	mend(): void {
		this.#down = false;
	}

	close(): void {
		for (const { client, server } of this.#connections) {
			client.destroy();
			server.destroy();
		}
		this.#server.close();
	}

	#accept(client: Socket, port: number): void {
		const server = connect(port, '127.0.0.1');
		const connection = { listener: false, client, server, silent: this.#down };
		this.#connections.add(connection);
		for (const [from, to] of [
			[client, server],
			[server, client]
		] as const) {
			from.setNoDelay(true);
			from.on('error', () => undefined);
			from.on('data', (bytes: Buffer) => {
				// It says who it is in its first message.
				if (from === client && bytes.includes(LISTENER)) connection.listener = true;
				if (!connection.silent) to.write(bytes);
			});
			from.on('close', () => {
				// Who is behind a silent wire does not learn that the other has gone.
				if (connection.silent && from === client) return;
				this.#connections.delete(connection);
				to.destroy();
			});
		}
	}
}
