/** What the day was like, counted by those who played it. */
export interface HallCount {
	hall: string;
	tickets: number;
	refused: number;
	waits: number[];
	finished: number;
	missed: number;
	parked: number;
	transferred: number;
	helped: number;
}

export const newCount = (hall: string): HallCount => ({
	hall,
	tickets: 0,
	refused: 0,
	waits: [],
	finished: 0,
	missed: 0,
	parked: 0,
	transferred: 0,
	helped: 0
});

const TARGET_MINUTES = 15;

function quantile(sorted: readonly number[], share: number): number {
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** One line a hall; minutes of the demo's clock. */
export function summaryTable(counts: readonly HallCount[]): string {
	const head = [
		'Hall',
		'tickets',
		'turned away',
		'finished',
		'no-show',
		'set aside',
		'passed on',
		'helped from afar',
		'wait median',
		'wait p90',
		`within ${TARGET_MINUTES} min`
	];
	const rows = counts.map((count) => {
		const waits = count.waits.toSorted((a, b) => a - b);
		const within = waits.filter((wait) => wait <= TARGET_MINUTES).length;
		return [
			count.hall,
			String(count.tickets),
			String(count.refused),
			String(count.finished),
			String(count.missed),
			String(count.parked),
			String(count.transferred),
			String(count.helped),
			quantile(waits, 0.5).toFixed(1),
			quantile(waits, 0.9).toFixed(1),
			waits.length === 0 ? '–' : `${Math.round((100 * within) / waits.length)} %`
		];
	});
	const widths = head.map((title, column) =>
		Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))
	);
	return [head, ...rows]
		.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
		.map((text) => text.trimEnd())
		.join('\n');
}
