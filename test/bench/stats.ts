export function quantile(values: readonly number[], at: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const place = Math.min(sorted.length - 1, Math.floor(sorted.length * at));
	return sorted[place] ?? NaN;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	const [low = NaN, high = NaN] =
		sorted.length % 2 === 1
			? [sorted[middle], sorted[middle]]
			: [sorted[middle - 1], sorted[middle]];
	return (low + high) / 2;
}

/** A median with what it lies between. */
export interface Spread {
	median: number;
	low: number;
	high: number;
}

export const spreadOf = (values: readonly number[]): Spread => ({
	median: median(values),
	low: Math.min(...values),
	high: Math.max(...values)
});

/** Each run against the run of the other side beside it, so that what slows both for a while slows neither. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): number[] =>
	ours.map((value, index) => value / (theirs[index] ?? NaN));

export interface Aim {
	is: 'at least' | 'at most';
	value: number;
}

export type Verdict = 'met' | 'missed' | 'inconclusive';

export function judge({ low, high }: Spread, { is, value }: Aim): Verdict {
	if (is === 'at least') return low >= value ? 'met' : high < value ? 'missed' : 'inconclusive';
	return high <= value ? 'met' : low > value ? 'missed' : 'inconclusive';
}

/** The slope of a straight line through points, least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
	const n = points.length;
	const mean = (pick: 0 | 1) => points.reduce((sum, point) => sum + point[pick], 0) / n;
	const [mx, my] = [mean(0), mean(1)];
	const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
	const under = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
	return over / under;
}
