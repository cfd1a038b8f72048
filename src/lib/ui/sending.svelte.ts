/**
 * Sending forms of a page: one at a time, and what was typed stays when no answer comes. Kit would show an error page
 * then, in place of the form.
 */
import type { enhance } from '$app/forms';

type Submit = NonNullable<Parameters<typeof enhance>[1]>;

export class Sending {
	/** A form is on its way. */
	busy = $state(false);
	/** The last one got no answer; it may have been heard all the same, which is why pages send ids that make it count once. */
	failed = $state(false);

	/** For `use:enhance`. */
	submit: Submit = ({ cancel }) => {
		// A second tap while the first is on its way.
		if (this.busy) {
			cancel();
			return;
		}
		this.busy = true;
		this.failed = false;
		return async ({ result, update }) => {
			this.busy = false;
			if (result.type === 'error') this.failed = true;
			else await update({ reset: false });
		};
	};
}
