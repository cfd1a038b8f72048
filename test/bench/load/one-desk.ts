/** What one desk gets over its line: the first view, and each change. */
import { gzipSync } from 'node:zlib';
import { benchId } from '../ids.ts';
import { Follower } from './follower.ts';
import { Forms, cookieOf, readDesk } from './forms.ts';

export interface DeskBytes {
	/** The page itself, compressed as a proxy would. */
	page: number;
	/** Both views as they come over the line, and the same compressed. */
	first: number;
	firstCompressed: number;
	/** Bytes of all messages after one command: of this clerk, of others, and of a kiosk. */
	changes: Record<string, number[]>;
	/** The longest of all messages after the first views. */
	largest: number;
}

/** How long after a command its last message may come. */
const QUIET_MS = 250;

/** @param rounds how often everything is done */
export async function deskBytes({
	url,
	rounds
}: {
	url: string;
	rounds: number;
}): Promise<DeskBytes> {
	const forms = new Forms(url, 4);
	const mine = cookieOf('clerk', 0);
	const other = cookieOf('clerk', 1);
	const page = gzipSync(await forms.get('/desk', mine)).length;
	let wire: string[] = [];
	const follower = new Follower(
		url,
		mine,
		[{ view: 'desk' }, { view: 'line', branchId: benchId('branch', 0) }],
		() => undefined
	);
	follower.onWire((data) => wire.push(data));
	await follower.whenRight();
	const first = wire.join('');
	const changes: Record<string, number[]> = {};
	let largest = 0;

	const weigh = async <T>(what: string, work: Promise<T>): Promise<T> => {
		wire = [];
		const value = await work;
		await new Promise((quiet) => setTimeout(quiet, QUIET_MS));
		const sizes = wire.map((data) => Buffer.byteLength(data));
		largest = Math.max(largest, ...sizes);
		(changes[what] ??= []).push(sizes.reduce((sum, size) => sum + size, 0));
		return value;
	};
	for (let round = 0; round < rounds; round++) {
		for (const [who, cookie] of [
			['own', mine],
			['other', other]
		] as const) {
			const called = await weigh(`${who} next`, forms.post('/desk?/next', cookie));
			const visit = readDesk(called).visitId;
			await weigh(`${who} serve`, forms.post('/desk?/serve', cookie, { visit }));
			await weigh(
				`${who} finish`,
				forms.post('/desk?/finish', cookie, { visit, outcome: 'answered' })
			);
		}
		await weigh(
			'a ticket',
			forms.post('/kiosk?/take', cookieOf('kiosk', 0), { service: benchId('service', round % 20) })
		);
	}
	follower.close();
	forms.close();
	return {
		page,
		first: Buffer.byteLength(first),
		firstCompressed: gzipSync(first).length,
		changes,
		largest
	};
}
