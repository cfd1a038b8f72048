/** How long one slice keeps all else waiting. Milliseconds. */
const SLICE_MS = 5;

/** Goes through a long list bit by bit: whatever came meanwhile has its turn in between. */
export async function inSlices<T>(
	items: readonly T[],
	work: (item: T) => Promise<void> | void
): Promise<void> {
	let until = performance.now() + SLICE_MS;
	for (const item of items) {
		await work(item);
		if (performance.now() < until) continue;
		await new Promise((soon) => setImmediate(soon));
		until = performance.now() + SLICE_MS;
	}
}
