/** Telephones through a day: each follows a ticket, and another one once that visit is over. */
import { Follower } from './follower.ts';

let phones: Follower[] = [];
let timer: NodeJS.Timeout | undefined;
let links: string[] = [];
let last = 0;

const LOOK_MS = 1000;
const AT_ONCE = 100;

const nextRequests = () => {
	const link = links[last++ % links.length] ?? '';
	return [
		{ view: 'ticket', link },
		{ view: 'wait', link }
	] as const;
};

/** Which visits are underway; told again and again while the day goes on. */
export async function tell(underway: string[]): Promise<void> {
	links = underway;
}

/** Connects so many telephones. Each takes up another ticket when its own is done with. */
export async function carry({ url, count }: { url: string; count: number }): Promise<void> {
	timer = setInterval(() => {
		for (const phone of phones) if (!phone.follows) phone.follow(nextRequests());
	}, LOOK_MS);
	while (phones.length < count) {
		const some = Array.from(
			{ length: Math.min(AT_ONCE, count - phones.length) },
			() => new Follower(url, '', nextRequests(), () => undefined, true)
		);
		phones.push(...some);
		await Promise.all(some.map((phone) => phone.whenRight()));
	}
}

export async function putAway(): Promise<void> {
	clearInterval(timer);
	timer = undefined;
	for (const phone of phones) phone.close();
	phones = [];
}
