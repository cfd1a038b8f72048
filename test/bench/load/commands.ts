/** The workloads of commands alone: tickets and "next". */
import { benchId } from '../ids.ts';
import { quantile } from '../stats.ts';
import { Forms, cookieOf, readCommand, readDesk } from './forms.ts';

/** Kept from the warm-up to the measurement: connecting is not what is measured. */
let warm: { url: string; forms: Forms } | null = null;

function formsFor(url: string, connections: number): Forms {
	if (warm?.url !== url) warm = { url, forms: new Forms(url, connections) };
	return warm.forms;
}

export interface Measured {
	perSecond: number;
	p50: number;
	p99: number;
}

/** Of the catalogue as many as the kiosks' visitors come for. */
const SERVICES = 20;

const measured = (seconds: number, times: number[]): Measured => ({
	perSecond: times.length / seconds,
	p50: quantile(times, 0.5),
	p99: quantile(times, 0.99)
});

export interface TicketJob {
	url: string;
	kiosks: number;
	halls: number;
	count: number;
}

/** Kiosks that each give the next ticket as soon as the last is printed; the halls have their turns. */
export async function tickets({ url, kiosks, halls, count }: TicketJob): Promise<Measured> {
	const forms = formsFor(url, kiosks);
	const times: number[] = [];
	let taken = 0;
	const kiosk = async () => {
		while (taken < count) {
			const n = taken++;
			const answer = await forms.post('/kiosk?/take', cookieOf('kiosk', n % halls), {
				service: benchId('service', Math.floor(n / halls) % SERVICES)
			});
			times.push(answer.ms);
		}
	};
	const start = performance.now();
	await Promise.all(Array.from({ length: kiosks }, kiosk));
	const seconds = (performance.now() - start) / 1000;
	return measured(seconds, times);
}

export interface NextJob {
	url: string;
	clerks: number;
	rounds: number;
	/** How clerks become free again: by helping their visitor, or by taking the call back, so that the queue stays. */
	freed: 'finished' | 'undone';
}

/** All clerks press at once, round after round. What frees them between is not measured. */
export async function next({ url, clerks, rounds, freed }: NextJob): Promise<Measured> {
	const forms = formsFor(url, clerks);
	const everyone = <T>(work: (clerk: number) => Promise<T>): Promise<T[]> =>
		Promise.all(Array.from({ length: clerks }, (_, clerk) => work(clerk)));
	const times: number[] = [];
	let seconds = 0;
	for (let round = 0; round < rounds; round++) {
		const start = performance.now();
		const answers = await everyone((clerk) => forms.post('/desk?/next', cookieOf('clerk', clerk)));
		seconds += (performance.now() - start) / 1000;
		times.push(...answers.map(({ ms }) => ms));
		await everyone(async (clerk) => {
			const answer = answers[clerk];
			if (!answer) return;
			const cookie = cookieOf('clerk', clerk);
			if (freed === 'undone') {
				await forms.post('/desk?/undo', cookie, { undoes: readCommand(answer) });
				return;
			}
			const visit = readDesk(answer).visitId;
			await forms.post('/desk?/serve', cookie, { visit });
			await forms.post('/desk?/finish', cookie, { visit, outcome: 'answered' });
		});
	}
	return measured(seconds, times);
}
