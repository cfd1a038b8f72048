/** Seconds that run out on the screen, by the screen's own clock: also right when it was busy with something else. */
const SECOND = 1000;

export class Countdown {
	/** Whole seconds left; null while it does not run. */
	left = $state<number | null>(null);

	/** @returns what stops it; fits `$effect` */
	run(seconds: number, over: () => void): () => void {
		const end = performance.now() + seconds * SECOND;
		this.left = seconds;
		const timer = setInterval(() => {
			const left = Math.ceil((end - performance.now()) / SECOND);
			if (left > 0) {
				this.left = left;
				return;
			}
			this.left = null;
			clearInterval(timer);
			over();
		}, SECOND / 4);
		return () => {
			clearInterval(timer);
			this.left = null;
		};
	}
}
