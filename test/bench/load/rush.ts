/** A rush: all citizens at once want a time of their own hall, and whoever is too late takes another that is left. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { benchId } from '../ids.ts';
import { quantile } from '../stats.ts';

export interface RushJob {
	url: string;
	/** The page of times, with what it is asked for; the hall is added. */
	times: string;
	citizens: number;
	halls: number;
	/** The starts of each hall; more want each than there is room for. */
	starts: readonly number[];
	/** Lines that stay open. */
	lines: number;
}

export interface Rushed {
	/** Who have an appointment. */
	booked: number;
	/** Who were told that nothing is left. */
	without: number;
	/** How often somebody was too late, and got other times in the answer. */
	late: number;
	/** Citizens who had their answer, a second. */
	perSecond: number;
	/** Of holding a time, or hearing that it is gone. */
	p99: number;
}

interface Answer {
	status: number;
	headers: IncomingHttpHeaders;
	text: string;
}

/** By name, as people tell them apart; each comes from an address of their own. */
class Citizen {
	cookie = '';
	readonly #agent: Agent;
	readonly #url: URL;
	readonly n: number;

	constructor(agent: Agent, url: string, n: number) {
		this.#agent = agent;
		this.#url = new URL(url);
		this.n = n;
	}

	post(path: string, fields: Record<string, string>): Promise<Answer> {
		const body = new URLSearchParams({ command: crypto.randomUUID(), ...fields }).toString();
		return new Promise((done, failed) => {
			const sent = request(
				{
					host: this.#url.hostname,
					port: this.#url.port,
					method: 'POST',
					path,
					agent: this.#agent,
					headers: {
						origin: this.#url.origin,
						cookie: this.cookie,
						accept: 'text/html',
						'x-forwarded-for': `10.0.${this.n >> 8}.${this.n & 255}`,
						'content-type': 'application/x-www-form-urlencoded',
						'content-length': Buffer.byteLength(body)
					}
				},
				(response) => {
					let text = '';
					response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
					response.on('error', failed);
					response.on('end', () => {
						const { headers, statusCode = 0 } = response;
						const [cookie] = (headers['set-cookie'] ?? []).map((one) => one.split(';')[0] ?? '');
						if (cookie) this.cookie = cookie;
						done({ status: statusCode, headers, text });
					});
				}
			);
			sent.on('error', failed);
			sent.end(body);
		});
	}
}

const SLOT = /name="slot" value="([^"]+)"/g;
const slotsIn = (page: string): string[] => [...page.matchAll(SLOT)].map(([, slot = '']) => slot);

/** Always the same one for the same citizen and try. */
const pick = <T>(list: readonly T[], n: number, tried: number): T | undefined =>
	list[(n * 2_654_435_761 + tried * 40_503) % list.length];

export async function rush(job: RushJob): Promise<Rushed> {
	const agent = new Agent({ keepAlive: true, maxSockets: job.lines });
	const times: number[] = [];
	const told: Rushed = { booked: 0, without: 0, late: 0, perSecond: 0, p99: 0 };
	const go = async (n: number): Promise<void> => {
		const citizen = new Citizen(agent, job.url, n);
		const hall = benchId('branch', n % job.halls);
		const page = `${job.times}&hal=${hall}`;
		let slot: string | undefined = `${hall} ${pick(job.starts, Math.floor(n / job.halls), 0)}`;
		for (let tried = 1; slot !== undefined; tried++) {
			const start = performance.now();
			const held = await citizen.post(page.replace('?', '?/hold&'), { slot });
			times.push(performance.now() - start);
			if (held.status === 303) {
				const form = held.headers.location ?? '';
				const made = await citizen.post(form.replace('?', '?/book&'), {
					name: `Inwoner ${n}`,
					email: `inwoner${n}@voorbeeld.nl`
				});
				if (!made.headers.location?.includes('gemaakt'))
					throw new Error(`not booked: ${made.status} ${made.text.slice(0, 300)}`);
				told.booked++;
				return;
			}
			if (held.status >= 500 || !held.text.includes('</html>'))
				throw new Error(`not held: ${held.status} ${held.text.slice(0, 300)}`);
			told.late++;
			slot = pick(slotsIn(held.text), n, tried);
		}
		told.without++;
	};
	const start = performance.now();
	await Promise.all(Array.from({ length: job.citizens }, (_, n) => go(n)));
	const seconds = (performance.now() - start) / 1000;
	agent.destroy();
	return { ...told, perSecond: job.citizens / seconds, p99: quantile(times, 0.99) };
}
