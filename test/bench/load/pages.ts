/** A page asked for again and again, over lines that stay open. */
import { Agent, get } from 'node:http';

export interface PagesJob {
	url: string;
	path: string;
	count: number;
	lines: number;
}

/** @returns how many a second; throws for an answer that is not the page */
export async function pages({ url, path, count, lines }: PagesJob): Promise<number> {
	const agent = new Agent({ keepAlive: true, maxSockets: lines });
	const once = (): Promise<void> =>
		new Promise((done, failed) => {
			get(
				url + path,
				{ agent, headers: { 'accept-language': 'nl', accept: 'text/html' } },
				(response) => {
					let text = '';
					response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
					response.on('error', failed);
					response.on('end', () => {
						if (response.statusCode === 200 && text.includes('</html>')) done();
						else failed(new Error(`${path} answered ${response.statusCode}`));
					});
				}
			).on('error', failed);
		});
	let asked = 0;
	const line = async () => {
		while (asked++ < count) await once();
	};
	const start = performance.now();
	await Promise.all(Array.from({ length: lines }, line));
	const seconds = (performance.now() - start) / 1000;
	agent.destroy();
	return count / seconds;
}
