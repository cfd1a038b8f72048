import { expect, test } from 'vitest';
import { inSlices } from '../../src/lib/server/slices.ts';

function busyFor(ms: number): void {
	const until = performance.now() + ms;
	while (performance.now() < until);
}

test('a long list is gone through whole and in order, and others have their turn in between', async () => {
	const items = Array.from({ length: 40 }, (_, index) => index);
	const done: number[] = [];
	let turns = 0;
	const other = setInterval(() => turns++, 1);
	await inSlices(items, (item) => {
		busyFor(1);
		done.push(item);
	});
	clearInterval(other);
	expect(done).toEqual(items);
	expect(turns).toBeGreaterThan(1);
});
