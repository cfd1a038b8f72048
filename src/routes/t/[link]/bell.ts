/** The telephone's bell: a chime and a buzz, again and again until the visitor has noticed. */
import { SECOND } from '$lib/domain/time.ts';
import type { Chime } from '$lib/ui/chime.svelte.ts';

const BUZZ = [400, 200, 400, 200, 400];
const RINGS = 5;
const EVERY = 4 * SECOND;

/** Rings until the returned function is called, or often enough. In the browser only. */
export function ring(chime: Chime): () => void {
	let left = RINGS;
	const once = () => {
		left -= 1;
		chime.play();
		buzz();
		if (left === 0) clearInterval(timer);
	};
	const timer = setInterval(once, EVERY);
	once();
	return () => clearInterval(timer);
}

/** Browsers refuse it, loudly, until the page was touched; some telephones can't. */
function buzz(): void {
	const { vibrate, userActivation } = navigator as Partial<Navigator>;
	if (userActivation?.hasBeenActive) vibrate?.call(navigator, BUZZ);
}
