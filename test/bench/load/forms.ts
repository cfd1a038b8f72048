/** Forms as screens post them, over connections that stay open. */
import { Agent, request } from 'node:http';
import { parse } from 'devalue';
import { COOKIES } from '../../../src/lib/server/session.ts';
import { tokenOf } from '../ids.ts';

export interface Answered {
	/** From the first byte that was sent to the last that came back. */
	ms: number;
	/** What the action answered, as it was written. */
	data: string;
}

export const cookieOf = (role: 'clerk' | 'kiosk' | 'hall', n: number): string =>
	`${COOKIES[role === 'clerk' ? 'session' : role]}=${tokenOf(role, n)}`;

export class Forms {
	readonly #url: URL;
	readonly #agent: Agent;

	constructor(url: string, connections: number) {
		this.#url = new URL(url);
		this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
	}

	/** Posts a form with a command id of its own. Whatever is not done is an error: refusals are not what is measured. */
	post(path: string, cookie: string, fields: Record<string, string> = {}): Promise<Answered> {
		const body = new URLSearchParams({ command: crypto.randomUUID(), ...fields }).toString();
		return new Promise((done, failed) => {
			const start = performance.now();
			const sent = request(
				{
					host: this.#url.hostname,
					port: this.#url.port,
					method: 'POST',
					path,
					agent: this.#agent,
					headers: {
						origin: this.#url.origin,
						cookie,
						accept: 'application/json',
						'content-type': 'application/x-www-form-urlencoded',
						'content-length': Buffer.byteLength(body),
						'x-sveltekit-action': 'true'
					}
				},
				(response) => {
					let text = '';
					response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
					response.on('error', failed);
					response.on('end', () => {
						const ms = performance.now() - start;
						const { type, data } = readAnswer(text);
						if (type === 'success') done({ ms, data });
						else failed(new Error(`${path} answered ${type}: ${text.slice(0, 300)}`));
					});
				}
			);
			sent.on('error', failed);
			sent.end(body);
		});
	}

	async get(path: string, cookie: string): Promise<string> {
		const response = await fetch(this.#url.origin + path, { headers: { cookie } });
		if (!response.ok) throw new Error(`${path} answered ${response.status}`);
		return response.text();
	}

	close(): void {
		this.#agent.destroy();
	}
}

function readAnswer(text: string): { type: string; data: string } {
	try {
		return JSON.parse(text) as { type: string; data: string };
	} catch {
		return { type: 'no answer', data: '' };
	}
}

/** What a command at the desk answered. */
export const readDesk = ({ data }: Answered): { visitId: string; ticket: string } =>
	(parse(data) as { value: { visitId: string; ticket: string } }).value;

/** The command's own id, by which it is undone. */
export const readCommand = ({ data }: Answered): string =>
	(parse(data) as { command: string }).command;
